// <x-chart name="..."> draws the JSON inside it and follows the link of what is clicked. Keyboards and screen readers
// have the table that stands below it. Its kinds are the classes of saas/web/charts.py.
import { bars } from "./bars.js";
import { curve } from "./curve.js";
import { init } from "./echarts.js";
import { histogram } from "./histogram.js";
import { lines } from "./lines.js";
import { isChinese } from "./look.js";
import { matrix } from "./matrix.js";
import { treemap } from "./treemap.js";

const KINDS = { bars, curve, histogram, lines, matrix, treemap };

function follow({ data, event }) {
  if (!data?.href) return;
  const { ctrlKey, metaKey } = event.event;
  if (ctrlKey || metaKey) open(data.href, "_blank", "noopener");
  else location.assign(data.href);
}

class Chart extends HTMLElement {
  connectedCallback() {
    this.drawing = JSON.parse(this.querySelector("script").textContent);
    this.canvas = document.createElement("div");
    this.canvas.setAttribute("role", "img");
    this.append(this.canvas);
    // tells the first size too, before anything is painted; inside of something closed there is none yet
    this.watch = new ResizeObserver(() => this.canvas.clientWidth && this.draw());
    this.watch.observe(this.canvas);
  }

  draw() {
    this.chart ??= this.begin();
    this.chart.resize();
    this.chart.setOption({
      animation: false,
      aria: { enabled: true, label: { description: this.getAttribute("name") } },
      ...KINDS[this.drawing.kind](this.drawing, this.chart),
    });
  }

  begin() {
    const chart = init(this.canvas, null, { locale: isChinese ? "ZH" : "EN" });
    chart.on("click", follow);
    chart.on("mousemove", ({ data }) => chart.getZr().setCursorStyle(data?.href ? "pointer" : "default"));
    return chart;
  }

  disconnectedCallback() {
    this.watch.disconnect();
    this.chart?.dispose();
    this.canvas.remove();
  }
}

customElements.define("x-chart", Chart);
