/** Runs test files, each in a process of its own: a file that crashes or hangs is a failure of that file and of nothing else. */
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Told } from './reporter.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));
/** For what hangs, not for what is slow. */
const LIMIT_MINUTES = 20;

export interface TestFile {
  readonly path: string;
  readonly kind: 'unit' | 'database' | 'browser';
  /** Runs on PostgreSQL 15 as well. */
  readonly bothEnds: boolean;
  readonly prints: boolean;
}

/** All test files, or those whose path contains one of the texts; the quickest kind first. */
export function testFiles(only: readonly string[]): readonly TestFile[] {
  const order = ['unit', 'database', 'browser'];
  return globSync('{src,bin,bench,cities,e2e}/**/*.test.{ts,tsx}', { cwd: root }).map((path) => path.replaceAll('\\', '/')).filter((path) => only.length === 0 || only.some((text) => path.includes(text))).map(kindOf)
    .toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || (a.path < b.path ? -1 : 1));
}

const imported = new Map<string, readonly string[]>();

function importsOf(path: string): readonly string[] {
  const known = imported.get(path);
  if (known) return known;
  const full = join(root, path);
  const text = existsSync(full) ? readFileSync(full, 'utf8') : '';
  const found = [...text.matchAll(/^(?:import|export|\} from)\b[^\n]*?['"](\.[^'"]+\.tsx?)['"]/gm)].map((match) => posix.join(posix.dirname(path), match[1] ?? ''));
  imported.set(path, found);
  return found;
}

/** Every file of ours that this one brings along, itself included. */
function reach(path: string): ReadonlySet<string> {
  const all = new Set([path]);
  for (const one of all) for (const further of importsOf(one)) all.add(further);
  return all;
}

/** Backups open servers of their own, each of the version it is about; these others ask nothing of the database that the rest does not. */
const ANY_VERSION = /^src\/kernel\/(?:backup\/(?!verify\/)|http\/|files\/|notices\/|identity\/(?:account-security|passkey)|audit\/(?:evidence|keeper|mutations|acceptance-))/;

function kindOf(path: string): TestFile {
  const all = reach(path);
  const needsCity = all.has('src/kernel/testing.ts');
  // Journeys in a browser run one at a time; the tests of growth drive no browser, and like the short benches they mostly wait for servers of their own.
  const kind = path.startsWith('e2e/') && !path.startsWith('e2e/growth/') ? 'browser' : needsCity || all.has('src/kernel/db/embedded.ts') || /^(?:e2e|bench)\//.test(path) ? 'database' : 'unit';
  const bothEnds = kind === 'database' && needsCity && (/(?:commands|acceptance-booking)[\w.-]*\.test\./.test(path) || (path.startsWith('src/kernel/') && !ANY_VERSION.test(path)) || path === 'src/contract.test.ts');
  return { path, kind, bothEnds, prints: /pdftotext|pdffonts|pdfinfo|pdftoppm/.test(readFileSync(join(root, path), 'utf8')) };
}

export interface FileResult {
  readonly label: string;
  readonly passed: number;
  readonly skipped: readonly string[];
  readonly failures: readonly { readonly name: string; readonly error: string }[];
  readonly seconds: number;
}

const running = new Set<number>();

/** Ends what is still running, with everything it started. */
export function endAll(): void {
  for (const pid of running) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // gone already
    }
  }
}

export async function runFile(path: string, label: string, env: Readonly<Record<string, string>>): Promise<FileResult> {
  const started = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'yakuba-told-'));
  const report = join(folder, 'report');
  const words = ['--enable-source-maps', '--disable-warning=ExperimentalWarning', '--import', join(root, 'bin/tsx.ts'), `--test-reporter=${join(root, 'bin/testing/reporter.ts')}`, `--test-reporter-destination=${report}`, join(root, path)];
  const ended = await new Promise<{ code: number | null; late: boolean; said: string }>((done) => {
    // A group of its own, so that a browser or server it started ends with it.
    const child = spawn(process.execPath, words, { cwd: root, env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const { pid } = child;
    if (pid) running.add(pid);
    let said = '';
    let late = false;
    const keep = (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-20_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const end = () => {
      try {
        if (pid) process.kill(-pid, 'SIGKILL');
      } catch {
        // gone already
      }
    };
    const timer = setTimeout(() => {
      late = true;
      end();
    }, LIMIT_MINUTES * 60_000);
    child.on('error', (error) => (said += error.message));
    child.on('close', (code) => {
      clearTimeout(timer);
      end();
      if (pid) running.delete(pid);
      done({ code, late, said });
    });
  });
  const told = readReport(report);
  rmSync(folder, { recursive: true, force: true });
  const failures = told.filter((one) => !one.ok).map(({ name, error }) => ({ name, error }));
  const tail = ended.said.trim().split('\n').filter((line) => !line.startsWith('{"at"')).slice(-25).join('\n');
  if (ended.late) failures.push({ name: '時間切れ / timeout', error: `${LIMIT_MINUTES} 分で終わりませんでした。\n${tail}` });
  else if (ended.code !== 0 && failures.length === 0) failures.push({ name: '途中で止まりました / crashed', error: `終了コード ${String(ended.code)}\n${tail}` });
  else if (told.length === 0) failures.push({ name: '試験がありません / no tests', error: tail });
  return { label, passed: told.filter((one) => one.ok && !one.skipped).length, skipped: told.filter((one) => one.skipped).map((one) => one.name), failures, seconds: (performance.now() - started) / 1000 };
}

function readReport(file: string): readonly Told[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line): Told => JSON.parse(line));
  } catch {
    return [];
  }
}
