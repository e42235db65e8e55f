/**
 * Migrations: plain SQL, forward only, in the order of the systems, each in a transaction of its own, all under one lock.
 * Roles: `yakuba_citizen` and `yakuba_staff` are the faces' least roles; the owner runs migrations and nothing else.
 */
import { createHash, createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { ConnectTo } from './database.ts';

export interface MigrationFolder {
  readonly system: string;
  readonly folder: URL;
}

export const kernelMigrations: MigrationFolder = { system: 'kernel', folder: new URL('../migrations/', import.meta.url) };

const MIGRATION_LOCK = 7_210_009; // any constant; 二本松市's code, so that it is easy to recognise in pg_locks

async function withClient<T>(to: ConnectTo, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...to, application_name: 'yakuba-migrate' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export type FaceRole = 'citizen' | 'staff' | 'owner';
export type RolePasswords = Readonly<Record<FaceRole, string>>;

/** The roles' passwords follow from the installation's key, so that every process that holds the key knows them and a new one shuts nobody out. */
export function rolePasswords(key: Uint8Array): RolePasswords {
  const of = (role: FaceRole) => createHmac('sha256', key).update(`database role ${role}`).digest('base64url');
  return { citizen: of('citizen'), staff: of('staff'), owner: of('owner') };
}

/** Makes the faces' roles on the server if they are missing and gives them these passwords. */
export async function prepareRoles(admin: ConnectTo, passwords: RolePasswords): Promise<void> {
  await withClient(admin, async (client) => {
    const server = await client.query<{ num: number }>(`select current_setting('server_version_num')::int as num`);
    if ((server.rows[0]?.num ?? 0) < 150_000) throw new Error('PostgreSQL 15 以上が必要です。');
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    for (const face of ['citizen', 'staff', 'owner'] as const) {
      const role = `yakuba_${face}`;
      const found = await client.query('select 1 from pg_roles where rolname = $1', [role]);
      const verb = found.rowCount ? 'alter' : 'create';
      // A password is base64url made here, so it can stand in the statement, which takes no parameters.
      await client.query(`${verb} role ${role} with login noinherit password '${passwords[face]}'`);
      if (face !== 'owner') {
        await client.query(`alter role ${role} set statement_timeout = '15s'`);
        await client.query(`alter role ${role} set lock_timeout = '8s'`);
        await client.query(`alter role ${role} set idle_in_transaction_session_timeout = '15s'`);
      }
    }
    await client.query('commit');
  });
}

/** Makes the city's database when it does not exist. True: it is new. */
export async function createDatabase(admin: ConnectTo, name: string, template?: string): Promise<boolean> {
  if (!/^[a-z][a-z0-9_]{0,50}$/.test(name)) throw new Error(`database name ${name}`);
  return withClient(admin, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount) return false;
    const me = await client.query<{ me: string }>('select current_user as me');
    await client.query(`grant yakuba_owner to "${me.rows[0]?.me}"`).catch(() => {});
    await client.query(`create database ${name} owner yakuba_owner ${template ? `template ${template} strategy wal_log` : "template template0 encoding 'UTF8'"}`);
    await client.query(`revoke all on database ${name} from public`);
    await client.query(`grant connect on database ${name} to yakuba_citizen, yakuba_staff`);
    return true;
  });
}

export async function dropDatabase(admin: ConnectTo, name: string): Promise<void> {
  await withClient(admin, (client) => client.query(`drop database if exists ${name} with (force)`));
}

/** Runs what has not run yet. Returns the names of what ran. A file that changed after it ran is refused. */
export async function migrate(owner: ConnectTo, folders: readonly MigrationFolder[]): Promise<readonly string[]> {
  return withClient(owner, async (client) => {
    const ran: string[] = [];
    await client.query(`set timezone = 'UTC'`);
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(`revoke all on schema public from public`).catch(() => {});
    await client.query('create schema if not exists kernel');
    await client.query(`create table if not exists kernel.migrations (system text, name text, sha256 text not null, at timestamptz not null default now(), primary key (system, name))`);
    const done = await client.query<{ system: string; name: string; sha256: string }>('select system, name, sha256 from kernel.migrations');
    const known = new Map(done.rows.map((row) => [`${row.system}/${row.name}`, row.sha256]));
    for (const { system, folder } of folders) {
      for (const name of readdirSync(fileURLToPath(folder)).filter((file) => file.endsWith('.sql')).sort()) {
        const sql = readFileSync(new URL(name, folder), 'utf8');
        const sha256 = createHash('sha256').update(sql).digest('hex');
        const before = known.get(`${system}/${name}`);
        if (before === sha256) continue;
        if (before) throw new Error(`移行 ${system}/${name} は、実行した後に書き換えられています。新しい番号のファイルを足してください。`);
        await client.query('begin');
        try {
          if (system !== 'kernel') await client.query(`create schema if not exists ${system.replaceAll('-', '_')}`);
          await client.query(sql);
          await client.query('insert into kernel.migrations (system, name, sha256) values ($1, $2, $3)', [system, name, sha256]);
          await client.query('commit');
        } catch (error) {
          await client.query('rollback');
          throw new Error(`移行 ${system}/${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
        }
        ran.push(`${system}/${name}`);
      }
    }
    return ran;
  });
}

/** The faces must not be able to more than they should: neither superuser nor owner. Throws otherwise. */
export async function refuseStrongRole(to: ConnectTo): Promise<void> {
  await withClient(to, async (client) => {
    const row = await client.query<{ strong: boolean }>(
      `select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls
           or exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'kernel' and c.relowner = r.oid) as strong
         from pg_roles r where rolname = current_user`,
    );
    if (row.rows[0]?.strong !== false) {
      throw new Error(`データベースの役割 ${to.user} は権限が強すぎます（スーパーユーザーまたは所有者）。最小の役割でつないでください。`);
    }
  });
}
