// columns, rows: [name]; cells: [{column, row: index, text, heat: 0..1 or null, tip, href}]; a text's second line is small
import { colour, font, inkOn, names, plain, shade, tooltip, widthOf } from "./look.js";

const SHARE_OF_COLUMNS = 0.85; // the rest is the names of the rows

// Names that do not fit beside each other stand upright.
function columnLabels(columns, chart) {
  const room = (chart.getWidth() * SHARE_OF_COLUMNS) / columns.length;
  const isTight = columns.some((name) => widthOf(name) > room);
  return { interval: 0, rotate: isTight ? 90 : 0 };
}

function written(text) {
  const [first, ...others] = text.split("\n").map(plain);
  return [first, ...others.map((line) => `{small|${line}}`)].join("\n");
}

export function matrix({ columns, rows, cells }, chart) {
  return {
    tooltip: tooltip(),
    grid: { left: 0, right: 0, top: 0, bottom: 0, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { ...names(columns, columnLabels(columns, chart)), position: "top" },
    yAxis: { ...names(rows, { interval: 0 }), inverse: true },
    series: {
      type: "heatmap",
      label: {
        show: true,
        fontFamily: font,
        fontSize: 12,
        lineHeight: 16,
        rich: { small: { fontSize: 10, lineHeight: 14 } },
        formatter: ({ data }) => written(data.text),
      },
      emphasis: { itemStyle: { borderColor: colour("ink"), borderWidth: 1 } },
      data: cells.map(({ column, row, heat, ...cell }) => {
        const fill = heat === null ? colour("empty") : shade(heat);
        return {
          ...cell,
          value: [column, row, heat ?? 0],
          itemStyle: { color: fill, borderColor: "#ffffff", borderWidth: 3, borderRadius: 5 },
          label: { color: heat === null ? colour("muted") : inkOn(fill) },
        };
      }),
    },
  };
}
