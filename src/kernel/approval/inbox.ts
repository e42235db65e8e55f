/** 受信箱 as a page shows it: six views, in the order the reader chooses, filtered, by key. Waiting work is read from the open steps alone. */
import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { anyStaff } from '../actor.ts';
import { choiceField, codeField, optional, textField, withDefault } from '../fields.ts';
import { query } from './acts.ts';
import { deputyPosts, type DeskRow, type Found, lawfulRows, shownRow } from './desk.ts';
import { organizationAt, type Reader } from './house-organization.ts';
import { approvalKinds } from './kinds.ts';
import type { Organization } from './rules/organization.ts';
import { postsOf } from './visibility.ts';

const PAGE = 50;
/** 済み reaches so far back; what is older is found by its number. */
const DONE_DAYS = 400;
export const inboxViews = ['waiting', 'overdue', 'mine', 'postView', 'circulate', 'done'] as const;
export type InboxView = (typeof inboxViews)[number];
export const inboxOrders = ['arrival', 'due', 'amount'] as const;
export type InboxOrder = (typeof inboxOrders)[number];

export interface InboxRow extends DeskRow {
  /** Of the case. */
  readonly state: string;
  readonly version: number;
  /** May be approved from a list. */
  readonly bulkOk: boolean;
}

interface Listed extends Found {
  readonly state: string;
  readonly version: number;
  readonly key: number;
  readonly tie: string;
}

interface Who {
  readonly staff: string;
  readonly held: readonly string[];
  readonly deputy: readonly string[];
  readonly now: Temporal.Instant;
}

/** The amount of a case for sorting: the first fact in yen of its kind. */
function amountSql(): RawBuilder<number | null> {
  const named = approvalKinds().flatMap((kind) => {
    const fact = Object.entries(kind.schema.facts).find(([, type]) => type.type === 'number' && type.unit === '円')?.[0];
    return fact === undefined ? [] : [sql`when ${kind.code} then (c.facts -> 'values' ->> ${fact})::numeric`];
  });
  return named.length === 0 ? sql`null::numeric` : sql`case c.kind ${sql.join(named, sql` `)} end`;
}

const micros = (moment: RawBuilder<unknown>) => sql`(extract(epoch from ${moment}) * 1000000)::bigint`;

/** One ascending whole number for every order, so that paging by key is one comparison. */
function keyOf(order: InboxOrder, since: RawBuilder<unknown>, newestFirst: boolean): RawBuilder<number> {
  if (order === 'due') return sql`coalesce(${micros(sql`c.due_at`)}, 9000000000000000)`;
  if (order === 'amount') return sql`coalesce(-(${amountSql()})::bigint, 1)`;
  return newestFirst ? sql`-${micros(since)}` : sql`${micros(since)}`;
}

const ofCase = sql`c.id as "case", c.number, c.title, c.kind, c.facts, d.name as drafter, c.version_hash as hash, c.version_no as version, c.seq, c.urgency, c.comments, c.disagreements, c.state`;
const drafters = sql`join kernel.staff d on d.id = c.drafter_id`;

function stepsOf(order: InboxOrder, { held, deputy, now }: Who, overdueOnly: boolean): RawBuilder<Listed> {
  return sql<Listed>`select ${ofCase}, s.role, s.step_no as step, s.post_id as post, c.due_at as due, s.activated_at as since, null::uuid as view, ${keyOf(order, sql`s.activated_at`, false)} as key, c.id || '.' || s.step_no as tie
    from kernel.approval_steps s join kernel.approval_cases c on c.id = s.case_id ${drafters}
    where s.state = 'active' and (s.post_id = any(${held}::uuid[]) or (s.role = 'decide' and s.post_id = any(${deputy}::uuid[]))) ${overdueOnly ? sql`and c.due_at < ${now}` : sql``}`;
}

function viewsOf(order: InboxOrder, { held, staff }: Who, circulated: boolean): RawBuilder<Listed> {
  return sql<Listed>`select ${ofCase}, v.kind as role, v.step_no as step, null::uuid as post, null::timestamptz as due, v.opened_at as since, v.id as view, ${keyOf(order === 'due' ? 'arrival' : order, sql`v.opened_at`, false)} as key, v.id::text as tie
    from kernel.approval_post_views v join kernel.approval_cases c on c.id = v.case_id ${drafters}
    where v.done_at is null and (v.kind = 'circulate') = ${circulated} and (v.staff_id = ${staff} or (v.staff_id is null and v.post_id = any(${held}::uuid[])))`;
}

function draftsOf(order: InboxOrder, { staff }: Who): RawBuilder<Listed> {
  return sql<Listed>`select ${ofCase}, null::text as role, null::int as step, null::uuid as post, case when c.state = 'in_route' then c.due_at end as due, c.created_at as since, null::uuid as view, ${keyOf(order, sql`c.created_at`, true)} as key, c.id::text as tie
    from kernel.approval_cases c ${drafters} where c.drafter_id = ${staff}`;
}

function doneBy(order: InboxOrder, { staff, now }: Who): RawBuilder<Listed> {
  return sql<Listed>`select ${ofCase}, null::text as role, null::int as step, null::uuid as post, null::timestamptz as due, a.at as since, null::uuid as view, ${keyOf(order === 'due' ? 'arrival' : order, sql`a.at`, true)} as key, c.id::text as tie
    from (select case_id, max(at) as at from kernel.approval_actions where actor_id = ${staff} and at > ${now.subtract({ hours: 24 * DONE_DAYS })} and capacity <> 'drafter' group by case_id) a
    join kernel.approval_cases c on c.id = a.case_id ${drafters}`;
}

