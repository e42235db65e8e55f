/**
 * `./yakuba test`: installs what is missing, checks, and runs every test: units first, then everything that needs the
 * database (on PostgreSQL 18 and, where the version can matter, on 15), journeys in a browser beside them.
 */
import { execFile } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connectAs, type Installation, openInstallation, prepareDatabase } from '../src/kernel/db/installation.ts';
import { migrationsOf } from '../src/kernel/house.ts';
import { checkAll, sayChecked } from './check.ts';
import { buildIslands } from './islands.ts';
import { catalogueOf, differences } from './testing/catalogue.ts';
import { endAll, type FileResult, root, runFile, testFiles, type TestFile } from './testing/files.ts';
import { postgres15, provide } from './testing/needs.ts';
import { readWords } from './words.ts';

const TEMPLATE = 'yakuba_template';

interface Server {
  readonly installation: Installation;
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

interface Tally {
  passed: number;
  failed: number;
  readonly skipped: string[];
}

export async function run(words: readonly string[]): Promise<void> {
  const { options, rest } = readWords(words, ['only']);
  const wanted = options.get('only') ?? '';
  const only = wanted === '' ? rest : [wanted, ...rest];
  for (const text of only) if (testFiles([text]).length === 0) throw new Error(`「${text}」を含む試験はありません。`);
  const files = testFiles(only);
  provide(files, (line) => console.log(line));
  const folder = takeFolder();
  const tally: Tally = { passed: 0, failed: 0, skipped: [] };
  const started = performance.now();
  const servers: Server[] = [];
  const cleanUp = async () => {
    endAll();
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void cleanUp().finally(() => process.exit(130)));
  try {
    if (only.length === 0) for (const one of await checkAll()) note(tally, one);
    await runAll(files, tally, servers);
  } finally {
    await cleanUp();
  }
  if (tally.skipped.length > 0) console.log(`\n飛ばした試験 / skipped (${tally.skipped.length}): ${tally.skipped.slice(0, 20).join('、')}`);
  console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} s`);
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  if (tally.failed > 0) process.exitCode = 1;
}

const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 6 * 1024 ** 3;

/**
 * Everything that tests write goes into one folder that is thrown away with the run: memory instead of a disk where there
 * is enough, for each of some three hundred cities is a database of its own, and of two thousand small files.
 */
function takeFolder(): string {
  const folder = mkdtempSync(join(hasRoom(MEMORY) ? MEMORY : tmpdir(), 'yakuba-'));
  chmodSync(folder, 0o755); // a server runs under a user of its own, and must get through
  process.env['TMPDIR'] = folder;
  return folder;
}

function hasRoom(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize > ENOUGH_BYTES && freemem() > 1.5 * ENOUGH_BYTES;
  } catch {
    return false;
  }
}

function note(tally: Tally, one: Parameters<typeof sayChecked>[0]): void {
  sayChecked(one);
  if (one.ok) tally.passed++;
  else tally.failed++;
}

async function attempt(tally: Tally, name: string, work: () => Promise<readonly string[]>): Promise<void> {
  const started = performance.now();
  const wrong = await work().catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
  note(tally, { name, ok: wrong.length === 0, said: wrong.join('\n'), seconds: (performance.now() - started) / 1000 });
}

async function runAll(files: readonly TestFile[], tally: Tally, servers: Server[]): Promise<void> {
  await inTurns(files.filter((file) => file.kind === 'unit').map((file) => ({ file, label: file.path, env: {} })), tally);
  const rest = files.filter((file) => file.kind !== 'unit');
  if (rest.length === 0) return;
  const opened: { upper?: Server; lower?: Server } = {};
  await attempt(tally, 'データベースと島の用意 / databases and islands', async () => {
    process.env['YAKUBA_ISLANDS'] = await buildIslands();
    opened.upper = await openServer(servers);
    if (rest.some((file) => file.bothEnds)) opened.lower = await openServer(servers, postgres15());
    return [];
  });
  const { upper, lower } = opened;
  const journeys = rest.filter((file) => file.kind === 'browser');
  let filled: Readonly<Record<string, string>> = {};
  if (upper && journeys.length > 1) await attempt(tally, '見本のまち / sample city', async () => ((filled = await fillSampleCity(upper)), []));
  if (!upper) {
    tally.failed += rest.length;
    return;
  }
  if (lower) {
    await attempt(tally, 'PostgreSQL 15 と 18 の移行の結果が同じ / same catalogue on both ends', async () => {
      const [low, high] = [await catalogueOf(connectAs(lower.installation, TEMPLATE, 'owner')), await catalogueOf(connectAs(upper.installation, TEMPLATE, 'owner'))];
      return low.length < 300 ? [`目録が ${low.length} 行しかありません。`] : differences(low, high);
    });
  }
  const onDatabase = rest.filter((file) => file.kind === 'database');
  // A journey drives server and browser at once, so there is one at a time; much of the rest waits for servers that start and end.
  await Promise.all([inTurns([
    ...onDatabase.map((file) => ({ file, label: file.path, env: upper.env })),
    ...(lower ? onDatabase.filter((file) => file.bothEnds).map((file) => ({ file, label: `${file.path} (PostgreSQL 15)`, env: lower.env })) : []),
  ], tally), inTurns(journeys.map((file) => ({ file, label: file.path, env: { ...upper.env, ...filled } })), tally, 1)]);
}

/** A throw-away server with everything migrated once; test files clone the template. */
async function openServer(servers: Server[], binDir?: string): Promise<Server> {
  const { systems } = await import('../src/main-systems.ts');
  const dir = mkdtempSync(join(tmpdir(), 'yakuba-tests-'));
  const installation = await openInstallation(dir, { throwAway: true, settings: { max_connections: '300' }, ...(binDir ? { binDir } : {}) });
  const server: Server = {
    installation, dir,
    env: { YAKUBA_TEST_SERVER: JSON.stringify({ admin: installation.admin, passwords: installation.passwords, template: TEMPLATE }) },
    stop: async () => {
      await installation.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  servers.push(server);
  await prepareDatabase(installation, TEMPLATE, migrationsOf(systems));
  return server;
}

/** Every journey in a browser begins in the small sample city: it is filled once, and each clones it. */
async function fillSampleCity({ dir, env }: Server): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', join(root, 'bin/tsx.ts'), '--disable-warning=ExperimentalWarning', join(root, 'bin/testing/sample.ts'), 'yakuba_sample', join(dir, 'sample')], { env: { ...process.env, ...env } });
  return { YAKUBA_SAMPLE_CITY: stdout.trim().split('\n').at(-1) ?? '' };
}

interface Work {
  readonly file: TestFile;
  readonly label: string;
  readonly env: Readonly<Record<string, string>>;
}

async function inTurns(work: readonly Work[], tally: Tally, width = 2): Promise<void> {
  const waiting = [...work];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) tell(await runFile(next.file.path, next.label, next.env), tally);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

function tell(result: FileResult, tally: Tally): void {
  tally.passed += result.passed;
  tally.failed += result.failures.length;
  tally.skipped.push(...result.skipped);
  console.log(`${result.failures.length === 0 ? '✔' : '✖'} ${result.label}  ${result.passed} passed${result.failures.length > 0 ? `, ${result.failures.length} failed` : ''} (${result.seconds.toFixed(1)} s)`);
  for (const { name, error } of result.failures) console.log(`    ✖ ${name}\n${error.split('\n').slice(0, 30).map((line) => `        ${line}`).join('\n')}`);
}
