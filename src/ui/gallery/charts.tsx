import { Figure, barChart, heatmap, lineChart } from '../charts.tsx';
import { Section } from '../parts.tsx';
import { DataTable } from '../table.tsx';

const months = ['4月', '5月', '6月', '7月', '8月', '9月', '10月', '11月'];
const bookings = [312, 348, 401, 455, 430, 398, 420, 377];
const lastYear = [290, 305, 380, 401, null, 372, 390, 366];
const weekdays = ['月', '火', '水', '木', '金', '土', '日'];
const use = { rows: ['午前', '午後', '夜間'], values: [[2, 14, 9, 11, 12, 28, 25], [1, 10, 8, 15, 13, 30, 22], [0, 18, 21, 19, 24, 12, null]] };

const table = (
  <DataTable
    caption="月ごとの予約件数" hideCaption rows={months.map((month, index) => ({ month, count: bookings[index] ?? 0 }))} rowKey={(row) => row.month} empty="予約はありません"
    columns={[{ key: 'month', label: '月', render: (row) => row.month }, { key: 'count', label: '件数', align: 'end', render: (row) => row.count }]}
  />
);

export function ChartSamples() {
  return (
    <Section title="図">
      <Figure title="施設予約の件数（令和8年度）" summary="7月の455件が最も多く、4月から7月まで増えています。" table={table} chart={barChart({ id: 'bars', categories: months, series: [{ name: '令和8年度', values: bookings }], unit: '件' })} />
      <Figure title="前の年度との比べ" summary="どの月も前の年度より多く、8月の前年度は休館で数字がありません。" table={table} chart={lineChart({ id: 'lines', categories: months, series: [{ name: '令和8年度', values: bookings }, { name: '令和7年度', values: lastYear }], unit: '件' })} />
      <Figure title="曜日と時間帯ごとの使われ方" summary="土曜日の午後が30件で最も混みます。" table={table} chart={heatmap({ id: 'heat', columns: weekdays, rows: use.rows, values: use.values, unit: '件' })} />
    </Section>
  );
}
