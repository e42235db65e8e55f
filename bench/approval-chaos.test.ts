/** The suite's own round of chaos at the approval desk, and the proof that its examiner sees what is wrong. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Town } from '../src/kernel/approval/town.fixture.ts';
import { Database } from '../src/kernel/db/database.ts';
import { examineApprovals } from './approval-examine.ts';
import { storm, stormTown } from './approval-storm.ts';

const ATTEMPTS = 8_000;
let town: Town;
let owner: Database;
before(async () => {
  town = await stormTown();
  owner = new Database(town.house.connect('owner'), 1);
});
after(async () => {
  await owner.close();
  await town.close();
});

test('8千回の混乱した操作のあとも、P1〜P15 のどれも破れていない', { timeout: 1_100_000 }, async () => {
  const result = await storm(town, { attempts: ATTEMPTS, workers: 12 });
  assert.ok(result.attempts >= ATTEMPTS);
  assert.deepEqual(result.broken, []);
  // Passing over an absent reviewer takes half a working day of waiting: the long storm sees thousands, this one may see none.
  for (const action of ['submit', 'approve', 'agree', 'disagree', 'examine', 'decide', 'reject', 'return', 'returnTo', 'recall', 'withdraw', 'pullUp', 'edit', 'oral', 'execute', 'close', 'viewed']) assert.ok((result.actions[action] ?? 0) > 0, `nobody did ${action}: the storm was too small`);
  for (const refused of ['StaleVersion', 'NotYourStep', 'NotSeen', 'EffectRefused', 'HolderPresent']) assert.ok((result.refusals[refused] ?? 0) > 0, `nobody was refused for ${refused}`);
  assert.ok(result.byDeputy > 0 && result.previews > 0);
  assert.ok(result.cuts > 0 && result.cutUnderWay > 0, 'the cuts met nobody');
});

const decision = `select id, case_id from kernel.approval_actions where action = 'decide' and capacity = 'self' order by id limit 1`;
const actionOf = (action: string) => `(select id from kernel.approval_actions where action = '${action}' order by id limit 1)`;
/** What somebody with the database in hand could write, and the invariant that speaks. */
const tampered: readonly (readonly [says: string, statement: string, speaks: RegExp])[] = [
  ['another person decided', `update kernel.approval_actions a set actor_id = (select s.id from kernel.staff s where s.id <> a.actor_id and not exists (select from kernel.holdings h join kernel.approval_steps t on t.post_id = h.post_id where t.case_id = a.case_id and t.step_no = a.step_no and h.staff_id = s.id) limit 1) where a.id = (select id from (${decision}) d)`, /^P1:/],
  ['an approval by somebody from another office', `update kernel.approval_actions a set actor_id = (select s.id from kernel.staff s where not exists (select from kernel.holdings h where h.staff_id = s.id and h.post_id = a.post_id) limit 1) where a.id = ${actionOf('approve')}`, /^P1: approve by somebody who did not hold/],
  ['an examination in the wrong seat', `update kernel.approval_actions a set post_id = (select c.drafter_post_id from kernel.approval_cases c where c.id = a.case_id) where a.id = ${actionOf('examine')}`, /^P1: examine by somebody who did not hold/],
  ['a draft sent by another', `update kernel.approval_actions a set actor_id = (select s.id from kernel.staff s where s.id <> a.actor_id limit 1) where a.id = ${actionOf('submit')}`, /^P1: submit by somebody who did not draft/],
  ['one person for both', `update kernel.approval_cases c set drafter_id = d.actor_id from kernel.approval_actions d where d.id = (select id from (${decision}) x) and c.id = d.case_id`, /^P1: decide by the drafter alone/],
  ['a deputy while the holder sat at the desk', `delete from kernel.absences`, /^P1: decide by somebody who is no deputy/],
  ['an action the house never logged', `delete from kernel.audit_entries where request_id = (select request_id from kernel.approval_actions where id = ${actionOf('agree')})`, /^P8: the log of the house/],
  ['an effect that ran twice', `update sakura.matters set effects = 2 where id = (select c.subject from kernel.approval_cases c join (${decision}) d on d.case_id = c.id)`, /^P11: 2 effects/],
  ['an effect that never ran', `update sakura.matters set effects = 0, number = null where id = (select c.subject from kernel.approval_cases c join (${decision}) d on d.case_id = c.id)`, /^P11:/],
  ['a step that was never answered', `update kernel.approval_steps set state = 'pending', acted_at = null where (case_id, step_no) = (select case_id, step_no from kernel.approval_steps where state = 'done_ok' order by case_id, step_no limit 1)`, /^P6: the steps/],
  ['an action taken out of the middle', `update kernel.approval_actions set seq = seq + 1000 where id = (select a.id from kernel.approval_actions a where a.action = 'approve' order by a.id limit 1)`, /^P[4568]:/],
  ['a deputy’s decision nobody is shown', `delete from kernel.approval_post_views where id = (select id from kernel.approval_post_views where kind = 'deputy' order by id limit 1)`, /^P9:/],
  ['a case that says it is closed', `update kernel.approval_cases set state = 'in_route', decided_at = null, decider_id = null, decided_kind = null, ended_by = null where id = (select case_id from (${decision}) d)`, /^P[56]:/],
  ['a decision acknowledged for a lower post', `update kernel.posts set rank = 90 where id in (select post_id from kernel.approval_steps where role = 'decide')`, /^P2: decided by rank 90/],
  ['a text that was changed after it was decided', `update kernel.approval_versions set frozen = convert_to(replace(convert_from(frozen, 'UTF8'), '混乱', '静穏'), 'UTF8') where (case_id, version_no) = (select case_id, version_no from kernel.approval_actions where id = (select id from (${decision}) d))`, /^P4: version \d+ is not/],
];

test('破り方ごとに書き換えた一件を、それぞれの不変条件が言い当てる', { timeout: 600_000 }, async () => {
  for (const [says, statement, speaks] of tampered) {
    await owner.use(async (connection) => {
      await connection.run('begin');
      try {
        for (const table of ['approval_actions', 'approval_versions', 'approval_cases', 'approval_steps', 'approval_post_views', 'posts', 'absences', 'audit_entries']) await connection.run(`alter table kernel.${table} disable trigger user`);
        for (const { on, name } of (await connection.run<{ on: string; name: string }>(`select conrelid::regclass::text as on, quote_ident(conname) as name from pg_constraint where contype in ('f', 'c') and conrelid::regclass::text like 'kernel.approval%'`)).rows) await connection.run(`alter table ${on} drop constraint if exists ${name} cascade`);
        const changed = await connection.run<{ n: number }>(`with changed as (${statement} returning 1) select count(*)::int as n from changed`);
        assert.ok((changed.rows[0]?.n ?? 0) > 0, `${says}: nothing was changed`);
        const found = await examineApprovals(town, () => {}, connection);
        assert.ok(found.some((line) => speaks.test(line)), `${says}: ${found.slice(0, 5).join(' / ') || 'nothing was found'}`);
      } finally {
        await connection.run('rollback');
      }
    });
  }
  assert.deepEqual(await examineApprovals(town), []);
});
