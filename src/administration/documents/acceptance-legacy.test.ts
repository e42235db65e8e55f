/** 旧システムの文書の取り込み, through HTTP and, for its full size, through the command. LINES changes the size. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { staffActor } from '../../kernel/testing.ts';
import { base64, type Hall, openHall, refusedAs, rowsOf, valueOf } from './acceptance.fixture.ts';
import { importLegacy, mapLegacyClasses, undoLegacy } from './commands/legacy.ts';

const LINES = Number(process.env['LINES'] ?? 6000);
let hall: Hall;
before(async () => {
  hall = await openHall();
});
after(() => hall.close());

const HEAD = '分類,件名,文書番号,登録日,差出人,満了日,保管場所';
const map = (system: string, ...classes: string[]) => ({ system, classes: classes.map((oldClass) => ({ oldClass, department: hall.office('AFFAIRS'), title: `総務／${oldClass}`, retention: '5' })) });
const send = async (system: string, lines: readonly string[], name = `${system}.csv`) => (await hall.as('records')).api('documents.importLegacy', { system, name, content: base64([HEAD, ...lines].join('\r\n')) });

test('15: 旧システム3つの登録簿: 対応のない分類・読めない日付・重なりは理由とともに残り、どの行もなくならない', async () => {
  const records = await hall.as('records');
  for (const [system, ...classes] of [['OLD1', '総-1', '総-2'], ['OLD2', '100'], ['OLD3', 'A']] as const) valueOf(await records.api('documents.mapLegacyClasses', map(system, ...classes)));
  const taken = valueOf(await send('OLD1', [
    '総-1,往復文書,27総第1号,H27.4.1,福島県,令和3年3月31日,書庫1 B-3', '総-2,鷲谷の測量,27総第2号,2015/4/2,,,', '庶務,名簿,27総第3号,2015/4/3,,,', '庶務,名簿,27総第8号,不明,,,', '総-1,,27総第4号,2015/4/4,,,', '総-1,日付なし,27総第5号,不明,,,', '総-1,往復文書,27総第1号,平成27年4月1日,別の課,,', '総-1,満了が前,27総第6号,2015/4/6,,2014/3/31,', '総-1,個人 123456789018,27総第7号,2015/4/7,,,',
  ]));
  assert.deepEqual([taken['lines'], taken['taken'], taken['left']], [9, 2, 7]);
  const left = rowsOf(await records.query('documents.legacyLeft', { import: String(taken['import']) }));
  assert.deepEqual(left.map((row) => [row['line'], row['reason']]), [[4, 'class'], [5, 'class'], [6, 'title'], [7, 'date'], [8, 'duplicate'], [9, 'expiry'], [10, 'my_number']]);
  const csv = (await records.get(`/staff/documents/legacy/${String(taken['import'])}/left.csv`)).text;
  assert.match(csv, /4,分類が対応表にありません,庶務,名簿,27総第3号/);
  for (const [system, line] of [['OLD2', '100,除雪の記録,1,20100401,,,'], ['OLD3', 'A,道路台帳,5,S63.4.1,,,']] as const) assert.deepEqual(valueOf(await send(system, [line]))['taken'], 1);
  refusedAs(await send('OLD2', ['100,除雪の記録,1,20100401,,,']), 'RegisterTaken');
  const again = valueOf(await send('OLD2', ['100,除雪の記録,1,20100401,,,', '100,除雪の記録,2,20100402,,,'], '二度目.csv'));
  assert.deepEqual([again['taken'], again['left']], [1, 1], '前のファイルにあった文書は、重なりとして残る');
  assert.match((await records.get('/staff/documents/legacy')).text.replaceAll(/<[^>]*>/g, ''), /対応の決まっていない分類[\s\S]*庶務/);

  // The class is mapped afterwards: its row goes in, the others stay.
  valueOf(await records.api('documents.mapLegacyClasses', map('OLD1', '庶務')));
  const retried = valueOf(await records.api('documents.retryLegacy', { import: taken['import'] }));
  assert.deepEqual([retried['taken'], retried['left']], [1, 6]);
  assert.deepEqual(rowsOf(await records.query('documents.legacyLeft', { import: String(taken['import']) })).map((row) => row['reason']), ['date', 'title', 'date', 'duplicate', 'expiry', 'my_number'], '分類のほかの理由は、言い直される');
  // Found by two characters, by the office in charge and the records office, not by another.
  const found = async (who: 'clerk' | 'records' | 'welfare', q: string) => valueOf(await (await hall.as(who)).query('documents.legacyRecords', { q }))['total'];
  assert.deepEqual([await found('clerk', '鷲谷'), await found('records', '鷲谷'), await found('welfare', '鷲谷')], [1, 1, 0]);
  assert.match((await (await hall.as('clerk')).get('/staff/documents/legacy/records?q=鷲谷')).text, /鷲谷の測量/);
  // Undone whole, and the same file can come again.
  refusedAs(await (await hall.as('clerk')).api('documents.undoLegacy', { import: taken['import'], reason: '誤り' }), 'NotAllowed');
  assert.equal(valueOf(await records.api('documents.undoLegacy', { import: taken['import'], reason: '対応の誤り' }))['removed'], 3);
  assert.equal(await found('records', '鷲谷'), 0);
});

test('読めないファイルは、何が足りないかを言い、何も入れない', async () => {
  const records = await hall.as('records');
  refusedAs(await records.api('documents.importLegacy', { system: 'OLD9', name: 'a.csv', content: base64('件名,日付\r\nあ,2015-04-01') }), 'NotLegacy', /「分類」「文書番号」「登録日」/);
  refusedAs(await records.api('documents.importLegacy', { system: 'OLD9', name: 'a.csv', content: base64(`${HEAD}\r\n`) }), 'NotLegacy', /1行から/);
  refusedAs(await records.api('documents.importLegacy', { system: 'OLD9', name: 'a.csv', content: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0x00, 0x81]).toString('base64') }), 'NotLegacy');
  const kept = (await records.get('/staff/documents/legacy?system=OLD9&oldClass=%E5%BA%B6%E5%8B%99')).text;
  assert.match(kept, /value="OLD9"[\s\S]*value="庶務"/, '対応のない分類から、そのまま対応を決められる');
});

test('同じファイルを二人が同時に取り込むと、一度だけ入り、もう一人には、もう取り込まれていると言う', async () => {
  const records = await hall.as('records');
  valueOf(await records.api('documents.mapLegacyClasses', map('TWICE', 'ア')));
  const lines = Array.from({ length: 300 }, (_, n) => `ア,同時の文書${n},${n},2015/4/1,,,`);
  const both = await Promise.all([send('TWICE', lines), send('TWICE', lines)]);
  assert.deepEqual(both.map((reply) => reply.status).toSorted((a, b) => a - b), [201, 409]);
  refusedAs(both.find((reply) => reply.status === 409) ?? assert.fail(), 'RegisterTaken', /もう取り込まれています/);
  assert.equal(valueOf(await records.query('documents.legacyRecords', { q: '同時の文書', system: 'TWICE' }))['total'], 300);
});

test(`15: ${LINES.toLocaleString('ja-JP')}行でも、取り込んだ数と理由の数を足すと、ファイルの行の数になる`, { timeout: 600_000 }, async () => {
  const actor = staffActor(hall.house.id(), ['documents.records']);
  await hall.house.must(actor, mapLegacyClasses, map('BIG', 'イ', 'ロ'));
  // Every 17th class is unknown, every 23rd day does not exist, every 29th line repeats the one before.
  const lines = Array.from({ length: LINES }, (_, n) => {
    const one = n % 29 === 28 ? n - 1 : n;
    return `${one % 17 === 16 ? 'ハ' : one % 2 === 0 ? 'イ' : 'ロ'},市道改良の協議その${one},${one}号,${one % 23 === 22 ? '2015/2/30' : `20${String(10 + (one % 15)).padStart(2, '0')}/4/${1 + (one % 28)}`},県,,`;
  });
  const value = await hall.house.must(actor, importLegacy, { system: 'BIG', name: 'big.csv', content: base64([HEAD, ...lines].join('\r\n')) });
  const unknown = lines.filter((line) => line.startsWith('ハ')).length;
  const bad = lines.filter((line) => !line.startsWith('ハ') && line.includes('2015/2/30')).length;
  const good = new Set(lines.filter((line) => !line.startsWith('ハ') && !line.includes('2015/2/30')));
  assert.deepEqual([value.lines, value.taken, value.left], [LINES, good.size, LINES - good.size]);
  const counted = await hall.house.city.staffDb.use(async (connection) => (await connection.run<{ reason: string; count: number }>('select reason, count(*)::int as count from documents.legacy_unmapped where import_id = $1 group by reason order by reason', [value.import])).rows);
  assert.deepEqual(Object.fromEntries(counted.map((row) => [row.reason, row.count])), { class: unknown, date: bad, duplicate: LINES - good.size - unknown - bad });
  const [kept] = await hall.house.city.staffDb.use(async (connection) => (await connection.run<{ count: number }>('select count(*)::int as count from documents.legacy_records where import_id = $1', [value.import])).rows);
  assert.equal(kept?.count, good.size);
  assert.equal((await hall.house.must(actor, undoLegacy, { import: value.import, reason: '試しのため' })).removed, good.size);
});
