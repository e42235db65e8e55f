/** The examiner of approvals lets pass what is lawful though it looks odd. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { confirmOralDecision, recordOralDecision, startDisasterMode } from '../src/kernel/approval/office.ts';
import { propose, type Town } from '../src/kernel/approval/town.fixture.ts';
import { assignPost, endHolding } from '../src/kernel/identity/organization.ts';
import { rows } from '../src/kernel/probe.fixture.ts';
import { examineApprovals } from './approval-examine.ts';
import { stormTown } from './approval-storm.ts';

let town: Town;
before(async () => {
  town = await stormTown();
});
after(() => town.close());

test('口頭で決裁した課長が、異動した後に確認しても、話した日の職で決裁したことになる', async () => {
  const { house, admin } = town;
  await house.must(admin, startDisasterMode, { reason: '台風' });
  const { caseId } = await house.must(town.as('civil-clerk'), propose, { kind: 'commitment.works', title: '土のうの購入', amount: 100_000, vendor: house.id() });
  await town.see(town.as('civil-head'), caseId);
  const { record } = await house.must(town.as('general-head', 'approval.office'), recordOralDecision, { case: caseId, manner: 'oral', spokenAt: house.clock.now().toString(), reason: '停電' });
  const [holding] = await rows<{ id: string }>(house, 'select id from kernel.holdings where post_id = $1 and valid_to is null', [town.post('CIVIL-HEAD')]);
  await house.must(admin, endHolding, { holding: holding?.id, day: '2026-11-25' });
  for (const [post, staff] of [['CIVIL-HEAD', 'general-clerk'], ['GENERAL-HEAD', 'civil-head']] as const) await house.must(admin, assignPost, { post: town.post(post), staff: town.id(staff), manner: post === 'CIVIL-HEAD' ? 'regular' : 'concurrent', from: '2026-11-25', to: '' });
  house.clock.set('2026-11-25T09:00:00+09:00');
  const confirmed = await house.do(town.as('civil-head'), confirmOralDecision, { record, confirm: 'yes' });
  assert.ok(confirmed.ok, JSON.stringify(confirmed));
  assert.deepEqual(await examineApprovals(town), []);
});
