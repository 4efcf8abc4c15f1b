// tiles: [{name, size, heat: 0..1, lines: [text], tip, href}]; the area says how many, the shade how much.
import { font, inkOn, shade, tooltip, widthOf } from "./look.js";

const LINE = 18;
const AIR = 8;

// A text that does not fit is left out: the tooltip and the table have it.
function fitting(texts, { width, height }) {
  const room = Math.floor((height - AIR) / LINE);
  const shown = texts.slice(0, room);
  return shown.every((each) => widthOf(each) <= width - AIR) ? shown.join("\n") : fittingName(texts[0], width, room);
}

function fittingName(name, width, room) {
  return room > 0 && widthOf(name) <= width - AIR ? name : "";
}

export function treemap({ tiles }, chart) {
  const layoutOf = (index) => chart().getModel().getSeriesByIndex(0).getData().getItemLayout(index);
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
        align: "center",
        verticalAlign: "middle",
        fontFamily: font,
        fontSize: 12,
        lineHeight: LINE,
        formatter: ({ data, dataIndex }) => (data.lines ? fitting([data.name, ...data.lines], layoutOf(dataIndex)) : ""),
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
