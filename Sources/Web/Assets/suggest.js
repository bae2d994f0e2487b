// Type-ahead for <input data-suggest="/suggest/skills">: a combobox with a list (ARIA 1.2). With data-suggest-many the field holds several
// values, parted by commas (or by what the attribute says: data-suggest-many=";" for places such as "Pune, Maharashtra"); they are shown
// as chips above it, each with a button that takes it out. The plain field stays what is sent, so without this script it is simply
// written into.
const PAUSE = 120;
const known = new Map(); // address -> what came back
let numbers = 0;

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

const ask = async (place, words, signal) => {
  const address = `${place}?q=${encodeURIComponent(words)}`;
  if (known.has(address)) return known.get(address);
  const answer = await fetch(address, { signal, headers: { Accept: "application/json" } });
  if (!answer.ok) return [];
  const { suggestions } = await answer.json();
  known.set(address, suggestions);
  return suggestions;
};

class Suggest {
  constructor(field) {
    this.field = field;
    this.isMany = field.hasAttribute("data-suggest-many");
    this.between = field.getAttribute("data-suggest-many") || ",";
    this.number = ++numbers;
    this.options = [];
    this.current = -1;
    this.prepare();
    this.listen();
  }

  // MARK: Pieces. In "many" mode what is typed into is a field of our own, and the plain one is kept up to date out of sight.
  prepare() {
    const { field, number } = this;
    this.box = make("div", { className: "suggest" });
    field.before(this.box);
    this.list = make("ul", { id: `suggest-${number}`, className: "suggest-list", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", `Suggestions: ${this.label()}`);
    this.told = make("p", { className: "unseen" });
    this.told.setAttribute("role", "status");
    if (this.isMany) this.prepareChips(); else this.input = field;
    this.box.append(this.input, this.list, this.told);
    const { input } = this;
    input.autocomplete = "off";
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);
  }

  prepareChips() {
    const { field } = this;
    this.values = this.split(field.value);
    this.chips = make("ul", { className: "chips" });
    this.chips.setAttribute("role", "list");
    this.chips.setAttribute("aria-label", `${this.label()}: chosen`);
    this.input = make("input", { type: "text", placeholder: field.placeholder, maxLength: 100 });
    for (const name of ["aria-describedby", "aria-invalid"]) if (field.hasAttribute(name)) this.input.setAttribute(name, field.getAttribute(name));
    // The label and the links of a list of problems lead to the field with this id.
    this.input.id = field.id;
    field.removeAttribute("id");
    field.type = "hidden";
    this.box.append(this.chips, field);
    this.showChips();
  }

  split(text) {
    return text.split(this.between).map((one) => one.trim()).filter(Boolean);
  }

  label() {
    return (this.field.labels?.[0]?.textContent ?? this.field.name).trim();
  }

  // MARK: Chips
  showChips() {
    this.chips.hidden = !this.values.length;
    this.chips.replaceChildren(...this.values.map((value, place) => {
      const out = make("button", { type: "button", textContent: "×" });
      out.setAttribute("aria-label", `Take out ${value}`);
      out.addEventListener("click", () => { this.remove(place); this.input.focus(); });
      return make("li", { className: "tag" }, make("span", { textContent: value }), out);
    }));
  }

  keep() {
    this.field.value = this.values.join(`${this.between} `);
    this.showChips();
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  add(text) {
    const had = new Set(this.values.map((value) => value.toLowerCase()));
    const fresh = this.split(text).filter((value) => !had.has(value.toLowerCase()) && had.add(value.toLowerCase()));
    this.input.value = "";
    this.close();
    if (!fresh.length) return;
    this.values.push(...fresh);
    this.keep();
    this.say(`${fresh.join(", ")} added, ${this.values.length} in all`);
  }

  remove(place) {
    const [value] = this.values.splice(place, 1);
    this.keep();
    this.say(`${value} taken out, ${this.values.length} left`);
  }

  // MARK: What happens
  listen() {
    const { input, list } = this;
    input.addEventListener("input", (event) => { if (!event.isComposing) this.typed(); });
    input.addEventListener("compositionend", () => this.typed());
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.addEventListener("blur", () => { this.close(); if (this.isMany && input.value.trim()) this.add(input.value); });
    // Before the field loses the focus, which would close the list under the finger.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose([...list.children].indexOf(option));
    });
    if (this.isMany) input.form?.addEventListener("submit", () => { if (input.value.trim()) this.add(input.value); }, { capture: true });
  }

  typed() {
    if (this.isMany && this.input.value.includes(this.between)) {
      const parts = this.input.value.split(this.between);
      const rest = parts.pop().trimStart();
      this.add(parts.join(this.between));
      this.input.value = rest;
    }
    clearTimeout(this.timer);
    this.asking?.abort();
    const words = this.input.value.trim();
    if (!words) { this.close(); return; }
    this.timer = setTimeout(() => this.look(words), PAUSE);
  }

  async look(words) {
    this.asking = new AbortController();
    try {
      const found = await ask(this.field.dataset.suggest, words, this.asking.signal);
      // Meanwhile something else may have been typed, or the field left.
      if (words !== this.input.value.trim() || document.activeElement !== this.input) return;
      const had = new Set((this.values ?? []).map((value) => value.toLowerCase()));
      this.show(found.filter(({ value }) => !had.has(value.toLowerCase())));
    } catch {
      this.close(); // no answer: what is typed is taken as it is
    }
  }

  pressed(event) {
    const { key } = event;
    if (event.isComposing) return;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) { this.typed(); return; }
      const count = this.options.length;
      this.mark(key === "ArrowDown" ? (this.current + 2) % (count + 1) - 1 : (this.current + 1 + count) % (count + 1) - 1);
    } else if (key === "Enter") {
      if (!this.list.hidden && this.current >= 0) { event.preventDefault(); this.choose(this.current); }
      else if (this.isMany && this.input.value.trim()) { event.preventDefault(); this.add(this.input.value); }
    } else if (key === "Tab") {
      if (!this.list.hidden && this.current >= 0) this.choose(this.current);
    } else if (key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (key === "Backspace" && this.isMany && !this.input.value && this.values.length) {
      this.remove(this.values.length - 1);
    }
  }

  choose(place) {
    const { value } = this.options[place];
    if (this.isMany) { this.add(value); return; }
    this.field.value = value;
    this.close();
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // MARK: The list
  show(options) {
    this.options = options;
    this.list.replaceChildren(...options.map(({ value, hint }, place) => {
      const option = make("li", { id: `${this.list.id}-${place}` }, make("span", { textContent: value }));
      if (hint) option.append(make("span", { className: "hint", textContent: hint }));
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      return option;
    }));
    this.mark(-1);
    this.list.hidden = !options.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.say(options.length ? `${options.length} ${options.length === 1 ? "suggestion" : "suggestions"}` : "");
  }

  mark(place) {
    this.list.children[this.current]?.setAttribute("aria-selected", "false");
    this.current = place;
    const option = this.list.children[place];
    if (!option) { this.input.removeAttribute("aria-activedescendant"); return; }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    if (!this.list.hidden) this.show([]);
  }

  say(text) {
    this.told.textContent = text;
  }
}

for (const field of document.querySelectorAll("input[data-suggest]")) new Suggest(field);
