/**
 * Lets Node load `.tsx` files. Node strips types from `.ts` by itself but refuses `.tsx`,
 * so this hook turns JSX into Preact calls with the transformer that Vite already brings.
 * Use: `node --import ./bin/tsx.ts file.ts`.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'rolldown/utils';

registerHooks({
  load(url, context, next) {
    if (!url.endsWith('.tsx')) return next(url, context);
    const path = fileURLToPath(url);
    const result = transformSync(path, readFileSync(path, 'utf8'), {
      lang: 'tsx',
      jsx: { runtime: 'automatic', importSource: 'preact' },
      typescript: { onlyRemoveTypeImports: true },
      sourcemap: true,
    });
    if (result.errors.length > 0) throw new SyntaxError(`${path}: ${result.errors.map((error) => error.message).join('; ')}`);
    const map = result.map ? `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(result.map)).toString('base64')}` : '';
    return { format: 'module', source: result.code + map, shortCircuit: true };
  },
});
