/** 保存・引継ぎ・廃棄・移管, through HTTP, with the numbers of the office's scenarios. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createHash } from 'node:crypto';
import { findLeftovers, removeLeftovers } from '../../kernel/files/sweep.ts';
import { rows } from '../../kernel/probe.fixture.ts';
import { isRecord } from '../../kernel/text/json.ts';
import { bagOf } from './export.ts';
import { closeAndFile, type Code, decideCase, entry, type Hall, letter, openHall, openPlan, refusedAs, rowsOf, textFile, valueOf, versionOf } from './acceptance.fixture.ts';
import { folderContent } from './queries/export.ts';
import { staffActor } from '../../kernel/testing.ts';

let hall: Hall;
const scratch = mkdtempSync(join(tmpdir(), 'yakuba-documents-'));
before(async () => {
  hall = await openHall();
});
after(async () => {
  rmSync(scratch, { recursive: true });
  await hall.close();
});

const folderOf = async (id: string) => valueOf(await (await hall.as('clerk')).query('documents.folder', { folder: id }));
const goTo = (moment: string) => hall.house.clock.set(`${moment}T10:00:00+09:00`);

/** A plan of the year with one folder, a letter filed in it and closed on a day; the folder is closed. */
async function closedFolder(closedOn: string, code: Code = 'AFFAIRS', more: Record<string, unknown> = {}, today = closedOn): Promise<{ readonly folder: string; readonly document: string }> {
  const year = Number(closedOn.slice(0, 4)) - (Number(closedOn.slice(5, 7)) < 4 ? 1 : 0);
  goTo(today);
  const client = await hall.as(code === 'WELFARE' ? 'welfare' : 'clerk');
  const [folder = ''] = await openPlan(hall, code, year, [entry(1, more)]);
  const { id } = await letter(client, hall.office(code), { receivedOn: closedOn, title: `${year}年度の補助金`, files: [textFile('写し.txt', `${closedOn}の${code}の控え`)] });
  await closeAndFile(client, id, folder, closedOn);
  valueOf(await client.api('documents.closeFolder', { folder, version: (await folderOf(folder))['version'] }));
  return { folder, document: id };
}

test('4: 5年の簿冊: 2026-11-23 の完結は 2032-03-31 まで、2027-04-01 の完結は 2033-03-31 まで', async () => {
  const [a, b] = [await closedFolder('2026-11-23'), await closedFolder('2027-04-01')];
  assert.deepEqual([(await folderOf(a.folder))['expires_on'], (await folderOf(b.folder))['expires_on']], ['2032-03-31', '2033-03-31']);
});

test('4b: 契約の簿冊は、契約が終わるまで起算しない。保存期間の短い簿冊や、よその年度の簿冊には入れられない', async () => {
  goTo('2028-05-01');
  const clerk = await hall.as('clerk');
  const [contract = '', short = ''] = await openPlan(hall, 'AFFAIRS', 2028, [entry(1, { retention: '5C', title: '契約' }), entry(2, { retention: '1', title: '軽易' })]);
  const { id } = await letter(clerk, hall.office('AFFAIRS'), { receivedOn: '2028-05-01' });
  refusedAs(await clerk.api('documents.file', { document: id, version: 1, folder: contract }), 'NotOpen');
  await closeAndFile(clerk, id, contract, '2028-05-01');
  refusedAs(await clerk.api('documents.file', { document: id, version: await versionOf(clerk, id), folder: short }), 'FolderTooShort', /先に捨てられて/);
  const old = await letter(clerk, hall.office('AFFAIRS'), { receivedOn: '2027-04-02' });
  valueOf(await clerk.api('documents.close', { document: old.id, version: 1 }));
  refusedAs(await clerk.api('documents.file', { document: old.id, version: 2, folder: short }), 'WrongFolder');
  const closed = valueOf(await clerk.api('documents.closeFolder', { folder: contract, version: (await folderOf(contract))['version'] }));
  assert.equal(closed['expires'], null);
  goTo('2030-04-10');
  const started = valueOf(await (await hall.as('clerk')).api('documents.startTerm', { folder: contract, version: (await folderOf(contract))['version'], on: '2030-03-31' }));
  assert.equal(started['expires'], '2035-03-31');
});

