/**
 * The index of a city's public pages in the memory of this process, brought up to date before every search from what the record of
 * releases says has changed since. The database holds the truth; a process reads it once, beginning with the first page anybody reads.
 */
import type { City } from '../../kernel/city.ts';
import { readingOnly } from '../../kernel/db/database.ts';
import { lostSince } from '../../kernel/db/presence.ts';
import { log } from '../../kernel/log.ts';
import { isEasy } from './rules/easy.ts';
import { placesOf } from './rules/texts.ts';
import { SearchIndex } from './rules/search/search-index.ts';
import { defaultSynonyms, type Synonym } from './rules/search/words.ts';
import type { SearchDoc } from './rules/search/ranking.ts';
import { draftOf } from './draft.ts';
import { type Reader, reading } from './site.ts';

const builds = new WeakMap<City, number>();
/** How often this process read all pages of the city. */
export const searchBuilds = (city: City): number => builds.get(city) ?? 0;

interface Kept {
  index: SearchIndex;
  /** The release up to which the index knows. */
  upTo: number;
  /** The dictionary it was made with. */
  words: string;
  readings: readonly (readonly [word: string, kana: string])[];
  /** Where the sites of former schools begin. */
  former: readonly string[];
  updating: Promise<void> | null;
}

const kept = new WeakMap<City, Kept>();
const CHUNK = 200;
/** Pages are taken in for so long at a time: a process that begins reads sixty thousand, and others want their answers meanwhile. */
const TURN_MILLISECONDS = 5;
/** 過去の学校. The mark stands among a page's facets; no category's code has a colon. */
export const FORMER_SCHOOLS = 'site:former-schools';

/** A row of `website.public_pages` as the search takes it in. */
export function docOf(row: { id: string; page_no: number; title: string; lead: string; kind: string; lang: string; contact: string; categories: readonly string[]; review_on: Temporal.PlainDate | null; blocks: unknown; path: string; changed_at: Temporal.Instant; reviewed_at: Temporal.Instant | null }, readings: Kept['readings'], former: Kept['former'] = []): SearchDoc {
  const draft = draftOf(row);
  const places = placesOf(draft);
  const said = (role: string) => places.filter((place) => place.role === role).map((place) => place.text);
  const rubies = places.flatMap((place) => place.rich.flatMap((one) => (typeof one === 'object' && 'ruby' in one ? [one.ruby] : [])));
  const named = `${row.title} ${said('heading').join(' ')} ${row.lead}`;
  const archived = former.some((site) => row.path.startsWith(site));
  const kinds: Readonly<Record<string, string>> = { guide: 'page', landing: 'page', notice: 'news', school_news: 'news' };
  return {
    id: row.id, pageNo: row.page_no, kind: kinds[row.kind] ?? row.kind, title: row.title, headings: said('heading'), keywords: [...row.categories], reading: [...rubies, ...readings.filter(([word]) => named.includes(word)).map(([, kana]) => kana)].join(' '),
    body: [row.lead, ...places.filter((place) => place.block !== null && place.role !== 'heading').map((place) => place.text)].filter((text) => text !== '').join('\n'),
    facets: archived ? [...row.categories, FORMER_SCHOOLS] : row.categories, archived, reviewedAt: (row.reviewed_at ?? row.changed_at).epochMilliseconds, path: row.path, emergency: row.kind === 'emergency' || row.categories.includes('disaster'), easy: isEasy(row.lang),
  };
}

async function dictionary(db: Reader): Promise<{ readonly synonyms: readonly Synonym[]; readonly readings: Kept['readings']; readonly mark: string }> {
  const words = await reading(db).selectFrom('website.public_words').selectAll().orderBy('kind').orderBy('word').execute();
  const synonyms = words.filter((word) => word.kind === 'synonym' && word.becomes !== '').map((word): Synonym => ({ word: word.word, also: word.becomes.split(/[、,]/).map((one) => one.trim()).filter((one) => one !== '') }));
  return { synonyms: [...defaultSynonyms, ...synonyms], readings: words.filter((word) => word.kind === 'reading').map((word) => [word.word, word.becomes] as const), mark: JSON.stringify(words) };
}

/** A school's site that was closed says so on every page; what is found there comes last, and can be asked for alone. */
async function formerSchools(db: Reader): Promise<Kept['former']> {
  return (await reading(db).selectFrom('website.public_sites').select('path').where('kind', '=', 'school').where('archived_on', 'is not', null).orderBy('path').execute()).map((site) => site.path);
}

