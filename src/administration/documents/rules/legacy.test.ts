import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeLine, legacyDay, legacyKey } from './legacy.ts';

test('旧システムの日付: 西暦も和暦も読み、ない日は読まない', () => {
  for (const text of ['2015-04-01', '2015/4/1', '20150401', '平成27年4月1日', 'H27.4.1', '平成２７年４月１日']) assert.equal(legacyDay(text), '2015-04-01', text);
  assert.equal(legacyDay('令和元年5月1日'), '2019-05-01');
  assert.equal(legacyDay('S63.4.1'), '1988-04-01');
  for (const text of ['', '不明', '2015-02-30', '平成27年', '2015-13-01']) assert.equal(legacyDay(text), null, text);
});

test('取り込めない行は、その理由とともに残る', () => {
  const classes = new Set(['総務-01']);
  const good = { 分類: '総務-01', 件名: '往復文書', 文書番号: '27総第12号', 登録日: 'H27.4.1', 差出人: '福島県', 満了日: '令和3年3月31日', 保管場所: '書庫1 B-3' };
  const judged = (change: Partial<typeof good>) => judgeLine({ line: 7, values: { ...good, ...change } }, classes);
  assert.deepEqual(judged({}), { line: 7, oldClass: '総務-01', title: '往復文書', number: '27総第12号', registeredOn: '2015-04-01', sender: '福島県', expiresOn: '2021-03-31', place: '書庫1 B-3' });
  for (const [change, reason] of [[{ 分類: '庶務' }, 'class'], [{ 件名: ' ' }, 'title'], [{ 登録日: '不明' }, 'date'], [{ 満了日: '平成26年3月31日' }, 'expiry'], [{ 満了日: 'いつか' }, 'expiry'], [{ 件名: 'あ'.repeat(201) }, 'length'], [{ 件名: '申請 123456789018' }, 'my_number'], [{ 保管場所: '123456789018' }, 'my_number'], [{ 件名: '往復\u0000文書' }, 'characters'], [{ 差出人: '\ue000田' }, 'characters']] as const) {
    const left = judged(change);
    assert.ok('reason' in left && left.reason === reason && left.content['件名'] !== undefined, reason);
  }
  const number = judged({ 件名: '申請 1234-5678-9018' });
  assert.ok('content' in number && !JSON.stringify(number.content).includes('9018'), '個人番号は、残る行にも置かない');
  assert.equal(legacyKey({ number: '1', registeredOn: '2015-04-01', title: 'a' }) === legacyKey({ number: '1', registeredOn: '2015-04-01', title: 'b' }), false);
});
