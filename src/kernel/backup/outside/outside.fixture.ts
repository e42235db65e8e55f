/** Somebody else's PostgreSQL: Debian's own 15, with an operator who gave us a role of our own and no more than it needs. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { ConnectTo } from '../../db/database.ts';
import { startEmbedded } from '../../db/embedded.ts';

const DEBIANS = process.env['YAKUBA_POSTGRES15_BIN'] ?? '/usr/lib/postgresql/15/bin';

/** Why these tests cannot run on this machine; false: they can. */
export const lacksDebians: string | false = existsSync(join(DEBIANS, 'pg_basebackup')) ? false : `PostgreSQL 15 が ${DEBIANS} にないので（apt-get install postgresql-15、または YAKUBA_POSTGRES15_BIN）`;

export interface OutsideServer {
  readonly superuser: ConnectTo;
  /** What its operator wrote into DATABASE_URL. */
  readonly databaseUrl: string;
  readonly admin: ConnectTo;
  readonly pid: number;
  /** As its superuser. */
  run(text: string): Promise<void>;
  ask<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Another pg_hba.conf, in force at once; null: the one it began with. */
  admit(lines: string | null): Promise<void>;
  /** A tablespace that needs no disk of its own. */
  tablespace(name: string): Promise<void>;
  stop(): Promise<void>;
}

async function asked<Row extends pg.QueryResultRow>(as: ConnectTo, text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
  const client = new pg.Client(as);
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

export async function outsideServer(settings: Readonly<Record<string, string>> = {}): Promise<OutsideServer> {
  const dir = mkdtempSync(join(tmpdir(), 'yakuba-outside-'));
  const server = await startEmbedded({ dataDir: dir, binDir: DEBIANS, settings });
  const made: ConnectTo = { host: server.socketDir, database: 'postgres', user: server.adminUser, password: server.adminPassword };
  // Not everybody's superuser is called postgres.
  const superuser: ConnectTo = { ...made, user: 'shihai' };
  await asked(made, `create role passing superuser login password 'passing'`);
  await asked({ ...made, user: 'passing', password: 'passing' }, 'alter role postgres rename to shihai');
  await asked(superuser, 'drop role passing');
  const ask = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) => asked<Row>(superuser, text, values);
  const run = async (text: string) => void (await ask(text));
  await run(`create role machi login createdb createrole replication password 'of the town'`);
  await run('grant execute on function pg_switch_wal() to machi');
  await run('grant create on database postgres to machi; grant create on schema public to machi');
  const hba = join(dir, 'postgres', 'pg_hba.conf');
  const usual = readFileSync(hba, 'utf8');
  return {
    superuser, run, ask,
    databaseUrl: `postgres://machi:of%20the%20town@localhost/postgres?host=${server.socketDir}`,
    admin: { ...superuser, user: 'machi', password: 'of the town' },
    get pid() {
      return server.pid;
    },
    async admit(lines) {
      const loaded = async () => (await ask<{ at: string }>('select pg_conf_load_time()::text as at'))[0]?.at;
      const before = await loaded();
      writeFileSync(hba, lines ?? usual);
      await run('select pg_reload_conf()');
      while ((await loaded()) === before) await pause(10);
    },
    async tablespace(name) {
      const client = new pg.Client(superuser);
      await client.connect();
      await client.query('set allow_in_place_tablespaces = on');
      await client.query(`create tablespace ${name} location ''`);
      await client.end();
    },
    async stop() {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
