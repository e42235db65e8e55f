/** Which PostgreSQL binaries can open a restored cluster, and what a cluster from elsewhere lacks to be opened by us. */
import { chownSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** A server's own folder may keep its settings elsewhere (Debian: /etc/postgresql), and its passwords are not ours: reached through the private socket alone. */
export function trustFile(cluster: string, owner: Owner | null, set: BackupSet): Readonly<Record<string, string>> {
  if (set.server === 'embedded') return {};
  const write = (name: string, text: string) => {
    const path = join(cluster, name);
    writeFileSync(path, text, { mode: 0o600 });
    if (owner) chownSync(path, owner.uid, owner.gid);
    return path;
  };
  for (const name of ['postgresql.conf', 'pg_ident.conf', 'pg_hba.conf']) if (!existsSync(join(cluster, name))) write(name, name === 'pg_hba.conf' ? 'local all all scram-sha-256\n' : '');
  return { hba_file: write('restore-hba.conf', 'local all all trust\n'), config_file: write('restore.conf', ''), ident_file: join(cluster, 'pg_ident.conf') };
}
