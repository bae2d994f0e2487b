// Completion of the search box: names of fields, and what may follow them. Without it the box is a box.
const box = document.querySelector("[data-search-language]");

if (box) {
  const fields = [...document.querySelectorAll(".find-help dt code")].map((name) => ({
    value: name.textContent, hint: name.closest("dt").nextElementSibling?.firstChild?.textContent.trim() ?? "",
  }));
  const served = { "skill:": "/suggest/skills", "city:": "/suggest/cities", "prefers:": "/suggest/cities", "language:": "/suggest/languages" };
  const list = Object.assign(document.createElement("ul"), { className: "find-options", id: "find-options", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Completions");
  box.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) box.setAttribute(name, value);

  let options = [], chosen = -1, asked = 0;
  const span = () => {
    const end = box.selectionStart ?? box.value.length, before = box.value.slice(0, end);
    const quotes = before.split("\"").length - 1;
    const start = quotes % 2 ? before.lastIndexOf("\"", end) : Math.max(before.lastIndexOf(" "), before.lastIndexOf("(")) + 1;
    const from = quotes % 2 ? Math.max(before.lastIndexOf(" ", start), before.lastIndexOf("(", start)) + 1 : start;
    return { from: before[from] === "-" ? from + 1 : from, end };
  };
  const quoted = (text) => (/[\s(),]/.test(text) ? `"${text}"` : text);

  const candidates = async (word) => {
    const colon = word.indexOf(":");
    if (colon < 0) return word.length < 2 ? [] : fields.filter((field) => field.value.startsWith(word.toLowerCase()) && field.value !== word).map((field) => ({ ...field, more: true }));
    const name = word.slice(0, colon + 1).toLowerCase(), typed = word.slice(colon + 1).replaceAll("\"", "");
    if (!served[name] || !typed) return [];
    const answer = await fetch(`${served[name]}?q=${encodeURIComponent(typed)}`, { headers: { accept: "application/json" } });
    if (!answer.ok) return [];
    const found = (await answer.json()).suggestions ?? [];
    return found.slice(0, 8).map((one) => ({ value: name + quoted(name === "city:" || name === "prefers:" ? one.value.split(",")[0] : one.value), hint: one.hint ?? "" }));
  };

  const close = () => { list.hidden = true; options = []; chosen = -1; box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); };
  const choose = (number) => {
    chosen = number;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === number)));
    if (number >= 0) { box.setAttribute("aria-activedescendant", `find-option-${number}`); list.children[number].scrollIntoView({ block: "nearest" }); } else box.removeAttribute("aria-activedescendant");
  };
  const take = (number) => {
    const { from, end } = span(), option = options[number];
    const after = box.value.slice(end).replace(/^[^\s)]*/, ""), tail = option.more ? "" : " ";
    box.value = box.value.slice(0, from) + option.value + tail + after.trimStart();
    const place = from + option.value.length + tail.length;
    box.setSelectionRange(place, place);
    close();
  };
  const show = async () => {
    const turn = ++asked, { from, end } = span();
    const found = await candidates(box.value.slice(from, end)).catch(() => []);
    if (turn !== asked || document.activeElement !== box) return;
    if (!found.length) return close();
    options = found;
    list.replaceChildren(...found.map((option, number) => {
      const item = document.createElement("li"), hint = document.createElement("small");
      item.id = `find-option-${number}`;
      item.setAttribute("role", "option");
      item.append(option.value, hint);
      hint.textContent = option.hint;
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(number); box.focus(); });
      return item;
    }));
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    choose(-1);
  };

  box.addEventListener("input", show);
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); choose((chosen + 1) % options.length); }
    if (event.key === "ArrowUp") { event.preventDefault(); choose((chosen - 1 + options.length) % options.length); }
    if (event.key === "Escape") { event.preventDefault(); close(); }
    if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) { event.preventDefault(); take(chosen); }
  });
}
