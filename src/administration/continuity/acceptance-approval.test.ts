/** The plan and its runbooks under 決裁規程: decided in the approval room, in force with the decision. Over HTTP. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { approvalKinds } from '../../kernel/approval/kinds.ts';
import { publishSet } from '../../kernel/approval/publish.fixture.ts';
import { assignPost, createDepartment, createPost } from '../../kernel/identity/organization.ts';
import { staffActor } from '../../kernel/testing.ts';
import type { Client, Reply } from '../../testing-server.ts';
import { addAsset, handIn, type Hall, openHall, readable, refusedAs, step, valueOf } from './acceptance.fixture.ts';

let hall: Hall;
let clerk: Client;
let helper: Client;
let head: Client;
before(async () => {
  hall = await openHall();
  const admin = staffActor(hall.house.id(), ['operations.organization']);
  const { department } = await hall.house.must(admin, createDepartment, { code: 'INFO', name: '情報政策課', kana: 'カ', parent: '', from: '2026-04-01' });
  const seat = async (code: string, rank: number, permissions: readonly string[]) => {
    const id = await hall.server.newStaff(permissions, `${code} 花子`);
    const { post } = await hall.house.must(admin, createPost, { department, code, title: code, rank, parent: '' });
    await hall.house.must(admin, assignPost, { post, staff: id, manner: 'regular', from: '2026-04-01', to: '' });
    return hall.server.asStaff(id);
  };
  head = await seat('課長', 20, ['continuity.view', 'continuity.approve', 'continuity.edit']);
  clerk = await seat('係員', 60, ['continuity.view', 'continuity.edit']);
  helper = await seat('主査', 50, ['continuity.view', 'continuity.edit']);
  await publishSet(hall.house, {
    authorities: [{ code: 'section-head', title: '課長', rank: 20, head: true }],
    rules: approvalKinds().map((kind, index) => ({ no: String(index + 1), article: '別表1', kind: kind.code, when: [], demands: { decider: 'section-head', deputyOk: false } })),
  });
});
after(() => hall.close());

async function press(client: Client, caseId: unknown, doing: string, comment = ''): Promise<Reply> {
  const seen = valueOf(await client.query('approval.case', { case: String(caseId) }));
  return client.api(`approval.${doing}`, { case: caseId, hash: seen['hash'], seq: seen['seq'], comment });
}

const caseOf = async (subject: string) => {
  const [row] = await hall.house.city.staffDb.use(async (connection) => (await connection.run<{ id: string }>('select id from kernel.approval_cases where subject = $1 order by created_at desc', [subject])).rows);
  return row?.id ?? assert.fail(subject);
};

test('計画の版: 作ると案件になり、課長の決裁でいまの計画になる。承認の画面では決められない', async () => {
  await addAsset(clerk, 'ROOM');
  const made = valueOf(await clerk.api('continuity.makeEdition', { changeNote: '初版' }));
  refusedAs(await hall.approver.api('continuity.decideEdition', { edition: made['edition'], decision: 'approve', hash: made['hash'] }), 'InApproval', /決裁の画面/);
  assert.match(readable(await head.get(`/staff/continuity/plan/${String(made['edition'])}`)), /電子決裁で進んでいます/);
  assert.doesNotMatch(readable(await hall.approver.get('/staff/continuity/approvals')), /第1版/);
  valueOf(await press(helper, made['caseId'], 'approve'));
  valueOf(await press(head, made['caseId'], 'decide'));
  const now = valueOf(await head.query('continuity.edition', { edition: String(made['edition']) }));
  assert.deepEqual([now['state'], now['decided_name'], now['intact']], ['approved', '課長 花子', true]);
});

test('計画の版: 取り下げると差戻しになり、次の版を作れる', async () => {
  const made = valueOf(await clerk.api('continuity.makeEdition', { changeNote: '数を直す' }));
  refusedAs(await clerk.api('continuity.makeEdition', { changeNote: 'もう一つ' }), 'SubmittedAlready');
  valueOf(await clerk.api('approval.withdraw', { case: made['caseId'], comment: '数が違う' }));
  assert.equal(valueOf(await head.query('continuity.edition', { edition: String(made['edition']) }))['state'], 'returned');
  valueOf(await clerk.api('continuity.makeEdition', { changeNote: '数を直した' }));
});

test('手順書: 差し戻すと書き直せ、同じ案件の次の版として決裁され、書いた人は決裁できない', async () => {
  const { runbook, draft, version } = await handIn(clerk, 'RB-ROOM');
  const id = await caseOf(draft);
  refusedAs(await hall.approver.api('continuity.approveRunbook', { draft, version }), 'InApproval');
  valueOf(await press(helper, id, 'approve'));
  valueOf(await press(head, id, 'return', '鍵の開け方がない'));
  assert.match(readable(await clerk.get(`/staff/continuity/runbooks/${runbook}`)), /鍵の開け方がない/);
  // The head writes a line as well, and may no longer decide.
  const first = valueOf(await head.api('continuity.saveDraft', { draft, version: version + 1, opening: '止まったとき', steps: [step] }));
  valueOf(await clerk.api('continuity.submitDraft', { draft, version: first['version'] }));
  assert.equal(await caseOf(draft), id, '同じ案件の次の版');
  valueOf(await press(helper, id, 'approve'));
  refusedAs(await press(head, id, 'decide'), 'EffectRefused', /自分が書いた/);
});

test('手順書: 決裁されると使う版になり、前の版は退く', async () => {
  const { runbook, draft } = await handIn(clerk, 'RB-FORCE');
  const id = await caseOf(draft);
  valueOf(await press(helper, id, 'approve'));
  valueOf(await press(head, id, 'decide'));
  const shown = valueOf(await head.query('continuity.runbook', { runbook }))['versions'];
  assert.ok(Array.isArray(shown));
  assert.match(JSON.stringify(shown[0]), /"state":"approved"[\s\S]*"approvedName":"課長 花子"[\s\S]*"intact":true/);
});

test('手順書: 取り下げると書き直せる段階に戻り、出し直すと新しい案件になる。電子決裁で進んでいないものは止まらない', async () => {
  const { draft, version } = await handIn(clerk, 'RB-BACK');
  const first = await caseOf(draft);
  valueOf(await clerk.api('approval.withdraw', { case: first, comment: '書き足す' }));
  refusedAs(await hall.approver.api('continuity.approveRunbook', { draft, version: version + 1 }), 'NotSubmitted');
  hall.house.clock.advance({ minutes: 1 });
  valueOf(await clerk.api('continuity.submitDraft', { draft, version: version + 1 }));
  const second = await caseOf(draft);
  assert.notEqual(second, first);
  valueOf(await press(helper, second, 'approve'));
  valueOf(await press(head, second, 'decide'));
});
