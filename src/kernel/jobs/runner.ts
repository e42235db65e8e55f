/**
 * Runs jobs and schedules from PostgreSQL. A job whose process died is taken up again after its heartbeat stops;
 * jobs do their work through commands with keys of their own, so a second run repeats nothing.
 */
import { TOKYO, tokyoDate } from '../calendar/calendar.ts';
import type { City } from '../city.ts';
import { newId } from '../clock.ts';
import { logProblem } from '../log.ts';
import { ask, execute } from '../run.ts';
import type { System } from '../system.ts';
import type { Every, Job, JobContext } from './job.ts';

const SILENT_AFTER = { minutes: 5 } as const;
const MAX_ATTEMPTS = 5;

/** The first moment after `after` at which the schedule fires. */
export function nextMoment(every: Every, after: Temporal.Instant): Temporal.Instant {
  if ('minutes' in every) {
    const step = every.minutes * 60_000;
    return Temporal.Instant.fromEpochMilliseconds((Math.floor(after.epochMilliseconds / step) + 1) * step);
  }
  const [hour, minute] = every.dailyAt;
  const at = (date: Temporal.PlainDate) => date.toZonedDateTime({ timeZone: TOKYO, plainTime: { hour, minute } }).toInstant();
  const today = at(tokyoDate(after));
  return Temporal.Instant.compare(today, after) > 0 ? today : at(tokyoDate(after).add({ days: 1 }));
}

function jobsOf(systems: readonly System[]): readonly Job[] {
  return systems.flatMap((system) => system.jobs ?? []);
}

/** Makes the jobs whose time has come. After a long sleep a schedule fires once, not once for every missed time. */
export async function startSchedules(city: City, systems: readonly System[]): Promise<number> {
  const now = city.clock.now();
  const scheduled = jobsOf(systems).filter((job) => job.every);
  if (scheduled.length === 0) return 0;
  return city.staffDb.use(async (connection) => {
    const found = await connection.run<{ name: string; next_at: Temporal.Instant }>('select name, next_at from kernel.schedules');
    const known = new Map(found.rows.map((row) => [row.name, row.next_at]));
    let started = 0;
    for (const job of scheduled) {
      if (!job.every) continue;
      const due = known.get(job.name);
      if (!due) {
        await connection.run('insert into kernel.schedules (name, next_at) values ($1, $2) on conflict do nothing', [job.name, nextMoment(job.every, now)]);
        continue;
      }
      if (Temporal.Instant.compare(due, now) > 0) continue;
      const moved = await connection.run(
        `with moved as (update kernel.schedules set next_at = $1 where name = $2 and next_at = $3 returning name)
         insert into kernel.jobs (id, name, key, input, state, run_at, started_by) select $4, name, $5, '{}', 'waiting', $3, 'schedule' from moved on conflict do nothing`,
        [nextMoment(job.every, now), job.name, due, newId(now, city.random), `at:${due.toString()}`]);
      started += moved.rowCount ?? 0;
    }
    return started;
  });
}

interface DueJob {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
  readonly run_at: Temporal.Instant;
  readonly attempts: number;
}

export async function runDueJobs(city: City, systems: readonly System[]): Promise<number> {
  const now = city.clock.now();
  const found = await city.staffDb.use((connection) => connection.run<DueJob>(
    `update kernel.jobs set state = 'running', attempts = attempts + 1, started_at = coalesce(started_at, $1), heartbeat_at = $1
      where id = (select id from kernel.jobs where (state = 'waiting' and run_at <= $1) or (state = 'running' and heartbeat_at < $2) order by run_at, id limit 1 for update skip locked)
      returning id, name, input, run_at, attempts`, [now, now.subtract(SILENT_AFTER)]));
  const row = found.rows[0];
  if (!row) return 0;
  const job = jobsOf(systems).find((one) => one.name === row.name);
  try {
    if (!job) throw new Error(`no job ${row.name}`);
    const context = jobContext(city, row, now);
    const result = await job.run(context, row.input);
    await finish(city, row, context.cancelled() ? 'cancelled' : 'done', null, result);
  } catch (error) {
    logProblem('job', error, { job: row.name });
    const again = row.attempts < MAX_ATTEMPTS && job !== undefined;
    const problem = error instanceof Error ? error.name : 'problem';
    if (!again) await finish(city, row, 'failed', problem, null);
    else await city.staffDb.use((connection) => connection.run(`update kernel.jobs set state = 'waiting', run_at = $1, problem = $2 where id = $3 and state = 'running' and attempts = $4`, [city.clock.now().add({ seconds: 10 * 2 ** row.attempts }), problem, row.id, row.attempts]));
  }
  return 1;
}

/** `attempts` tells the workers of one job apart: a late one, taken for dead, changes nothing any more. */
async function finish(city: City, row: DueJob, state: string, problem: string | null, result: unknown): Promise<void> {
  await city.staffDb.use((connection) => connection.run(
    `update kernel.jobs set state = $1, finished_at = $2, problem = $3, result = $4::jsonb, done_count = case when $1 = 'done' and total_count is not null then total_count else done_count end where id = $5 and attempts = $6`,
    [state, city.clock.now(), problem, JSON.stringify(result ?? null), row.id, row.attempts]));
}

function jobContext(city: City, row: DueJob, now: Temporal.Instant): JobContext {
  let cancelled = false;
  const actor = { kind: 'system', id: row.name } as const;
  return {
    city, now, dueAt: row.run_at, jobId: row.id,
    // The key is the job's own: schedules and restarts reuse it and do nothing twice.
    do: (command, input, key) => execute({ city, actor, lang: 'ja' }, command, input, key),
    async ask(query, input) {
      const answer = await ask({ city, actor, lang: 'ja' }, query, input);
      if (!answer.ok) throw new Error(`${query.name}: ${answer.refused}`);
      return answer.value;
    },
    async progress(done, total, message = '') {
      const state = await city.staffDb.use((connection) => connection.run<{ state: string }>(
        'update kernel.jobs set done_count = $1, total_count = $2, message = $3, heartbeat_at = $4 where id = $5 and attempts = $6 returning state', [done, total, message, city.clock.now(), row.id, row.attempts]));
      // No row: another worker has taken the job over; stop as if cancelled.
      cancelled = state.rows[0]?.state !== 'running';
    },
    cancelled: () => cancelled,
  };
}
