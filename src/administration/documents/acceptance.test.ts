/** 収受・起案・決裁・施行, through HTTP, with the numbers of the office's scenarios. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { quietly } from '../../kernel/probe.fixture.ts';
import { isRecord } from '../../kernel/text/json.ts';
import { decideCase, decidedDraft, entry, type Hall, letter, openHall, openPlan, refusedAs, rowsOf, textFile, valueOf, versionOf } from './acceptance.fixture.ts';

let hall: Hall;
let entryId = '';
before(async () => {
  hall = await openHall();
  await openPlan(hall, 'AFFAIRS', 2026, [entry(1), entry(2, { retention: '1', title: '軽易な文書' })]);
  entryId = String(rowsOf(await (await hall.as('clerk')).query('documents.classes', { department: hall.office('AFFAIRS') }))[0]?.['id']);
});
after(() => hall.close());

const affairs = () => hall.office('AFFAIRS');

test('1: 「8財第45号」を収受すると8二総第123号、次は124、124を欠番にすると次は125で、登録簿に124が欠番と出る', async () => {
  const clerk = await hall.as('clerk');
  for (let count = 1; count <= 122; count++) await letter(clerk, affairs(), { title: `文書${count}` });
  const first = await letter(clerk, affairs(), { theirNumber: '8財第45号', theirDate: '2026-05-11' });
  assert.equal(first.number, '8二総第123号');
  const second = await letter(clerk, affairs());
  assert.equal(second.number, '8二総第124号');
  refusedAs(await clerk.api('documents.voidNumber', { document: second.id, version: 1, reason: '' }), 'InvalidInput');
  valueOf(await clerk.api('documents.voidNumber', { document: second.id, version: 1, reason: '二重に登録したため' }));
  assert.equal((await letter(clerk, affairs())).number, '8二総第125号');
  const listed = rowsOf(await clerk.query('documents.register', { sort: 'number' }), 'rows');
  assert.deepEqual(listed.slice(0, 3).map((row) => [row['number'], row['state']]), [['8二総第125号', 'open'], ['8二総第124号', 'void'], ['8二総第123号', 'open']]);
  assert.match((await letter(await hall.as('welfare'), hall.office('WELFARE'))).number, /^8二福第1号$/, 'each office counts for itself');
});

test('2: 同時に100件登録しても、続き番号で、抜けも重なりもない。途中で断られたものは番号を使わない', async () => {
  const [clerk, second] = [await hall.as('clerk'), await hall.as('second')];
  const before = Number(/第(\d+)号/.exec((await letter(clerk, affairs())).number)?.[1]);
  const sent = Array.from({ length: 120 }, (_, index) => {
    const wrong = index % 6 === 5;
    return (index % 2 === 0 ? clerk : second).api('documents.receive', { department: affairs(), title: wrong ? '安達太郎様の件' : `同時${index}`, channel: 'counter', receivedOn: '2026-05-12', distribute: index % 12 === 5 ? [hall.house.id()] : [] });
  });
  const numbers: number[] = [];
  let refused = 0;
  const [replies] = await quietly(() => Promise.all(sent));
  for (const reply of replies) {
    if (reply.status >= 400) {
      refusedAs(reply, 'TitleNamesSomebody');
      refused++;
    } else numbers.push(Number(/第(\d+)号/.exec(String(valueOf(reply)['number']))?.[1]));
  }
  assert.equal(refused, 20);
  assert.deepEqual(numbers.toSorted((a, b) => a - b), Array.from({ length: 100 }, (_, index) => before + 1 + index));
  // Refused after the number was drawn: it goes back.
  refusedAs(await clerk.api('documents.receive', { department: affairs(), title: '行き先のない配布', channel: 'counter', receivedOn: '2026-05-12', distribute: [hall.house.id()] }), 'NotFound');
  assert.equal((await letter(clerk, affairs())).number, `8二総第${before + 101}号`);
});

test('3: 同じファイルがメールと電子申請で届くと、2件目に「同一の文書の可能性」とつながりが出る。見えない文書は出ない', async () => {
  const clerk = await hall.as('clerk');
  const files = [textFile('要望書.txt', 'バス路線についての要望')];
  const first = await letter(clerk, affairs(), { channel: 'mail', files });
  assert.deepEqual(first.value['alike'], []);
  const second = await letter(clerk, affairs(), { channel: 'form', files, senderName: '別の差出人' });
  assert.deepEqual(second.value['alike'], [{ id: first.id, title: '補助金の交付決定について', number: first.number, why: 'file' }]);
  await letter(clerk, affairs(), { confidentiality: 'department', files: [textFile('内部.txt', '部限の中身')] });
  const other = await letter(await hall.as('welfare'), hall.office('WELFARE'), { files: [textFile('内部.txt', '部限の中身')] });
  assert.deepEqual(other.value['alike'], []);
});

test('3b: 相手の番号・日付・差出人が同じものも見つける。個人番号のあるファイルは、秘でなければ受け取らない', async () => {
  const clerk = await hall.as('clerk');
  const facts = { senderName: '会津市', theirNumber: '8会総第9号', theirDate: '2026-05-01' };
  const first = await letter(clerk, affairs(), facts);
  assert.deepEqual(rowsOf(await clerk.api('documents.receive', { department: affairs(), title: '照会', channel: 'lgwan', receivedOn: '2026-05-12', ...facts }), 'alike').map((one) => [one['id'], one['why']]), [[first.id, 'letter']]);
  const files = [textFile('届.txt', '個人番号 123456789018')];
  refusedAs(await clerk.api('documents.receive', { department: affairs(), title: '届出', channel: 'counter', receivedOn: '2026-05-12', files }), 'MyNumberInFile');
});

test('11: 件名に氏名があると注意し、わけを書けば受け付ける', async () => {
  const clerk = await hall.as('clerk');
  const input = { department: affairs(), title: '安達太郎様からの苦情の件', channel: 'phone', receivedOn: '2026-05-12' };
  refusedAs(await clerk.api('documents.receive', input), 'TitleNamesSomebody', /氏名/);
  valueOf(await clerk.api('documents.receive', { ...input, titleReason: '本人の申出による' }));
});

test('13: 部限の文書は、ほかの課には404、文書係には登録事項だけ。秘は件名も出ない。検索の件数からも分からない', async () => {
  const [clerk, head, welfare, records] = [await hall.as('clerk'), await hall.as('head'), await hall.as('welfare'), await hall.as('records')];
  const limited = await letter(clerk, affairs(), { title: '人事の協議', summary: '管理職の異動案', confidentiality: 'department', files: [textFile('案.txt', '鯖江課長を新設する')] });
  const secret = await letter(head, affairs(), { title: '訴訟の方針', confidentiality: 'secret' });
  assert.equal((await welfare.query('documents.document', { document: limited.id })).status, 404);
  assert.equal((await welfare.query('documents.document', { document: secret.id })).status, 404);
  const stub = valueOf(await records.query('documents.document', { document: limited.id }));
  assert.deepEqual([stub['title'], stub['open']], ['人事の協議', null]);
  assert.equal(valueOf(await records.query('documents.document', { document: secret.id }))['title'], '（秘）');
  assert.equal((await clerk.query('documents.document', { document: secret.id })).status, 404, 'own office, but not for secrets');
  const count = async (client: typeof clerk, q: string) => valueOf(await client.query('documents.register', { q }))['total'];
  assert.deepEqual([await count(clerk, '鯖江'), await count(welfare, '鯖江'), await count(records, '鯖江'), await count(records, '訴訟'), await count(head, '訴訟')], [1, 0, 0, 0, 1]);
  const file = valueOf(await clerk.query('documents.document', { document: limited.id }))['open'];
  assert.ok(isRecord(file) && Array.isArray(file['files']) && isRecord(file['files'][0]));
  assert.equal((await welfare.query('documents.attachment', { attachment: String(file['files'][0]['id']) })).status, 404);
});

test('全文検索: 2文字でも、全角・半角・かなの違いがあっても、本文・差出人・担当者から見つかる', async () => {
  const clerk = await hall.as('clerk');
  const made = await letter(clerk, affairs(), { title: '回答', senderName: '渡邊建設', files: [textFile('本文.txt', 'ｱﾊﾞﾝﾃｨ号の車庫を、鵜沼へ移す計画')] });
  for (const q of ['鵜沼', 'アバンティ', '渡辺', '総務 花子', '車庫']) assert.ok(rowsOf(await clerk.query('documents.register', { q }), 'rows').some((row) => row['id'] === made.id), q);
  assert.equal(valueOf(await clerk.query('documents.register', { q: '鵜沼', kind: 'draft' }))['total'], 0);
});

test('配布: 受け取った課の文書になり、返付は理由と行き先を添える。受け取られるまで完結できない', async () => {
  const [clerk, welfare] = [await hall.as('clerk'), await hall.as('welfare')];
  const made = await letter(clerk, affairs(), { distribute: [hall.office('WELFARE')] });
  refusedAs(await clerk.api('documents.close', { document: made.id, version: 1 }), 'StillWaiting', /福祉課/);
  refusedAs(await clerk.api('documents.distribute', { document: made.id, department: hall.office('WELFARE') }), 'AlreadyThere');
  const arrival = async () => rowsOf(await welfare.query('documents.today'), 'arrivals').find((row) => row['document'] === made.id)?.['id'];
  const first = await arrival();
  refusedAs(await welfare.api('documents.answerDistribution', { distribution: first, answer: 'return' }), 'ReasonNeeded');
  valueOf(await welfare.api('documents.answerDistribution', { distribution: first, answer: 'return', reason: '当課の所管ではない', suggested: hall.office('CHILD') }));
  valueOf(await clerk.api('documents.distribute', { document: made.id, department: hall.office('WELFARE') }));
  const again = await arrival();
  assert.equal((await clerk.api('documents.answerDistribution', { distribution: again, answer: 'accept' })).status, 404, 'only the office itself answers');
  valueOf(await welfare.api('documents.answerDistribution', { distribution: again, answer: 'accept' }));
  valueOf(await welfare.api('documents.close', { document: made.id, version: await versionOf(welfare, made.id) }));
});

test('起案: 決裁で決裁日と番号が入り、そのあと本文は変えられない。差し戻されたら同じ案件の次の版で出す', async () => {
  const [clerk, head] = [await hall.as('clerk'), await hall.as('head')];
  const facts = { department: affairs(), title: '規則の一部改正', entry: entryId };
  const made = valueOf(await clerk.api('documents.saveDraft', facts));
  const id = String(made['document']);
  refusedAs(await clerk.api('documents.sendDraft', { document: id, version: 1 }), 'NoBody');
  const written = valueOf(await clerk.api('documents.saveDraft', { ...facts, document: id, version: 1, body: '改正してよいか。' }));
  refusedAs(await clerk.api('documents.saveDraft', { ...facts, document: id, version: 1, body: '古い画面から' }), 'Conflict');
  const { caseId } = valueOf(await clerk.api('documents.sendDraft', { document: id, version: written['version'] }));
  refusedAs(await clerk.api('documents.saveDraft', { ...facts, document: id, version: 3, body: '出したあとで' }), 'TextFixed');
  const seen = valueOf(await head.query('approval.case', { case: String(caseId) }));
  assert.doesNotMatch(JSON.stringify(seen), /改正してよいか/, 'the case carries the fingerprint');
  valueOf(await head.api('approval.return', { case: caseId, hash: seen['hash'], seq: seen['seq'], comment: '第2条を直してください' }));
  const back = valueOf(await clerk.api('documents.saveDraft', { ...facts, document: id, version: await versionOf(clerk, id), body: '第2条を直して改正してよいか。' }));
  const again = valueOf(await clerk.api('documents.sendDraft', { document: id, version: back['version'] }));
  assert.equal(again['caseId'], caseId);
  valueOf(await decideCase(head, String(caseId)));
  const decided = valueOf(await clerk.query('documents.document', { document: id }));
  assert.match(String(decided['number']), /^8二総第\d+号$/);
  const open = decided['open'];
  assert.ok(isRecord(open));
  assert.deepEqual([decided['state'], open['decidedOn'], open['body']], ['decided', '2026-05-12', '第2条を直して改正してよいか。']);
});

test('起案: 基準表より短い保存期間は選べない', async () => {
  const clerk = await hall.as('clerk');
  refusedAs(await clerk.api('documents.saveDraft', { department: affairs(), title: '短い', entry: entryId, retention: '3' }), 'ShorterThanPlan', /5年/);
  valueOf(await clerk.api('documents.saveDraft', { department: affairs(), title: '長い', entry: entryId, retention: '10' }));
});

test('6: 1字ちがう浄書は施行できず、ちがう所が示される。決裁のとおりなら施行でき、公印は起案した人が自分で押せない', async () => {
  const [clerk, keeper] = [await hall.as('clerk'), await hall.as('keeper')];
  const { id } = await decidedDraft(hall, { entry: entryId });
  const send = { document: id, manner: 'registered_post', recipient: '二本松商工会', sentOn: '2026-05-12' };
  refusedAs(await clerk.api('documents.dispatch', { ...send, fairCopy: '次のとおり交付してよいか伺います。\n金額 100,001円' }), 'TextDiffers', /2行目の10字目.*100,000円.*100,001円/);
  valueOf(await clerk.api('documents.dispatch', { ...send, fairCopy: '次のとおり交付してよいか伺います。\r\n金額 100,000円\r\n' }));
  refusedAs(await clerk.api('documents.dispatch', { ...send, sentOn: '2026-05-13' }), 'InFuture');
  const seal = valueOf(await (await hall.as('records')).api('documents.saveSeal', { name: '市長印', department: affairs() }))['seal'];
  valueOf(await keeper.api('documents.pressSeal', { seal, document: id, sheets: 2 }));
  const shown = valueOf(await clerk.query('documents.document', { document: id }))['open'];
  assert.ok(isRecord(shown));
  assert.deepEqual([rowsIn(shown['dispatches']).map((one) => one['recipient']), rowsIn(shown['seals']).map((one) => [one['name'], one['sheets']])], [['二本松商工会'], [['市長印', 2]]]);
  const open = valueOf(await clerk.api('documents.saveDraft', { department: affairs(), title: 'まだ', body: 'まだ' }));
  refusedAs(await keeper.api('documents.pressSeal', { seal, document: open['document'], sheets: 1 }), 'NotFound');
  refusedAs(await clerk.api('documents.dispatch', { ...send, document: open['document'] }), 'NotDecided');
});

const rowsIn = (value: unknown) => (Array.isArray(value) ? value.filter(isRecord) : []);
