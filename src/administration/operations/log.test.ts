/** What people see of the sealed log and do about it, through HTTP. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { checkpoint } from '../../kernel/audit/checkpoint.ts';
import { signerFrom, verifierKey } from '../../kernel/audit/note.ts';
import { sealBatch } from '../../kernel/audit/sequencer.ts';
import type { Client } from '../../kernel/http/testing-client.ts';
import { quietly } from '../../kernel/probe.fixture.ts';
import type { TestCity } from '../../kernel/testing.ts';
import { type Office, openOffice } from './office.fixture.ts';

const path = '/staff/operations/log';
let office: Office;
let house: TestCity;
let admin: Client;
let owner: pg.Client;

before(async () => {
  office = await openOffice();
  ({ house, owner } = office);
  admin = await office.enter('admin');
});
after(() => office.close());

/** The page's words, without marks and the places where a line may break. */
const shown = async (client = admin) => (await client.get(path)).text.replaceAll('<wbr/>', '').replaceAll(/<script[\s\S]*?<\/script>/g, '').replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
async function seal(): Promise<void> {
  for (let more = await sealBatch(house.city); more > 0; more = await sealBatch(house.city));
  await checkpoint(house.city, { atOnce: true });
}
/** The next night with all that is due in it. A session does not live that long. */
async function night(): Promise<void> {
  const to = house.clock.now().toZonedDateTimeISO('Asia/Tokyo').add({ days: 1 }).with({ hour: 4, minute: 0 });
  await house.background.settle();
  house.clock.set(to.toInstant());
  await quietly(() => house.background.settle());
  admin = await office.enter('admin');
  await seal();
}
/** As the owner, past the guards. */
async function past(sql: string): Promise<void> {
  await owner.query('begin');
  for (const table of ['audit_entries', 'log_leaves', 'log_salts']) await owner.query(`alter table kernel.${table} disable trigger user`);
  await owner.query(sql);
  for (const table of ['audit_entries', 'log_leaves', 'log_salts']) await owner.query(`alter table kernel.${table} enable trigger user`);
  await owner.query('commit');
}
const witness = (name: string) => verifierKey({ ...signerFrom(name, Buffer.alloc(32, name.length)), kind: 'witness' });

test('まだ検証の夜を迎えていない町は、いつ行われるかを言い、証人のいないことを注意する', async () => {
  await seal();
  const text = await shown();
  assert.match(text, /まだ行われていません。毎晩3時20分に/);
  assert.match(text, /証人がいません/);
  assert.match(text, /第1号/);
});

test('夜が明けると、何件が変わっていないかを一言で言う。検証そのものも記録に残る', async () => {
  await night();
  assert.match(await shown(), /件の記録は、1文字も変わっていません/);
  assert.equal((await owner.query(`select 1 from kernel.audit_entries where command = 'audit.verified'`)).rowCount, 1);
  assert.equal(((await admin.query('operations.logTroubles')).json() as { value: number }).value, 0);
});

test('書き換えられた行は、翌朝、表・鍵・葉の番号とともに赤く出て、担当者に知らせが届く', async () => {
  const { rows: [row] } = await owner.query<{ id: string; idx: string }>(`select a.id, l.idx from kernel.audit_entries a join kernel.log_leaves l on l.row_id = a.id where a.detail <> '{}' and a.command !~ '^log' order by l.idx limit 1`);
  assert.ok(row);
  await past(`create temporary table was as select id, detail from kernel.audit_entries where id = '${row.id}'; update kernel.audit_entries set detail = '{"input": {"yen": 1}}' where id = '${row.id}'`);
  await night();
  const text = await shown();
  assert.match(text, /記録が書き換えられた疑いがあります/);
  assert.ok(text.includes(`kernel.audit_entries ${row.id}（葉 ${row.idx}、`), text.slice(0, 2000));
  assert.doesNotMatch(text, /1文字も変わっていません.{0,30}の検証によります/);
  assert.equal(((await admin.query('operations.logTroubles')).json() as { value: number }).value, 1);
  assert.ok(((await owner.query(`select 1 from kernel.notices where kind = 'audit.damaged'`)).rowCount ?? 0) > 0);
  await past(`update kernel.audit_entries a set detail = w.detail from was w where w.id = a.id; drop table was`);
  await night();
  assert.match(await shown(), /件の記録は、1文字も変わっていません/);
});

