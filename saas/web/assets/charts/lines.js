// Values over days. series: [{name, tone, shape: line | dots | crosses, points: [{on, value, tip, href, text}]}];
// range: [{on, low, high}] behind them; marks: [{on or value, text, tone}], standing and lying lines
import { amounts, colour, font, names, text, tooltip } from "./look.js";

const CROSS = "path://M2 0L5 3L8 0L10 2L7 5L10 8L8 10L5 7L2 10L0 8L3 5L0 2Z";

const beside = (words, isLate) => ({ ...text(), show: true, formatter: words, position: isLate ? "left" : "right" });

function drawn({ name, tone, shape, points }, middle) {
  const isLine = shape === "line";
  return {
    type: isLine ? "line" : "scatter",
    name,
    z: isLine ? 3 : 4,
    symbol: shape === "crosses" ? CROSS : "circle",
    symbolSize: shape === "crosses" ? 11 : 6,
    lineStyle: { color: colour(tone), width: 2 },
    itemStyle: { color: colour(tone), opacity: 1 },
    data: points.map(({ on, value, text: words, ...point }) => ({ ...point, value: [on, value], label: words ? beside(words, on > middle) : undefined })),
  };
}

// Two lines stacked on each other: an invisible one to the lower edge, then the width of the range.
function band(range) {
  const side = (valueOf, areaStyle) => ({
    type: "line",
    stack: "range",
    stackStrategy: "all",
    silent: true,
    symbol: "none",
    lineStyle: { opacity: 0 },
    areaStyle,
    data: range.map((each) => [each.on, valueOf(each)]),
  });
  return [side((each) => each.low), side((each) => each.high - each.low, { color: colour("blue"), opacity: 0.18 })];
}

function markLine(marks) {
  return {
    silent: true,
    symbol: "none",
    animation: false,
    data: marks.map(({ on, value, text: words, tone }) => ({
      ...(on ? { xAxis: on } : { yAxis: value }),
      lineStyle: { color: colour(tone), width: 1, type: "dashed" },
      label: { formatter: words, position: on ? "end" : "insideStartTop", color: colour(tone), fontFamily: font, fontSize: 11 },
    })),
  };
}

const DAY_MS = 86_400_000;

const time = () => ({
  type: "time",
  minInterval: DAY_MS,
  axisLabel: { ...text(), hideOverlap: true },
  axisLine: { lineStyle: { color: colour("line") } },
  axisTick: { show: false },
});

export function lines({ series, range, marks }) {
  const days = [...new Set(series.flatMap(({ points }) => points.map(({ on }) => on)))].sort();
  const [first, ...others] = series.map((each) => drawn(each, days[days.length >> 1]));
  return {
    tooltip: tooltip(),
    grid: { left: 0, right: 16, top: 24, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: days.length === 1 ? names(days) : time(),
    yAxis: amounts({ scale: true }),
    series: [...(range.length ? band(range) : []), { ...first, markLine: markLine(marks) }, ...others],
  };
}
