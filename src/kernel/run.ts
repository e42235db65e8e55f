/**
 * What the kernel does around every command and query, once, so that no system ever does it itself:
 * permission, input, transaction, retry, idempotency, audit, outbox; a refusal rolls back and is itself audited.
 */
import { type Kysely } from 'kysely';
import { setTimeout as pause } from 'node:timers/promises';
import type { ActContext, Command, CommandContext, EventType, PrepareContext, Query, QueryContext } from './act.ts';
import { type Actor, admits, holds } from './actor.ts';
import { tokyoDate } from './calendar/calendar.ts';
import type { City } from './city.ts';
import { newId } from './clock.ts';
import { inOrder } from './db/in-order.ts';
import { type Connection, type Database, readingOnly } from './db/database.ts';
import { refusalOf, sqlError } from './db/errors.ts';
import { EveryConnectionLent } from './db/lent.ts';
import { lostSince, noteLoss } from './db/presence.ts';
import { explainIssues } from './fields.ts';
import { type Answer, type Outcome, refuse, type Refused, sayRefusal } from './outcome.ts';
import { log } from './log.ts';
import { countCommand } from './metrics.ts';
import { needsSecondFactor } from './permissions/permissions.ts';
import { isRecord } from './text/json.ts';
import { actorId, type Asker, type Collected, earlierAnswer, nothingCollected, noteRefusal, withoutSecrets, writeTogether } from './trail.ts';

export type { Asker } from './trail.ts';

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
  const shut = notNow(asker.city, asker.actor);
  if (shut) return sayRefusal(shut, {}, asker.lang);
  try {
    const answer = await gated(asker, command, raw, requestId);
    countCommand(command.name, answer.ok ? (answer.repeated ? 'repeated' : 'done') : answer.refused);
    return answer;
  } catch (error) {
    return unreachable(asker, error);
  }
}

async function gated<I, O, R extends string>(asker: Asker, command: Command<I, O, R>, raw: unknown, requestId: string): Promise<Answer<O>> {
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

/** Why nothing can be changed just now: the city says so, or its database cannot be reached. */
function notNow(city: City, actor: Actor): Refused<'ReadOnly' | 'Unreachable'> | null {
  const closed = city.readOnly();
  if (closed) return refuse('ReadOnly', { reason: closed.reason, ...(closed.until ? { until: closed.until.toString() } : {}) });
  const since = lostSince(databaseFor(city, actor));
  return since ? refuse('Unreachable', { since: since.toString() }) : null;
}

/** The database went away under way. What was sent may have been done; its request id tells when it is sent again. */
function unreachable(asker: Asker, error: unknown): Extract<Answer<never>, { ok: false }> {
  if (error instanceof EveryConnectionLent) return sayRefusal(refuse('Busy'), {}, asker.lang);
  if (!noteLoss(databaseFor(asker.city, asker.actor), error, asker.city.clock.now())) throw error;
  return sayRefusal(refuse('Unreachable'), {}, asker.lang);
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
        if (sql.lost) throw error;
        return sayRefusal(refuse('Busy'), {}, asker.lang);
      }
      // The request id tells a repeat; a replay from a seed makes the very same ids, so any primary key does as well.
      const earlier = await database.use((connection) => earlierAnswer<O>(connection, asker, command, requestId));
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
  if (gate !== 'yes') {
    // A refused command stands in the audit trail; a refused question changes nothing and stands in the log.
    if (gate !== 'sign-in') log('refused', { query: query.name, actor: actorId(asker.actor) });
    return sayRefusal(refuse(gate === 'sign-in' ? 'SignInNeeded' : gate === 'strengthen' ? 'StrongSignInNeeded' : 'NotAllowed'), {}, asker.lang);
  }
  const parsed = query.input.safeParse(raw);
  if (!parsed.success) return { ...sayRefusal(refuse('InvalidInput'), {}, asker.lang), errors: explainIssues(parsed.error, asker.lang) };
  // A look that cannot be recorded is not allowed: while nothing may be written, personal data is not shown either.
  const shut = query.personal ? notNow(asker.city, asker.actor) : null;
  if (shut) return sayRefusal(shut, {}, asker.lang);
  try {
    const value = await look(asker, act, query, parsed.data, purpose);
    return value === null ? sayRefusal(refuse('NotFound'), {}, asker.lang) : { ok: true, value, repeated: false };
  } catch (error) {
    return unreachable(asker, error);
  }
}

async function look<I, O>(asker: Asker, act: ActContext, query: Query<I, O>, input: I, purpose: string | undefined): Promise<O> {
  const database = databaseFor(asker.city, asker.actor);
  const subjects = new Set<string>();
  const context: QueryContext<never> = { ...act, db: readingOnly(database.kysely), shown: (subject) => void subjects.add(subject) };
  const value = await query.run(context, input);
  if (query.personal && subjects.size > 0) {
    await database.use((connection) => connection.run(
      `with seal as (insert into kernel.log_queue (source, row_id) values ('l', $1)) insert into kernel.looks (id, at, query, actor_kind, actor_id, subjects, purpose) values ($1, $2, $3, $4, $5, $6, $7)`,
      [newId(act.now, asker.city.random), act.now, query.name, asker.actor.kind, actorId(asker.actor), [...subjects], purpose ?? null],
    ));
  }
  return value;
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
      if (isRefused(prepared)) {
        collected.children.push({ id: id(), command: child.name, outcome: prepared.refused, note: {}, input: withoutSecrets(child, input) });
        return prepared as Refused<R>;
      }
      // What a refused child wrote or collected goes; the parent decides how to go on.
      const own = nothingCollected();
      // Neither is waited for: what comes after stands behind it in the connection, and a failure shows there as well.
      const mark = (text: string) => {
        const sent = connection.run(text);
        sent.catch(() => {});
        collected.behind.push(sent);
      };
      mark('savepoint child');
      const outcome = await runChild(child, commandContext(act, asker, connection, own, requestId), input, prepared, own.behind);
      mark(outcome.ok ? 'release savepoint child' : 'rollback to savepoint child');
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

function afterCommit(city: City, name: string, collected: Collected): void {
  for (const one of new Set([name, ...collected.children.map((child) => child.command)])) city.changed(one.slice(0, one.indexOf('.')));
  if (collected.events.length > 0 || collected.notices.length > 0 || collected.jobs.length > 0) city.poke();
  city.wrote?.();
}

async function refusedAnswer<I, O, R extends string>(asker: Asker, command: Command<I, O, R>, refused: Refused, requestId: string): Promise<Answer<O>> {
  return (await auditRefusal<O>(asker, command, refused, requestId)) ?? sayRefusal(refused, command.refusals, asker.lang);
}

async function explained<I, O, R extends string>(asker: Asker, command: Command<I, O, R>, refused: Refused, input: I): Promise<Answer<O>> {
  const more = command.explain ? await command.explain(prepareContext(contextOf(asker)), input, refused.refused) : {};
  return sayRefusal({ ...refused, details: { ...refused.details, ...more } }, command.refusals, asker.lang);
}

function auditRefusal<O>(asker: Asker, command: { readonly name: string }, refused: Refused, requestId: string): Promise<Answer<O> | null> {
  return databaseFor(asker.city, asker.actor).use((connection) => noteRefusal<O>(connection, asker, command, refused, requestId, {}));
}

function isRefused(value: unknown): value is Refused {
  return isRecord(value) && value['ok'] === false && typeof value['refused'] === 'string';
}

