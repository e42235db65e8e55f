/** A city as data: the sample cities of `cities/`, or a folder of one's own. */
import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CityFacts } from './kernel/city.ts';
import type { KeptCity } from './kernel/cities/facts.ts';

const OURS = fileURLToPath(new URL('../cities', import.meta.url));

/** The folder of a sample city's name, or an absolute path as it is. */
function folderOf(city: string): string {
  if (isAbsolute(city)) return city;
  if (!/^[a-z][a-z0-9-]*$/.test(city)) throw new Error('市のフォルダー名は小文字とハイフンです。');
  return join(OURS, city);
}

/** Whether a city's folder has this file. */
export function hasCityFile(city: string, file: string): boolean {
  return existsSync(join(folderOf(city), file));
}

export function readCityFile<T>(city: string, file: string): T {
  const path = join(folderOf(city), file);
  if (!existsSync(path)) throw new Error(`${path} がありません。`);
  const value: T = JSON.parse(readFileSync(path, 'utf8'));
  return value;
}

/** What a city's folder says of it, as it is kept in the city's own database. */
export function readCity(city: string, sample: boolean): KeptCity {
  const { sample: invented, boundary, ...facts } = readCityFile<CityFacts & { sample?: boolean; boundary?: string }>(city, 'city.json');
  return { facts, outline: boundary ? readCityFile<unknown>(city, boundary) : null, sample: sample && invented === true };
}