function sourceOf(view: InboxView, order: InboxOrder, who: Who): RawBuilder<Listed> {
  switch (view) {
    case 'waiting':
    case 'overdue':
      return stepsOf(order, who, view === 'overdue');
    case 'postView':
    case 'circulate':
      return viewsOf(order, who, view === 'circulate');
    case 'mine':
      return draftsOf(order, who);
    case 'done':
      return doneBy(order, who);
  }
}

function cursorOf(text: string | null): { readonly key: number; readonly tie: string } | null {
  const [, key = '', tie = ''] = /^(-?\d{1,16})_([0-9a-f.-]{36,45})$/.exec(text ?? '') ?? [];
  return tie === '' || !Number.isSafeInteger(Number(key)) ? null : { key: Number(key), tie };
}

const derived = (source: RawBuilder<Listed>) => sql<Listed>`(${source})`.as('r');
const countOf = (db: Reader, source: RawBuilder<Listed>) => db.selectFrom(derived(source)).select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow().then((row) => row.count);

/** What waits for a deputy is counted case by case: the rules of each say whether a deputy may decide it. */
const MOST_AS_DEPUTY = 500;

async function deputyCounts(db: Reader, who: Who, organization: Organization): Promise<{ readonly waiting: number; readonly overdue: number }> {
  const deputy = who.deputy.filter((post) => !who.held.includes(post));
  if (deputy.length === 0) return { waiting: 0, overdue: 0 };
  const rows = await db.selectFrom(derived(stepsOf('arrival', { ...who, held: [], deputy }, false))).selectAll().limit(MOST_AS_DEPUTY).execute();
  const lawful = await lawfulRows(db, rows.map((row) => shownRow(row, who.now, new Set(deputy))), organization, who.now);
  return { waiting: lawful.length, overdue: lawful.filter((row) => row.overdue).length };
}

const NOTHING = { rows: [], next: null, counts: { waiting: 0, overdue: 0, postView: 0, circulate: 0 }, returned: 0 } as const;

/** One view of the desk with the numbers beside all of them. */
export const inbox = query({
  name: 'approval.inbox', title: { ja: '決裁の受信箱（一覧）', en: 'Approval inbox' },
  input: z.object({
    view: withDefault(choiceField({ ja: '区分', en: 'View' }, inboxViews), 'waiting'), order: withDefault(choiceField({ ja: '並び', en: 'Order' }, inboxOrders), 'arrival'), kind: optional(codeField({ ja: '種類', en: 'Kind' }, 80)),
    q: optional(textField({ ja: 'さがすことば', en: 'Words' }, { max: 100, numbers: true })), cursor: optional(textField({ ja: '続き', en: 'Cursor' }, { max: 80, numbers: true })),
  }),
  allow: [anyStaff('自分の職に届いている案件だけを見る')],
  async run(ctx, input) {
    if (ctx.actor.kind !== 'staff') return NOTHING;
    const organization = await organizationAt(ctx.db, ctx.now);
    const who: Who = { staff: ctx.actor.id, held: postsOf(organization, ctx.actor.id), deputy: deputyPosts(organization, ctx.actor.id, ctx.now), now: ctx.now };
    let found = ctx.db.selectFrom(derived(sourceOf(input.view, input.order, who))).selectAll();
    if (input.kind) found = found.where('r.kind', '=', input.kind);
    if (input.q) found = found.where(sql<boolean>`(strpos(lower(r.title), lower(${input.q})) > 0 or strpos(coalesce(r.number, ''), ${input.q}) > 0)`);
    const after = cursorOf(input.cursor);
    if (after) found = found.where(sql<boolean>`(r.key, r.tie) > (${after.key}::bigint, ${after.tie}::text)`);
    const rows = await found.orderBy('r.key').orderBy('r.tie').limit(PAGE + 1).execute();
    const page = rows.slice(0, PAGE);
    const last = page.at(-1);
    const deputy = new Set(who.deputy.filter((post) => !who.held.includes(post)));
    const bulk = new Set(approvalKinds().filter((kind) => kind.bulkOk).map((kind) => kind.code));
    const shown = page.map((row): InboxRow => ({ ...shownRow(row, ctx.now, deputy), state: row.state, version: row.version, bulkOk: bulk.has(row.kind) && row.step !== null && row.view === null && row.disagreements === 0 }));
    const [waiting, overdue, postView, circulate, returned] = await Promise.all([
      ...(['waiting', 'overdue', 'postView', 'circulate'] as const).map((view) => countOf(ctx.db, sourceOf(view, 'arrival', { ...who, deputy: [] }))),
      ctx.db.selectFrom('kernel.approval_cases').select((eb) => eb.fn.countAll<number>().as('count')).where('drafter_id', '=', who.staff).where('state', '=', 'draft').where('version_no', '>', 0).executeTakeFirstOrThrow().then((row) => row.count),
    ]);
    const asDeputy = await deputyCounts(ctx.db, who, organization);
    return {
      rows: await lawfulRows(ctx.db, shown, organization, ctx.now), next: rows.length > PAGE && last ? `${last.key}_${last.tie}` : null,
      counts: { waiting: (waiting ?? 0) + asDeputy.waiting, overdue: (overdue ?? 0) + asDeputy.overdue, postView: postView ?? 0, circulate: circulate ?? 0 }, returned: returned ?? 0,
    };
  },
});
