// Shows what an amount means while it is typed, and who has an address or number already. Without it the server says both after saving.

const sizes = { "": 1, k: 1e3, l: 1e5, lpa: 1e5, lac: 1e5, lacs: 1e5, lakh: 1e5, lakhs: 1e5, m: 1e6, mn: 1e6, cr: 1e7, crore: 1e7, crores: 1e7 };
const signs = { INR: "₹", USD: "$", EUR: "€", GBP: "£" };

const amount = (text) => {
  const found = text.toLowerCase().replace(/[₹$€£\s]|^rs\.?|^inr|^usd|per annum|p\.?a\.?$/g, "").match(/^([\d,']+(?:\.\d+)?)([a-z]*)\.?$/);
  if (!found || !(found[2] in sizes)) return null;
  const value = Number(found[1].replace(/[,']/g, "")) * sizes[found[2]];
  return Number.isFinite(value) && value >= 1000 ? Math.round(value) : null;
};

const short = (value, size, unit) => `${Math.round((value / size) * 100) / 100}${unit}`;

const shown = (value, currency) => {
  const sign = signs[currency] ?? `${currency} `;
  if (currency === "INR" && value >= 1e7) return `${sign}${short(value, 1e7, " crore")} a year`;
  if (currency === "INR" && value >= 1e5) return `${sign}${short(value, 1e5, " lakh")} a year`;
  return `${sign}${short(value, 1e3, "k")} a year`;
};

for (const input of document.querySelectorAll("[data-pay]")) {
  const output = input.parentElement.querySelector("output");
  const currency = input.form.elements.namedItem("currency");
  const show = () => {
    const value = amount(input.value);
    output.textContent = value === null ? "" : `= ${shown(value, currency?.value || "INR")}`;
  };
  input.addEventListener("input", show);
  currency?.addEventListener("change", show);
  show();
}

const form = document.querySelector("[data-known]");
if (form) {
  const here = form.querySelector("[data-known-here]"), list = here.querySelector("ul");
  let asked = 0;
  const line = (person) => {
    const item = document.createElement("li");
    if (person.id) {
      const link = document.createElement("a");
      link.href = `/desk/candidates/${person.id}`;
      link.textContent = person.name;
      item.append(link, ` ${[person.current_role, person.same_email ? "same e-mail" : "same phone"].filter(Boolean).join(" · ")}`);
    } else {
      item.textContent = `${person.name} works here`;
    }
    return item;
  };
  const look = async () => {
    const turn = ++asked;
    const query = new URLSearchParams({ email: form.elements.email.value, phone: form.elements.phone.value });
    const answer = await fetch(`${form.dataset.known}?${query}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || turn !== asked) return;
    const { known } = await answer.json();
    list.replaceChildren(...known.map(line));
    here.hidden = known.length === 0;
  };
  for (const name of ["email", "phone"]) form.elements[name].addEventListener("change", look);
}
