/** Moves a city as a process of its own and stops at a step, so that it can be killed there: `node … DATA NAME SERVER STEP`. */
import { moveCity } from './kernel/cities/move.ts';
import { findCity, registryAs } from './kernel/cities/registry.ts';
import { fromUrl, installationKey } from './kernel/db/installation.ts';
import { rolePasswords } from './kernel/db/migrate.ts';
import { migrationsOf } from './kernel/house.ts';
import { systems } from './main-systems.ts';

const [dataDir = '', name = '', to = '', where = '', url = ''] = process.argv.slice(2);
const key = installationKey(dataDir);
const installation = { admin: fromUrl(url), passwords: rolePasswords(key), key, stop: async () => {} };
const row = await findCity(registryAs(installation), name);
if (!row) throw new Error(`no city ${name}`);
await moveCity(installation, dataDir, row, {
  to, folders: migrationsOf(systems), now: Temporal.Now.instant(),
  step: (step) => {
    if (step !== where) return undefined;
    process.stdout.write(`${step}\n`);
    return new Promise(() => setInterval(() => {}, 1000));
  },
});
