/** Moves a city as a process of its own and stops at a step, so that it can be killed there: `node … DATA NAME SERVER STEP ADMINISTRATOR MIGRATIONS`. */
import { moveCity } from './kernel/cities/move.ts';
import { findCity, registryAs } from './kernel/cities/registry.ts';
import { fromUrl, installationKey } from './kernel/db/installation.ts';
import { type MigrationFolder, rolePasswords } from './kernel/db/migrate.ts';

const [dataDir = '', name = '', to = '', where = '', url = '', migrations = '[]'] = process.argv.slice(2);
// The migrations' folders come as text: loading every system to find them would take longer than the move.
const listed: readonly { readonly system: string; readonly folder: string }[] = JSON.parse(migrations);
const folders: readonly MigrationFolder[] = listed.map(({ system, folder }) => ({ system, folder: new URL(folder) }));
const key = installationKey(dataDir);
const installation = { admin: fromUrl(url), passwords: rolePasswords(key), key, stop: async () => {} };
const row = await findCity(registryAs(installation), name);
if (!row) throw new Error(`no city ${name}`);
await moveCity(installation, dataDir, row, {
  to, folders, now: Temporal.Now.instant(),
  step: (step) => {
    if (step !== where) return undefined;
    process.stdout.write(`${step}\n`);
    return new Promise(() => setInterval(() => {}, 1000));
  },
});
