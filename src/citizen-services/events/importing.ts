/** 取込み: what a file would do, worked out the same way for the dry run and for the import itself. */
import { formatDate, isHoliday } from '../../kernel/calendar/calendar.ts';
import type { ActContext } from '../../kernel/act.ts';
import { readCsv } from '../../kernel/text/csv.ts';
import { addressOf, changesOf, contentOfRow, eventFor, identityOf, mayWrite, type Reader, reading, statusOfRow } from './calendar-store.ts';
import { categoryWords } from './messages/words.ts';
import { type Category, categories, type Content, contentOf, ownNumber, sameContent } from './rules/content.ts';
import { fitsRow, readDataset, rowContentOf, type Repair } from './rules/dataset.ts';
import { eventProblems } from './rules/event.ts';
import { type ImportedEvent, importStep, type Known, readCalendar } from './rules/ics-import.ts';
import { type Change, expand, firstDay, horizon, type EventStatus } from './rules/recurrence.ts';
import { ruleWords } from './rules/rrule.ts';

export type Decision = 'new' | 'update' | 'same' | 'older' | 'left';

export interface PlannedItem {
  readonly line: number;
  readonly title: string;
  readonly when: string;
  readonly decision: Decision;
  readonly reason: string;
  /** The event it is about; null: a new one. */
  readonly event: string | null;
  readonly content: Content;
  /** The words or days differ from what stands there, not only single occurrences. */
  readonly contentChanges: boolean;
  readonly status: EventStatus;
  readonly changes: readonly Change[];
  readonly source: { readonly uid: string; readonly sequence: number | null; readonly updatedAt: Temporal.Instant | null };
}

export interface ImportPlan {
  readonly items: readonly PlannedItem[];
  readonly problems: readonly { readonly line: number; readonly title: string; readonly message: string }[];
  readonly repairs: readonly Repair[];
  readonly fatal: string | null;
}

interface Context extends ActContext {
  readonly db: Reader;
}

export interface ImportFile {
  readonly kind: 'ics' | 'csv';
  readonly body: string;
  /** For what names none that we know. */
  readonly category: Category;
}

type Standing = NonNullable<Awaited<ReturnType<typeof standingOf>>>;

/** What stands here of the event that a file names; null: nothing. */
async function standingOf(ctx: Context, uid: string, eventNo: number | null) {
  const db = reading(ctx.db);
  const series = await db.selectFrom('events.series as s').innerJoin('kernel.departments as d', 'd.id', 's.department_id').selectAll('s').select('d.code as office').where((eb) => (eventNo === null ? eb('s.source_uid', '=', uid) : eb('s.event_no', '=', eventNo))).executeTakeFirst();
  if (!series) return null;
  const editions = await db.selectFrom('events.editions').selectAll().where('series_id', '=', series.id).where('state', 'in', ['draft', 'waiting', 'public']).execute();
  const open = editions.find((one) => one.state !== 'public') ?? null;
  const shown = open ?? editions.find((one) => one.state === 'public') ?? null;
  return { series, open, content: shown === null ? null : contentOfRow(shown), changes: await changesOf(ctx.db, series.id) };
}

/** Why a file must not touch it; ''. it may. */
function heldBack(ctx: Context, standing: Standing): string {
  if (!mayWrite(ctx, standing.series.office)) return 'ほかの課の行事です。その課の人が直します。';
  if (standing.series.state === 'withdrawn') return '掲載を終えた行事です。また載せるときは、画面で登録してください。';
  if (standing.open?.state === 'waiting') return '承認を待っています。承認されたあとに、もう一度取り込んでください。';
  return '';
}

const whenWords = (content: Content) => (content.rule === null ? formatDate(firstDay(content.when), 'ja', 'withWeekday') : ruleWords(content.rule, firstDay(content.when), content.holidayRule));

/** Nothing of it is still to come. */
function isOver(ctx: Context, content: Content): boolean {
  const event = eventFor(ctx, { eventNo: 0, status: 'scheduled', sequence: 0, updatedAt: ctx.now, changes: [] }, content);
  return expand(event, { from: ctx.today, to: horizon(ctx.today).to.add({ years: 5 }) }, isHoliday).occurrences.length === 0;
}

