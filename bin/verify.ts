/** `./yakuba verify`: is everything there and as it was? 0 yes, 1 damaged, 2 unfinished, 3 could not look. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exitCodeOf, type Level } from '../src/kernel/backup/verify/finding.ts';
import { type CityFindings, verifyCities } from '../src/kernel/backup/verify/verify.ts';
import { systemClock } from '../src/kernel/clock.ts';
import type { ConnectTo } from '../src/kernel/db/database.ts';
import { openBeside } from '../src/kernel/db/installation.ts';
import { migrationsOf } from '../src/kernel/house.ts';
import { systems } from '../src/main-systems.ts';
import { readWords } from './words.ts';

export async function run(words: readonly string[]): Promise<void> {
  const { options } = readWords(words, ['data', 'database']);
  const dataDir = resolve(options.get('data') ?? './data');
  const databaseUrl = process.env['DATABASE_URL'];
  if (!databaseUrl && !existsSync(join(dataDir, 'postgres.secret'))) {
    console.error(`${dataDir} に町役場のデータがありません。--data で場所を指定してください。`);
    process.exitCode = 3;
    return;
  }
  try {
    const installation = await openBeside(dataDir, './yakuba verify', systemClock.now().toString(), { databaseUrl });
    try {
      const database = options.get('database');
      const all = await verifyAll({ dataDir, admin: installation.admin, ...(database ? { only: [database] } : {}) });
      printFindings(all);
      process.exitCode = all.length === 0 ? 3 : exitCodeOf(all.flatMap((city) => city.findings));
    } finally {
      await installation.stop();
    }
  } catch (error) {
    console.error(`調べられませんでした: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 3;
  }
}

export function verifyAll(options: { readonly dataDir: string; readonly admin: ConnectTo; readonly only?: readonly string[] }): Promise<readonly CityFindings[]> {
  return verifyCities({ ...options, migrations: migrationsOf(systems), now: systemClock.now() });
}

const SIGNS: Readonly<Record<Level, string>> = { good: '✔', incomplete: '△', damaged: '✖', unknown: '？' };

export function printFindings(all: readonly CityFindings[]): void {
  if (all.length === 0) console.log('町のデータベースがありません。');
  for (const { database, findings } of all) {
    console.log(`\n${database}`);
    for (const one of findings) {
      console.log(`  ${SIGNS[one.level]} ${one.area}: ${one.said}。`);
      for (const place of one.where) console.log(`      ${place}`);
    }
  }
  const code = exitCodeOf(all.flatMap((city) => city.findings));
  console.log(`\n${{ 0: 'よい: おかしなところはありません。', 1: '壊れています: ✖ のところを確かめてください。', 2: '途中のものがあります: △ のところを確かめてください。', 3: '調べられないところがありました: ？ のところを確かめてください。' }[code]}`);
}
