/** The sample cities' data files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export function readCityFile<T>(cityName: string, file: string): T {
  if (!/^[a-z-]+$/.test(cityName)) throw new Error('市のフォルダー名は小文字とハイフンです。');
  const value: T = JSON.parse(readFileSync(join(fileURLToPath(new URL('../cities', import.meta.url)), cityName, file), 'utf8'));
  return value;
}
