/**
 * What the kernel does around every command and query, once, so that no system ever does it itself:
 * permission, input, transaction, retry, idempotency, audit, outbox; a refusal rolls back and is itself audited.
 */
import { type Kysely } from 'kysely';
import { setTimeout as pause } from 'node:timers/promises';
import type { ActContext, AuditNote, Command, CommandContext, EventType, PrepareContext, Query, QueryContext } from './act.ts';
import { type Actor, actorKey, admits, holds } from './actor.ts';
import { tokyoDate } from './calendar/calendar.ts';
import type { City } from './city.ts';
import { newId } from './clock.ts';
import { inOrder } from './db/in-order.ts';
import { type Connection, type Database, isConnectionLoss, readingOnly } from './db/database.ts';
import { explainIssues } from './fields.ts';
import type { NoticeToSend } from './notices/notice.ts';
import { type Answer, type Outcome, refuse, type Refused, sayRefusal } from './outcome.ts';
import { needsSecondFactor } from './permissions/permissions.ts';
import { isRecord } from './text/json.ts';
import type { Lang } from './view.ts';

export interface Asker {
  readonly city: City;
  readonly actor: Actor;
  readonly lang: Lang;
}

/** What a command collects while it runs; written once, before commit. */
interface Collected {
  readonly events: { id: string; event: string; payload: unknown }[];
  readonly notices: NoticeToSend[];
  readonly jobs: { id: string; name: string; key: string | null; input: unknown; at: Temporal.Instant; total: number | null }[];
  readonly children: { id: string; command: string; outcome: string; note: AuditNote; input: unknown }[];
  /** Sent and not waited for. */
  readonly behind: Promise<unknown>[];
  note: AuditNote;
}

function nothingCollected(): Collected {
  return { events: [], notices: [], jobs: [], children: [], behind: [], note: {} };
}

const MAX_ATTEMPTS = 4;

function databaseFor(city: City, actor: Actor): Database {
  return actor.kind === 'visitor' || actor.kind === 'citizen' ? city.citizenDb : city.staffDb;
}

function contextOf(asker: Asker): ActContext {
  const now = asker.city.clock.now();
  return {
    actor: asker.actor, city: asker.city, lang: asker.lang, now, today: tokyoDate(now),
    may: (permission, scope) => holds(asker.actor, permission, scope),
  };
}

function prepareContext(act: ActContext): PrepareContext<never> {
  return { ...act, db: readingOnly(databaseFor(act.city, act.actor).kysely), random: (bytes) => act.city.random(bytes) };
}

/** Runs a command as the asker. Only bugs throw; everything expected is an Answer. */
export async function execute<I, O, R extends string>(asker: Asker, command: Command<I, O, R>, raw: unknown, requestId: string): Promise<Answer<O>> {
  const act = contextOf(asker);
  const gate = admits(command.allow, asker.actor, needsSecondFactor);
  if (gate !== 'yes') {
    const refused = refuse(gate === 'sign-in' ? 'SignInNeeded' : gate === 'strengthen' ? 'StrongSignInNeeded' : 'NotAllowed');
    if (gate !== 'sign-in') await auditRefusal(asker, command, refused, requestId);
    return sayRefusal(refused, command.refusals, asker.lang);
  }
  const parsed = command.input.safeParse(raw);
  if (!parsed.success) {
    return { ...sayRefusal(refuse('InvalidInput'), {}, asker.lang), errors: explainIssues(parsed.error, asker.lang) };
  }
  const prepared = command.prepare ? await command.prepare(prepareContext(act), parsed.data) : undefined;
  if (isRefused(prepared)) return refusedAnswer(asker, command, prepared, requestId);
  return inTransaction(asker, command, parsed.data, prepared, requestId, act);
}

type Ended<O> = { readonly kind: 'done'; readonly value: O; readonly collected: Collected } | { readonly kind: 'refused'; readonly refused: Refused; readonly earlier: Answer<O> | null };

async function inTransaction<I, O, R extends string>(asker: Asker, command: Command<I, O, R>, input: I, prepared: unknown, requestId: string, act: ActContext): Promise<Answer<O>> {
  const database = databaseFor(asker.city, asker.actor);
  for (let attempt = 1; ; attempt++) {
    try {
      const ended = await database.use((connection) => once(connection, asker, command, input, prepared, requestId, act));
      if (ended.kind === 'refused') return ended.earlier ?? (await explained(asker, command, ended.refused, input));
      afterCommit(asker.city, command.name, ended.collected);
      return { ok: true, value: ended.value, repeated: false };
    } catch (error) {
      const sql = sqlError(error);
      if (!sql) throw error;
      if (sql.transient) {
        if (attempt < MAX_ATTEMPTS && !sql.slow) {
          await pause(attempt * 4 + (asker.city.random(1)[0] ?? 0) / 16);
          continue;
        }
        return sayRefusal(refuse('Busy'), {}, asker.lang);
      }
      // The request id tells a repeat; a replay from a seed makes the very same ids, so any primary key does as well.
      const earlier = await earlierAnswer<O>(asker, command, requestId);
      if (earlier) return earlier;
      throw error;
    }
  }
}

