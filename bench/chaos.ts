/**
 * Random people at random moments: hold, submit, book whole and part, move, cancel, takeover, from many clients at once,
 * with the server killed in the middle if asked. The clients keep a ledger of what was acknowledged; at the end the
 * database is compared with it and with the invariants that must hold whatever happened.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { ConnectTo } from '../src/kernel/db/database.ts';

export interface ChaosOptions {
  readonly attempts: number;
  readonly clients: number;
  /** How often the server is killed with -9, spread over the attempts. */
  readonly kills: number;
  readonly facilities?: number;
  readonly patrons?: number;
  readonly say?: (line: string) => void;
}

export interface ChaosResult {
  readonly attempts: number;
  readonly acknowledged: number;
  readonly perSecond: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly kills: number;
  /** Empty when all is well; otherwise what is wrong, in words. */
  readonly broken: readonly string[];
}

interface HallFacts {
  readonly port: number;
  readonly units: readonly { readonly id: string; readonly code: string; readonly facility: string; readonly cells: readonly number[] }[];
  readonly patrons: readonly { readonly id: string; readonly token: string }[];
  readonly staff: string;
  readonly owner: ConnectTo;
}

const SLOTS = ['AM', 'PM', 'NT'] as const;
const DAYS = 40;
/** How often somebody takes a whole hall over: rare, for it cancels a hundred bookings in one transaction. */
const TAKEOVERS = 0.0004;

function openHall(dir: string, port: number, options: ChaosOptions): Promise<{ child: ChildProcess; facts: HallFacts }> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const child = spawn(process.execPath, ['--import', join(root, 'bin/tsx.ts'), fileURLToPath(new URL('./hall.ts', import.meta.url)), dir, String(port), String(options.facilities ?? 6), String(options.patrons ?? 60)], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((done, fail) => {
    createInterface({ input: child.stdout }).once('line', (line) => {
      const facts: HallFacts = JSON.parse(line);
      done({ child, facts });
    });
    child.once('exit', (code) => fail(new Error(`the hall ended with ${String(code)}`)));
  });
}

interface Reply {
  readonly status: number;
  readonly value: Record<string, unknown>;
}

class Crowd {
  readonly agent = new Agent({ keepAlive: true, maxSockets: 256 });
  port = 0;
  readonly statuses: Record<string, number> = {};
  /** Acknowledged bookings by id: what the client last knows of each. */
  readonly ledger = new Map<string, { state: 'active' | 'gone' | 'unknown'; patron: string; request: string }>();
  readonly bookingsOf = new Map<string, string[]>();
  acknowledged = 0;
  attempts = 0;

  send(path: string, cookie: string, body: unknown, key: string): Promise<Reply | null> {
    const text = JSON.stringify(body);
    return new Promise((done) => {
      const call = request({ port: this.port, host: '127.0.0.1', method: 'POST', path, agent: this.agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), 'sec-fetch-site': 'same-origin', 'idempotency-key': key, cookie } }, (answer) => {
        let said = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (said += chunk)).on('error', () => done(null)).on('end', () => done({ status: answer.statusCode ?? 0, value: valueOf(said) }));
      });
      call.setTimeout(30_000, () => call.destroy());
      call.on('error', () => done(null));
      call.end(text);
    });
  }

  /** Asks until there is an answer: a lost reply is asked again under the same key, as a browser or a phone would. */
  async insist(path: string, cookie: string, body: unknown): Promise<Reply & { key: string }> {
    const key = crypto.randomUUID();
    for (;;) {
      const reply = await this.send(path, cookie, body, key);
      if (reply && reply.status !== 503) {
        this.statuses[reply.status] = (this.statuses[reply.status] ?? 0) + 1;
        return { ...reply, key };
      }
      await pause(50);
    }
  }
}

function valueOf(said: string): Record<string, unknown> {
  try {
    const parsed: { value?: Record<string, unknown> } = JSON.parse(said);
    return parsed.value ?? {};
  } catch {
    return {};
  }
}

