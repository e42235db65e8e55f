/**
 * `./yakuba upgrade`: the next version, or this one again. The data are copied first; the new version migrates them and
 * opens its doors once for a look; when any of it fails, code and data are as they were.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HOUSE, houseMigrations, listCities, registryAs } from '../src/kernel/cities/registry.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { databaseExists, type Installation, openInstallation } from '../src/kernel/db/installation.ts';
import { holdFolder } from '../src/kernel/db/lock.ts';
import { migrationsOf } from '../src/kernel/house.ts';
import { type DatabaseToUpgrade, dropCopies, keepUpgrade, takeBack, unfinishedUpgrade, upgradeDatabases } from '../src/kernel/upgrade/databases.ts';
import { openTownHall } from '../src/main.ts';
import { systems } from '../src/main-systems.ts';
import { buildIslands } from './islands.ts';
import { readWords } from './words.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (line: string) => console.log(line);
const git = (...words: string[]) => execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();

export async function run(words: readonly string[]): Promise<void> {
  const { options } = readWords(words, ['to', 'data'], ['data-only', 'back', 'drop-copies']);
  const dataDir = resolve(options.get('data') ?? './data');
  if (!process.env['DATABASE_URL'] && !existsSync(join(dataDir, 'postgres.secret'))) throw new Error(`${dataDir} に町役場のデータがありません。--data で場所を指定してください。`);
  if (options.has('back')) return withData(dataDir, (installation) => takeBack(installation, dataDir, say));
  if (options.has('drop-copies')) return withData(dataDir, async (installation) => say(`更新の前の写しを ${await dropCopies(installation, (await databasesOf(installation)).map((one) => one.database))} 件消しました。`));
  if (options.has('data-only')) return upgradeData(dataDir);
  return upgradeCode(dataDir, options.get('to'));
}

/** The new version's code, its data by that code, and back again when it fails. */
async function upgradeCode(dataDir: string, to: string | undefined): Promise<void> {
  if (git('status', '--porcelain', '--untracked-files=no') !== '') throw new Error('このフォルダーに、まだ記録していない変更があります。git status で確かめて、記録するか元に戻してから、もう一度実行してください。');
  await withData(dataDir, async () => {}); // said before anything is changed: the doors must be closed
  if (!to) git('fetch', '--quiet');
  const here = git('rev-parse', 'HEAD');
  const target = git('rev-parse', '--verify', `${to ?? '@{upstream}'}^{commit}`);
  const branch = git('rev-parse', '--abbrev-ref', 'HEAD');
  say(here === target ? 'プログラムは、もうその版です。データを確かめます。' : `${here.slice(0, 10)} から ${target.slice(0, 10)} に更新します。`);
  const goTo = (commit: string) => (branch === 'HEAD' ? git('checkout', '--quiet', commit) : git('reset', '--quiet', '--keep', commit));
  if (here !== target) goTo(target);
  // The new version brings its own parts and does its own migrations, so it is another process.
  const done = spawnSync(join(root, 'yakuba'), ['upgrade', '--data-only', '--data', dataDir], { cwd: root, stdio: 'inherit' });
  if (done.status === 0) {
    say('更新が終わりました。./yakuba start で開いてください。うまくいっているのを確かめたら、./yakuba upgrade --drop-copies で更新の前の写しを消せます。');
    return;
  }
  if (here !== target) goTo(here);
  if (unfinishedUpgrade(dataDir)) spawnSync(join(root, 'yakuba'), ['upgrade', '--back', '--data', dataDir], { cwd: root, stdio: 'inherit' });
  throw new Error('更新できなかったので、プログラムもデータも元の版に戻しました。上に出ている理由を添えて、お知らせください。');
}

async function withData(dataDir: string, work: (installation: Installation) => Promise<void>): Promise<void> {
  const release = await holdFolder(dataDir, './yakuba upgrade', systemClock.now().toString());
  try {
    const installation = await openInstallation(dataDir, { databaseUrl: process.env['DATABASE_URL'] });
    try {
      await work(installation);
    } finally {
      await installation.stop();
    }
  } finally {
    release();
  }
}

/** The register of cities first, then every city of this server. */
async function databasesOf(installation: Installation): Promise<readonly DatabaseToUpgrade[]> {
  if (!(await databaseExists(installation, HOUSE))) return [];
  const cities = (await listCities(registryAs(installation))).filter((city) => city.state !== 'retired' && city.server === 'main');
  return [{ database: HOUSE, folders: houseMigrations }, ...cities.map((city) => ({ database: city.database, folders: migrationsOf(systems) }))];
}

async function upgradeData(dataDir: string): Promise<void> {
  await withData(dataDir, async (installation) => {
    const ran = await upgradeDatabases(installation, dataDir, await databasesOf(installation), say);
    say(ran === 0 ? '移行するものはありませんでした。' : `${ran} 件の移行を実行しました。`);
  });
  try {
    await lookInside(dataDir);
  } catch (error) {
    await withData(dataDir, (installation) => takeBack(installation, dataDir, say));
    throw error;
  }
  keepUpgrade(dataDir);
}

/** Opens the doors on a port of its own, asks for the first pages, and closes. */
async function lookInside(dataDir: string): Promise<void> {
  say('新しい版で開いて、確かめています…');
  const hall = await openTownHall({ dataDir, cityName: 'nihonmatsu', port: 0, host: '127.0.0.1', sample: 'tiny', faces: ['citizen', 'staff'], islands: buildIslands(), say: () => {}, progress: () => {}, inspection: true });
  try {
    for (const path of ['/readyz', '/', '/staff/sign-in']) {
      const answer = await fetch(`http://127.0.0.1:${hall.port}${path}`, { redirect: 'manual' });
      if (answer.status >= 400 && !(answer.status === 404 && path === '/')) throw new Error(`新しい版の ${path} が ${answer.status} と答えました。`);
    }
  } finally {
    await hall.close();
  }
}
