/** What somebody else's PostgreSQL allows us, and in exact words what its operator must change before it can be backed up. */
import pg from 'pg';
import type { ConnectTo } from '../../db/database.ts';
import { BackupProblem } from '../problem.ts';

/** Kept on the server until the steady backup has it. One for each server, so that nobody need remember a name. */
export const SLOT = 'yakuba_backup';

export interface SlotState {
  readonly active: boolean;
  /** The server threw away WAL that the slot should have kept (max_slot_wal_keep_size). */
  readonly lost: boolean;
  readonly heldBytes: number;
}

export interface OutsideFacts {
  readonly major: number;
  readonly user: string;
  /** From where the server sees us; null: through a socket. */
  readonly from: string | null;
  readonly standby: boolean;
  readonly mayReplicate: boolean;
  readonly maySwitch: boolean;
  readonly walLevel: string;
  readonly walSenders: number;
  readonly slots: number;
  readonly tablespaces: readonly string[];
  /** Null: a slot may keep as much as the disk holds. */
  readonly slotLimitBytes: number | null;
  readonly walBytes: number;
  /** The role that initdb made: superuser for ever, whatever it is called. */
  readonly superuser: string;
  readonly slot: SlotState | null;
  /** What the server answers to a replication connection; null: welcome. */
  readonly refused: { readonly code: string; readonly said: string } | null;
}

interface Row {
  readonly major: number;
  readonly user: string;
  readonly from: string | null;
  readonly standby: boolean;
  readonly may_replicate: boolean;
  readonly may_switch: boolean;
  readonly wal_level: string;
  readonly wal_senders: number;
  readonly slots: number;
  readonly tablespaces: string[];
  readonly slot_limit: string;
  readonly wal_bytes: string;
  readonly superuser: string;
  readonly slot: { active: boolean; lost: boolean; held: number } | null;
}

const QUESTION = `
  select current_setting('server_version_num')::int / 10000 as major, current_user as user, host(inet_client_addr()) as from, pg_is_in_recovery() as standby,
    (select rolreplication or rolsuper from pg_roles where rolname = current_user) as may_replicate, has_function_privilege('pg_switch_wal()', 'execute') as may_switch,
    current_setting('wal_level') as wal_level, current_setting('max_wal_senders')::int as wal_senders, current_setting('max_replication_slots')::int as slots,
    array(select spcname::text from pg_tablespace where spcname not in ('pg_default', 'pg_global') order by 1) as tablespaces,
    (select setting from pg_settings where name = 'max_slot_wal_keep_size') as slot_limit, (select setting from pg_settings where name = 'wal_segment_size') as wal_bytes,
    (select rolname::text from pg_roles where oid = 10) as superuser,
    (select json_build_object('active', active, 'lost', wal_status = 'lost', 'held', coalesce(pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end, restart_lsn), 0))
       from pg_replication_slots where slot_name = $1) as slot`;

/** A connection for questions beside the backup. */
export async function askOutside<T>(admin: ConnectTo, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...admin, database: 'postgres', application_name: 'yakuba-backup' });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Whether the server lets us in as a replica would be: pg_hba.conf has lines of its own for that. */
async function refusedReplication(admin: ConnectTo): Promise<OutsideFacts['refused']> {
  const options = { ...admin, database: 'postgres', application_name: 'yakuba-backup', replication: 'true' };
  const client = new pg.Client(options);
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('IDENTIFY_SYSTEM');
    return null;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && /^[0-9A-Z]{5}$/.test(String(error.code)))) throw error;
    return { code: String(error.code), said: error.message };
  } finally {
    await client.end().catch(() => {});
  }
}

export async function outsideFacts(admin: ConnectTo): Promise<OutsideFacts> {
  const row = await askOutside(admin, async (client) => (await client.query<Row>(QUESTION, [SLOT])).rows[0]);
  if (!row) throw new Error('the server said nothing of itself');
  const limit = Number(row.slot_limit);
  return {
    major: row.major, user: row.user, from: row.from, standby: row.standby, mayReplicate: row.may_replicate, maySwitch: row.may_switch, walLevel: row.wal_level, walSenders: row.wal_senders, slots: row.slots,
    tablespaces: row.tablespaces, slotLimitBytes: limit < 0 ? null : limit * 1024 * 1024, walBytes: Number(row.wal_bytes), superuser: row.superuser,
    slot: row.slot && { active: row.slot.active, lost: row.slot.lost, heldBytes: Number(row.slot.held) },
    refused: row.may_replicate ? await refusedReplication(admin) : null,
  };
}

