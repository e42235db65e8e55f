/** 公用の割合: how much of the open time the city itself used, published every month. */
import { z } from 'zod';
import { anyone } from '../../../../kernel/actor.ts';
import { page } from '../../../../kernel/page.ts';
import { barChart, Figure } from '../../../../ui/charts.tsx';
import { DataTable, Empty, Page, RangeNav } from '../../../../ui/index.ts';
import { officialUse } from '../../queries/official-use.ts';
import { dayFrom } from './addresses.ts';
import { one } from './search-fields.ts';
import { words } from './words.ts';

const MAX_BARS = 12;

export const officialUsePage = page({
  path: '/official-use',
  title: { ja: '公用に使った時間の割合', en: 'Share of official use' },
  allow: [anyone('公用に使った割合は、毎月公表します')],
  shared: 'minute',
  search: z.object({ month: one }),
  async load(ctx, { search }) {
    return ctx.ask(officialUse, { month: dayFrom(`${search.month}-01`)?.toString() ?? '' });
  },
  view({ month, shares }, ctx) {
    const w = words(ctx.lang);
    const address = (months: number) => `/official-use?month=${month.add({ months }).toString().slice(0, 7)}`;
    const shown = shares.slice(0, MAX_BARS);
    const [first] = shares;
    const table = (
      <DataTable caption={w.official.chart} hideCaption empty={w.official.none} rows={shares} rowKey={(share) => share.code} columns={[
        { key: 'name', label: w.official.facility, render: (share) => ctx.text(share.name) },
        { key: 'used', label: w.official.used, align: 'end', render: (share) => w.official.hours((share.officialMinutes / 60).toFixed(1)) },
        { key: 'open', label: w.official.open, align: 'end', render: (share) => w.official.hours((share.openMinutes / 60).toFixed(0)) },
        { key: 'share', label: w.official.share, align: 'end', render: (share) => `${share.percent}%` },
      ]} />
    );
    return (
      <Page title={w.official.title} lead={w.official.lead} crumbs={[{ to: '/', label: w.common.home }, { to: '/facilities', label: w.common.facilities }]}>
        <RangeNav label={w.official.month} previous={{ to: address(-1), label: w.official.previous }} current={month.toLocaleString(ctx.lang === 'ja' ? 'ja-JP-u-ca-japanese' : 'en-GB', ctx.lang === 'ja' ? { era: 'long', year: 'numeric', month: 'long' } : { year: 'numeric', month: 'long' })} next={{ to: address(1), label: w.official.next }} />
        {first === undefined ? <Empty title={w.official.none} /> : (
          <Figure
            title={w.official.chart} summary={w.official.summary(ctx.text(first.name), first.percent)} table={table} open
            chart={barChart({ id: 'official', categories: shown.map((share) => ctx.text(share.name)), series: [{ name: w.official.share, values: shown.map((share) => share.percent) }], unit: '%', horizontal: true, height: 80 + shown.length * 40 })}
          />
        )}
      </Page>
    );
  },
});