type Row = Parameters<typeof docOf>[0];

async function take({ index, readings, former }: Pick<Kept, 'index' | 'readings' | 'former'>, rows: readonly Row[]): Promise<void> {
  let turn = performance.now();
  for (const row of rows) {
    index.put(docOf(row, readings, former));
    if (performance.now() - turn < TURN_MILLISECONDS) continue;
    await new Promise<void>((done) => void setImmediate(done));
    turn = performance.now();
  }
}

const columns = ['id', 'page_no', 'title', 'lead', 'kind', 'lang', 'contact', 'categories', 'review_on', 'blocks', 'path', 'changed_at', 'reviewed_at'] as const;

async function update(city: City, db: Reader, newest: number, words: Awaited<ReturnType<typeof dictionary>>, former: Kept['former']): Promise<void> {
  const has = kept.get(city);
  if (!has || has.words !== words.mark) {
    builds.set(city, searchBuilds(city) + 1);
    const made: Kept = { index: new SearchIndex(words.synonyms), upTo: newest, words: words.mark, readings: words.readings, former, updating: has?.updating ?? null };
    for (let after = 0; ;) {
      const rows = await reading(db).selectFrom('website.public_pages').select(columns).where('page_no', '>', after).orderBy('page_no').limit(CHUNK).execute();
      await take(made, rows);
      after = rows.at(-1)?.page_no ?? after;
      if (rows.length < CHUNK) break;
    }
    kept.set(city, made);
    return;
  }
  if (!sameList(has.former, former)) await turn(db, has, former);
  const changed = [...new Set((await reading(db).selectFrom('website.public_changes').select('page_id').where('id', '>', has.upTo).where('id', '<=', newest).execute()).map((row) => row.page_id))];
  for (let from = 0; from < changed.length; from += CHUNK) {
    const ids = changed.slice(from, from + CHUNK);
    const rows = await reading(db).selectFrom('website.public_pages').select(columns).where('id', 'in', ids).execute();
    await take(has, rows);
    for (const id of ids) if (!rows.some((row) => row.id === id)) has.index.remove(id);
  }
  has.upTo = newest;
}

/** No page of a school changes when the school closes, or opens again; where it stands in the index does. */
async function turn(db: Reader, has: Kept, former: Kept['former']): Promise<void> {
  const sites = [...has.former.filter((site) => !former.includes(site)), ...former.filter((site) => !has.former.includes(site))];
  has.former = former;
  for (const site of sites) await take(has, await reading(db).selectFrom('website.public_pages').select(columns).where('path', 'like', `${site}%`).execute());
}

const sameList = (one: readonly string[], other: readonly string[]) => one.length === other.length && one.every((item, index) => item === other[index]);

/** The index as the public sees the site now. Those who come while it is being brought up to date wait for the same reading. */
export async function searchIndex(city: City, db: Reader): Promise<SearchIndex> {
  for (;;) {
    const [{ newest }, words, former] = await Promise.all([reading(db).selectFrom('website.public_changes').select((eb) => eb.fn.max<number | null>('id').as('newest')).executeTakeFirstOrThrow(), dictionary(db), formerSchools(db)]);
    const has = kept.get(city);
    const upTo = Number(newest ?? 0);
    if (has && has.updating === null && has.upTo >= upTo && has.words === words.mark && sameList(has.former, former)) return has.index;
    if (has?.updating) {
      // Whoever began it is told if it fails; whoever waited begins anew.
      await has.updating.catch(() => {});
      continue;
    }
    const begun = has ?? { index: new SearchIndex(), upTo: -1, words: '', readings: [], former, updating: null };
    if (!has) kept.set(city, begun);
    const updating = update(city, db, upTo, words, former).finally(() => {
      begun.updating = null;
      const now = kept.get(city);
      if (now) now.updating = null;
    });
    begun.updating = updating;
    await updating;
  }
}

const begun = new WeakSet<City>();

/** The first reading of a public page begins the building, statement by statement, so that no connection is held for the whole of it. */
export function buildSearch(city: City): void {
  if (begun.has(city) || kept.has(city) || lostSince(city.citizenDb)) return;
  begun.add(city);
  // The process may end, or the database go, while it is at it: the first question builds it then.
  void searchIndex(city, readingOnly(city.citizenDb.kysely) as unknown as Reader).catch((error: unknown) => {
    begun.delete(city);
    log('search-not-built', { problem: error instanceof Error ? error.name : typeof error });
  });
}
