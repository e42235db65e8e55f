/** The steps of folding one by one, and that every folded character knows where it came from. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fold, foldMapped, mayCut } from './fold.ts';

const same = (...texts: readonly string[]) => {
  for (const text of texts) assert.equal(fold(text), fold(texts[0] ?? ''), text);
};

test('width, case, kana and characters of one family make no difference', () => {
  same('ごみ', 'ゴミ', 'ｺﾞﾐ', 'コ\u3099ミ');
  same('Wi-Fi', 'ＷＩ－ＦＩ', 'wi‐fi', 'ｗｉーｆｉ');
  same('高橋', '髙橋', '髙\ufe00橋');
  same('斎藤', '齋藤', '齊藤', '斉藤');
  same('岳温泉', '嶽温泉');
  same('渡辺', '渡邊', '渡邉', '渡邉\u{e0100}');
  assert.equal(fold('㈱'), '(株)');
});

test('dashes and dots', () => {
  same('サーバー', 'サ－バー', 'サ―バー', 'ｻｰﾊﾞｰ');
  same('ゴミ・リサイクル', 'ゴミリサイクル', 'ゴミ／リサイクル', 'ｺﾞﾐ･ﾘｻｲｸﾙ');
  same('0243-55-5111', '０２４３－５５－５１１１', '0243ー55ー5111', '0243−55‐5111');
  assert.notEqual(fold('りんご・みかん'), fold('りんごみかん'));
  assert.ok(!fold('りんご・みかん').includes(fold('ごみ')));
  assert.ok(fold('エリー3号').includes(fold('エリー')));
});

test('ヶ is が where it is read so, and け stays け', () => {
  same('霞が城', '霞ヶ城', '霞ケ城', '霞ｹ城');
  same('3が月', '3ヶ月', '３カ月', '3ヵ月', '3か月');
  assert.ok(fold('霞ヶ城公園').includes(fold('霞ヶ')));
  assert.ok(fold('受け付けています').includes(fold('受け')));
  assert.ok(fold('2ケタの番号').includes(fold('ケタ')));
});

test('numbers in Han numerals before a unit', () => {
  same('本町1丁目', '本町一丁目', '本町１丁目');
  same('2026年4月23日', '二〇二六年四月二十三日');
  same('第15条', '第十五条');
  assert.equal(fold('二本松市'), '二本松市');
  assert.equal(fold('十二百年'), '十二百年');
});

test('spaces between Japanese characters go, others stay one', () => {
  same('避難所', '避難 所', '避　難　所');
  assert.equal(fold('park  golf\u3000場'), 'park golf 場');
  assert.equal(fold('市役所\r\n\n案内'), '市役所\n案内');
});

test('an emoji before does not shift, and is not cut', () => {
  const text = '😀👨‍👩‍👧霞ヶ城と𠮷野🏞️';
  const { text: folded, starts, ends } = foldMapped(text);
  const at = folded.indexOf('霞が城');
  assert.equal(text.slice(starts[at], ends[at + 2]), '霞ヶ城');
  const name = folded.indexOf('吉野');
  assert.equal(text.slice(starts[name], ends[name + 1]), '𠮷野');
  assert.equal(mayCut('😀', 1), false);
  assert.equal(mayCut('か\u3099き', 1), false);
});

const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.string({
  unit: fc.constantFrom('あ', 'か', 'カ', 'ケ', 'ヶ', 'ー', '・', '－', '霞', '城', '髙', '一', '十', '月', '3', 'ｶ', 'ﾞ', '\u3099', '😀', '\u200d', '𠮷', '\u{e0100}', ' ', '\u3000', '\n', 'A', 'é', '㍿', '\ud800'),
}));

test('the map covers the text in order, and tears no character', () => {
  fc.assert(fc.property(anything, (text) => {
    const { text: folded, starts, ends } = foldMapped(text);
    assert.equal(folded, fold(text));
    assert.ok(folded.isWellFormed());
    assert.equal(starts.length, folded.length);
    for (let at = 0; at < folded.length; at += 1) {
      const [start, end] = [starts[at] ?? -1, ends[at] ?? -1];
      assert.ok(start >= 0 && start < end && end <= text.length);
      assert.ok(at === 0 || start >= (starts[at - 1] ?? 0));
      assert.ok(mayCut(text, start) && mayCut(text, end), 'torn');
    }
  }));
});

test('lines are folded one by one', () => {
  fc.assert(fc.property(anything, anything, (one, other) => {
    // Blanks around a line end become one with it, and a mark after it is torn from it.
    const blanks = /[\s\p{Cc}]/gu;
    const [a, b] = [one.replaceAll(blanks, ''), other.replaceAll(blanks, '').replace(/^[\p{M}\p{Cf}\uff9e\uff9f\u1160-\u11ff\u3131-\u318e\uffa0-\uffdc]+/gu, '')];
    assert.equal(fold(`${a}\n${b}`), `${fold(a)}\n${fold(b)}`);
  }));
});

test('what is marked in the original is what was found, character for character', () => {
  const plain = fc.string({ unit: fc.constantFrom('ご', 'み', 'ゴ', 'ミ', '髙', '高', '避', '難', '所', '😀', '𠮷', 'Ａ', 'b', 'カ\u3099', 'é', '。'), minLength: 1, maxLength: 20 });
  fc.assert(fc.property(plain, fc.nat(), fc.nat(), (text, from, length) => {
    const { text: folded, starts, ends } = foldMapped(text);
    const units = Array.from(folded);
    const begin = units.slice(0, from % units.length).join('').length;
    const wanted = units.slice(from % units.length, (from % units.length) + 1 + (length % 4)).join('');
    assert.equal(fold(text.slice(starts[begin], ends[begin + wanted.length - 1])), wanted);
  }));
});
