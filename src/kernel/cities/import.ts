/** Reads an export into a new city: checked before anything is made, compared after everything is copied, registered last. */
import { createReadStream } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { connectAs, databaseExists, type Installation } from '../db/installation.ts';
import { fingerprintDifferences, type TableFingerprint, tableFingerprints } from '../db/fingerprint.ts';
import { createDatabase, dropDatabase, migrate, type MigrationFolder, migrationFiles } from '../db/migrate.ts';
import { BadArchive, unpack } from './archive.ts';
import { type AppliedMigration, contentsOf, plain, replaceRows, tableDifferences } from './copy.ts';
import { databaseOf } from './create.ts';
import { hashFile, Manifest } from './export.ts';
import { cityFolder, prepareCityFolder } from './folder.ts';
import { addCity, findCity, RegistryRefused, registryAs, withClient } from './registry.ts';
import { prepareServer } from './servers.ts';

export interface ImportOptions {
  readonly file: string;
  /** Text of an age identity, for an encrypted export. */
  readonly identity: string | null;
  /** Default: what it was called where it was exported. */
  readonly name: string | null;
  /** Default: the export's own names. */
  readonly hosts: readonly string[] | null;
  readonly server: string;
  readonly folders: readonly MigrationFolder[];
}

export interface Imported {
  readonly name: string;
  readonly tables: number;
  readonly rows: number;
  readonly files: number;
}

/** What happens is all or nothing: a failure leaves no database, no folder and no registration behind. */
export async function importCity(installation: Installation, dataDir: string, options: ImportOptions): Promise<Imported> {
  const parent = join(dataDir, 'cities');
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const working = await mkdtemp(join(parent, '.import-'));
  try {
    await unpack(options.file, working, options.identity);
    const manifest = await checkedManifest(working);
    refuseUnknownMigrations(manifest.migrations, options.folders);
    return await build(installation, dataDir, working, manifest, options);
  } finally {
    await rm(working, { recursive: true, force: true });
  }
}

/** The manifest, after every byte it speaks of was compared with it, and nothing else was found. */
async function checkedManifest(working: string): Promise<Manifest> {
  const text = await readFile(join(working, 'manifest.json'), 'utf8').catch(() => null);
  const parsed = text === null ? null : Manifest.safeParse(jsonOf(text));
  if (!parsed?.success) throw new BadArchive('目録（manifest.json）がないか、この版では読めません。');
  const manifest = parsed.data;
  const listed = [...manifest.tables.map((table) => ({ path: table.file, bytes: table.bytes, sha256: table.sha256 })), ...manifest.files, { path: 'key', bytes: 32, sha256: manifest.key }];
  const paths = new Set(listed.map((one) => one.path));
  for (const found of await readdir(working, { recursive: true, withFileTypes: true })) {
    const path = join(found.parentPath, found.name).slice(working.length + 1);
    if (found.isFile() && path !== 'manifest.json' && !paths.has(path)) throw new BadArchive(`目録にない ${path} が入っています。`);
  }
  for (const { path, bytes, sha256 } of listed) {
    const size = await stat(join(working, path)).then((found) => found.size, () => -1);
    if (size !== bytes || (await hashFile(join(working, path))) !== sha256) throw new BadArchive(`${path} が目録と合いません。ファイルが壊れているか、書き換えられています。`);
  }
  return manifest;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function refuseUnknownMigrations(applied: readonly AppliedMigration[], folders: readonly MigrationFolder[]): void {
  const ours = new Map(migrationFiles(folders).map((file) => [`${file.system}/${file.name}`, file.sha256]));
  for (const { system, name, sha256 } of applied) {
    const own = ours.get(`${system}/${name}`);
    if (own === undefined) throw new BadArchive(`この書き出しには、このプログラムの知らない移行 ${system}/${name} があります。書き出したときより新しい版で読み込んでください。`);
    if (own !== sha256) throw new BadArchive(`移行 ${system}/${name} の中身が、書き出したところと違います。同じ版のプログラムで読み込んでください。`);
  }
}

async function build(installation: Installation, dataDir: string, working: string, manifest: Manifest, options: ImportOptions): Promise<Imported> {
  const name = options.name ?? manifest.city;
  const folder = cityFolder(dataDir, name);
  const registry = registryAs(installation);
  if (await findCity(registry, name)) throw new RegistryRefused(`「${name}」という市はもうあります。--as で別の名前を付けてください。`);
  const there = await prepareServer(installation, dataDir, options.server);
  const database = databaseOf(name);
  if (await databaseExists(there, database)) throw new RegistryRefused(`データベース ${database} がもうあります。--as で別の名前を付けてください。`);
  const undo: (() => Promise<unknown>)[] = [];
  try {
    await createDatabase(there.admin, database);
    undo.push(() => dropDatabase(there.admin, database));
    const owner = connectAs(there, database, 'owner');
    await migrate(owner, options.folders, new Set(manifest.migrations.map((one) => `${one.system}/${one.name}`)));
    await fillFrom(owner, working, manifest);
    await migrate(owner, options.folders);
    undo.push(() => rm(folder, { recursive: true, force: true }));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (manifest.files.length > 0) await cp(join(working, 'files'), join(folder, 'files'), { recursive: true });
    prepareCityFolder(dataDir, name, new Uint8Array(await readFile(join(working, 'key'))));
    await addCity(registry, { name, database, server: options.server, origin: options.hosts ? null : manifest.origin, hosts: options.hosts ?? manifest.hosts });
  } catch (error) {
    for (const step of undo.toReversed()) await step().catch(() => {});
    throw error;
  }
  return { name, tables: manifest.tables.length, rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0), files: manifest.files.length };
}

async function fillFrom(owner: ReturnType<typeof connectAs>, working: string, manifest: Manifest): Promise<void> {
  await withClient(owner, 'import', async (client) => {
    await plain(client);
    const differences = tableDifferences(manifest.tables, (await contentsOf(client)).tables);
    if (differences.length > 0) throw new BadArchive(`表の形が合いません: ${differences.slice(0, 3).join('、')}`);
    const files = new Map(manifest.tables.map((table) => [table.name, join(working, table.file)]));
    await replaceRows(client, manifest.tables, manifest.sequences, async (table) => createReadStream(files.get(table.name) ?? ''));
  });
  const wanted = new Map<string, TableFingerprint>(manifest.tables.map((table) => [table.name, { rows: table.rows, hash: table.fingerprint }]));
  const different = fingerprintDifferences(wanted, await tableFingerprints(owner));
  if (different.length > 0) throw new BadArchive(`読み込んだ表が書き出したものと同じになりません: ${different.map((one) => one.table).slice(0, 5).join('、')}`);
}
