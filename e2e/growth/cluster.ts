/**
 * etcd, two machines with Patroni and PostgreSQL, and HAProxy before them. Every machine is a network namespace with a
 * process namespace of its own, so that pulling its plug ends all of it at once. To be called in a sandbox (see bench/failover.ts):
 * addresses are those of the examples in `deploy/`, and nothing of it is seen outside.
 */
import { chownSync, chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRecord } from '../../src/kernel/text/json.ts';
import { example, programAt, type Programs, ran, type Running, until } from './programs.ts';

export interface Cluster {
  readonly dir: string;
  /** Where HAProxy leads to the primary, as PostgreSQL's administrator. */
  readonly url: string;
  /** The name of the machine that is the primary now. */
  primary(): Promise<string>;
  /** Pulls the plug: kill -9 of everything on the machine. */
  kill(name: string): Promise<void>;
  /** Pulls the network cable. */
  cut(name: string): void;
  /** What everybody said, for when something went wrong. */
  said(): string;
  clear(): void;
}

const MACHINES = { etcd: '192.0.2.10', db1: '192.0.2.11', db2: '192.0.2.12' } as const;
const PACKAGES = 'patroni etcd-server python3-etcd postgresql-15 haproxy';

function must(command: string, ...words: readonly string[]): void {
  const { code, said } = ran(command, words);
  if (code !== 0) throw new Error(`${command} ${words.join(' ')}: ${said}`);
}

/** A bridge with this process on it, and one namespace on it for each machine. */
function layNetwork(): void {
  mkdirSync('/run/netns', { recursive: true });
  must('mount', '-t', 'tmpfs', 'none', '/run/netns');
  must('ip', 'link', 'set', 'lo', 'up');
  must('ip', 'link', 'add', 'house', 'type', 'bridge');
  must('ip', 'addr', 'add', '192.0.2.1/24', 'dev', 'house');
  must('ip', 'link', 'set', 'house', 'up');
  for (const [name, address] of Object.entries(MACHINES)) {
    must('ip', 'netns', 'add', name);
    must('ip', 'link', 'add', `to-${name}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
    must('ip', 'link', 'set', `to-${name}`, 'master', 'house', 'up');
    must('ip', '-n', name, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
    must('ip', '-n', name, 'link', 'set', 'eth0', 'up');
    must('ip', '-n', name, 'link', 'set', 'lo', 'up');
  }
}

/** PostgreSQL and etcd run as Debian's user of PostgreSQL; the shell between is the machine's first process, with which all others end. */
function onMachine(programs: Programs, name: string, command: readonly string[]): Running {
  const line = `setpriv --reuid=postgres --regid=postgres --init-groups ${command.join(' ')} & wait`;
  return programs.start(name, 'ip', ['netns', 'exec', name, 'unshare', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', line]);
}

function folderFor(dir: string, name: string, owner: { readonly uid: number; readonly gid: number }): string {
  const folder = join(dir, name);
  mkdirSync(folder, { mode: 0o700 });
  chownSync(folder, owner.uid, owner.gid);
  return folder;
}

function postgresUser(): { readonly uid: number; readonly gid: number } {
  const row = readFileSync('/etc/passwd', 'utf8').split('\n').find((line) => line.startsWith('postgres:'))?.split(':');
  if (!row) throw new Error(`次を実行してください: apt-get install ${PACKAGES}`);
  return { uid: Number(row[2]), gid: Number(row[3]) };
}

/** The roles of the machines, as Patroni tells them; none while it tells nothing. */
async function rolesNow(): Promise<ReadonlyMap<string, string>> {
  const roles = new Map<string, string>();
  for (const address of [MACHINES.db1, MACHINES.db2]) {
    const answer = await fetch(`http://${address}:8008/cluster`, { signal: AbortSignal.timeout(1_000) }).then((reply) => reply.json(), () => null);
    if (!isRecord(answer) || !Array.isArray(answer['members'])) continue;
    for (const member of answer['members'].filter(isRecord)) roles.set(String(member['name']), `${String(member['role'])} ${String(member['state'])}`);
    return roles;
  }
  return roles;
}

/** Opens the cluster; when it resolves, one machine is the primary and the other one its synchronous standby. */
export async function openCluster(programs: Programs, say: (line: string) => void): Promise<Cluster> {
  const etcd = programAt('etcd', PACKAGES);
  const patroni = programAt('patroni', PACKAGES);
  const haproxy = programAt('haproxy', PACKAGES);
  programAt('setpriv', 'util-linux');
  const owner = postgresUser();
  const dir = mkdtempSync(join(tmpdir(), 'yakuba-failover-'));
  chmodSync(dir, 0o711);
  layNetwork();
  const all: Running[] = [];
  const keep = (running: Running) => {
    all.push(running);
    return running;
  };
  const store = folderFor(dir, 'etcd', owner);
  const at = (port: number) => `http://${MACHINES.etcd}:${port}`;
  keep(onMachine(programs, 'etcd', [etcd, '--name', 'etcd', '--data-dir', store, '--listen-client-urls', at(2379), '--advertise-client-urls', at(2379), '--listen-peer-urls', at(2380), '--initial-advertise-peer-urls', at(2380), '--initial-cluster', `etcd=${at(2380)}`, '--log-level', 'error']));
  const machines = new Map<string, Running>();
  for (const [name, file] of [['db1', 'postgresql/patroni-1.yml'], ['db2', 'postgresql/patroni-2.yml']] as const) {
    const folder = folderFor(dir, name, owner);
    const config = join(folder, 'patroni.yml');
    writeFileSync(config, example(file, [
      ['/var/lib/postgresql/15/yakuba', join(folder, 'cluster')], ['/var/lib/postgresql/.pgpass-patroni', join(folder, 'pgpass')], ['/var/run/postgresql', folder], ['shared_buffers: 1GB', 'shared_buffers: 64MB'],
      ['wal_keep_size: 1GB', 'wal_keep_size: 128MB'], ['CHANGE-SUPERUSER', 'super'], ['CHANGE-REPLICATION', 'repl'], ['CHANGE-REWIND', 'rewind'],
    ]), { mode: 0o644 });
    machines.set(name, keep(onMachine(programs, name, [patroni, config])));
  }
  writeFileSync(join(dir, 'haproxy.cfg'), example('postgresql/haproxy-postgresql.cfg', [['log global', 'log global\n    option dontlog-normal']]));
  keep(programs.start('haproxy', haproxy, ['-db', '-f', join(dir, 'haproxy.cfg')]));
  const said = () => all.map((one) => `--- ${one.name}\n${one.said().split('\n').slice(-40).join('\n')}`).join('\n');
  await until('a primary and its synchronous standby', 120, async () => {
    const roles = [...(await rolesNow()).values()].toSorted();
    return roles.some((role) => role.startsWith('leader running')) && roles.some((role) => role.startsWith('sync_standby'));
  }, said);
  say('a primary and its synchronous standby are there');
  return {
    dir, url: 'postgres://postgres:super@127.0.0.1:5000/postgres', said,
    async primary() {
      const found = [...(await rolesNow())].find(([, role]) => role.startsWith('leader'));
      if (!found) throw new Error(`no primary\n${said()}`);
      return found[0];
    },
    async kill(name) {
      await machines.get(name)?.stop('SIGKILL');
    },
    cut: (name) => must('ip', 'link', 'set', `to-${name}`, 'down'),
    clear: () => rmSync(dir, { recursive: true, force: true }),
  };
}
