/** 受信箱: what waits for a member of staff. Asked over the open steps alone, so the years behind cost nothing. */
import { sql } from 'kysely';
import { z } from 'zod';
import { anyStaff } from '../actor.ts';
import { boolField, choiceField, optional, textField, withDefault } from '../fields.ts';
import { query } from './acts.ts';
import { organizationAt, type Reader } from './house-organization.ts';
import { kindOf } from './kinds.ts';
import { disasterModeAt, readCase } from './record.ts';
import { whyNoDeputy } from './rules/available.ts';
import type { Facts } from './rules/facts.ts';
import { deputiesOf, holdersOf, type Organization } from './rules/organization.ts';
import { workingMinutes } from './rules/working-hours.ts';
import { situationOf } from './perform.ts';
import { postsOf } from './visibility.ts';

const PAGE = 50;
const own = [anyStaff('自分の職に届いている案件だけを見る')];
export const sections = ['decide', 'review', 'consult', 'postView', 'returned', 'overdue', 'drafted'] as const;
export type Section = (typeof sections)[number];

export interface DeskRow {
  readonly case: string;
  readonly number: string | null;
  readonly title: string;
  readonly kind: string;
  readonly amountYen: number | null;
  readonly drafter: string;
  readonly role: string | null;
  readonly step: number | null;
  readonly hash: string | null;
  readonly seq: number;
  readonly urgency: string;
  readonly due: string | null;
  readonly overdue: boolean;
  /** Working minutes since it arrived. */
  readonly ageMinutes: number;
  readonly comments: number;
  readonly disagreements: number;
  /** Only as the absent decider's deputy. */
  readonly asDeputy: boolean;
  readonly view: string | null;
}

/** Posts whose decisions are mine while their holders are away: those for which I am a named deputy and everybody who holds them is absent. */
export function deputyPosts(organization: Organization, staff: string, now: Temporal.Instant): readonly string[] {
  const mine = new Set(postsOf(organization, staff));
  const candidates = [...organization.deputies].filter(([, deputies]) => deputies.some((post) => mine.has(post))).map(([post]) => post);
  const named = organization.holdings.filter((holding) => holding.staff === staff && holding.manner === 'deputy').map((holding) => holding.post);
  const isAbsent = (person: string) => (organization.absent.get(person) ?? 0) > now.epochMilliseconds;
  return [...new Set([...candidates, ...named])].filter((post) => {
    const holders = holdersOf(organization, post);
    return holders.length > 0 && holders.every((holder) => isAbsent(holder.staff)) && deputiesOf(organization, post).some((deputy) => deputy.staff === staff);
  });
}

/** The amount of a case for a list: its first fact in yen. */
export function amountOf(kind: string, facts: unknown): number | null {
  const schema = kindOf(kind)?.schema.facts ?? {};
  const name = Object.entries(schema).find(([, type]) => type.type === 'number' && type.unit === '円')?.[0];
  const value = name === undefined ? undefined : (facts as Facts).values[name];
  return typeof value === 'number' ? value : null;
}

function openSteps(db: Reader) {
  return db.selectFrom('kernel.approval_steps as s').innerJoin('kernel.approval_cases as c', 'c.id', 's.case_id').innerJoin('kernel.staff as d', 'd.id', 'c.drafter_id')
    .select(['c.id as case', 'c.number', 'c.title', 'c.kind', 'c.facts', 'd.name as drafter', 's.role', 's.step_no as step', 's.post_id as post', 'c.version_hash as hash', 'c.seq', 'c.urgency', 'c.due_at as due', 's.activated_at as since', 'c.comments', 'c.disagreements'])
    .where('s.state', '=', 'active');
}

export interface Found {
  readonly case: string;
  readonly number: string | null;
  readonly title: string;
  readonly kind: string;
  readonly facts: unknown;
  readonly drafter: string;
  readonly role: string | null;
  readonly step: number | null;
  readonly post: string | null;
  readonly hash: string | null;
  readonly seq: number;
  readonly urgency: string;
  readonly due: Temporal.Instant | null;
  readonly since: Temporal.Instant | null;
  readonly comments: number;
  readonly disagreements: number;
  readonly view?: string;
}

