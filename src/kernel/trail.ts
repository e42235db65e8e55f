/**
 * What a command leaves behind, written in its own transaction: request id, audit entry, events, notices and jobs; and the
 * note that one was refused. Systems never write into these tables.
 */
import type { AuditNote, Command } from './act.ts';
import { type Actor, actorKey } from './actor.ts';
import type { City } from './city.ts';
import { newId } from './clock.ts';
import type { Connection } from './db/database.ts';
import type { NoticeToSend } from './notices/notice.ts';
import { type Answer, refuse, type Refused, sayRefusal } from './outcome.ts';
import { isRecord } from './text/json.ts';
import type { Lang } from './view.ts';

export interface Asker {
  readonly city: City;
  readonly actor: Actor;
  readonly lang: Lang;
}

/** What a command collects while it runs; written once, before commit. */
export interface Collected {
  readonly events: { id: string; event: string; payload: unknown }[];
  readonly notices: NoticeToSend[];
  readonly jobs: { id: string; name: string; key: string | null; input: unknown; at: Temporal.Instant; total: number | null }[];
  readonly children: { id: string; command: string; outcome: string; note: AuditNote; input: unknown }[];
  /** Sent and not waited for. */
  readonly behind: Promise<unknown>[];
  note: AuditNote;
}

export function nothingCollected(): Collected {
  return { events: [], notices: [], jobs: [], children: [], behind: [], note: {} };
}

export function actorId(actor: Actor): string | null {
  return actor.kind === 'visitor' ? null : actor.id;
}

export function withoutSecrets(command: Pick<Command, 'secret'>, input: unknown): unknown {
  if (!isRecord(input)) return input;
  return Object.fromEntries(Object.entries(input).filter(([key]) => !command.secret.includes(key)));
}

// Request id, audit, outbox, notices and jobs in ONE statement: as statements of their own they cost 2.9 times a bare transaction, fused 1.8.
// `seal` says that the row waits for its place in the sealed log (kernel/audit); it is made there afterwards.
const WRITE_TOGETHER = `
with req as (insert into kernel.requests (actor, request_id, command, answer, at) values ($1, $2, $3, $4::jsonb, $5)),
aud as (insert into kernel.audit_entries (id, at, command, outcome, actor_kind, actor_id, on_behalf, subject, request_id, detail) values ($9, $5, $3, 'done', $6, $7, $8, $10, $2, $11::jsonb)),
seal as (insert into kernel.log_queue (source, row_id) values ('a', $9)),
evt as (insert into kernel.outbox (id, event, payload, at) select id, event, payload, $5 from unnest($12::uuid[], $13::text[], $14::jsonb[]) as e(id, event, payload))`;
const WITH_CHILDREN = `,
children as (insert into kernel.audit_entries (id, at, command, outcome, actor_kind, actor_id, on_behalf, subject, request_id, parent, detail)
  select (e->>'id')::uuid, $5, e->>'command', e->>'outcome', $6, $7, $8, e->>'subject', $2, $9, e->'detail' from jsonb_array_elements($15::jsonb) e),
seals as (insert into kernel.log_queue (source, row_id) select 'a', (e->>'id')::uuid from jsonb_array_elements($15::jsonb) e)`;

/** Sends all of it in one statement. */
export async function writeTogether(connection: Connection, asker: Asker, command: Command<never, unknown, string> | { name: string; secret: readonly string[] }, input: unknown, requestId: string, now: Temporal.Instant, collected: Collected, value: unknown): Promise<void> {
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

/** A retried request that was done before gets the first answer, whatever the second try ran into. */
export async function earlierAnswer<O>(connection: Connection, asker: Asker, command: { readonly name: string }, requestId: string): Promise<Answer<O> | null> {
  const found = await connection.run<{ command: string; answer: O }>('select command, answer from kernel.requests where actor = $1 and request_id = $2', [actorKey(asker.actor), requestId]);
  const row = found.rows[0];
  if (!row) return null;
  if (row.command !== command.name) return sayRefusal(refuse('RequestReused'), {}, asker.lang);
  return { ok: true, value: row.answer, repeated: true };
}

// A refused retry of something that was done is no refusal: the first answer is given again and nothing is noted.
const NOTE_REFUSAL = `
with earlier as (select command, answer from kernel.requests where actor = $10 and request_id = $9),
noted as (insert into kernel.audit_entries (id, at, command, outcome, actor_kind, actor_id, on_behalf, subject, request_id, detail)
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, $11::jsonb where not exists (select from earlier)),
seal as (insert into kernel.log_queue (source, row_id) select 'a', $1 where not exists (select from earlier))
select command, answer from earlier`;

/** Notes that a command was refused. Answers the first answer when the same request was done before. */
export async function noteRefusal<O>(connection: Connection, asker: Asker, command: { readonly name: string }, refused: Refused, requestId: string, note: AuditNote): Promise<Answer<O> | null> {
  const now = asker.city.clock.now();
  const { subject, ...detail } = note;
  const found = await connection.run<{ command: string; answer: O }>(NOTE_REFUSAL, [
    newId(now, asker.city.random), now, command.name, refused.refused, asker.actor.kind, actorId(asker.actor), asker.actor.kind === 'staff' ? (asker.actor.onBehalfOf ?? null) : null, subject ?? null, requestId, actorKey(asker.actor), JSON.stringify(detail),
  ]);
  const row = found.rows[0];
  if (!row) return null;
  return row.command === command.name ? { ok: true, value: row.answer, repeated: true } : sayRefusal(refuse('RequestReused'), {}, asker.lang);
}
