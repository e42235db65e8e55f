/** 利用許可・減免と公用 under 決裁規程: proposed by the department, decided in the approval room, in effect with the decision. Over HTTP. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { approvalKinds } from '../../kernel/approval/kinds.ts';
import { publishSet } from '../../kernel/approval/publish.fixture.ts';
import { staffActor } from '../../kernel/testing.ts';
import { assignPost, createDepartment, createPost } from '../../kernel/identity/organization.ts';
import { nameDeputy, registerAbsence } from '../../kernel/approval/office.ts';
import type { Client, Reply } from '../../testing-server.ts';
import { type AcceptanceHall, book, done, openAcceptanceHall, refused, stateOf, told } from './acceptance-fixture.ts';
import type { FacilityPolicyInput } from './rules/policy.ts';

let hall: AcceptanceHall;
/** Holders of posts: a clerk who drafts, the head who decides, the deputy head who deputises, the director for what is dear. */
const people = new Map<string, { readonly id: string; readonly client: Client }>();
const as = (who: string) => people.get(who)?.client ?? assert.fail(who);
const idOf = (who: string) => people.get(who)?.id ?? assert.fail(who);

before(async () => {
  hall = await openAcceptanceHall('2026-11-24T10:00:00+09:00');
  const admin = staffActor(hall.city.id(), ['operations.organization', 'approval.office']);
  const { department } = await hall.city.must(admin, createDepartment, { code: 'SPORTS', name: '生涯学習課', kana: 'カ', parent: '', from: '2026-04-01' });
  const posts = new Map<string, string>();
  for (const [who, title, rank, permissions] of [['director', '教育部長', 10, []], ['head', '生涯学習課長', 20, ['reservations.approve']], ['second', '課長補佐', 30, []], ['clerk', '係員', 60, ['reservations.approve', 'reservations.blocks']]] as const) {
    const id = await hall.server.newStaff(permissions, `${title} 花子`);
    const { post } = await hall.city.must(admin, createPost, { department, code: who.toUpperCase(), title, rank, parent: '' });
    await hall.city.must(admin, assignPost, { post, staff: id, manner: 'regular', from: '2026-04-01', to: '' });
    posts.set(who, post);
    people.set(who, { id, client: await hall.server.asStaff(id) });
  }
  for (const [post, deputy] of [['head', 'second'], ['director', 'head']] as const) await hall.city.must(admin, nameDeputy, { post: posts.get(post) ?? '', deputy: posts.get(deputy) ?? '', order: 1, from: '2026-04-01', to: '' });
});
after(() => hall.close());

const withReduction = (rules: FacilityPolicyInput): FacilityPolicyInput => ({
  ...rules, fee: rules.fee && { ...rules.fee, versions: rules.fee.versions.map((version) => ({ ...version, reductions: [{ code: 'BACKED', name: { ja: '市の後援', en: 'Backed by the city' }, reduce: { percent: 50 }, appliesTo: 'basic', ground: '条例第9条第3号', approval: true }] })) },
});

async function publish(): Promise<void> {
  const demands = (decider: string) => ({ decider, deputyOk: true });
  const amount = (min: number | null, max: number | null) => [{ op: 'between' as const, fact: 'waived', min, max }];
  await publishSet(hall.city, {
    authorities: [{ code: 'director', title: '部長', rank: 10, head: true }, { code: 'section-head', title: '課長', rank: 20 }],
    rules: [
      { no: '1', article: '別表1', kind: 'reservations.permit', when: amount(null, 50_000), demands: demands('section-head') }, { no: '2', article: '別表1', kind: 'reservations.permit', when: amount(50_000, null), demands: demands('director') },
      { no: '3', article: '別表2', kind: 'reservations.officialUse', when: [], demands: demands('section-head') }, { no: '4', article: '別表2', kind: 'reservations.officialUse', when: [{ op: 'flag', anyOf: ['takeover'] }], demands: demands('director') },
      ...approvalKinds().filter((kind) => !kind.code.startsWith('reservations.')).map((kind, index) => ({ no: String(10 + index), article: '別表9', kind: kind.code, when: [], demands: demands('director') })),
    ],
  });
}

const days = ['2026-12-17', '2026-12-18', '2026-12-19', '2026-12-22', '2026-12-23', '2026-12-24', '2026-12-25'];
/** An application with a reduction that waits for the department. */
async function applied(unit: string): Promise<{ readonly id: string; readonly team: Awaited<ReturnType<AcceptanceHall['team']>> }> {
  const team = await hall.team();
  const made = done(await book(team, unit, days.shift() ?? assert.fail('no day left'), ['NT'], { reduction: 'BACKED' }));
  assert.equal(made['state'], 'approval_pending');
  return { id: String(made['reservation']), team };
}

