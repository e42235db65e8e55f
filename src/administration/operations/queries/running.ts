/** What runs by itself: mail, jobs, and whether the house is well. */
import { type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import { actsOf } from '../../../kernel/act.ts';
import { staff } from '../../../kernel/actor.ts';
import type { KernelTables } from '../../../kernel/db/rows.ts';
import { machineFacts } from '../../../kernel/machine.ts';
import { choiceField, idField, optional, withDefault } from '../../../kernel/fields.ts';

const { query } = actsOf<KernelTables>();
const PAGE = 50;
/** After so many tries the outbox gives up (see kernel/outbox.ts). */
const OUTBOX_ATTEMPTS = 12;

export const sendingStates = ['waiting', 'sent', 'kept', 'dead'] as const;

export const sendings = query({
  name: 'operations.sendings',
  title: { ja: '送信の一覧', en: 'Sendings' },
  input: z.object({ state: optional(choiceField({ ja: '状態', en: 'State' }, sendingStates)), before: optional(idField({ ja: '続き', en: 'Before' })) }),
  allow: [staff('operations.mail')],
  async run(ctx, input) {
    let rows = ctx.db.selectFrom('kernel.sendings as s').innerJoin('kernel.notices as n', 'n.id', 's.notice_id').select(['s.id', 's.channel', 's.address', 's.state', 's.attempts', 's.next_try_at', 's.sent_at', 's.problem', 'n.kind', 'n.title', 'n.at']);
    if (input.state) rows = rows.where('s.state', '=', input.state);
    if (input.before) rows = rows.where(sql<SqlBool>`(n.at, s.id) < (select m.at, t.id from kernel.sendings t join kernel.notices m on m.id = t.notice_id where t.id = ${input.before})`);
    const [found, counts] = await Promise.all([
      rows.orderBy('n.at', 'desc').orderBy('s.id', 'desc').limit(PAGE + 1).execute(),
      ctx.db.selectFrom('kernel.sendings').select((eb) => ['state', eb.fn.countAll<number>().as('count')]).groupBy('state').execute(),
    ]);
    const page = found.slice(0, PAGE);
    return {
      counts: Object.fromEntries(counts.map((row) => [row.state, row.count])),
      // The address as far as an operator needs it to answer "was mine sent?".
      sendings: page.map((row) => ({ id: row.id, channel: row.channel, address: masked(row.address), state: row.state, attempts: row.attempts, nextTryAt: row.next_try_at, sentAt: row.sent_at, problem: row.problem, kind: row.kind, title: row.title, at: row.at })),
      next: found.length > PAGE ? (page.at(-1)?.id ?? null) : null,
    };
  },
});

/** ha…@example.jp, 090…12. */
export function masked(address: string): string {
  const at = address.lastIndexOf('@');
  return at > 0 ? `${address.slice(0, Math.min(2, at))}…${address.slice(at)}` : `${address.slice(0, 3)}…${address.slice(-2)}`;
}

export const deadSendings = query({
  name: 'operations.deadSendings',
  title: { ja: '送れなかった数', en: 'Sendings that failed' },
  input: z.object({}),
  allow: [staff('operations.mail')],
  run: async (ctx) => (await ctx.db.selectFrom('kernel.sendings').select((eb) => eb.fn.countAll<number>().as('count')).where('state', '=', 'dead').executeTakeFirst())?.count ?? 0,
});

export const failedJobs = query({
  name: 'operations.failedJobs',
  title: { ja: '失敗したしごとの数', en: 'Failed jobs' },
  input: z.object({}),
  allow: [staff('operations.jobs')],
  run: async (ctx) => (await ctx.db.selectFrom('kernel.jobs').select((eb) => eb.fn.countAll<number>().as('count')).where('state', '=', 'failed').executeTakeFirst())?.count ?? 0,
});

export const jobList = query({
  name: 'operations.jobList',
  title: { ja: 'しごとの一覧', en: 'Jobs' },
  input: z.object({ state: withDefault(choiceField({ ja: '状態', en: 'State' }, ['open', 'failed', 'all']), 'open'), before: optional(idField({ ja: '続き', en: 'Before' })) }),
  allow: [staff('operations.jobs')],
  async run(ctx, input) {
    let rows = ctx.db.selectFrom('kernel.jobs').select(['id', 'name', 'state', 'run_at', 'attempts', 'done_count', 'total_count', 'message', 'started_by', 'started_at', 'finished_at', 'problem']);
    if (input.state === 'open') rows = rows.where('state', 'in', ['waiting', 'running']);
    if (input.state === 'failed') rows = rows.where('state', '=', 'failed');
    if (input.before) rows = rows.where(sql<SqlBool>`(run_at, id) < (select run_at, id from kernel.jobs where id = ${input.before})`);
    const [found, schedules, dead] = await Promise.all([
      rows.orderBy('run_at', 'desc').orderBy('id', 'desc').limit(PAGE + 1).execute(),
      ctx.db.selectFrom('kernel.schedules').select(['name', 'next_at as nextAt']).orderBy('next_at').execute(),
      ctx.db.selectFrom('kernel.outbox').select(['id', 'event', 'problem', 'at']).where('delivered_at', 'is', null).where('attempts', '>=', OUTBOX_ATTEMPTS).orderBy('at').limit(200).execute(),
    ]);
    const page = found.slice(0, PAGE);
    return {
      jobs: page.map((row) => ({ id: row.id, name: row.name, state: row.state, runAt: row.run_at, attempts: row.attempts, done: row.done_count, total: row.total_count, message: row.message, startedBy: row.started_by, startedAt: row.started_at, finishedAt: row.finished_at, problem: row.problem, end: expectedEnd(row, ctx.now) })),
      schedules, dead, next: found.length > PAGE ? (page.at(-1)?.id ?? null) : null,
    };
  },
});

interface Pace {
  readonly state: string;
  readonly started_at: Temporal.Instant | null;
  readonly done_count: number;
  readonly total_count: number | null;
}

/** When a job ends if it goes on as before; null while nothing can be said. */
export function expectedEnd(job: Pace, now: Temporal.Instant): Temporal.Instant | null {
  if (job.state !== 'running' || !job.started_at || !job.total_count || job.done_count <= 0) return null;
  const spent = now.epochMilliseconds - job.started_at.epochMilliseconds;
  const left = Math.max(0, job.total_count - job.done_count);
  return now.add({ milliseconds: Math.round((spent / job.done_count) * left) });
}

export const health = query({
  name: 'operations.health',
  title: { ja: 'システムの様子', en: 'Health' },
  input: z.object({}),
  allow: [staff('operations.jobs')],
  async run(ctx) {
    const result = await ctx.db.selectNoFrom([
      sql<string>`current_setting('server_version')`.as('postgres'), sql<number>`pg_database_size(current_database())`.as('bytes'),
      sql<number>`(select count(*) from kernel.outbox where delivered_at is null)`.as('outbox'), sql<Temporal.Instant | null>`(select min(at) from kernel.outbox where delivered_at is null)`.as('oldestOutbox'),
      sql<number>`(select count(*) from kernel.sendings where state = 'waiting')`.as('mail'), sql<number>`(select count(*) from kernel.sendings where state = 'dead')`.as('deadMail'),
      sql<number>`(select count(*) from kernel.sendings where state = 'kept')`.as('keptMail'),
      sql<number>`(select count(*) from kernel.jobs where state = 'running')`.as('running'), sql<number>`(select count(*) from kernel.jobs where state = 'failed')`.as('failed'),
      sql<number>`(select count(*) from kernel.staff_sessions where expires_at > ${ctx.now})`.as('staffSessions'), sql<number>`(select count(*) from kernel.citizens where closed_at is null)`.as('citizens'),
      sql<Temporal.Instant | null>`(select max(at) from kernel.audit_entries)`.as('lastEntry'),
    ]).executeTakeFirstOrThrow();
    return { ...result, now: ctx.now };
  },
});

export const machine = query({
  name: 'operations.machine',
  title: { ja: '機械の様子', en: 'The machine' },
  input: z.object({}),
  allow: [staff('operations.jobs')],
  run: (ctx) => Promise.resolve(machineFacts(ctx.city.filesDir)),
});
