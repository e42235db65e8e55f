import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { candidatesIn, identityOf, typedName, wantedOf, withoutOverlaps } from './names.ts';

/** What a school with these children would find. */
function found(text: string, ...children: readonly (readonly [string, string])[]): readonly string[] {
  const wanted = new Set(children.flatMap(([name, kana]) => wantedOf(name, kana)).map((one) => `${one.what}:${one.text}`));
  return withoutOverlaps([...candidatesIn(text)].filter((one) => wanted.has(`${one.what}:${one.text}`))).map((one) => text.slice(one.start, one.end));
}
const hanako = ['鈴木　花子', 'すずき　はなこ'] as const;

test('Schools 2: names are found in kanji and kana, with and without spaces and honorifics', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['鈴木花子さんが表彰されました。', ['鈴木花子']], ['すずき　はなこ', ['すずき　はなこ']], ['鈴木 花子', ['鈴木 花子']], ['スズキハナコちゃん', ['スズキハナコ']], ['ｽｽﾞｷ ﾊﾅｺ', ['ｽｽﾞｷ ﾊﾅｺ']],
    ['今日は花子さんが当番でした', ['花子']], ['うちのはなこさんです', ['はなこ']], ['花子はお休みです', []], ['鈴木さんと話しました', []], ['きのうはすずきはなこが来た', ['すずきはなこ']],
    ['鈴木花\n子', ['鈴木花\n子']], ['みなさん、こんにちは', []],
  ];
  for (const [text, wanted] of cases) assert.deepEqual(found(text, hanako), wanted, text);
});

test('families of kanji count as one; a short reading inside another word does not count', () => {
  assert.deepEqual(found('高橋蓮くん', ['髙橋　蓮', 'たかはし　れん']), ['高橋蓮']);
  assert.deepEqual(found('れんしゅうのあと、れんくんが', ['髙橋　蓮', 'たかはし　れん']), ['れん']);
  assert.deepEqual(found('みなさん', ['大内　美奈', 'おおうち　みな']), [], 'everybody is no child');
  assert.deepEqual(found('おおきいあおいはた', ['会田　葵', 'いあ　おい']), [], 'いあおい inside of other words');
  assert.deepEqual(found('一年生', ['一　年', 'はじめ　みのる']), ['一年'], 'a name that is a word is found as a word: the head may let it stand');
});

test('the same child in two lists, and as somebody types it', () => {
  assert.equal(identityOf('鈴木　花子', 'スズキ ハナコ'), identityOf('鈴木花子', 'すずきはなこ'));
  assert.equal(typedName(' 鈴木 花子 '), '鈴木花子');
  assert.equal(wantedOf('鈴木花子', '').length, 1);
});

test('a name stands out of any text that does not touch it', () => {
  const around = fc.string({ unit: fc.constantFrom('。', '、', '1', 'a', '\n', '「', '」'), maxLength: 12 });
  fc.assert(fc.property(around, around, fc.constantFrom('鈴木花子', '鈴木　花子', 'すずき はなこ', 'スズキハナコ'), (before, after, name) => {
    assert.deepEqual(found(`${before}。${name}。${after}`, hanako), [name]);
  }));
});
