import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barChart, heatmap, lineChart } from './charts.tsx';
import { chartSvg } from './charts/svg.ts';
import { renderPart } from './context.tsx';
import { DataTable, SlotTable } from './table.tsx';
import type { Column } from './table.tsx';
import { testUi } from './test-page.ts';

interface Fee { readonly room: string; readonly yen: number }
const columns: readonly Column<Fee>[] = [{ key: 'room', label: '部屋', render: (fee) => fee.room }, { key: 'yen', label: '料金', align: 'end', render: (fee) => fee.yen, sortHref: '?sort=yen', sorted: 'ascending' }];

test('a row is named by its first cell; every other cell carries its column for the phone', () => {
  const html = renderPart(<DataTable caption="料金" columns={columns} rows={[{ room: '<和室>', yen: 300 }]} rowKey={(fee) => fee.room} empty="" current="<和室>" keys />, testUi());
  assert.match(html, /<row-keys><table class="data" data-row-keys/);
  assert.match(html, /<tr aria-current="true"><th scope="row">&lt;和室><\/th><td class="end" data-label="料金">/);
  assert.match(html, /<th scope="col" class="end" aria-sort="ascending"><a href="\?sort=yen">/);
});

test('an empty list says so instead of showing an empty table', () => {
  const html = renderPart(<DataTable caption="料金" columns={columns} rows={[]} rowKey={(fee) => fee.room} empty="料金はまだありません" csvHref="?csv" />, testUi());
  assert.match(html.replaceAll('<wbr/>', ''), /料金はまだありません/);
  assert.doesNotMatch(html, /<table|CSV/);
});

test('a slot link names its day, time, state and price; a closed day is one line on a phone', () => {
  const days = [{ date: Temporal.PlainDate.from('2026-12-07') }, { date: Temporal.PlainDate.from('2026-12-12') }];
  const html = renderPart(<SlotTable caption="体育館" days={days} slots={[{ label: '9時〜12時', cells: [{ mark: 'closed' }, { mark: 'free', priceYen: 750, href: '/hold' }] }]} />, testUi());
  const [grid, list] = html.split('class="slot-list"');
  const words = (part: string | undefined) => /<a[^>]*>(.*?)<\/a>/.exec(part ?? '')?.[1]?.replace(/<b aria-hidden="true">.<\/b>|<[^>]+>/g, '');
  assert.equal(words(grid), '12月12日（土） 9時〜12時 空き 750円');
  assert.equal(words(list), '9時〜12時空き 750円');
  assert.match(list ?? '', /12月7日（月）<\/h3><p class="slot-closed">/);
});

test('plots carry no style, script or shared id, and their colours follow the theme', () => {
  const series = [{ name: '今年', values: [1, 2, null] }, { name: '<昨年>', values: [2, 3, 4] }];
  const plots = [
    barChart({ id: 'a', categories: ['4月', '5月', '<6月>'], series }),
    barChart({ id: 'h', categories: ['4月', '5月', '6月'], series, horizontal: true, stacked: true }),
    lineChart({ id: 'b', categories: ['4月', '5月', '6月'], series, unit: '件' }),
    heatmap({ id: 'c', columns: ['月', '火'], rows: ['午前'], values: [[1, null]] }),
  ].map(chartSvg);
  const ids: string[] = [];
  for (const svg of plots) {
    assert.doesNotMatch(svg, /\sstyle=|<style|<script|\son[a-z]+=|<6月>|<昨年>|NaN|undefined/);
    assert.match(svg, /class="[fs]-/);
    ids.push(...[...svg.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id ?? ''));
    for (const [, target] of svg.matchAll(/url\(#([^)]+)\)/g)) assert.ok(svg.includes(`id="${target}"`), target ?? '');
  }
  assert.equal(new Set(ids).size, ids.length);
  // A second drawing of the same data is the same text: pages can be cached and compared.
  const again = () => chartSvg(barChart({ id: 'a', categories: ['4月'], series: [{ name: 'x', values: [1] }] }));
  assert.equal(again(), again());
});
