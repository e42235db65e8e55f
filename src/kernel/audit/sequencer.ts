/**
 * Gives every written row its place: takes what waits in the queue, in order, makes leaves without a gap, and the tiles they fill.
 * One at a time for each city, by an advisory lock; all of it in one transaction, so a crash leaves either nothing or everything.
 */
import { createHmac } from 'node:crypto';
import type { City } from '../city.ts';
import { newId } from '../clock.ts';
import { log } from '../log.ts';
import { commitRow, entryBytes, type SealedRow } from './entry.ts';
import { clearHalt, halt, haltOf } from './halts.ts';
import { addKey, type LogKey, keysOf, newOrigin } from './keys.ts';
import { type Asks, stateOf } from './store.ts';
import { TILE_WIDTH, tileRoot } from './tiles.ts';
import { leafHash } from './tree.ts';

/** One sequencer for each city's database. */
export const LOG_LOCK = 7_210_050;
const BATCH = 1000;
/** A clock that is put right by this much is no anomaly: the moment of the last leaf is used again. */
const STEP_MILLISECONDS = 2000;
const MARK_BYTES = 16;

interface Taken extends Omit<SealedRow, 'id' | 'at'> {
  readonly id: string;
  readonly at: Temporal.Instant | null;
}

const TAKE = `
with taken as (delete from kernel.log_queue where ctid = any(array(select ctid from kernel.log_queue where $2::uuid is null or row_id = $2 limit $1)) returning source, row_id),
fresh as (select distinct source, row_id from taken t where not exists (select from kernel.log_leaves l where l.row_id = t.row_id and l.source = t.source))
select f.source, f.row_id as id, coalesce(a.at, l.at) as at, coalesce(a.command, l.query) as act, a.outcome, coalesce(a.actor_kind, l.actor_kind) as "actorKind", coalesce(a.actor_id, l.actor_id) as "actorId",
       a.on_behalf as "onBehalf", a.request_id as "requestId", a.parent, a.subject, l.subjects, l.purpose, a.detail
  from fresh f left join kernel.audit_entries a on f.source = 'a' and a.id = f.row_id left join kernel.looks l on f.source = 'l' and l.id = f.row_id
 order by 3, 2`;

/** Begins a transaction that holds the city's log, does the work, ends it. Null: another process holds it. */
export async function holdingLog<T>(city: City, work: (asks: Asks) => Promise<T>): Promise<T | null> {
  return city.staffDb.use(async (connection) => {
    await connection.run('begin');
    try {
      const held = await connection.run<{ held: boolean }>('select pg_try_advisory_xact_lock($1) as held', [LOG_LOCK]);
      const value = held.rows[0]?.held === true ? await work(connection) : null;
      await connection.run('commit');
      return value;
    } catch (error) {
      await connection.run('rollback').catch(() => {});
      throw error;
    }
  });
}

/** Seals one batch; the number says how many leaves there are more. 0: nothing waited, or the log is halted. */
export async function sealBatch(city: City, batch = BATCH): Promise<number> {
  const waiting = await city.staffDb.use((connection) => connection.run('select 1 from kernel.log_queue limit 1'));
  if (waiting.rows.length === 0) return 0;
  return (await holdingLog(city, (asks) => sealWaiting(asks, city, batch))) ?? 0;
}

/** The key to seal under; a log without one begins now, and its first leaf says so. */
async function begun(asks: Asks, city: City, now: Temporal.Instant): Promise<LogKey> {
  const key = (await keysOf(asks)).at(-1);
  if (key) return key;
  const origin = newOrigin(city);
  await addKey(asks, city, { generation: 1, origin, fromSize: 0, reason: 'begin', at: now });
  const first = (await keysOf(asks)).at(-1);
  if (!first) throw new Error('the log has no key');
  // What the log says of its own beginning comes before all that was written until then.
  await sealOwn(asks, city, first, 'log.begin', { origin, key: first.publicKey.toString('base64') }, now);
  return first;
}

