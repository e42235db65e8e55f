/**
 * An installation's PostgreSQL: the private one under the data folder, or the one DATABASE_URL names.
 * Gives the connections for each role of a city's database.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { ConnectTo } from './database.ts';
import { joinEmbedded, startEmbedded, type EmbeddedOptions, type EmbeddedServer } from './embedded.ts';
import { FolderHeld, holdFolder } from './lock.ts';
import { createDatabase, migrate, type MigrationFolder, prepareRoles, rolePasswords, type RolePasswords } from './migrate.ts';

export interface Installation {
  readonly admin: ConnectTo;
  readonly passwords: RolePasswords;
  /** Random key of this installation, for fingerprints. */
  readonly key: Uint8Array;
  stop(): Promise<void>;
}

/** Where a `postgres://` address leads. `?host=` names a socket's folder. */
export function fromUrl(text: string): ConnectTo {
  if (!URL.canParse(text)) throw new Error('データベースの住所は postgres://利用者:パスワード@ホスト/データベース の形です（ソケットのときは @localhost/…?host=/フォルダー）。');
  const url = new URL(text);
  return {
    host: url.searchParams.get('host') ?? (decodeURIComponent(url.hostname) || 'localhost'),
    ...(url.port ? { port: Number(url.port) } : {}),
    database: url.pathname.slice(1) || 'postgres', user: decodeURIComponent(url.username) || 'postgres', password: decodeURIComponent(url.password),
  };
}

/** Random key of this installation; every host of one installation has the same one (`YAKUBA_KEY_FILE` says where it lies). */
export function installationKey(dataDir: string): Uint8Array {
  const keyFile = process.env['YAKUBA_KEY_FILE'] ?? join(dataDir, 'key');
  if (!existsSync(keyFile)) writeFileSync(keyFile, randomBytes(32), { mode: 0o600 });
  return readFileSync(keyFile);
}

function adminOf(server: Pick<EmbeddedServer, 'socketDir' | 'adminUser' | 'adminPassword'>): ConnectTo {
  return { host: server.socketDir, database: 'postgres', user: server.adminUser, password: server.adminPassword };
}

/** On our own server nobody but the administrator has business in the databases that came with it. */
async function shutOthers(admin: ConnectTo): Promise<void> {
  const client = new pg.Client({ ...admin, application_name: 'yakuba-prepare' });
  await client.connect();
  try {
    await client.query('revoke all on database postgres, template1 from public');
  } finally {
    await client.end();
  }
}

/** Starts or reaches the PostgreSQL and makes sure of its roles. */
export async function openInstallation(dataDir: string, options: Omit<EmbeddedOptions, 'dataDir'> & { readonly databaseUrl?: string | undefined } = {}): Promise<Installation> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const key = installationKey(dataDir);
  const passwords = rolePasswords(key);
  if (options.databaseUrl) {
    const admin = fromUrl(options.databaseUrl);
    await prepareRoles(admin, passwords);
    return { admin, passwords, key, stop: async () => {} };
  }
  const server = await startEmbedded({ dataDir, ...options });
  try {
    await prepareRoles(adminOf(server), passwords);
    await shutOthers(adminOf(server));
    return { admin: adminOf(server), passwords, key, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/**
 * For a command of the command line beside a town hall that may be open: works through the running one's PostgreSQL, and
 * otherwise takes the folder and starts it. `stop` gives back whatever was taken. `running`: somebody else keeps the doors.
 */
export async function openBeside(dataDir: string, what: string, since: string, options: Parameters<typeof openInstallation>[1] = {}): Promise<Installation & { readonly running: boolean }> {
  try {
    const release = await holdFolder(dataDir, what, since);
    try {
      const installation = await openInstallation(dataDir, options);
      return {
        ...installation, running: false,
        async stop() {
          await installation.stop();
          release();
        },
      };
    } catch (error) {
      release();
      throw error;
    }
  } catch (error) {
    if (!(error instanceof FolderHeld)) throw error;
    const key = installationKey(dataDir);
    const admin = options.databaseUrl ? fromUrl(options.databaseUrl) : adminOf(joinEmbedded(dataDir, error));
    return { admin, passwords: rolePasswords(key), key, running: true, stop: async () => {} };
  }
}

export function connectAs(installation: Installation, database: string, role: 'citizen' | 'staff' | 'owner'): ConnectTo {
  return { ...installation.admin, database, user: `yakuba_${role}`, password: installation.passwords[role] };
}

/** Creates the database when new and brings it up to date. Returns whether it is new and what ran. */
export async function prepareDatabase(installation: Installation, database: string, folders: readonly MigrationFolder[], template?: string): Promise<{ readonly fresh: boolean; readonly ran: readonly string[] }> {
  const fresh = await createDatabase(installation.admin, database, template);
  // btree_gist is a trusted extension, so the owner may create it; what needs more stays out of migrations.
  const ran = await migrate(connectAs(installation, database, 'owner'), folders);
  return { fresh, ran };
}

/** Whether the server has this database already. */
export async function databaseExists(installation: Installation, database: string): Promise<boolean> {
  const client = new pg.Client({ ...installation.admin, application_name: 'yakuba-look' });
  await client.connect();
  try {
    return (await client.query('select 1 from pg_database where datname = $1', [database])).rowCount === 1;
  } finally {
    await client.end();
  }
}
