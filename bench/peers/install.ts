/** Brings the peers from Debian. Needs root; their own services are kept from starting. */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

const POLICY = '/usr/sbin/policy-rc.d';

/** Installs packages; false when this machine cannot. */
export function install(packages: readonly string[], there: string): boolean {
  if (existsSync(there)) return true;
  if (process.getuid?.() !== 0) throw new Error(`この測定は root で実行してください（${packages.join('、')} を入れます）。`);
  const guarded = existsSync(POLICY);
  if (!guarded) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
    return spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env, stdio: 'ignore' }).status === 0 && existsSync(there);
  } finally {
    if (!guarded) rmSync(POLICY);
  }
}
