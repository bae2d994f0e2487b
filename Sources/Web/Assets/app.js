// Small comforts. Every page works without them.
const search = () => document.querySelector("[data-search]");
const rows = () => [...document.querySelectorAll("[data-keys] > *")];

const move = (step) => {
  const all = rows();
  if (!all.length) return;
  const now = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.min(Math.max(now + step, 0), all.length - 1)];
  (next.querySelector("a, button") ?? next).focus();
};

// MARK: The keys of this page. They can be turned off, for people who dictate or whose screen reader needs the letters.
const KEYS = [
  ["/", "Search", "[data-search]"],
  ["j k", "Down and up", "[data-keys], [data-board]"],
  ["h l", "Column to the left and to the right", "[data-board]"],
  ["Enter", "Open", "[data-keys], [data-board]"],
  ["e", "Advance to the next stage", "[data-board]"],
  ["r", "Reject", "[data-board]"],
  ["u", "Undo the last move", "[data-board]"],
  ["?", "This list", "*"],
];
const hasKeys = document.querySelector("[data-keys], [data-board]");

const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

const help = () => {
  const list = KEYS.filter(([, , where]) => document.querySelector(where)).flatMap(([key, does]) => [
    make("dt", {}, ...key.split(" ").map((one) => make("kbd", { textContent: one }))), make("dd", { textContent: does }),
  ]);
  const isOn = make("input", { type: "checkbox", id: "keys-on", checked: localStorage.keys !== "off" });
  isOn.addEventListener("change", () => { localStorage.keys = isOn.checked ? "on" : "off"; });
  const dialog = make("dialog", { className: "dialog" },
    make("form", { className: "form", method: "dialog" },
      make("h2", { id: "keys-title", textContent: "Keys of this page" }),
      make("dl", { className: "keys" }, ...list),
      make("div", { className: "field check" }, isOn, make("label", { htmlFor: "keys-on", textContent: "Single letters are keys" })),
      make("div", { className: "do" }, make("button", { className: "button", textContent: "Close", autofocus: true }))));
  dialog.setAttribute("aria-labelledby", "keys-title");
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
};

if (hasKeys) {
  const button = make("button", { type: "button", className: "button quiet small keys-button", onclick: help }, "Keys ", make("kbd", { textContent: "?" }));
  document.querySelector(".rail .me")?.before(button);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || localStorage.keys === "off") return;
  if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
  if (event.key === "/" && search()) { event.preventDefault(); search().focus(); }
  if (event.key === "?" && hasKeys) { event.preventDefault(); help(); }
  if (event.key === "j") move(1);
  if (event.key === "k") move(-1);
});

// MARK: "3 h ago" instead of a date in UTC; the exact moment, in the reader's own time, is one hover away.
const ago = (date) => {
  const minutes = Math.round((Date.now() - date) / 60_000);
  if (Math.abs(minutes) > 30 * 1440) return date.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  const size = Math.abs(minutes);
  if (size < 1) return "just now";
  const span = size < 60 ? `${size} min` : size < 1440 ? `${Math.round(size / 60)} h` : `${Math.round(size / 1440)} d`;
  return minutes > 0 ? `${span} ago` : `in ${span}`;
};
const tellTimes = () => {
  for (const time of document.querySelectorAll("time[data-relative]")) {
    const date = new Date(time.dateTime);
    if (Number.isNaN(date.valueOf())) continue;
    time.textContent = ago(date);
    time.title = date.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  }
};
tellTimes();
setInterval(tellTimes, 60_000);
document.addEventListener("live", tellTimes); // live.js brought new ones

// MARK: The second click of a hurried hand sends nothing twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 8000);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

// On a phone the rail is one line that can be pushed sideways: where one is, is in sight.
document.querySelector(".rail nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
