/** 月次利用統計 and 年報 as PDF, by every way of dividing the same numbers. */
import { staff } from '../../../../kernel/actor.ts';
import { fiscalYear, fiscalYearOf } from '../../../../kernel/calendar/calendar.ts';
import { type PageContext, problem, route, type RouteBody } from '../../../../kernel/page.ts';
import { annualReportPaper, monthlyStatisticsPaper, type UsageRow, type UsageSection } from '../../papers/papers.ts';
import { statistics } from '../../queries/statistics.ts';
import { one } from './words.tsx';

const dimensions = [['facility', '施設別'], ['space', '室場別'], ['slot', '時間の区分別'], ['purpose', '目的別'], ['class', '利用者区分別']] as const;
const hours = (minutes: number) => Math.round(minutes / 60);

interface Period {
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
}

type Numbers = Awaited<ReturnType<typeof numbersOf>>[number];

async function numbersOf(ctx: PageContext, period: Period, by: (typeof dimensions)[number][0], step: 'month' | 'whole' = 'whole') {
  return ctx.ask(statistics, { from: period.from.toString(), to: period.to.toString(), by, facility: '', step });
}

/** Rates mean something only where it is known how long a place could have been lent. */
function rowOf(label: string, row: Numbers, withRate: boolean): UsageRow {
  return {
    label, bookings: row.count, persons: row.persons, incomeYen: row.incomeYen, reducedYen: row.reductionYen,
    utilisation: withRate ? { openable: hours(row.openableMinutes), used: hours(row.usedMinutes), noShow: row.noShows, official: hours(row.officialMinutes), maintenance: hours(row.maintenanceMinutes), closed: row.closedDays, ratePerMille: row.ratePerMille, officialPerMille: row.officialPerMille } : null,
  };
}

function totalOf(rows: readonly UsageRow[]): UsageRow {
  const sum = (pick: (row: UsageRow) => number) => rows.reduce((total, row) => total + pick(row), 0);
  return { label: '計', bookings: sum((row) => row.bookings), persons: sum((row) => row.persons), utilisation: null, incomeYen: sum((row) => row.incomeYen), reducedYen: sum((row) => row.reducedYen) };
}

async function sectionsOf(ctx: PageContext, period: Period): Promise<readonly UsageSection[]> {
  const sections: UsageSection[] = [];
  for (const [by, title] of dimensions) {
    const rows = (await numbersOf(ctx, period, by)).map((row) => rowOf(row.key, row, by === 'facility' || by === 'space'));
    if (rows.length > 0) sections.push({ title, rows, total: totalOf(rows) });
  }
  return sections;
}

const pdf = (body: Uint8Array): RouteBody => ({ type: 'application/pdf', body });

export const monthlyReport = route({
  path: '/staff/reservations/statistics/month.pdf',
  title: { ja: '月次利用統計', en: 'Usage of a month' },
  allow: [staff('reservations.statistics')],
  async run(ctx, { search }) {
    const asked = /^\d{4}-\d{2}/.exec(one(search, 'from'))?.[0] ?? ctx.today.toString().slice(0, 7);
    if (Number(asked.slice(5)) < 1 || Number(asked.slice(5)) > 12) return problem('月を読み取れません。例 2026-12');
    const month = Temporal.PlainYearMonth.from(asked);
    const from = month.toPlainDate({ day: 1 });
    return pdf(await monthlyStatisticsPaper({ place: ctx.city.facts.name.ja, month, sections: await sectionsOf(ctx, { from, to: from.add({ months: 1 }).subtract({ days: 1 }) }), notes: [], printedAt: ctx.now, contact: ctx.city.facts.name.ja }));
  },
});

export const annualReport = route({
  path: '/staff/reservations/statistics/year.pdf',
  title: { ja: '公共施設利用年報', en: 'Usage of a year' },
  allow: [staff('reservations.statistics')],
  async run(ctx, { search }) {
    const asked = /^\d{4}-\d{2}-\d{2}$/.test(one(search, 'from')) && Number(one(search, 'from').slice(5, 7)) <= 12 && Number(one(search, 'from').slice(5, 7)) >= 1 ? fiscalYearOf(Temporal.PlainDate.from(`${one(search, 'from').slice(0, 8)}01`)) : fiscalYearOf(ctx.today);
    const yearOf = (year: number): Period => ({ from: new Temporal.PlainDate(year, 4, 1), to: new Temporal.PlainDate(year + 1, 3, 31) });
    const [now, before, months] = [await numbersOf(ctx, yearOf(asked), 'facility'), await numbersOf(ctx, yearOf(asked - 1), 'facility'), await numbersOf(ctx, yearOf(asked), 'facility', 'month')];
    const byMonth = [...Map.groupBy(months, (row) => row.month ?? '')].map(([month, rows]) => ({ ...totalOf(rows.map((row) => rowOf(row.key, row, false))), label: month }));
    const sum = (pick: (row: Numbers) => number) => now.reduce((total, row) => total + pick(row), 0).toLocaleString('ja-JP');
    return pdf(await annualReportPaper({
      place: ctx.city.facts.name.ja, year: fiscalYear(asked),
      comparison: now.map((row) => {
        const last = before.find((other) => other.key === row.key);
        return { label: row.key, thisYear: rowOf(row.key, row, true), lastYear: last ? rowOf(last.key, last, true) : null };
      }),
      sections: [{ title: '月別', rows: byMonth, total: totalOf(byMonth) }, ...await sectionsOf(ctx, yearOf(asked))],
      facts: [['取消し', `${sum((row) => row.cancelled)}件`], ['無断不使用', `${sum((row) => row.noShows)}件`]], notes: [], printedAt: ctx.now, contact: ctx.city.facts.name.ja,
    }));
  },
});