function problemsOf(ctx: Context, content: Content, changes: readonly Change[]): readonly string[] {
  const event = eventFor(ctx, { eventNo: 0, status: 'scheduled', sequence: 0, updatedAt: ctx.now, changes }, content);
  const long = ([['名前', content.title, 120], ['内容', content.description, 4000], ['場所', content.placeName, 120]] as const).filter(([, text, most]) => [...text].length > most).map(([name, , most]) => `${name}は${most}文字までです。短くしてください。`);
  const many = [...(content.exdates.length > 400 ? ['除く日は400日までです。'] : []), ...(content.rdates.length > 400 ? ['加える日は400日までです。'] : [])];
  return [...long, ...many, ...eventProblems(event, isHoliday).map(({ message }) => message)];
}

const categoryNamed = (names: readonly string[]) => categories.find((category) => names.some((name) => name === categoryWords[category].ja || name === categoryWords[category].en));

/** Our own file writes name and address of a place in one line, and the words on the time and the application into the description. */
function contentOfImported(ctx: Context, found: ImportedEvent, before: Standing | null, otherwise: Category): Content {
  const { when, rule, exdates, rdates } = found.series;
  const base = before?.content ?? contentOf({ title: found.title, category: categoryNamed(found.categories) ?? otherwise, when });
  const written = before?.content ? eventFor(ctx, identityOf(before.series, []), before.content) : null;
  const place = written?.place ? [written.place.name, written.place.address].filter((text) => text !== '').join(' ') : '';
  const own = (url: string) => url.startsWith(`${ctx.city.origin}/events/`);
  return {
    ...base, title: found.title, when, rule, exdates: [...exdates].toSorted(Temporal.PlainDate.compare), rdates: [...rdates].toSorted(Temporal.PlainDate.compare), category: categoryNamed(found.categories) ?? base.category,
    ...(found.description === written?.description ? {} : { description: found.description }), ...(found.location === place ? {} : { placeName: found.location, placeAddress: '', placeDetail: '' }),
    ...(found.at === null ? {} : { at: found.at }), ...(found.url === null || own(found.url) || found.url.length > 500 ? {} : { url: found.url }),
  };
}

function knownOf(standing: Standing, own: boolean): Known {
  const { series } = standing;
  // A calendar file knows whole seconds.
  const whole = (moment: Temporal.Instant) => moment.round({ smallestUnit: 'second', roundingMode: 'trunc' });
  // Our file tells of a change when it, or the event around it, was last revised.
  const revised = (moment: Temporal.Instant) => whole(own && Temporal.Instant.compare(series.updated_at, moment) > 0 ? series.updated_at : moment);
  const changes = new Map(standing.changes.map((change) => [change.id.toString(), { sequence: change.sequence, updatedAt: revised(change.updatedAt) }]));
  if (own) return { sequence: series.sequence, updatedAt: whole(series.updated_at), changes };
  return { sequence: series.source_sequence ?? -1, updatedAt: series.source_updated_at, changes };
}

/** One transaction takes them all. */
const MOST = 500;
const tooMany: ImportPlan = { items: [], problems: [], repairs: [], fatal: `一度に取り込めるのは${MOST}件までです。ファイルを分けてください。` };

const reasons = { new: '', update: '', same: '前に取り込んだものと同じです。', older: '前に取り込んだもののほうが新しいので、古い内容には戻しません。' } as const;