test('引継ぎ: 編てつしていない文書があるうちはできない', async () => {
  goTo('2029-03-01');
  await openPlan(hall, 'WELFARE', 2028, [entry(1), entry(2)]);
  const welfare = await hall.as('welfare');
  const { id } = await letter(welfare, hall.office('WELFARE'), { receivedOn: '2029-03-01' });
  refusedAs(await welfare.api('documents.handOver', { department: hall.office('WELFARE'), fiscalYear: 2028 }), 'InFuture');
  goTo('2029-04-01');
  const spring = await hall.as('welfare');
  refusedAs(await spring.api('documents.handOver', { department: hall.office('WELFARE'), fiscalYear: 2028 }), 'Unfiled', /1件/);
  const [folder] = rowsOf(await spring.query('documents.openFolders', { department: hall.office('WELFARE'), fiscalYear: '2028' }));
  await closeAndFile(spring, id, String(folder?.['id']), '2029-03-31');
  assert.equal(valueOf(await spring.api('documents.handOver', { department: hall.office('WELFARE'), fiscalYear: 2028 }))['folders'], 2);
});

test('7: 課が分かれて簿冊の所管が替わっても、もとの課の名と年度で見つかり、新しい課が中を開ける', async () => {
  // The paper of 2024 was entered in 2026, when the system began.
  const { folder, document } = await closedFolder('2024-10-01', 'WELFARE', { title: '補助金' }, '2026-05-12');
  goTo('2027-04-01');
  valueOf(await (await hall.as('records')).api('documents.moveFolders', { from: hall.office('WELFARE'), to: hall.office('CHILD'), folders: [folder], reason: '組織改編により子育て課へ' }));
  const [clerk, child, welfare] = [await hall.as('clerk'), await hall.as('child'), await hall.as('welfare')];
  const found = rowsOf(await clerk.query('documents.folders', { q: '福祉課 2024 補助金' }), 'rows');
  assert.deepEqual(found.map((row) => [row['id'], row['office']]), [[folder, '子育て課']]);
  const open = valueOf(await child.query('documents.document', { document }))['open'];
  assert.ok(isRecord(open) && open['mine'] === true);
  const theirs = valueOf(await welfare.query('documents.document', { document }))['open'];
  assert.ok(isRecord(theirs) && theirs['mine'] === false);
  assert.match((await hall.server.visitor().query('documents.publicRegister', { q: '福祉課 補助金' })).text, /子育て課/);
});

