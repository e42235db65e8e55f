/** B5-1 and the weekly scrub: what was tampered with is found by the next run by itself, named, told to those who must act, and on record. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { z } from 'zod';
import { actsOf } from '../act.ts';
import { system } from '../actor.ts';
import type { KernelTables } from '../db/rows.ts';
import { storeFile } from '../files/files.ts';
import { runDueJobs, startSchedules } from '../jobs/runner.ts';
import { done } from '../outcome.ts';
import { probeSystem, quietly } from '../probe.fixture.ts';
import { registerSystems } from '../registry.ts';
import { recordBadFiles, recordScrub, recordVerification } from './alarm.ts';
import { sealedCity, type SealedCity } from './audit.fixture.ts';
import { badFilesSince, scrubFilesJob, scrubsOf, sharesDue, verifyLogJob } from './nightly.ts';
import { foldersOf, SHARES } from './scrub.ts';

const { command } = actsOf<KernelTables>();
const keep = command({
  name: 'probe.keep', title: { ja: 'しまう', en: 'Keep' }, input: z.object({ text: z.string() }), allow: [system],
  async prepare(ctx, { text }) {
    const stored = await storeFile(ctx.city, Buffer.from(text), { limit: 10_000, types: ['text/csv'] });
    return 'sha256' in stored ? stored.sha256 : assert.fail(stored.refused);
  },
  async run(ctx, { text }, sha256) {
    await ctx.db.insertInto('kernel.files').values({ id: ctx.newId(), sha256, bytes: text.length, media_type: 'text/csv', name: 'a.csv', owner: 'test', created_at: ctx.now }).execute();
    return done({ sha256 });
  },
});
const systems = [probeSystem({ commands: { keep, recordBadFiles, recordScrub, recordVerification }, jobs: [verifyLogJob, scrubFilesJob] })];
registerSystems(systems);
const machine = { kind: 'system', id: 'test' } as const;

let house: SealedCity;
let watcher: string;
before(async () => {
  house = await sealedCity({ start: '2026-11-23T10:00:00+09:00' });
  watcher = house.id();
  const role = house.id();
  await house.past(`with s as (insert into kernel.staff (id, number, login, name, kana, created_at) values ('${watcher}', 'S1', 'watcher', '見張 番', 'ミハリ', now())), r as (insert into kernel.roles (id, code, name) values ('${role}', 'watch', '見張り') returning id)
    insert into kernel.role_permissions select '${role}', 'operations.audit' from r`);
  await house.past(`insert into kernel.staff_roles (id, staff_id, role_id, valid_from) values ('${house.id()}', '${watcher}', '${role}', '2026-01-01')`);
  await startSchedules(house.city, systems);
  await house.write(20);
});
after(() => house.close());
beforeEach(() => house.clock.advance({ hours: 24 }));

/** Lets the next night pass, with everything that is due in it. */
async function night(): Promise<readonly string[]> {
  await startSchedules(house.city, systems);
  const [, said] = await quietly(async () => {
    for (let ran = await runDueJobs(house.city, systems); ran > 0; ran = await runDueJobs(house.city, systems));
  });
  await house.seal();
  return said;
}
const entries = (name: string) => house.rows<{ detail: { input: Record<string, unknown> } }>('select detail from kernel.audit_entries where command = $1 order by at desc, id desc', [name]);
const told = async (kind: string) => (await house.rows<{ payload: { kind: string; title: { ja: string }; body: { ja: string }; to: { staff: string } } }>(`select payload from kernel.outbox where event = 'kernel.notice' order by at`)).map((row) => row.payload).filter((payload) => payload.kind === kind);
const pathOf = (sha256: string) => join(house.city.filesDir, sha256.slice(0, 2), sha256);

