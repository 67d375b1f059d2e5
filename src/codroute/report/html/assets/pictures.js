/* Draws every picture of the page. Without scripts the tables say the same. */
(() => {
  "use strict";
  const drawn = new Map();

  const property = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  /* Put the theme's own colours in place of the names of properties. */
  const coloured = (part, key = "") => {
    if (Array.isArray(part)) return part.map((item) => coloured(item));
    if (part && typeof part === "object")
      return Object.fromEntries(Object.entries(part).map(([name, item]) => [name, coloured(item, name)]));
    const names = typeof part === "string" && part.startsWith("--") && /color$/i.test(key);
    return names ? property(part) : part;
  };

  const themed = () => {
    const [ink, quiet, line, paper] = ["--ink", "--quiet", "--line", "--paper"].map(property);
    const axis = {
      axisLabel: { color: quiet }, axisLine: { lineStyle: { color: line } },
      splitLine: { lineStyle: { color: line } },
    };
    return {
      textStyle: { color: ink, fontFamily: "system-ui, sans-serif" },
      categoryAxis: { ...axis, axisLabel: { color: ink } }, valueAxis: axis,
      legend: { textStyle: { color: ink }, pageTextStyle: { color: ink } },
      tooltip: { backgroundColor: paper, borderColor: line, textStyle: { color: ink } },
    };
  };

  const tooltip = {
    trigger: "item", renderMode: "richText", confine: true,
    formatter: (point) => (point.data && point.data.text) || "",
  };

  const draw = (place) => {
    if (!place.clientWidth) return;
    drawn.get(place)?.dispose();
    place.style.height = `${place.dataset.height}px`;
    const option = coloured(JSON.parse(place.dataset.option));
    const base = option.baseOption ?? option;
    Object.assign(base, { animation: false, tooltip });
    const chart = echarts.init(place, themed(), { renderer: "svg" });
    chart.setOption(option);
    drawn.set(place, chart);
  };

  const places = [...document.querySelectorAll(".picture")];
  for (const place of places) {
    const data = place.querySelector("script");
    place.dataset.option = data.textContent;
    data.remove();
  }
  const drawAll = () => places.forEach(draw);

  document.documentElement.classList.add("drawn");
  drawAll();
  document.querySelectorAll("details").forEach((part) =>
    part.addEventListener("toggle", () => part.querySelectorAll(".picture").forEach(draw)));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  matchMedia("print").addEventListener("change", drawAll);
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === width) return;
    width = innerWidth;
    drawn.forEach((chart) => chart.resize());
  });
  addEventListener("beforeprint", () => {
    document.querySelectorAll("details").forEach((part) => { part.open = true; });
    drawAll();
  });
})();
