// first, last: day; days: [{on, text, heat: 0..1, tip, href}], weeks as columns. The other days stay empty.
import { colour, font, inkOn, shade, text, tooltip } from "./look.js";

const MONDAY = 1;

export function calendar({ first, last, days }) {
  return {
    tooltip: tooltip(),
    calendar: {
      range: [first, last],
      left: 30,
      right: 2,
      top: 24,
      bottom: 2,
      dayLabel: { ...text(), firstDay: MONDAY },
      monthLabel: text(),
      yearLabel: { show: false },
      itemStyle: { color: colour("empty"), borderColor: "#ffffff", borderWidth: 2 },
      splitLine: { lineStyle: { color: colour("muted"), width: 1 } },
    },
    series: {
      type: "heatmap",
      coordinateSystem: "calendar",
      label: { show: true, fontFamily: font, fontSize: 11, formatter: ({ data }) => data.text },
      data: days.map(({ on, heat, ...day }) => ({
        ...day,
        value: [on, heat],
        itemStyle: { color: shade(heat), borderColor: "#ffffff", borderWidth: 2, borderRadius: 3 },
        label: { color: inkOn(shade(heat)) },
      })),
    },
  };
}
