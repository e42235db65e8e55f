/** The replication slot: the server keeps WAL for it until we have it, so that an hour without us costs nothing. */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { ConnectTo } from '../../db/database.ts';
import { BackupProblem } from '../problem.ts';
import { askOutside, SLOT } from './server.ts';

/** One that died a moment ago still holds it until its connection is noticed to be gone. */
const TAKEN_TRIES = 40;
/** Whoever gives the slot up stands before the screen. */
const DROP_TRIES = 12;
const TAKEN_PAUSE_MS = 250;

interface Found {
  readonly active: boolean;
  readonly lost: boolean;
}

async function find(client: pg.Client): Promise<Found | null> {
  return (await client.query<Found>(`select active, wal_status is not distinct from 'lost' as lost from pg_replication_slots where slot_name = $1`, [SLOT])).rows[0] ?? null;
}

async function make(client: pg.Client, name: string, temporary: boolean): Promise<void> {
  try {
    await client.query('select pg_create_physical_replication_slot($1, true, $2)', [name, temporary]);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '53400') throw new BackupProblem('Busy', 'PostgreSQL のレプリケーションスロットが、もういっぱいです。要らないものを消すか、max_replication_slots を増やしてください。', { cause: error });
    throw error;
  }
}

/** Makes the slot when it is missing, anew when what it kept was thrown away. True: WAL from before now is not to be had from it. */
export function ensureSlot(admin: ConnectTo): Promise<boolean> {
  return askOutside(admin, async (client) => {
    for (let tries = 0; ; tries++) {
      const found = await find(client);
      if (found === null) {
        await make(client, SLOT, false);
        return true;
      }
      if (!found.active && found.lost) {
        await client.query('select pg_drop_replication_slot($1)', [SLOT]);
        continue;
      }
      if (!found.active) return false;
      if (tries >= TAKEN_TRIES) throw new BackupProblem('Busy', `レプリケーションスロット ${SLOT} を、ほかのプログラムが使っています。同じ PostgreSQL の続けてのバックアップが、もう一つ動いていないか確かめてください。`);
      await pause(TAKEN_PAUSE_MS);
    }
  });
}

/** Gives it up; false: there was none. Refuses while somebody receives by it. */
export function dropSlot(admin: ConnectTo): Promise<boolean> {
  return askOutside(admin, async (client) => {
    for (let tries = 0; ; tries++) {
      const found = await find(client);
      if (found === null) return false;
      if (!found.active) {
        await client.query('select pg_drop_replication_slot($1)', [SLOT]);
        return true;
      }
      if (tries >= DROP_TRIES) throw new BackupProblem('Busy', `レプリケーションスロット ${SLOT} は、いま使われています。先に backup.json を消して町役場を開き直すか、./yakuba backup --every を止めてから、もう一度実行してください。`);
      await pause(TAKEN_PAUSE_MS);
    }
  });
}

/** For one set: the server keeps WAL from now on for as long as this connection lives, and forgets it with the connection. */
export async function holdWal(admin: ConnectTo): Promise<() => Promise<void>> {
  const client = new pg.Client({ ...admin, database: 'postgres', application_name: 'yakuba-backup' });
  client.on('error', () => {});
  await client.connect();
  try {
    await make(client, `${SLOT}_once_${randomBytes(6).toString('hex')}`, true);
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  return () => client.end().catch(() => {});
}
