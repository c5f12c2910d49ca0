// Counts a segment again while its conditions change. Without it the count comes when the form is saved.
(() => {
  const PAUSE_MILLISECONDS = 500;
  const place = document.getElementById("segment-size");
  const form = document.querySelector("form[action*='/segment/'], main form[method=post]");
  if (!place || !form) return;
  let timer = 0;
  let running = null;

  async function count() {
    running?.abort();
    running = new AbortController();
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(place.dataset.sizeUrl, {
        method: "POST",
        body: new FormData(form),
        signal: running.signal,
        headers: { "X-Requested-With": "XMLHttpRequest" },
      });
      if (answer.ok) place.innerHTML = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
    place.removeAttribute("aria-busy");
  }

  form.addEventListener("input", (event) => {
    if (!/^(match|definition|condition_|text_|not_)/.test(event.target.name || "")) return;
    clearTimeout(timer);
    timer = setTimeout(count, PAUSE_MILLISECONDS);
  });
})();
