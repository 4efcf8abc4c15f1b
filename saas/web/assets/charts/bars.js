// Lying bars, one or more beside each other.
// series: [{name, tone}], bars: [{name, values, texts, tip, href}], in the order they are read
import { amounts, colour, font, names, text, tooltip } from "./look.js";

export function bars({ series, bars }) {
  return {
    tooltip: tooltip(),
    grid: { left: 0, right: 56, top: 4, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: amounts({ axisLabel: { show: false } }),
    yAxis: { ...names(bars.map((bar) => bar.name)), inverse: true },
    series: series.map(({ name, tone }, each) => ({
      type: "bar",
      name,
      barMaxWidth: 16,
      barGap: "15%",
      barCategoryGap: "32%",
      itemStyle: { color: colour(tone), borderRadius: [0, 3, 3, 0] },
      label: { ...text(), show: true, position: "right", color: colour("ink"), fontFamily: font, formatter: ({ data }) => data.text },
      data: bars.map((bar) => ({ value: bar.values[each], text: bar.texts[each], tip: bar.tip, href: bar.href })),
    })),
  };
}
