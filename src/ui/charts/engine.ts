/** ECharts with what our plots use of it, and nothing else. Six hundred modules: `charts.tsx` loads them when the first plot is drawn. */
import { BarChart, HeatmapChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, VisualMapComponent } from 'echarts/components';
import { use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, LineChart, HeatmapChart, GridComponent, VisualMapComponent, AriaComponent, SVGRenderer]);

export { init, type EChartsCoreOption } from 'echarts/core';
