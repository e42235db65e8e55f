/** 利用者登録を見る: one's own, a page for staff, finding within 0.3 seconds among 100,000, the waiting ones. */
import { sql } from 'kysely';
import type { QueryContext } from '../../../kernel/act.ts';
import { scopesOf, citizen, staff } from '../../../kernel/actor.ts';
import { foldForSearch, parseKana, toKatakana, writeCsv } from '../../../kernel/text/text.ts';
import { idField, intField, textField, withDefault } from '../../../kernel/fields.ts';
import { z } from 'zod';
import { query } from '../acts.ts';
import { foldedName } from '../commands/patron-record.ts';
import { countedStates } from '../rules/booking-state.ts';
import type { ReservationsTables } from '../rows.ts';
import { listedAs, namesSearchable, seesHidden } from './hidden-names.ts';
import { papersOf } from './papers.ts';

type Reading = QueryContext<ReservationsTables>;

/** null: every facility; else the codes of the facilities this actor holds one of the permissions for. */
export function facilitiesOf(ctx: Pick<Reading, 'actor'>, permissions: readonly string[]): readonly string[] | null {
  const scopes = permissions.map((permission) => scopesOf(ctx.actor, permission));
  if (scopes.includes('city')) return null;
  return [...new Set(scopes.flatMap((one) => (one === 'city' ? [] : one)))].flatMap((scope) => (scope.startsWith('facility:') ? [scope.slice('facility:'.length)] : []));
}

const seers = ['reservations.patrons', 'reservations.desk', 'reservations.penalties'] as const;
const mayRead = seers.map(staff);

/** 施設Xの職員は、施設Xの登録と、施設Xに予約のある人だけを見る. */
function visible(ctx: Pick<Reading, 'actor'>) {
  return patronVisible(ctx, seers);
}

/** The same for other permissions: in an SQL condition on `p`. */
export function patronVisible(ctx: Pick<Reading, 'actor'>, permissions: readonly string[]) {
  const codes = facilitiesOf(ctx, permissions);
  if (codes === null) return sql<boolean>`true`;
  return sql<boolean>`(cardinality(p.facilities) = 0 or p.facilities && ${[...codes]}::text[] or exists (
    select 1 from reservations.reservations r join reservations.facilities f on f.id = r.facility_id where r.patron_id = p.id and f.code = any(${[...codes]}::text[])))`;
}

export const myPatrons = query({
  name: 'reservations.myPatrons',
  title: { ja: '自分の利用者登録', en: 'My registrations' },
  input: z.object({}),
  allow: [citizen],
  async run(ctx) {
    if (ctx.actor.kind !== 'citizen') return [];
    const rows = await ctx.db.selectFrom('reservations.patrons').select(['id', 'number', 'kind', 'name', 'kana', 'class_code', 'status', 'status_reason', 'suspended_until', 'valid_from', 'valid_to', 'facilities', 'phone', 'email', 'representative', 'renewal_asked_at', 'version']).where('citizen_id', '=', ctx.actor.id).orderBy('created_at').limit(50).execute();
    const ids = rows.map((row) => row.id);
    const papers = await papersOf(ctx, 'patron_id', ids);
    const points = ids.length === 0 ? [] : await ctx.db.selectFrom('reservations.penalties').select(['id', 'patron_id', 'event', 'points', 'legal_basis', 'note', 'at', 'withdrawn_at', 'appeal']).where('patron_id', 'in', ids).orderBy('at').limit(200).execute();
    return rows.map((row) => ({
      id: row.id, number: row.number, kind: row.kind, name: row.name, kana: row.kana, classCode: row.class_code, status: row.status, statusReason: row.status_reason, suspendedUntil: row.suspended_until,
      validFrom: row.valid_from, validTo: row.valid_to, facilities: row.facilities, phone: row.phone, email: row.email, representative: row.representative, renewalAskedAt: row.renewal_asked_at, version: row.version,
      papers: papers.filter((paper) => paper.about === row.id),
      penalties: points.filter((one) => one.patron_id === row.id).map((one) => ({ id: one.id, event: one.event, points: one.points, legalBasis: one.legal_basis, note: one.note, at: one.at, withdrawnAt: one.withdrawn_at, appeal: one.appeal })),
    }));
  },
});

