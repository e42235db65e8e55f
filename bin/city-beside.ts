/** One city of this machine, for a command that works beside an open town hall or without one. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readFacts } from '../src/kernel/cities/facts.ts';
import { openCityFolder } from '../src/kernel/cities/folder.ts';
import { findCity, listCities, registryAs, withClient } from '../src/kernel/cities/registry.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { openBeside } from '../src/kernel/db/installation.ts';
import { assembleCity, type OpenCity } from '../src/kernel/house.ts';
import { waysOf } from '../src/main-cities.ts';

/** Options `--data` and `--city`; without the latter the first city that is not retired. */
export async function withCity(who: string, options: ReadonlyMap<string, string>, work: (city: OpenCity) => Promise<void>): Promise<void> {
  const dataDir = resolve(options.get('data') ?? './data');
  const databaseUrl = process.env['DATABASE_URL'];
  if (!databaseUrl && !existsSync(join(dataDir, 'postgres.secret'))) throw new Error(`${dataDir} に町役場のデータがありません。--data で場所を指定してください。`);
  const installation = await openBeside(dataDir, who, systemClock.now().toString(), { databaseUrl });
  try {
    const wanted = options.get('city');
    const row = wanted ? await findCity(registryAs(installation), wanted) : (await listCities(registryAs(installation))).find((one) => one.state !== 'retired');
    if (!row) throw new Error(wanted ? `「${wanted}」という市はありません。` : '市がありません。');
    const connections = waysOf(installation, dataDir, row);
    const kept = await withClient(connections.staff, 'beside', readFacts);
    if (!kept) throw new Error(`${row.name} のデータベースに、市の名前がありません。`);
    const city = assembleCity({ ...kept, database: row.database, folder: openCityFolder(dataDir, row.name), connections, poolSize: 2, share: null, fresh: false, origin: () => row.origin ?? 'http://localhost', readOnly: () => null });
    try {
      await work(city);
    } finally {
      await city.close();
    }
  } finally {
    await installation.stop();
  }
}
