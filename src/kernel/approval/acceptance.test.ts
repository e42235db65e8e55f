/** The office's scenarios 1–8 against a real PostgreSQL, through commands. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Command } from '../act.ts';
import type { Actor } from '../actor.ts';
import { assignPost, endHolding } from '../identity/organization.ts';
import { asOwner, rows } from '../probe.fixture.ts';
import { diffCase } from './case-view.ts';
import { desk } from './desk.ts';
import { agree, approve, decide, disagree, finishPostView, pullUp, returnToDrafter, submitDraft, withdraw } from './commands.ts';
import { registerAbsence } from './office.ts';
import { change, type Pressed, propose, sakura, type Town } from './town.fixture.ts';

let town: Town;
before(async () => {
  town = await sakura();
});
after(() => town.close());

const clerk = () => town.as('civil-clerk');
async function works(amount: number, more: Record<string, unknown> = {}): Promise<{ matter: string; caseId: string }> {
  return town.house.must(clerk(), propose, { kind: 'commitment.works', title: `市道補修 ${amount}`, amount, vendor: town.house.id(), ...more });
}
const press = async <I, R extends string>(code: string, command: Command<I, Pressed, R>, caseId: string, comment = '') => assert.equal(await town.press(town.as(code), command, caseId, comment), 'done', `${code} ${command.name}`);
const line = async (caseId: string) => {
  for (const code of ['civil-sub', 'civil-assistant', 'civil-head']) await press(code, approve, caseId);
};
const consults = async (caseId: string) => {
  for (const code of ['finance-head', 'contract-head']) await press(code, agree, caseId);
};
const deskOf = async (actor: Actor, section: string, more: Record<string, unknown> = {}) => {
  const answer = await town.house.ask(actor, desk, { section, ...more });
  assert.ok(answer.ok);
  return answer.value.rows;
};
const matterOf = async (id: string) => (await rows<{ state: string; number: number | null; effects: number }>(town.house, 'select state, number, effects from sakura.matters where id = $1', [id]))[0];
const way = async (caseId: string) => (await town.see(clerk(), caseId)).stages.filter((stage) => stage.steps.some((step) => step.status !== 'superseded')).map((stage) => stage.steps.map((step) => `${step.post}:${step.role}`));
const away = (code: string, from: string, to: string) => town.house.must(town.as(code), registerAbsence, { staff: town.id(code), from, to, reason: '出張', source: 'trip' });

test('1: works of 9,800,000 go 係長→課長補佐→課長→{財政‖契約検査}→部長, and the voucher gets its number with the decision', async () => {
  const { matter, caseId } = await works(9_800_000);
  assert.deepEqual(await way(caseId), [['工務係長:lineReview'], ['建設課長補佐:lineReview'], ['建設課長:lineReview'], ['財政課長:consult_agree', '契約検査課長:consult_agree'], ['建設部長:decide']]);
  await line(caseId);
  await consults(caseId);
  assert.equal((await matterOf(matter))?.state, 'drafted');
  await press('build-director', decide, caseId);
  const seen = await town.see(clerk(), caseId);
  assert.deepEqual([seen.state, seen.decidedKind, seen.decider], ['decided', 'standing', '建設部長 花子']);
  const done = await matterOf(matter);
  assert.deepEqual([done?.state, typeof done?.number, done?.effects], ['decided', 'number', 1]);
});

test('1b: when the effect refuses, the decision is refused with its sentence and nothing of it is kept', async () => {
  const { matter, caseId } = await works(1_000_000, { purpose: '予算なし' });
  for (const code of ['civil-sub', 'civil-assistant']) await press(code, approve, caseId);
  assert.equal(await town.press(town.as('civil-head'), decide, caseId), 'EffectRefused');
  assert.equal((await town.see(clerk(), caseId)).state, 'in_route');
  assert.equal((await matterOf(matter))?.state, 'drafted');
});

test('2: 財政課長 disagrees: 副市長 decides, 部長 reviews, no deputy', async () => {
  const { caseId } = await works(9_800_000);
  await line(caseId);
  assert.equal(await town.press(town.as('finance-head'), disagree, caseId), 'CommentNeeded');
  await press('finance-head', disagree, caseId, '財源が足りません');
  await press('contract-head', agree, caseId);
  assert.deepEqual((await way(caseId)).slice(-2), [['建設部長:lineReview'], ['副市長:decide']]);
  await press('build-director', approve, caseId);
  await press('vice-mayor', decide, caseId);
});

test('3: 部長 away, 即日: 次長 decides as deputy, one 後閲 waits on the desk and alters nothing', async () => {
  const { caseId } = await works(9_800_000, { urgency: 'same_day' });
  await line(caseId);
  await consults(caseId);
  assert.equal(await town.press(town.as('build-vice'), decide, caseId), 'HolderPresent');
  await away('build-director', '2026-11-24T08:30+09:00', '2026-11-27T17:15+09:00');
  town.house.clock.set('2026-11-25T10:00:00+09:00');
  assert.deepEqual((await deskOf(town.as('build-vice'), 'decide', { deputyOnly: 'on' })).map((row) => [row.case, row.asDeputy]), [[caseId, true]]);
  await press('build-vice', decide, caseId);
  const seen = await town.see(clerk(), caseId);
  assert.deepEqual([seen.decidedKind, seen.history.at(-1)?.capacity], ['deputy', 'deputy']);
  town.house.clock.set('2026-11-30T08:30:00+09:00');
  const waiting = (await deskOf(town.as('build-director'), 'postView')).filter((row) => row.case === caseId);
  assert.equal(waiting.length, 1);
  await town.house.must(town.as('build-director'), finishPostView, { view: waiting[0]?.view, remark: '了解' });
  const afterwards = await town.see(clerk(), caseId);
  assert.ok(afterwards.views[0]?.doneAt);
  assert.deepEqual([afterwards.decidedAt, afterwards.decider, afterwards.hash], [seen.decidedAt, seen.decider, seen.hash]);
  assert.equal((await deskOf(town.as('build-director'), 'postView')).length, 0);
});

test('4: row 3 leaves nothing to a deputy: 403 with the article', async () => {
  const { caseId } = await works(20_000_000, { urgency: 'same_day' });
  await line(caseId);
  await consults(caseId);
  await press('build-director', approve, caseId);
  await press('general-director', agree, caseId);
  await away('vice-mayor', '2026-11-30T08:30+09:00', '2026-12-04T17:15+09:00');
  const seen = await town.see(town.as('general-director'), caseId);
  const refused = await town.house.do(town.as('general-director'), decide, { case: caseId, hash: seen.hash, seq: seen.seq });
  assert.ok(!refused.ok);
  assert.deepEqual([refused.refused, refused.status], ['DeputyNotAllowed', 403]);
  assert.match(refused.message, /代決できない事項\(別表3\)/);
  assert.deepEqual(await deskOf(town.as('general-director'), 'decide', { deputyOnly: 'on' }), [], 'what is not lawful does not stand on the desk');
});

test('5: 課長補佐 away all day: after four working hours passed over, 課長 has it, and a 後閲 opens', async () => {
  town.house.clock.set('2026-12-01T09:00:00+09:00');
  const { caseId } = await works(9_800_000);
  await press('civil-sub', approve, caseId);
  await away('civil-assistant', '2026-12-01T08:30+09:00', '2026-12-01T17:15+09:00');
  town.house.clock.set('2026-12-01T12:59:00+09:00');
  await town.house.background.settle();
  assert.equal((await town.see(clerk(), caseId)).stages[1]?.steps[0]?.status, 'active');
  town.house.clock.set('2026-12-01T13:01:00+09:00');
  await town.house.background.settle();
  const seen = await town.see(clerk(), caseId);
  assert.deepEqual([seen.stages[1]?.steps[0]?.status, seen.stages[1]?.steps[0]?.reason, seen.stages[2]?.steps[0]?.status], ['skipped', 'absence', 'active']);
  town.house.clock.set('2026-12-02T09:00:00+09:00');
  assert.equal((await deskOf(town.as('civil-assistant'), 'postView')).filter((row) => row.case === caseId).length, 1);
});

test('6: returned, the amount changed, sent again: route anew by row 3, version 1 approvals stay as history', async () => {
  const { matter, caseId } = await works(9_800_000);
  await line(caseId);
  await press('contract-head', returnToDrafter, caseId, '設計変更を反映してください');
  assert.equal((await matterOf(matter))?.state, 'returned');
  assert.deepEqual((await deskOf(clerk(), 'returned')).map((row) => row.case), [caseId]);
  await town.house.must(clerk(), change, { matter, amount: 10_200_000 });
  await town.house.must(clerk(), submitDraft, { case: caseId });
  const seen = await town.see(clerk(), caseId);
  assert.deepEqual([seen.currentVersion, (await way(caseId)).at(-1)], [2, ['副市長:decide']]);
  assert.equal(seen.stages.flatMap((stage) => stage.steps).filter((step) => step.status === 'superseded' && step.actedAt !== null).length, 3);
  assert.equal(seen.history.filter((action) => action.action === 'approve').length, 3);
  // What was approved and is no longer the text cannot be acted on.
  const old = await town.house.ask(clerk(), diffCase, { case: caseId, from: 1, to: 2 });
  assert.ok(old.ok && old.value);
  assert.deepEqual(old.value.facts.map((one) => [one.field, one.before, one.after]), [['amount', '9800000', '10200000']]);
});

test('6b: returned and withdrawn go as well where steps were passed over by 引上げ', async () => {
  const { caseId } = await works(9_800_000);
  const passedOver = async () => (await rows<{ reason: string }>(town.house, `select reason from kernel.approval_steps where case_id = $1 and state = 'skipped'`, [caseId])).map((row) => row.reason);
  await press('civil-head', pullUp, caseId, '急ぐため');
  assert.deepEqual(await passedOver(), ['pulledUp', 'pulledUp']);
  await press('civil-head', returnToDrafter, caseId, '積算を直してください');
  assert.deepEqual(await passedOver(), []);
  await town.house.must(clerk(), submitDraft, { case: caseId });
  await press('civil-head', pullUp, caseId, '急ぐため');
  await town.house.must(clerk(), withdraw, { case: caseId, comment: '不要になった' });
  assert.equal((await town.see(clerk(), caseId)).state, 'withdrawn');
});

test('7 and 8: the post changes hands at midnight; an empty post stops the case, alarms the office and goes on with a 事務取扱', async () => {
  const [headHolding] = await rows<{ id: string }>(town.house, 'select id from kernel.holdings where post_id = $1', [town.post('CIVIL-HEAD')]);
  town.house.clock.set('2027-03-31T17:00:00+09:00');
  const { caseId } = await works(9_800_000);
  for (const code of ['civil-sub', 'civil-assistant']) await press(code, approve, caseId);
  const stalePage = await town.see(town.as('civil-head'), caseId);
  await town.house.must(town.admin, endHolding, { holding: headHolding?.id, day: '2027-04-01' });
  await town.house.must(town.admin, assignPost, { post: town.post('CIVIL-HEAD'), staff: town.id('contract-head'), manner: 'regular', from: '2027-04-01', to: '2027-04-10' });
  town.house.clock.set('2027-04-01T08:30:00+09:00');
  assert.deepEqual((await deskOf(town.as('contract-head'), 'review')).filter((row) => row.case === caseId).length, 1, 'the new holder sees it');
  town.house.clock.set('2027-04-01T08:31:00+09:00');
  const late = await town.house.do(town.as('civil-head'), approve, { case: caseId, hash: stalePage.hash, seq: stalePage.seq });
  assert.ok(!late.ok);
  assert.deepEqual([late.refused, late.status], ['NotYourStep', 409]);

  town.house.clock.set('2027-04-10T00:00:30+09:00');
  const office = town.id('general-head');
  const role = town.house.id();
  await asOwner(town.house, `with r as (insert into kernel.roles (id, code, name) values ('${role}', 'office', '事務') returning id), p as (insert into kernel.role_permissions select id, 'approval.office' from r) insert into kernel.staff_roles (id, staff_id, role_id, valid_from) select '${town.house.id()}', '${office}', id, '2026-04-01' from r`);
  await town.house.background.settle();
  const alarms = () => rows(town.house, `select 1 from kernel.notices where staff_id = $1 and kind = 'approval.unassigned' and href = $2`, [office, `/staff/approvals/${caseId}`]);
  assert.equal((await alarms()).length, 1);
  town.house.clock.set('2027-04-10T00:02:30+09:00');
  await town.house.background.settle();
  assert.equal((await alarms()).length, 1, 'told once');
  const [step] = await rows<{ unassigned: boolean; state: string }>(town.house, `select unassigned, state from kernel.approval_steps where case_id = $1 and post_id = $2`, [caseId, town.post('CIVIL-HEAD')]);
  assert.deepEqual([step?.unassigned, step?.state], [true, 'active']);
  // The director is ordered to take care of the empty post.
  await town.house.must(town.admin, assignPost, { post: town.post('CIVIL-HEAD'), staff: town.id('build-director'), manner: 'acting', from: '2027-04-10', to: '' });
  town.house.clock.set('2027-04-12T09:00:00+09:00');
  await press('build-director', approve, caseId);
  const seen = await town.see(clerk(), caseId);
  assert.deepEqual(seen.history.at(-1)?.capacity, 'caretaker');
});
