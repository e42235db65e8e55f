/** 月次利用統計 and 年報. */
import { formatDate, formatFiscalYear, formatInstant } from '../../../kernel/calendar/calendar.ts';
import type { FiscalYear } from '../../../kernel/calendar/calendar.ts';
import { compilePaper } from '../../../kernel/paper/paper.ts';
import type { PaperOptions } from '../../../kernel/paper/paper.ts';
import { formatRate } from '../rules/statistics.ts';
import type { Utilisation } from '../rules/statistics.ts';
import { yenText } from './letter-head.ts';

export interface UsageRow {
  readonly label: string;
  readonly bookings: number;
  readonly persons: number;
  /** Null where a rate has no meaning (by purpose, by class of patron). */
  readonly utilisation: Utilisation | null;
  readonly incomeYen: number;
  readonly reducedYen: number;
}

export interface UsageSection {
  /** 施設別, 室別, 区分別, 目的別, 団体種別 … */
  readonly title: string;
  readonly rows: readonly UsageRow[];
  /** Given by the caller: rates do not add up. */
  readonly total: UsageRow | null;
}

export interface MonthlyStatisticsData {
  readonly place: string;
  readonly month: Temporal.PlainYearMonth;
  readonly sections: readonly UsageSection[];
  readonly notes: readonly string[];
  readonly printedAt: Temporal.Instant;
  readonly contact: string;
}

const rateNote = '時間は、最小の区画ごとに数えています。稼働率は、使った時間を、貸せた時間で割ったものです。休館・公用・保守の時間は、貸せた時間に入れていません。無断不使用は利用に数えません。';

/** 月次利用統計. */
export async function monthlyStatisticsPaper(data: MonthlyStatisticsData, options?: PaperOptions): Promise<Uint8Array> {
  const { year, month } = data.month;
  return compilePaper({ file: new URL('usage-report.typ', import.meta.url) }, {
    title: `月次利用統計　${data.place}`,
    subtitle: formatDate(Temporal.PlainDate.from({ year, month, day: 1 }), 'ja').replace(/1日$/, ''),
    moment: `${formatInstant(data.printedAt, 'ja')} 現在`,
    contact: data.contact,
    facts: [],
    sections: data.sections.map(sectionView),
    notes: [rateNote, ...data.notes],
  }, options);
}

export interface AnnualReportData {
  readonly place: string;
  readonly year: FiscalYear;
  /** This year against the last, per facility. */
  readonly comparison: readonly { readonly label: string; readonly thisYear: UsageRow; readonly lastYear: UsageRow | null }[];
  /** Month by month, and whatever else the year should show. */
  readonly sections: readonly UsageSection[];
  /** Such as 抽選の申込み 1,234件, 取消し 56件, 無断不使用 7件. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly notes: readonly string[];
  readonly printedAt: Temporal.Instant;
  readonly contact: string;
}

/** 年報: the year against the last one, then month by month. */
export async function annualReportPaper(data: AnnualReportData, options?: PaperOptions): Promise<Uint8Array> {
  return compilePaper({ file: new URL('usage-report.typ', import.meta.url) }, {
    title: `公共施設利用年報　${data.place}`,
    subtitle: formatFiscalYear(data.year, 'ja'),
    moment: `${formatInstant(data.printedAt, 'ja')} 現在`,
    contact: data.contact,
    facts: data.facts,
    sections: [comparisonView(data.comparison), ...data.sections.map(sectionView)],
    notes: [rateNote, ...data.notes],
  }, options);
}

const count = (value: number): string => value.toLocaleString('ja-JP');

function sectionView(section: UsageSection): object {
  const rows = section.total === null ? section.rows : [...section.rows, section.total];
  const withRates = rows.some((row) => row.utilisation !== null);
  const rates = withRates ? ['貸せた時間', '使った時間', '無断不使用', '稼働率', '休館日', '公用の時間', '公用率', '保守の時間'] : [];
  return {
    title: section.title,
    header: ['区分', '件数', '人数', ...rates, '収入', '減免額'],
    rows: rows.map((row) => [row.label, count(row.bookings), count(row.persons), ...(withRates ? rateCells(row.utilisation) : []), yenText(row.incomeYen), yenText(row.reducedYen)]),
    'has-total': section.total !== null,
  };
}

function rateCells(use: Utilisation | null): readonly string[] {
  if (use === null) return Array.from({ length: 8 }, () => '－');
  return [count(use.openable), count(use.used), count(use.noShow), formatRate(use.ratePerMille), count(use.closed), count(use.official), formatRate(use.officialPerMille), count(use.maintenance)];
}

function comparisonView(comparison: AnnualReportData['comparison']): object {
  return {
    title: '施設別（前年度との比較）',
    header: ['施設', '件数', '前年度', '人数', '前年度', '稼働率', '前年度', '収入', '前年度', '減免額', '前年度'],
    rows: comparison.map(({ label, thisYear, lastYear }) => [
      label,
      ...[(row: UsageRow) => count(row.bookings), (row: UsageRow) => count(row.persons), (row: UsageRow) => formatRate(row.utilisation?.ratePerMille ?? null),
        (row: UsageRow) => yenText(row.incomeYen), (row: UsageRow) => yenText(row.reducedYen)]
        .flatMap((textOf) => [textOf(thisYear), lastYear === null ? '－' : textOf(lastYear)]),
    ]),
    'has-total': false,
  };
}
