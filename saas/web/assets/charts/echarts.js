// The parts of ECharts that our drawings need, and no more.
import { BarChart, HeatmapChart, LineChart, ScatterChart, TreemapChart } from "echarts/charts";
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, registerLocale, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import chinese from "echarts/i18n/langZH-obj.js";
import english from "echarts/i18n/langEN-obj.js";

use([BarChart, HeatmapChart, LineChart, ScatterChart, TreemapChart]);
use([AriaComponent, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);
registerLocale("ZH", chinese);
registerLocale("EN", english);

export { init };
