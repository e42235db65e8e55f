/**
 * Lets Node load `.tsx` files. Node strips types from `.ts` by itself but refuses `.tsx`,
 * so this hook turns JSX into Preact calls with the transformer that Vite already brings.
 * What was turned once, and what V8 made of it, is kept under `.cache/`, named by its contents: a start reads instead of working.
 * Use: `node --import ./bin/tsx.ts file.ts`.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, enableCompileCache, registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Rolldown = typeof import('rolldown/utils');

const root = fileURLToPath(new URL('..', import.meta.url));
const kept = join(root, '.cache', 'tsx');
enableCompileCache(join(root, '.cache', 'v8'));

let rolldown: Rolldown | null = null;

function turned(path: string, source: string): string {
  rolldown ??= createRequire(import.meta.url)('rolldown/utils') as Rolldown;
  const result = rolldown.transformSync(path, source, {
    lang: 'tsx',
    jsx: { runtime: 'automatic', importSource: 'preact' },
    typescript: { onlyRemoveTypeImports: true },
    sourcemap: true,
  });
  if (result.errors.length > 0) throw new SyntaxError(`${path}: ${result.errors.map((error) => error.message).join('; ')}`);
  const map = result.map ? `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(result.map)).toString('base64')}` : '';
  return result.code + map;
}

/** The lock file stands for the transformer's version. */
const version = readFileSync(join(root, 'package-lock.json'));

function fromCache(path: string): string {
  const source = readFileSync(path, 'utf8');
  const file = join(kept, createHash('sha256').update(version).update(path).update('\0').update(source).digest('hex').slice(0, 40));
  try {
    return readFileSync(file, 'utf8');
  } catch {
    const code = turned(path, source);
    try {
      mkdirSync(kept, { recursive: true });
      writeFileSync(`${file}.${process.pid}`, code);
      renameSync(`${file}.${process.pid}`, file);
    } catch {
      // A folder that may not be written to: slower, and no worse.
    }
    return code;
  }
}

const home = new URL('..', import.meta.url).href;

registerHooks({
  // Our own files name one another whole, so there is nothing to look for.
  resolve(specifier, context, next) {
    if (!specifier.startsWith('.') || !/\.tsx?$/.test(specifier) || !context.parentURL?.startsWith(home)) return next(specifier, context);
    return { url: new URL(specifier, context.parentURL).href, format: specifier.endsWith('x') ? 'module' : 'module-typescript', shortCircuit: true };
  },
  load(url, context, next) {
    return url.endsWith('.tsx') ? { format: 'module', source: fromCache(fileURLToPath(url)), shortCircuit: true } : next(url, context);
  },
});