/** Opens the case, reads and presses. */
async function press(who: string, caseId: unknown, doing: string, comment = '', more: Record<string, unknown> = {}): Promise<Reply> {
  const seen = told(await as(who).query('approval.case', { case: String(caseId) }));
  return as(who).api(`approval.${doing}`, { case: caseId, hash: seen['hash'], seq: seen['seq'], comment, ...more });
}
const upToHead = async (caseId: unknown) => done(await press('second', caseId, 'approve'));

test('規程のない市では、これまでどおり二人目が決める', async () => {
  const unit = await hall.facility('BEFORE', withReduction);
  const { id } = await applied(unit('GYM-ALL'));
  assert.equal(refused(await as('clerk').api('reservations.proposeDecision', { reservation: id, decision: 'grant' })).code, 'NoRule');
  done(await hall.department.api('reservations.decide', { reservation: id, decision: 'grant' }));
  assert.equal(await stateOf(hall, id), 'provisional');
});

test('減免: 起案 → 課長補佐 → 課長の決裁で、そのまま料金が決まり、申込者に届く。直に決めることはできない', async () => {
  const unit = await hall.facility('PERMIT', withReduction);
  await publish();
  const { id, team } = await applied(unit('GYM-ALL'));
  assert.equal(refused(await hall.department.api('reservations.decide', { reservation: id, decision: 'grant' })).code, 'RulesBind');
  assert.match((await as('clerk').get('/staff/reservations/approvals')).text, /減免も認める案で起案する/);
  const sent = done(await as('clerk').api('reservations.proposeDecision', { reservation: id, decision: 'grant' }));
  assert.match((await as('clerk').get('/staff/reservations/approvals')).text.replaceAll(/<[^>]*>/g, ''), new RegExp(`決裁を待っています[\\s\\S]*${String(sent['caseNumber'])}`));
  const seen = told(await as('second').query('approval.case', { case: String(sent['caseId']) }));
  assert.match(JSON.stringify(seen['summary']), /減免の申請　市の後援（条例第9条第3号）[\s\S]*減免 [\d,]+円、納める額/);
  assert.equal(seen['href'], `/staff/reservations/bookings/${id}`);
  assert.doesNotMatch(JSON.stringify(seen), /代表 \d+郎|試験クラブ/, '申込者の氏名は、経路に出ない');
  await upToHead(sent['caseId']);
  assert.equal(await stateOf(hall, id), 'approval_pending');
  done(await press('head', sent['caseId'], 'decide'));
  assert.equal(await stateOf(hall, id), 'provisional');
  const [row] = await hall.rows<{ reduction_state: string; reduction_by: string; fee_yen: number }>('select reduction_state, reduction_by, fee_yen from reservations.reservations where id = $1', [id]);
  assert.deepEqual([row?.reduction_state, row?.reduction_by], ['granted', `staff:${idOf('head')}`]);
  await hall.city.background.settle();
  assert.match(JSON.stringify(await hall.rows('select title from kernel.notices where citizen_id = $1', [team.citizen])), /申込みが認められました/);
});

test('差し戻すと起案者に戻り、減免なしの案で出し直せる。否決すると、初めから起案し直せる', async () => {
  const unit = await hall.facility('AGAIN', withReduction);
  const { id } = await applied(unit('GYM-ALL'));
  const first = done(await as('clerk').api('reservations.proposeDecision', { reservation: id, decision: 'grant' }));
  await upToHead(first['caseId']);
  done(await press('head', first['caseId'], 'return', '後援の証明がない'));
  assert.match((await as('clerk').get('/staff/reservations/approvals')).text, /差し戻されたか/);
  assert.equal(refused(await as('clerk').api('reservations.proposeDecision', { reservation: id, decision: 'grant_without_reduction' })).code, 'ReasonNeeded');
  const again = done(await as('clerk').api('reservations.proposeDecision', { reservation: id, decision: 'grant_without_reduction', reason: '後援の証明がないため' }));
  assert.equal(again['caseId'], first['caseId'], '同じ案件の次の版');
  await upToHead(again['caseId']);
  done(await press('head', again['caseId'], 'reject', '証明を待つこと'));
  assert.equal(await stateOf(hall, id), 'approval_pending');
  const anew = done(await as('clerk').api('reservations.proposeDecision', { reservation: id, decision: 'refuse', reason: '証明が出ないため' }));
  assert.notEqual(anew['caseId'], first['caseId']);
  await upToHead(anew['caseId']);
  done(await press('head', anew['caseId'], 'decide'));
  assert.equal(await stateOf(hall, id), 'refused');
});