/** What of a hidden patron is not shown to the desk: everything that could lead to the person. */
const nothingPersonal = { kana: '', citizen_id: null, representative: null, phone: '', email: null, birth_date: null, guardian: null, evidence: {}, status_reason: null } as const;

/** Everything about one registration, for staff who handle it. The account for refunds is not among it. */
export const patronPage = query({
  name: 'reservations.patronPage',
  title: { ja: '利用者登録を見る', en: 'See a registration' },
  input: z.object({ patron: idField({ ja: '利用者登録', en: 'Registration' }) }),
  allow: mayRead,
  personal: true,
  async run(ctx, input) {
    const patron = await ctx.db.selectFrom('reservations.patrons as p').select(['p.id', 'p.number', 'p.kind', 'p.class_code', 'p.name', 'p.kana', 'p.citizen_id', 'p.representative', 'p.phone', 'p.email', 'p.birth_date', 'p.guardian', 'p.residency', 'p.evidence', 'p.facilities', 'p.hidden_name', 'p.bank_fingerprint', 'p.status', 'p.status_reason', 'p.suspended_until', 'p.valid_from', 'p.valid_to', 'p.approved_by', 'p.created_at', 'p.version'])
      .where('p.id', '=', input.patron).where(visible(ctx)).executeTakeFirst();
    if (!patron) return null;
    ctx.shown(`patron:${patron.id}`);
    const [members, hints, history, penalties, bookings, papers] = await Promise.all([
      ctx.db.selectFrom('reservations.members').select(['name', 'kana', 'residency']).where('patron_id', '=', patron.id).orderBy('kana').limit(300).execute(),
      ctx.db.selectFrom('reservations.duplicate_hints as h').innerJoin('reservations.patrons as o', (join) => join.on(sql<boolean>`o.id = case when h.patron_id = ${patron.id} then h.other_id else h.patron_id end`))
        .select(['h.id', 'h.reasons', 'h.found_at', 'h.settled_at', 'h.note', 'o.id as other', 'o.number'])
        .select(seesHidden(ctx, []) ? sql<string>`o.name`.as('name') : sql<string>`case when o.hidden_name then '登録 ' || o.number else o.name end`.as('name')).where((eb) => eb.or([eb('h.patron_id', '=', patron.id), eb('h.other_id', '=', patron.id)])).orderBy('h.found_at', 'desc').limit(50).execute(),
      ctx.db.selectFrom('reservations.patron_events').select(['at', 'actor', 'what', 'note', 'legal_basis', 'detail']).where('patron_id', '=', patron.id).orderBy('at', 'desc').limit(100).execute(),
      ctx.db.selectFrom('reservations.penalties').select(['id', 'event', 'points', 'legal_basis', 'note', 'at', 'withdrawn_at', 'appeal']).where('patron_id', '=', patron.id).orderBy('at', 'desc').limit(100).execute(),
      ctx.db.selectFrom('reservations.reservations').select(['id', 'number', 'use_date', 'state', 'unit_id']).where('patron_id', '=', patron.id).where('use_date', '>=', ctx.today).where('state', 'in', [...countedStates]).orderBy('use_date').limit(100).execute(),
      papersOf(ctx, 'patron_id', [patron.id]),
    ]);
    const { bank_fingerprint: account, ...all } = patron;
    const hidden = patron.hidden_name && !seesHidden(ctx, patron.facilities);
    const shown = hidden ? { ...all, ...nothingPersonal, name: listedAs(patron.number) } : all;
    if (hidden) return { ...shown, hasBankAccount: account !== null, members: [], hints: [], history: [], penalties, bookings, papers: [] };
    return { ...shown, hasBankAccount: account !== null, members, hints, history, penalties, bookings, papers };
  },
});

