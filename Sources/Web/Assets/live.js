// Keeps what is marked true: <ul data-live="/desk/events" id="queue">. An event only says "read again"; what is read is the page itself.
const ACTIVE = "a[href], button, input, select, textarea, summary, [tabindex]";

/// Makes `old` equal to `fresh` and keeps every node that it can: what is scrolled, hovered or half typed stays as it is.
/// Elements with an id are found wherever they were, so a card walks from column to column.
const mend = (old, fresh, known) => {
  // What the reader opened stays open.
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  let at = old.firstChild;
  for (const node of [...fresh.childNodes]) {
    const same = node.id ? known.get(node.id) : at && !at.id && at.nodeName === node.nodeName ? at : null;
    if (same !== at || !same) old.insertBefore(same ?? node, at);
    else at = at.nextSibling;
    if (!same || same.isEqualNode(node)) continue;
    if (same instanceof Element) mend(same, node, known);
    else same.data = node.data;
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
};

/// Where the keyboard is, said in ids; the answer puts it back there, or as near as possible.
const holdFocus = (place) => {
  const focused = document.activeElement;
  if (focused === place || !place.contains(focused)) return () => {};
  const owner = focused.closest("[id]"), id = owner.id;
  const near = owner.querySelectorAll(ACTIVE), all = place.querySelectorAll(ACTIVE);
  const index = [...near].indexOf(focused), position = [...all].indexOf(focused);
  return () => {
    if (document.activeElement === focused) return;
    const home = document.getElementById(id);
    const list = [...(home ?? place).querySelectorAll(ACTIVE)];
    const target = home && index < 0 ? home : list[home ? index : Math.min(position, list.length - 1)] ?? list[0];
    target?.focus({ preventScroll: true });
  };
};

// A page that is being left reads nothing more: it would take the message that is meant for the next page.
let isLeaving = 0;
addEventListener("beforeunload", () => { isLeaving = Date.now() + 5000; });

for (const place of document.querySelectorAll("[data-live][id]")) {
  let source, retry, isReading = false, isStale = false;
  const isHeld = () => Date.now() < isLeaving || document.querySelector("dialog[open]") || place.querySelector("[data-dragging], [aria-busy=true]");

  const read = async () => {
    if (isReading) { isStale = true; return; }
    isReading = true;
    isStale = false;
    try {
      if (isHeld()) { isStale = true; return; }
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (answer.redirected) return location.reload(); // to the sign-in page: the session has ended
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(place.id);
      if (!fresh) return;
      if (isHeld()) { isStale = true; return; }
      const restore = holdFocus(place);
      mend(place, fresh, new Map([...place.querySelectorAll("[id]")].map((element) => [element.id, element])));
      restore();
      document.dispatchEvent(new Event("live"));
    } catch {
      // The line is down; when it is back, `open` reads again.
    } finally {
      isReading = false;
      if (isStale) setTimeout(read, isHeld() ? 200 : 0);
    }
  };

  const listen = () => {
    clearTimeout(retry);
    source?.close();
    source = new EventSource(place.dataset.live);
    source.addEventListener("changed", read);
    // Something may have been missed before the line was there.
    source.addEventListener("open", read);
    // The browser tries again by itself, except after an answer such as 502.
    source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) retry = setTimeout(listen, 5000); });
  };

  place.addEventListener("read-again", read);
  // A tab in the background holds no line: a browser has six for one address. Back again, it reads.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return listen();
    clearTimeout(retry);
    source?.close();
  });
  if (!document.hidden) listen();
}
