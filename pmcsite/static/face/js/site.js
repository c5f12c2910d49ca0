/* What every page adds when scripts run. Each part works alone and is absent where its elements are. */

function prepareThemeToggle() {
  const button = document.querySelector("[data-theme-toggle]");
  if (!button) return;
  const root = document.documentElement;
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : systemDark.matches);
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.hidden = false;
  button.addEventListener("click", () => {
    const next = isDark() ? "light" : "dark";
    root.dataset.theme = next;
    try {
      localStorage.setItem("theme", next);
    } catch {
      /* The choice then holds for this page only. */
    }
    show();
  });
  systemDark.addEventListener("change", show);
  show();
}

/* A second press on a submit button while the first is on its way does nothing. */
function preventDoubleSubmit() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.submitting) {
      event.preventDefault();
      return;
    }
    form.dataset.submitting = "yes";
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-submitting]")) delete form.dataset.submitting;
  });
}

/* An error summary takes the focus, so that it is read out first. */
function focusErrorSummary() {
  document.querySelector("[data-error-summary]")?.focus();
}

function prepareCopyButtons() {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    if (!source || !navigator.clipboard) continue;
    button.hidden = false;
    const words = button.textContent;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText("value" in source ? source.value : source.textContent.trim());
      button.textContent = button.dataset.copied || "✓";
      setTimeout(() => (button.textContent = words), 3000);
    });
  }
}

function preparePrintButtons() {
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

function prepareCharacterCounts() {
  for (const counter of document.querySelectorAll("[data-count-for]")) {
    const input = document.getElementById(counter.dataset.countFor);
    if (!input) continue;
    const limit = Number(input.getAttribute("maxlength")) || 0;
    const show = () => {
      counter.textContent = limit ? `${input.value.length} / ${limit}` : String(input.value.length);
    };
    input.addEventListener("input", show);
    show();
  }
}

prepareThemeToggle();
preventDoubleSubmit();
focusErrorSummary();
prepareCopyButtons();
preparePrintButtons();
prepareCharacterCounts();