export async function sealWaiting(asks: Asks, city: City, batch = BATCH): Promise<number> {
  const stopped = await haltOf(asks);
  if (stopped && stopped.reason !== 'clock') return 0;
  const now = await momentAfter(asks, city, (await stateOf(asks)).sealedAt, stopped !== null);
  if (!now) return 0;
  const key = await begun(asks, city, now);
  return take(asks, city, key.origin, now, batch, null);
}

/** Writes a row of the log about itself and seals it at once; the answer is its place. */
export async function sealOwn(asks: Asks, city: City, key: Pick<LogKey, 'origin'>, command: string, detail: unknown, now: Temporal.Instant, by?: string): Promise<number> {
  await take(asks, city, key.origin, now, 1, await writeOwn(asks, city, command, detail, now, by));
  return (await stateOf(asks)).size - 1;
}

async function take(asks: Asks, city: City, origin: string, now: Temporal.Instant, batch: number, only: string | null): Promise<number> {
  const { size } = await stateOf(asks);
  const taken = (await asks.run<Taken>(TAKE, [batch, only])).rows;
  const rows = taken.filter((row): row is SealedRow => row.at !== null);
  const missing = taken.filter((row) => row.at === null).map((row) => row.id);
  if (missing.length > 0) {
    log('sealed log', { what: 'rows gone before they were sealed', rows: missing.length });
    await writeOwn(asks, city, 'log.missing', { rows: missing }, now);
  }
  await append(asks, city, origin, rows, size, now);
  return rows.length;
}

/** Leaves bear whole seconds: the public learns no finer time, and the table holds nothing that the leaf does not prove. */
export function wholeSecond(at: Temporal.Instant): Temporal.Instant {
  return at.round({ smallestUnit: 'second', roundingMode: 'trunc' });
}

/** The moment to seal under, never before the last leaf's. Null: the clock was set back, and the log stands still. */
async function momentAfter(asks: Asks, city: City, sealedAt: Temporal.Instant | null, halted: boolean): Promise<Temporal.Instant | null> {
  const now = wholeSecond(city.clock.now());
  const behind = sealedAt ? sealedAt.epochMilliseconds - now.epochMilliseconds : 0;
  if (behind > STEP_MILLISECONDS) {
    if (!halted) {
      await halt(asks, 'clock', now, { sealedAt: sealedAt?.toString() ?? '', clock: now.toString() });
      log('sealed log', { what: 'the clock was set back; nothing is sealed until it has caught up', seconds: Math.round(behind / 1000) });
    }
    return null;
  }
  if (halted) {
    const stopped = await haltOf(asks);
    await clearHalt(asks);
    await writeOwn(asks, city, 'clock.anomaly', { ...stopped?.detail, over: now.toString() }, now);
  }
  return behind > 0 && sealedAt ? sealedAt : now;
}

/** A row of the log about itself; it waits like every other. */
export async function writeOwn(asks: Asks, city: Pick<City, 'random'>, command: string, detail: unknown, now: Temporal.Instant, by = 'sealed-log'): Promise<string> {
  const id = newId(now, city.random);
  await asks.run(
    `with aud as (insert into kernel.audit_entries (id, at, command, outcome, actor_kind, actor_id, request_id, detail) values ($1, $2, $3, 'done', 'system', $4, $5, $6::jsonb))
     insert into kernel.log_queue (source, row_id) values ('a', $1)`, [id, now, command, by, newId(now, city.random), JSON.stringify(detail)]);
  return id;
}

/** A subject's mark: whoever has not the city's key cannot tell whose it is. */
export function markOf(city: Pick<City, 'key'>, subject: string): Buffer {
  return createHmac('sha256', city.key).update(`sealed log subject ${subject}`).digest().subarray(0, MARK_BYTES);
}

async function lastOfMarks(asks: Asks, marks: readonly Buffer[]): Promise<Map<string, number>> {
  if (marks.length === 0) return new Map();
  const found = await asks.run<{ mark: Buffer; idx: number | null }>(
    'select mark, (select l.idx from kernel.log_leaves l where l.mark = m.mark order by l.idx desc limit 1) as idx from unnest($1::bytea[]) as m(mark)', [marks]);
  return new Map(found.rows.flatMap((row) => (row.idx === null ? [] : [[row.mark.toString('hex'), row.idx]])));
}

