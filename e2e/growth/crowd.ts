/**
 * Clients of a town hall whose processes or database come and go: each sends one request after the other, insists with the
 * same request id when there is no answer, and everything that was acknowledged is kept in a ledger to compare afterwards.
 */
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { isRecord } from '../../src/kernel/text/json.ts';
import type { Hall } from './hall.ts';

/** Between two requests of one client: the load is a steady one, not all that the machine can do. */
const PAUSE_MILLISECONDS = 40;
const AGAIN_MILLISECONDS = 200;
const DAYS = 60;
const SLOTS = ['AM', 'PM', 'NT'] as const;

export interface Reply {
  readonly status: number;
  readonly text: string;
}

export interface Crowd {
  /** Acknowledged bookings: their ids with the request ids under which they were sent. */
  readonly ledger: readonly { readonly id: string; readonly key: string }[];
  /** When acknowledgements came, in milliseconds of `performance.now()`. */
  readonly moments: readonly number[];
  /** Final answers by status; 0: no answer at all. Commands and pages apart. */
  readonly commands: Readonly<Record<string, number>>;
  readonly pages: Readonly<Record<string, number>>;
  /** Ends the load: what was begun is insisted upon to the end. */
  finish(): Promise<void>;
}

function send(port: number, agent: Agent, method: string, path: string, headers: Readonly<Record<string, string>>, body: string): Promise<Reply | null> {
  return new Promise((done) => {
    const call = request({ host: '127.0.0.1', port, method, path, agent, headers: { ...headers, ...(body ? { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) } : {}) } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('error', () => done(null)).on('end', () => done({ status: answer.statusCode ?? 0, text }));
    });
    call.setTimeout(30_000, () => call.destroy());
    call.on('error', () => done(null));
    call.end(body);
  });
}

/** Starts the load: so many clients booking, so many looking at public pages. */
export function startCrowd(hall: Pick<Hall, 'patrons' | 'units'>, port: number, size: { readonly booking: number; readonly looking: number; readonly insist: boolean }): Crowd {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const ledger: { id: string; key: string }[] = [];
  const moments: number[] = [];
  const commands: Record<string, number> = {};
  const pages: Record<string, number> = {};
  const today = Temporal.Now.zonedDateTimeISO('Asia/Tokyo').toPlainDate();
  const any = <T>(list: readonly T[]): T | undefined => list[Math.floor(Math.random() * list.length)];
  let over = false;
  const count = (into: Record<string, number>, reply: Reply | null) => (into[String(reply?.status ?? 0)] = (into[String(reply?.status ?? 0)] ?? 0) + 1);
  const book = async () => {
    const patron = any(hall.patrons);
    const body = JSON.stringify({ unit: any(hall.units), date: today.add({ days: 8 + Math.floor(Math.random() * DAYS) }).toString(), slots: [any(SLOTS)], patron: patron?.id, purpose: 'badminton', persons: 4 });
    const key = crypto.randomUUID();
    for (;;) {
      const reply = await send(port, agent, 'POST', '/api/reservations.reserve', { 'sec-fetch-site': 'same-origin', 'idempotency-key': key, cookie: `yakuba_citizen=${patron?.token ?? ''}` }, body);
      // Shut (423) is a final answer to nobody: the page says to send again, and so does everybody.
      if (size.insist && (reply === null || reply.status === 423)) {
        count(commands, reply);
        await pause(AGAIN_MILLISECONDS);
        continue;
      }
      count(commands, reply);
      const id = reply && reply.status < 300 ? bookingOf(reply.text) : null;
      if (id) {
        ledger.push({ id, key });
        moments.push(performance.now());
      }
      return;
    }
  };
  const look = async () => void count(pages, await send(port, agent, 'GET', '/facilities', {}, ''));
  const client = async (act: () => Promise<void>) => {
    while (!over) {
      await act();
      await pause(PAUSE_MILLISECONDS);
    }
  };
  const clients = [...Array.from({ length: size.booking }, () => client(book)), ...Array.from({ length: size.looking }, () => client(look))];
  return {
    ledger, moments, commands, pages,
    async finish() {
      over = true;
      await Promise.all(clients);
      agent.destroy();
    },
  };
}

function bookingOf(text: string): string | null {
  const body: unknown = JSON.parse(text);
  const value = isRecord(body) ? body['value'] : null;
  return isRecord(value) && typeof value['reservation'] === 'string' ? value['reservation'] : null;
}

/** What is wrong between the ledger and the tables; empty when all is well. */
export async function compare(hall: Pick<Hall, 'rows'>, ledger: Crowd['ledger']): Promise<readonly string[]> {
  const wrong: string[] = [];
  const none = async (what: string, sql: string, parameters: readonly unknown[] = []) => {
    const found = await hall.rows<Record<string, unknown>>(sql, parameters);
    if (found.length > 0) wrong.push(`${what}: ${found.length} 件（例 ${JSON.stringify(found[0])}）`);
  };
  const list = JSON.stringify(ledger);
  await none('受け付けたのに無い予約', `select e->>'id' as id from jsonb_array_elements($1::jsonb) e where not exists (select from reservations.claims c where c.reservation_id = (e->>'id')::uuid and c.kind = 'booking')`, [list]);
  await none('記録が一つでない予約', `select e->>'id' as id from jsonb_array_elements($1::jsonb) e where (select count(*) from kernel.audit_entries a where a.request_id = e->>'key' and a.outcome = 'done' and a.parent is null) <> 1`, [list]);
  await none('二度行われた送信', `select request_id from kernel.audit_entries where outcome = 'done' and parent is null and actor_kind <> 'system' group by request_id, actor_id having count(*) > 1`);
  await none('重なった占有', 'select a.id from reservations.claims a join reservations.claims b on a.cell_id = b.cell_id and a.id < b.id and a.during && b.during');
  return wrong;
}
