/** A small hall with a town in it: a city's database with the kernel's tables alone. */
import { join } from 'node:path';
import { connectAs } from '../db/installation.ts';
import { type OpenCity, openCity } from '../house.ts';
import { testFacts } from '../testing.ts';
import { smallHall, type SmallHall } from './backup.fixture.ts';

export interface TownHall extends SmallHall {
  readonly city: OpenCity;
  readonly database: string;
}

export async function townHall(): Promise<TownHall> {
  const hall = await smallHall();
  const database = 'yakuba_town';
  const city = await openCity(hall.installation, [], { facts: testFacts, database, dataDir: hall.dataDir, origin: 'http://localhost', sample: false, poolSize: 4 });
  return {
    ...hall, city, database,
    storedPath: (name) => join(city.filesDir, name.slice(0, 2), name),
    async close() {
      await city.close();
      await hall.close();
    },
  };
}

export function ownerOf(hall: TownHall): ReturnType<typeof connectAs> {
  return connectAs(hall.installation, hall.database, 'owner');
}