/** One transaction: the change with its trail, or the note that it was refused. */
async function once<I, O, R extends string>(connection: Connection, asker: Asker, command: Command<I, O, R>, input: I, prepared: unknown, requestId: string, act: ActContext): Promise<Ended<O>> {
  const collected = nothingCollected();
  // Sent ahead of the first statement without waiting; a failure shows in that statement as well.
  const begun = connection.run('begin');
  begun.catch(() => {});
  let refused: Refused;
  try {
    const result = await command.run(commandContext(act, asker, connection, collected, requestId), input, prepared);
    await begun;
    if (result.ok) {
      // If something before it fails, the commit ends an aborted transaction, which PostgreSQL rolls back.
      await inOrder([...collected.behind, writeTogether(connection, asker, command, input, requestId, act.now, collected, result.value), connection.run('commit')]);
      return { kind: 'done', value: result.value, collected };
    }
    refused = result;
  } catch (error) {
    const cause = await firstFailure(collected.behind, error);
    const known = refusalOf(command, cause);
    if (!known) {
      await connection.run('rollback').catch(() => {});
      throw cause;
    }
    refused = known;
  }
  const ended = connection.run('rollback');
  const noted = noteRefusal<O>(connection, asker, command, refused, requestId, collected.note);
  await inOrder([ended, noted]);
  return { kind: 'refused', refused, earlier: await noted };
}

/** Runs a query as the asker. */
export async function ask<I, O>(asker: Asker, query: Query<I, O>, raw: unknown, purpose?: string): Promise<Answer<O>> {
  const act = contextOf(asker);
  const gate = admits(query.allow, asker.actor, needsSecondFactor);
  if (gate !== 'yes') return sayRefusal(refuse(gate === 'sign-in' ? 'SignInNeeded' : gate === 'strengthen' ? 'StrongSignInNeeded' : 'NotAllowed'), {}, asker.lang);
  const parsed = query.input.safeParse(raw);
  if (!parsed.success) return { ...sayRefusal(refuse('InvalidInput'), {}, asker.lang), errors: explainIssues(parsed.error, asker.lang) };
  const database = databaseFor(asker.city, asker.actor);
  const subjects = new Set<string>();
  const context: QueryContext<never> = { ...act, db: readingOnly(database.kysely), shown: (subject) => void subjects.add(subject) };
  const value = await query.run(context, parsed.data);
  if (query.personal && subjects.size > 0) {
    await database.use((connection) => connection.run(
      'insert into kernel.looks (id, at, query, actor_kind, actor_id, subjects, purpose) values ($1, $2, $3, $4, $5, $6, $7)',
      [newId(act.now, asker.city.random), act.now, query.name, asker.actor.kind, actorId(asker.actor), [...subjects], purpose ?? null],
    ));
  }
  if (value === null) return sayRefusal(refuse('NotFound'), {}, asker.lang);
  return { ok: true, value, repeated: false };
}

function actorId(actor: Actor): string | null {
  return actor.kind === 'visitor' ? null : actor.id;
}

function commandContext(act: ActContext, asker: Asker, connection: Connection, collected: Collected, requestId: string): CommandContext<never> {
  const { city } = asker;
  const id = () => newId(act.now, city.random);
  const db: Kysely<never> = connection.kysely;
  return {
    ...act, db, requestId, newId: id,
    random: (bytes) => city.random(bytes),
    emit: <P>(event: EventType<P>, payload: P) => void collected.events.push({ id: id(), event: event.name, payload }),
    notify: (notice) => void collected.notices.push(notice),
    behind(statement) {
      const { sql, parameters } = statement.compile(db);
      const sent = connection.run(sql, parameters);
      sent.catch(() => {}); // its failure is met where the change is ended
      collected.behind.push(sent);
    },
    audit: (note) => void (collected.note = { ...collected.note, ...note }),
    enqueue(name, input, options = {}) {
      const job = { id: id(), name, key: options.key ?? null, input, at: options.at ?? act.now, total: options.total ?? null };
      collected.jobs.push(job);
      return job.id;
    },
    async call<I, O, R extends string>(child: Command<I, O, R>, raw: unknown): Promise<Outcome<O, R>> {
      if (admits(child.allow, asker.actor, needsSecondFactor) !== 'yes') throw new Error(`${child.name} is not allowed to ${asker.actor.kind} inside another command`);
      const input = child.input.parse(raw);
      const prepared = child.prepare ? await child.prepare(prepareContext(act), input) : undefined;
      // What a refused child wrote or collected goes; the parent decides how to go on.
      const own = nothingCollected();
      await connection.run('savepoint child');
      const outcome = await runChild(child, commandContext(act, asker, connection, own, requestId), input, prepared, own.behind);
      await connection.run(outcome.ok ? 'release savepoint child' : 'rollback to savepoint child');
      if (outcome.ok) {
        collected.events.push(...own.events);
        collected.notices.push(...own.notices);
        collected.jobs.push(...own.jobs);
        collected.children.push(...own.children);
      }
      collected.children.push({ id: id(), command: child.name, outcome: outcome.ok ? 'done' : outcome.refused, note: own.note, input: withoutSecrets(child, input) });
      return outcome;
    },
    async nextNumber(series) {
      const result = await connection.run<{ last: number }>(
        'insert into kernel.numbers (series, last) values ($1, 1) on conflict (series) do update set last = numbers.last + 1 returning last', [series]);
      return result.rows[0]?.last ?? 1;
    },
  };
}

