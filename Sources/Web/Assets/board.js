// The board by mouse and keyboard. Without this file the buttons on the cards post their form and the page comes back.
// A card moves at once and the server is told; if it refuses, the card goes back and the reason is shown.
// live.js may change any card at any time, so everything listens on <main> and nothing keeps a card for long.
const main = document.querySelector("[data-board]");
const NEXT = { New: "Screening", Screening: "Interview", Interview: "Offer" };
const CLOSING = { Rejected: "Reject", Withdrawn: "Withdraw" };
let dragged = null, last = null, hush;
const turns = new WeakMap();

const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const button = (textContent, className, onclick) => make("button", { type: "button", textContent, className, onclick });
const cardAt = (node) => (node instanceof Element ? node : node?.parentElement)?.closest(".card");
const columns = () => [...main.querySelectorAll(".column")];
const cards = (column) => [...column.querySelectorAll(".card")];
const nameOn = (card) => card.querySelector("h3").textContent.trim();
const focusOn = (card) => {
  card?.querySelector("h3 a")?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: "nearest", inline: "nearest" });
};

// MARK: What is said, for eyes and for screen readers

const toast = make("div", { className: "toast" });
toast.setAttribute("role", "status");
main.append(toast);
const empty = () => toast.replaceChildren();
const linger = () => { clearTimeout(hush); if (!toast.matches(".bad, :hover, :focus-within")) hush = setTimeout(empty, 8000); };
for (const name of ["pointerenter", "pointerleave", "focusin", "focusout"]) toast.addEventListener(name, () => setTimeout(linger));

// A refusal stays until it is read; a success leaves by itself.
const say = (text, action, isBad = false) => {
  toast.classList.toggle("bad", isBad);
  toast.replaceChildren(make("span", { textContent: text }), action);
  linger();
};

// MARK: Moving

const count = (column, by) => {
  const number = column?.querySelector("header span");
  if (number) number.textContent = Number(number.textContent) + by;
};

/// As the server sorts: the best first, those without a score last.
const scoreOn = (card) => Number.parseInt(card.querySelector(".score b")?.textContent) || -1;
const isBefore = (one, other) => scoreOn(one) - scoreOn(other) || (one.dataset.application < other.dataset.application ? 1 : -1);

/// Puts the card into the column, or away where this page does not show that column; the answer puts it back.
const place = (card, column) => {
  const from = card.closest(".column"), list = card.parentNode, before = card.nextSibling;
  if (column) column.querySelector("ol").insertBefore(card, cards(column).find((one) => isBefore(card, one) > 0) ?? null);
  else card.remove();
  count(from, -1);
  count(column, 1);
  return () => {
    if (list) list.insertBefore(card, before?.parentNode === list ? before : null);
    else card.remove();
    count(from, 1);
    count(column, -1);
  };
};

/// The server's next reading of the board brings the right button; until then the card must not offer the old one.
const relabel = (card, status, version) => {
  card.dataset.version = version;
  const next = NEXT[status], control = card.querySelector(".moves button");
  if (!control) return;
  control.hidden = !next;
  control.formAction = `/desk/applications/${card.dataset.application}/stage?version=${version}`;
  if (next) Object.assign(control, { value: next, textContent: `→ ${next}`, ariaLabel: `Advance ${nameOn(card)} to ${next}` });
};

const post = async (card, status, remarks) => {
  const body = new URLSearchParams({ status, version: card.dataset.version, ...(remarks && { remarks }) });
  const headers = { "X-CSRF-Token": main.dataset.csrf, accept: "application/json" };
  try {
    const answer = await fetch(`/api/v1/desk/applications/${card.dataset.application}/stage`, { method: "POST", headers, body, signal: AbortSignal.timeout(15_000) });
    const told = await answer.json().catch(() => ({}));
    return answer.ok ? told : { refusal: told.detail || told.title || `The server answered ${answer.status}.` };
  } catch {
    return { refusal: "The server could not be reached. Check the connection and try again." };
  }
};

/// - focus: the card that has the keyboard afterwards, if any.
const move = (card, status, focus) => {
  turns.set(card, (turns.get(card) ?? Promise.resolve()).then(() => moveNow(card, status, focus)));
};

const moveNow = async (card, status, focus) => {
  const from = card.closest(".column"), column = columns().find((one) => one.dataset.status === status);
  if (!status || column === from) return;
  const name = nameOn(card), putBack = place(card, column), earlier = last;
  const mine = last = { card, status: from?.dataset.status }; // at once: `u` does not wait for the answer
  const goBack = () => {
    putBack();
    if (last === mine) last = earlier;
    if (focus) focusOn(card);
  };
  card.ariaBusy = "true"; // live.js waits
  focusOn(focus);
  try {
    const remarks = status in CLOSING ? await askWhy(card, status) : "";
    if (remarks === null) return goBack();
    const { refusal, version } = await post(card, status, remarks);
    if (refusal) {
      goBack();
      say(`${name} was not moved. ${refusal}`, button("Close", "button small", empty), true);
      main.querySelector("[data-live]")?.dispatchEvent(new Event("read-again"));
      return;
    }
    relabel(card, status, version);
    say(`${name} moved to ${status}.`, button("Undo", "button small", undo));
  } finally {
    card.ariaBusy = null;
  }
};

