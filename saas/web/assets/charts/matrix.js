// columns, rows: [name]; cells: [{column, row: index, text, heat: 0..1 or null, tip, href}]
import { colour, font, inkOn, names, shade, tooltip } from "./look.js";

export function matrix({ columns, rows, cells }) {
  return {
    tooltip: tooltip(),
    grid: { left: 0, right: 0, top: 0, bottom: 0, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { ...names(columns, { interval: 0, overflow: "break", width: 64 }), position: "top" },
    yAxis: { ...names(rows, { interval: 0 }), inverse: true },
    series: {
      type: "heatmap",
      label: { show: true, fontFamily: font, fontSize: 12, formatter: ({ data }) => data.text },
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
