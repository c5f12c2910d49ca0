/* Runs before the page is painted: puts back the reader's choice of light or dark. Kept in this browser only, no cookie. */
(function () {
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") {
      document.documentElement.dataset.theme = chosen;
    }
  } catch {
    /* Storage is refused: the system's setting holds. */
  }
  document.documentElement.classList.add("has-script");
})();
