/**
 * The small sample city that journeys in a browser begin with, filled once for all of them: `node bin/testing/sample.ts DATABASE FOLDER`
 * leaves a database to clone and a folder to copy, and prints the moment it was filled at. Started by `bin/test.ts`.
 */
import { cpSync } from 'node:fs';
import { dirname } from 'node:path';
import pg from 'pg';
import { readCityFile } from '../../src/city-files.ts';
import type { CityFacts } from '../../src/kernel/city.ts';
import { testAdmin, testCity } from '../../src/kernel/testing.ts';
import { systems } from '../../src/main-systems.ts';
import { fillSample } from '../../src/sample-city.ts';

const [database = '', folder = ''] = process.argv.slice(2);
if (!/^[a-z_]{3,40}$/.test(database) || folder === '') throw new Error('DATABASE FOLDER');
/** A Wednesday morning; the sample's bookings lie around it. */
const house = await testCity({ start: '2026-11-25T10:00:00+09:00', sample: true, poolSize: 10, facts: readCityFile<CityFacts>('nihonmatsu', 'city.json') });
await fillSample(house.city, systems, { cityName: 'nihonmatsu', size: 'tiny', say: () => {}, progress: () => {} });
await house.background.settle();
cpSync(dirname(house.city.filesDir), folder, { recursive: true });
await house.background.stop();
await house.city.close();
const client = new pg.Client(testAdmin());
await client.connect();
await client.query(`alter database ${pg.escapeIdentifier(house.city.database)} rename to ${pg.escapeIdentifier(database)}`);
await client.end();
process.stdout.write(`${JSON.stringify({ template: database, folder, at: house.clock.now().toString() })}\n`);
process.exit(0);
