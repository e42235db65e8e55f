/**
 * An installation's PostgreSQL: the private one under the data folder, or the one DATABASE_URL names.
 * Gives the connections for each role of a city's database.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConnectTo, Database } from './database.ts';
import { startEmbedded, type EmbeddedOptions } from './embedded.ts';
import { createDatabase, migrate, type MigrationFolder, prepareRoles, refuseStrongRole } from './migrate.ts';

export interface Installation {
  readonly admin: ConnectTo;
  readonly passwords: { readonly citizen: string; readonly staff: string; readonly owner: string };
  /** Random key of this installation, for fingerprints. */
  readonly key: Uint8Array;
  stop(): Promise<void>;
}

function fromUrl(text: string): ConnectTo {
  const url = new URL(text);
  return {
    host: url.searchParams.get('host') ?? (decodeURIComponent(url.hostname) || 'localhost'),
    ...(url.port ? { port: Number(url.port) } : {}),
    database: url.pathname.slice(1) || 'postgres', user: decodeURIComponent(url.username) || 'postgres', password: decodeURIComponent(url.password),
  };
}

/** Starts or reaches the PostgreSQL and makes sure of its roles. */
export async function openInstallation(dataDir: string, options: Omit<EmbeddedOptions, 'dataDir'> & { readonly databaseUrl?: string | undefined } = {}): Promise<Installation> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const keyFile = join(dataDir, 'key');
  if (!existsSync(keyFile)) writeFileSync(keyFile, randomBytes(32), { mode: 0o600 });
  const key = readFileSync(keyFile);
  if (options.databaseUrl) {
    const admin = fromUrl(options.databaseUrl);
    return { admin, passwords: await prepareRoles(admin), key, stop: async () => {} };
  }
  const server = await startEmbedded({ dataDir, ...options });
  const admin: ConnectTo = { host: server.socketDir, database: 'postgres', user: server.adminUser, password: server.adminPassword };
  try {
    return { admin, passwords: await prepareRoles(admin), key, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
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

/** The two faces' pools, each under its least role. */
export async function openDatabases(installation: Installation, database: string, size: number): Promise<{ readonly citizenDb: Database; readonly staffDb: Database }> {
  const citizen = connectAs(installation, database, 'citizen');
  const staff = connectAs(installation, database, 'staff');
  await refuseStrongRole(citizen);
  await refuseStrongRole(staff);
  return { citizenDb: new Database(citizen, size), staffDb: new Database(staff, size) };
}
