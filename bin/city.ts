/** `./yakuba city …`: makes, lists, moves, exports, imports and retires cities. Works beside an open town hall. */
import { readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { readCity } from '../src/city-files.ts';
import { createCity } from '../src/kernel/cities/create.ts';
import { exportCity } from '../src/kernel/cities/export.ts';
import { importCity } from '../src/kernel/cities/import.ts';
import { moveCity } from '../src/kernel/cities/move.ts';
import { type CityRow, findCity, HOUSE, listCities, prepareRegistry, registryAs, removeCity, setHosts, setOrigin, setState } from '../src/kernel/cities/registry.ts';
import { onServer, writeServer } from '../src/kernel/cities/servers.ts';
import { connectAs, type Installation, openBeside } from '../src/kernel/db/installation.ts';
import { dropDatabase } from '../src/kernel/db/migrate.ts';
import { migrationsOf } from '../src/kernel/house.ts';
import { systems } from '../src/main-systems.ts';
import { migrateCities, openForFilling, sampleSize } from '../src/main-cities.ts';
import { fillSample } from '../src/sample-city.ts';
import { readWords } from './words.ts';

interface Words {
  readonly options: ReadonlyMap<string, string>;
  readonly many: ReadonlyMap<string, readonly string[]>;
  readonly rest: readonly string[];
}

interface Place {
  readonly installation: Installation & { readonly running: boolean };
  readonly dataDir: string;
}

type Verb = (place: Place, words: Words) => Promise<void>;

/** A word that the verb needs was not given; people are shown how the verb is written. */
class MissingWord extends Error {}

const say = (line: string) => console.log(line);
const now = () => Temporal.Now.instant();
const folders = () => migrationsOf(systems);

function needed(words: Words, name: string, example: string): string {
  const value = words.options.get(name);
  if (!value) throw new MissingWord(`--${name} を指定してください（例: --${name} ${example}）。`);
  return value;
}

function cityName(words: Words): string {
  const [name] = words.rest;
  if (!name) throw new MissingWord('市の名前を指定してください（ある市の一覧は ./yakuba city list）。');
  return name;
}

async function wanted(place: Place, words: Words): Promise<CityRow> {
  const name = cityName(words);
  const row = await findCity(registryAs(place.installation), name);
  if (!row) throw new Error(`「${name}」という市はありません。./yakuba city list で一覧を見られます。`);
  return row;
}

const create: Verb = async ({ installation, dataDir }, words) => {
  const name = cityName(words);
  const given = needed(words, 'from', 'cities/nihonmatsu');
  const folder = isAbsolute(given) ? given : /^[a-z][a-z0-9-]*$/.test(given) ? given : resolve(given);
  const size = words.options.get('sample') ?? 'none';
  const hosts = words.many.get('host') ?? [`${name}.localhost`];
  const origin = words.options.get('origin') ?? null;
  const kept = readCity(folder, size !== 'none');
  const started = performance.now();
  await createCity(installation, dataDir, {
    name, kept, hosts, origin, server: words.options.get('server') ?? 'main', folders: folders(),
    fill: async (row) => {
      if (size === 'none') return;
      const city = openForFilling(installation, dataDir, row, kept);
      try {
        await fillSample(city, systems, { cityName: folder, size: sampleSize(size), say, progress: (label, done, total) => void (done >= total && say(`${label}: ${total} 件`)) });
      } finally {
        await city.close();
      }
    },
  });
  say(`${kept.facts.name.ja}（${name}）を作りました（${((performance.now() - started) / 1000).toFixed(1)} 秒）。入口: ${hosts.join('、')}`);
  const any = (await listCities(registryAs(installation))).find((row) => row.state !== 'retired' && row.hosts.includes('*'));
  if (any) say(`「${any.name}」は、これからは localhost${any.origin ? ` と ${any.origin}` : ''} でだけ開きます。ほかの名前でも開くには ./yakuba city hosts ${any.name} ホスト… を実行してください。`);
};

const list: Verb = async ({ installation }) => {
  const rows = await listCities(registryAs(installation));
  if (rows.length === 0) say('市はまだありません。./yakuba start か ./yakuba city create で作れます。');
  const states = { open: '開いている', read_only: '読むだけ', retired: '閉じた' } as const;
  for (const row of rows) say(`${row.name.padEnd(24)}${states[row.state]}\t${row.hosts.join('、') || '-'}\t${row.server}/${row.database}${row.origin ? `\t${row.origin}` : ''}`);
};

const move: Verb = async (place, words) => {
  const row = await wanted(place, words);
  const to = needed(words, 'to', 'second');
  const told = { 'read-only': '読むだけにしました。', copied: '写しました。', locked: '書き込みを止めました。', compared: '元と同じことを確かめました。', closed: '元を閉じました。', switched: '切り替えました。' } as const;
  await moveCity(place.installation, place.dataDir, row, { to, folders: folders(), now: now(), step: (step) => say(told[step]) });
  say(`「${row.name}」は、サーバー ${to} で開いています。元のデータベースは、閉じたまま ${row.server} に残っています。`);
};

async function exportTo(place: Place, row: CityRow, file: string, words: Words): Promise<void> {
  const done = await exportCity(place.installation, place.dataDir, row, { to: file, recipients: words.many.get('recipient') ?? [], now: now() });
  say(`${file} に書き出しました（${done.tables} 表、${done.rows} 行、ファイル ${done.files} 件）。`);
  if (!words.many.has('recipient')) say('このファイルには個人情報と市の鍵が、暗号化されずに入っています。--recipient age1… を付けると暗号化します。');
}

const exporting: Verb = async (place, words) => exportTo(place, await wanted(place, words), resolve(needed(words, 'to', 'nihonmatsu.yakuba')), words);

const importing: Verb = async ({ installation, dataDir }, words) => {
  const [file] = words.rest;
  if (!file) throw new MissingWord('読み込むファイルを指定してください。');
  const identity = words.options.get('identity');
  const done = await importCity(installation, dataDir, {
    file: resolve(file), identity: identity ? readIdentity(resolve(identity)) : null, name: words.options.get('as') ?? null, hosts: words.many.get('host') ?? null, server: words.options.get('server') ?? 'main', folders: folders(),
  });
  say(`「${done.name}」を読み込みました（${done.tables} 表、${done.rows} 行、ファイル ${done.files} 件）。書き出したものと同じことを確かめました。`);
};

/** The identity's line of an age key file, which has comments around it. */
function readIdentity(file: string): string {
  const line = readFileSync(file, 'utf8').split('\n').find((one) => one.startsWith('AGE-SECRET-KEY-'));
  if (!line) throw new Error(`${file} に age の秘密鍵（AGE-SECRET-KEY-…）がありません。`);
  return line.trim();
}

const retire: Verb = async (place, words) => {
  const row = await wanted(place, words);
  const drop = words.options.has('drop');
  if (drop) await typedName(row.name, words.options.get('confirm'));
  const registry = registryAs(place.installation);
  if (row.state !== 'retired') {
    await setState(registry, row.name, 'retired');
    say(`「${row.name}」の扉を閉じました。`);
  }
  const file = resolve(words.options.get('to') ?? join(place.dataDir, 'retired', `${row.name}-${now().toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')}.yakuba`));
  await exportTo(place, row, file, words);
  if (!drop) return say('データベースとファイルは残してあります。消すには --drop を付けて、もう一度実行してください。');
  await dropDatabase(onServer(place.installation, place.dataDir, row.server).admin, row.database);
  await removeCity(registry, row.name);
  say(`「${row.name}」のデータベースを消しました。書き出したファイルと、市のフォルダー（ファイルと鍵）は残っています。`);
};

async function typedName(name: string, given: string | undefined): Promise<void> {
  let typed = given;
  if (typed === undefined && process.stdin.isTTY) {
    const asking = createInterface({ input: process.stdin, output: process.stdout });
    typed = await asking.question(`データベースを消します。元には戻せません。続けるには、市の名前（${name}）を入力してください: `);
    asking.close();
  }
  if (typed !== name) throw new Error(`市の名前が合わないので、何もしませんでした。--drop には、市の名前の入力（または --confirm ${name}）が要ります。`);
}

const hosts: Verb = async (place, words) => {
  const row = await wanted(place, words);
  const names = words.rest.slice(1);
  if (names.length === 0) return say(row.hosts.join('\n'));
  await setHosts(registryAs(place.installation), row.name, names);
  if (words.options.has('origin')) await setOrigin(registryAs(place.installation), row.name, words.options.get('origin') ?? null);
  say(`「${row.name}」の入口: ${names.join('、')}`);
};

const server: Verb = async ({ dataDir }, words) => {
  const [name] = words.rest;
  if (!name) throw new MissingWord('サーバーの名前を指定してください（例: second）。');
  writeServer(dataDir, name, needed(words, 'url', 'postgres://postgres:…@db2.example/postgres'));
  say(`サーバー ${name} の住所を ${join(dataDir, 'servers.json')} に書きました。`);
};

const readOnly: Verb = async (place, words) => {
  const row = await wanted(place, words);
  if (row.state === 'retired') throw new Error(`「${row.name}」は扉を閉じています。`);
  const on = words.rest[1] !== 'off';
  await setState(registryAs(place.installation), row.name, on ? 'read_only' : 'open', on ? { reason: 'maintenance', until: null } : null);
  say(on ? `「${row.name}」を読むだけにしました。戻すには ./yakuba city read-only ${row.name} off を実行してください。` : `「${row.name}」を開きました。`);
};

const migrateAll: Verb = ({ installation, dataDir }) => migrateCities(installation, dataDir, say);

/** What a process of one face is given, and nothing more. */
const address: Verb = async ({ installation }, words) => {
  const face = words.options.get('face');
  if (face !== 'citizen' && face !== 'staff') throw new MissingWord('--face citizen か --face staff を指定してください。');
  const to = connectAs(installation, HOUSE, face);
  const socket = to.host.startsWith('/');
  say(`YAKUBA_${face.toUpperCase()}_DATABASE_URL=postgres://${to.user}:${encodeURIComponent(to.password)}@${socket ? 'localhost' : to.host}${to.port ? `:${to.port}` : ''}/${HOUSE}${socket ? `?host=${encodeURIComponent(to.host)}` : ''}`);
};

const verbs: Readonly<Record<string, { readonly run: Verb; readonly usage: string }>> = {
  create: { run: create, usage: 'create 名前 --from cities/フォルダー [--host ホスト名]… [--origin https://…] [--sample tiny|quarter|none] [--server 名前]' },
  list: { run: list, usage: 'list' },
  hosts: { run: hosts, usage: 'hosts 名前 [ホスト名…] [--origin https://…]' },
  move: { run: move, usage: 'move 名前 --to サーバー' },
  server: { run: server, usage: 'server 名前 --url postgres://…  ほかの PostgreSQL の住所を書く' },
  export: { run: exporting, usage: 'export 名前 --to ファイル [--recipient age1…]…' },
  import: { run: importing, usage: 'import ファイル [--as 名前] [--host ホスト名]… [--identity 鍵のファイル] [--server 名前]' },
  'read-only': { run: readOnly, usage: 'read-only 名前 [on|off]' },
  retire: { run: retire, usage: 'retire 名前 [--to ファイル] [--recipient age1…]… [--drop [--confirm 名前]]' },
  migrate: { run: migrateAll, usage: 'migrate  すべての市をこの版に合わせる' },
  address: { run: address, usage: 'address --face citizen|staff  入口ごとのプロセスに渡す接続先' },
};

const MANY = ['host', 'recipient'];

/** Names that may come several times are gathered; the rest is read as everywhere. */
function read(words: readonly string[]): Words & { readonly dataDir: string } {
  const many = new Map<string, string[]>();
  const others: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const [name = '', inline] = word.startsWith('--') ? word.slice(2).split('=', 2) : [];
    if (!MANY.includes(name)) others.push(word);
    else {
      const value = inline ?? words[++i];
      if (value === undefined) throw new Error(`--${name} には値が要ります。`);
      many.set(name, [...(many.get(name) ?? []), value]);
    }
  }
  const { options, rest } = readWords(others, ['data', 'from', 'origin', 'sample', 'server', 'to', 'as', 'identity', 'url', 'confirm', 'face'], ['drop']);
  return { options, many, rest, dataDir: resolve(options.get('data') ?? process.env['YAKUBA_DATA'] ?? './data') };
}

export async function run(words: readonly string[]): Promise<void> {
  const [name = '', ...more] = words;
  const verb = verbs[name];
  if (!verb) {
    const usage = Object.values(verbs).map((one) => `  ./yakuba city ${one.usage}`).join('\n');
    if (name === '' || name === 'help') return say(usage);
    throw new Error(`「city ${name}」という命令はありません。\n${usage}`);
  }
  const given = read(more);
  const { dataDir } = given;
  const installation = await openBeside(dataDir, `./yakuba city ${name}`, now().toString(), { databaseUrl: process.env['DATABASE_URL'] });
  try {
    await prepareRegistry(installation);
    await verb.run({ installation, dataDir }, given);
  } catch (error) {
    throw error instanceof MissingWord ? new Error(`${error.message}\n使い方: ./yakuba city ${verb.usage}`) : error;
  } finally {
    await installation.stop();
  }
}
