/**
 * Time stamps over checkpoints: asked for daily, kept beside the checkpoint, renewed before the authority's certificate ends. A renewal
 * is a stamp over the checkpoint and the token before it (after RFC 4998), so the first moment stays proven however old it grows.
 */
import { hash } from 'node:crypto';
import { z } from 'zod';
import type { City } from '../city.ts';
import { newId } from '../clock.ts';
import { logProblem } from '../log.ts';
import { checkpointText } from './note.ts';
import { type Asks, lastCheckpoint } from './store.ts';
import { BadStamp, checkStamp, type Stamp, stampRequest, tokenIn } from './timestamp.ts';
import type { Problem } from './verify-tree.ts';

const PATIENCE_MILLISECONDS = 10_000;
const MAX_TOKEN = 64 * 1024;
const DAY_HOURS = 24;
/** A stamp is renewed this long before its certificate ends. */
const RENEW_DAYS = 365;

export interface Authority {
  readonly anchors: readonly Uint8Array[];
  ask(request: Uint8Array): Promise<Uint8Array>;
}

/** An authority over HTTP (RFC 3161 §3.4). */
export function httpAuthority(url: string, anchors: readonly Uint8Array[] = []): Authority {
  return {
    anchors,
    async ask(request) {
      const response = await fetch(url, { method: 'POST', body: Buffer.from(request), headers: { 'content-type': 'application/timestamp-query' }, redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) });
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (response.status !== 200 || bytes.byteLength > MAX_TOKEN) throw new BadStamp(`時刻認証局の答えが ${response.status} です`);
      return bytes;
    },
  };
}

interface StampRow {
  readonly id: string;
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  readonly authority: string;
  readonly token: Buffer;
  readonly gen_time: Temporal.Instant;
  readonly cert_not_after: Temporal.Instant;
  readonly renews: string | null;
}

const STAMPS = `select t.id, t.origin, t.size, c.root, t.authority, t.token, t.gen_time, t.cert_not_after, t.renews from kernel.log_timestamps t join kernel.log_checkpoints c on c.origin = t.origin and c.size = t.size`;

type Stamped = Pick<StampRow, 'origin' | 'size' | 'root'>;

/** What is stamped: the checkpoint's text, and for a renewal the token before it. */
function digestOf(checkpoint: Stamped, before: Uint8Array | null): Buffer {
  return hash('sha256', Buffer.concat([Buffer.from(checkpointText(checkpoint)), before ?? Buffer.alloc(0)]), 'buffer');
}

async function obtain(city: City, authority: Authority, checkpoint: Stamped, before: StampRow | null): Promise<Stamp> {
  const digest = digestOf(checkpoint, before?.token ?? null);
  const nonce = city.random(8);
  const token = tokenIn(await authority.ask(stampRequest(digest, nonce)));
  const stamp = checkStamp(token, { digest, nonce, anchors: authority.anchors });
  await city.staffDb.use((asks) => asks.run('insert into kernel.log_timestamps (id, origin, size, authority, token, gen_time, cert_not_after, renews) values ($1, $2, $3, $4, $5, $6, $7, $8)', [
    newId(city.clock.now(), city.random), checkpoint.origin, checkpoint.size, stamp.authority, token, stamp.genTime, stamp.certNotAfter, before?.id ?? null]));
  return stamp;
}

/** Stamps the newest checkpoint unless it is, and renews what comes of age. Throws BadStamp. */
export async function stampNow(city: City, authority: Authority): Promise<{ readonly stamped: Stamp | null; readonly renewed: number }> {
  const { last, rows } = await city.staffDb.use(async (asks) => ({ last: await lastCheckpoint(asks), rows: (await asks.run<StampRow>(`${STAMPS} order by t.gen_time`)).rows }));
  const fresh = last && !rows.some((row) => row.origin === last.origin && row.size === last.size) ? last : null;
  const stamped = fresh ? await obtain(city, authority, fresh, null) : null;
  const soon = city.clock.now().add({ hours: RENEW_DAYS * DAY_HOURS });
  const renewedAlready = new Set(rows.map((row) => row.renews));
  const due = rows.filter((row) => !renewedAlready.has(row.id) && Temporal.Instant.compare(row.cert_not_after, soon) < 0);
  let renewed = 0;
  for (const row of due) {
    const stamp = await obtain(city, authority, row, row);
    renewed++;
    // An authority whose own certificate ends as soon gains nothing by being asked for every one of them.
    if (Temporal.Instant.compare(stamp.certNotAfter, soon) < 0) break;
  }
  return { stamped, renewed };
}

const Setting = z.object({ url: z.url(), anchors: z.array(z.string()).optional() });

/** Asks the authority of the setting `log.timestamp` ({url, anchors: PEM}) when the last stamp is a day old. */
export async function stampDaily(city: City): Promise<number> {
  const { setting, last } = await city.staffDb.use(async (asks) => ({
    setting: (await asks.run<{ value: unknown }>(`select value from kernel.settings where name = 'log.timestamp'`)).rows[0]?.value,
    last: (await asks.run<{ at: Temporal.Instant | null }>('select max(gen_time) as at from kernel.log_timestamps')).rows[0]?.at ?? null,
  }));
  const read = Setting.safeParse(setting);
  if (!read.success || (last && city.clock.now().since(last).total('hours') < DAY_HOURS)) return 0;
  try {
    const done = await stampNow(city, httpAuthority(read.data.url, (read.data.anchors ?? []).map((pem) => Buffer.from(pem))));
    return done.stamped ? 1 : 0;
  } catch (error) {
    logProblem('time stamp', error);
    return 0;
  }
}

export interface StampsCheck {
  readonly problems: readonly Problem[];
  /** Whose certificate ended before anybody renewed them. They are still good as of their moment. */
  readonly lapsed: number;
}

/** Every token, checked as of its own moment. */
export async function checkStamps(asks: Asks, now: Temporal.Instant): Promise<StampsCheck> {
  const { rows } = await asks.run<StampRow>(`${STAMPS} order by t.gen_time`);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const problems: Problem[] = [];
  for (const row of rows) {
    const where = `${row.origin} ${row.size} 件、${row.gen_time.toString()}`;
    const before = row.renews === null ? null : (byId.get(row.renews) ?? null);
    try {
      const stamp = checkStamp(row.token, { digest: digestOf(row, before?.token ?? null) });
      if (!stamp.genTime.equals(row.gen_time) || !stamp.certNotAfter.equals(row.cert_not_after) || stamp.authority !== row.authority) problems.push({ said: '時刻の証明と、その写しが違います', where });
      if (before && Temporal.Instant.compare(stamp.genTime, before.cert_not_after) > 0) problems.push({ said: '時刻の証明が、前の証明書の期限のあとで更新されています', where });
    } catch (error) {
      if (!(error instanceof BadStamp)) throw error;
      problems.push({ said: `時刻の証明が正しくありません: ${error.message}`, where });
    }
  }
  const renewed = new Set(rows.map((row) => row.renews));
  return { problems, lapsed: rows.filter((row) => !renewed.has(row.id) && Temporal.Instant.compare(row.cert_not_after, now) < 0).length };
}

/** For people: a checkpoint's stamps from the first to the newest renewal. */
export async function stampHistory(asks: Asks, size: number): Promise<readonly string[]> {
  const { rows } = await asks.run<StampRow>(`${STAMPS} where t.size = $1 order by t.gen_time`, [size]);
  return rows.map((row) => `${row.gen_time.toString()} に存在したことを ${row.authority} が証明（証明書の期限 ${row.cert_not_after.toString()}${row.renews === null ? '' : '、前の証明を更新'}）`);
}
