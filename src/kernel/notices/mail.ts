/**
 * Sends what waits. E-mail goes through SMTP when it is configured; without it a message is kept and shown on a staff page,
 * so that nobody believes something was sent. Other channels come through the same door as gateways.
 */
import type { City } from '../city.ts';
import type { Connection } from '../db/database.ts';
import { logProblem } from '../log.ts';

export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly id: string;
}

/** Takes a letter away; throws when it could not. `null` for a channel: nobody is configured, keep it. */
export interface Mailer {
  readonly email: ((letter: Letter) => Promise<void>) | null;
  readonly sms: ((letter: Letter) => Promise<void>) | null;
}

export const keepEverything: Mailer = { email: null, sms: null };

/** `smtp://user:password@host:port`, and the sender's address. */
export function smtpMailer(url: string, from: string): Mailer {
  const transport = import('nodemailer').then(({ createTransport }) => createTransport(url, { from }));
  return {
    sms: null,
    email: async (letter) => {
      await (await transport).sendMail({ to: letter.to, subject: letter.subject, text: letter.text, messageId: `<${letter.id}@yakuba>` });
    },
  };
}

interface Waiting {
  readonly id: string;
  readonly channel: 'email' | 'sms' | 'letter';
  readonly address: string;
  readonly attempts: number;
  readonly title: string;
  readonly body: string;
  readonly href: string | null;
}

const BATCH = 50;
const AT_ONCE = 5;
const MAX_ATTEMPTS = 10;
/** So long a batch is one process's alone. Whoever dies over it leaves letters that another takes up after that; until then nobody sends them twice. */
const LEASE_SECONDS = 15 * 60;
/** What was not begun by then is left for the next round, while the lease still holds. */
const BEGIN_MILLISECONDS = 10 * 60_000;

/** Takes a batch for this process: others pass over what is locked, and afterwards over what is not due. */
const CLAIM = `with due as (
    select id from kernel.sendings where state = 'waiting' and next_try_at <= $1 order by next_try_at, id limit ${BATCH} for update skip locked
  ), mine as (
    update kernel.sendings s set next_try_at = $2 from due where s.id = due.id returning s.id, s.notice_id, s.channel, s.address, s.attempts
  )
  select m.id, m.channel, m.address, m.attempts, n.title, n.body, n.href from mine m join kernel.notices n on n.id = m.notice_id order by m.id`;

export async function sendWaiting(city: City, mailer: Mailer): Promise<number> {
  const now = city.clock.now();
  const begun = performance.now();
  return city.staffDb.use(async (connection) => {
    const { rows } = await connection.run<Waiting>(CLAIM, [now, now.add({ seconds: LEASE_SECONDS })]);
    const kept = rows.filter((row) => row.channel === 'letter' || !mailer[row.channel]).map((row) => row.id);
    if (kept.length > 0) await connection.run(`update kernel.sendings set state = 'kept' where id = any($1)`, [kept]);
    const line = rows.filter((row) => !kept.includes(row.id));
    const sendNext = async (): Promise<void> => {
      for (let row = line.shift(); row; row = line.shift()) {
        if (performance.now() - begun > BEGIN_MILLISECONDS) await connection.run('update kernel.sendings set next_try_at = $1 where id = $2', [now, row.id]);
        else await sendOne(city, connection, mailer, row);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sendNext));
    return rows.length;
  });
}

async function sendOne(city: City, connection: Connection, mailer: Mailer, row: Waiting): Promise<void> {
  const now = city.clock.now();
  const send = row.channel === 'letter' ? null : mailer[row.channel];
  const link = row.href ? `\n\n${city.origin}${row.href}` : '';
  try {
    await send?.({ to: row.address, subject: `【${city.facts.name.ja}】${row.title}`, text: `${row.body}${link}\n\n--\n${city.facts.name.ja}役所\nこのメールへの返信はお受けしていません。\n`, id: row.id });
    await connection.run(`update kernel.sendings set state = 'sent', sent_at = $1, attempts = attempts + 1, problem = null where id = $2`, [now, row.id]);
  } catch (error) {
    logProblem('mail', error);
    const dead = row.attempts + 1 >= MAX_ATTEMPTS || isRefusedForGood(error);
    await connection.run(
      `update kernel.sendings set attempts = attempts + 1, state = $1, next_try_at = $2, problem = $3 where id = $4`,
      [dead ? 'dead' : 'waiting', now.add({ seconds: Math.min(30 * 2 ** row.attempts, 6 * 3600) }), reasonOf(error), row.id]);
  }
}

/** SMTP 5xx: the address or the letter is refused, another try changes nothing. */
function isRefusedForGood(error: unknown): boolean {
  return error instanceof Error && 'responseCode' in error && typeof error.responseCode === 'number' && error.responseCode >= 500 && error.responseCode !== 521;
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'responseCode' in error) return `SMTP ${String(error.responseCode)}`;
  return error instanceof Error && 'code' in error ? String(error.code) : 'problem';
}
