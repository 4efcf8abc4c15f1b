// unit: before the figures of the axis; bands: [{name, value, text, tip, href, is_peak}];
// marks: [{at, name, text, is_main}], `at` counted in bands from the left edge
import { amounts, colour, font, names, tooltip, widthOf } from "./look.js";

const SMALL = 11;
const SHARE_OF_BANDS = 0.87; // of the width; the rest is the axis
const LEVEL = 15; // marks that lie close are written above each other
const AIR = 8;

const written = (mark) => (mark.is_main ? `${mark.name} ${mark.text}` : mark.name);

function levels(marks, bandWidth) {
  const ends = [];
  return marks.map((mark) => {
    const half = widthOf(written(mark), SMALL) / 2 + AIR;
    const free = ends.findIndex((end) => end <= mark.at * bandWidth - half);
    const level = free < 0 ? ends.length : free;
    ends[level] = mark.at * bandWidth + half;
    return level;
  });
}

function markLine(marks, level) {
  return {
    silent: true,
    symbol: "none",
    animation: false,
    data: marks.map((mark, each) => ({
      xAxis: mark.at,
      lineStyle: { color: colour("ink"), width: mark.is_main ? 1.5 : 1, type: mark.is_main ? "solid" : "dashed" },
      label: {
        formatter: written(mark),
        fontWeight: mark.is_main ? "bold" : "normal",
        color: colour("ink"),
        fontFamily: font,
        fontSize: SMALL,
        distance: 3 + level[each] * LEVEL,
      },
    })),
  };
}

// Each band's text stands below its name; a name that is wider than its column breaks after the dash.
function bandLabels(bands, chart) {
  const widest = Math.max(...bands.map(({ name }) => widthOf(name, SMALL)));
  return {
    interval: 0,
    fontSize: SMALL,
    lineHeight: 15,
    rich: { peak: { color: colour("amber"), fontWeight: "bold", fontFamily: font, fontSize: SMALL, lineHeight: 15 } },
    formatter: (name, each) => {
      const isTight = (chart.getWidth() * SHARE_OF_BANDS) / bands.length < widest + 4;
      const { is_peak: isPeak, text } = bands[each];
      return `${isTight ? name.replace(/[–-]/, "–\n") : name}\n${isPeak ? `{peak|${text}}` : text}`;
    },
  };
}

export function histogram({ bands, marks, unit }, chart) {
  const level = levels(marks, (chart.getWidth() * SHARE_OF_BANDS) / bands.length);
  const top = marks.length ? 26 + Math.max(...level) * LEVEL : 8;
  return {
    tooltip: tooltip(),
    grid: { left: 0, right: 8, top, bottom: 0, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: [
      names(bands.map((band) => band.name), bandLabels(bands, chart)),
      { type: "value", min: 0, max: bands.length, show: false },
    ],
    yAxis: amounts({ minInterval: 1 }, unit),
    series: [
      {
        type: "bar",
        barCategoryGap: "6%",
        data: bands.map((band) => ({ ...band, itemStyle: { color: colour(band.is_peak ? "amber" : "blue"), borderRadius: [3, 3, 0, 0] } })),
      },
      { type: "scatter", xAxisIndex: 1, symbolSize: 0, silent: true, data: marks.map((mark) => [mark.at, 0]), markLine: markLine(marks, level) },
    ],
  };
}
