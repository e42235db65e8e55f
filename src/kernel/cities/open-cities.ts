/**
 * The cities this process serves. A city is opened when it is first asked for and follows the register while it is open:
 * made read-only, moved to another server, retired, all without a restart.
 */
import type { CitySource } from '../background.ts';
import type { ReadOnly } from '../city.ts';
import type { ConnectionBudget } from '../db/budget.ts';
import type { ConnectTo } from '../db/database.ts';
import { assembleCity, type CityConnections, type OpenCity } from '../house.ts';
import { logProblem } from '../log.ts';
import { openCityFolder } from './folder.ts';
import { readFacts } from './facts.ts';
import { cityFor } from './hosts.ts';
import { type CityRow, listCities, withClient } from './registry.ts';
import { type Watch, watchRegistry } from './watch.ts';

export interface OpenCitiesOptions {
  /** The register, read as whichever role this process has. */
  readonly registry: ConnectTo;
  readonly dataDir: string;
  readonly budget: ConnectionBudget;
  readonly poolSize?: number;
  /** Where a city's database is reached by this process; throws when it cannot be. */
  readonly connect: (row: CityRow) => CityConnections;
  /** The address of a city that has none of its own. */
  readonly defaultOrigin: string;
  /** Looks at a city before its door is opened the first time; throws to keep it shut. */
  readonly check?: (connections: CityConnections) => Promise<void>;
  /** For processes that hold the administrator's rights: puts right what a killed move left behind. */
  readonly heal?: (rows: readonly CityRow[]) => Promise<void>;
}

interface Entry {
  row: CityRow;
  opening: Promise<OpenCity> | null;
  city: OpenCity | null;
  /** When somebody last came through the door, in milliseconds of `performance.now()`. */
  askedAt: number;
}

/** Nobody came for so long: the background keeps no connection of this city. */
const QUIET_MILLISECONDS = 30_000;
/** A closed city's connections end after requests under way had their time. */
const GRACE_MILLISECONDS = 5_000;
const HOUR = { hours: 1 } as const;

export class OpenCities implements CitySource {
  readonly #options: OpenCitiesOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners: ((name: string) => void)[] = [];
  readonly #writers: ((name: string) => void)[] = [];
  readonly #closing = new Set<Promise<void>>();
  readonly #hurry: (() => void)[] = [];
  #rows: readonly CityRow[] = [];
  #watch: Watch | null = null;

  private constructor(options: OpenCitiesOptions) {
    this.#options = options;
  }

