/* Keeps the status of a sending fresh while mail leaves. Without it the page shows the state at loading. */

const SECONDS_BETWEEN_LOOKS = 2;

function watch(panel) {
  let shown = "";
  const look = async () => {
    if (panel.firstElementChild?.dataset.underWay !== "1") return;
    if (!document.hidden) {
      try {
        const response = await fetch(panel.dataset.url, { headers: { Accept: "text/html" } });
        if (response.ok) {
          const fresh = await response.text();
          /* Nothing is read out again that did not change, and nobody's focus is taken away. */
          if (fresh !== shown && !panel.contains(document.activeElement)) panel.innerHTML = shown = fresh;
        }
      } catch {
        /* The network is away; the next look may succeed. */
      }
    }
    setTimeout(look, SECONDS_BETWEEN_LOOKS * 1000);
  };
  setTimeout(look, SECONDS_BETWEEN_LOOKS * 1000);
}

const panel = document.getElementById("newsletter-status");
if (panel) watch(panel);