test('a clean night says so, is itself on record and sealed, and wakes nobody', async () => {
  assert.deepEqual(await night(), []);
  const [entry] = await entries('audit.verified');
  const findings = z.array(z.object({ level: z.string(), said: z.string() })).parse(entry?.detail.input['findings']);
  assert.deepEqual(findings.map((one) => one.level), ['good']);
  assert.match(findings[0]?.said ?? '', /件の記録を、葉・タイル・署名・行のすべてについて計算し直し、合っていました/);
  assert.equal((await house.rows(`select 1 from kernel.audit_entries a join kernel.log_leaves l on l.row_id = a.id where a.command = 'audit.verified'`)).length, 1, 'the inspection has a leaf of its own');
  assert.deepEqual(await told('audit.damaged'), []);
});

test('B5-1: one yen changed by the owner: the next night names table, key, columns and leaf, and tells those who must act', async () => {
  const [row] = await house.rows<{ id: string; idx: number }>(`select a.id, l.idx from kernel.audit_entries a join kernel.log_leaves l on l.row_id = a.id where a.subject = 'voucher:7'`);
  assert.ok(row);
  await house.past(`update kernel.audit_entries set detail = jsonb_set(detail, '{input,yen}', '1008') where id = '${row.id}'`);
  const said = await night();
  const [entry] = await entries('audit.verified');
  const text = JSON.stringify(entry?.detail.input['findings']);
  for (const part of ['kernel.audit_entries', row.id, `葉 ${row.idx}`, 'damaged', '内容']) assert.ok(text.includes(part), `${part} in ${text}`);
  const [notice] = await told('audit.damaged');
  assert.ok(notice);
  assert.deepEqual([notice.to.staff, notice.title.ja], [watcher, '記録の改ざんの疑いがあります']);
  assert.ok(notice.body.ja.includes(row.id));
  assert.ok(said.some((line) => line.includes('改ざんの疑い')), 'the process says it as well');
  await house.past(`update kernel.audit_entries set detail = jsonb_set(detail, '{input,yen}', '1007') where id = '${row.id}'`);
  await night();
  assert.equal((await told('audit.damaged')).length, 1, 'put right, nobody is told again');
});

test('a log cut short is halted by the night even when nothing is written', async () => {
  const [last] = await house.rows<{ idx: number }>('select max(idx)::bigint as idx from kernel.log_leaves');
  assert.ok(last);
  await house.past(`create temporary table kept as select * from kernel.log_leaves where idx = ${last.idx}; create temporary table kept_salts as select * from kernel.log_salts where idx = ${last.idx}`);
  await house.past(`delete from kernel.log_salts where idx = ${last.idx}; delete from kernel.log_leaves where idx = ${last.idx}`);
  await startSchedules(house.city, systems);
  await quietly(async () => {
    for (let ran = await runDueJobs(house.city, systems); ran > 0; ran = await runDueJobs(house.city, systems));
  });
  assert.deepEqual((await house.rows<{ reason: string }>('select reason from kernel.log_halts')).map((row) => row.reason), ['shorter']);
  assert.match(JSON.stringify((await entries('audit.verified'))[0]?.detail), /記録が短くなっています/);
  await house.past('insert into kernel.log_leaves select * from kept; insert into kernel.log_salts select * from kept_salts; delete from kernel.log_halts');
  await house.seal();
});