async function runChild<I, O, R extends string>(child: Command<I, O, R>, ctx: CommandContext<never>, input: I, prepared: unknown, behind: readonly Promise<unknown>[]): Promise<Outcome<O, R>> {
  try {
    const outcome = await child.run(ctx, input, prepared);
    await inOrder(behind);
    return outcome;
  } catch (error) {
    const cause = await firstFailure(behind, error);
    const refused = refusalOf<R>(child, cause);
    if (!refused) throw cause;
    return refused;
  }
}

/** What went wrong first: a statement sent without waiting fails those behind it, which only say that the transaction is aborted. */
async function firstFailure(behind: readonly Promise<unknown>[], error: unknown): Promise<unknown> {
  const failed = (await Promise.allSettled(behind)).find((one) => one.status === 'rejected');
  return failed ? failed.reason : error;
}

function withoutSecrets(command: Pick<Command, 'secret'>, input: unknown): unknown {
  if (!isRecord(input)) return input;
  return Object.fromEntries(Object.entries(input).filter(([key]) => !command.secret.includes(key)));
}

// Request id, audit, outbox, notices and jobs in ONE statement: as statements of their own they cost 2.9 times a bare transaction, fused 1.8.
const WRITE_TOGETHER = `
with req as (insert into kernel.requests (actor, request_id, command, answer, at) values ($1, $2, $3, $4::jsonb, $5)),
aud as (insert into kernel.audit_entries (id, at, command, outcome, actor_kind, actor_id, on_behalf, subject, request_id, detail) values ($9, $5, $3, 'done', $6, $7, $8, $10, $2, $11::jsonb)),
evt as (insert into kernel.outbox (id, event, payload, at) select id, event, payload, $5 from unnest($12::uuid[], $13::text[], $14::jsonb[]) as e(id, event, payload))`;
const WITH_CHILDREN = `,
children as (insert into kernel.audit_entries (id, at, command, outcome, actor_kind, actor_id, on_behalf, subject, request_id, parent, detail)
  select (e->>'id')::uuid, $5, e->>'command', e->>'outcome', $6, $7, $8, e->>'subject', $2, $9, e->'detail' from jsonb_array_elements($15::jsonb) e)`;

async function writeTogether(connection: Connection, asker: Asker, command: Command<never, unknown, string> | { name: string; secret: readonly string[] }, input: unknown, requestId: string, now: Temporal.Instant, collected: Collected, value: unknown): Promise<void> {
  const { actor, city } = asker;
  const own = newId(now, city.random);
  const { subject, ...detail } = collected.note;
  const events = [
    ...collected.events,
    ...collected.notices.map((notice) => ({ id: newId(now, city.random), event: 'kernel.notice', payload: notice })),
    ...collected.jobs.map((job) => ({ id: job.id, event: 'kernel.job', payload: { ...job, startedBy: actorKey(actor) } })),
  ];
  const onBehalf = actor.kind === 'staff' ? (actor.onBehalfOf ?? null) : null;
  const parameters: unknown[] = [
    actorKey(actor), requestId, command.name, JSON.stringify(value ?? null), now, actor.kind, actorId(actor), onBehalf, own, subject ?? null, JSON.stringify({ ...detail, input: withoutSecrets(command, input) }),
    events.map((event) => event.id), events.map((event) => event.event), events.map((event) => JSON.stringify(event.payload)),
  ];
  if (collected.children.length === 0) {
    await connection.run(`${WRITE_TOGETHER} select 1`, parameters);
    return;
  }
  const children = collected.children.map(({ note: { subject: about, ...rest }, ...child }) => ({ id: child.id, command: child.command, outcome: child.outcome, subject: about ?? null, detail: { ...rest, input: child.input } }));
  await connection.run(`${WRITE_TOGETHER}${WITH_CHILDREN} select 1`, [...parameters, JSON.stringify(children)]);
}

