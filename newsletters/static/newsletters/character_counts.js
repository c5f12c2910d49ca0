/* Shows how many characters a field has, and how many are comfortable, as "37 / 40". */

function countBeside(field) {
  const comfortable = Number(field.dataset.comfortableLength);
  const count = document.createElement("output");
  count.htmlFor = field.id;
  count.className = "help";
  const show = () => {
    const length = [...field.value].length;
    count.textContent = `${length} / ${comfortable}${length > comfortable ? " !" : ""}`;
  };
  field.addEventListener("input", show);
  field.after(count);
  show();
}

for (const field of document.querySelectorAll("[data-comfortable-length]")) countBeside(field);
