/** 連絡網・手順書・計画の版, through HTTP: who may see what, and that no one person alone puts anything in force. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { closePaper } from '../../kernel/paper/paper.ts';
import { isRecord } from '../../kernel/text/json.ts';
import type { Client, Reply } from '../../testing-server.ts';
import { addAsset, type Hall, handIn, openHall, readable, refusedAs, squeezed, step, textOf, valueOf } from './acceptance.fixture.ts';
import { remind } from './commands/reminder.ts';

let hall: Hall;
const folder = mkdtempSync(join(tmpdir(), 'yakuba-continuity-'));
before(async () => {
  hall = await openHall();
});
after(async () => {
  rmSync(folder, { recursive: true });
  await closePaper();
  await hall.close();
});

const PHONE = '090-0000-4321';
const contact = async (name: string, more: Record<string, unknown> = {}) => textOf(await hall.writer.api('continuity.saveContact', { kind: 'staff', name, post: '主査', duty: '復旧', officePhone: '0243-00-1070', ...more }), 'contact');
const looks = async () => (await hall.house.city.staffDb.use((connection) => connection.run<{ subjects: string[]; purpose: string | null }>(`select subjects, purpose from kernel.looks where query = 'continuity.privatePhones' order by at, id`))).rows;

/** The words of a printed paper. */
function words(reply: Reply): string {
  assert.equal(reply.status, 200, reply.text.slice(0, 300));
  assert.equal(reply.headers['content-type'], 'application/pdf');
  const file = join(folder, 'paper.pdf');
  writeFileSync(file, reply.bytes);
  return squeezed(execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8' }));
}

test('個人の電話番号は、権限のある人だけが見られ、見たことが番号の持ち主ごとに記録される', async () => {
  const id = await contact('電話 太郎');
  valueOf(await hall.writer.api('continuity.setPrivatePhone', { contact: id, phone: PHONE }));
  const viewer = await hall.server.asStaff(await hall.server.newStaff(['continuity.view', 'continuity.edit', 'continuity.approve']));
  for (const path of ['/staff/continuity/contacts', `/staff/continuity/contacts/${id}`, '/staff/continuity/systems', '/staff/continuity/plan']) assert.doesNotMatch((await viewer.get(path)).text, /0000-?4321/, path);
  assert.equal((await viewer.get('/staff/continuity/phones')).status, 404);
  assert.equal((await viewer.get('/staff/continuity/contacts.pdf')).status, 404);
  assert.equal((await viewer.query('continuity.privatePhones')).status, 403);
  assert.equal((await viewer.api('continuity.setPrivatePhone', { contact: id, phone: PHONE })).status, 403);
  const wholePlan = await viewer.query('continuity.wholePlan');
  assert.doesNotMatch(wholePlan.text, /00004321/);
  const before = (await looks()).length;
  assert.match((await hall.writer.get('/staff/continuity/phones')).text, /090-0000-4321/);
  const after = await looks();
  assert.equal(after.length, before + 1);
  assert.ok(after.some((look) => look.purpose === 'page' && look.subjects.includes(`contact:${id}`)));
});

test('番号は操作の記録にも残らず、連絡先から外した日に消える', async () => {
  const id = await contact('異動 花子');
  valueOf(await hall.writer.api('continuity.setPrivatePhone', { contact: id, phone: '080-0000-9876' }));
  const trail = await hall.house.city.staffDb.use((connection) => connection.run<{ detail: unknown }>(`select detail from kernel.audit_entries where command = 'continuity.setPrivatePhone'`));
  assert.doesNotMatch(JSON.stringify(trail.rows), /9876/);
  valueOf(await hall.writer.api('continuity.retireContact', { contact: id, version: 1 }));
  const left = await hall.house.city.staffDb.use((connection) => connection.run('select 1 from continuity.private_phones where contact_id = $1', [id]));
  assert.equal(left.rows.length, 0);
});

test('連絡網: 出ない人がいるとき、代理が引き継ぎ、届く分が変わる。輪と順番の重なりは断る', async () => {
  const deputy = await contact('代理 次郎');
  const head = await contact('統括 一郎', { deputy });
  valueOf(await hall.writer.api('continuity.setPrivatePhone', { contact: head, phone: '090-0000-5555' }));
  const [team, last] = [await contact('班長 三郎'), await contact('班員 四郎')];
  const place = (callee: string, caller: string, ordinal: number) => hall.writer.api('continuity.placeCall', { callee, caller, ordinal, minutes: 3 });
  valueOf(await place(head, '', 1));
  valueOf(await place(team, head, 1));
  valueOf(await place(last, team, 1));
  refusedAs(await place(deputy, '', 1), 'FirstTaken');
  refusedAs(await place(deputy, head, 1), 'OrderTaken');
  refusedAs(await place(head, last, 1), 'Circle', /輪/);
  refusedAs(await hall.writer.api('continuity.removeCall', { callee: team }), 'StillCalls', /1人/);
  refusedAs(await hall.writer.api('continuity.saveContact', { kind: 'staff', name: '統括 一郎', contact: head, version: 1, deputy: head }), 'DeputySelf');
  assert.match(readable(await hall.writer.get('/staff/continuity/contacts')), /全員が出れば、最後の人に6分後に届きます/);
  const page = readable(await hall.writer.get(`/staff/continuity/contacts?gone=${head}`));
  assert.match(page, /1人が出ないとき、最後の人に9分後に届きます/);
  assert.match(page, /この人の分は 代理 次郎 がかける/);
  const card = words(await hall.writer.get('/staff/continuity/contacts.pdf'));
  for (const word of ['緊急連絡網カード', '取扱注意', '統括一郎', '代理代理次郎', '090-0000-5555']) assert.ok(card.includes(word), word);
  assert.equal((await looks()).filter((look) => look.purpose === 'print' && look.subjects.includes(`contact:${head}`)).length, 1);
});

test('二人が同時に連絡網の輪の半分ずつを作ろうとしても、輪はできない', async () => {
  const [a, b] = [await contact('輪 甲'), await contact('輪 乙')];
  const replies = await Promise.all([hall.writer.api('continuity.placeCall', { callee: a, caller: b, ordinal: 1, minutes: 3 }), hall.writer.api('continuity.placeCall', { callee: b, caller: a, ordinal: 1, minutes: 3 })]);
  assert.equal(replies.filter((reply) => reply.status === 201).length, 1);
});

test('手順書は、書いた人には承認できず、別の人が承認すると固定される', async () => {
  const both = await hall.server.asStaff(await hall.server.newStaff(['continuity.view', 'continuity.edit', 'continuity.approve'], '一人 二役'));
  const { runbook, draft, version } = await handIn(both, 'RB-SELF');
  refusedAs(await both.api('continuity.approveRunbook', { draft, version }), 'SecondPersonNeeded', /別の人に承認/);
  assert.match(readable(await both.get(`/staff/continuity/runbooks/${runbook}`)), /自分が書いた版は、自分では承認できません/);
  assert.match((await hall.approver.get('/staff/continuity/approvals')).text, /手順書RB-SELF/);
  assert.equal((await hall.writer.api('continuity.approveRunbook', { draft, version })).status, 403);
  valueOf(await hall.approver.api('continuity.approveRunbook', { draft, version }));
  refusedAs(await both.api('continuity.saveDraft', { draft, version: version + 1, opening: '', steps: [] }), 'NotDraft');
  const page = await hall.approver.get(`/staff/continuity/runbooks/${runbook}`);
  assert.match(page.text, /一致/);
  assert.match(page.text, /使う版/);
  await assert.rejects(hall.house.city.staffDb.use((connection) => connection.run('delete from continuity.runbook_steps where version_id = $1', [draft])), /draft/);
  await assert.rejects(hall.house.city.staffDb.use((connection) => connection.run(`update continuity.runbook_versions set opening = 'x' where id = $1`, [draft])), /frozen/);
});

test('書き手が二人なら、どちらも承認できない', async () => {
  const other = await hall.server.asStaff(await hall.server.newStaff(['continuity.view', 'continuity.edit', 'continuity.approve'], '手伝い 人'));
  const made = valueOf(await hall.writer.api('continuity.addRunbook', { key: 'RB-TWO', title: '二人で書く', ordinal: 2 }));
  const draft = String(made['draft']);
  valueOf(await other.api('continuity.saveDraft', { draft, version: 1, opening: '', steps: [step] }));
  valueOf(await hall.writer.api('continuity.saveDraft', { draft, version: 2, opening: '', steps: [step] }));
  valueOf(await hall.writer.api('continuity.submitDraft', { draft, version: 3 }));
  refusedAs(await other.api('continuity.approveRunbook', { draft, version: 4 }), 'SecondPersonNeeded');
  valueOf(await hall.approver.api('continuity.approveRunbook', { draft, version: 4 }));
});

test('二人が同じ書きかけを同時に保存すると、あとの人は Conflict になる。フォームでは打ったものが残る', async () => {
  const made = valueOf(await hall.writer.api('continuity.addRunbook', { key: 'RB-RACE', title: '同時に書く', ordinal: 3 }));
  const draft = String(made['draft']);
  const path = `/staff/continuity/runbooks/${String(made['runbook'])}`;
  const write = (instruction: string) => hall.writer.post(path, { _action: 'write', draft, version: '1', opening: '', 'steps.0.instruction': instruction, 'steps.0.post': '班長', 'steps.0.minutes': '5', 'steps.0.proof': '見た' });
  const replies = await Promise.all([write('甲の手順'), write('乙の手順')]);
  assert.deepEqual(replies.map((reply) => reply.status).toSorted((a, b) => a - b), [303, 409]);
  const late = replies.find((reply) => reply.status === 409);
  assert.match(late?.text ?? '', /ほかの人が先に変更しました/);
  assert.match(late?.text ?? '', /甲の手順|乙の手順/);
  const wrong = await hall.writer.post(path, { _action: 'write', draft, version: '2', opening: '', 'steps.0.instruction': 'あ', 'steps.0.post': '', 'steps.0.minutes': '長い', 'steps.0.proof': '' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /「担当の職」を入力してください/);
});

test('差し戻しは理由とともに書いた人に届き、直して出し直せる', async () => {
  const writerId = await hall.server.newStaff(['continuity.view', 'continuity.edit'], '起案 者');
  const writer = await hall.server.asStaff(writerId);
  const { runbook, draft, version } = await handIn(writer, 'RB-BACK');
  valueOf(await hall.approver.api('continuity.returnRunbook', { draft, version, reason: '鍵の開け方がない' }));
  await hall.house.background.settle();
  assert.match((await writer.get('/staff')).text, /手順書RB-BACK：差戻し/);
  assert.match((await writer.get(`/staff/continuity/runbooks/${runbook}`)).text, /鍵の開け方がない/);
  valueOf(await writer.api('continuity.saveDraft', { draft, version: version + 1, opening: '', steps: [step] }));
  valueOf(await writer.api('continuity.submitDraft', { draft, version: version + 2 }));
  refusedAs(await hall.approver.api('continuity.approveRunbook', { draft, version }), 'Conflict');
  valueOf(await hall.approver.api('continuity.approveRunbook', { draft, version: version + 3 }));
});

async function makeEdition(client: Client): Promise<{ readonly edition: string; readonly hash: string }> {
  const made = valueOf(await client.api('continuity.makeEdition', { changeNote: '訓練の結果を入れた' }));
  return { edition: String(made['edition']), hash: String(made['hash']) };
}

test('計画の版は、作った人には承認できず、承認すると固定され、あとで台帳を直しても変わらない', async () => {
  const asset = await addAsset(hall.writer, 'FROZEN', { name: '固定される業務' });
  valueOf(await hall.writer.api('continuity.saveChapter', { chapter: 'purpose', ordinal: 1, heading: '目的', body: '住民の情報を守る。' }));
  refusedAs(await hall.writer.api('continuity.saveChapter', { chapter: 'purpose', ordinal: 1, heading: '目的', body: '別の人が上書き' }), 'Conflict');
  const both = await hall.server.asStaff(await hall.server.newStaff(['continuity.view', 'continuity.edit', 'continuity.approve'], '一人 二役'));
  const { edition, hash } = await makeEdition(both);
  refusedAs(await hall.writer.api('continuity.makeEdition', { changeNote: 'もう一つ' }), 'SubmittedAlready');
  refusedAs(await both.api('continuity.decideEdition', { edition, decision: 'approve', hash }), 'SecondPersonNeeded');
  refusedAs(await hall.approver.api('continuity.decideEdition', { edition, decision: 'approve', hash: '0'.repeat(64) }), 'Conflict');
  valueOf(await hall.approver.api('continuity.decideEdition', { edition, decision: 'approve', hash }));
  const asked = valueOf(await hall.writer.query('continuity.asset', { asset }));
  valueOf(await hall.writer.api('continuity.saveAsset', { asset, version: asked['version'], key: 'FROZEN', name: '名を変えた業務', kind: 'service', tier: 4, rto: '3日', rpo: '1日', startMinutes: 5, fallback: '紙' }));
  const page = await hall.approver.get(`/staff/continuity/plan/${edition}`);
  assert.match(page.text, /内容と一致/);
  const printed = words(await hall.approver.get(`/staff/continuity/plan/${edition}/document.pdf`));
  for (const word of ['情報システム事業継続計画', '第1版', '固定される業務', '決裁太郎', '住民の情報を守る。', '起動の順番', 'つながりの図', '改訂履歴', hash]) assert.ok(printed.includes(word), word);
  assert.ok(!printed.includes('名を変えた業務'));
  assert.ok(!printed.includes('00004321') && !printed.includes('0000-4321'), '個人の電話番号は文書に載らない');
  const again = await hall.approver.get(`/staff/continuity/plan/${edition}/document.pdf`);
  assert.deepEqual(Buffer.from(again.bytes), Buffer.from((await hall.writer.get(`/staff/continuity/plan/${edition}/document.pdf`)).bytes), '同じ版は同じ文書');
  await assert.rejects(hall.house.city.staffDb.use((connection) => connection.run(`update continuity.editions set snapshot = '{}' where id = $1`, [edition])), /frozen/);
  assert.match(words(await hall.writer.get('/staff/continuity/plan.pdf')), /名を変えた業務/);
});

test('二人が同時に版を作っても、承認待ちは一つ', async () => {
  const replies = await Promise.all(Array.from({ length: 3 }, () => hall.writer.api('continuity.makeEdition', { changeNote: '同時' })));
  assert.equal(replies.filter((reply) => reply.status === 201).length, 1);
  for (const reply of replies.filter((one) => one.status !== 201)) assert.equal(reply.status, 409, reply.text.slice(0, 300));
  const body = replies.find((reply) => reply.status === 201)?.json();
  const value = isRecord(body) && isRecord(body['value']) ? body['value'] : {};
  const returned = valueOf(await hall.approver.api('continuity.decideEdition', { edition: value['edition'], decision: 'return', note: '数が違う' }));
  assert.equal(returned['state'], 'returned');
});

test('手順書のつづりと1冊、訓練記録を印刷できる', async () => {
  const binder = words(await hall.writer.get('/staff/continuity/runbooks.pdf'));
  for (const word of ['情報システム復旧手順書つづり', 'RB-SELF', './yakubarestore', '件数が合う', '決裁太郎']) assert.ok(binder.includes(word), word);
  assert.ok(!binder.includes('同時に書く'), '承認されていない手順書は、つづりに入らない');
  const id = /runbooks\/([0-9a-f-]{36})"[^>]*>手順書RB-SELF/.exec((await hall.writer.get('/staff/continuity/runbooks')).text)?.[1] ?? '';
  assert.match(words(await hall.writer.get(`/staff/continuity/runbooks/${id}/print.pdf`)), /手順書手順書RB-SELF/);
  const drill = textOf(await hall.writer.api('continuity.recordDrill', { kind: 'restore', title: '印刷する訓練', at: '2026-11-20T10:00:00+09:00', tables: 3, files: 4, allEqual: true }), 'drill');
  const report = words(await hall.writer.get(`/staff/continuity/drills/${drill}/report.pdf`));
  for (const word of ['訓練記録', '印刷する訓練', 'すべて一致', '表3個、ファイル4個']) assert.ok(report.includes(word), word);
});

test('印刷できない文字は、白い欄にせず、どの文字かを言う', async () => {
  const asset = await addAsset(hall.writer, 'GLYPH', { name: '絵文字🏰業務' });
  const reply = await hall.writer.get('/staff/continuity/plan.pdf');
  assert.equal(reply.status, 422);
  assert.match(readable(reply), /印刷できない文字があります: 「🏰」/);
  const asked = valueOf(await hall.writer.query('continuity.asset', { asset }));
  valueOf(await hall.writer.api('continuity.retireAsset', { asset, version: asked['version'], reason: '名前の誤り' }));
});

test('月曜の知らせは、役割のある職員に、赤い指摘の数を届ける', async () => {
  const id = await hall.server.newStaff(['continuity.view'], '知らせ 先');
  const number = (await hall.house.city.staffDb.use((connection) => connection.run<{ number: string }>('select number from kernel.staff where id = $1', [id]))).rows[0]?.number ?? '';
  refusedAs(await hall.writer.api('continuity.saveContact', { kind: 'staff', name: '知らせ 先', duty: '復旧', staffNumber: 'NAI' }), 'StaffUnknown', /職員番号/);
  await contact('知らせ 先', { staffNumber: number });
  refusedAs(await hall.writer.api('continuity.saveContact', { kind: 'staff', name: '知らせ 先', duty: '復旧', staffNumber: number }), 'StaffTaken');
  assert.deepEqual(await hall.house.must({ kind: 'system', id: 'test' }, remind, {}), { told: 1 });
  await hall.house.background.settle();
  assert.match((await (await hall.server.asStaff(id)).get('/staff')).text, /業務継続計画に、直すところが\d+件あります/);
});