test('a week of nights reads every folder; a flipped byte and a file that is gone are named, told and on record', async () => {
  const flipped = await house.must(machine, keep, { text: '一文字も変わらないはず\n' });
  const gone = await house.must(machine, keep, { text: '消えるはずのない\n' });
  const well = await house.must(machine, keep, { text: '無事\n' });
  const bytes = readFileSync(pathOf(flipped.sha256));
  bytes[3] = (bytes[3] ?? 0) ^ 1;
  writeFileSync(pathOf(flipped.sha256), bytes);
  rmSync(pathOf(gone.sha256));
  for (let nights = 0; nights < 7; nights++) {
    house.clock.advance({ hours: 24 });
    await night();
  }
  const shares = await scrubsOf(house.city, house.clock.now());
  assert.deepEqual(shares.map((one) => one.share), [0, 1, 2, 3, 4, 5, 6]);
  const found = await badFilesSince(house.city, house.clock.now().subtract({ hours: 24 * 30 }));
  assert.deepEqual(new Set(found.map((one) => `${one.what} ${one.sha256} ${one.named.join()}`)), new Set([`changed ${flipped.sha256} kernel.files`, `missing ${gone.sha256} kernel.files`]));
  const notices = await told('audit.filesDamaged');
  for (const hash of [flipped.sha256, gone.sha256]) assert.ok(notices.some((notice) => notice.body.ja.includes(hash.slice(0, 16))), hash);
  assert.ok(!notices.some((notice) => notice.body.ja.includes(well.sha256.slice(0, 16))));
  assert.ok(existsSync(pathOf(well.sha256)));
});

test('a scrub whose process died goes on behind the folders it has read', async () => {
  const shareOf = (sha256: string) => Number.parseInt(sha256.slice(0, 2), 16) % SHARES;
  const kept: string[] = [];
  const pair = () => kept.flatMap((one) => kept.filter((other) => shareOf(one) === shareOf(other) && one.slice(0, 2) < other.slice(0, 2)).map((other) => [one, other] as const))[0];
  while (!pair()) kept.push((await house.must(machine, keep, { text: `${kept.length} 番目の綴り\n` })).sha256);
  const [read, unread] = pair() ?? assert.fail();
  for (const one of [read, unread]) writeFileSync(pathOf(one), 'x');
  // Nights pass until the share is due; the one before the last has not looked at it.
  const due = async () => sharesDue(await scrubsOf(house.city, house.clock.now()), house.clock.now());
  const waiting = async () => (await house.rows<{ id: string }>(`select id from kernel.jobs where name = 'audit.scrub' and state = 'waiting'`)).length;
  for (let nights = 0; nights < 10 && !(await due()).includes(shareOf(read)); nights++) {
    await night();
    house.clock.advance({ hours: 24 });
  }
  const known = new Set((await badFilesSince(house.city, house.clock.now().subtract({ hours: 24 * 300 }))).map((one) => one.sha256));
  assert.ok(!known.has(read) && !known.has(unread), 'nobody has read them yet');
  await startSchedules(house.city, systems);
  assert.equal(await waiting(), 1);
  const [job] = await house.rows<{ run_at: Temporal.Instant }>(`select run_at from kernel.jobs where name = 'audit.scrub' and state = 'waiting'`);
  const plan = job ? sharesDue(await scrubsOf(house.city, job.run_at), job.run_at).flatMap((share) => foldersOf(share)) : [];
  assert.ok(plan.includes(read.slice(0, 2)));
  await house.past(`update kernel.jobs set done_count = ${plan.indexOf(read.slice(0, 2)) + 1}, state = 'running', heartbeat_at = '2000-01-01' where name = 'audit.scrub' and state = 'waiting'`);
  await night();
  const found = new Set((await badFilesSince(house.city, house.clock.now().subtract({ hours: 24 * 300 }))).map((one) => one.sha256));
  assert.deepEqual([found.has(read), found.has(unread)], [false, true]);
});

test('which shares are due: never read first, then the oldest; a missed night is made up for by two', () => {
  const now = Temporal.Instant.from('2026-11-30T02:30:00+09:00');
  const ago = (share: number, days: number) => ({ share, at: now.subtract({ hours: 24 * days }) });
  assert.deepEqual(sharesDue([], now), [0, 1]);
  assert.deepEqual(sharesDue([0, 1, 2, 3, 4, 5, 6].map((share) => ago(share, 7 - share)), now), [0]);
  assert.deepEqual(sharesDue([0, 1, 2, 3, 4, 5, 6].map((share) => ago(share, 9 - share)), now), [0, 1]);
  assert.deepEqual(sharesDue([0, 1, 2, 3, 4, 5, 6].map((share) => ago(share, 1)), now), []);
});