async function append(asks: Asks, city: City, origin: string, rows: readonly SealedRow[], size: number, now: Temporal.Instant): Promise<void> {
  if (rows.length === 0) return;
  const marks = rows.map((row) => (row.subject === null ? null : markOf(city, row.subject)));
  const last = await lastOfMarks(asks, [...new Map(marks.flatMap((mark) => (mark ? [[mark.toString('hex'), mark]] : []))).values()]);
  const salt = city.random(64 * rows.length);
  const leaves = rows.map((row, place) => {
    const idx = size + place;
    const mark = marks[place] ?? null;
    const prev = mark ? (last.get(mark.toString('hex')) ?? null) : null;
    if (mark) last.set(mark.toString('hex'), idx);
    const salts = { head: salt.subarray(place * 64, place * 64 + 32), body: salt.subarray(place * 64 + 32, place * 64 + 64) };
    const { com, bodyCom } = commitRow(row, { prev, mark }, salts);
    const entry = entryBytes(origin, com, now);
    return { idx, row, mark, prev, salts, bodyCom, entry, hash: leafHash(entry) };
  });
  await asks.run(
    `with given as (select * from unnest($1::bigint[], $2::text[], $3::uuid[], $4::bytea[], $5::bytea[], $6::bigint[], $7::bytea[], $8::bytea[], $9::bytea[], $10::bytea[]) as g(idx, source, row_id, hash, entry, prev, mark, head_salt, body_salt, body_com)),
     leaves as (insert into kernel.log_leaves (idx, source, row_id, hash, entry, sealed_at, prev, mark) select idx, source, row_id, hash, entry, $11, prev, mark from given)
     insert into kernel.log_salts (idx, head_salt, body_salt, body_com) select idx, head_salt, body_salt, body_com from given`,
    [leaves.map((leaf) => leaf.idx), leaves.map((leaf) => leaf.row.source), leaves.map((leaf) => leaf.row.id), leaves.map((leaf) => leaf.hash), leaves.map((leaf) => leaf.entry), leaves.map((leaf) => leaf.prev), leaves.map((leaf) => leaf.mark),
      leaves.map((leaf) => leaf.salts.head), leaves.map((leaf) => leaf.salts.body), leaves.map((leaf) => leaf.bodyCom), now]);
  await fillTiles(asks, size, leaves.map((leaf) => leaf.hash));
}

/** Writes the tiles that the new leaves complete, and the ones above that those complete. */
async function fillTiles(asks: Asks, size: number, added: readonly Uint8Array[]): Promise<void> {
  const first = Math.floor(size / TILE_WIDTH);
  const end = Math.floor((size + added.length) / TILE_WIDTH);
  if (end === first) return;
  const before = (await asks.run<{ hash: Buffer }>('select hash from kernel.log_leaves where idx >= $1 and idx < $2 order by idx', [first * TILE_WIDTH, size])).rows.map((row) => row.hash);
  const hashes = [...before, ...added];
  for (let n = first; n < end; n++) await putTile(asks, 0, n, Buffer.concat(hashes.slice((n - first) * TILE_WIDTH, (n - first + 1) * TILE_WIDTH)));
}

async function putTile(asks: Asks, level: number, n: number, bytes: Buffer): Promise<void> {
  await asks.run('insert into kernel.log_tiles (level, n, bytes, root) values ($1, $2, $3, $4)', [level, n, bytes, tileRoot(bytes)]);
  if ((n + 1) % TILE_WIDTH !== 0) return;
  const above = Math.floor(n / TILE_WIDTH);
  const roots = await asks.run<{ root: Buffer }>('select root from kernel.log_tiles where level = $1 and n >= $2 and n < $3 order by n', [level, above * TILE_WIDTH, (above + 1) * TILE_WIDTH]);
  await putTile(asks, level + 1, above, Buffer.concat(roots.rows.map((row) => row.root)));
}
