/** A small hall with a town in it: a city's database with the kernel's tables alone, and the register of cities. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { z } from 'zod';
import { actsOf } from '../act.ts';
import { system } from '../actor.ts';
import { prepareRegistry } from '../cities/registry.ts';
import { newId, systemClock, systemRandom } from '../clock.ts';
import type { KernelTables } from '../db/rows.ts';
import { storeFile } from '../files/files.ts';
import { done } from '../outcome.ts';
import { execute } from '../run.ts';
import { connectAs } from '../db/installation.ts';
import { type OpenCity, openCity } from '../house.ts';
import { testFacts } from '../testing.ts';
import { type HallOptions, smallHall, type SmallHall } from './backup.fixture.ts';

export interface TownHall extends SmallHall {
  readonly city: OpenCity;
  readonly database: string;
  /** Stores a paper and names it by a command, as every system does; the answer is its hash. */
  keepPaper(text: string, by?: string): Promise<string>;
}

const keepPaper = actsOf<KernelTables>().command({
  name: 'test.keepPaper', title: { ja: '紙をしまう', en: 'Keep a paper' }, input: z.object({ sha256: z.string(), bytes: z.number() }), allow: [system],
  async run(ctx, input) {
    await ctx.db.insertInto('kernel.files').values({ id: ctx.newId(), sha256: input.sha256, bytes: input.bytes, media_type: 'text/csv', name: 'a.csv', owner: 'test', created_at: ctx.now }).execute();
    return done({});
  },
});

export async function townHall(options: HallOptions = {}): Promise<TownHall> {
  const hall = await smallHall(options);
  const database = 'yakuba_town';
  await prepareRegistry(hall.installation);
  const city = await openCity(hall.installation, [], { facts: testFacts, database, dataDir: hall.dataDir, origin: 'http://localhost', sample: false, poolSize: 4 });
  return {
    ...hall, city, database,
    storedPath: (name) => join(city.filesDir, name.slice(0, 2), name),
    async keepPaper(text, by = 'writer') {
      const stored = await storeFile(city, Buffer.from(text), { limit: 1000, types: ['text/csv'] });
      assert.ok('sha256' in stored);
      const answer = await execute({ city, actor: { kind: 'system', id: by }, lang: 'ja' }, keepPaper, { sha256: stored.sha256, bytes: stored.bytes }, newId(systemClock.now(), systemRandom));
      assert.ok(answer.ok);
      return stored.sha256;
    },
    async close() {
      await city.close();
      await hall.close();
    },
  };
}

export function ownerOf(hall: TownHall): ReturnType<typeof connectAs> {
  return connectAs(hall.installation, hall.database, 'owner');
}
