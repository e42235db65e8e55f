/** The cities of a process: as administrator of the installation (makes and migrates), or as one face with that face's role alone. */
import { readCity } from './city-files.ts';
import { databaseOf } from './kernel/cities/create.ts';
import { writeFacts } from './kernel/cities/facts.ts';
import { prepareCityFolder, takeOverFolder } from './kernel/cities/folder.ts';
import { healMoves } from './kernel/cities/move.ts';
import { OpenCities } from './kernel/cities/open-cities.ts';
import { addCity, type CityRow, listCities, prepareRegistry, registryAs, withClient } from './kernel/cities/registry.ts';
import { addressOf, onServer, prepareServer } from './kernel/cities/servers.ts';
import { ConnectionBudget } from './kernel/db/budget.ts';
import type { ConnectTo } from './kernel/db/database.ts';
import { connectAs, databaseExists, fromUrl, type Installation, openInstallation, prepareDatabase } from './kernel/db/installation.ts';
import { holdFolder } from './kernel/db/lock.ts';
import { refuseOtherLevel, refuseStrongRole } from './kernel/db/migrate.ts';
import { assembleCity, type CityConnections, migrationsOf, type OpenCity } from './kernel/house.ts';
import { logProblem } from './kernel/log.ts';
import type { Face } from './kernel/view.ts';
import { systems } from './main-systems.ts';
import { fillSample, type SampleSize } from './sample-city.ts';

export interface OpenedCities {
  readonly cities: OpenCities;
  /** The database roles this process holds. */
  readonly roles: readonly Face[];
  close(): Promise<void>;
}

interface Common {
  readonly dataDir: string;
  readonly faces: readonly Face[];
  readonly defaultOrigin: string;
}

export interface AdministratorOptions extends Common {
  readonly cityName: string;
  readonly sample: SampleSize;
  readonly say: (line: string) => void;
  readonly progress: (label: string, done: number, total: number) => void;
}

/** Connections that may rest at a private server, which serves this process alone and takes that many (kernel/db/embedded.ts). */
const RESTING_AT_OWN_SERVER = 200;

/** Connections of the whole process; `YAKUBA_CONNECTIONS` says otherwise. */
export function budgetFromEnvironment(ownServer = false): ConnectionBudget {
  return new ConnectionBudget(Number(process.env['YAKUBA_CONNECTIONS'] ?? 40), { resting: ownServer ? RESTING_AT_OWN_SERVER : 0 });
}

/** Both faces' ways to a city's database, from the installation's own passwords. */
export function waysOf(installation: Installation, dataDir: string, row: Pick<CityRow, 'server' | 'database'>): { readonly citizen: ConnectTo; readonly staff: ConnectTo } {
  const there = onServer(installation, dataDir, row.server);
  return { citizen: connectAs(there, row.database, 'citizen'), staff: connectAs(there, row.database, 'staff') };
}

