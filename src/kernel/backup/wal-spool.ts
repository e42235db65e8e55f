/**
 * Where finished WAL waits to be shipped. PostgreSQL's archive_command is set from the server's first start, because
 * archive_mode cannot be switched on while it runs; it copies only while somebody wants WAL, that is, while a folder stands
 * under `wal-spool` in the cluster. Each reader has a folder of its own. A folder is bounded: when it is full, a mark says
 * that WAL was left out, the town hall goes on, and the next backup begins with a whole copy. Never does a place that is
 * down fill the disk of a town hall that is up.
 */
import { chownSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const SPOOL = 'wal-spool';
export const SPOOL_LIMIT = 256;
const SCRIPT = 'wal-archive.sh';
const GAP = 'gap';

/** Run by PostgreSQL in the cluster's folder as: path of the WAL file, its name. Nothing is lost when it is run twice. */
const script = `#!/bin/sh
# Written by Yakuba at every start. Copies a finished WAL file for each folder that stands under ${SPOOL}; without one it does nothing.
[ -d ${SPOOL} ] || exit 0
for reader in ${SPOOL}/*/; do
  [ -d "$reader" ] || continue
  if [ -e "$reader$2" ]; then
    cmp -s "$1" "$reader$2" && continue
    : > "$reader${GAP}"
  fi
  if [ "$(ls "$reader" | wc -l)" -ge ${SPOOL_LIMIT} ]; then
    : > "$reader${GAP}"
    continue
  fi
  { cp "$1" "$reader.$2.part" && { sync "$reader.$2.part" 2>/dev/null || sync; } && mv "$reader.$2.part" "$reader$2"; } && continue
  [ -d "$reader" ] && exit 1
done
exit 0
`;

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Puts the script into the cluster; the settings that make PostgreSQL use it. */
export function archiveSettings(cluster: string, owner: Owner | null): Readonly<Record<string, string>> {
  const file = join(cluster, SCRIPT);
  writeFileSync(`${file}.new`, script, { mode: 0o600 });
  if (owner) chownSync(`${file}.new`, owner.uid, owner.gid);
  renameSync(`${file}.new`, file);
  // No archive_timeout: whoever reads the spool asks for a switch when something was written, and an idle town hall writes nothing.
  return { wal_level: 'replica', archive_mode: 'on', archive_command: `sh ${SCRIPT} "%p" "%f"` };
}

const FINISHED = /^[0-9A-F]{24}(?:\.[0-9A-F]{8}\.backup)?$|^[0-9A-F]{8}\.history$/;
const finishedIn = (folder: string) => (existsSync(folder) ? readdirSync(folder).filter((name) => FINISHED.test(name)) : []);

/** One reader's folder. */
export class Spool {
  readonly folder: string;
  /** Below it, for a server that is not ours: where pg_receivewal writes. */
  readonly incoming: string;

  constructor(folder: string) {
    this.folder = folder;
    this.incoming = join(folder, 'incoming');
  }

  /** The reader's folder in a cluster of ours; from now on WAL is kept for it. */
  static inCluster(cluster: string, reader: string): Spool {
    const { uid, gid } = statSync(cluster);
    for (const folder of [join(cluster, SPOOL), join(cluster, SPOOL, reader)]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      if (process.getuid?.() === 0) chownSync(folder, uid, gid);
    }
    return new Spool(join(cluster, SPOOL, reader));
  }

  /** The reader's folder beside the data, for WAL that comes over the network. */
  static beside(spools: string, reader: string): Spool {
    const spool = new Spool(join(spools, reader));
    mkdirSync(spool.incoming, { recursive: true, mode: 0o700 });
    return spool;
  }

  /** Finished WAL files, in their order. */
  files(): readonly string[] {
    return [...new Set([...finishedIn(this.folder), ...finishedIn(this.incoming)])].toSorted();
  }

  path(name: string): string {
    const settled = join(this.folder, name);
    return existsSync(settled) ? settled : join(this.incoming, name);
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  drop(names: readonly string[]): void {
    for (const name of names) for (const folder of [this.folder, this.incoming]) rmSync(join(folder, name), { force: true });
  }

  /** Empties `incoming`, so that whoever writes there begins where the server says: what is finished stays, what is not goes. */
  settleIncoming(): void {
    for (const name of finishedIn(this.incoming)) renameSync(join(this.incoming, name), join(this.folder, name));
    rmSync(this.incoming, { recursive: true, force: true });
    mkdirSync(this.incoming, { mode: 0o700 });
  }

  /** Whether WAL was left out. */
  get gap(): boolean {
    return existsSync(join(this.folder, GAP));
  }

  clearGap(): void {
    rmSync(join(this.folder, GAP), { force: true });
  }

  markGap(): void {
    writeFileSync(join(this.folder, GAP), '');
  }

  /** No more WAL for this reader. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Folders of one-time readers among a server's spools, with their processes; not our own. */
function onceReaders(folder: string): readonly { readonly path: string; readonly pid: number }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => ({ path: join(folder, name), pid: Number(/^once-(\d+)$/.exec(name)?.[1] ?? 0) })).filter(({ pid }) => pid > 0 && pid !== process.pid);
}

/** Folders of one-time readers that died. */
export function clearDeadReaders(folder: string): void {
  for (const { path, pid } of onceReaders(folder)) if (!alive(pid)) rmSync(path, { recursive: true, force: true });
}

/** Whether another process is making a single set of this server now. */
export function othersReading(folder: string): boolean {
  return onceReaders(folder).some(({ pid }) => alive(pid));
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
