/**
 * A city's own folder, `<data>/cities/<name>/`: its stored files and its key. Together with its database it is the whole city.
 * A key signs what the city handed out (sealed challenges, sessions, marks of devices), so it goes wherever the city goes.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CityFolder {
  readonly filesDir: string;
  readonly key: Uint8Array;
}

export function cityFolder(dataDir: string, name: string): string {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) throw new Error('市の名前は、英小文字で始まる英小文字・数字・ハイフンで、40文字までです。');
  return join(dataDir, 'cities', name);
}

function write(folder: string, key: Uint8Array): void {
  mkdirSync(join(folder, 'files'), { recursive: true, mode: 0o700 });
  if (existsSync(join(folder, 'key'))) return;
  writeFileSync(join(folder, 'key.part'), key, { mode: 0o600 });
  renameSync(join(folder, 'key.part'), join(folder, 'key'));
}

/** Makes what is missing of a city's folder; a new city gets a key of its own. */
export function prepareCityFolder(dataDir: string, name: string, key: Uint8Array = randomBytes(32)): CityFolder {
  write(cityFolder(dataDir, name), key);
  return openCityFolder(dataDir, name);
}

/** The folder of a city that exists. A missing key is never made up: everything it signed would be worth nothing. */
export function openCityFolder(dataDir: string, name: string): CityFolder {
  const folder = cityFolder(dataDir, name);
  if (!existsSync(join(folder, 'key'))) throw new Error(`${join(folder, 'key')} がありません。市の鍵を、この市を作ったところから写してください。`);
  mkdirSync(join(folder, 'files'), { recursive: true, mode: 0o700 });
  return { filesDir: join(folder, 'files'), key: new Uint8Array(readFileSync(join(folder, 'key'))) };
}

/**
 * Takes over the folders of the time when an installation was one city: files lay in `<data>/files/<database>` and the city
 * used the installation's key. Does nothing where the city has a folder already; may be cut short and run again.
 */
export function takeOverFolder(dataDir: string, name: string, database: string, installationKey: Uint8Array): void {
  const folder = cityFolder(dataDir, name);
  if (existsSync(join(folder, 'key'))) return;
  const before = join(dataDir, 'files', database);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (existsSync(before) && !existsSync(join(folder, 'files'))) renameSync(before, join(folder, 'files'));
  try {
    rmdirSync(join(dataDir, 'files'));
  } catch {
    // other cities' files still lie there, or nothing ever did
  }
  write(folder, installationKey);
}
