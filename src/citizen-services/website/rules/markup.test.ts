/** What authors type: each mark, what is left as words, and that nothing typed is ever lost. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Inline } from './blocks.ts';
import { plainOf } from './inline.ts';
import { readMarkup, tidy, writeMarkup } from './markup.ts';

test('each mark is read as what it says', () => {
  assert.deepEqual(readMarkup('申請は**4月1日（水）まで**です'), ['申請は', { mark: 'strong', text: ['4月1日（水）まで'] }, 'です']);
  assert.deepEqual(readMarkup('[ごみの出し方](/kurashi/gomi)をご覧ください'), [{ link: '/kurashi/gomi', text: ['ごみの出し方'] }, 'をご覧ください']);
  assert.deepEqual(readMarkup('[**大切**な案内](<https://example.jp/a (b)>)'), [{ link: 'https://example.jp/a (b)', text: [{ mark: 'strong', text: ['大切'] }, 'な案内'] }]);
  assert.deepEqual(readMarkup('｜安達太良山《あだたらやま》に登る'), [{ ruby: 'あだたらやま', text: '安達太良山' }, 'に登る']);
  assert.deepEqual(readMarkup('100m{sup:2}の{em:広さ}\n{lang=en:Welcome}'), ['100m', { mark: 'sup', text: ['2'] }, 'の', { mark: 'em', text: ['広さ'] }, { break: true }, { lang: 'en', text: ['Welcome'] }]);
});

test('what is not a mark is words, as it was typed', () => {
  for (const text of ['[注] 5 * 3 {など}', '**まだ途中', '[言葉だけ', '****', '[](/x)', '｜読みなし', 'a]b}c', '<b>太字</b>&amp;', '{lang=EN!:x}', 'C:\\work', '[注](続く']) {
    assert.equal(plainOf(readMarkup(text)), text);
    assert.equal(readMarkup(text).some((one) => typeof one !== 'string'), false, text);
  }
  assert.deepEqual(readMarkup('[外の[内](/a)](/b)'), ['[外の', { link: '/a', text: ['内'] }, '](/b)']);
  assert.equal(writeMarkup(['[注] 参照']), '[注] 参照');
  assert.deepEqual(readMarkup('\\*\\*星\\*\\*'), ['**星**']);
});

test('twenty bracketed notes do not keep a later link from being one', () => {
  assert.ok(readMarkup(`${'[注]'.repeat(30)}[案内](/x)`).some((one) => typeof one !== 'string' && 'link' in one));
});

const words = fc.string({ unit: fc.constantFrom('市', 'あ', 'a', ' ', '*', '[', ']', '(', ')', '{', '}', '｜', '《', '》', '\\', '\n', ':', '<', '😀'), maxLength: 12 });
const plainWord = fc.constantFrom('二本松', 'x', '霞ヶ城');
const address = fc.constantFrom('/kurashi', 'https://example.jp/a (b)?q=1', 'tel:0243-55-5090', '#a');

function richOf(depth: number): fc.Arbitrary<Inline[]> {
  const leaf: fc.Arbitrary<Inline> = fc.oneof(words, fc.constant({ break: true as const }), fc.record({ ruby: plainWord, text: plainWord }));
  if (depth === 0) return fc.array(leaf, { maxLength: 4 });
  const inside = richOf(depth - 1);
  return fc.array(fc.oneof(
    leaf,
    fc.record({ mark: fc.constantFrom('em' as const, 'sup' as const, 'sub' as const), text: inside }),
    fc.record({ lang: fc.constantFrom('en', 'zh-Hans'), text: inside }),
    fc.record({ link: address, text: inside }),
    fc.record({ mark: fc.constant('strong' as const), text: inside }),
  ), { maxLength: 4 });
}

test('what is written is read back the same, whatever the words', () => {
  fc.assert(fc.property(richOf(2), (rich) => assert.equal(JSON.stringify(readMarkup(writeMarkup(rich))), JSON.stringify(tidy(rich)))), { numRuns: 2000 });
});

test('whatever is typed is read without refusal, and keeps its form when saved again', () => {
  const typed = fc.array(fc.oneof(words, fc.constantFrom('**', '[', '](/a)', '](', '{em:', '{lang=en:', '}', '｜安《や》', '\\')), { maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(fc.property(typed, (text) => {
    const read = readMarkup(text);
    assert.deepEqual(readMarkup(writeMarkup(read)), read);
  }), { numRuns: 2000 });
});
