// Says how many characters are used beside each text field that has a limit. Without it the server still counts.
const numbers = new Intl.NumberFormat(document.documentElement.lang);

for (const field of document.querySelectorAll("textarea[data-limit]")) {
  const limit = Number(field.dataset.limit);
  const count = document.createElement("output");
  count.className = "character-count";
  count.setAttribute("for", field.id);
  field.after(count);
  const show = () => {
    const used = [...field.value.replace(/\r\n?/g, "\n").trim()].length;
    count.textContent = `${numbers.format(used)} / ${numbers.format(limit)}`;
    field.setAttribute("aria-invalid", String(used > limit));
  };
  field.addEventListener("input", show);
  show();
}
