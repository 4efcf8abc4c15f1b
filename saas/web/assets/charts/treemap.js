// tiles: [{name, size, heat: 0..1, lines: [text], brief, tip, href}]; the area says how many, the shade how much.
import { font, inkOn, shade, tooltip, widthOf } from "./look.js";

const LINE = 18;
const AIR = 6;
const NARROWEST = 42; // three Chinese characters beside each other

// Words in Latin script stay whole, Chinese breaks anywhere.
const PIECES = /[\u2e80-\uffff]|[^\u2e80-\uffff\s]+\s*/g;

function broken(text, width) {
  const lines = [""];
  for (const piece of text.match(PIECES) ?? []) {
    if (lines.at(-1) && widthOf(lines.at(-1) + piece.trimEnd()) > width) lines.push("");
    lines[lines.length - 1] += piece;
  }
  return lines;
}

// What does not fit is left out, last the brief figure: the tooltip and the table have it.
function fitting({ name, lines, brief }, { width, height }) {
  const fits = (text) => widthOf(text.trimEnd()) <= width - AIR;
  const title = broken(name, width - AIR);
  const room = Math.floor((height - AIR) / LINE);
  if (width < NARROWEST || title.length > room || !title.every(fits)) return room > 0 && fits(brief) ? brief : "";
  const rest = lines.slice(0, room - title.length);
  return [...title, ...(rest.every(fits) ? rest : [brief].filter(fits))].join("\n");
}

export function treemap({ tiles }, chart) {
  const layoutOf = (index) => chart.getModel().getSeriesByIndex(0).getData().getItemLayout(index);
  return {
    tooltip: tooltip(),
    series: {
      type: "treemap",
      left: 0,
      top: 0,
      right: 0,
      bottom: 0,
      roam: false,
      nodeClick: false,
      breadcrumb: { show: false },
      itemStyle: { gapWidth: 3, borderWidth: 0 },
      label: {
        position: "inside",
        padding: 0,
        align: "center",
        verticalAlign: "middle",
        fontFamily: font,
        fontSize: 12,
        lineHeight: LINE,
        formatter: ({ data, dataIndex }) => (data.lines ? fitting(data, layoutOf(dataIndex)) : ""),
      },
      data: tiles.map(({ size, heat, href, ...tile }) => ({
        ...tile,
        href,
        value: size,
        itemStyle: { color: shade(heat), borderRadius: 4 },
        label: { color: inkOn(shade(heat)) },
      })),
    },
  };
}