  /** Reads the register and watches it. */
  static async open(options: OpenCitiesOptions): Promise<OpenCities> {
    const cities = new OpenCities(options);
    await cities.look();
    cities.#watch = watchRegistry(options.registry, {
      register: () => cities.look(), poked: (name) => cities.#heard(name), changed: (name, system) => cities.#entries.get(name)?.city?.heardChanged(system),
    });
    return cities;
  }

  /** The city a Host header asks for; null: nobody's. */
  readonly cityOf = (host: string): OpenCity | null | Promise<OpenCity | null> => {
    const row = cityFor(host, this.#rows);
    if (!row) return null;
    const entry = this.#entries.get(row.name);
    if (entry) entry.askedAt = performance.now();
    return entry?.city ?? this.openByName(row.name);
  };

  /** Cities with open doors. */
  readonly names = (): readonly string[] => this.#rows.filter((row) => row.state !== 'retired').map((row) => row.name);

  /** For the background: a city that takes changes. */
  readonly open = async (name: string): Promise<OpenCity | null> => {
    const row = this.#rows.find((one) => one.name === name);
    return row?.state === 'open' ? this.openByName(name) : null;
  };

  readonly rested = (name: string): void => {
    const entry = this.#entries.get(name);
    if (entry && performance.now() - entry.askedAt > QUIET_MILLISECONDS) entry.city?.rest();
  };

  readonly onPoke = (listener: (name: string) => void): void => void this.#listeners.push(listener);

  readonly onWrote = (listener: (name: string) => void): void => void this.#writers.push(listener);

  get rows(): readonly CityRow[] {
    return this.#rows;
  }

  async openByName(name: string): Promise<OpenCity | null> {
    const row = this.#rows.find((one) => one.name === name && one.state !== 'retired');
    if (!row) return null;
    const entry = this.#entries.get(name) ?? { row, opening: null, city: null, askedAt: -Infinity };
    this.#entries.set(name, entry);
    entry.opening ??= this.#open(entry).catch((error: unknown) => {
      entry.opening = null; // the next one who asks tries again
      throw error;
    });
    return entry.opening;
  }

  async #open(entry: Entry): Promise<OpenCity> {
    const options = this.#options;
    const { row } = entry;
    const connections = options.connect(row);
    await options.check?.(connections);
    const way = connections.citizen ?? connections.staff;
    if (!way) throw new Error(`no way to the database of ${row.name}`);
    const kept = await withClient(way, 'open', readFacts);
    if (!kept) throw new Error(`the database of ${row.name} does not say which city it is`);
    const city: OpenCity = assembleCity({
      facts: kept.facts, sample: kept.sample, outline: kept.outline, database: row.database, folder: openCityFolder(options.dataDir, row.name), connections,
      poolSize: options.poolSize ?? 16, share: { budget: options.budget, city: row.name }, fresh: false, origin: () => entry.row.origin ?? options.defaultOrigin, readOnly: () => readOnlyNow(entry.row, city),
      told: () => this.#watch?.poke(row.name), toldChanged: (system) => this.#watch?.tell(row.name, system),
    });
    city.onPoke(() => this.#tell(row.name));
    city.onWrote(() => this.#writers.forEach((listener) => listener(row.name)));
    entry.city = city;
    return city;
  }

  #tell(name: string): void {
    for (const listener of this.#listeners) listener(name);
  }

  #heard(name: string): void {
    if (this.#rows.some((row) => row.name === name)) this.#tell(name);
  }

  /** Reads the register again and follows it. */
  async look(): Promise<void> {
    const rows = await listCities(this.#options.registry);
    const before = new Map(this.#rows.map((row) => [row.name, row]));
    this.#rows = rows;
    for (const row of rows) {
      const entry = this.#entries.get(row.name);
      if (entry) this.#follow(entry, row);
      const earlier = before.get(row.name);
      if (row.state === 'open' && earlier?.state !== 'open') this.#tell(row.name);
    }
    for (const [name, entry] of this.#entries) if (!rows.some((row) => row.name === name)) this.#close(name, entry);
    await this.#options.heal?.(rows);
  }

  #follow(entry: Entry, row: CityRow): void {
    const earlier = entry.row;
    entry.row = row;
    if (row.state === 'retired') return this.#close(row.name, entry);
    if (row.server === earlier.server && row.database === earlier.database) return;
    try {
      entry.city?.moveTo(this.#options.connect(row));
      if (!entry.city) entry.opening = null;
    } catch (error) {
      logProblem('cities', error, { city: row.name });
      this.#close(row.name, entry);
    }
  }

  #close(name: string, entry: Entry): void {
    this.#entries.delete(name);
    const { city } = entry;
    if (!city) return;
    const closing = new Promise<void>((done) => {
      const timer = setTimeout(done, GRACE_MILLISECONDS);
      this.#hurry.push(() => {
        clearTimeout(timer);
        done();
      });
    }).then(() => city.close()).catch((error: unknown) => logProblem('cities', error, { city: name })).finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  async close(): Promise<void> {
    await this.#watch?.stop();
    for (const hurry of this.#hurry) hurry();
    await Promise.all(this.#closing);
    await Promise.all([...this.#entries.values()].flatMap((entry) => (entry.city ? [entry.city.close()] : [])));
    this.#entries.clear();
  }
}

/** A move that was killed must not shut a city for ever: what should have been over long ago is over. */
function readOnlyNow(row: CityRow, city: Pick<OpenCity, 'clock'>): ReadOnly | null {
  if (row.state !== 'read_only' || row.read_only_reason === null) return null;
  const until = row.read_only_until;
  if (row.read_only_reason === 'move' && until && Temporal.Instant.compare(city.clock.now(), until.add(HOUR)) > 0) return null;
  return { reason: row.read_only_reason, until };
}
