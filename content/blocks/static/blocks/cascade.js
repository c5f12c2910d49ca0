/* The what-if of a pathway: sliders that close a part of each gap. Without this file the published figures stand there,
   with a table. The arithmetic is that of content/charts/cascade.py: each share is of those who are left. */
function prepare(cascade) {
  const start = Number(cascade.dataset.start);
  const numbers = new Intl.NumberFormat("en-US");
  const stages = [...cascade.querySelectorAll("[data-cascade-stage]")].map((element) => ({
    share: Number(element.dataset.share),
    slider: element.querySelector("input"),
    output: element.querySelector("output"),
    lost: element.querySelector("[data-cascade-lost]"),
    left: element.querySelector("[data-cascade-left]"),
    arrivingBar: element.querySelector("[data-cascade-arriving-bar]"),
    leftBar: element.querySelector("[data-cascade-left-bar]"),
    control: element.querySelector("[data-cascade-control]"),
  }));
  const end = cascade.querySelector("[data-cascade-end]");
  const more = cascade.querySelector("[data-cascade-more]");
  const published = Math.round(stages.reduce((people, { share }) => people * (1 - share), start));

  const show = () => {
    let arriving = start;
    for (const stage of stages) {
      const left = arriving * (1 - stage.share * (1 - Number(stage.slider.value) / 100));
      stage.output.textContent = `${stage.slider.value}%`;
      stage.lost.textContent = numbers.format(Math.round(arriving) - Math.round(left));
      stage.left.textContent = numbers.format(Math.round(left));
      stage.arrivingBar.setAttribute("width", arriving.toFixed(1));
      stage.leftBar.setAttribute("width", left.toFixed(1));
      arriving = left;
    }
    const reached = Math.round(arriving);
    end.textContent = numbers.format(reached);
    more.hidden = reached === published;
    more.textContent = more.dataset.words.replace("{count}", numbers.format(reached - published));
  };

  for (const stage of stages) {
    stage.control.hidden = false;
    stage.slider.addEventListener("input", show);
  }
  cascade.querySelector("[data-cascade-hint]").hidden = false;
  /* A browser may bring a slider back where it stood. */
  show();
}

for (const cascade of document.querySelectorAll("[data-cascade]")) prepare(cascade);