test('8: 廃棄リスト320冊: 所管課が4冊を残し、文書館が3冊を選び、313冊が廃棄される。証明に313冊のハッシュ、開いても控えだけ', async () => {
  goTo('2031-05-01');
  const clerk = await hall.as('clerk');
  const ids = await openPlan(hall, 'AFFAIRS', 2031, Array.from({ length: 320 }, (_, index) => entry(index + 1, { retention: '1', title: `軽易な文書${index + 1}` })));
  const paper = textFile('秘話.txt', '廃棄されるはずの中身 甲乙丙丁');
  const kept = await letter(clerk, hall.office('AFFAIRS'), { receivedOn: '2031-05-01', files: [textFile('残る.txt', '延長される中身')] });
  const gone = await letter(clerk, hall.office('AFFAIRS'), { receivedOn: '2031-05-01', title: '捨てる文書', summary: '要旨も消える', files: [paper] });
  const historical = await letter(clerk, hall.office('AFFAIRS'), { receivedOn: '2031-05-01', title: '合併協議', files: [textFile('協議.txt', '合併の経緯')] });
  const [a = '', b = '', c = '', d = '', e = '', f = '', g = '', ...others] = ids;
  await closeAndFile(clerk, kept.id, a, '2031-05-01');
  await closeAndFile(clerk, historical.id, e, '2031-05-01');
  await closeAndFile(clerk, gone.id, others[0] ?? '', '2031-05-01');
  goTo('2032-04-01');
  const spring = await hall.as('clerk');
  assert.equal(valueOf(await spring.api('documents.handOver', { department: hall.office('AFFAIRS'), fiscalYear: 2031 }))['folders'], 320);
  refusedAs(await spring.api('documents.makeDisposal', { department: hall.office('AFFAIRS'), title: '早すぎる', folders: [a] }), 'NotExpired', /2033-03-31/);
  goTo('2033-04-10');
  const [owner, archivist, disposer, director] = [await hall.as('clerk'), await hall.as('archivist'), await hall.as('disposer'), await hall.as('director')];
  const made = valueOf(await owner.api('documents.makeDisposal', { department: hall.office('AFFAIRS'), title: '令和13年度の廃棄', folders: ids }));
  const disposal = String(made['disposal']);
  assert.equal(made['folders'], 320);
  refusedAs(await owner.api('documents.makeDisposal', { department: hall.office('AFFAIRS'), title: '二重', folders: [b] }), 'ListedAlready');
  refusedAs(await owner.api('documents.setFate', { disposal, folder: a, fate: 'keep', until: '2035-03-31' }), 'ReasonNeeded');
  for (const folder of [a, b, c, d]) valueOf(await owner.api('documents.setFate', { disposal, folder, fate: 'keep', until: '2035-03-31', reason: '係争のおそれがある' }));
  refusedAs(await owner.api('documents.setFate', { disposal, folder: e, fate: 'transfer', reason: '大切' }), 'NotAllowed');
  for (const folder of [e, f, g]) valueOf(await archivist.api('documents.setFate', { disposal, folder, fate: 'transfer', reason: '市町村合併の記録' }));
  refusedAs(await disposer.api('documents.executeDisposal', { disposal, version: 1 }), 'NotDecided');
  const sent = valueOf(await owner.api('documents.sendDisposal', { disposal, version: 1 }));
  refusedAs(await archivist.api('documents.setFate', { disposal, folder: e, fate: 'destroy' }), 'ListFixed');
  const head = await hall.as('head');
  const seen = valueOf(await head.query('approval.case', { case: String(sent['caseId']) }));
  valueOf(await head.api('approval.approve', { case: sent['caseId'], hash: seen['hash'], seq: seen['seq'] }));
  valueOf(await decideCase(director, String(sent['caseId'])));
  const hash = createHash('sha256').update('廃棄されるはずの中身 甲乙丙丁').digest('hex');
  const stored = join(hall.house.city.filesDir, hash.slice(0, 2), hash);
  assert.ok(existsSync(stored));
  const { version } = valueOf(await disposer.query('documents.disposal', { disposal }));
  const result = valueOf(await disposer.api('documents.executeDisposal', { disposal, version }));
  assert.deepEqual([result['destroyed'], result['transferred'], result['kept']], [313, 3, 4]);
  const certificate = valueOf(await owner.query('documents.disposal', { disposal }))['certificate'];
  assert.ok(isRecord(certificate) && isRecord(certificate['body']) && Array.isArray(certificate['body']['destroyed']));
  const lines = certificate['body']['destroyed'].filter(isRecord);
  assert.equal(lines.filter((line) => /^[0-9a-f]{64}$/.test(String(line['hash']))).length, 313);
  const stub = valueOf(await owner.query('documents.document', { document: gone.id }));
  assert.ok(isRecord(stub['open']));
  assert.deepEqual([stub['state'], stub['title'], stub['open']['summary'], stub['open']['files'], stub['open']['body']], ['destroyed', '捨てる文書', '', [], null]);
  assert.equal(valueOf(await owner.query('documents.register', { q: '甲乙丙丁' }))['total'], 0);
  assert.equal((await owner.query('documents.document', { document: historical.id })).status, 404, 'the archive has it now');
  assert.ok(isRecord(valueOf(await archivist.query('documents.document', { document: historical.id }))['open']));
  // The bytes go with the next sweep; what was kept stays.
  const old = new Date('2020-01-01');
  utimesSync(stored, old, old);
  await removeLeftovers(hall.house.city, await findLeftovers(hall.house.city));
  assert.ok(!existsSync(stored));
  assert.equal(valueOf(await owner.query('documents.register', { q: '延長される' }))['total'], 1);
});

