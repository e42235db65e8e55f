/** Opens a city: database, pools, clock, files, and the counters that tell which cached pages are stale. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { City, CityFacts } from './city.ts';
import { type Clock, type Random, systemClock, systemRandom } from './clock.ts';
import { type Installation, openDatabases, prepareDatabase } from './db/installation.ts';
import { kernelMigrations, type MigrationFolder } from './db/migrate.ts';
import type { System } from './system.ts';

export interface CityOptions {
  readonly facts: CityFacts;
  readonly database: string;
  readonly dataDir: string;
  readonly origin: string;
  readonly sample: boolean;
  readonly outline?: unknown;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly poolSize?: number;
  readonly template?: string;
}

export interface OpenCity extends City {
  readonly fresh: boolean;
  readonly database: string;
  /** Set by whoever runs the background loops. */
  onPoke(listener: () => void): void;
  close(): Promise<void>;
}

export function migrationsOf(systems: readonly System[]): readonly MigrationFolder[] {
  return [kernelMigrations, ...systems.flatMap((system) => (system.migrations ? [{ system: system.name, folder: system.migrations }] : []))];
}

export async function openCity(installation: Installation, systems: readonly System[], options: CityOptions): Promise<OpenCity> {
  const { fresh } = await prepareDatabase(installation, options.database, migrationsOf(systems), options.template);
  const { citizenDb, staffDb } = await openDatabases(installation, options.database, options.poolSize ?? 16);
  const filesDir = join(options.dataDir, 'files', options.database);
  mkdirSync(filesDir, { recursive: true, mode: 0o700 });
  const versions = new Map<string, number>();
  const listeners: (() => void)[] = [];
  return {
    facts: options.facts, sample: options.sample, outline: options.outline ?? null, origin: options.origin, key: installation.key, filesDir,
    clock: options.clock ?? systemClock, random: options.random ?? systemRandom, citizenDb, staffDb, fresh, database: options.database,
    changed: (system) => void versions.set(system, (versions.get(system) ?? 0) + 1),
    version: (system) => versions.get(system) ?? 0,
    poke: () => listeners.forEach((listener) => listener()),
    onPoke: (listener) => void listeners.push(listener),
    async close() {
      await Promise.all([citizenDb.close(), staffDb.close()]);
    },
  };
}
