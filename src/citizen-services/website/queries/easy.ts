/** Editions in plain words: the list of them, the report on their words, and what changed in the page they were made from. */
import { z } from 'zod';
import { intField, withDefault } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { rubiedOf } from '../commands/readings.ts';
import { draftOf } from '../draft.ts';
import { type Vocabulary, vocabularyOf } from '../rules/easy-report.ts';
import { unreadIn } from '../rules/ruby.ts';
import { lineDiff } from '../rules/line-diff.ts';
import { type Draft, placesOf } from '../rules/texts.ts';
import { type Reader, reading } from '../site.ts';
import { columns, LIST, listed, open } from './public.ts';

/** The words of an edition, for whoever compares two of them. */
/** With the files of it: another file under the same words is a change too. */
export const linesOf = (one: Draft) => [...placesOf(one).flatMap((place) => place.text.split('\n')), ...one.blocks.flatMap((block) => (block.type === 'image' || block.type === 'file' ? [`${block.type === 'image' ? '画像' : 'ファイル'}：${block.name}（${block.file.slice(0, 8)}）`] : []))];

export interface EasyView {
  readonly report: Vocabulary;
  /** Han characters over which no reading stands, once it is published; null: the readings are not made yet. */
  readonly unread: readonly string[] | null;
  readonly original: { readonly page: string; readonly title: string; readonly path: string; readonly state: 'new' | 'public' | 'withdrawn' };
  /** The edition it was made from. */
  readonly madeFrom: { readonly number: number; readonly publishedAt: Temporal.Instant | null } | null;
  /** The original has another edition before the public now: what is different in it. */
  readonly changed: { readonly number: number; readonly diff: ReturnType<typeof lineDiff> } | null;
}

async function hardWords(db: Reader) {
  const words = await reading(db).selectFrom('website.words').select(['kind', 'word', 'becomes']).where('kind', 'in', ['easy', 'plain', 'basic']).execute();
  return { hard: new Map(words.filter((one) => one.kind !== 'basic').map((one) => [one.word, one.becomes])), basic: words.filter((one) => one.kind === 'basic').map((one) => one.word) };
}

/** Null: the page is not in plain words. */
export async function easyView(db: Reader, row: { readonly id: string; readonly page_id: string; readonly made_from: string | null }, draft: Draft): Promise<EasyView | null> {
  const original = await reading(db).selectFrom('website.pages as p').innerJoin('website.pages as o', 'o.id', 'p.translation_of').select(['o.id', 'o.path', 'o.state']).where('p.id', '=', row.page_id).where('p.easy', '=', true).executeTakeFirst();
  if (!original) return null;
  const editions = reading(db).selectFrom('website.editions').selectAll();
  const [words, readings, from, live] = await Promise.all([
    hardWords(db), reading(db).selectFrom('website.readings').select('texts').where('edition_id', '=', row.id).executeTakeFirst(),
    row.made_from === null ? undefined : editions.where('id', '=', row.made_from).executeTakeFirst(),
    editions.where('page_id', '=', original.id).where('state', 'in', ['published', 'withdrawn']).orderBy('published_at', 'desc').limit(1).executeTakeFirst(),
  ]);
  const changed = live?.state === 'published' && from && live.id !== from.id;
  return {
    report: vocabularyOf(draft, words.hard, words.basic), unread: readings ? unreadIn(rubiedOf(readings.texts)) : null, original: { page: original.id, title: live?.title ?? from?.title ?? '', path: original.path, state: original.state },
    madeFrom: from ? { number: from.number, publishedAt: from.published_at } : null, changed: changed ? { number: live.number, diff: lineDiff(linesOf(draftOf(from)), linesOf(draftOf(live))) } : null,
  };
}

/** Of a page's record: its edition in plain words, and the page it is one of. */
export async function easyTies(db: Reader, page: { readonly id: string; readonly translation_of: string | null; readonly easy: boolean }) {
  const pages = reading(db).selectFrom('website.pages as p').innerJoinLateral((eb) => eb.selectFrom('website.editions as e').select(['e.title', 'e.lang']).whereRef('e.page_id', '=', 'p.id').where('e.state', '<>', 'dropped').orderBy('e.number', 'desc').limit(1).as('e'), (join) => join.onTrue()).select(['p.id', 'p.state', 'p.path', 'e.title']);
  const [easy, original, behind] = await Promise.all([
    pages.where('p.translation_of', '=', page.id).where('p.easy', '=', true).executeTakeFirst(), page.easy && page.translation_of !== null ? pages.where('p.id', '=', page.translation_of).executeTakeFirst() : undefined,
    reading(db).selectFrom('website.public_pages').select('id').where('behind', '=', true).where((eb) => eb.or([eb('id', '=', page.id), eb('translation_of', '=', page.id)])).executeTakeFirst(),
  ]);
  return { easyPage: easy ?? null, original: original ?? null, behind: behind !== undefined };
}

/** Everything there is in plain words, by its title. */
export const easyList = query({
  name: 'website.easyList',
  title: { ja: 'やさしい日本語のページ', en: 'Pages in plain Japanese' },
  input: z.object({ page: withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 10_000 }), 1) }),
  allow: open,
  async run(ctx, input) {
    const pages = ctx.db.selectFrom('website.public_pages').where('easy', '=', true);
    const [rows, count] = await Promise.all([pages.select(columns).orderBy('title').orderBy('page_no').limit(LIST).offset((input.page - 1) * LIST).execute(), pages.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()]);
    return { pages: rows.map(listed), count: Number(count.count), page: input.page };
  },
});
