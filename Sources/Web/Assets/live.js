// Keeps what is marked data-live true: <main data-live="/desk/jobs/…/events" id="…">. An event only says "read again".
for (const place of document.querySelectorAll("[data-live][id]")) {
  const source = new EventSource(place.dataset.live);
  let isFirst = true, isReading = false, isStale = false;
  const read = async () => {
    if (isReading) { isStale = true; return; }
    isReading = true;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(place.id);
      if (!fresh || place.querySelector("[data-dragging]")) return;
      const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
      place.replaceChildren(...fresh.childNodes);
      if (focused) document.getElementById(focused)?.focus();
    } finally {
      isReading = false;
      if (isStale) { isStale = false; read(); }
    }
  };
  source.addEventListener("changed", read);
  // After a lost line something may have been missed.
  source.addEventListener("open", () => { if (!isFirst) read(); isFirst = false; });
}
