/** 検索の受け入れ条件 and that the index finds what reading every page would find. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fold } from './fold.ts';
import { nearestWords } from './nearest.ts';
import { parseQuery } from './query.ts';
import type { SearchDoc } from './ranking.ts';
import { SearchIndex, type SearchAnswer } from './search-index.ts';
import type { Piece } from './snippets.ts';

const now = Date.UTC(2026, 9, 1);
const DAY = 86_400_000;
let lastNo = 1_000_000;

function page(title: string, body: string, more: Partial<SearchDoc> = {}): SearchDoc {
  lastNo += 1;
  return { id: `p${lastNo}`, pageNo: lastNo, kind: 'page', title, headings: [], keywords: [], reading: '', body, facets: [], reviewedAt: now - 30 * DAY, path: `/${lastNo}`, ...more };
}

function indexOf(...docs: readonly SearchDoc[]): SearchIndex {
  const index = new SearchIndex();
  for (const doc of docs) index.put(doc);
  return index;
}

const titles = (answer: SearchAnswer) => answer.hits.map((hit) => hit.doc.title);
const marks = (pieces: readonly Piece[] | undefined) => (pieces ?? []).filter((piece) => piece.marked).map((piece) => piece.text);
const whole = (pieces: readonly Piece[] | undefined) => (pieces ?? []).map((piece) => piece.text).join('');

test('ｺﾞﾐ, ごみ and ゴミ find the same pages', () => {
  const index = indexOf(page('ごみの出し方', '燃えるゴミは月曜日'), page('ゴミの分別', ''), page('ｺﾞﾐ置場', ''), page('道路', '通行止め'));
  const [one, two, three] = ['ｺﾞﾐ', 'ごみ', 'ゴミ'].map((query) => titles(index.search(query, { now })));
  assert.deepEqual(one, two);
  assert.deepEqual(two, three);
  assert.equal(one?.length, 3);
});

test('a reading finds what one cannot write, first', () => {
  const index = indexOf(page('岳温泉のご案内', '安達太良山のふもと', { reading: 'だけおんせんのごあんない', keywords: ['岳温泉'] }), page('日帰り入浴', 'だけおんせん、だけおんせん。', { reviewedAt: now - 400 * DAY }), page('城', ''));
  assert.deepEqual(titles(index.search('だけおんせん', { now })), ['岳温泉のご案内', '日帰り入浴']);
});

test('霞が城 finds 霞ヶ城公園', () => {
  const index = indexOf(page('霞ヶ城公園', '桜'), page('城報館', ''));
  for (const query of ['霞が城', '霞ケ城', '霞ヶ城', '霞ヶ']) assert.deepEqual(titles(index.search(query, { now })), ['霞ヶ城公園'], query);
});

test('髙橋 and 高橋 find the same pages and each is shown as it is written', () => {
  const index = indexOf(page('市長の部屋', '市長は髙橋です'), page('議員', '高橋議員'));
  assert.deepEqual(titles(index.search('髙橋', { now })), titles(index.search('高橋', { now })));
  assert.deepEqual(index.search('高橋', { now }).hits.map((hit) => marks(hit.snippet)).toSorted(), [['高橋'], ['髙橋']].toSorted());
});

test('a phrase with a space inside, and a word not wanted', () => {
  const index = indexOf(page('避難所一覧', '市内の避難所'), page('福祉避難所', '福祉の避難所'), page('避難の所作', ''));
  assert.deepEqual(titles(index.search('"避難 所"', { now })).toSorted(), ['福祉避難所', '避難所一覧'].toSorted());
  assert.deepEqual(titles(index.search('避難所 -福祉', { now })), ['避難所一覧']);
  assert.deepEqual(titles(index.search('-福祉', { now })), []);
  assert.equal(index.search('所作 OR 一覧', { now }).total, 2);
});

test('one character finds', () => {
  const index = indexOf(page('有害鳥獣', '熊が出ました'), page('猪', 'いのしし'));
  assert.deepEqual(titles(index.search('熊', { now })), ['有害鳥獣']);
});

test('emoji before the words do not shift the marks', () => {
  const index = indexOf(page('🎉まつり', '🏮👨‍👩‍👧‍👦𠮷日の提灯祭り🎆ｶﾞｲﾄﾞ'));
  const [hit] = index.search('ガイド 提灯祭', { now }).hits;
  assert.deepEqual(marks(hit?.snippet), ['提灯祭', 'ｶﾞｲﾄﾞ']);
  assert.equal(whole(hit?.snippet), '🏮👨‍👩‍👧‍👦𠮷日の提灯祭り🎆ｶﾞｲﾄﾞ');
});

test('a query with an address is answered', () => {
  assert.equal(indexOf(page('連絡先', 'hanako@example.jp')).search('hanako@example.jp', { now }).total, 1);
});

test('the scores one can do by hand', () => {
  const index = indexOf(
    page('粗大ゴミの申込み', '粗大ごみは予約制です。粗大ごみのシールを粗大ゴミに貼ります。', { kind: 'procedure' }),
    page('お知らせ', '大型ごみ。'.repeat(8), { kind: 'news', headings: ['粗大ごみの休み'], reviewedAt: now - 400 * DAY }),
  );
  assert.deepEqual(index.search('粗大ゴミ', { now }).hits.map((hit) => hit.score), [16.9, 6.3]);
});

test('old, past and disaster pages', () => {
  const index = indexOf(
    page('断水（古い）', '', { archived: true, kind: 'procedure' }), page('断水の催し', '', { kind: 'event', pastEvent: true }), page('断水', '', { kind: 'faq' }), page('断水について', '', { emergency: true }), page('断水の備え', '', { keywords: ['災害'], reviewedAt: now - 2000 * DAY }),
  );
  const scores = (disasterMode: number) => index.search('断水', { now, disasterMode }).hits.map((hit) => [hit.doc.title, hit.score]);
  assert.deepEqual(scores(0), [['断水', 12], ['断水について', 10], ['断水の備え', 5], ['断水（古い）', 3], ['断水の催し', 2]]);
  assert.deepEqual(scores(1), [['断水について', 30], ['断水の備え', 15], ['断水', 12], ['断水（古い）', 3], ['断水の催し', 2]]);
});

test('equal scores: the newer review, then the smaller number', () => {
  const index = indexOf(page('給水b', '', { pageNo: 2 }), page('給水a', '', { pageNo: 1 }), page('給水c', '', { pageNo: 3, reviewedAt: now - DAY }));
  assert.deepEqual(titles(index.search('給水', { now })), ['給水c', '給水a', '給水b']);
});

test('the words of a query count where all of them are; the rarest is counted in the body', () => {
  const index = indexOf(page('ごみの収集', '袋。袋。ごみごみごみごみごみごみ'), page('ごみ', ''), page('袋', 'ごみ'));
  const [first] = index.search('ごみ 袋', { now }).hits;
  assert.deepEqual([first?.doc.title, first?.score], ['ごみの収集', 2]);
});

test('pages of results, and what they can be narrowed by', () => {
  const index = indexOf(...Array.from({ length: 25 }, (_, at) => page(`催し${at}`, '', { kind: at % 5 === 0 ? 'event' : 'news', facets: at % 2 === 0 ? ['岩代', '子育て'] : ['東和'], reviewedAt: now - at })));
  const answer = index.search('催し', { now, page: 3 });
  assert.deepEqual([answer.total, answer.pages, answer.page, answer.hits.length], [25, 3, 3, 5]);
  assert.deepEqual(answer.kinds, [{ code: 'news', count: 20 }, { code: 'event', count: 5 }]);
  assert.deepEqual(answer.facets, [{ code: '子育て', count: 13 }, { code: '岩代', count: 13 }, { code: '東和', count: 12 }]);
  const narrow = index.search('催し', { now, kind: 'event', facets: ['岩代'] });
  assert.deepEqual(titles(narrow), ['催し0', '催し10', '催し20']);
  assert.deepEqual(narrow.kinds, [{ code: 'news', count: 10 }, { code: 'event', count: 3 }]);
  assert.equal(index.search('催し', { now, facets: ['知らない'] }).total, 0);
  const seen = [1, 2, 3].flatMap((number) => titles(index.search('催し', { now, page: number })));
  assert.equal(new Set(seen).size, 25);
  assert.deepEqual(index.search('催し', { now, page: 99 }).hits, []);
});

test('もしかして', () => {
  const index = indexOf(page('粗大ごみの出し方', ''), page('避難所一覧', ''), page('マイナンバーカードの申請', ''), page('岳温泉', '', { reading: 'だけおんせん' }));
  const offers = (query: string, pastQueries: readonly string[] = []) => index.search(query, { now, pastQueries }).didYouMean;
  assert.equal(offers('祖大ごみ')[0], '粗大ごみ');
  assert.equal(offers('マイナンハーカード')[0], 'マイナンバーカード');
  assert.equal(offers('避何所 一覧')[0], '避難所 一覧');
  assert.equal(offers('住民標', ['住民票'])[0], '住民票');
  assert.deepEqual(offers('粗大ごみ'), []);
  assert.deepEqual(offers('xyzxyz'), []);
  assert.deepEqual(index.search('粗大ごみ', { now, kind: 'faq' }).didYouMean, []);
});

test('もしかして offers what reading every title would offer', () => {
  const word = fc.string({ unit: fc.constantFrom('ご', 'み', '市', '所', '票', 'ミ', ' '), minLength: 1, maxLength: 7 });
  fc.assert(fc.property(fc.array(fc.record({ title: word, reading: word, keyword: word }), { maxLength: 8 }), word, (made, typed) => {
    const answer = indexOf(...made.map(({ title, reading, keyword }) => page(title, '', { reading, keywords: [keyword] }))).search(`"${typed}"`, { now });
    const [term] = answer.query.all.flat();
    if (term === undefined || answer.total > 0) return;
    assert.deepEqual(answer.didYouMean, nearestWords(term.text, made.flatMap(({ title, reading }) => [title, reading].map((shown) => ({ folded: fold(shown), shown }))), 3));
  }));
});

test('the words are marked where they stand as they were typed, however long the page', () => {
  const index = indexOf(page('長い', `${'前置きです。\n'.repeat(200)}プールは${'休みの日の案内です。\n'.repeat(200)}ぷーるの終わり`));
  const [hit] = index.search('プール', { now }).hits;
  assert.ok(whole(hit?.snippet).includes('プールは休みの日'), whole(hit?.snippet));
  assert.deepEqual(marks(hit?.snippet), ['プール']);
});

test('titles for what is being typed', () => {
  const index = indexOf(page('ごみの出し方', ''), page('粗大ごみ', ''), page('ごみ処理手数料', '', { kind: 'procedure' }), page('古いごみ', '', { archived: true }), page('岳温泉', '', { reading: 'だけおんせん' }));
  assert.deepEqual(index.suggest('ゴミ', 5).map((doc) => doc.title), ['ごみ処理手数料', 'ごみの出し方', '粗大ごみ']);
  assert.deepEqual(index.suggest('だけ', 5).map((doc) => doc.title), ['岳温泉']);
  assert.deepEqual(index.suggest(' ', 5), []);
});

test('a long page is shown around what was found', () => {
  const index = indexOf(page('長いページ', `${'これは前置きです。\n'.repeat(300)}給水所は岩代支所です。${'あとがき。'.repeat(100)}`));
  const [hit] = index.search('給水所', { now }).hits;
  assert.ok(whole(hit?.snippet).startsWith('…給水所は岩代支所です。'), whole(hit?.snippet));
  assert.ok(whole(hit?.snippet).endsWith('…'));
});

const few = fc.string({ unit: fc.constantFrom('ご', 'み', 'ゴ', '市', '髙', '所', '一', '月', 'ー', 'カ', '・', ' ', '。', '😀', 'A', '\n'), maxLength: 24 });
const docs = fc.array(fc.record({ title: few, heading: few, keyword: few, reading: few, body: few }), { maxLength: 12 });
const wordOf = fc.string({ unit: fc.constantFrom('ご', 'み', '市', '高', '所', '1', '月', 'A', '😀', '。'), minLength: 1, maxLength: 4 });

/** Reading every page, folded, for every word. */
function read(doc: SearchDoc, typed: string): boolean {
  const texts = [doc.title, ...doc.headings, ...doc.keywords, doc.reading, doc.body].map(fold);
  const holds = (word: string) => texts.some((text) => text.includes(word));
  const query = parseQuery(typed);
  return query.all.length > 0 && query.all.every((terms) => terms.some((term) => term.words.some(holds))) && !query.none.some((term) => holds(term.text));
}