/** A row as it stands on the desk. `deputy`: the posts for whose absent holders the reader decides. */
export function shownRow(found: Found, now: Temporal.Instant, deputy: ReadonlySet<string>): DeskRow {
  return {
    case: found.case, number: found.number, title: found.title, kind: kindOf(found.kind)?.title.ja ?? found.kind, amountYen: amountOf(found.kind, found.facts), drafter: found.drafter, role: found.role, step: found.step, hash: found.hash, seq: found.seq,
    urgency: found.urgency, due: found.due?.toString() ?? null, overdue: found.due !== null && Temporal.Instant.compare(found.due, now) < 0, ageMinutes: found.since ? Math.floor(workingMinutes(found.since, now)) : 0,
    comments: found.comments, disagreements: found.disagreements, asDeputy: found.post !== null && deputy.has(found.post), view: found.view ?? null,
  };
}

const ROLES: Readonly<Partial<Record<Section, readonly ('lineReview' | 'review' | 'consult_agree' | 'consult_notify' | 'examine' | 'decide')[]>>> = { decide: ['decide'], review: ['lineReview', 'review', 'examine'], consult: ['consult_agree', 'consult_notify'] };

async function stepRows(db: Reader, section: Section, posts: readonly string[], now: Temporal.Instant, after: readonly [string, string] | null): Promise<readonly Found[]> {
  if (posts.length === 0) return [];
  let rows = openSteps(db).where('s.post_id', 'in', posts);
  const roles = ROLES[section];
  if (roles) rows = rows.where('s.role', 'in', roles);
  if (section === 'overdue') rows = rows.where('c.due_at', '<', now);
  if (after) rows = rows.where(sql<boolean>`(s.activated_at, s.case_id) > (${after[0]}::timestamptz, ${after[1]}::uuid)`);
  return rows.orderBy('s.activated_at').orderBy('s.case_id').limit(PAGE + 1).execute();
}

async function viewRows(db: Reader, posts: readonly string[], staff: string, after: readonly [string, string] | null): Promise<readonly Found[]> {
  let rows = db.selectFrom('kernel.approval_post_views as v').innerJoin('kernel.approval_cases as c', 'c.id', 'v.case_id').innerJoin('kernel.staff as d', 'd.id', 'c.drafter_id')
    .select(['c.id as case', 'c.number', 'c.title', 'c.kind', 'c.facts', 'd.name as drafter', 'v.kind as role', 'v.step_no as step', 'c.version_hash as hash', 'c.seq', 'c.urgency', 'c.due_at as due', 'v.opened_at as since', 'c.comments', 'c.disagreements', 'v.id as view'])
    .where('v.done_at', 'is', null).where((eb) => eb.or([eb('v.staff_id', '=', staff), ...(posts.length > 0 ? [eb.and([eb('v.staff_id', 'is', null), eb('v.post_id', 'in', posts)])] : [])]));
  if (after) rows = rows.where(sql<boolean>`(v.opened_at, v.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)`);
  return (await rows.orderBy('v.opened_at').orderBy('v.id').limit(PAGE + 1).execute()).map((row) => ({ ...row, post: null, due: null }));
}

async function draftRows(db: Reader, staff: string, returned: boolean, after: readonly [string, string] | null): Promise<readonly Found[]> {
  let rows = db.selectFrom('kernel.approval_cases as c').innerJoin('kernel.staff as d', 'd.id', 'c.drafter_id')
    .select(['c.id as case', 'c.number', 'c.title', 'c.kind', 'c.facts', 'd.name as drafter', 'c.version_hash as hash', 'c.seq', 'c.urgency', 'c.due_at as due', 'c.created_at as since', 'c.comments', 'c.disagreements', 'c.state as role'])
    .where('c.drafter_id', '=', staff).where('c.state', 'in', returned ? ['draft'] : ['draft', 'in_route']);
  if (returned) rows = rows.where('c.version_no', '>', 0);
  if (after) rows = rows.where(sql<boolean>`(c.created_at, c.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)`);
  return (await rows.orderBy('c.created_at').orderBy('c.id').limit(PAGE + 1).execute()).map((row) => ({ ...row, step: null, post: null }));
}

function readCursor(cursor: string | null): readonly [string, string] | null {
  const [, at = '', id = ''] = /^([0-9TZ:.+-]{20,40})_([0-9a-f-]{36})$/.exec(cursor ?? '') ?? [];
  try {
    return at === '' ? null : [Temporal.Instant.from(at).toString(), id];
  } catch {
    return null;
  }
}