const named = (user: string) => (/^[a-z_][a-z0-9_]*$/.test(user) ? user : `"${user.replaceAll('"', '""')}"`);

/** The line of pg_hba.conf that would let us in. */
function hbaLine({ from, user }: Pick<OutsideFacts, 'from' | 'user'>): string {
  return from === null ? `local replication ${named(user)} scram-sha-256` : `host replication ${named(user)} ${from}/${from.includes(':') ? 128 : 32} scram-sha-256`;
}

/** Everything that stands in the way of a backup, each with what to do. Empty: nothing does. */
export function outsideProblems(facts: OutsideFacts): readonly BackupProblem[] {
  const cannot = (words: string) => new BackupProblem('CannotCopy', words);
  const found: BackupProblem[] = [];
  if (facts.standby) found.push(cannot('DATABASE_URL の PostgreSQL は待機系（スタンバイ）です。主系を指定してください。'));
  if (facts.walLevel === 'minimal') found.push(cannot('DATABASE_URL の PostgreSQL は wal_level = minimal なので、変更の控え（WAL）から戻せません。スーパーユーザーで「alter system set wal_level = \'replica\';」を実行し、PostgreSQL を起動し直してください。'));
  if (facts.tablespaces.length > 0) found.push(cannot(`DATABASE_URL の PostgreSQL には表領域（tablespace）${facts.tablespaces.join('、')} があります。表領域のある PostgreSQL は、この方法では写せません。中の表を「alter table … set tablespace pg_default;」で移し、「drop tablespace」してから、もう一度実行してください。`));
  if (!facts.mayReplicate) found.push(cannot(`データベースの利用者 ${facts.user} には、複製（REPLICATION）が許されていません。スーパーユーザーで「alter role ${named(facts.user)} replication;」を実行してください。`));
  if (facts.refused) found.push(refusal(facts, facts.refused));
  if (!facts.maySwitch) found.push(cannot(`データベースの利用者 ${facts.user} は、変更の控え（WAL）を区切れません。スーパーユーザーで、データベース postgres につないで「grant execute on function pg_switch_wal() to ${named(facts.user)};」を実行してください。`));
  if (facts.walSenders < 2) found.push(cannot(`PostgreSQL の max_wal_senders が ${facts.walSenders} です。二つ以上要ります。スーパーユーザーで「alter system set max_wal_senders = 10;」を実行し、PostgreSQL を起動し直してください。`));
  if (facts.slots < 1) found.push(cannot('PostgreSQL の max_replication_slots が 0 です。スーパーユーザーで「alter system set max_replication_slots = 10;」を実行し、PostgreSQL を起動し直してください。'));
  return found;
}

function refusal(facts: OutsideFacts, { code, said }: { readonly code: string; readonly said: string }): BackupProblem {
  if (code === '28000' || code === '28P01') {
    return new BackupProblem('CannotCopy', `PostgreSQL の pg_hba.conf が、利用者 ${facts.user} の複製（replication）の接続を許していません。pg_hba.conf に次の一行を足し、「select pg_reload_conf();」を実行してください。\n  ${hbaLine(facts)}`);
  }
  if (code === '53300') return new BackupProblem('Busy', 'PostgreSQL の複製の接続が、もういっぱいです。max_wal_senders を増やすか、要らない複製を止めてください。');
  return new BackupProblem('CannotCopy', `PostgreSQL が複製（replication）の接続を断りました（${code} ${said}）。プーラー（PgBouncer など）を通さず、PostgreSQL へ直接つながっているかを確かめてください。`);
}

/** What an unused slot costs, and what bounds it. For whoever makes one, and for `./yakuba doctor`. */
export function slotWords(facts: Pick<OutsideFacts, 'slotLimitBytes'>): string {
  const bound = facts.slotLimitBytes === null
    ? 'いまの PostgreSQL には上限がないので、長く止めたままにすると、PostgreSQL のディスクがいっぱいになります。スーパーユーザーで「alter system set max_slot_wal_keep_size = \'16GB\'; select pg_reload_conf();」を実行し、上限を付けてください'
    : `PostgreSQL は ${Math.round(facts.slotLimitBytes / 1024 ** 2).toLocaleString('ja-JP')} MB（max_slot_wal_keep_size）まで残し、それを超えると捨てます。捨てられたら、次に動いたときに丸ごと一つ取り直します`;
  return `PostgreSQL に、控え（WAL）を取っておく枠（レプリケーションスロット ${SLOT}）があります。町役場のバックアップが止まっているあいだ、PostgreSQL は変更をすべてそこに残します。${bound}。バックアップをやめるときは ./yakuba backup --drop-slot を実行してください。`;
}
