/** `./yakuba rows`: writes every system's rows.ts from freshly run migrations. With --check, only compares. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAs, openInstallation, prepareDatabase } from '../src/kernel/db/installation.ts';
import { allRows } from '../src/kernel/db/rows-generator.ts';
import { migrationsOf } from '../src/kernel/house.ts';
import { systems } from '../src/main-systems.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'yakuba-rows-'));
const installation = await openInstallation(dataDir, { throwAway: true });
const stale: string[] = [];
try {
  const folders = migrationsOf(systems);
  await prepareDatabase(installation, 'rows', folders);
  for (const { file, text } of await allRows(connectAs(installation, 'rows', 'owner'), folders)) {
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    stale.push(file);
    if (!process.argv.includes('--check')) writeFileSync(file, text);
  }
} finally {
  await installation.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
if (process.argv.includes('--check') && stale.length > 0) {
  console.error(`rows.ts が古くなっています: ${stale.join(', ')}\n./yakuba rows を実行してください。`);
  process.exitCode = 1;
} else console.log(stale.length > 0 ? `書きました: ${stale.join(', ')}` : 'rows.ts はすべて最新です。');
