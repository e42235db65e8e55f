/** `./yakuba bench`: lists the benchmarks; with a name, runs that one in a process of its own. `--save` keeps its table under bench/results. */
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Bench {
  readonly name: string;
  readonly file: string;
  /** Its opening comment. */
  readonly about: string;
}

/** Every file of the folder that no other file there imports; the imported ones are parts. */
function benches(): readonly Bench[] {
  const files = globSync('bench/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts')).toSorted();
  const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
  const all = [...texts.values()].join('\n');
  return files.filter((file) => !all.includes(`'./${basename(file)}'`)).map((file) => {
    const opening = /^\/\*\*?([\s\S]*?)\*\//.exec(texts.get(file) ?? '')?.[1] ?? '';
    return { name: basename(file, '.ts'), file: join(root, file), about: opening.replaceAll(/\s*\n?\s*\*\s*/g, ' ').trim() };
  });
}

export async function run(words: readonly string[]): Promise<void> {
  const [name, ...rest] = words.filter((word) => word !== '--save');
  const all = benches();
  if (!name) {
    console.log(all.length === 0 ? '測るものはまだありません。' : all.map((one) => `  ${one.name.padEnd(24)} ${one.about}`).join('\n'));
    return;
  }
  const found = all.find((one) => one.name === name);
  if (!found) throw new Error(`「${name}」という測定はありません（あるもの: ${all.map((one) => one.name).join('、') || 'なし'}）。`);
  await runOne(found.file, rest, words.includes('--save') ? { SAVE: '1' } : {});
}

function runOne(file: string, words: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=32', '--import', join(root, 'bin/tsx.ts'), file, ...words], { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', fail);
    child.on('close', (code) => (code === 0 ? done() : fail(new Error(`測定が終了コード ${String(code)} で終わりました。`))));
  });
}
