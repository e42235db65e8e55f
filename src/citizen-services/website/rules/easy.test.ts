/** やさしい日本語: each rule with the sentences it must speak about and those it must let pass. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { around, draftOf } from './check.fixture.ts';
import { check, repaired } from './check.ts';
import { vocabularyOf } from './easy-report.ts';
import { isEasy, linkLang, spokenLang } from './easy.ts';

const easy = (words: string, hard: readonly (readonly [string, string])[] = []) => {
  const here = around({ easy: true });
  const draft = draftOf([{ id: 'p1', type: 'text', content: [words] }], { lang: 'ja-easy' });
  return { draft, findings: check(draft, { ...here, words: { ...here.words, plain: new Map(hard) } }) };
};
const ids = (words: string, hard: readonly (readonly [string, string])[] = []) => easy(words, hard).findings.map((one) => one.rule);
const fixed = (words: string, rule: string) => {
  const { draft, findings } = easy(words);
  const finding = findings.find((one) => one.rule === rule && one.fix);
  assert.ok(finding, `${rule} in ${words}: ${findings.map((one) => one.rule).join(' ')}`);
  const [block] = repaired(draft, finding).blocks;
  return block?.type === 'text' ? block.content.join('') : '';
};

test('one idea in a sentence: more than two commas, or two joints, are asked about', () => {
  for (const words of ['ごみは 集めますが、雨の 日は 休むので 電話してください。', '名前、住所、電話番号、生まれた 日を 書きます。', '紙を 書いて、店で 券を 買って、出します。']) assert.ok(ids(words).includes('EZY-01'), words);
  for (const words of ['電話で 予約してください。', '朝、ごみを 出してください。', '紙を 書いて 出します。', '地震の とき、机の 下に 入ってください。']) assert.ok(!ids(words).includes('EZY-01'), words);
});

test('a sentence has at most fifty signs; what denies twice is asked about', () => {
  assert.ok(!ids(`${'あ'.repeat(49)}。`).includes('SEN-01'));
  assert.ok(ids(`${'あ'.repeat(50)}。`).includes('SEN-01'));
  const { findings } = easy('行かなければならないわけではありません。出せないことはありません。');
  assert.equal(findings.find((one) => one.rule === 'SEN-02')?.severity, 'confirm');
});

test('years are western, with one press', () => {
  assert.equal(fixed('令和8年の 4月です。', 'EZY-02'), '2026年の 4月です。');
  assert.equal(fixed('令和8年（2026年）の 4月です。', 'EZY-02'), '2026年の 4月です。');
  assert.equal(fixed('2026年（令和8年）の 4月です。', 'EZY-02'), '2026年の 4月です。');
  assert.equal(fixed('平成元年度の 本です。', 'EZY-02'), '1989年度の 本です。');
  assert.equal(fixed('R8.4.1から 始めます。', 'DAT-01'), '2026年4月1日（水曜日）から 始めます。');
  assert.ok(!ids('2026年4月1日です。').includes('EZY-02'));
});

test('hours have 午前 or 午後; where only the author knows, nothing is offered', () => {
  assert.equal(fixed('8時30分に 出してください。', 'EZY-03'), '午前8時30分に 出してください。');
  assert.equal(fixed('15時に 終わります。', 'DAT-04'), '午後3時に 終わります。');
  assert.equal(fixed('午後1:30に 始めます。', 'DAT-04'), '午後1時30分に 始めます。');
  const night = easy('5時まで 開いています。').findings.find((one) => one.rule === 'EZY-03');
  assert.ok(night && night.fix === null);
  for (const words of ['午前9時から 午後4時まで', '24時間 開いています', '午前 9時から']) assert.ok(!ids(words).includes('EZY-03'), words);
});

test('hard words: the longest first, each once, and not where it is explained at once', () => {
  const hard = [['避難指示', 'すぐに 逃げてください'], ['避難', '逃げること'], ['納付', 'お金を はらうこと']] as const;
  const found = easy('避難指示が 出ました。', hard).findings.filter((one) => one.rule === 'SEN-03');
  assert.deepEqual(found.map((one) => one.fix?.becomes), ['すぐに 逃げてください']);
  assert.equal(found[0]?.severity, 'confirm');
  assert.ok(!ids('納付（お金を はらうこと）を してください。', hard).includes('SEN-03'));
  assert.ok(!ids('「避難」＝逃げること', hard).includes('SEN-03'));
});

test('spaces between words are for plain words only', () => {
  assert.ok(!ids('大 き い ご み').includes('CHR-01'));
  const plain = draftOf([{ id: 'p1', type: 'text', content: ['日　時'] }]);
  assert.ok(check(plain, around()).some((one) => one.rule === 'CHR-01'));
  assert.ok(!check(draftOf([{ id: 'p1', type: 'text', content: ['令和8年の8時に、名前、住所、番号、色を書く。'] }]), around()).some((one) => one.rule.startsWith('EZY')), 'other editions are left alone');
});

test('the report counts words in Han and katakana: in the list, known to be hard, in neither', () => {
  const report = vocabularyOf(draftOf([{ id: 'p1', type: 'text', content: ['家で ごみを 集めます。納付は 銀行で できます。還付加算金と 納付。'] }], { title: 'お金の 話', lang: 'ja-easy' }), new Map([['納付', 'お金を はらうこと']]), []);
  assert.deepEqual(report.hard, [{ word: '納付', count: 2, becomes: 'お金を はらうこと' }]);
  assert.deepEqual(report.unknown, [{ word: '還付加算金', count: 1 }]);
  assert.equal(report.hardCount, 2);
  assert.equal(report.words, report.easy + 3);
  assert.equal(report.share, Math.floor((report.easy / report.words) * 100));
  assert.deepEqual(vocabularyOf(draftOf([{ id: 'p1', type: 'text', content: ['還付加算金'] }], { title: 'ごみ' }), new Map(), ['還付加算金']).unknown, []);
  assert.equal(vocabularyOf(draftOf([], { title: 'ごみ' }), new Map(), []).share, 100);
});

test('the language of an easy edition is Japanese for voices, and told apart in links', () => {
  assert.deepEqual([isEasy('ja'), isEasy('ja-easy'), spokenLang('ja-easy'), linkLang('ja-easy'), linkLang('en')], [false, true, 'ja', 'ja-x-easy', 'en']);
});
