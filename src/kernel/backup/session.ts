/** Everything a backup needs, opened together: the place, the sealer, the PostgreSQL, the shipper. */
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Clock } from '../clock.ts';
import { clusterOf } from '../db/embedded.ts';
import { holdFolder } from '../db/lock.ts';
import type { RecordsOf } from './records.ts';
import { outsideSource } from './outside.ts';
import { openPlace } from './places/open.ts';
import type { Place } from './places/place.ts';
import { recipientsOf, sealerFor } from './seal.ts';
import { Shipper } from './shipper.ts';
import { embeddedSource, type Source } from './source.ts';
import { Vault } from './vault.ts';
import { clearDeadReaders } from './wal-spool.ts';

export interface Installed extends RecordsOf {
  readonly dataDir: string;
  readonly key: Uint8Array;
  /** The database is another one than the private one (DATABASE_URL). */
  readonly outside: boolean;
}

export interface Session {
  readonly place: Place;
  readonly vault: Vault;
  readonly source: Source;
  readonly shipper: Shipper;
  close(): Promise<void>;
}

/** `once`: a single set; its WAL is wanted only while it is made. Otherwise WAL is kept for this reader from now on. */
export async function openSession(installed: Installed, to: string, clock: Clock, once: boolean): Promise<Session> {
  const dataDir = resolve(installed.dataDir);
  const sealer = await sealerFor(recipientsOf(dataDir));
  const place = await openPlace(to);
  const vault = new Vault(place, installed.key, sealer, null);
  await vault.claim();
  const reader = once ? `once-${process.pid}` : 'steady';
  const source = installed.outside ? outsideSource() : sourceInside(installed, dataDir, reader);
  const shipper = new Shipper(vault, source, dataDir, clock);
  try {
    await shipper.begin();
  } catch (error) {
    await source.close(once);
    throw error;
  }
  return {
    place, vault, source, shipper,
    async close() {
      await shipper.close();
      await source.close(once);
      await place.close();
    },
  };
}

function sourceInside(installed: Installed, dataDir: string, reader: string): Source {
  const { cluster } = clusterOf(dataDir);
  clearDeadReaders(cluster);
  return embeddedSource(installed.admin, cluster, reader);
}

/** One steady backup for each data folder. */
export async function holdBackups(dataDir: string, since: string): Promise<() => void> {
  const folder = join(resolve(dataDir), 'backup');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return holdFolder(folder, 'バックアップ', since);
}

/** No WAL is wanted any more by the steady backup. */
export function stopWanting(dataDir: string): void {
  rmSync(join(clusterOf(dataDir).cluster, 'wal-spool', 'steady'), { recursive: true, force: true });
}
