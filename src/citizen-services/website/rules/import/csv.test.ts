/** A sheet of pages: read as a whole, or every wrong cell named. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { writeCsv } from '../../../../kernel/text/csv.ts';
import { importPagesCsv, PAGE_COLUMNS } from './csv.ts';
import { assertSound, ofType, textsOf } from './import.fixture.ts';

const sheet = (...rows: readonly (readonly string[])[]) => writeCsv([PAGE_COLUMNS, ...rows]);
const good = ['水道の届け出', '使い始めの届け出', '手続き', '/kurashi/suido', '水道課', '引っ越し；水道', '届け出が**必要**です。\n[様式](/files/a.pdf)\n\n## 持ち物\n\n- 印鑑\n- 身分証\n\n[悪](javascript:x)', '令和8年4月1日', '2027-03-31', 'http://www.example.jp/suido.html；/old/suido'];
const errorsOf = (text: string) => { const read = importPagesCsv(text); return read.ok ? [] : read.errors.map(({ line, column }) => `${line} ${column}`); };

test('each row is a page, its text typed or HTML', () => {
  const read = importPagesCsv(sheet(good, ['ごみ', '', 'お知らせ', '/kurashi', '', '', '<h1>ごみ</h1><p>分け<b>方</b></p>', '', '', '']));
  assert.ok(read.ok);
  const [first, second] = read.rows;
  assert.ok(first && second);
  assert.deepEqual([first.line, first.kind, first.categories, first.publishOn?.toString(), first.reviewOn?.toString(), first.oldAddresses], [2, 'procedure', ['引っ越し', '水道'], '2026-04-01', '2027-03-31', ['http://www.example.jp/suido.html', '/old/suido']]);
  assert.deepEqual(textsOf(first.blocks), ['届け出が必要です。\n様式', '持ち物', '印鑑', '身分証', '悪']);
  assert.deepEqual(first.report.map((note) => note.kind), ['link_unsafe']);
  assert.deepEqual([second.kind, ofType(second.blocks, 'text')[0]?.content, second.blocks.length, second.department], ['notice', ['分け', { mark: 'strong', text: ['方'] }], 1, '']);
  for (const row of read.rows) assertSound(row.blocks);
});

test('one wrong cell and nothing comes in; every wrong cell is named', () => {
  const bad = ['', '', '通知', '../x', '', '', '', '4月1日', '2026-02-30', 'javascript:x'];
  const read = importPagesCsv(sheet(good, bad, good.with(7, '2027-04-01')));
  assert.ok(!read.ok);
  assert.deepEqual(read.errors.map(({ line, column }) => `${line} ${column}`), ['3 題名', '3 本文', '3 種類', '3 フォルダー', '3 公開日', '3 見直し日', '3 旧URL', '4 見直し日', '4 題名', '4 旧URL', '4 旧URL']);
  for (const error of read.errors) assert.ok(error.message.startsWith(`${error.line}行目の${error.column}：`) && error.message.endsWith('。'), error.message);
});

test('heads are told by name in any order and width; unknown, missing and doubled ones are errors', () => {
  assert.ok(importPagesCsv('フォルダ,本文,題名,種類,旧ＵＲＬ\r\n/a,文,題,案内,\r\n').ok);
  assert.deepEqual(errorsOf('題名,本文,備考\r\na,b,c\r\n'), ['1 備考', '1 種類', '1 フォルダー']);
  assert.deepEqual(errorsOf('題名,種類,フォルダー,フォルダ,本文\r\na,案内,/a,/b,c\r\n'), ['1 フォルダー']);
  assert.deepEqual(errorsOf(sheet()), ['2 ']);
  assert.deepEqual(errorsOf(`${PAGE_COLUMNS.join(',')}\r\n"a`), ['2 ']);
  assert.deepEqual(errorsOf(''), ['1 ']);
});

test('any text is answered with pages or with errors', () => {
  const cell = fc.oneof(fc.string({ maxLength: 10 }), fc.constantFrom('案内', '/a', '<p>x</p>', '2026-04-01', '"', '；', '\n', '\ud800', '\u0000', '\f', '- a\n- b'));
  fc.assert(fc.property(fc.array(fc.array(cell, { minLength: 10, maxLength: 10 }), { maxLength: 4 }), fc.string({ maxLength: 20 }), (rows, tail) => {
    const read = importPagesCsv(sheet(...rows) + tail);
    if (read.ok) for (const row of read.rows) assertSound(row.blocks);
    else assert.ok(read.errors.length > 0);
  }), { numRuns: 500 });
  fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => { importPagesCsv(text); }), { numRuns: 300 });
});
