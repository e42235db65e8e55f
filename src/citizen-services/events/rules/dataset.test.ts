import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCsv } from '../../../kernel/text/csv.ts';
import { contentOf, sameContent } from './content.ts';
import { type Edition, readDataset, rowContentOf, writeDataset } from './dataset.ts';
import { allDay, at, day, timed } from './event.fixture.ts';

const publisher = { code: '072109', prefecture: '福島県', city: '二本松市' };
const content = contentOf({ title: '菊人形展', category: 'festival', when: timed('2026-10-10T09:30', '2026-10-10T16:00') }, {
  titleKana: 'キクニンギョウテン', titleEn: 'Chrysanthemum Dolls', description: '1行目\n「引用」, と "かぎ"', whenNote: '雨天順延', placeName: '霞ヶ城公園', placeAddress: '福島県二本松市郭内三丁目', placeDetail: '広場', at: { lat: 37.5989, lng: 140.4286 }, access: '徒歩', parking: 'あり', fee: 700, feeNote: '中学生以下無料',
  capacity: 20, capacityNote: '先着', applyUntil: at('2026-10-01T17:00'), applyMethod: '電話', organiser: '二本松市', contactName: '観光課', contactPhone: '0243555122', contactExtension: '12', remarks: '=1+1',
});
const sheet = (rows: readonly (readonly string[])[]) => {
  const [header = [], ...body] = rows;
  return { header, records: body.map((cells, index) => ({ row: index + 2, values: Object.fromEntries(header.map((name, column) => [name, cells[column] ?? ''])) })) };
};
const today = day('2026-09-01');
const base: Readonly<Record<string, string>> = { 都道府県コード又は市区町村コード: '072109', NO: '1', イベント名: '講座', 開始日: '2026-10-04' };
const read = (more: Readonly<Record<string, string>>) => {
  const values = { ...base, ...more };
  return readDataset({ header: Object.keys(values), records: [{ row: 2, values }] }, today);
};
const said = (more: Readonly<Record<string, string>>) => read(more).problems.map(({ message }) => message).join('|');
const row = (more: Readonly<Record<string, string>>) => {
  const found = read(more);
  assert.deepEqual(found.problems, []);
  return found.rows[0]?.content ?? assert.fail('a row');
};

test('what is written in either edition is read back as the same event', () => {
  const editions: readonly Edition[] = ['recommended', 'standard'];
  for (const edition of editions) {
    const rows = writeDataset(edition, publisher, [{ no: 'ev-12', content, from: day('2026-10-10'), to: day('2026-10-10'), repeats: '', url: 'https://www.example.jp/events/12' }]);
    if (edition === 'recommended') assert.equal(rows[0]?.length, 32);
    const found = readDataset(sheet(rows), today);
    assert.deepEqual([found.edition, found.problems, found.repairs], [edition, [], []]);
    assert.deepEqual([found.rows[0]?.code, found.rows[0]?.no], ['072109', 'ev-12']);
    assert.ok(sameContent(found.rows[0]?.content ?? {}, { ...rowContentOf(content), url: 'https://www.example.jp/events/12' }), edition);
  }
});

test('what a spreadsheet did to it is put right and said', () => {
  const rules = (more: Readonly<Record<string, string>>) => read(more).repairs.map(({ column, before, after }) => `${column} ${before}→${after}`).join('|');
  assert.equal(rules({ 都道府県コード又は市区町村コード: '72109' }), '都道府県コード又は市区町村コード 72109→072109');
  assert.equal(rules({ 都道府県コード又は市区町村コード: '07210' }), '都道府県コード又は市区町村コード 07210→072109');
  assert.equal(rules({ 開始日: '46299' }), '開始日 46299→2026-10-04');
  assert.equal(rules({ 開始日: '2026/10/4' }), '開始日 2026/10/4→2026-10-04');
  assert.equal(rules({ 開始日: '令和8年10月4日' }), '開始日 令和8年10月4日→2026-10-04');
  assert.equal(rules({ 開始時間: '9:30' }), '開始時間 9:30→09:30');
  assert.equal(rules({ 緯度: '140.43', 経度: '37.58' }), '緯度 140.43, 37.58→37.58, 140.43');
  assert.equal(rules({ 緯度: '0', 経度: '0' }), '緯度 0, 0→');
  assert.equal(rules({ 緯度: '37.58', 経度: '140.43' }), '');
});

test('days and hours', () => {
  assert.deepEqual(row({}).when, allDay('2026-10-04'));
  assert.deepEqual(row({ 終了日: '2026-10-06' }).when, allDay('2026-10-04', '2026-10-06'));
  assert.deepEqual(row({ 開始時間: '10:00', 終了時間: '12:00', 終了日: '2026-10-04' }).when, timed('2026-10-04T10:00', '2026-10-04T12:00'));
  assert.deepEqual(row({ 開始時間: '10:00' }).when, timed('2026-10-04T10:00', null));
  const open = row({ 開始時間: '10:00', 終了日: '2026-10-06', 開始日時特記事項: '雨天中止' });
  assert.deepEqual([open.when, open.whenNote], [allDay('2026-10-04', '2026-10-06'), '10:00から。雨天中止']);
  assert.equal(row({ 参加申込終了日: '2026-10-01' }).applyUntil?.toString(), '2026-10-01T14:59:00Z', 'a day without a time is over when the day is');
});

test('money and places in people’s words', () => {
  assert.deepEqual([row({ '料金(基本)': '1,000円' }).fee, row({ '料金（基本）': '無料' }).fee, row({ '料金（基本）': '大人500円' }).fee], [1000, 0, null]);
  assert.equal(row({ '料金（基本）': '大人500円', '料金（詳細）': '子ども100円' }).feeNote, '大人500円　子ども100円');
  assert.deepEqual([row({ 定員: '各回10組' }).capacity, row({ 定員: '各回10組' }).capacityNote], [null, '各回10組']);
  assert.equal(row({ URL: 'javascript:alert(1)' }).url, '');
});

test('what cannot be read is said with its row and what would be right', () => {
  assert.match(said({ 開始日: '13月' }), /「13月」という日付を読み取れません/);
  assert.match(said({ 開始日: '' }), /^開始日: 入力してください/);
  assert.match(said({ イベント名: '' }), /^イベント名: 入力してください/);
  assert.match(said({ NO: '' }), /番号を入力してください/);
  assert.match(said({ 終了日: '2026-10-01' }), /より前です/);
  assert.match(said({ 連絡先電話番号: '内線12' }), /電話番号を読み取れません/);
  assert.match(said({ 都道府県コード又は市区町村コード: '999999' }), /地方公共団体コードとして読み取れません/);
  assert.match(said({ 説明: 'あ'.repeat(4001) }), /4000文字まで/);
  const twice = readDataset({ header: Object.keys(base), records: [{ row: 2, values: base }, { row: 3, values: base }] }, today);
  assert.match(twice.problems[0]?.message ?? '', /番号「1」が2行目と同じです/);
  const csv = readCsv('名前,日\r\n講座,2026-10-04\r\n');
  assert.ok(csv.ok);
  assert.match(readDataset(csv.value, today).problems[0]?.message ?? '', /見出し「都道府県コード又は市区町村コード」「NO」「イベント名」「開始日」がありません/);
});