/** One section of the desk, oldest first, a page at a time. */
export const desk = query({
  name: 'approval.desk', title: { ja: '決裁の受信箱', en: 'My approval desk' },
  input: z.object({ section: choiceField({ ja: '区分', en: 'Section' }, sections), cursor: optional(textField({ ja: '続き', en: 'Cursor' }, { max: 90, numbers: true })), deputyOnly: withDefault(boolField({ ja: '代決できるものだけ', en: 'Only as deputy' }), false) }),
  allow: own,
  async run(ctx, input) {
    if (ctx.actor.kind !== 'staff') return { rows: [], next: null };
    const organization = await organizationAt(ctx.db, ctx.now);
    const staff = ctx.actor.id;
    const held = postsOf(organization, staff);
    const deputy = new Set(deputyPosts(organization, staff, ctx.now));
    const posts = input.deputyOnly ? [...deputy] : input.section === 'decide' ? [...new Set([...held, ...deputy])] : held;
    const after = readCursor(input.cursor);
    const found = input.section === 'postView' ? await viewRows(ctx.db, held, staff, after)
      : input.section === 'returned' || input.section === 'drafted' ? await draftRows(ctx.db, staff, input.section === 'returned', after)
        : await stepRows(ctx.db, input.section, posts, ctx.now, after);
    const page = found.slice(0, PAGE);
    const last = page.at(-1);
    const next = found.length > PAGE && last?.since ? `${last.since.toString()}_${last.view ?? last.case}` : null;
    return { rows: await lawfulRows(ctx.db, page.map((row) => shownRow(row, ctx.now, held.includes(row.post ?? '') ? new Set() : deputy)), organization, ctx.now), next };
  },
});

/** What a deputy may not decide does not stand on the deputy's desk. */
export async function lawfulRows<R extends DeskRow>(db: Reader, rows: readonly R[], organization: Organization, now: Temporal.Instant): Promise<readonly R[]> {
  if (!rows.some((row) => row.asDeputy)) return rows;
  const mode = await disasterModeAt(db, now);
  const lawful: R[] = [];
  for (const row of rows) {
    const loaded = row.asDeputy ? await readCase(db, row.case) : null;
    if (!row.asDeputy || (loaded && whyNoDeputy(situationOf(loaded, organization, now, mode !== null)) === null)) lawful.push(row);
  }
  return lawful;
}

/** How many things wait: the number beside the desk in the menu. */
export const waiting = query({
  name: 'approval.waiting', title: { ja: '届いている案件の数', en: 'Cases waiting for me' }, input: z.object({}), allow: own,
  async run(ctx): Promise<number> {
    if (ctx.actor.kind !== 'staff') return 0;
    const organization = await organizationAt(ctx.db, ctx.now);
    const posts = postsOf(organization, ctx.actor.id);
    const deputy = deputyPosts(organization, ctx.actor.id, ctx.now).filter((post) => !posts.includes(post));
    const asDeputy = deputy.length === 0 ? [] : await lawfulRows(ctx.db, (await stepRows(ctx.db, 'decide', deputy, ctx.now, null)).map((row) => shownRow(row, ctx.now, new Set(deputy))), organization, ctx.now);
    const steps = posts.length === 0 ? 0 : (await ctx.db.selectFrom('kernel.approval_steps').select((eb) => eb.fn.countAll<number>().as('count')).where('state', '=', 'active').where('post_id', 'in', posts).executeTakeFirstOrThrow()).count;
    return steps + asDeputy.length + (await viewRows(ctx.db, posts, ctx.actor.id, null)).length;
  },
});

/** What could be approved together, and why the rest must be opened one by one. */
export const bulkPreview = query({
  name: 'approval.bulkPreview', title: { ja: 'まとめて処理できる案件', en: 'Cases that can be approved together' }, input: z.object({}), allow: own,
  async run(ctx) {
    if (ctx.actor.kind !== 'staff') return { ready: [], excluded: [] };
    const posts = postsOf(await organizationAt(ctx.db, ctx.now), ctx.actor.id);
    const found = posts.length === 0 ? [] : await openSteps(ctx.db).where('s.post_id', 'in', posts).orderBy('s.activated_at').limit(101).execute();
    const rows = found.slice(0, 100).map((row) => ({ ...shownRow(row, ctx.now, new Set()), kindCode: row.kind, facts: (row.facts as Facts).values, flags: (row.facts as Facts).flags, item: `${row.case}:${row.hash ?? ''}:${row.step}:${row.seq}`, bulkOk: kindOf(row.kind)?.bulkOk === true }));
    const why = (row: (typeof rows)[number]) => (!row.bulkOk ? 'この種類は、一件ずつ開いて処理します。' : row.disagreements > 0 ? '不同意の合議があります。開いて確かめてください。' : null);
    return { ready: rows.filter((row) => why(row) === null), excluded: rows.flatMap((row) => (why(row) === null ? [] : [{ ...row, why: why(row) }])) };
  },
});
