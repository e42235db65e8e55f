/**
 * A whole city in one file: rows of one snapshot as text, the migrations that made its tables, stored files, facts, key,
 * and a manifest with the SHA-256 of everything. It can be read into any PostgreSQL from 15 up.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { z } from 'zod';
import { connectAs, type Installation } from '../db/installation.ts';
import { fingerprintsIn } from '../db/fingerprint.ts';
import { type Entry, pack } from './archive.ts';
import { contentsOf, copyOut, plain } from './copy.ts';
import { cityFolder, openCityFolder } from './folder.ts';
import { type CityRow, withClient } from './registry.ts';
import { onServer } from './servers.ts';

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Name = z.string().regex(/^(?:[a-z_][a-z0-9_]*|"[^"]+")\.(?:[a-z_][a-z0-9_]*|"[^"]+")$/);
const Column = z.string().regex(/^(?:[a-z_][a-z0-9_]*|"[^"]+")$/);

export const Manifest = z.object({
  format: z.literal('yakuba-city'), version: z.literal(1), city: z.string(), exportedAt: z.string(), postgres: z.number(),
  hosts: z.array(z.string()), origin: z.string().nullable(),
  migrations: z.array(z.object({ system: z.string(), name: z.string(), sha256: Hash })),
  tables: z.array(z.object({ name: Name, columns: z.array(Column), file: z.string(), bytes: z.number(), sha256: Hash, rows: z.number(), fingerprint: z.string() })),
  sequences: z.array(z.object({ name: Name, last: z.string().regex(/^-?\d+$/), called: z.boolean() })),
  files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: Hash })),
  key: Hash,
});
export type Manifest = z.infer<typeof Manifest>;

export interface Exported {
  readonly tables: number;
  readonly rows: number;
  readonly files: number;
}

export interface ExportOptions {
  readonly to: string;
  /** age recipients; none: readable by whoever has the file. */
  readonly recipients: readonly string[];
  readonly now: Temporal.Instant;
}

/** SHA-256 of a file in hex. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Writes the export. The city may be open meanwhile: everything is of one moment. */
export async function exportCity(installation: Installation, dataDir: string, row: CityRow, options: ExportOptions): Promise<Exported> {
  const owner = connectAs(onServer(installation, dataDir, row.server), row.database, 'owner');
  const folder = openCityFolder(dataDir, row.name);
  const parent = join(cityFolder(dataDir, row.name), 'working');
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const working = await mkdtemp(join(parent, 'export-'));
  try {
    const rows = await withClient(owner, 'export', (client) => inSnapshot(client, () => writeTables(client, working)));
    // Files after the rows: whatever a row names was stored before it.
    const files = await storedFiles(folder.filesDir);
    const manifest: Manifest = {
      format: 'yakuba-city', version: 1, city: row.name, exportedAt: options.now.toString(), hosts: [...row.hosts], origin: row.origin, ...rows,
      files: files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })), key: createHash('sha256').update(folder.key).digest('hex'),
    };
    const entries: Entry[] = [
      { path: 'manifest.json', from: { bytes: Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`) } },
      { path: 'key', from: { bytes: folder.key } },
      ...rows.tables.map(({ file }) => ({ path: file, from: { file: join(working, file) } })),
      ...files.map(({ path, file }) => ({ path, from: { file } })),
    ];
    await pack(entries, options.to, options.recipients);
    return { tables: rows.tables.length, rows: rows.tables.reduce((sum, table) => sum + table.rows, 0), files: files.length };
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

/** Runs work in one snapshot. */
export async function inSnapshot<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await plain(client);
  await client.query('begin isolation level repeatable read read only');
  const done = await work();
  await client.query('commit');
  return done;
}

async function writeTables(client: pg.Client, working: string): Promise<Pick<Manifest, 'postgres' | 'migrations' | 'tables' | 'sequences'>> {
  const contents = await contentsOf(client);
  const prints = await fingerprintsIn(client);
  await mkdir(join(working, 'tables'), { mode: 0o700 });
  const tables: Manifest['tables'] = [];
  for (const [index, table] of contents.tables.entries()) {
    const file = `tables/${index}.copy`;
    const written = await copyOut(client, table, createWriteStream(join(working, file), { mode: 0o600 }));
    const print = prints.get(table.name);
    tables.push({ name: table.name, columns: [...table.columns], file, ...written, rows: print?.rows ?? 0, fingerprint: print?.hash ?? '' });
  }
  const version = await client.query<{ num: number }>(`select current_setting('server_version_num')::int as num`);
  return { postgres: version.rows[0]?.num ?? 0, migrations: [...contents.migrations], tables, sequences: [...contents.sequences] };
}

interface Stored {
  readonly path: string;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Every stored file, checked against its name: a damaged one is found here and not on the day it is needed. */
async function storedFiles(filesDir: string): Promise<readonly Stored[]> {
  if (!existsSync(filesDir)) return [];
  const found: Stored[] = [];
  for (const folder of (await readdir(filesDir)).filter((name) => /^[0-9a-f]{2}$/.test(name)).toSorted()) {
    for (const name of (await readdir(join(filesDir, folder))).filter((one) => /^[0-9a-f]{64}$/.test(one)).toSorted()) {
      const file = join(filesDir, folder, name);
      const bytes = await readFile(file);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      if (sha256 !== name) throw new Error(`保存されたファイル ${file} は壊れています。バックアップから戻してから、書き出し直してください。`);
      found.push({ path: `files/${folder}/${name}`, file, bytes: bytes.byteLength, sha256 });
    }
  }
  return found;
}
