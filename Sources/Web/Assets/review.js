// Looking a résumé over without leaving the keyboard: the field in hand lights its place on the page, one key accepts it and goes on.
const place = document.querySelector("[data-review]"), form = place?.querySelector("form.review-form");

if (form) {
  const rows = [...form.querySelectorAll(".review-field")].filter((row) => row.querySelector("[data-accept]"));
  const sheets = place.querySelector(".sheets");
  const submit = form.querySelector("[data-accept-all]"), progress = form.querySelector("[data-progress]");
  const accepted = (row) => row.classList.contains("accepted");
  const inputs = (row) => [...row.querySelectorAll("input:not([type=hidden]), textarea, select")];

  for (const hidden of form.querySelectorAll("[data-accept], [data-progress], [data-keys-help]")) hidden.hidden = false;

  const light = (row) => {
    for (const box of place.querySelectorAll("[data-box].lit")) box.classList.remove("lit");
    const name = row?.dataset.field;
    const boxes = [...place.querySelectorAll("[data-box]")].filter((box) => box.dataset.box.split(" ").includes(name));
    for (const box of boxes) box.classList.add("lit");
    const first = boxes[0]?.getBoundingClientRect(), frame = sheets.getBoundingClientRect();
    if (!first || (first.top >= frame.top && first.bottom <= frame.bottom)) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    sheets.scrollBy({ top: first.top - frame.top - frame.height / 3, behavior: calm ? "instant" : "smooth" });
  };

  const tell = () => {
    const open = rows.filter((row) => !accepted(row)).length;
    progress.textContent = open ? `${rows.length - open} of ${rows.length} accepted` : "all accepted";
  };

  const accept = (row) => {
    row.classList.add("accepted");
    row.querySelector("[data-accept]").setAttribute("aria-pressed", "true");
    tell();
  };

  /// The next field that is not accepted yet; after the last the button that saves.
  const goOn = (row) => {
    const after = [...rows.slice(rows.indexOf(row) + 1), ...rows.slice(0, rows.indexOf(row))];
    const next = after.find((one) => !accepted(one));
    (next?.querySelector("[data-accept]") ?? submit).focus();
  };

  for (const row of rows) {
    row.querySelector("[data-accept]").addEventListener("click", () => { accept(row); goOn(row); });
    row.addEventListener("focusin", () => light(row));
    row.addEventListener("input", () => {
      row.classList.remove("accepted");
      row.querySelector("[data-accept]").setAttribute("aria-pressed", "false");
      tell();
    });
  }

  // A place on the page leads to its field.
  place.addEventListener("click", (event) => {
    const name = event.target.closest("[data-box]")?.dataset.box.split(" ")[0];
    const row = name && rows.find((one) => one.dataset.field === name);
    if (row) inputs(row)[0]?.focus();
  });

  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = event.target.closest(".review-field"), typing = event.target.matches("input:not([type=checkbox]), textarea, select");
    if (!row) return;
    if (typing) {
      // A line of text: Enter accepts what is typed instead of sending the form. In long texts it makes a line.
      if (event.key === "Enter" && !event.target.matches("textarea")) { event.preventDefault(); accept(row); goOn(row); }
      if (event.key === "Escape") row.querySelector("[data-accept]")?.focus();
      return;
    }
    if (localStorage.keys === "off") return;
    if (event.key === "a") { event.preventDefault(); accept(row); goOn(row); }
    if (event.key === "A") { event.preventDefault(); rows.forEach(accept); submit.focus(); form.requestSubmit(submit); }
    if (event.key === "e") { event.preventDefault(); const first = inputs(row)[0]; first?.focus(); first?.select?.(); }
  });

  tell();
  if (!document.querySelector("#problems")) rows[0]?.querySelector("[data-accept]").focus({ preventScroll: true });
}