/** Takes the data folder, starts or reaches PostgreSQL, makes the first city of an empty installation and migrates every city in turn. */
export async function openAsAdministrator(options: AdministratorOptions): Promise<OpenedCities> {
  const { dataDir } = options;
  const undo: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const step of undo.toReversed()) await step();
    undo.length = 0;
  };
  try {
    undo.push(await holdFolder(dataDir, './yakuba start', Temporal.Now.zonedDateTimeISO('Asia/Tokyo').toPlainDateTime().toString({ smallestUnit: 'second' })));
    const databaseUrl = process.env['DATABASE_URL'];
    const installation = await openInstallation(dataDir, { databaseUrl });
    undo.push(() => installation.stop());
    await prepareRegistry(installation);
    await takeOver(installation, options);
    await migrateCities(installation, dataDir, options.say);
    const registry = registryAs(installation);
    const cities = await OpenCities.open({
      registry, dataDir, budget: budgetFromEnvironment(databaseUrl === undefined), defaultOrigin: options.defaultOrigin, connect: (row) => waysOf(installation, dataDir, row),
      check: refuseStrongConnections, heal: (rows) => healMoves(installation, dataDir, rows),
    });
    undo.push(() => cities.close());
    return { cities, roles: ['citizen', 'staff'], close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function refuseStrongConnections({ citizen, staff }: CityConnections): Promise<void> {
  if (citizen) await refuseStrongRole(citizen);
  if (staff) await refuseStrongRole(staff);
}

/** An installation from before there was a register, an empty one, or one whose first filling was cut short. */
async function takeOver(installation: Installation, options: AdministratorOptions): Promise<void> {
  const { cityName, dataDir, say, progress, sample } = options;
  const registry = registryAs(installation);
  const rows = await listCities(registry);
  const known = rows.find((row) => row.name === cityName);
  if (!known && rows.length > 0) return;
  const database = databaseOf(cityName);
  const there = await databaseExists(installation, database);
  if (there) takeOverFolder(dataDir, cityName, database, installation.key);
  else prepareCityFolder(dataDir, cityName);
  if (!known) {
    await prepareDatabase(installation, database, migrationsOf(systems));
    await withClient(connectAs(installation, database, 'owner'), 'create', (client) => writeFacts(client, readCity(cityName, true)));
    await addCity(registry, { name: cityName, database, hosts: ['*'] });
  }
  // The first city is registered before it is filled: its name is taken, and a filling that was cut short goes on here.
  if (known && (known.state !== 'open' || !known.hosts.includes('*'))) return;
  await prepareDatabase(onServer(installation, dataDir, known?.server ?? 'main'), known?.database ?? database, migrationsOf(systems));
  const city = openForFilling(installation, dataDir, known ?? { name: cityName, server: 'main', database }, readCity(cityName, true));
  try {
    await fillSample(city, systems, { cityName, size: sample, say, progress });
  } finally {
    await city.close();
  }
}

/** A city for its own filling: outside the register's view, with pools of its own. */
export function openForFilling(installation: Installation, dataDir: string, row: Pick<CityRow, 'name' | 'server' | 'database'>, kept: ReturnType<typeof readCity>): OpenCity {
  const { citizen, staff } = waysOf(installation, dataDir, row);
  return assembleCity({
    facts: kept.facts, sample: kept.sample, outline: kept.outline, database: row.database, folder: prepareCityFolder(dataDir, row.name),
    // Every payment waits for the row of receipt numbers, and that row for the disk. A fill that is cut short goes on by its keys.
    connections: { citizen: { ...citizen, hasty: true }, staff: { ...staff, hasty: true } }, poolSize: 16, share: null, fresh: false, origin: () => 'http://localhost', readOnly: () => null,
  });
}

/** The word of `--sample`. */
export function sampleSize(word: string): SampleSize {
  if (word !== 'quarter' && word !== 'year' && word !== 'tiny') throw new Error('--sample は quarter、year、tiny、none のどれかです。');
  return word;
}

/** Every city up to this version, one after the other; one that cannot be reached holds up nobody else. */
export async function migrateCities(installation: Installation, dataDir: string, say: (line: string) => void): Promise<void> {
  const folders = migrationsOf(systems);
  for (const row of (await listCities(registryAs(installation))).filter((one) => one.state !== 'retired')) {
    try {
      const { ran } = await prepareDatabase(await prepareServer(installation, dataDir, row.server), row.database, folders);
      if (ran.length > 0) say(`${row.name}: ${ran.length} 件の移行を実行しました。`);
    } catch (error) {
      if (row.server === 'main') throw error;
      logProblem('cities', error, { city: row.name });
      say(`${row.name}: サーバー ${row.server} に届かないので、この市は開けません。`);
    }
  }
}

export interface FaceOptions extends Common {
  readonly urls: { readonly citizen: string | undefined; readonly staff: string | undefined };
}

/** One face without the administrator: only its own role, no migration, and no more than that role may. */
export async function openAsFace(options: FaceOptions): Promise<OpenedCities> {
  const { dataDir, faces, urls } = options;
  const [face] = faces;
  if (!face || faces.length > 1) throw new Error('YAKUBA_CITIZEN_DATABASE_URL・YAKUBA_STAFF_DATABASE_URL は、YAKUBA_FACE=citizen か YAKUBA_FACE=staff と一緒に使います。');
  const other: Face = face === 'citizen' ? 'staff' : 'citizen';
  const url = urls[face];
  if (process.env['DATABASE_URL'] ?? urls[other]) throw new Error(`${face === 'citizen' ? '市民' : '職員'}の入口のプロセスには、ほかの役割の接続先（DATABASE_URL など）を渡さないでください。`);
  if (!url) throw new Error(`YAKUBA_${face.toUpperCase()}_DATABASE_URL に、役割 yakuba_${face} の接続先を指定してください。`);
  const registry = fromUrl(url);
  if (registry.user !== `yakuba_${face}`) throw new Error(`この入口の役割は yakuba_${face} です（指定されたのは ${registry.user}）。`);
  await refuseStrongRole(registry);
  const folders = migrationsOf(systems);
  const ways = (row: CityRow): CityConnections => {
    const there = { ...registry, ...addressOf(dataDir, row.server), database: row.database, user: registry.user };
    return { citizen: null, staff: null, [face]: there };
  };
  const check = async (connections: CityConnections) => {
    const own = connections[face];
    if (!own) return;
    await refuseStrongRole(own);
    await refuseOtherLevel(own, folders);
  };
  for (const row of await listCities(registry)) if (row.state !== 'retired' && row.server === 'main') await check(ways(row));
  const cities = await OpenCities.open({ registry, dataDir, budget: budgetFromEnvironment(), defaultOrigin: options.defaultOrigin, connect: ways, check });
  return { cities, roles: [face], close: () => cities.close() };
}

