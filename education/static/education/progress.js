// Ticks off what this browser's learner has read, on pages that are the same for everyone.
// Asks the server only where learning has begun, so that a visitor who just reads sends nothing.
const begunKey = "learning-begun";
const remembered = (() => {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
})();

for (const form of document.querySelectorAll("[data-learning-form]")) {
  form.addEventListener("submit", () => remembered?.setItem(begunKey, "1"));
}

const root = document.querySelector("[data-learning-progress]");
if (root && remembered?.getItem(begunKey)) {
  const response = await fetch(root.dataset.learningProgress, { headers: { Accept: "application/json" } });
  if (response.ok) {
    const { lessons } = await response.json();
    for (const key of lessons) {
      for (const done of document.querySelectorAll(`li[data-lesson="${CSS.escape(key)}"]`)) {
        done.classList.add("is-done");
        done.querySelector("[data-lesson-done]")?.removeAttribute("hidden");
      }
    }
  }
}
