// Keeps the figures of a mailing's page fresh while it is at work; the page works without it.
const section = document.querySelector("[data-progress-url]");
const atWork = new Set(["running", "cancelling"]);

async function refresh() {
  const response = await fetch(section.dataset.progressUrl, { headers: { Accept: "application/json" } });
  if (!response.ok) return;
  const progress = await response.json();
  for (const element of section.querySelectorAll("[data-count]")) {
    element.textContent = progress.counts[element.dataset.count].toLocaleString(document.documentElement.lang);
  }
  section.querySelector("[data-percent]").value = progress.percent;
  section.querySelector("[data-status-label]").textContent = progress.status_label;
  if (progress.status !== section.dataset.status) window.location.reload();
}

if (section && atWork.has(section.dataset.status)) {
  setInterval(() => {
    if (!document.hidden) refresh().catch(() => {});
  }, 2000);
}
