/**
 * Builds the islands (`*.client.ts` anywhere under src) with Vite into a cache folder, once per change of their sources.
 * Every island is an entry of its own, named after its file; shared parts become hashed chunks.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The folder with the built islands. */
export async function buildIslands(): Promise<string> {
  // A run of tests built them once; its three hundred processes need not look whether a source changed.
  const built = process.env['YAKUBA_ISLANDS'];
  if (built) return built;
  const entries = globSync('src/**/*.client.ts', { cwd: root }).sort();
  const stamp = createHash('sha256');
  for (const file of globSync('src/**/*.ts', { cwd: root }).sort()) {
    // Islands may import pure rules, so any source counts; reading them all takes a few milliseconds.
    if (!file.endsWith('.test.ts')) stamp.update(file).update(readFileSync(join(root, file)));
  }
  stamp.update(readFileSync(join(root, 'package-lock.json')));
  const folder = join(root, '.cache', `islands-${stamp.digest('hex').slice(0, 16)}`);
  if (existsSync(join(folder, 'complete'))) return folder;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const { build } = await import('vite');
  await build({
    root, configFile: false, logLevel: 'error', publicDir: false,
    build: {
      outDir: unfinished, emptyOutDir: false, target: 'es2022', modulePreload: false, minify: true, reportCompressedSize: false, chunkSizeWarningLimit: 2000, copyPublicDir: false,
      rolldownOptions: {
        input: Object.fromEntries(entries.map((file) => [basename(file, '.client.ts'), join(root, file)])),
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash:8].js', assetFileNames: '[name].[ext]' },
      },
    },
  });
  writeFileSync(join(unfinished, 'complete'), '');
  rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(unfinished, folder);
  } catch {
    rmSync(unfinished, { recursive: true, force: true }); // another process built the same
  }
  return folder;
}