test('証人を加える: 鍵や住所の違いは言葉で断り、打ったものは残る。外すには確かめの印がいる', async () => {
  const wrong = await admin.post(path, { _action: 'addWitness', key: 'これは鍵ではない', url: 'https://w.example' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /証人の鍵として読めません/);
  assert.match(wrong.text, /value="これは鍵ではない"/);
  const log = await admin.post(path, { _action: 'addWitness', key: verifierKey({ ...signerFrom('a-log', Buffer.alloc(32, 3)), kind: 'log' }), url: 'https://w.example' });
  assert.match(log.text, /証人の鍵として読めません/, 'a log is no witness');
  for (const url of ['ftp://w.example', 'w.example', 'https://me:secret@w.example']) assert.equal((await admin.post(path, { _action: 'addWitness', key: witness('pref'), url })).status, 422, url);
  const added = await admin.post(path, { _action: 'addWitness', key: witness('pref'), url: 'http://127.0.0.1:9' });
  assert.equal(added.status, 303, added.text.slice(0, 500));
  const other = await admin.post(path, { _action: 'addWitness', key: verifierKey({ ...signerFrom('pref', Buffer.alloc(32, 9)), kind: 'witness' }), url: 'http://127.0.0.1:9' });
  assert.equal(other.status, 409);
  assert.match(other.text, /別の鍵ですでに登録されています/);
  assert.match(await shown(), /pref.*http:\/\/127\.0\.0\.1:9/);
  const unsure = await admin.post(path, { _action: 'removeWitness', name: 'pref' });
  assert.equal(unsure.status, 422);
  assert.equal((await admin.post(path, { _action: 'removeWitness', name: 'pref', sure: 'on' })).status, 303);
  assert.match(await shown(), /証人がいません/);
  assert.deepEqual((await owner.query<{ command: string }>(`select command from kernel.audit_entries where subject = 'witness:pref' and outcome = 'done' order by command`)).rows.map((row) => row.command), ['audit.addWitness', 'audit.removeWitness']);
});

test('短くなった記録は止まり、わけと確かめの印をもって、一度だけ、欠けを宣言して再開する', async () => {
  const early = await admin.post(path, { _action: 'gap', reason: '念のため', sure: 'on' });
  assert.equal(early.status, 409);
  assert.match(early.text, /記録は止まっていません/);
  await seal();
  const { rows: [last] } = await owner.query<{ idx: string }>('select max(idx) as idx from kernel.log_leaves');
  await past(`delete from kernel.log_erasures where idx > ${Number(last?.idx) - 3}; delete from kernel.log_salts where idx > ${Number(last?.idx) - 3}; delete from kernel.log_leaves where idx > ${Number(last?.idx) - 3}`);
  await night();
  const text = await shown();
  assert.match(text, /記録の封印が止まっています/);
  assert.match(text, /記録が短くなっています（控え [\d,]+ 件、いま [\d,]+ 件）/);
  assert.match(text, /欠けを宣言して再開する/);
  assert.equal((await admin.post(path, { _action: 'gap', reason: 'バックアップから戻した' })).status, 422);
  for (let click = 0; click < 2; click++) assert.equal((await admin.post(path, { _action: 'gap', reason: 'バックアップから戻した', sure: 'on' })).status, 303);
  await quietly(() => house.background.settle());
  await seal();
  const later = await shown();
  assert.doesNotMatch(later, /記録の封印が止まっています/);
  assert.match(later, /欠けの宣言/);
  assert.equal((await owner.query(`select 1 from kernel.audit_entries where command = 'log.gap'`)).rowCount, 1, 'one gap, however often it was asked for');
});

test('見てよい人だけが見て、監査の人は直せない', async () => {
  assert.equal((await (await office.enter('mado')).get(path)).status, 404);
  const { value } = (await admin.query('identity.sampleLogins')).json() as { value: { login: string }[] };
  const auditor = value.find((one) => /audit|kansa/.test(one.login));
  assert.ok(auditor, JSON.stringify(value.map((one) => one.login)));
  const client = await office.enter(auditor.login);
  const text = await shown(client);
  assert.match(text, /封印した記録/);
  assert.doesNotMatch(text, /証人を加える/);
  const refused = await client.post(path, { _action: 'addWitness', key: witness('mine'), url: 'http://127.0.0.1:9' });
  assert.equal(refused.status, 403);
});
