/** 年間計画の取込み (学校開放の調整会議など): a table that was agreed in a meeting, read as spreadsheets write it. */
import { z } from 'zod';
import type { ReadonlyKysely } from 'kysely/readonly';
import { staff } from '../../../kernel/actor.ts';
import { parseDate, parseTime, spreadsheetDate } from '../../../kernel/calendar/calendar.ts';
import { field, idField, intField } from '../../../kernel/fields.ts';
import { done, refuse } from '../../../kernel/outcome.ts';
import { readCsv } from '../../../kernel/text/text.ts';
import { command } from '../acts.ts';
import { moreRefusals } from '../messages/refusals-more.ts';
import type { Db } from '../place.ts';
import type { ReservationsTables } from '../rows.ts';
import { bookSeriesDate, countResults, type DateResult } from './series.ts';

const MAX_ROWS = 2000;
const MAX_CHARACTERS = 500_000;

const csvField = field<string>({ ja: '年間計画（CSV）', en: 'Year plan (CSV)' }, { type: 'string', maxLength: MAX_CHARACTERS }, (raw) =>
  typeof raw === 'string' && raw.trim() !== '' && raw.length <= MAX_CHARACTERS ? { ok: true, value: raw } : { ok: false, message: { ja: 'CSVの中身を貼り付けるか、ファイルを選んでください（50万文字まで）。', en: 'Please paste the CSV or choose a file.' } });

export const yearPlanFields = { facility: idField({ ja: '施設', en: 'Facility' }), year: intField({ ja: '年度', en: 'Fiscal year' }, { min: 2000, max: 2100 }), csv: csvField };

export interface PlanRow {
  /** As the spreadsheet numbers it. */
  readonly row: number;
  readonly date: Temporal.PlainDate;
  readonly unit: string;
  readonly unitName: string;
  readonly slots: readonly string[];
  readonly from: number | null;
  readonly to: number | null;
  readonly patron: string;
  readonly patronName: string;
  readonly purpose: string;
}

export interface BadRow {
  readonly row: number;
  readonly problem: string;
}

/** 2026/4/1, 4月1日 and 46113 are all the same day: the year comes from the fiscal year where the cell has none. */
function readDay(text: string, fiscalYear: number): Temporal.PlainDate | string {
  const folded = text.normalize('NFKC').replaceAll(/\s/g, '');
  if (/^[2-6]\d{4}$/.test(folded)) return spreadsheetDate(Number(folded));
  const yearless = /^(\d{1,2})[月/-](\d{1,2})日?$/.exec(folded);
  const full = yearless ? `${Number(yearless[1]) >= 4 ? fiscalYear : fiscalYear + 1}-${yearless[1]}-${yearless[2]}` : folded;
  const parsed = parseDate(full, Temporal.PlainDate.from({ year: fiscalYear, month: 4, day: 1 }));
  return parsed.ok ? parsed.value : parsed.message.ja;
}