function afterCommit(city: City, name: string, collected: Collected): void {
  for (const one of new Set([name, ...collected.children.map((child) => child.command)])) city.changed(one.slice(0, one.indexOf('.')));
  if (collected.events.length > 0 || collected.notices.length > 0 || collected.jobs.length > 0) city.poke();
}

/** A retried request that was done before gets the first answer, whatever the second try ran into. */
async function earlierAnswer<O>(asker: Asker, command: { readonly name: string }, requestId: string): Promise<Answer<O> | null> {
  const found = await databaseFor(asker.city, asker.actor).use((connection) =>
    connection.run<{ command: string; answer: O }>('select command, answer from kernel.requests where actor = $1 and request_id = $2', [actorKey(asker.actor), requestId]));
  const row = found.rows[0];
  if (!row) return null;
  if (row.command !== command.name) return sayRefusal(refuse('RequestReused'), {}, asker.lang);
  return { ok: true, value: row.answer, repeated: true };
}

async function refusedAnswer<I, O, R extends string>(asker: Asker, command: Command<I, O, R>, refused: Refused, requestId: string): Promise<Answer<O>> {
  return (await auditRefusal<O>(asker, command, refused, requestId)) ?? sayRefusal(refused, command.refusals, asker.lang);
}

async function explained<I, O, R extends string>(asker: Asker, command: Command<I, O, R>, refused: Refused, input: I): Promise<Answer<O>> {
  const more = command.explain ? await command.explain(prepareContext(contextOf(asker)), input, refused.refused) : {};
  return sayRefusal({ ...refused, details: { ...refused.details, ...more } }, command.refusals, asker.lang);
}

// A refused retry of something that was done is no refusal: the first answer is given again and nothing is noted.
const NOTE_REFUSAL = `
with earlier as (select command, answer from kernel.requests where actor = $10 and request_id = $9),
noted as (insert into kernel.audit_entries (id, at, command, outcome, actor_kind, actor_id, on_behalf, subject, request_id, detail)
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, $11::jsonb where not exists (select from earlier))
select command, answer from earlier`;

function auditRefusal<O>(asker: Asker, command: { readonly name: string }, refused: Refused, requestId: string): Promise<Answer<O> | null> {
  return databaseFor(asker.city, asker.actor).use((connection) => noteRefusal<O>(connection, asker, command, refused, requestId, {}));
}

async function noteRefusal<O>(connection: Connection, asker: Asker, command: { readonly name: string }, refused: Refused, requestId: string, note: AuditNote): Promise<Answer<O> | null> {
  const now = asker.city.clock.now();
  const { subject, ...detail } = note;
  const found = await connection.run<{ command: string; answer: O }>(NOTE_REFUSAL, [
    newId(now, asker.city.random), now, command.name, refused.refused, asker.actor.kind, actorId(asker.actor), asker.actor.kind === 'staff' ? (asker.actor.onBehalfOf ?? null) : null, subject ?? null, requestId, actorKey(asker.actor), JSON.stringify(detail),
  ]);
  const row = found.rows[0];
  if (!row) return null;
  return row.command === command.name ? { ok: true, value: row.answer, repeated: true } : sayRefusal(refuse('RequestReused'), {}, asker.lang);
}

function isRefused(value: unknown): value is Refused {
  return isRecord(value) && value['ok'] === false && typeof value['refused'] === 'string';
}

interface SqlError {
  readonly constraint: string;
  readonly transient: boolean;
  /** Ran into the time limit: trying again would only add to the load. */
  readonly slow: boolean;
}

function sqlError(error: unknown): SqlError | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') {
    return error instanceof Error && isConnectionLoss(error) ? { constraint: '', transient: true, slow: false } : null;
  }
  const transient = ['40001', '40P01', '55P03', '57014', '53300'].includes(error.code) || isConnectionLoss(error);
  const constraint = 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : '';
  return transient || constraint !== '' ? { constraint, transient, slow: error.code === '57014' } : null;
}

function refusalOf<R extends string>(command: Parameters<typeof refusalOfConstraint<R>>[0], error: unknown): Refused<R> | null {
  const sql = sqlError(error);
  return sql && !sql.transient ? refusalOfConstraint<R>(command, sql.constraint) : null;
}

/** A constraint named after the refusal it stands for: `claims_taken` is `Taken`. */
function refusalOfConstraint<R extends string>(command: Command<never, unknown, R> | { readonly refusals: Readonly<Record<string, unknown>> }, constraint: string): Refused<R> | null {
  for (const name of Object.keys(command.refusals) as R[]) {
    const snake = name.replaceAll(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
    if (constraint.endsWith(`_${snake}`)) return refuse(name);
  }
  return null;
}
