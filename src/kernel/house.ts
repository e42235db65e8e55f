/** Opens a city: pools, clock, files, and the counters that tell which cached pages are stale. */
import { prepareCityFolder, type CityFolder } from './cities/folder.ts';
import type { City, CityFacts, ReadOnly } from './city.ts';
import { type Clock, type Random, systemClock, systemRandom } from './clock.ts';
import { ClosedDatabase, type ConnectTo, Database, type Share } from './db/database.ts';
import { connectAs, type Installation, prepareDatabase } from './db/installation.ts';
import { kernelMigrations, type MigrationFolder, refuseStrongRole } from './db/migrate.ts';
import { logProblem } from './log.ts';
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
  onWrote(listener: () => void): void;
  /** Another process left something behind: as `poke`, and nobody else is told. */
  heard(): void;
  /** Another process changed something of this system: as `changed`, and nobody else is told. */
  heardChanged(system: string): void;
  /** Gives every resting connection back. */
  rest(): void;
  /** Its database stands elsewhere now. */
  moveTo(to: CityConnections): void;
  close(): Promise<void>;
}

/** Where a city's database is reached. A face without credentials of a role has null there. */
export interface CityConnections {
  readonly citizen: ConnectTo | null;
  readonly staff: ConnectTo | null;
}

export interface CityParts {
  readonly facts: CityFacts;
  readonly sample: boolean;
  readonly outline: unknown;
  readonly database: string;
  readonly folder: CityFolder;
  readonly connections: CityConnections;
  readonly poolSize: number;
  readonly share: Share | null;
  readonly fresh: boolean;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  /** Both are asked each time: they may change while the city is open. */
  readonly origin: () => string;
  readonly readOnly: () => ReadOnly | null;
  /** Work was left behind by this process: whoever else should know is told here. */
  readonly told?: () => void;
  /** This process changed something of this system: as `told`. */
  readonly toldChanged?: (system: string) => void;
}

export function migrationsOf(systems: readonly System[]): readonly MigrationFolder[] {
  return [kernelMigrations, ...systems.flatMap((system) => (system.migrations ? [{ system: system.name, folder: system.migrations }] : []))];
}

/** A city from its parts. Connects to nothing yet: the pools do when they are first used. */
export function assembleCity(parts: CityParts): OpenCity {
  const versions = new Map<string, number>();
  const listeners: (() => void)[] = [];
  const sealers: (() => void)[] = [];
  const last: (() => Promise<void>)[] = [];
  const { citizen, staff } = parts.connections;
  const open = (to: ConnectTo) => new Database(to, parts.poolSize, parts.share);
  const own = { citizen: citizen ? open(citizen) : null, staff: staff ? open(staff) : null };
  // A process of the staff face answers its few visitors under its own role; one of the citizen face has nothing to answer staff with.
  const citizenDb = own.citizen ?? own.staff ?? new ClosedDatabase('yakuba_citizen');
  const staffDb = own.staff ?? new ClosedDatabase('yakuba_staff');
  const heardChanged = (system: string) => void versions.set(system, (versions.get(system) ?? 0) + 1);
  const heard = () => listeners.forEach((listener) => listener());
  return {
    facts: parts.facts, sample: parts.sample, outline: parts.outline, key: parts.folder.key, filesDir: parts.folder.filesDir,
    clock: parts.clock ?? systemClock, random: parts.random ?? systemRandom, citizenDb, staffDb, fresh: parts.fresh, database: parts.database,
    get origin() {
      return parts.origin();
    },
    readOnly: parts.readOnly,
    changed(system) {
      heardChanged(system);
      parts.toldChanged?.(system);
    },
    heardChanged,
    version: (system) => versions.get(system) ?? 0,
    poke() {
      heard();
      parts.told?.();
    },
    wrote: () => sealers.forEach((listener) => listener()),
    heard,
    onPoke: (listener) => void listeners.push(listener),
    onWrote: (listener) => void sealers.push(listener),
    rest() {
      own.citizen?.rest();
      own.staff?.rest();
    },
    moveTo(to) {
      if (to.citizen) own.citizen?.moveTo(to.citizen);
      if (to.staff) own.staff?.moveTo(to.staff);
    },
    beforeClose: (work) => void last.push(work),
    async close() {
      for (const work of last.splice(0)) await work().catch((error: unknown) => logProblem('closing', error, { city: parts.facts.code }));
      await Promise.all([own.citizen?.close(), own.staff?.close()]);
    },
  };
}

/** Makes the database when it is new, migrates it and opens it with both faces' roles: one city on its own, for tests and measurements. */
export async function openCity(installation: Installation, systems: readonly System[], options: CityOptions): Promise<OpenCity> {
  const { database } = options;
  const { fresh } = await prepareDatabase(installation, database, migrationsOf(systems), options.template);
  const connections = { citizen: connectAs(installation, database, 'citizen'), staff: connectAs(installation, database, 'staff') };
  await refuseStrongRole(connections.citizen);
  await refuseStrongRole(connections.staff);
  return assembleCity({
    facts: options.facts, sample: options.sample, outline: options.outline ?? null, database, connections, fresh, share: null, poolSize: options.poolSize ?? 16,
    folder: prepareCityFolder(options.dataDir, database.replaceAll('_', '-'), installation.key), clock: options.clock, random: options.random, origin: () => options.origin, readOnly: () => null,
  });
}
