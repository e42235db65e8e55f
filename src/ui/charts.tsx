/**
 * Plots drawn on the server by ECharts as plain SVG. A page loads no chart script.
 * ECharts writes `style="…"` and its own ids; the content security policy forbids the one and two plots on a page
 * would share the other, so what it draws is rewritten before it is shown.
 */
import { createRequire } from 'node:module';
import type { ComponentChildren } from 'preact';
import type { EChartsCoreOption } from './charts/engine.ts';
import { chartSvg, safeChart } from './charts/svg.ts';
import type { ChartSvg } from './charts/svg.ts';
import { useText } from './context.tsx';

type Engine = typeof import('./charts/engine.ts');

let loaded: Engine | null = null;

/** Most processes never draw a plot, and whoever does must not wait for a promise. */
function engine(): Engine {
  return (loaded ??= createRequire(import.meta.url)('./charts/engine.ts') as Engine);
}

export type { ChartSvg } from './charts/svg.ts';

/** Values of one name over all categories; `null` is a gap, not a zero. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

export interface ChartData {
  /** Unique on its page; it starts every id inside the SVG. */
  readonly id: string;
  readonly categories: readonly string[];
  readonly series: readonly Series[];
  /** 件, 人, 円 */
  readonly unit?: string;
  /** CSS pixels of the drawing; the page scales it. */
  readonly width?: number;
  readonly height?: number;
  readonly horizontal?: boolean;
  readonly stacked?: boolean;
}

export interface HeatmapData {
  readonly id: string;
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** `values[row][column]` */
  readonly values: readonly (readonly (number | null)[])[];
  readonly unit?: string;
  readonly width?: number;
  readonly height?: number;
}

/** The palette as ECharts needs it; `charts/svg.ts` turns each into a class, so that the dark has its own. */
const palette = ['#0c472a', '#3460fb', '#c74700', '#8843e1', '#927200', '#4d4d4d'];
const ink = '#4d4d4e';
const line = '#cccccd';
const paper = '#fefefe';
const fontSize = 15;

export function barChart(data: ChartData): ChartSvg {
  const category = { type: 'category' as const, data: [...data.categories], axisTick: { show: false }, axisLine: { lineStyle: { color: ink } }, axisLabel: { color: ink, fontSize }, inverse: data.horizontal === true };
  const value = valueAxis(data.unit);
  return draw(data, {
    xAxis: data.horizontal === true ? value : category,
    yAxis: data.horizontal === true ? category : value,
    series: data.series.map((series, index) => ({
      type: 'bar' as const, name: series.name, data: [...series.values], barMaxWidth: 40, stack: data.stacked === true ? 'all' : undefined,
      itemStyle: { color: palette[index % palette.length] },
      label: { show: data.stacked !== true && data.categories.length * data.series.length <= 16, position: data.horizontal === true ? 'right' as const : 'top' as const, color: ink, fontSize },
    })),
  });
}

export function lineChart(data: ChartData): ChartSvg {
  const endSpace = data.series.length > 1 ? 8 + fontSize * Math.max(...data.series.map((series) => series.name.length)) : undefined;
  return draw({ ...data, endSpace }, {
    xAxis: { type: 'category', data: [...data.categories], boundaryGap: false, axisTick: { show: false }, axisLine: { lineStyle: { color: ink } }, axisLabel: { color: ink, fontSize } },
    yAxis: valueAxis(data.unit),
    series: data.series.map((series, index) => ({
      type: 'line' as const, name: series.name, data: [...series.values], symbol: lineSymbols[index % lineSymbols.length], symbolSize: 8, connectNulls: false,
      lineStyle: { width: 3, type: lineTypes[index % lineTypes.length], color: palette[index % palette.length] }, itemStyle: { color: palette[index % palette.length] },
      // The name stands at the line's end instead of in a legend.
      labelLayout: { moveOverlap: 'shiftY' as const },
      endLabel: { show: data.series.length > 1, formatter: series.name, color: ink, fontSize },
    })),
  });
}

/** Lines differ by dash and by symbol too, so that colour is never alone. */
const lineTypes = ['solid', 'dashed', 'dotted'] as const;
const lineSymbols = ['circle', 'rect', 'triangle', 'diamond'] as const;

export function heatmap(data: HeatmapData): ChartSvg {
  const cells = data.values.flatMap((row, y) => row.map((value, x) => [x, y, value ?? '-'] as const));
  const largest = Math.max(1, ...data.values.flat().map((value) => value ?? 0));
  const axis = (labels: readonly string[]) => ({ type: 'category' as const, data: [...labels], axisTick: { show: false }, axisLine: { show: false }, axisLabel: { color: ink, fontSize }, splitArea: { show: false } });
  return draw({ ...data, height: data.height ?? 60 + data.rows.length * 40 }, {
    xAxis: { ...axis(data.columns), position: 'top' },
    yAxis: { ...axis(data.rows), inverse: true },
    visualMap: { show: false, min: 0, max: largest, inRange: { color: ['#f2f2f2', '#c2e5d1', '#51b883', '#115a36'] } },
    series: [{
      type: 'heatmap', data: cells.map((cell) => [...cell]), itemStyle: { borderColor: paper, borderWidth: 2 },
      label: { show: true, fontSize, formatter: (cell: { readonly value?: unknown }) => heatLabel(cell.value, largest), rich: { dark: { color: '#1a1a1b', fontSize }, light: { color: '#fffffe', fontSize } } },
    }],
  });
}

/** Dark words on pale cells, white words on dark ones. */
function heatLabel(value: unknown, largest: number): string {
  const amount: unknown = Array.isArray(value) ? value[2] : null;
  if (typeof amount !== 'number') return '';
  return `{${amount > largest * 0.85 ? 'light' : 'dark'}|${amount}}`;
}

function valueAxis(unit: string | undefined) {
  return {
    type: 'value' as const, name: unit === undefined ? undefined : `（${unit}）`, nameTextStyle: { color: ink, fontSize }, minInterval: 1,
    axisLabel: { color: ink, fontSize, formatter: (value: number) => value.toLocaleString('ja-JP') }, splitLine: { lineStyle: { color: line } },
  };
}

function draw(data: { readonly id: string; readonly width?: number; readonly height?: number; readonly endSpace?: number }, option: EChartsCoreOption): ChartSvg {
  const width = data.width ?? 480;
  const height = data.height ?? 290;
  const chart = engine().init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit' }, grid: { left: 8, right: data.endSpace ?? 16, top: 36, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' }, ...option });
    return safeChart(chart.renderToSVGString(), { id: data.id, width, height });
  } finally {
    chart.dispose();
  }
}

export interface FigureProps {
  /** What the plot shows, in one sentence. */
  readonly title: string;
  readonly chart: ChartSvg;
  /** What to see in it: the highest, the turn, the trend. Read to those who do not see the plot. */
  readonly summary: string;
  /** The same numbers as a table. */
  readonly table: ComponentChildren;
  /** Show the table open beside the plot. */
  readonly open?: boolean;
}

/** A plot with its title, its meaning in words and its numbers as a table. */
export function Figure({ title, chart, summary, table, open = false }: FigureProps) {
  const t = useText();
  return (
    <figure class="figure">
      <figcaption>{title}</figcaption>
      <svg class="chart" role="img" aria-label={`${title}。${summary}`} viewBox={chart.viewBox} dangerouslySetInnerHTML={{ __html: chartSvg(chart) }} />
      <p class="hint">{summary}</p>
      <details open={open}><summary>{t({ ja: '数値を表で見る', en: 'The numbers as a table' })}</summary>{table}</details>
    </figure>
  );
}
