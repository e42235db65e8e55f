/** Turns a notice into a row of the inbox and the sendings of the channels its reader chose. */
import type { City } from '../city.ts';
import { newId } from '../clock.ts';
import type { Connection } from '../db/database.ts';
import { isRecord } from '../text/json.ts';
import type { Lang } from '../view.ts';
import type { NoticeToSend } from './notice.ts';

interface Reader {
  readonly email: string | null;
  readonly phone: string | null;
  readonly language: Lang;
  readonly channels: readonly string[];
}

function isNotice(value: unknown): value is NoticeToSend {
  return isRecord(value) && isRecord(value['to']) && isRecord(value['title']) && isRecord(value['body']) && typeof value['kind'] === 'string';
}

async function readerOf(connection: Connection, notice: NoticeToSend): Promise<Reader> {
  if ('email' in notice.to) return { email: notice.to.email, phone: null, language: 'ja', channels: ['email'] };
  if ('citizen' in notice.to) {
    const found = await connection.run<Reader>(
      `select case when email_confirmed_at is null and $2 <> 'identity.confirmEmail' then null else email end as email, phone, language, channels from kernel.citizens where id = $1 and closed_at is null`, [notice.to.citizen, notice.kind]);
    return found.rows[0] ?? { email: null, phone: null, language: 'ja', channels: [] };
  }
  const found = await connection.run<{ email: string | null }>('select email from kernel.staff where id = $1 and closed_at is null', [notice.to.staff]);
  return { email: found.rows[0]?.email ?? null, phone: null, language: 'ja', channels: ['inbox'] };
}

/** Idempotent: the notice's id is the outbox row's. */
export async function storeNotice(connection: Connection, city: City, id: string, payload: unknown, at: Temporal.Instant): Promise<void> {
  if (!isNotice(payload)) throw new Error('not a notice');
  const reader = await readerOf(connection, payload);
  const citizen = 'citizen' in payload.to ? payload.to.citizen : null;
  const staff = 'staff' in payload.to ? payload.to.staff : null;
  await connection.run(
    'insert into kernel.notices (id, citizen_id, staff_id, kind, title, body, href, at) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing',
    [id, citizen, staff, payload.kind, payload.title[reader.language], payload.body[reader.language], payload.href ?? null, at]);
  const addresses: [string, string][] = [];
  const wants = (channel: string) => payload.everyChannel === true || reader.channels.includes(channel);
  if (reader.email && wants('email')) addresses.push(['email', reader.email]);
  if (reader.phone && wants('sms')) addresses.push(['sms', reader.phone]);
  for (const [channel, address] of addresses) {
    await connection.run(
      `insert into kernel.sendings (id, notice_id, channel, address, state, next_try_at) values ($1, $2, $3, $4, 'waiting', $5)`,
      [newId(at, city.random), id, channel, address, at]);
  }
}
