/** The office's scenarios 9–15, races with real concurrency, and what must never be written, against a real PostgreSQL. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import type { Command } from '../act.ts';
import type { Actor } from '../actor.ts';
import { callCommand } from '../http/api.ts';
import { asOwner, rows } from '../probe.fixture.ts';
import { staffActor } from '../testing.ts';
import { caseView, explainCase } from './case-view.ts';
import { acceptEdit, agree, approve, approveTogether, askRecall, closeCase, consentRecall, decide, executeCase, recall, reject, sealCheck, submitDraft, withdraw } from './commands.ts';
import { bulkPreview, desk, waiting } from './desk.ts';
import { editCase } from './edits.ts';
import { confirmOralDecision, endDisasterMode, recordOralDecision, startDisasterMode } from './office.ts';
import { actionsOf, reading, type Context } from './record.ts';
import { previewCase } from './rule-queries.ts';
import { draftRuleSet, publishRuleSet, reviewRuleSet } from './rule-sets.ts';
import { replay } from './rules/reducer.ts';
import { sakura2026 } from './rules/sakura-2026.fixture.ts';
import { type Pressed, propose, sakura, sakuraSystem, type Town } from './town.fixture.ts';

let town: Town;
before(async () => {
  town = await sakura({ start: '2026-08-31T09:00:00+09:00' });
});
after(() => town.close());

const clerk = () => town.as('civil-clerk');
const proposeAs = (actor: Actor, kind: string, more: Record<string, unknown> = {}) => town.house.must(actor, propose, { kind, title: `${kind} の件`, vendor: town.house.id(), ...more });
const press = async <I, R extends string>(code: string, command: Command<I, Pressed, R>, caseId: string, comment = '') => assert.equal(await town.press(town.as(code), command, caseId, comment), 'done', `${code} ${command.name}`);
const stateOf = async (caseId: string) => (await rows<{ state: string }>(town.house, 'select state from kernel.approval_cases where id = $1', [caseId]))[0]?.state;

test('9: a set with a gap is not published, and the gap is said in yen', async () => {
  const set = { ...sakura2026, rules: sakura2026.rules.map((rule) => (rule.no === '2' ? { ...rule, when: [{ op: 'between', fact: 'amount', min: 1_500_000, max: 10_000_000 }] } : rule)) };
  const drafted = await town.house.must(town.admin, draftRuleSet, { organ: 'mayor', inNameOf: '市長', name: '改正案', legalRef: '令和8年訓令第9号', from: '2026-10-01', body: JSON.stringify(set) });
  const own = await town.house.do(town.admin, reviewRuleSet, { ruleSet: drafted.ruleSet });
  assert.ok(!own.ok && own.refused === 'SamePerson');
  const second = staffActor(town.house.id(), ['approval.publish']);
  await town.house.must(second, reviewRuleSet, { ruleSet: drafted.ruleSet });
  const refused = await town.house.do(second, publishRuleSet, { ruleSet: drafted.ruleSet, proof: '0'.repeat(64) });
  assert.ok(!refused.ok && refused.refused === 'NotProved');
  assert.match(refused.message, /1,300,001–1,500,000 円に該当行がありません/);
  await assert.rejects(asOwner(town.house, `update kernel.approval_rule_sets set body = '{}' where id = $1`, [drafted.ruleSet]), /frozen/);
});

test('10: a double click on submit makes one case', async () => {
  const id = town.house.id();
  const input = { kind: 'commitment.works', title: '二度押し', amount: 1000, vendor: town.house.id() };
  const answers = await Promise.all([town.house.do(clerk(), propose, input, id), town.house.do(clerk(), propose, input, id)]);
  assert.ok(answers.every((answer) => answer.ok));
  assert.equal((await rows(town.house, `select 1 from kernel.approval_cases where title = '二度押し'`)).length, 1);
  assert.equal((await rows(town.house, `select 1 from kernel.approval_actions a join kernel.approval_cases c on c.id = a.case_id where c.title = '二度押し' and a.action = 'submit'`)).length, 1);
});

test('11: twelve cases in a list, one with a disagreement: eleven decided with eleven records, the twelfth says why', async () => {
  const cases: string[] = [];
  for (let i = 0; i < 12; i++) {
    const { caseId } = await proposeAs(clerk(), 'commitment.supplies', { amount: 1000 + i });
    for (const code of ['civil-sub', 'civil-assistant']) await press(code, approve, caseId);
    cases.push(caseId);
  }
  await asOwner(town.house, 'update kernel.approval_cases set disagreements = 1 where id = $1', [cases[4]]);
  const head = town.as('civil-head');
  const preview = await town.house.ask(head, bulkPreview, {});
  assert.ok(preview.ok);
  assert.equal(preview.value.ready.filter((row) => cases.includes(row.case)).length, 11);
  assert.match(preview.value.excluded.find((row) => row.case === cases[4])?.why ?? '', /不同意/);
  const items = [...preview.value.ready, ...preview.value.excluded].filter((row) => cases.includes(row.case)).map((row) => row.item);
  const request = town.house.id();
  const { results } = await town.house.must(head, approveTogether, { items }, request);
  assert.equal(results.filter((one) => one.ok).length, 11);
  assert.deepEqual(results.filter((one) => !one.ok).map((one) => [one.case, one.refused]), [[cases[4], 'Excluded']]);
  const entries = await rows<{ command: string }>(town.house, `select command from kernel.audit_entries where request_id = $1 and command = 'approval.decide' and outcome = 'done'`, [request]);
  assert.equal(entries.length, 11, 'a leaf of the log each');
  assert.equal((await rows(town.house, `select 1 from kernel.approval_actions where request_id = $1 and action = 'decide'`, [request])).length, 11);
});

test('12: spoken at 3:10 in the night, written down in the morning, decided only when the mayor confirms; both times stay', async () => {
  const { caseId } = await proposeAs(clerk(), 'commitment.works', { amount: 60_000_000 });
  const office = town.as('general-clerk', 'approval.office');
  const early = await town.house.do(office, recordOralDecision, { case: caseId, manner: 'oral', spokenAt: '2026-08-31T08:00:00+09:00', reason: '台風' });
  assert.ok(!early.ok && early.refused === 'NotOn');
  await town.house.must(town.admin, startDisasterMode, { reason: '台風10号、庁舎停電' });
  town.house.clock.set('2026-09-02T09:00:00+09:00');
  const { record } = await town.house.must(office, recordOralDecision, { case: caseId, manner: 'oral', spokenAt: '2026-09-01T03:10:00+09:00', reason: '停電のため口頭で' });
  assert.equal(await stateOf(caseId), 'in_route');
  const other = await town.house.do(town.as('vice-mayor'), confirmOralDecision, { record, confirm: 'yes' });
  assert.ok(!other.ok && other.refused === 'NotFound');
  town.house.clock.set('2026-09-02T11:00:00+09:00');
  await town.house.must(town.as('mayor'), confirmOralDecision, { record, confirm: 'yes' });
  const seen = await town.see(clerk(), caseId);
  assert.deepEqual([seen.state, seen.decidedKind, seen.effectiveAt, seen.decidedAt], ['decided', 'own', '2026-08-31T18:10:00Z', '2026-09-02T02:00:00Z']);
  assert.equal(seen.oral[0]?.recordedAt, '2026-09-02T00:00:00Z');
  const ended = await town.house.must(town.admin, endDisasterMode, {});
  assert.ok(ended.unviewed.filter((one) => one.case === caseId).length >= 4, 'everybody who was passed over views it');
});

test('13: recall after 係長 approved needs 課長補佐’s consent', async () => {
  const { caseId } = await proposeAs(clerk(), 'commitment.works', { amount: 9_000_000 });
  await press('civil-sub', approve, caseId);
  const seen = await town.see(clerk(), caseId);
  const refused = await town.house.do(clerk(), recall, { case: caseId, hash: seen.hash, seq: seen.seq, comment: '数量の誤り' });
  assert.ok(!refused.ok);
  assert.deepEqual([refused.refused, refused.status], ['RecallNeedsConsent', 409]);
  assert.match(refused.message, /建設課長補佐の同意/);
  await press('civil-clerk', askRecall, caseId, '数量の誤り');
  await press('civil-assistant', consentRecall, caseId);
  assert.equal(await stateOf(caseId), 'draft');
});

test('14: a 限定 case answers a stranger as one that does not exist, and the try is on record', async () => {
  const { caseId } = await proposeAs(clerk(), 'leave.annual');
  const stranger = town.as('finance-head', 'approval.read');
  const nowhere = town.house.id();
  const [real, none] = [await town.house.ask(stranger, caseView, { case: caseId }), await town.house.ask(stranger, caseView, { case: nowhere })];
  assert.ok(!real.ok && !none.ok);
  assert.deepEqual([real.status, real.refused, real.message, real.details], [none.status, none.refused, none.message, none.details]);
  assert.equal(real.status, 404);
  const hash = (await town.see(clerk(), caseId)).hash;
  for (const command of sakuraSystem().commands.filter((one) => ['approval.approve', 'approval.decide', 'approval.pullUp', 'approval.withdraw', 'approval.sealCheck', 'approval.recordOralDecision'].includes(one.name))) {
    const permitted = staffActor(town.id('finance-head'), ['approval.seal', 'approval.office']);
    const ask = (id: string) => callCommand({ city: town.house.city, actor: permitted, lang: 'ja' }, command, { case: id, hash, comment: '理由', manner: 'oral', spokenAt: '2026-09-01T03:10:00+09:00', reason: '理由' }, town.house.id());
    assert.deepEqual(await ask(caseId), await ask(nowhere), command.name);
  }
  const tries = await rows<{ actor_id: string }>(town.house, 'select actor_id from kernel.looks where subjects @> array[$1]', [`approval-attempt:${caseId}`]);
  assert.deepEqual(tries.map((one) => one.actor_id), [town.id('finance-head')]);
  for (const section of ['decide', 'review', 'consult', 'overdue', 'postView', 'drafted']) {
    const found = await town.house.ask(stranger, desk, { section });
    assert.ok(found.ok && !found.value.rows.some((row) => row.case === caseId));
  }
  const auditor = staffActor(town.house.id(), ['approval.audit']);
  const listed = await town.house.must(stranger, approveTogether, { items: [`${caseId}:${hash}:1:2`, `${nowhere}:${hash}:1:2`] });
  assert.deepEqual([listed.results[0]?.refused, listed.results[0]?.message], [listed.results[1]?.refused, listed.results[1]?.message]);
  const blind = await town.house.ask(auditor, caseView, { case: caseId });
  const number = (await town.see(clerk(), caseId)).number;
  const named = await town.house.ask(auditor, caseView, { case: caseId, number });
  assert.ok(!blind.ok && named.ok && named.value?.sight === 'auditor');
  assert.deepEqual(named.value.actions, []);
  assert.equal((await rows(town.house, 'select 1 from kernel.looks where subjects @> array[$1]', [`approval-audit:${caseId}`])).length, 1);
});

test('15: no face can change or delete what was done and decided, and neither can its owner', async () => {
  const { caseId } = await proposeAs(clerk(), 'commitment.works', { amount: 1000 });
  const client = new pg.Client(town.house.connect('staff'));
  await client.connect();
  try {
    for (const table of ['approval_actions', 'approval_versions']) {
      await assert.rejects(client.query(`update kernel.${table} set version_no = 9`), /permission denied/);
      await assert.rejects(client.query(`delete from kernel.${table}`), /permission denied/);
    }
    await assert.rejects(client.query('delete from kernel.approval_cases where id = $1', [caseId]), /permission denied/);
    // Even what the role may update cannot be decided without an act that decides.
    await assert.rejects(client.query(`update kernel.approval_cases set state = 'decided', decided_at = now(), decided_kind = 'own', decider_id = drafter_id where id = $1`, [caseId]), /approval_cases_end/);
    const [submitted] = await rows<{ id: string }>(town.house, `select id from kernel.approval_actions where case_id = $1 and action = 'submit'`, [caseId]);
    await assert.rejects(client.query(`update kernel.approval_cases set state = 'decided', decided_at = now(), decided_kind = 'own', decider_id = drafter_id, ended_by = $2, ended_with = 'decide' where id = $1`, [caseId, submitted?.id]), /approval_cases_ended_by/);
  } finally {
    await client.end();
  }
  await assert.rejects(asOwner(town.house, `update kernel.approval_actions set comment = 'x'`), /append-only/);
  await assert.rejects(asOwner(town.house, `insert into kernel.approval_versions (case_id, version_no, frozen, content_hash, attachments, created_by, created_at) values ($1, 7, 'abc', repeat('0', 64), '[]', 'x', now())`, [caseId]), /approval_versions_frozen/);
});

test('P14: the preview is the route that is made, and a stranger previews nothing', async () => {
  const { caseId } = await proposeAs(clerk(), 'commitment.works', { amount: 9_000_000, send: 'no' });
  const preview = await town.house.ask(clerk(), previewCase, { case: caseId });
  assert.ok(preview.ok && preview.value?.possible);
  const stranger = await town.house.ask(staffActor(town.house.id(), []), previewCase, { case: caseId });
  assert.ok(!stranger.ok && stranger.status === 404);
  await town.house.must(clerk(), submitDraft, { case: caseId });
  const seen = await town.see(clerk(), caseId);
  assert.deepEqual(preview.value.stages.map((stage) => stage.steps.map((step) => `${step.post} ${step.role}`)), seen.stages.map((stage) => stage.steps.map((step) => `${step.post} ${step.role}`)));
  const why = await town.house.ask(clerk(), explainCase, { case: caseId });
  assert.ok(why.ok && why.value);
  assert.deepEqual([why.value.rows.map((row) => row.no), why.value.ruleSet?.legalRef, why.value.deputy.allowed], [['2'], '令和8年訓令第1号', false]);
});

test('race: two who hold one post approve at the same moment: one does, the other gets 409 and nothing is written', async () => {
  await asOwner(town.house, `insert into kernel.holdings (id, post_id, staff_id, manner, valid_from) values ($1, $2, $3, 'concurrent', '2026-04-01')`, [town.house.id(), town.post('CIVIL-SUB'), town.id('publicity-head')]);
  for (let round = 0; round < 3; round++) {
    const { caseId } = await proposeAs(clerk(), 'commitment.works', { amount: 9_000_000 });
    const two = [town.as('civil-sub'), town.as('publicity-head')];
    const seen = await Promise.all(two.map((actor) => town.see(actor, caseId)));
    const answers = await Promise.all(two.map((actor, index) => town.house.do(actor, approve, { case: caseId, hash: seen[index]?.hash, seq: seen[index]?.seq, step: seen[index]?.stages[0]?.steps[0]?.no })));
    const refused = answers.filter((answer) => !answer.ok);
    assert.equal(refused.length, 1);
    assert.deepEqual(refused.map((answer) => !answer.ok && [answer.refused, answer.status]), [['StaleVersion', 409]]);
    assert.match(refused[0] && !refused[0].ok ? refused[0].message : '', /さんが承認しました。何も書き込んでいません/);
    assert.equal((await rows(town.house, `select 1 from kernel.approval_actions where case_id = $1 and action = 'approve'`, [caseId])).length, 1);
  }
});

test('race: decided, rejected and withdrawn at the same moment: exactly one end, one effect, and the replay agrees', async () => {
  for (let round = 0; round < 3; round++) {
    const { caseId, matter } = await proposeAs(clerk(), 'commitment.supplies', { amount: 1000 });
    for (const code of ['civil-sub', 'civil-assistant']) await press(code, approve, caseId);
    const seen = await town.see(town.as('civil-head'), caseId);
    const shown = { case: caseId, hash: seen.hash, seq: seen.seq, comment: '理由' };
    const answers = await Promise.all([town.house.do(town.as('civil-head'), decide, shown), town.house.do(town.as('civil-head'), reject, shown), town.house.do(clerk(), withdraw, { case: caseId, comment: '理由' })]);
    assert.equal(answers.filter((answer) => answer.ok).length, 1, JSON.stringify(answers));
    for (const answer of answers) assert.ok(answer.ok || answer.status === 409);
    const [row] = await rows<{ state: string; effects: number; matter: string }>(town.house, 'select c.state, m.effects, m.state as matter from kernel.approval_cases c join sakura.matters m on m.id = c.subject where c.id = $1', [caseId]);
    assert.equal(row?.effects, row?.state === 'decided' ? 1 : 0);
    assert.equal(row?.matter, row?.state, matter);
    const replayed = replay(await actionsOf(reading({ db: town.house.city.staffDb.kysely } as unknown as Context), caseId));
    assert.equal(replayed.status, row?.state);
    const kept = await rows<{ step_no: number; state: string }>(town.house, 'select step_no, state from kernel.approval_steps where case_id = $1 order by step_no', [caseId]);
    assert.deepEqual(kept.map((step) => [step.step_no, step.state]), replayed.steps.map((step) => [step.no, step.status]), 'the projection is what the actions say');
  }
});

test('two consulted sections answer at the same moment and neither stands in the other’s way', async () => {
  const { caseId } = await proposeAs(clerk(), 'commitment.works', { amount: 9_000_000 });
  for (const code of ['civil-sub', 'civil-assistant', 'civil-head']) await press(code, approve, caseId);
  const two = [town.as('finance-head'), town.as('contract-head')];
  const seen = await Promise.all(two.map((actor) => town.see(actor, caseId)));
  const answers = await Promise.all(two.map((actor, index) => town.house.do(actor, agree, { case: caseId, hash: seen[index]?.hash, seq: seen[index]?.seq })));
  assert.ok(answers.every((answer) => answer.ok), JSON.stringify(answers));
});

test('unread is not approved; a stale page says who did what; the menu counts', async () => {
  const { caseId } = await proposeAs(clerk(), 'commitment.works', { amount: 9_000_000 });
  const hash = (await town.see(clerk(), caseId)).hash;
  const unread = await town.house.do(town.as('civil-sub'), approve, { case: caseId, hash });
  assert.ok(!unread.ok && unread.refused === 'NotSeen');
  const before = await town.house.ask(town.as('civil-sub'), waiting, {});
  await press('civil-sub', approve, caseId);
  const afterwards = await town.house.ask(town.as('civil-sub'), waiting, {});
  assert.ok(before.ok && afterwards.ok && before.value - afterwards.value === 1);
});

test('a reviewer edits: new version, the drafter accepts, and only then it is decided; an edit may not change the way', async () => {
  const { caseId } = await proposeAs(clerk(), 'commitment.works', { amount: 1_000_000 });
  await press('civil-sub', approve, caseId);
  const seen = await town.see(town.as('civil-assistant'), caseId);
  await town.house.must(town.as('civil-assistant'), editCase, { case: caseId, hash: seen.hash, seq: seen.seq, field: 'purpose', value: '通学路の安全のため', comment: '目的を具体的に' });
  const old = await town.house.do(town.as('civil-assistant'), approve, { case: caseId, hash: seen.hash, seq: seen.seq });
  assert.ok(!old.ok && old.refused === 'StaleVersion', 'nobody approves a text that is no longer the text');
  await press('civil-assistant', approve, caseId);
  assert.equal(await town.press(town.as('civil-head'), decide, caseId), 'EditOpen');
  await press('civil-clerk', acceptEdit, caseId);
  await press('civil-head', decide, caseId);
  const now = await town.see(clerk(), caseId);
  assert.deepEqual([now.currentVersion, now.content?.['purpose'], now.stages[0]?.steps[0]?.onOlderVersion], [2, '通学路の安全のため', true]);
});

test('after the decision: seal, execution, completion, in this order', async () => {
  const { caseId } = await proposeAs(clerk(), 'commitment.supplies', { amount: 1000 });
  for (const code of ['civil-sub', 'civil-assistant']) await press(code, approve, caseId);
  assert.equal(await town.press(clerk(), executeCase, caseId), 'WrongState');
  await press('civil-head', decide, caseId);
  assert.equal(await town.press(staffActor(town.id('general-head'), ['approval.seal', 'approval.read']), sealCheck, caseId), 'done');
  assert.equal(await town.press(clerk(), closeCase, caseId), 'WrongState');
  await press('civil-clerk', executeCase, caseId);
  await press('civil-clerk', closeCase, caseId);
  assert.equal(await stateOf(caseId), 'closed');
  assert.equal(await town.press(clerk(), withdraw, caseId, 'やめたい'), 'AlreadyEnded');
});

test('an emergency page takes effect at once and is reviewed afterwards; the rejected one is taken back', async () => {
  const publisher = staffActor(town.id('civil-clerk'), ['approval.office']);
  const no = await town.house.do(clerk(), propose, { kind: 'web.publish', title: '避難情報', emergency: true });
  assert.ok(!no.ok && no.refused === 'NotAllowed');
  const { caseId } = await town.house.must(publisher, propose, { kind: 'web.publish', title: '避難情報', emergency: true, flags: 'emergency' });
  const state = async () => (await rows<{ matter: string }>(town.house, 'select m.state as matter from kernel.approval_cases c join sakura.matters m on m.id = c.subject where c.id = $1', [caseId]))[0]?.matter;
  assert.equal(await state(), 'released');
  assert.equal((await rows(town.house, `select 1 from kernel.approval_post_views where case_id = $1 and kind = 'emergency'`, [caseId])).length, 2);
  await press('civil-sub', reject, caseId, '場所が違います');
  assert.equal(await state(), 'rejected');
});

test('refused at the door: My Number in the text, split purchases without an answer, a second factor missing', async () => {
  const inside = await town.house.do(clerk(), propose, { kind: 'commitment.works', title: '番号 123456789018 の件', amount: 1000, vendor: town.house.id() });
  assert.ok(!inside.ok && inside.refused === 'MyNumberInside');
  const vendor = town.house.id();
  await proposeAs(clerk(), 'commitment.works', { amount: 900_000, vendor });
  const split = await town.house.do(clerk(), propose, { kind: 'commitment.works', title: '残り', amount: 800_000, vendor });
  assert.ok(!split.ok && split.refused === 'SplitSuspected');
  assert.match(split.message, /1,700,000円.*部長の決裁/);
  const { caseId } = await proposeAs(clerk(), 'commitment.works', { amount: 800_000, vendor, splitAnswer: '場所が別で、別々の災害による' });
  assert.equal((await town.see(town.as('civil-head'), caseId)).splitAnswer, '場所が別で、別々の災害による');
  for (const code of ['civil-sub', 'civil-assistant']) await press(code, approve, caseId);
  assert.equal(await town.press(staffActor(town.id('civil-head'), [], { strong: false }), decide, caseId), 'SecondFactor');
});
