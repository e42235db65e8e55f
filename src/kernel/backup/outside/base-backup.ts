/** A whole copy of somebody else's cluster: pg_basebackup writes a tar, and its files go into the group as they come. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { ConnectTo } from '../../db/database.ts';
import { type ClusterCopy, leftOut, once, startWalIn } from '../cluster.ts';
import type { GroupWriter } from '../group.ts';
import { BackupProblem } from '../problem.ts';
import { lastError, libpqEnvironment, listen } from './child.ts';
import { askOutside } from './server.ts';
import { TarEnded, type TarEntry, tarEntries } from './tar.ts';

const LABEL = 'backup_label';
/** By which the server knows the connection. */
const NAME = 'yakuba-basebackup';
const LOOK_MS = 5000;
/** How long a server may take to archive the WAL of a copy that is finished otherwise. */
const ARCHIVE_PATIENCE_SECONDS = 180;

export interface OutsideCopying {
  readonly admin: ConnectTo;
  readonly program: string;
  readonly archivePatienceSeconds?: number;
}

/** Copies into the group and calls `underway` with bytes as it goes. The group is not finished here. */
export async function copyOutside(how: OutsideCopying, group: GroupWriter, underway: (bytes: number) => void): Promise<ClusterCopy> {
  const words = ['--pgdata=-', '--format=tar', '--wal-method=none', '--checkpoint=fast', '--no-manifest', '--label=yakuba', '--no-password'];
  const child = spawn(how.program, words, { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/', env: { ...libpqEnvironment(how.admin), PGAPPNAME: NAME } });
  const said = listen(child);
  const watch = new ArchiveWatch(how, child);
  try {
    const label = await takeIn(child.stdout, group, underway);
    if ((await said.ended) !== 0) throw copyProblem(said.text());
    return { ...(await afterCopy(how.admin)), startWal: startWalIn(label), startLsn: /^START WAL LOCATION: (\S+)/m.exec(label)?.[1] ?? '' };
  } catch (error) {
    child.kill('SIGKILL');
    await said.ended;
    if (watch.stuck) throw watch.stuck;
    throw error instanceof TarEnded ? copyProblem(said.text()) : error;
  } finally {
    watch.end();
  }
}

/** The archive's files into the group; gives the label, which says where the WAL begins. */
async function takeIn(archive: AsyncIterable<Buffer>, group: GroupWriter, underway: (bytes: number) => void): Promise<string> {
  let label = '';
  for await (const entry of tarEntries(archive)) {
    if (entry.path === LABEL) {
      label = (await Array.fromAsync(entry.content)).join('');
      await group.file(LABEL, 0o600, once(Buffer.from(label)));
    } else if (entry.kind === 'link') throw new BackupProblem('CannotCopy', `データベースのフォルダーに、ほかの場所へのリンク（${entry.path}）があるので、写せません。表領域（tablespace）は、なくしてから実行してください。`);
    else if (leftOut(entry.path)) continue;
    else if (entry.kind === 'folder') group.folder(entry.path, entry.mode);
    else await group.file(entry.path, entry.mode, counted(entry, underway));
  }
  if (label === '') throw new TarEnded('the archive has no label');
  return label;
}

async function* counted(entry: TarEntry, underway: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const part of entry.content) {
    underway(part.byteLength);
    yield part;
  }
}

/** The copy's end was written before this moment, so WAL up to here makes it whole. */
function afterCopy(admin: ConnectTo): Promise<Pick<ClusterCopy, 'stopLsn' | 'stopWal' | 'consistentAt'>> {
  return askOutside(admin, async (client) => {
    const { rows } = await client.query<{ lsn: string; wal: string; at: string }>(`select lsn::text, pg_walfile_name(lsn - 1) as wal, to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from pg_switch_wal() as lsn`);
    const [row] = rows;
    if (!row) throw new Error('pg_switch_wal said nothing');
    return { stopLsn: row.lsn, stopWal: row.wal, consistentAt: Temporal.Instant.from(row.at) };
  });
}

function copyProblem(said: string): BackupProblem {
  if (/checksum (?:verification failed|error)/.test(said)) return new BackupProblem('CannotCopy', 'データベースのページが壊れています（チェックサムが合いません）。写しても使えないので、止めました。PostgreSQL の記録（ログ）で、どのファイルかを確かめてください。');
  return new BackupProblem('Busy', `pg_basebackup が途中で止まりました（${lastError(said)}）。PostgreSQL が動いているか、./yakuba doctor で確かめて、もう一度実行してください。`);
}

/**
 * A server that archives lets go of a finished copy only when its own archive_command has taken the WAL; when that fails
 * again and again the copy would wait for ever. Asked of the server, for its warnings come in its own language.
 */
class ArchiveWatch {
  stuck: BackupProblem | null = null;
  readonly #timer: NodeJS.Timeout;
  #since: number | null = null;

  constructor(how: OutsideCopying, child: ChildProcess) {
    const patience = (how.archivePatienceSeconds ?? ARCHIVE_PATIENCE_SECONDS) * 1000;
    const look = async () => {
      const waits = await askOutside(how.admin, async (client) => (await client.query(`select 1 from pg_stat_progress_basebackup join pg_stat_activity using (pid) where application_name = $1 and phase like 'waiting for wal archiving%'`, [NAME])).rowCount === 1);
      if (!waits) this.#since = null;
      else if (this.#since === null) this.#since = performance.now();
      else if (performance.now() - this.#since >= patience) {
        this.stuck = new BackupProblem('CannotCopy', 'PostgreSQL 自身の WAL の保管（archive_command）が終わらないので、写しを終えられません。PostgreSQL の記録（ログ）で archive_command の失敗を確かめて直すか、使わないなら archive_mode を off にしてください。');
        child.kill('SIGKILL');
      }
    };
    this.#timer = setInterval(() => void look().catch(() => {}), Math.min(LOOK_MS, patience / 2));
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