test('廃棄の最後の関門はデータベースにある: 事情・期間・決裁のどれが欠けても、簿冊は消せず、番号も書き換えられない', async () => {
  const { folder, document } = await closedFolder('2034-05-01', 'AFFAIRS', { retention: '1' });
  const attempt = (sql: string, values: readonly unknown[]) => rows(hall.house, sql, values).then(() => 'done', (error: unknown) => (error instanceof Error && 'constraint' in error ? String(error.constraint) : String(error)));
  assert.equal(await attempt(`update documents.folders set state = 'destroyed', ended_on = '2035-01-01' where id = $1`, [folder]), 'folders_not_expired');
  assert.equal(await attempt(`update documents.folders set state = 'destroyed', ended_on = '2036-04-01' where id = $1`, [folder]), 'folders_not_decided');
  valueOf(await (await hall.as('records')).api('documents.hold', { folder, ground: 'lawsuit', basis: '令和16年(ワ)第1号', from: '2034-05-01' }));
  assert.equal(await attempt(`update documents.folders set state = 'destroyed', ended_on = '2036-04-01' where id = $1`, [folder]), 'folders_held');
  assert.equal(await attempt('update documents.documents set number = 999 where id = $1', [document]), 'documents_number_kept');
  assert.equal(await attempt('delete from documents.attachments where document_id = $1', [document]), 'documents_kept');
  goTo('2036-04-10');
  const clerk = await hall.as('clerk');
  refusedAs(await clerk.api('documents.makeDisposal', { department: hall.office('AFFAIRS'), title: '係争中', folders: [folder] }), 'Held', /訴訟/);
  const [hold] = rowsOf(await clerk.query('documents.folder', { folder }), 'holds');
  valueOf(await (await hall.as('records')).api('documents.liftHold', { hold: hold?.['id'], reason: '判決が確定した' }));
  const list = valueOf(await clerk.api('documents.makeDisposal', { department: hall.office('AFFAIRS'), title: '確定後', folders: [folder] }));
  // A hold that comes after the list was sent stops the decision itself.
  const sent = valueOf(await clerk.api('documents.sendDisposal', { disposal: list['disposal'], version: 1 }));
  valueOf(await (await hall.as('records')).api('documents.hold', { folder, ground: 'audit', basis: '定期監査', from: '2036-04-10' }));
  const head = await hall.as('head');
  const seen = valueOf(await head.query('approval.case', { case: String(sent['caseId']) }));
  valueOf(await head.api('approval.approve', { case: sent['caseId'], hash: seen['hash'], seq: seen['seq'] }));
  refusedAs(await decideCase(await hall.as('director'), String(sent['caseId'])), 'EffectRefused', /監査/);
});

test('12: 箱B-112を書庫2へ移すと、中の41冊の置き場所が変わる', async () => {
  goTo('2037-05-01');
  const records = await hall.as('records');
  const ids = await openPlan(hall, 'AFFAIRS', 2037, Array.from({ length: 41 }, (_, index) => entry(index + 1, { carrier: 'both' })));
  const { box } = valueOf(await records.api('documents.saveBox', { code: 'B-112', storehouse: '書庫1', shelf: 'A-3' }));
  valueOf(await records.api('documents.putIntoBox', { box, folders: ids }));
  assert.equal(valueOf(await records.api('documents.saveBox', { code: 'B-112', storehouse: '書庫2', shelf: 'C-1' }))['folders'], 41);
  const found = rowsOf(await records.query('documents.folders', { year: '2037' }), 'rows');
  assert.deepEqual([found.length, new Set(found.map((row) => `${String(row['storehouse'])} ${String(row['shelf'])}`))], [41, new Set(['書庫2 C-1'])]);
});

