/**
 * Other PostgreSQL servers of the installation, by name: `servers.json` in the data folder, readable by its owner alone,
 * for it holds their administrators' passwords (on a host of one face: only that face's own).
 */
import { chmodSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ConnectTo } from '../db/database.ts';
import { fromUrl, type Installation } from '../db/installation.ts';
import { prepareRoles } from '../db/migrate.ts';

const Servers = z.record(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/), z.strictObject({ url: z.string().startsWith('postgres') }));
export type Servers = z.infer<typeof Servers>;

function fileIn(dataDir: string): string {
  return join(dataDir, 'servers.json');
}

/** The servers beside 'main'. Refuses a file that others can read. */
export function readServers(dataDir: string): Servers {
  const file = fileIn(dataDir);
  if (!existsSync(file)) return {};
  if ((statSync(file).mode & 0o077) !== 0) throw new Error(`${file} はほかの利用者も読めます。chmod 600 ${file} を実行してください。`);
  const parsed = Servers.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file} は {"名前": {"url": "postgres://…"}} の形で書いてください。`);
  return parsed.data;
}

/** Adds or replaces a server. */
export function writeServer(dataDir: string, name: string, url: string): void {
  const servers = Servers.safeParse({ ...readServers(dataDir), [name]: { url } });
  if (name === 'main' || !servers.success) throw new Error('サーバーの名前は main のほかの英小文字・数字・ハイフンで、住所は postgres://… です。');
  const file = fileIn(dataDir);
  writeFileSync(`${file}.part`, `${JSON.stringify(servers.data, null, 2)}\n`, { mode: 0o600 });
  chmodSync(`${file}.part`, 0o600);
  renameSync(`${file}.part`, file);
}

/** The address of a server; null for 'main', which the installation itself knows. Throws for one that nobody wrote down. */
export function addressOf(dataDir: string, server: string): ConnectTo | null {
  if (server === 'main') return null;
  const found = readServers(dataDir)[server];
  if (!found) throw new Error(`サーバー「${server}」の住所がありません。./yakuba city server ${server} --url postgres://… で書いてください。`);
  return fromUrl(found.url);
}

/** The installation as it stands on this server: the same key, therefore the same passwords of the roles. */
export function onServer(installation: Installation, dataDir: string, server: string): Installation {
  const address = addressOf(dataDir, server);
  return address === null ? installation : { ...installation, admin: address };
}

/** The same, with the roles made sure of. */
export async function prepareServer(installation: Installation, dataDir: string, server: string): Promise<Installation> {
  const there = onServer(installation, dataDir, server);
  if (there !== installation) await prepareRoles(there.admin, installation.passwords);
  return there;
}
