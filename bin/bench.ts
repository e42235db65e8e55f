/** `./yakuba bench`: lists the benchmarks; with a name, runs that one in a process of its own. `--save` keeps what it printed. */
import { spawn } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Bench {
  readonly name: string;
  readonly file: string;
  /** The first sentence of its opening comment. */
  readonly about: string;
}

function benches(): readonly Bench[] {
  return globSync('bench/*.ts', { cwd: root }).filter((file) => !/harness|load-client|\.test\.ts$/.test(file)).toSorted().map((file) => {
    const opening = /^\/\*\*?([\s\S]*?)\*\//.exec(readFileSync(join(root, file), 'utf8'))?.[1] ?? '';
    return { name: basename(file, '.ts'), file: join(root, file), about: opening.replaceAll(/\s*\n?\s*\*\s*/g, ' ').trim() };
  });
}

export async function run(words: readonly string[]): Promise<void> {
  const save = words.includes('--save');
  const [name, ...rest] = words.filter((word) => word !== '--save');
  const all = benches();
  if (!name) {
    console.log(all.length === 0 ? '測るものはまだありません。' : all.map((one) => `  ${one.name.padEnd(24)} ${one.about}`).join('\n'));
    return;
  }
  const found = all.find((one) => one.name === name);
  if (!found) throw new Error(`「${name}」という測定はありません（あるもの: ${all.map((one) => one.name).join('、') || 'なし'}）。`);
  const printed = await runOne(found.file, rest);
  if (!save) return;
  const folder = join(root, 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.md`), `# ${name}\n\n${found.about}\n\n\`./yakuba bench ${[name, ...rest].join(' ')}\`\n\n${printed.trim()}\n`);
  console.log(`bench/results/${name}.md に書きました。`);
}

function runOne(file: string, words: readonly string[]): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--expose-gc', '--import', join(root, 'bin/tsx.ts'), file, ...words], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      process.stdout.write(chunk);
    });
    child.on('error', fail);
    child.on('close', (code) => (code === 0 ? done(printed) : fail(new Error(`測定が終了コード ${String(code)} で終わりました。`))));
  });
}
