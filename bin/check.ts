/** `./yakuba check`: types, lint and the floor plan, without a database. Each check is one line; what is wrong stands below it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findings } from './architecture/rules.ts';
import { readTree } from './architecture/source.ts';
import { readWords } from './words.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

export interface Checked {
  readonly name: string;
  readonly ok: boolean;
  /** What is wrong, for people. */
  readonly said: string;
  readonly seconds: number;
}

/**
 * Both tools are written in Go and allocate far more than they keep: letting the heap grow to five times what lives before it is
 * cleared takes a third off their time, for some 4 GB at the most.
 */
const ROOMY = { GOGC: '400' };

function tool(name: string, words: readonly string[]): Promise<{ ok: boolean; said: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', '.bin', name), ...words], { cwd: root, env: { ...ROOMY, ...process.env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    child.on('error', (error) => done({ ok: false, said: error.message }));
    child.on('close', (code) => done({ ok: code === 0, said: said.trim() }));
  });
}

async function timed(name: string, work: () => Promise<{ ok: boolean; said: string }>): Promise<Checked> {
  const started = performance.now();
  const { ok, said } = await work().catch((error: unknown) => ({ ok: false, said: error instanceof Error ? error.message : String(error) }));
  return { name, ok, said, seconds: (performance.now() - started) / 1000 };
}

/** One checker beside the linter: several would each work out the same types. What did not change since the last time is not looked at again. */
const SPARING = ['--checkers', '1', '--incremental', '--tsBuildInfoFile', join(root, 'node_modules', '.cache', 'types.tsbuildinfo')];

const floorPlan = async () => {
  const found = findings(readTree(root));
  return { ok: found.length === 0, said: found.join('\n') };
};

/** All checks, two at a time. */
export async function checkAll(): Promise<readonly Checked[]> {
  const [types, ...others] = await Promise.all([
    timed('型 / types', () => tool('tsc', ['-p', '.', '--pretty', 'false', ...SPARING])),
    timed('書き方 / lint', () => tool('oxlint', ['--type-aware', '--format=unix'])),
    timed('間取り / architecture', floorPlan),
  ]);
  return [types, ...others];
}

export function sayChecked({ name, ok, said, seconds }: Checked): void {
  console.log(`${ok ? '✔' : '✖'} ${name} (${seconds.toFixed(1)} s)`);
  if (!ok) console.log(said.split('\n').slice(0, 80).map((line) => `    ${line}`).join('\n'));
}

export async function run(words: readonly string[]): Promise<void> {
  readWords(words, []);
  const all = await checkAll();
  all.forEach(sayChecked);
  if (all.some((one) => !one.ok)) process.exitCode = 1;
}