async function planCalendar(ctx: Context, file: ImportFile): Promise<ImportPlan> {
  const { events, problems } = readCalendar(file.body);
  if (events.length > MOST) return tooMany;
  const host = new URL(ctx.city.origin).host;
  const items: PlannedItem[] = [];
  const wrong = [...problems];
  for (const found of events) {
    const [name = '', at] = found.uid.split('@');
    const eventNo = at === host ? ownNumber(name) : null;
    const standing = await standingOf(ctx, found.uid, eventNo);
    // A day that a holiday moved is written as a moved one; for whoever knows the rule it is none.
    const content = contentOfImported(ctx, found, standing, file.category);
    const known = new Map(standing?.changes.map((change) => [change.id.toString(), change]));
    const changes = found.series.changes.filter((change) => change.sequence > (known.get(change.id.toString())?.sequence ?? 0));
    const contentChanges = !standing?.content || !sameContent(content, standing.content);
    const told = importStep(found, standing ? knownOf(standing, eventNo !== null) : undefined);
    // Our own file under a higher number, with nothing new in it.
    const step = told === 'update' && eventNo !== null && !contentChanges && changes.length === 0 && found.status === standing?.series.status ? 'same' : told;
    const held = standing && (step === 'update') ? heldBack(ctx, standing) : '';
    const ruled = eventNo !== null && standing?.content && standing.content.holidayRule !== 'as_is' ? 'この行事は祝日の決まりを持っています。カレンダーのファイルでは表せないので、画面で直してください。' : '';
    const over = step === 'new' && isOver(ctx, content) ? 'もう終わっています。' : '';
    const left = [held, step === 'update' ? ruled : '', over].find((reason) => reason !== '') ?? '';
    const decision: Decision = left === '' ? step : 'left';
    if (decision === 'new' || decision === 'update') for (const message of problemsOf(ctx, content, found.series.changes)) wrong.push({ line: found.line, title: found.title, message });
    items.push({
      line: found.line, title: found.title, when: whenWords(content), decision, reason: decision === 'left' ? left : reasons[step], event: standing?.series.id ?? null, content, status: found.status,
      // Our own numbers are ours to count.
      contentChanges, changes, source: { uid: found.uid, sequence: eventNo === null ? found.sequence : null, updatedAt: found.updatedAt },
    });
  }
  return { items, problems: wrong.toSorted((a, b) => a.line - b.line), repairs: [], fatal: items.length === 0 && wrong.length === 0 ? 'このファイルには、予定が1件もありません。' : null };
}

async function planDataset(ctx: Context, file: ImportFile): Promise<ImportPlan> {
  const csv = readCsv(file.body);
  if (!csv.ok) return { items: [], problems: [], repairs: [], fatal: csv.message.ja };
  if (csv.value.records.length > MOST) return tooMany;
  const { rows, repairs, problems } = readDataset(csv.value, ctx.today);
  const items: PlannedItem[] = [];
  const wrong = problems.map(({ row, message }) => ({ line: row, title: '', message }));
  for (const row of rows) {
    const eventNo = row.code === ctx.city.facts.code ? ownNumber(row.no) : null;
    const uid = `csv:${row.code}:${row.no}`;
    const standing = await standingOf(ctx, uid, eventNo);
    const base = standing?.content ?? contentOf({ title: row.content.title, category: file.category, when: row.content.when });
    const page = standing ? `${ctx.city.origin}${addressOf(standing.series.event_no)}` : '';
    const sent = page !== '' && row.content.url === page ? { ...row.content, url: base.url } : row.content;
    const content: Content = { ...base, ...sent };
    const same = standing?.content !== null && standing?.content !== undefined && sameContent(rowContentOf(standing.content), sent);
    const repeats = standing?.content !== null && standing?.content !== undefined && !fitsRow(standing.content);
    const step: Decision = standing === null ? 'new' : same ? 'same' : 'update';
    const left = repeats ? '繰り返しの行事は、この表では表せません。画面で直してください。' : standing !== null && step === 'update' ? heldBack(ctx, standing) : step === 'new' && isOver(ctx, content) ? 'もう終わっています。' : '';
    const decision: Decision = left === '' ? step : 'left';
    if (decision === 'new' || decision === 'update') for (const message of problemsOf(ctx, content, [])) wrong.push({ line: row.row, title: row.content.title, message });
    items.push({ line: row.row, title: row.content.title, when: whenWords(content), decision, reason: decision === 'left' ? left : step === 'same' ? reasons.same : '', event: standing?.series.id ?? null, content, status: standing ? statusOfRow(standing.series.status) : 'scheduled', contentChanges: !same, changes: [], source: { uid, sequence: null, updatedAt: null } });
  }
  return { items, problems: wrong.toSorted((a, b) => a.line - b.line), repairs, fatal: rows.length === 0 && wrong.length === 0 ? 'このファイルには、行が1つもありません。' : null };
}

export function planImport(ctx: Context, file: ImportFile): Promise<ImportPlan> {
  return file.kind === 'ics' ? planCalendar(ctx, file) : planDataset(ctx, file);
}

/** What was decided, as one text: the same plan is still the same plan when the button is pressed. */
export const planMark = (plan: ImportPlan) => plan.items.map((item) => item.decision[0]).join('').replaceAll(/(.)\1+/g, (run, letter: string) => `${letter}${run.length}`);

