// Shares of people against shares of money. points: [{x, y: 0..1, tip}]; marks: [{x, y: 0..1, text}]
import { amounts, colour, font, isChinese, text, tooltip } from "./look.js";

const percent = new Intl.NumberFormat(isChinese ? "zh-CN" : "en", { style: "percent", maximumFractionDigits: 0 });
const share = (more) => amounts({ min: 0, max: 1, axisLabel: { ...text(), formatter: (value) => percent.format(value) }, ...more });

function corner({ x, y, text: words }) {
  const line = { color: colour("amber"), width: 1, type: "dashed" };
  const label = { formatter: words, position: "insideEndTop", color: colour("ink"), fontFamily: font, fontSize: 12, fontWeight: "bold" };
  return [
    [{ coord: [x, 0], lineStyle: line, label: { show: false } }, { coord: [x, y] }],
    [{ coord: [x, y], lineStyle: line, label: { ...label, position: "start", align: "left", offset: [8, -8] } }, { coord: [0, y] }],
  ];
}

export function curve({ points, marks }) {
  return {
    tooltip: { ...tooltip(([first]) => first?.data.tip), trigger: "axis" },
    grid: { left: 0, right: 12, top: 12, bottom: 0, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: share({ splitLine: { show: false } }),
    yAxis: share(),
    series: {
      type: "line",
      showSymbol: false,
      lineStyle: { color: colour("blue"), width: 2 },
      itemStyle: { color: colour("blue") },
      areaStyle: { color: colour("blue"), opacity: 0.08 },
      data: points.map(({ x, y, tip }) => ({ value: [x, y], tip })),
      markLine: { silent: true, symbol: "none", animation: false, data: marks.flatMap(corner) },
    },
  };
}
