/** Which PostgreSQL binaries can open a restored cluster, and how a cluster from elsewhere becomes a private server's. */
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { ConnectTo } from '../db/database.ts';
import type { EmbeddedServer } from '../db/embedded.ts';
import type { BackupSet } from './manifest.ts';
import { BackupProblem } from './problem.ts';
import type { Owner } from './wal-spool.ts';

/** Null: those that npm brought. A cluster opens only with its own major version. */
export function binariesFor(version: string, bundled: number | null): string | null {
  const major = Number.parseInt(version, 10);
  if (major === bundled) return null;
  const folder = `/usr/lib/postgresql/${major}/bin`;
  if (existsSync(join(folder, 'postgres'))) return folder;
  throw new BackupProblem('CannotCopy', `このバックアップは PostgreSQL ${major} のものですが、この機械には PostgreSQL ${major} がありません（${folder}）。入れてから、もう一度実行してください。`);
}

/** Settings of the server the cluster came from: addresses, certificates, libraries of a machine that is not here. */
const THEIRS = ['postgresql.conf', 'postgresql.auto.conf', 'pg_hba.conf', 'pg_ident.conf'] as const;
const TRUST = 'restore-hba.conf';

/** A cluster from elsewhere while it is brought in. */
export interface Guest {
  /** For its first start, which replays the WAL: reached through the private socket alone, and nothing in it begins to work. */
  readonly settings: Readonly<Record<string, string>>;
  /** Afterwards: from now on it is a private server like ours. Takes effect with its next start. */
  settle(server: Pick<EmbeddedServer, 'socketDir'>): Promise<void>;
}

/** Null: the cluster is one of ours. `dataDir` gets a password of its own, for those of the old server lie with their owners. */
export function guestCluster(dataDir: string, cluster: string, owner: Owner | null, set: Pick<BackupSet, 'server' | 'adminUser'>): Guest | null {
  if (set.server === 'embedded') return null;
  const write = (name: string, text: string) => {
    const path = join(cluster, name);
    writeFileSync(path, text, { mode: 0o600 });
    if (owner) chownSync(path, owner.uid, owner.gid);
    return path;
  };
  // They are kept to be read. A server's folder need not hold them at all (Debian: /etc/postgresql).
  for (const name of THEIRS) if (existsSync(join(cluster, name))) renameSync(join(cluster, name), join(cluster, `${name}.before-restore`));
  for (const name of ['postgresql.conf', 'postgresql.auto.conf', 'pg_ident.conf']) write(name, '');
  write('pg_hba.conf', 'local all all scram-sha-256\nlocal replication all scram-sha-256\n');
  const password = randomBytes(24).toString('base64url');
  writeFileSync(join(dataDir, 'postgres.secret'), `${password}\n`, { mode: 0o600 });
  return {
    settings: { hba_file: write(TRUST, 'local all all trust\n'), max_logical_replication_workers: '0' },
    async settle({ socketDir }) {
      await nameAdministrator({ host: socketDir, database: 'postgres', user: set.adminUser, password: '' }, password);
      rmSync(join(cluster, TRUST));
    },
  };
}

/** The private server is opened as `postgres`, whatever the superuser was called where the cluster came from. */
async function nameAdministrator(superuser: ConnectTo, password: string): Promise<void> {
  const client = new pg.Client({ ...superuser, application_name: 'yakuba-restore' });
  client.on('error', () => {});
  await client.connect();
  try {
    const there = (await client.query(`select 1 from pg_roles where rolname = 'postgres'`)).rowCount === 1;
    // base64url made here: it can stand in the statement, which takes no parameters.
    await client.query(`${there ? 'alter' : 'create'} role postgres with superuser createdb createrole replication bypassrls login password '${password}' valid until 'infinity'`);
  } finally {
    await client.end();
  }
}
