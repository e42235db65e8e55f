/** Everything a backup needs, opened together: the place, the sealer, the PostgreSQL, the shipper. */
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Clock } from '../clock.ts';
import { clusterOf } from '../db/embedded.ts';
import { holdFolder } from '../db/lock.ts';
import type { RecordsOf } from './records.ts';
import { dropSlot } from './outside/slot.ts';
import { outsideSource, spoolsOf } from './outside/source.ts';
import { openPlace } from './places/open.ts';
import type { Place } from './places/place.ts';
import { recipientsOf, sealerFor } from './seal.ts';
import { Shipper } from './shipper.ts';
import { embeddedSource, type Source } from './source.ts';
import { Vault } from './vault.ts';
import { clearDeadReaders, SPOOL } from './wal-spool.ts';

/** The reader of the steady backup. */
const STEADY = 'steady';

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
  let source: Source | null = null;
  let shipper: Shipper;
  try {
    await vault.claim();
    source = await sourceOf(installed, dataDir, once);
    shipper = new Shipper(vault, source, dataDir, clock);
    await shipper.begin();
  } catch (error) {
    await source?.close(once);
    await place.close();
    throw error;
  }
  const opened = source;
  return {
    place, vault, source: opened, shipper,
    async close() {
      await shipper.close();
      await opened.close(once);
      await place.close();
    },
  };
}

async function sourceOf(installed: Installed, dataDir: string, once: boolean): Promise<Source> {
  const reader = once ? `once-${process.pid}` : STEADY;
  if (installed.outside) return outsideSource({ admin: installed.admin, dataDir, reader, once });
  const { cluster } = clusterOf(dataDir);
  clearDeadReaders(join(cluster, SPOOL));
  return embeddedSource(installed.admin, cluster, reader, once);
}

/** One steady backup for each data folder. */
export async function holdBackups(dataDir: string, since: string): Promise<() => void> {
  const folder = join(resolve(dataDir), 'backup');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return holdFolder(folder, 'バックアップ', since);
}

/** No WAL is wanted any more by the steady backup of the private server. */
export function stopWanting(dataDir: string): void {
  rmSync(join(clusterOf(dataDir).cluster, SPOOL, STEADY), { recursive: true, force: true });
}

/** The same for a server of somebody else: its slot goes, and what waits here. False: there was no slot. */
export async function stopWantingOutside(installed: Pick<Installed, 'admin' | 'dataDir'>): Promise<boolean> {
  const dropped = await dropSlot(installed.admin);
  rmSync(join(spoolsOf(resolve(installed.dataDir)), STEADY), { recursive: true, force: true });
  return dropped;
}
