/** A fresh sample city has rules in force, deputies, a draft that waits for the second person, and work on the desks of its logins. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { registerSystems } from '../../kernel/registry.ts';
import { staffActor, testCity, type TestCity } from '../../kernel/testing.ts';
import { inbox } from '../../kernel/approval/inbox.ts';
import { ruleSetList } from '../../kernel/approval/rule-queries.ts';
import { systems as all } from '../../main-systems.ts';
import { fillSample } from '../../sample-city.ts';
import { openTestServer, type TestServer } from '../../testing-server.ts';
import { shows } from './approvals.fixture.ts';

let house: TestCity;
let server: TestServer;
before(async () => {
  const systems = all.filter((system) => ['my-page', 'desk', 'operations', 'documents'].includes(system.name));
  registerSystems(systems);
  house = await testCity({ sample: true });
  await fillSample(house.city, systems, { cityName: 'nihonmatsu', size: 'tiny', say: () => {}, progress: () => {} });
  server = await openTestServer(house, { systems });
});
after(async () => {
  await server.stop();
  await house.close();
});

const idOf = async (login: string) => (await house.city.staffDb.use((connection) => connection.run<{ id: string }>('select id from kernel.staff where login = $1', [login]))).rows[0]?.id ?? '';

test('規程は施行され、来年度の改正案は総務の課長の審査を待ち、別表は紙になる', async () => {
  const answer = await house.ask(staffActor(house.id(), ['approval.rules']), ruleSetList, {});
  assert.ok(answer.ok);
  assert.deepEqual(answer.value.map((set) => [set.from.toString(), set.state]), [['2027-04-01', 'draft'], ['2026-04-01', 'in_force']]);
  const head = await server.asStaff(await idOf('soumu-kacho'));
  const [draft, standing] = answer.value;
  await shows(head, `/staff/approvals/rules/sets/${draft?.id}`, 'すべて確かめました', '5の2', '審査した');
  await shows(head, `/staff/approvals/rules/sets/${standing?.id}`, '平成17年訓令第6号', '施行のときに確かめました');
  const paper = await head.get(`/staff/approvals/rules/sets/${standing?.id}/schedule.pdf`);
  assert.equal(paper.status, 200);
  if (process.env['PAPER']) writeFileSync(process.env['PAPER'], paper.bytes);
  assert.match(execFileSync('pdftotext', ['-raw', '-', '-'], { input: Buffer.from(paper.bytes), encoding: 'utf8' }).replaceAll(/[\s\u200b]/gu, ''), /二本松市事務決裁規程別表/);
});

test('見本のログインの受信箱には、待っている仕事がある', async () => {
  const waiting = async (login: string) => {
    const answer = await house.ask(staffActor(await idOf(login), []), inbox, {});
    assert.ok(answer.ok);
    return answer.value.counts;
  };
  assert.ok((await waiting('kacho')).waiting > 0, 'kacho');
  assert.ok((await waiting('soumu-kacho')).waiting > 0, 'soumu-kacho');
  await shows(await server.asStaff(await idOf('kacho')), '/staff/approvals/absence', '代決者の順位', '第1順位');
});
