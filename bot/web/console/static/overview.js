// Draws each table of figures as bars beside it. A click on a bar leads where its number leads.
"use strict";

const MOST = 12;
const ROW_PX = 30;
const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(`--${name}`).trim();

// One series for each column of numbers.
function read(table) {
  const rows = [...table.tBodies[0].rows].slice(0, MOST);
  const heads = [...table.tHead.rows[0].cells];
  const columns = [...rows[0].cells].flatMap((cell, at) => ("number" in cell.dataset ? [at] : []));
  return {
    names: rows.map((row) => row.cells[0].textContent.trim()),
    series: columns.map((at) => ({
      name: heads[at].textContent,
      colour: colour(heads[at].dataset.colour || "main"),
      numbers: rows.map((row) => Number(row.cells[at].dataset.number)),
      links: rows.map((row) => row.cells[at].querySelector("a")?.href),
    })),
  };
}

function options({ names, series }) {
  const totals = names.map((_, row) => series.reduce((sum, one) => sum + one.numbers[row], 0));
  const text = { color: colour("ink"), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13 };
  return {
    animation: false,
    textStyle: text,
    grid: { left: 0, right: 44, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: "value", show: false, minInterval: 1 },
    yAxis: {
      type: "category", data: names, inverse: true,
      axisTick: { show: false }, axisLine: { lineStyle: { color: colour("line") } },
      axisLabel: { ...text, width: 120, overflow: "truncate" },
    },
    series: series.map((one, place) => ({
      type: "bar", stack: "all", barMaxWidth: 18,
      data: one.numbers, color: one.colour,
      label: {
        ...text, show: place === series.length - 1, position: "right",
        formatter: ({ dataIndex }) => (totals[dataIndex] ? String(totals[dataIndex]) : ""),
      },
    })),
  };
}

function draw(table) {
  const place = table.closest(".figure").querySelector(".chart");
  const told = read(table);
  if (!told.series.some(({ numbers }) => numbers.some(Boolean))) return [];
  place.style.height = `${told.names.length * ROW_PX + 8}px`;
  place.append(document.createElement("div"));
  place.firstChild.style.height = "100%";
  const chart = echarts.init(place.firstChild);
  chart.setOption(options(told));
  chart.on("click", ({ seriesIndex, dataIndex }) => {
    const link = told.series[seriesIndex].links[dataIndex];
    if (link) location.assign(link);
  });
  return [chart];
}

const charts = [...document.querySelectorAll("table[data-chart]")].filter((one) => one.tBodies[0].rows.length).flatMap(draw);
addEventListener("resize", () => charts.forEach((chart) => chart.resize()));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => location.reload());
