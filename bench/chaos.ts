/**
 * Random people at random moments: hold, submit, book whole and part, move, cancel, takeover, from many clients at once,
 * with the server killed in the middle if asked. The clients keep a ledger of what was acknowledged; at the end the
 * database is compared with it and with the invariants that must hold whatever happened.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Crowd } from './clients.ts';
import { examine } from './examine.ts';
import { endHall, openHall } from './hall-process.ts';

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

const SLOTS = ['AM', 'PM', 'NT'] as const;
const DAYS = 40;
/** How often somebody takes a whole hall over: rare, for it cancels a hundred bookings in one transaction. */
const TAKEOVERS = 0.0004;

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
      if (reply.status < 300) crowd.booked(reply, patron.id);
    } else {
      const reply = await crowd.insist('/api/reservations.reserve', cookie, { ...somewhen(), patron: patron.id, ...details });
      if (reply.status < 300) crowd.booked(reply, patron.id);
    }
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
          await endHall(child, 'SIGKILL');
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
    options.say?.(`${options.attempts.toLocaleString('ja-JP')} 回を ${seconds.toFixed(0)} 秒で終え、調べています`);
    const broken = await examine(facts.owner, crowd);
    return { attempts: options.attempts, acknowledged: crowd.acknowledged, perSecond: options.attempts / seconds, statuses: crowd.statuses, kills: killed, broken };
  } finally {
    await endHall(child, 'SIGTERM');
    crowd.agent.destroy();
    rmSync(dir, { recursive: true, force: true });
  }
}
