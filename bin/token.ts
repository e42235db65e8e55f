/** `./yakuba token --as LOGIN`: a bearer token for the API with that person's own rights. Works while the town hall is open. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { readCityFile } from '../src/city-files.ts';
import type { City, CityFacts } from '../src/kernel/city.ts';
import { newId, systemClock, systemRandom } from '../src/kernel/clock.ts';
import { type ConnectTo, Database } from '../src/kernel/db/database.ts';
import { openInstallation } from '../src/kernel/db/installation.ts';
import { FolderHeld, holdFolder } from '../src/kernel/db/lock.ts';
import { issueOwnToken } from '../src/kernel/identity/api-tokens.ts';
import { citizenActor, staffActor } from '../src/kernel/identity/session.ts';
import { freshSecret, sha256 } from '../src/kernel/identity/tokens.ts';
import { execute } from '../src/kernel/run.ts';
import { readWords } from './words.ts';

const DAYS = 30;

export async function run(words: readonly string[]): Promise<void> {
  const { options } = readWords(words, ['as', 'data', 'city', 'days']);
  const login = options.get('as');
  if (!login) throw new Error('だれのトークンかを --as で指定してください（職員のログイン名か、市民のメールアドレス）。');
  const dataDir = resolve(options.get('data') ?? './data');
  const cityName = options.get('city') ?? 'nihonmatsu';
  const days = Number(options.get('days') ?? DAYS);
  if (!Number.isInteger(days) || days < 1 || days > 366) throw new Error('--days は 1〜366 の整数です。');
  const { admin, stop } = await reach(dataDir);
  try {
    console.log(await issue({ ...admin, database: `yakuba_${cityName.replaceAll('-', '_')}` }, cityName, login, days));
  } finally {
    await stop();
  }
}

/** The database's administrator: of DATABASE_URL, of the running embedded server, or of one started for the moment. */
async function reach(dataDir: string): Promise<{ admin: ConnectTo; stop: () => Promise<void> }> {
  const nothing = async () => {};
  const url = process.env['DATABASE_URL'];
  if (url) {
    const at = new URL(url);
    return { admin: { host: at.searchParams.get('host') ?? (decodeURIComponent(at.hostname) || 'localhost'), ...(at.port ? { port: Number(at.port) } : {}), database: 'postgres', user: decodeURIComponent(at.username) || 'postgres', password: decodeURIComponent(at.password) }, stop: nothing };
  }
  if (!existsSync(join(dataDir, 'postgres.secret'))) throw new Error(`${dataDir} に町役場のデータがありません。先に ./yakuba start を実行するか、--data で場所を指定してください。`);
  let release: () => void;
  try {
    release = await holdFolder(dataDir, './yakuba token', systemClock.now().toString());
  } catch (error) {
    if (!(error instanceof FolderHeld)) throw error;
    // The town hall is open: its server's socket stands in the fifth line (PostgreSQL, "Database File Layout").
    const socket = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[4]?.trim();
    if (!socket) throw new Error('開いている町役場のデータベースが見つかりません。少し待ってから、もう一度実行してください。', { cause: error });
    return { admin: { host: socket, database: 'postgres', user: 'postgres', password: readFileSync(join(dataDir, 'postgres.secret'), 'utf8').trim() }, stop: nothing };
  }
  const installation = await openInstallation(dataDir);
  return { admin: installation.admin, stop: async () => {
    await installation.stop();
    release();
  } };
}

async function issue(admin: ConnectTo, cityName: string, login: string, days: number): Promise<string> {
  await refuseWithoutCity(admin);
  const database = new Database(admin, 2);
  const facts = readCityFile<CityFacts>(cityName, 'city.json');
  const nothing = () => {};
  const city: City = { facts, sample: false, citizenDb: database, staffDb: database, clock: systemClock, random: systemRandom, filesDir: '', outline: null, key: systemRandom(32), origin: '', changed: nothing, readOnly: () => null, version: () => 0, poke: nothing, beforeClose: nothing };
  try {
    const person = await staffActor(city, login);
    if (person) {
      const token = freshSecret(systemRandom, 'yk_s_');
      const answer = await execute({ city, actor: person, lang: 'ja' }, issueOwnToken, { name: '命令で発行', days, token }, newId(systemClock.now(), systemRandom));
      if (!answer.ok) throw new Error(answer.message);
      return token;
    }
    const citizen = await citizenActor(city, login);
    if (!citizen) throw new Error(`「${login}」というログイン名の職員も、メールアドレスの市民もいません。`);
    return await issueToCitizen(database, citizen.id, days);
  } finally {
    await database.close();
  }
}

/** Citizens make no tokens themselves yet; whoever holds the database may make one for them. */
async function issueToCitizen(database: Database, citizen: string, days: number): Promise<string> {
  const token = freshSecret(systemRandom, 'yk_c_');
  const now = systemClock.now();
  await database.use((connection) => connection.run(
    'insert into kernel.citizen_tokens (token_hash, citizen_id, name, created_at, expires_at) values ($1, $2, $3, $4, $5)', [sha256(token), citizen, '命令で発行', now, now.add({ hours: 24 * days })]));
  return token;
}

async function refuseWithoutCity(admin: ConnectTo): Promise<void> {
  const client = new pg.Client({ ...admin, database: 'postgres' });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [admin.database]);
    if (found.rowCount === 0) throw new Error(`データベース ${admin.database} がありません。先に ./yakuba start を実行してください。`);
  } finally {
    await client.end();
  }
}
