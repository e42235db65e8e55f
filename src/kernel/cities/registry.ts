/**
 * The register of cities: a small database of its own beside theirs. It says which cities there are, by which names they
 * are asked for, and on which server each one's database stands. Every process of the installation reads and watches it.
 */
import pg from 'pg';
import type { ConnectTo } from '../db/database.ts';
import { connectAs, type Installation, prepareDatabase } from '../db/installation.ts';
import type { MigrationFolder } from '../db/migrate.ts';
import { valueTypes } from '../db/values.ts';

export const HOUSE = 'yakuba_house';
export const houseMigrations: readonly MigrationFolder[] = [{ system: 'house', folder: new URL('migrations/', import.meta.url) }];

export type CityState = 'open' | 'read_only' | 'retired';
export type ReadOnlyReason = 'move' | 'backup' | 'maintenance';

export interface CityRow {
  readonly name: string;
  readonly database: string;
  readonly server: string;
  readonly origin: string | null;
  readonly hosts: readonly string[];
  readonly state: CityState;
  readonly read_only_reason: ReadOnlyReason | null;
  readonly read_only_until: Temporal.Instant | null;
  readonly created_at: Temporal.Instant;
}

/** A city cannot be registered like this; the message says why. */
export class RegistryRefused extends Error {}

/** Makes the register when it is missing and brings it up to date. As the administrator. */
export async function prepareRegistry(installation: Installation): Promise<void> {
  await prepareDatabase(installation, HOUSE, houseMigrations);
}

export function registryAs(installation: Installation): ConnectTo {
  return connectAs(installation, HOUSE, 'owner');
}

export async function withClient<T>(to: ConnectTo, what: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...to, types: valueTypes, application_name: `yakuba-${what}` });
  client.on('error', () => {}); // a server that goes away shows in the statement that was under way
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const ALL = `
select c.name, c.database, c.server, c.origin, c.state, c.read_only_reason, c.read_only_until, c.created_at,
       array(select h.host from house.hosts h where h.city = c.name order by h.host) as hosts
  from house.cities c`;

/** Every city, retired ones too, in the order of their names. */
export async function citiesIn(client: Pick<pg.Client, 'query'>): Promise<readonly CityRow[]> {
  return (await client.query<CityRow>(`${ALL} order by c.name`)).rows;
}

/** All cities; none where the register does not exist yet. */
export async function listCities(to: ConnectTo): Promise<readonly CityRow[]> {
  return withClient(to, 'list', citiesIn);
}

export async function findCity(to: ConnectTo, name: string): Promise<CityRow | null> {
  return withClient(to, 'list', async (client) => (await client.query<CityRow>(`${ALL} where c.name = $1`, [name])).rows[0] ?? null);
}

export interface NewCity {
  readonly name: string;
  readonly database: string;
  readonly server?: string;
  readonly origin?: string | null;
  readonly hosts: readonly string[];
}

/** Registers a city whose database stands ready. Throws RegistryRefused when a name is taken. */
export async function addCity(to: ConnectTo, city: NewCity): Promise<void> {
  await changing(to, async (client) => {
    await client.query('insert into house.cities (name, database, server, origin) values ($1, $2, $3, $4)', [city.name, city.database, city.server ?? 'main', city.origin ?? null]);
    await client.query('insert into house.hosts (host, city) select unnest($1::text[]), $2', [city.hosts, city.name]);
  });
}

export async function setHosts(to: ConnectTo, name: string, hosts: readonly string[]): Promise<void> {
  await changing(to, async (client) => {
    await client.query('delete from house.hosts where city = $1', [name]);
    await client.query('insert into house.hosts (host, city) select unnest($1::text[]), $2', [hosts, name]);
  });
}

export async function setOrigin(to: ConnectTo, name: string, origin: string | null): Promise<void> {
  await changing(to, (client) => client.query('update house.cities set origin = $2 where name = $1', [name, origin]));
}

/** Opens a city, makes it read-only for a reason and until about a moment, or closes its doors. */
export async function setState(to: ConnectTo, name: string, state: CityState, readOnly: { readonly reason: ReadOnlyReason; readonly until: Temporal.Instant | null } | null = null): Promise<void> {
  await changing(to, (client) => client.query('update house.cities set state = $2, read_only_reason = $3, read_only_until = $4 where name = $1',
    [name, state, readOnly?.reason ?? null, readOnly?.until?.toString() ?? null]));
}

export async function removeCity(to: ConnectTo, name: string): Promise<void> {
  await changing(to, (client) => client.query('delete from house.cities where name = $1', [name]));
}

async function changing(to: ConnectTo, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  await withClient(to, 'register', async (client) => {
    await client.query('begin');
    try {
      await work(client);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw refusedBy(error) ?? error;
    }
  });
}

function refusedBy(error: unknown): RegistryRefused | null {
  const constraint = error instanceof Error && 'constraint' in error ? String(error.constraint) : '';
  switch (constraint) {
    case 'cities_pkey': return new RegistryRefused('この名前の市はもうあります。./yakuba city list で確かめてください。');
    case 'cities_database_taken': return new RegistryRefused('このデータベースは、別の市が使っています。');
    case 'hosts_pkey': return new RegistryRefused('このホスト名は、別の市が使っています。--host で別の名前を指定してください。');
    case 'cities_name_check': return new RegistryRefused('市の名前は、英小文字で始まる英小文字・数字・ハイフンで、40文字までです。');
    case 'hosts_host_check': return new RegistryRefused('ホスト名は、小文字で、ポート番号を付けずに指定してください（例: reserve.example.lg.jp）。');
    case 'cities_origin_check': return new RegistryRefused('公開する住所（--origin）は https://reserve.example.lg.jp のように指定してください。');
    default: return null;
  }
}