test('14: 基準表を次の年度へ写し、3つ足して2つ除くと差が示され、別の人が承認し、4月1日0時に簿冊ができる', async () => {
  goTo('2039-02-01');
  await openPlan(hall, 'AFFAIRS', 2038, [1, 2, 3, 4].map((ordinal) => entry(ordinal)).concat(entry(9, { title: '常用台帳', continuous: true, retention: 'C' })));
  const [clerk, head] = [await hall.as('clerk'), await hall.as('head')];
  const { plan, entries } = valueOf(await clerk.api('documents.makePlan', { department: hall.office('AFFAIRS'), fiscalYear: 2039, copyFrom: 2038 }));
  assert.equal(entries, 5);
  refusedAs(await clerk.api('documents.makePlan', { department: hall.office('AFFAIRS'), fiscalYear: 2039 }), 'YearTaken');
  for (const ordinal of [5, 6, 7]) valueOf(await clerk.api('documents.saveEntry', { plan, ...entry(ordinal) }));
  const copied = rowsOf(await clerk.query('documents.plan', { plan: String(plan) }), 'entries');
  for (const code of ['01-01-01-1', '01-01-01-2']) valueOf(await clerk.api('documents.dropEntry', { plan, entry: copied.find((row) => row['code'] === code)?.['id'] }));
  const { diff } = valueOf(await head.query('documents.plan', { plan: String(plan) }));
  assert.ok(isRecord(diff) && Array.isArray(diff['added']) && Array.isArray(diff['dropped']));
  assert.deepEqual([diff['added'].length, diff['dropped'].length, diff['same']], [3, 2, 3]);
  const { version } = valueOf(await clerk.api('documents.submitPlan', { plan, version: 1 }));
  refusedAs(await clerk.api('documents.saveEntry', { plan, ...entry(8) }), 'PlanFixed');
  assert.equal(valueOf(await head.api('documents.decidePlan', { plan, version, decision: 'approve' }))['folders'], 0, 'the year has not begun');
  const made = () => rows<{ code: string }>(hall.house, `select code from documents.folders where fiscal_year = 2039 order by code`);
  await hall.house.background.settle();
  assert.equal((await made()).length, 0);
  hall.house.clock.set('2039-04-01T00:00:30+09:00');
  await hall.house.background.settle();
  assert.deepEqual((await made()).map((row) => row.code), ['01-01-01-3', '01-01-01-4', '01-01-01-5', '01-01-01-6', '01-01-01-7'], 'the ledger that runs on is there already');
});

test('14b: 自分が出した基準表は、自分では承認できない', async () => {
  goTo('2040-04-01');
  const head = await hall.as('head');
  const { plan } = valueOf(await head.api('documents.makePlan', { department: hall.office('AFFAIRS'), fiscalYear: 2040 }));
  refusedAs(await head.api('documents.submitPlan', { plan, version: 1 }), 'NothingInPlan');
  valueOf(await head.api('documents.saveEntry', { plan, ...entry(1) }));
  valueOf(await head.api('documents.saveEntry', { plan, ...entry(2, { small: '別の名' }) }));
  refusedAs(await head.api('documents.submitPlan', { plan, version: 1 }), 'ClassesDiffer', /01-01-01/);
  const listed = rowsOf(await head.query('documents.plan', { plan: String(plan) }), 'entries');
  valueOf(await head.api('documents.dropEntry', { plan, entry: listed[1]?.['id'] }));
  const { version } = valueOf(await head.api('documents.submitPlan', { plan, version: 1 }));
  refusedAs(await head.api('documents.decidePlan', { plan, version, decision: 'approve' }), 'SecondPersonNeeded');
});

test('書き出し: 簿冊の袋は、tar と sha256sum だけで開けて確かめられ、中身は預けたときのまま', async () => {
  const { folder } = await closedFolder('2041-06-01');
  const content = await hall.house.ask(staffActor(hall.house.id(), ['documents.archive']), folderContent, { folder });
  assert.ok(content.ok && content.value);
  const bag = await bagOf(hall.house.city, content.value, hall.house.clock.now());
  writeFileSync(join(scratch, 'bag.tar'), bag.bytes);
  execFileSync('tar', ['-xf', 'bag.tar'], { cwd: scratch, stdio: 'ignore' });
  const inside = join(scratch, bag.name);
  assert.match(execFileSync('sha256sum', ['--check', '--strict', 'manifest-sha256.txt'], { cwd: inside, encoding: 'utf8' }), /写し\.txt: OK/);
  assert.match(readFileSync(join(inside, 'bag-info.txt'), 'utf8'), /Source-Organization: 試験市 総務課/);
  const described: unknown = JSON.parse(readFileSync(join(inside, 'data/metadata.json'), 'utf8'));
  assert.ok(isRecord(described) && Array.isArray(described['documents']));
  assert.equal(described['documents'].length, 1);
});
