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
    await client.query(`create database ${name} owner yakuba_owner ${template ? `template ${template} strategy file_copy` : "template template0 encoding 'UTF8'"}`);
    await client.query(`revoke all on database ${name} from public`);
    await client.query(`grant connect on database ${name} to yakuba_citizen, yakuba_staff`);
    return true;
  });
}

export async function dropDatabase(admin: ConnectTo, name: string): Promise<void> {
  await withClient(admin, (client) => client.query(`drop database if exists ${name} with (force)`));
}

export interface MigrationFile {
  readonly system: string;
  readonly name: string;
  readonly sha256: string;
  readonly sql: string;
}

/** Every migration of this version, in the order in which they run. */
export function migrationFiles(folders: readonly MigrationFolder[]): readonly MigrationFile[] {
  return folders.flatMap(({ system, folder }) => readdirSync(fileURLToPath(folder)).filter((file) => file.endsWith('.sql')).sort().map((name) => {
    const sql = readFileSync(new URL(name, folder), 'utf8');
    return { system, name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
  }));
}

/** One hash that says which migrations a database has: equal here and there, and the code fits the database. */
export function levelOf(files: readonly Pick<MigrationFile, 'system' | 'name' | 'sha256'>[]): string {
  return createHash('sha256').update(files.map((file) => `${file.system}/${file.name} ${file.sha256}`).toSorted().join('\n')).digest('hex');
}

/** A face may not read the list of migrations, so the level stands among the settings, which it may. */
async function noteLevel(client: pg.Client): Promise<void> {
  const there = await client.query<{ there: boolean }>(`select to_regclass('kernel.settings') is not null as there`);
  if (there.rows[0]?.there !== true) return;
  const all = await client.query<{ system: string; name: string; sha256: string }>('select system, name, sha256 from kernel.migrations');
  await client.query(
    `insert into kernel.settings (name, value) values ('level', to_jsonb($1::text)) on conflict (name) do update set value = excluded.value where settings.value <> excluded.value`, [levelOf(all.rows)]);
}

/** As a face: refuses a database that has not exactly the migrations of this version. */
export async function refuseOtherLevel(to: ConnectTo, folders: readonly MigrationFolder[]): Promise<void> {
  await withClient(to, async (client) => {
    const found = await client.query<{ value: unknown }>(`select value from kernel.settings where name = 'level'`).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && (error.code === '42P01' || error.code === '3F000' || error.code === '42501')) return { rows: [] };
      throw error;
    });
    if (found.rows[0]?.value !== levelOf(migrationFiles(folders))) {
      throw new Error(`データベース ${to.database} は、この版のプログラムに合っていません。管理の役割を持つところで ./yakuba city migrate を実行してください。`);
    }
  });
}

/** How many of these migrations have not run there. */
export async function pendingMigrations(owner: ConnectTo, folders: readonly MigrationFolder[]): Promise<number> {
  return withClient(owner, async (client) => {
    const done = await client.query<{ system: string; name: string }>('select system, name from kernel.migrations');
    const ran = new Set(done.rows.map((row) => `${row.system}/${row.name}`));
    return migrationFiles(folders).filter(({ system, name }) => !ran.has(`${system}/${name}`)).length;
  });
}

/**
 * Runs what has not run yet. Returns the names of what ran. A file that changed after it ran is refused.
 * `only` stops at the migrations an older database had, so that its rows fit.
 */
export async function migrate(owner: ConnectTo, folders: readonly MigrationFolder[], only?: ReadonlySet<string>): Promise<readonly string[]> {
  return withClient(owner, async (client) => {
    const ran: string[] = [];
    await client.query(`set timezone = 'UTC'`);
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(`revoke all on schema public from public`).catch(() => {});
    await client.query('create schema if not exists kernel');
    await client.query(`create table if not exists kernel.migrations (system text, name text, sha256 text not null, at timestamptz not null default now(), primary key (system, name))`);
    const done = await client.query<{ system: string; name: string; sha256: string }>('select system, name, sha256 from kernel.migrations');
    const known = new Map(done.rows.map((row) => [`${row.system}/${row.name}`, row.sha256]));
    for (const { system, name, sql, sha256 } of migrationFiles(folders)) {
      const before = known.get(`${system}/${name}`);
      if (before === sha256 || (only && !only.has(`${system}/${name}`))) continue;
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
    await noteLevel(client);
    return ran;
  });
}

// Whoever may become another role, at whatever distance, has that role's powers; so has a session that was let in as somebody else.
const STRONG = `
select r.rolname::text as name from pg_roles r
 where (pg_has_role(session_user, r.oid, 'MEMBER') or pg_has_role(current_user, r.oid, 'MEMBER'))
   and (r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolbypassrls or r.rolreplication or r.rolname like 'pg\\_%'
        or (r.rolname ~ '^yakuba_(citizen|staff|owner)$' and r.rolname <> current_user)
        or exists (select 1 from pg_database d where d.datname = current_database() and d.datdba = r.oid)
        or exists (select 1 from pg_namespace n where n.nspowner = r.oid)
        or exists (select 1 from pg_class c where c.relowner = r.oid and c.relpersistence <> 't')
        or exists (select 1 from pg_proc p where p.proowner = r.oid))
union all select 'session ' || session_user where session_user <> current_user
limit 1`;

/**
 * The faces must not be able to do more than they should: neither superuser nor owner nor the other face, nor a member of
 * such a role through any chain of memberships. Throws otherwise.
 */
export async function refuseStrongRole(to: ConnectTo): Promise<void> {
  await withClient(to, async (client) => {
    const found = await client.query<{ name: string }>(STRONG);
    const strong = found.rows[0]?.name;
    if (strong === undefined) return;
    throw new Error(`データベースの役割 ${to.user} は権限が強すぎます（スーパーユーザーか所有者か別の入口の役割である ${strong} になれます）。最小の役割でつないでください。`);
  });
}
