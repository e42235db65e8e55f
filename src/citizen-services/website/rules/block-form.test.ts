import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { blockFromFields, blockTypes, emptyBlock, fieldsOfBlock } from './block-form.ts';
import type { Block, Inline } from './blocks.ts';
import { tidyBlocks } from './canonical.ts';

const back = (block: Block) => blockFromFields(fieldsOfBlock(block));

test('a table is pasted from a spreadsheet as it comes, and typed with bars', () => {
  const pasted = blockFromFields({ id: 't', type: 'table', caption: '収集日', headerRow: '1', headerColumn: '', rows: '地区\t曜日\n二本松\t水曜日' });
  const typed = blockFromFields({ id: 't', type: 'table', caption: '収集日', headerRow: '1', headerColumn: '', rows: '地区|曜日\n二本松|水曜日\n' });
  assert.deepEqual(pasted, typed);
  assert.ok('rows' in pasted);
  assert.deepEqual(pasted.rows.map((row) => row.map((cell) => cell.content)), [[['地区'], ['曜日']], [['二本松'], ['水曜日']]]);
});

test('cells that reach over others, lines inside cells and bars as words come back', () => {
  const block: Block = { id: 't', type: 'table', caption: '', headerRow: false, headerColumn: true, rows: [[{ content: ['合計 | 小計'], columns: 2, rows: 3 }, { content: ['一行目', { break: true }, '二行目'] }]] };
  assert.deepEqual(back(block), block);
});

test('terms, steps and places are written as people write them', () => {
  const terms = blockFromFields({ id: 'l', type: 'list', style: 'terms', items: '受付時間：午前8時30分から午後5時15分まで\n休み：土曜日・日曜日・祝日' });
  assert.ok('items' in terms);
  assert.deepEqual(terms.items[0], { term: '受付時間', content: ['午前8時30分から午後5時15分まで'] });
  const steps = blockFromFields({ id: 's', type: 'steps', items: '■電話で予約する\n市民部に電話します。\n■シールを貼る\n指定の店で**シール**を買います。' });
  assert.ok('items' in steps);
  assert.deepEqual(steps.items.map((item) => ('title' in item ? item.title : '')), ['電話で予約する', 'シールを貼る']);
  const map = blockFromFields({ id: 'm', type: 'map', title: '施設', points: '市役所,37.5848,140.4311\n岳温泉、37.59、140.35' });
  assert.ok('points' in map);
  assert.deepEqual(map.points, [{ name: '市役所', lat: 37.5848, lng: 140.4311 }, { name: '岳温泉', lat: 37.59, lng: 140.35 }]);
});

test('what cannot be read is told in a sentence, and an empty block of every kind can be opened and saved', () => {
  const map = blockFromFields({ id: 'm', type: 'map', title: '施設', points: '市役所' });
  assert.ok('wrong' in map && map.wrong.includes('名前,緯度,経度'));
  assert.ok('wrong' in blockFromFields({ id: 'x', type: 'script' }));
  for (const type of blockTypes) assert.deepEqual(back(emptyBlock(type, 'b1')), emptyBlock(type, 'b1'), type);
});

const text = fc.stringMatching(/^[あ-おア-オ漢字a-c1|↵■：,\\\t*[\]{} -]{0,12}$/u).map((one) => one.trim()).filter((one) => one !== '');
const inline: fc.Arbitrary<Inline> = fc.oneof(text, text.map((one) => ({ mark: 'strong' as const, text: [one] })), text.map((one) => ({ link: '/kurashi/gomi.html', text: [one] })), fc.constant({ break: true as const }));
const rich = fc.array(inline, { minLength: 1, maxLength: 4 });
const block: fc.Arbitrary<Block> = fc.oneof(
  rich.map((content): Block => ({ id: 'b', type: 'text', content })), rich.map((content): Block => ({ id: 'b', type: 'notice', tone: 'warning', title: '注意', content })),
  fc.tuple(fc.constantFrom('bullets' as const, 'numbers' as const), fc.array(rich, { maxLength: 3 })).map(([style, items]): Block => ({ id: 'b', type: 'list', style, items: items.map((content) => ({ content })) })),
  fc.array(fc.tuple(text, rich), { maxLength: 3 }).map((items): Block => ({ id: 'b', type: 'list', style: 'terms', items: items.map(([term, content]) => ({ term, content })) })),
  fc.array(fc.array(rich, { minLength: 1, maxLength: 3 }), { maxLength: 3 }).map((rows): Block => ({ id: 'b', type: 'table', caption: '表', headerRow: true, headerColumn: false, rows: rows.map((row) => row.map((content) => ({ content }))) })),
  fc.array(fc.tuple(text, rich), { maxLength: 3 }).map((items): Block => ({ id: 'b', type: 'accordion', items: items.map(([title, content]) => ({ title: title.replaceAll(/\s+/g, ' '), content })) })),
);

/** Spaces and line ends at the edges of a line say nothing; a form does not keep them. */
const sameWords = (one: unknown) => JSON.stringify(one).replaceAll(/\{"break":true\},?|,\{"break":true\}|\s|\\t/g, '');

test('whatever stands in a block stands in it again after its form was opened and saved', () => {
  fc.assert(fc.property(block, (one) => {
    const [tidy] = tidyBlocks([one]);
    assert.ok(tidy);
    const again = back(tidy);
    assert.ok(!('wrong' in again), JSON.stringify(again));
    assert.equal(sameWords(again), sameWords(tidy));
    assert.deepEqual(back(again), again);
  }), { numRuns: 2000 });
});