const undo = () => {
  if (!last) return;
  const { card, status } = last;
  last = null;
  empty();
  move(document.getElementById(card.id) ?? card, status, card);
};

/// The remarks, or null for "leave it".
const askWhy = (card, status) => new Promise((answer) => {
  const remarks = make("textarea", { id: "remarks", rows: 4, maxLength: 5000 });
  const dialog = make("dialog", { className: "dialog" },
    make("form", { className: "form", method: "dialog" },
      make("h2", { id: "why", textContent: `${CLOSING[status]} ${nameOn(card)}?` }),
      make("div", { className: "field" },
        make("label", { htmlFor: "remarks", textContent: "Remarks" }), remarks,
        make("p", { className: "help", textContent: "Optional. They stand in the timeline of this application." })),
      make("div", { className: "do" },
        button("Cancel", "button", () => dialog.close()),
        make("button", { className: "button primary", value: "yes", textContent: CLOSING[status] }))));
  dialog.setAttribute("aria-labelledby", "why");
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) dialog.close("yes");
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    answer(dialog.returnValue === "yes" ? remarks.value.trim() : null);
  });
  empty();
  main.append(dialog);
  dialog.showModal();
  remarks.focus();
});

// MARK: By button

main.addEventListener("submit", (event) => {
  const card = cardAt(event.submitter);
  if (event.target.id !== "move" || !card) return;
  event.preventDefault();
  move(card, event.submitter.value, after(card));
});
// The next card slides under the pointer: the second click of a double click is not meant for it.
main.addEventListener("click", (event) => {
  if (event.detail > 1 && cardAt(event.target)) event.preventDefault();
});

// MARK: By mouse

const light = (column) => columns().forEach((one) => one.toggleAttribute("data-over", one === column));
const drop = () => {
  dragged?.removeAttribute("data-dragging");
  dragged = null;
  light(null);
};

// The link of a card covers all of it (the style sheet says so), and a browser lets people drag a link.
main.addEventListener("dragstart", (event) => {
  const card = cardAt(event.target);
  if (!card) return;
  const { x, y } = card.getBoundingClientRect();
  event.dataTransfer.clearData();
  event.dataTransfer.setData("text/plain", nameOn(card));
  event.dataTransfer.setDragImage(card, event.clientX - x, event.clientY - y);
  event.dataTransfer.effectAllowed = "move";
  card.dataset.dragging = ""; // live.js waits
  dragged = card;
});
const columnAt = (event) => event.target.closest?.(".column");
for (const name of ["dragenter", "dragover"]) main.addEventListener(name, (event) => {
  if (!dragged) return;
  const column = columnAt(event);
  light(column);
  if (column) event.preventDefault();
});
main.addEventListener("drop", (event) => {
  const card = dragged, column = columnAt(event);
  if (!card) return;
  event.preventDefault();
  drop();
  if (column) move(card, column.dataset.status);
});
document.addEventListener("dragend", drop);

// MARK: By keyboard

/// The next card of the column, or of the column beside it that has any: at the same height, as far as it goes.
const beside = (card, down, right) => {
  if (!card) return main.querySelector(".card");
  const column = card.closest(".column"), at = cards(column).indexOf(card);
  if (down) return cards(column)[at + down];
  const all = columns(), order = right > 0 ? all.slice(all.indexOf(column) + 1) : all.slice(0, all.indexOf(column)).reverse();
  const list = order.map(cards).find((list) => list.length);
  return list?.[Math.min(at, list.length - 1)];
};
/// Who is looked at after this one is dealt with: the next in the column, so that a column is worked through without the mouse.
const after = (card) => beside(card, 1) ?? beside(card, -1) ?? card;

const keys = {
  j: (card) => focusOn(beside(card, 1)),
  k: (card) => focusOn(beside(card, -1)),
  h: (card) => focusOn(beside(card, 0, -1)),
  l: (card) => focusOn(beside(card, 0, 1)),
  e: (card) => card && move(card, NEXT[card.closest(".column").dataset.status], after(card)),
  r: (card) => card && move(card, "Rejected", after(card)),
  u: undo,
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || localStorage.keys === "off") return;
  if (event.target.closest("input, textarea, select, dialog") || !Object.hasOwn(keys, event.key)) return;
  if (event.repeat && "eru".includes(event.key)) return; // a key held down does not empty a column
  event.preventDefault();
  keys[event.key](cardAt(document.activeElement));
});