const MAX_FOUND = 20;

interface FoundRow {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly kana: string;
  readonly kind: 'individual' | 'group';
  readonly class_code: string;
  readonly phone: string;
  readonly status: string;
  readonly valid_to: Temporal.PlainDate | null;
  readonly hidden_name: boolean;
  readonly facilities: readonly string[];
}

/** Escapes what LIKE would read as a wildcard. */
function prefix(text: string): string {
  return `${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

/** By number, kana, phone (from the front or the last digits) or name; each way walks an index. */
export const findPatron = query({
  name: 'reservations.findPatron',
  title: { ja: '利用者登録を探す', en: 'Find a registration' },
  input: z.object({ text: textField({ ja: '番号・フリガナ・電話・名前', en: 'Number, reading, phone or name' }, { max: 60, numbers: true }) }),
  allow: mayRead,
  personal: true,
  async run(ctx, input) {
    const text = input.text.normalize('NFKC').trim();
    const digits = text.replaceAll(/[\s()-]/g, '');
    const found = /^\d{3,}$/.test(digits) ? await byDigits(ctx, digits) : await byName(ctx, text);
    for (const row of found) ctx.shown(`patron:${row.id}`);
    const hidden = (row: FoundRow) => row.hidden_name && !seesHidden(ctx, row.facilities);
    return found.map((row) => ({ id: row.id, number: row.number, name: hidden(row) ? listedAs(row.number) : row.name, kana: hidden(row) ? '' : row.kana, kind: row.kind, classCode: row.class_code, phone: hidden(row) ? '' : row.phone, status: row.status, validTo: row.valid_to }));
  },
});

const columns = sql.raw('p.id, p.number, p.name, p.kana, p.kind, p.class_code, p.phone, p.status, p.valid_to, p.hidden_name, p.facilities');

async function byDigits(ctx: Reading, digits: string): Promise<readonly FoundRow[]> {
  // A union and not an OR: each branch has an index of its own.
  const backwards = [...digits].toReversed().join('');
  const result = await sql<FoundRow>`select ${columns} from reservations.patrons p where p.id in (
      (select id from reservations.patrons where number = ${digits})
      union (select id from reservations.patrons where phone like ${prefix(digits)} order by phone limit 100)
      union (select id from reservations.patrons where reverse(phone) like ${prefix(backwards)} order by reverse(phone) limit 100))
    and ${visible(ctx)} and (p.number = ${digits} or ${namesSearchable(ctx)}) order by p.number = ${digits} desc, p.status = 'active' desc, p.kana limit ${MAX_FOUND}`.execute(ctx.db as never);
  return result.rows;
}

async function byName(ctx: Reading, text: string): Promise<readonly FoundRow[]> {
  const kana = parseKana(toKatakana(text));
  const name = foldedName(text) || foldForSearch(text);
  const result = await sql<FoundRow>`select ${columns} from reservations.patrons p where p.id in (
      (select id from reservations.patrons where folded_name like ${prefix(name)} order by folded_name limit 100)
      union (select id from reservations.patrons where ${kana.ok} and kana like ${kana.ok ? prefix(kana.value) : ''} order by kana limit 100))
    and ${visible(ctx)} and ${namesSearchable(ctx)} order by p.status = 'active' desc, p.kana limit ${MAX_FOUND}`.execute(ctx.db as never);
  return result.rows;
}

const deciders = [staff('reservations.patrons')];

export const patronsWaiting = query({
  name: 'reservations.patronsWaiting',
  title: { ja: '審査を待つ利用者登録', en: 'Registrations to decide' },
  input: z.object({}),
  allow: deciders,
  personal: true,
  async run(ctx) {
    const rows = await ctx.db.selectFrom('reservations.patrons as p').select(['p.id', 'p.number', 'p.kind', 'p.name', 'p.kana', 'p.class_code', 'p.created_at', 'p.facilities'])
      .select((eb) => eb.selectFrom('reservations.duplicate_hints as h').select((inner) => inner.fn.countAll<number>().as('count')).whereRef('h.patron_id', '=', 'p.id').where('h.settled_at', 'is', null).as('hints'))
      .where('p.status', '=', 'submitted').where(visible(ctx)).orderBy('p.created_at').limit(200).execute();
    for (const row of rows) ctx.shown(`patron:${row.id}`);
    return rows.map((row) => ({ id: row.id, number: row.number, kind: row.kind, name: row.name, kana: row.kana, classCode: row.class_code, createdAt: row.created_at, facilities: row.facilities, hints: row.hints ?? 0 }));
  },
});

/** 更新の申出: who asked, the oldest first. */
export const renewalsAsked = query({
  name: 'reservations.renewalsAsked',
  title: { ja: '更新の申出のある利用者登録', en: 'Registrations to renew' },
  input: z.object({}),
  allow: deciders,
  personal: true,
  async run(ctx) {
    const rows = await ctx.db.selectFrom('reservations.patrons as p').select(['p.id', 'p.number', 'p.kind', 'p.name', 'p.kana', 'p.class_code', 'p.valid_to', 'p.renewal_asked_at'])
      .where('p.renewal_asked_at', 'is not', null).where('p.status', 'in', ['active', 'expired', 'suspended']).where(visible(ctx)).orderBy('p.renewal_asked_at').limit(200).execute();
    for (const row of rows) ctx.shown(`patron:${row.id}`);
    return rows.map((row) => ({ id: row.id, number: row.number, kind: row.kind, name: row.name, kana: row.kana, classCode: row.class_code, validTo: row.valid_to, askedAt: row.renewal_asked_at }));
  },
});

/** For the menu. */
export const patronsWaitingCount = query<Record<string, never>, number>({
  name: 'reservations.patronsWaitingCount',
  title: { ja: '審査を待つ利用者登録の数', en: 'Number of registrations to decide' },
  input: z.object({}) as z.ZodType<Record<string, never>>,
  allow: deciders,
  async run(ctx) {
    const row = await ctx.db.selectFrom('reservations.patrons as p').select((eb) => eb.fn.countAll<number>().as('count')).where('p.status', '=', 'submitted').where(visible(ctx)).executeTakeFirstOrThrow();
    return row.count;
  },
});

const MAX_CSV = 50_000;

/** 利用者名簿: for the yearly check of groups. */
export const patronsCsv = query({
  name: 'reservations.patronsCsv',
  title: { ja: '利用者登録の一覧（CSV）', en: 'Registrations (CSV)' },
  input: z.object({ limit: withDefault(intField({ ja: '件数', en: 'Rows' }, { min: 1, max: MAX_CSV }), MAX_CSV) }),
  allow: deciders,
  personal: true,
  async run(ctx, input) {
    const rows = await ctx.db.selectFrom('reservations.patrons as p').select(['p.number', 'p.kind', 'p.name', 'p.kana', 'p.representative', 'p.class_code', 'p.status', 'p.valid_from', 'p.valid_to', 'p.phone', 'p.email', 'p.facilities', 'p.hidden_name']).where(visible(ctx)).orderBy(sql`case when p.hidden_name then '' else p.kana end`).orderBy('p.number').limit(input.limit).execute();
    ctx.shown('patrons:list');
    return writeCsv([
      ['登録番号', '種別', '名前', 'フリガナ', '代表者', '区分', '状態', '有効開始', '有効期限', '電話', 'メール', '施設'],
      ...rows.map((row) => {
        // DV等支援措置: a file leaves the house more easily than a page, so such a patron is a number in it.
        const who = row.hidden_name ? [`登録 ${row.number}`, '', ''] : [row.name, row.kana, row.representative];
        const reached = row.hidden_name ? ['', ''] : [row.phone, row.email];
        return [row.number, row.kind === 'group' ? '団体' : '個人', ...who, row.class_code, row.status, row.valid_from?.toString() ?? null, row.valid_to?.toString() ?? null, ...reached, row.facilities.join(' ')];
      }),
    ]);
  },
});