/** Runs the chaos and checks afterwards. The stage is a durable database in a folder of its own. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const dir = mkdtempSync(join(tmpdir(), 'yakuba-chaos-'));
  const crowd = new Crowd();
  let { child, facts } = await openHall(dir, 0, options);
  crowd.port = facts.port;
  const { patrons, units, staff } = facts;
  const today = Temporal.Now.zonedDateTimeISO('Asia/Tokyo').toPlainDate();
  const any = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;
  const somewhen = () => ({ unit: any(units).id, date: today.add({ days: 8 + Math.floor(Math.random() * DAYS) }).toString(), slots: [any(SLOTS)] });
  const details = { purpose: 'badminton', persons: 4 };

  const step = async (): Promise<void> => {
    const patron = any(patrons);
    const cookie = `yakuba_citizen=${patron.token}`;
    const dice = Math.random();
    const mine = crowd.bookingsOf.get(patron.id) ?? [];
    const picked = mine.length > 0 ? any(mine) : null;
    const target = picked && crowd.ledger.get(picked)?.state === 'active' ? picked : null;
    if (dice < TAKEOVERS) {
      const opened = await crowd.insist('/api/reservations.openShelter', `yakuba_staff=${staff}`, { facility: any(units).facility, note: '試験' });
      for (const entry of crowd.ledger.values()) if (opened.status === 201 && entry.state === 'active') entry.state = 'unknown';
      if (typeof opened.value['block'] === 'string') await crowd.insist('/api/reservations.endBlock', `yakuba_staff=${staff}`, { block: opened.value['block'] });
    } else if (dice < 0.2 && target) {
      const entry = crowd.ledger.get(target);
      if (entry) entry.state = 'unknown';
      const reply = await crowd.insist('/api/reservations.cancel', cookie, { reservation: target });
      if (entry) entry.state = reply.status < 300 ? 'gone' : 'unknown';
    } else if (dice < 0.35 && target) await crowd.insist('/api/reservations.change', cookie, { reservation: target, ...somewhen(), ...details });
    else if (dice < 0.55) {
      const held = await crowd.insist('/api/reservations.hold', cookie, { ...somewhen(), patron: patron.id });
      if (held.status >= 300 || typeof held.value['reservation'] !== 'string') return;
      if (Math.random() < 0.3) {
        await crowd.insist('/api/reservations.abandon', cookie, { reservation: held.value['reservation'] });
        return;
      }
      const reply = await crowd.insist('/api/reservations.submit', cookie, { reservation: held.value['reservation'], ...details });
      if (reply.status < 300) note(reply, patron.id);
    } else {
      const reply = await crowd.insist('/api/reservations.reserve', cookie, { ...somewhen(), patron: patron.id, ...details });
      if (reply.status < 300) note(reply, patron.id);
    }
  };
  const note = (reply: Reply & { key: string }, patron: string): void => {
    crowd.acknowledged++;
    const id = reply.value['reservation'];
    if (typeof id !== 'string') return;
    crowd.ledger.set(id, { state: 'active', patron, request: reply.key });
    crowd.bookingsOf.set(patron, [...(crowd.bookingsOf.get(patron) ?? []).slice(-30), id]);
  };

  const begin = performance.now();
  let killed = 0;
  const killAt = Array.from({ length: options.kills }, (_, index) => Math.floor((options.attempts * (index + 0.5)) / options.kills));
  let restarting: Promise<void> | null = null as Promise<void> | null;
  const worker = async () => {
    while (crowd.attempts < options.attempts) {
      const number = crowd.attempts++;
      if (number === killAt[killed] && !restarting) {
        killed++;
        restarting = (async () => {
          const dead = child;
          dead.removeAllListeners('exit');
          const gone = new Promise((ended) => dead.once('exit', ended));
          dead.kill('SIGKILL');
          await gone;
          ({ child, facts } = await openHall(dir, crowd.port, options));
          restarting = null;
        })();
      }
      await step();
      if (options.say && number % 20_000 === 0 && number > 0) options.say(`${number.toLocaleString('ja-JP')} 回`);
    }
  };
  try {
    await Promise.all(Array.from({ length: options.clients }, worker));
    await (restarting ?? Promise.resolve());
    const seconds = (performance.now() - begin) / 1000;
    const broken = await examine(facts.owner, crowd);
    const bad = Object.entries(crowd.statuses).filter(([status]) => Number(status) >= 500);
    for (const [status, count] of bad) broken.push(`${count} 回 ${status} と答えました`);
    return { attempts: options.attempts, acknowledged: crowd.acknowledged, perSecond: options.attempts / seconds, statuses: crowd.statuses, kills: killed, broken };
  } finally {
    child.removeAllListeners('exit');
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await ended;
    crowd.agent.destroy();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** What must hold, asked of the tables themselves as their owner. */