test('the index finds what reading every page finds, also after changes', () => {
  fc.assert(fc.property(docs, fc.array(wordOf, { minLength: 1, maxLength: 3 }), fc.option(wordOf, { nil: null }), fc.boolean(), fc.array(fc.nat(11), { maxLength: 6 }), (texts, words, unwanted, phrase, changed) => {
    const pages = texts.map(({ title, heading, keyword, reading, body }, at) => page(title, body, { id: `d${at}`, pageNo: at, headings: [heading], keywords: [keyword], reading }));
    const index = new SearchIndex([]);
    for (const doc of pages) index.put(doc);
    const kept = new Map(pages.map((doc) => [doc.id, doc]));
    for (const [turn, at] of changed.entries()) {
      const doc = pages[at];
      if (doc === undefined) continue;
      if (turn % 2 === 0) {
        assert.equal(index.remove(doc.id), kept.delete(doc.id));
      } else {
        const other = { ...doc, body: doc.title, title: doc.body };
        index.put(other);
        kept.set(doc.id, other);
      }
    }
    const typed = [...words.map((word) => (phrase ? `"${word}"` : word)), ...(unwanted === null ? [] : [`-${unwanted}`])].join(' ');
    const answer = index.search(typed, { now, pageSize: 100 });
    const expected = [...kept.values()].filter((doc) => read(doc, typed)).map((doc) => doc.id);
    assert.deepEqual(answer.hits.map((hit) => hit.doc.id).toSorted(), expected.toSorted(), typed);
    assert.equal(answer.total, expected.length);
    assert.equal(index.size, kept.size);
    for (const hit of answer.hits) {
      assert.equal(whole(hit.title), hit.doc.title);
      for (const piece of [...hit.title, ...hit.snippet]) assert.ok(piece.text.isWellFormed());
    }
  }));
});

test('many changes: nothing is lost, nothing stays', () => {
  const index = new SearchIndex([]);
  const versions = new Map<string, number>();
  for (let turn = 0; turn < 14_000; turn += 1) {
    const id = `d${(turn * 7919) % 3000}`;
    if (turn % 11 === 0) {
      index.remove(id);
      versions.delete(id);
    } else {
      index.put(page(`版${turn}番`, '市役所の案内', { id }));
      versions.set(id, turn);
    }
  }
  assert.equal(index.size, versions.size);
  assert.equal(index.search('市役所', { now }).total, versions.size);
  for (const [id, turn] of [...versions].slice(0, 200)) assert.deepEqual(index.search(`"版${turn}番"`, { now }).hits.map((hit) => hit.doc.id), [id]);
});
