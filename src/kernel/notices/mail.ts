/**
 * Sends what waits. E-mail goes through SMTP when it is configured; without it a message is kept and shown on a staff page,
 * so that nobody believes something was sent. Other channels come through the same door as gateways.
 */
import { createTransport } from 'nodemailer';
import type { City } from '../city.ts';
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
  const transport = createTransport(url, { from });
  return {
    sms: null,
    email: async (letter) => {
      await transport.sendMail({ to: letter.to, subject: letter.subject, text: letter.text, messageId: `<${letter.id}@yakuba>` });
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
const MAX_ATTEMPTS = 10;

export async function sendWaiting(city: City, mailer: Mailer): Promise<number> {
  const now = city.clock.now();
  return city.staffDb.use(async (connection) => {
    const found = await connection.run<Waiting>(
      `select s.id, s.channel, s.address, s.attempts, n.title, n.body, n.href from kernel.sendings s join kernel.notices n on n.id = s.notice_id
        where s.state = 'waiting' and s.next_try_at <= $1 order by s.next_try_at, s.id limit ${BATCH}`, [now]);
    const kept: string[] = [];
    for (const row of found.rows) {
      const send = row.channel === 'letter' ? null : mailer[row.channel];
      if (!send) {
        kept.push(row.id);
        continue;
      }
      const link = row.href ? `\n\n${city.origin}${row.href}` : '';
      try {
        await send({ to: row.address, subject: `【${city.facts.name.ja}】${row.title}`, text: `${row.body}${link}\n\n--\n${city.facts.name.ja}役所\nこのメールへの返信はお受けしていません。\n`, id: row.id });
        await connection.run(`update kernel.sendings set state = 'sent', sent_at = $1, attempts = attempts + 1, problem = null where id = $2`, [now, row.id]);
      } catch (error) {
        logProblem('mail', error);
        const dead = row.attempts + 1 >= MAX_ATTEMPTS || isRefusedForGood(error);
        await connection.run(
          `update kernel.sendings set attempts = attempts + 1, state = $1, next_try_at = $2, problem = $3 where id = $4`,
          [dead ? 'dead' : 'waiting', now.add({ seconds: Math.min(30 * 2 ** row.attempts, 6 * 3600) }), reasonOf(error), row.id]);
      }
    }
    if (kept.length > 0) await connection.run(`update kernel.sendings set state = 'kept' where id = any($1)`, [kept]);
    return found.rows.length;
  });
}

/** SMTP 5xx: the address or the letter is refused, another try changes nothing. */
function isRefusedForGood(error: unknown): boolean {
  return error instanceof Error && 'responseCode' in error && typeof error.responseCode === 'number' && error.responseCode >= 500 && error.responseCode !== 521;
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'responseCode' in error) return `SMTP ${String(error.responseCode)}`;
  return error instanceof Error && 'code' in error ? String(error.code) : 'problem';
}
