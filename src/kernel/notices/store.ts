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

interface NoticeRow {
  readonly id: string;
  readonly payload: unknown;
  readonly at: Temporal.Instant;
}

const NOBODY: Reader = { email: null, phone: null, language: 'ja', channels: [] };

/** Everybody the notices go to, in two questions however many they are. */
async function readersOf(connection: Connection, notices: readonly NoticeToSend[]): Promise<(notice: NoticeToSend) => Reader> {
  const citizens = [...new Set(notices.flatMap(({ to }) => ('citizen' in to ? [to.citizen] : [])))];
  const staff = [...new Set(notices.flatMap(({ to }) => ('staff' in to ? [to.staff] : [])))];
  const known = new Map<string, Reader & { readonly confirmed: boolean }>();
  if (citizens.length > 0) {
    const found = await connection.run<Reader & { id: string; confirmed: boolean }>('select id, email, email_confirmed_at is not null as confirmed, phone, language, channels from kernel.citizens where id = any($1) and closed_at is null', [citizens]);
    for (const row of found.rows) known.set(row.id, row);
  }
  if (staff.length > 0) {
    const found = await connection.run<{ id: string; email: string | null }>('select id, email from kernel.staff where id = any($1) and closed_at is null', [staff]);
    for (const row of found.rows) known.set(row.id, { email: row.email, phone: null, language: 'ja', channels: ['inbox'], confirmed: true });
  }
  return (notice) => {
    if ('email' in notice.to) return { ...NOBODY, email: notice.to.email, channels: ['email'] };
    const reader = known.get('citizen' in notice.to ? notice.to.citizen : notice.to.staff);
    if (!reader) return NOBODY;
    // An address nobody has confirmed gets nothing but the letter that confirms it.
    return reader.confirmed || notice.kind === 'identity.confirmEmail' ? reader : { ...reader, email: null };
  };
}

/** Stores a batch. Idempotent: a notice's id is its outbox row's. */
export async function storeNotices(connection: Connection, city: City, rows: readonly NoticeRow[]): Promise<void> {
  const notices = rows.map((row) => {
    if (!isNotice(row.payload)) throw new Error('not a notice');
    return { ...row, notice: row.payload };
  });
  if (notices.length === 0) return;
  const readerOf = await readersOf(connection, notices.map((one) => one.notice));
  const stored = notices.map(({ id, notice, at }) => {
    const { language } = readerOf(notice);
    return {
      id, citizen: 'citizen' in notice.to ? notice.to.citizen : null, staff: 'staff' in notice.to ? notice.to.staff : null, kind: notice.kind,
      title: notice.title[language], body: notice.body[language], href: notice.href ?? null, at: at.toString(),
    };
  });
  await connection.run(
    `insert into kernel.notices (id, citizen_id, staff_id, kind, title, body, href, at)
     select (e->>'id')::uuid, (e->>'citizen')::uuid, (e->>'staff')::uuid, e->>'kind', e->>'title', e->>'body', e->>'href', (e->>'at')::timestamptz from jsonb_array_elements($1::jsonb) e on conflict do nothing`, [JSON.stringify(stored)]);
  const sendings = notices.flatMap(({ id, notice, at }) => addressesOf(notice, readerOf(notice)).map(([channel, address]) => ({ id: newId(at, city.random), notice: id, channel, address, at: at.toString() })));
  if (sendings.length === 0) return;
  await connection.run(
    `insert into kernel.sendings (id, notice_id, channel, address, state, next_try_at)
     select (e->>'id')::uuid, (e->>'notice')::uuid, e->>'channel', e->>'address', 'waiting', (e->>'at')::timestamptz from jsonb_array_elements($1::jsonb) e`, [JSON.stringify(sendings)]);
}

function addressesOf(notice: NoticeToSend, reader: Reader): (readonly [string, string])[] {
  const wants = (channel: string) => notice.everyChannel === true || reader.channels.includes(channel);
  return [
    ...(reader.email && wants('email') ? [['email', reader.email] as const] : []),
    ...(reader.phone && wants('sms') ? [['sms', reader.phone] as const] : []),
  ];
}
