/** The search of the site in this process: how long it takes to build, what it weighs, how long a question takes. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SearchIndex } from '../src/citizen-services/website/rules/search/search-index.ts';
import { docOf } from '../src/citizen-services/website/searching.ts';
import { type MadePage, numbers, PageMaker, vocabulary, type Vocabulary } from './website-pages.ts';
import { shareOf, type Times, timesOf } from './website-times.ts';

/** What people type, by kind; the same words every time. */
export function questions(words: Vocabulary, each = 60): ReadonlyMap<string, readonly string[]> {
  const next = numbers(7);
  const any = (list: readonly string[]) => list[Math.floor(next() * list.length)] ?? '';
  const many = (make: () => string) => [...new Set(Array.from({ length: each * 3 }, make).filter((one) => one !== ''))].slice(0, each);
  const han = [...new Set([...words.sentences, ...words.towns, ...words.subjects].join('').match(/\p{Script=Han}/gu) ?? [])];
  const pairs = [...new Set([...words.sentences, ...words.subjects].join('。').match(/\p{Script=Han}{2}/gu) ?? [])];
  const runs = [...new Set([...words.sentences, ...words.subjects].join('。').match(/[\p{Script=Han}\p{Script=Katakana}ー]{3,8}/gu) ?? [])];
  const slip = (word: string) => word.slice(0, 2) + (han[word.length * 31 % han.length] ?? '') + word.slice(3);
  return new Map([
    ['1字', many(() => any(han))], ['2字', many(() => any(pairs))], ['ふつうの語', many(() => (next() < 0.5 ? any(runs) : next() < 0.5 ? any(words.facilities) : any(words.towns)))],
    ['2〜3語', many(() => `${any(words.towns)} ${any(runs)}${next() < 0.3 ? ` ${any(pairs)}` : ''}`)],
    ['語句（""）', many(() => `"${any(words.sentences).slice(2, 12)}"`)],
    ['同じ意味の語', ['ごみ', '廃棄物', '粗大ごみ', '子ども', '子供', '国保', '国民健康保険', 'マイナンバー', '個人番号', '引越', '転入', '保育園', '保育所', '障がい', '断水', '罹災', 'サーバー', 'コンピュータ']],
    ['含めない語（-）', many(() => `${any(pairs)} -${any(pairs)}`)],
    ['見つからない語', many(() => slip(any(runs)))],
  ]);
}

export interface SearchFound {
  readonly pages: number;
  readonly characters: number;
  /** Seconds to build the index out of rows, and how much of it went into reading the blocks. */
  readonly buildSeconds: number;
  readonly indexSeconds: number;
  readonly megabytes: number;
  readonly byKind: readonly (Times & { readonly kind: string; readonly slowest: string })[];
  readonly all: Times;
  /** The very first round, with nothing compiled yet. */
  readonly cold: Times;
  /** Processor over clock while it was asked. */
  readonly share: number;
  /** Pages found by the word that found most. */
  readonly most: number;
  /** Putting one changed page in. */
  readonly putMilliseconds: Times;
}

export function rowOf(page: MadePage, at: number, now: number) {
  const moment = Temporal.Instant.fromEpochMilliseconds(now - (at % 1500) * 86_400_000);
  return { id: `p${at}`, page_no: 1 + at, title: page.title, lead: page.lead, kind: page.kind, lang: page.lang, contact: page.contact, categories: page.categories, review_on: page.reviewOn, blocks: page.blocks, path: `/bench/${page.slug}.html`, changed_at: moment, reviewed_at: moment };
}

/** In this process; `measureSearchApart` has one of its own for it, so that the memory is the index's. */
export function measureSearch(words: Vocabulary, pages: number, rounds = 4): SearchFound {
  const maker = new PageMaker(words);
  const now = Date.UTC(2026, 10, 26);
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const index = new SearchIndex();
  let [characters, reading, indexing] = [0, 0, 0];
  for (let at = 0; at < pages; at += 1) {
    const row = rowOf(maker.next(), at, now);
    const began = performance.now();
    const doc = docOf(row, []);
    const read = performance.now();
    index.put(doc);
    indexing += performance.now() - read;
    reading += read - began;
    characters += doc.title.length + doc.body.length + doc.headings.join('').length;
  }
  globalThis.gc?.();
  const megabytes = (process.memoryUsage().rss - before) / 1024 / 1024;
  const asked = questions(words);
  let most = 0;
  const byKind: (Times & { kind: string; slowest: string })[] = [];
  const everything: number[] = [];
  // Once through, not counted: a process that has been open for a minute has its code compiled.
  const cold: number[] = [];
  for (const [, list] of asked) {
    for (const typed of list) {
      const began = performance.now();
      index.search(typed, { now, pageSize: 20 });
      cold.push(performance.now() - began);
    }
  }
  const share = shareOf();
  for (const [kind, list] of asked) {
    const measured: number[] = [];
    let slowest: { typed: string; took: number } = { typed: '', took: 0 };
    for (let round = 0; round < rounds; round += 1) {
      for (const typed of list) {
        const began = performance.now();
        const answer = index.search(typed, { now, pageSize: 20 });
        const took = performance.now() - began;
        measured.push(took);
        if (took > slowest.took) slowest = { typed, took };
        most = Math.max(most, answer.total);
      }
    }
    everything.push(...measured);
    byKind.push({ kind, ...timesOf(measured), slowest: slowest.typed });
  }
  const had = share();
  const puts: number[] = [];
  for (let at = 0; at < Math.min(300, pages); at += 1) {
    const doc = docOf(rowOf(maker.next(), (at * 7919) % pages, now), []);
    const began = performance.now();
    index.put(doc);
    puts.push(performance.now() - began);
  }
  return { pages, characters, buildSeconds: (reading + indexing) / 1000, indexSeconds: indexing / 1000, megabytes, byKind, share: had, all: timesOf(everything), cold: timesOf(cold), most, putMilliseconds: timesOf(puts) };
}

/** The same in a process of its own. */
export function measureSearchApart(pages: number): Promise<SearchFound> {
  const child = fork(fileURLToPath(import.meta.url), ['search-child', String(pages)], { execArgv: ['--expose-gc', '--max-semi-space-size=32', '--disable-warning=ExperimentalWarning', '--import', fileURLToPath(new URL('../bin/tsx.ts', import.meta.url))] });
  return new Promise((done, fail) => {
    child.once('message', (found: SearchFound) => done(found));
    child.once('error', fail);
    child.once('exit', (code) => code && fail(new Error(`the search ended with ${code}`)));
  });
}

if (process.argv[2] === 'search-child') {
  process.send?.(measureSearch(vocabulary(), Number(process.argv[3])));
  process.disconnect?.();
}
