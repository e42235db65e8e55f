/** A new city: its database, its folder, its facts; registered last, so that its doors open on something whole. */
import { connectAs, type Installation, prepareDatabase } from '../db/installation.ts';
import type { MigrationFolder } from '../db/migrate.ts';
import { type KeptCity, writeFacts } from './facts.ts';
import { prepareCityFolder } from './folder.ts';
import { addCity, findCity, RegistryRefused, registryAs, withClient } from './registry.ts';
import { prepareServer } from './servers.ts';

/** The database of a city that this installation makes. */
export function databaseOf(name: string): string {
  return `yakuba_${name.replaceAll('-', '_')}`;
}

export interface CreateOptions {
  readonly name: string;
  readonly kept: KeptCity;
  readonly hosts: readonly string[];
  readonly origin: string | null;
  readonly server: string;
  readonly folders: readonly MigrationFolder[];
  /** Fills the city before its doors open. */
  readonly fill?: (city: { readonly name: string; readonly server: string; readonly database: string }) => Promise<void>;
}

/** Makes and registers a city. What a killed creation left behind is gone on with. Throws RegistryRefused when the name is taken. */
export async function createCity(installation: Installation, dataDir: string, options: CreateOptions): Promise<void> {
  const { name, hosts, origin, server } = options;
  const registry = registryAs(installation);
  if (await findCity(registry, name)) throw new RegistryRefused(`「${name}」という市はもうあります。./yakuba city list で確かめてください。`);
  const database = databaseOf(name);
  prepareCityFolder(dataDir, name);
  const there = await prepareServer(installation, dataDir, server);
  await prepareDatabase(there, database, options.folders);
  await withClient(connectAs(there, database, 'owner'), 'create', (client) => writeFacts(client, options.kept));
  await options.fill?.({ name, server, database });
  await addCity(registry, { name, database, server, origin, hosts });
}
