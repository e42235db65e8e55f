import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCsv } from '../../../kernel/text/csv.ts';
import { type Allergen, readChildren, readMenus } from './csv-lines.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const csv = (text: string) => {
  const read = readCsv(text);
  assert.ok(read.ok);
  return read.value;
};
const words: readonly Allergen[] = [
  { code: 'peanut', name: '落花生', otherWords: ['ピーナッツ'], validFrom: day('2015-04-01'), validTo: null },
  { code: 'milk', name: '乳', otherWords: [], validFrom: day('2015-04-01'), validTo: null },
  { code: 'matsutake', name: 'まつたけ', otherWords: [], validFrom: day('2015-04-01'), validTo: day('2024-03-28') },
];

test('a menu is read with the words of its day', () => {
  const read = readMenus(csv('日付,献立,アレルゲン,エネルギー\n2026-11-30,ごはん、さばのみそ煮、牛乳,ピーナッツ・乳,640\n2026-12-01,パン,なし,'), words, day('2026-11-27'));
  assert.deepEqual(read.wrong, []);
  assert.deepEqual(read.lines.map((line) => [line.day.toString(), line.dishes.length, line.allergens, line.energy]), [['2026-11-30', 3, ['peanut', 'milk'], 640], ['2026-12-01', 1, [], null]]);
});

test('one unknown word, and nothing of the sheet is taken; the line is named', () => {
  const read = readMenus(csv('日付,献立,アレルゲン\n2026-11-30,ごはん,落花生\n2026-12-01,きのこごはん,まつたけ\n2026-12-01,,\n12/3,ごはん,'), words, day('2026-11-27'));
  assert.deepEqual(read.lines, []);
  assert.equal(read.wrong.length, 4, read.wrong.join('\n'));
  assert.match(read.wrong[0] ?? '', /^3行目：アレルゲン「まつたけ」/);
  assert.equal(readMenus(csv('日,献立,アレルゲン\n1,2,3'), words, day('2026-11-27')).wrong.length, 1);
});

test('children: what is wrong is told without repeating a name', () => {
  const good = readChildren(csv('氏名,フリガナ,写真のウェブ掲載\n鈴木　花子,スズキ ハナコ,可\n安斎　蓮,あんざい れん,否\n佐藤　陽,さとう よう,'));
  assert.deepEqual(good.lines.map((line) => line.photoWeb), [true, false, null]);
  const bad = readChildren(csv('氏名,ふりがな,写真のウェブ掲載\n鈴木　花子,鈴木,たぶん\n鈴木 花子,鈴木,可'));
  assert.deepEqual(bad.lines, []);
  assert.equal(bad.wrong.length, 4, bad.wrong.join('\n'));
  assert.ok(!bad.wrong.join('').includes('花子'));
});

test('children: name, and voice and film, are columns a sheet may have', () => {
  const read = readChildren(csv('氏名,ふりがな,写真のウェブ掲載,氏名のウェブ掲載,声・動画のウェブ掲載\n鈴木　花子,すずき はなこ,可,否,可\n安斎　蓮,あんざい れん,否,,\n佐藤　陽,さとう よう,,,'));
  assert.deepEqual(read.wrong, []);
  assert.deepEqual(read.lines.map((line) => [line.photoWeb, line.nameWeb, line.filmWeb]), [[true, false, true], [false, null, null], [null, null, null]]);
  const bad = readChildren(csv('氏名,ふりがな,写真のウェブ掲載,声・動画のウェブ掲載\n鈴木　花子,すずき はなこ,可,たぶん\n安斎　蓮,あんざい れん,,可'));
  assert.equal(bad.wrong.length, 2, bad.wrong.join('\n'));
  assert.match(bad.wrong.join('\n'), /2行目：「声・動画のウェブ掲載」[^]*3行目：同意書が出ているときは/);
});