async function examine(owner: ConnectTo, crowd: Crowd): Promise<string[]> {
  const client = new pg.Client(owner);
  await client.connect();
  const broken: string[] = [];
  const none = async (what: string, text: string, values: unknown[] = []) => {
    const found = await client.query(text, values);
    if (found.rows.length > 0) broken.push(`${what}: ${found.rows.length} 件（例 ${JSON.stringify(found.rows[0])}）`);
  };
  try {
    await none('重なった占有', 'select a.id, b.id as other from reservations.claims a join reservations.claims b on a.cell_id = b.cell_id and a.id < b.id and a.during && b.during limit 5');
    await none('一部だけの予約', `select r.id, cardinality(u.cell_ids) as wanted, count(c.id) as found from reservations.reservations r join reservations.units u on u.id = r.unit_id left join reservations.claims c on c.reservation_id = r.id and c.kind = 'booking' and c.during = r.claim_range
      where r.state in ('provisional', 'approval_pending', 'permitted', 'in_use') group by r.id, u.cell_ids having count(c.id) <> cardinality(u.cell_ids) limit 5`);
    await none('終わった予約の占有', `select r.id, r.state from reservations.reservations r join reservations.claims c on c.reservation_id = r.id where r.state not in ('held', 'provisional', 'approval_pending', 'permitted', 'in_use') limit 5`);
    await none('請求のない仮予約', `select r.id from reservations.reservations r where r.state = 'provisional' and not exists (select from kernel.receivables v where v.source = 'reservations' and v.subject = 'reservation:' || r.id and v.state = 'open') limit 5`);
    const ids = [...crowd.ledger.keys()];
    await none('受け付けたのに無い予約', 'select wanted.id from unnest($1::uuid[]) as wanted(id) where not exists (select from reservations.reservations r where r.id = wanted.id)', [ids]);
    const active = [...crowd.ledger].filter(([, entry]) => entry.state === 'active').map(([id]) => id);
    await none('受け付けたのに押さえていない予約', `select wanted.id from unnest($1::uuid[]) as wanted(id) where not exists (select from reservations.claims c where c.reservation_id = wanted.id and c.kind = 'booking')`, [active]);
    const requests = [...crowd.ledger].map(([id, entry]) => ({ id, request: entry.request }));
    await none('記録が一つでない予約', `select e->>'id' as id, (select count(*) from kernel.audit_entries a where a.request_id = e->>'request' and a.outcome = 'done') as entries from jsonb_array_elements($1::jsonb) e
      where (select count(*) from kernel.audit_entries a where a.request_id = e->>'request' and a.outcome = 'done' and a.parent is null) <> 1 limit 5`, [JSON.stringify(requests)]);
    await none('知らせが一つでない予約', `select e->>'id' as id from jsonb_array_elements($1::jsonb) e left join kernel.outbox o on o.event = 'reservations.provisional' and o.payload->>'reservation' = e->>'id' group by 1 having count(o.id) <> 1 limit 5`, [JSON.stringify(requests)]);
    await none('二度行われた送信', `select request_id, actor_id from kernel.audit_entries where outcome = 'done' and parent is null and actor_kind <> 'system' group by 1, 2 having count(*) > 1 limit 5`);
  } finally {
    await client.end();
  }
  return broken;
}
