// Keeps the figures of the monitor fresh; rates are what was sent between two looks.
const monitor = document.querySelector("[data-monitor-url]");
const language = document.documentElement.lang;
const sentBefore = new Map();
let lookedAt = 0;

function rate(key, sent, seconds) {
  const before = sentBefore.get(key);
  sentBefore.set(key, sent);
  if (before === undefined || seconds <= 0) return "–";
  return Math.max(0, (sent - before) / seconds).toLocaleString(language, { maximumFractionDigits: 1 });
}

function show(element, value) {
  if (element) element.textContent = typeof value === "number" ? value.toLocaleString(language) : value;
}

function showProblems(problems) {
  monitor.querySelector("[data-problems]").replaceChildren(
    ...problems.map((words) => {
      const paragraph = document.createElement("p");
      paragraph.className = "help-block help-warning";
      paragraph.textContent = words;
      return paragraph;
    }),
  );
}

function showMailing(mailing, seconds) {
  const row = monitor.querySelector(`[data-mailing="${mailing.id}"]`);
  if (!row) return false;
  for (const element of row.querySelectorAll("[data-value]")) {
    const name = element.dataset.value;
    show(element, name === "rate" ? rate(mailing.id, mailing.sent, seconds) : mailing[name]);
  }
  row.querySelector("[data-percent]").value = mailing.percent;
  return true;
}

let problemsShown = null;

async function refresh() {
  const response = await fetch(monitor.dataset.monitorUrl, { headers: { Accept: "application/json" } });
  if (!response.ok) return;
  const seen = await response.json();
  const seconds = lookedAt ? seen.at - lookedAt : 0;
  lookedAt = seen.at;
  for (const element of monitor.querySelectorAll("[data-figure]")) show(element, seen.figures[element.dataset.figure]);
  show(monitor.querySelector("[data-rate]"), rate("all", seen.sent, seconds));
  const problems = JSON.stringify(seen.problems);
  if (problems !== problemsShown) showProblems(seen.problems);
  problemsShown = problems;
  const rows = monitor.querySelectorAll("[data-mailing]").length;
  const known = seen.mailings.filter((mailing) => showMailing(mailing, seconds)).length;
  if (known !== seen.mailings.length || known !== rows) window.location.reload();
}

if (monitor) {
  refresh().catch(() => {});
  setInterval(() => {
    if (!document.hidden) refresh().catch(() => {});
  }, 2000);
}