test('課長が起案したものは課長では決まらず、申込者が取り消していれば決裁は断られ、何も残らない', async () => {
  const unit = await hall.facility('OWN', withReduction);
  const own = await applied(unit('GYM-ALL'));
  const byHead = done(await as('head').api('reservations.proposeDecision', { reservation: own.id, decision: 'grant' }));
  assert.equal(refused(await press('head', byHead['caseId'], 'decide')).code, 'SelfDecision');
  done(await press('director', byHead['caseId'], 'decide'));
  assert.equal(await stateOf(hall, own.id), 'provisional');

  const gone = await applied(unit('GYM-ALL'));
  const sent = done(await as('clerk').api('reservations.proposeDecision', { reservation: gone.id, decision: 'grant' }));
  await upToHead(sent['caseId']);
  done(await gone.team.client.api('reservations.cancel', { reservation: gone.id }));
  const late = refused(await press('head', sent['caseId'], 'decide'));
  assert.equal(late.code, 'EffectRefused');
  assert.equal(told(await as('head').query('approval.case', { case: String(sent['caseId']) }))['state'], 'in_route');
  assert.equal(await stateOf(hall, gone.id), 'cancelled');
  done(await as('clerk').api('approval.withdraw', { case: sent['caseId'], comment: '取り消されたため' }));
});

test('課長が不在の日は、課長補佐が急ぎの案件を代決する', async () => {
  const unit = await hall.facility('AWAY', withReduction);
  const { id } = await applied(unit('GYM-ALL'));
  const sent = done(await as('clerk').api('reservations.proposeDecision', { reservation: id, decision: 'grant', urgency: 'same_day' }));
  await upToHead(sent['caseId']);
  await hall.city.must(staffActor(idOf('head'), []), registerAbsence, { staff: idOf('head'), from: '2026-11-24T09:00:00+09:00', to: '2026-11-24T17:15:00+09:00', reason: '出張', source: 'trip' });
  done(await press('second', sent['caseId'], 'decide'));
  assert.equal(await stateOf(hall, id), 'provisional');
});

test('公用: 申請がそのまま案件になり、予約を取り消す公用は部長が決裁し、決裁と同時に枠をふさいで利用者に知らせる', async () => {
  const unit = await hall.facility('OFFICIAL');
  const team = await hall.team();
  const booked = done(await book(team, unit('GYM-ALL'), '2026-12-17', ['NT']));
  const request = (displaces: string) => as('clerk').api('reservations.requestBlock', { facility: 'OFFICIAL', units: [], from: '2026-12-17T09:00:00+09:00', to: '2026-12-17T22:00:00+09:00', reason: 'official', note: '成人式の準備のため', displaces });
  const asked = done(await request('takeover'));
  assert.equal(asked['state'], 'requested');
  const [found] = await hall.rows<{ id: string }>('select id from kernel.approval_cases where subject = $1', [String(asked['block'])]);
  assert.equal(refused(await hall.department.api('reservations.decideBlock', { block: asked['block'], decision: 'approve' })).code, 'RulesBind');
  assert.match((await as('clerk').get('/staff/reservations/blocks')).text, /決裁待ち/);
  await upToHead(found?.id);
  done(await press('head', found?.id, 'approve'));
  assert.equal(await stateOf(hall, booked['reservation']), 'provisional', '決裁まで、予約はそのまま');
  done(await press('director', found?.id, 'decide'));
  assert.equal(await stateOf(hall, booked['reservation']), 'cancelled_by_city');
  const [block] = await hall.rows<{ state: string; decided_by: string }>('select state, decided_by from reservations.blocks where id = $1', [String(asked['block'])]);
  assert.deepEqual([block?.state, block?.decided_by], ['approved', `staff:${idOf('director')}`]);

  // In the way and not to be taken over: the decision itself is refused with the reason, and nothing of it is kept.
  const other = done(await book(await hall.team(), unit('GYM-ALL'), '2026-12-18', ['NT']));
  const polite = done(await as('clerk').api('reservations.requestBlock', { facility: 'OFFICIAL', units: [], from: '2026-12-18T09:00:00+09:00', to: '2026-12-18T22:00:00+09:00', reason: 'event', note: '行事のため使用', displaces: 'refuse_if_booked' }));
  const [second] = await hall.rows<{ id: string }>('select id from kernel.approval_cases where subject = $1', [String(polite['block'])]);
  await upToHead(second?.id);
  assert.equal(refused(await press('head', second?.id, 'decide')).code, 'EffectRefused');
  assert.equal(await stateOf(hall, other['reservation']), 'provisional');
  done(await press('head', second?.id, 'reject', '予約があるため'));
  const [refusedBlock] = await hall.rows<{ state: string }>('select state from reservations.blocks where id = $1', [String(polite['block'])]);
  assert.equal(refusedBlock?.state, 'refused');
});