/** Reads every row; what cannot be read is named with its row and nothing else is guessed. */
export async function readYearPlan(db: Db, facilityId: string, year: number, csv: string): Promise<{ readonly rows: readonly PlanRow[]; readonly bad: readonly BadRow[] }> {
  const parsed = readCsv(csv);
  if (!parsed.ok) return { rows: [], bad: [{ row: 1, problem: parsed.message.ja }] };
  const missing = ['日付', '部屋', '登録番号'].filter((name) => !parsed.value.header.includes(name));
  if (missing.length > 0) return { rows: [], bad: [{ row: 1, problem: `見出し「${missing.join('」「')}」がありません。` }] };
  if (parsed.value.records.length > MAX_ROWS) return { rows: [], bad: [{ row: MAX_ROWS + 2, problem: `一度に取り込めるのは${MAX_ROWS}行までです。` }] };
  const reading = db as ReadonlyKysely<ReservationsTables>;
  const units = await reading.selectFrom('reservations.units').select(['id', 'code', 'name_ja']).where('facility_id', '=', facilityId).where('closed_at', 'is', null).execute();
  const numbers = [...new Set(parsed.value.records.map((record) => digitsOf(record.values['登録番号'] ?? '')))];
  const patrons = numbers.length === 0 ? [] : await reading.selectFrom('reservations.patrons').select(['id', 'number', 'name']).where('number', 'in', numbers).execute();
  const rows: PlanRow[] = [];
  const bad: BadRow[] = [];
  for (const { row, values } of parsed.value.records) {
    const problems: string[] = [];
    const cell = (name: string) => (values[name] ?? '').trim();
    const date = readDay(cell('日付'), year);
    if (typeof date === 'string') problems.push(date);
    const unit = units.find((one) => one.code === cell('部屋').normalize('NFKC') || one.name_ja === cell('部屋'));
    if (!unit) problems.push(`部屋「${cell('部屋')}」がありません。`);
    const patron = patrons.find((one) => one.number === digitsOf(cell('登録番号')));
    if (!patron) problems.push(`登録番号「${cell('登録番号')}」の利用者登録がありません。`);
    const [from, to] = [cell('開始'), cell('終了')].map((text) => (text === '' ? null : parseTime(text)));
    for (const time of [from, to]) if (time && !time.ok) problems.push(time.message.ja);
    const slots = cell('区分') === '' ? [] : cell('区分').split(/[・,、\s]+/);
    if (slots.length === 0 && (!from?.ok || !to?.ok)) problems.push('「区分」か「開始」「終了」を書いてください。');
    if (problems.length > 0 || typeof date === 'string' || !unit || !patron) bad.push({ row, problem: problems.join(' ') });
    else rows.push({ row, date, unit: unit.id, unitName: unit.name_ja, slots, from: from?.ok ? from.value : null, to: to?.ok ? to.value : null, patron: patron.id, patronName: patron.name, purpose: cell('目的') });
  }
  return { rows, bad };
}

/** Spreadsheets eat leading zeros of numbers. */
function digitsOf(text: string): string {
  const digits = text.normalize('NFKC').replaceAll(/\D/g, '');
  return digits === '' ? '' : digits.padStart(8, '0');
}

/** All rows must be readable; each readable row is then booked or reported for itself. */
export const importYearPlan = command({
  name: 'reservations.importYearPlan',
  title: { ja: '年間計画を取り込む', en: 'Import a year plan' },
  input: z.object(yearPlanFields),
  allow: [staff('reservations.desk')],
  refusals: { BadRows: moreRefusals.BadRows },
  async run(ctx, input) {
    const facility = await ctx.db.selectFrom('reservations.facilities').select('code').where('id', '=', input.facility).executeTakeFirst();
    if (!facility || !ctx.may('reservations.desk', `facility:${facility.code}`)) return refuse('NotFound');
    const plan = await readYearPlan(ctx.db, input.facility, input.year, input.csv);
    if (plan.bad.length > 0 || plan.rows.length === 0) return refuse('BadRows', { rows: plan.bad.slice(0, 5).map((one) => `${one.row}行目: ${one.problem}`).join(' ／ ') || '行がありません', bad: plan.bad.slice(0, 100) });
    const results: (DateResult & { readonly row: number })[] = [];
    for (const { row, date, unit, slots, from, to, patron, purpose } of plan.rows) {
      const booked = await ctx.call(bookSeriesDate, { unit, patron, date: date.toString(), slots, from, to, purpose });
      const why = booked.ok ? null : booked.refused;
      const closed = !booked.ok && booked.refused === 'NotOffered' && booked.details['code'] === 'closed';
      results.push(booked.ok ? { row, date: date.toString(), result: 'booked', reservation: booked.value.reservation } : { row, date: date.toString(), result: closed ? 'closed' : why === 'Taken' || why === 'Noise' ? 'conflict' : 'refused', ...(why ? { why } : {}) });
    }
    ctx.audit({ subject: `facility:${facility.code}`, ...countResults(results) });
    return done({ results, counts: countResults(results) });
  },
});
