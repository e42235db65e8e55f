/** What the tests need beside npm's parts: a browser, Japanese fonts, PostgreSQL 15 for the lower end, a reader of PDFs, and the engines a city grows on. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestFile } from './files.ts';

interface Need {
  readonly packages: readonly string[];
  readonly missing: () => boolean;
  readonly wantedBy: (file: TestFile) => boolean;
}

function onPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => folder !== '' && existsSync(join(folder, program)));
}

/** The bin folder of PostgreSQL 15. */
export function postgres15(): string {
  return process.env['YAKUBA_POSTGRES15_BIN'] ?? '/usr/lib/postgresql/15/bin';
}

const needs: readonly Need[] = [
  { packages: ['chromium'], missing: () => !onPath('chromium') && !onPath('chromium-browser') && !process.env['YAKUBA_CHROMIUM'], wantedBy: (file) => file.kind === 'browser' },
  { packages: ['fonts-noto-cjk'], missing: () => !existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc') && process.platform === 'linux', wantedBy: (file) => file.kind === 'browser' },
  { packages: ['postgresql-15'], missing: () => !existsSync(join(postgres15(), 'postgres')), wantedBy: (file) => file.bothEnds },
  { packages: ['postgresql-15', 'patroni', 'python3-etcd', 'etcd-server'], missing: () => !existsSync(join(postgres15(), 'postgres')) || !onPath('patroni') || !onPath('etcd'), wantedBy: (file) => /e2e\/growth\/(?:failover|examples)/.test(file.path) },
  { packages: ['haproxy'], missing: () => !existsSync('/usr/sbin/haproxy'), wantedBy: (file) => file.path.startsWith('e2e/growth/') },
  { packages: ['pgbouncer'], missing: () => !existsSync('/usr/sbin/pgbouncer'), wantedBy: (file) => /e2e\/growth\/(?:pooling|examples)/.test(file.path) },
  { packages: ['nginx-light'], missing: () => !existsSync('/usr/sbin/nginx'), wantedBy: (file) => file.path.startsWith('e2e/growth/examples') },
  { packages: ['poppler-utils'], missing: () => !onPath('pdftotext'), wantedBy: (file) => file.prints || file.kind === 'browser' },
];

/** Installs what these files need and the machine lacks. Throws with the command to run when it may not. */
export function provide(files: readonly TestFile[], say: (line: string) => void): void {
  const packages = [...new Set(needs.filter((need) => files.some(need.wantedBy) && need.missing()).flatMap((need) => need.packages))];
  if (packages.length === 0) return;
  const command = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (process.getuid?.() !== 0 || !onPath('apt-get')) {
    throw new Error(`試験に必要なものが入っていません（${packages.join('、')}）。次を実行してから、もう一度お試しください。 / Please run this first:\n  sudo sh -c '${command}'`);
  }
  say(`試験に必要なものを入れています: ${packages.join('、')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Debian's package would start a server of its own on port 5432; only the programs are wanted.
  const without = packages.includes('postgresql-15') ? 'mkdir -p /etc/postgresql-common && { [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf; } && ' : '';
  // Only the programs are wanted: a package's own service (nginx, HAProxy, etcd …) is not started on this machine.
  const quietly = `[ -e /usr/sbin/policy-rc.d ] || { trap 'rm -f /usr/sbin/policy-rc.d' EXIT; trap 'exit 1' INT TERM HUP; printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d; }; `;
  const done = spawnSync('sh', ['-c', `${quietly}${without}${command.replace('install -y', 'install -y -o Dpkg::Options::=--force-confold')}`], { env, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`必要なものを入れられませんでした。\n${`${done.stdout}${done.stderr}`.trim().split('\n').slice(-15).join('\n')}\n手で入れるには: ${command}`);
}
