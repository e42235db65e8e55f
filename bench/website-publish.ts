/** From the decision of an editor until the new words stand before the public: at the page, in the folder, the feed and the search, of both processes. */
import { setTimeout as pause } from 'node:timers/promises';
import { visitorAt } from '../e2e/growth/hall.ts';
import { lineOf, timesOf } from './website-times.ts';
import { decide, submitted, type Town, type Written } from './website-town.ts';

/** Here somebody looks anew after this; at the other process, where many wait at once, after four times as long. */
const STEP_MILLISECONDS = 25;
/** So many publications are watched at the other process at once. */
const AT_ONCE = 10;
const GIVE_UP_MILLISECONDS = 30_000;

interface Watched {
  readonly name: string;
  readonly path: (it: Written, word: string) => string;
  readonly goal: number;
}

const places: readonly Watched[] = [
  { name: 'ページ', path: (it) => it.path, goal: 1 }, { name: 'フォルダー', path: (it) => it.path.slice(0, it.path.lastIndexOf('/') + 1), goal: 3 },
  { name: 'フィード', path: () => '/feed.xml', goal: 3 }, { name: '検索', path: (_, word) => `/search?q=${word}`, goal: 3 },
];

const plain = (html: string) => html.replaceAll(/<[^>]*>|\u200b/g, '');
/** The word somebody typed stands in the search box, found or not: the title is what tells. */
const shows = (html: string, word: string) => plain(html).includes(`道路の工事（${word}）`);

/** Asks until it is so; on a line of its own each time, as another visitor would. */
async function until(port: number, path: string, step: number, so: (status: number, text: string) => boolean): Promise<number> {
  const began = performance.now();
  for (;;) {
    const reply = await visitorAt(port).get(path);
    const took = performance.now() - began;
    if (so(reply.status, reply.text) || took > GIVE_UP_MILLISECONDS) return took;
    await pause(step);
  }
}

const wordOf = (index: number) => `KJ${String.fromCharCode(65 + Math.floor(index / 26) % 26)}${String.fromCharCode(65 + index % 26)}${Math.floor(Math.random() * 26 ** 4).toString(26).replaceAll(/\d/g, (digit) => String.fromCharCode(113 + Number(digit))).toUpperCase()}`;

type Found = Map<string, number[]>;
const note = (found: Found, key: string, took: number) => void found.set(key, [...(found.get(key) ?? []), took]);

export interface PublishOptions {
  readonly publications: number;
  readonly withdrawals: number;
}

export async function measurePublishing(town: Town, options: PublishOptions): Promise<(readonly string[])[]> {
  const processes = [['同じプロセス', town.main.port], ['別のプロセス', town.second.port]] as const;
  const [seen, gone, commands]: [Found, Found, number[]] = [new Map(), new Map(), []];
  const out: { it: Written; word: string }[] = [];
  const watching: Promise<void>[] = [];
  for (let index = 0; index < options.publications; index += 1) {
    const word = wordOf(index);
    // Every second one is a further edition of a page that both processes have in memory, and that nobody watches any more.
    const before = index % 2 === 1 ? out[index - AT_ONCE - 1] : undefined;
    if (before) for (const [, port] of processes) await visitorAt(port).get(before.it.path);
    const it = await submitted(town, word, before?.it ?? null);
    for (const [, port] of processes) for (const place of places.slice(1, 3)) await visitorAt(port).get(place.path(it, word));
    const began = performance.now();
    const reply = await decide(town, it);
    if (reply.status !== 200 && reply.status !== 201) throw new Error(`${reply.status} ${reply.text.slice(0, 500)}`);
    commands.push(performance.now() - began);
    out.push({ it, word });
    const watch = (name: string, port: number) => places.map(async (place) => note(seen, `${place.name}、${name}`, await until(port, place.path(it, word), port === town.main.port ? STEP_MILLISECONDS : 4 * STEP_MILLISECONDS, (status, text) => status === 200 && shows(text, word))));
    await Promise.all(watch(...processes[0]));
    watching.push(...watch(...processes[1]));
    if (index % AT_ONCE === AT_ONCE - 1) await Promise.all(watching.splice(0));
  }
  await Promise.all(watching.splice(0));
  // Each page once, with the words it shows now.
  const standing = [...new Map(out.map((one) => [one.it.page, one])).values()];
  for (const [index, { it, word }] of standing.slice(-options.withdrawals).entries()) {
    for (const [, port] of processes) for (const place of places) await visitorAt(port).get(place.path(it, word));
    const reply = await town.head.api('website.withdrawPage', { page: it.page, reason: '測るため' });
    if (reply.status >= 300) throw new Error(`${reply.status} ${reply.text.slice(0, 500)}`);
    const watch = (name: string, port: number) => places.map(async (place) => note(gone, `${place.name}、${name}`, await until(port, place.path(it, word), 2 * STEP_MILLISECONDS, (status, text) => (place.name === 'ページ' ? status === 410 : !shows(text, word)))));
    watching.push(...processes.flatMap(([name, port]) => watch(name, port)));
    if (index % AT_ONCE === AT_ONCE - 1) await Promise.all(watching.splice(0));
  }
  await Promise.all(watching);
  const lines = (verb: string, found: Found, goalOf: (name: string) => number) => [...found].toSorted(([one], [other]) => (one.slice(-6) < other.slice(-6) ? -1 : one.slice(-6) > other.slice(-6) ? 1 : 0)).map(([name, times]) => {
    const told = timesOf(times);
    const goal = goalOf(name);
    return lineOf(`${verb}: ${name}`, told, { also: `${told.count} 回`, goal: `p95 ${goal} 秒以下`, met: told.p95 <= goal * 1000 });
  });
  return [
    lineOf('承認の命令（decideEdition）', timesOf(commands), { also: `${commands.length} 回` }),
    ...lines('見えるまで', seen, (name) => places.find((place) => name.startsWith(`${place.name}、`))?.goal ?? 3), ...lines('消えるまで', gone, () => 5),
  ];
}
