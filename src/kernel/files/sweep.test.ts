/** The sweep of the file store: what nobody names goes, and what somebody is about to name never does. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, globSync, readdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { actsOf } from '../act.ts';
import { system } from '../actor.ts';
import type { KernelTables } from '../db/rows.ts';
import { runDueJobs, startSchedules } from '../jobs/runner.ts';
import { done } from '../outcome.ts';
import { asOwner, probeCity, probeSystem, rows } from '../probe.fixture.ts';
import type { TestCity } from '../testing.ts';
import { loadFile, storeFile } from './files.ts';
import { findLeftovers, removeLeftovers } from './sweep.ts';
import { noteSweep, sweepFilesJob } from './tidy.ts';

const house = { kind: 'system', id: 'test' } as const;
const { command } = actsOf<KernelTables>();
/** What a running command waits for, so that a test can do something in its middle. */
let gate: Promise<void> = Promise.resolve();
let reached: () => void = () => {};

const keep = command({
  name: 'probe.keep', title: { ja: 'しまう', en: 'Keep' }, input: z.object({ text: z.string() }), allow: [system],
  prepare: async (ctx, { text }) => stored(text, ctx.city),
  async run(ctx, { text }, sha256) {
    await ctx.db.insertInto('kernel.files').values({ id: ctx.newId(), sha256, bytes: text.length, media_type: 'text/csv', name: 'a.csv', owner: 'test', created_at: ctx.now }).execute();
    reached();
    await gate;
    return done({ sha256 });
  },
});

const parts = { commands: { keep, noteSweep }, jobs: [sweepFilesJob] };
let town: TestCity;
before(async () => {
  town = await probeCity(parts);
});
after(() => town.close());

async function stored(text: string, city: Pick<TestCity['city'], 'filesDir' | 'random'> = town.city): Promise<string> {
  const found = await storeFile(city, Buffer.from(text), { limit: 10_000, types: ['text/csv'] });
  assert.ok('sha256' in found);
  return found.sha256;
}
const pathOf = (sha256: string) => join(town.city.filesDir, sha256.slice(0, 2), sha256);
const makeOld = (path: string) => utimesSync(path, 1, 1);
/** An orphan of long ago. */
async function orphan(text: string): Promise<string> {
  const sha256 = await stored(text);
  makeOld(pathOf(sha256));
  return sha256;
}
const sweep = async () => removeLeftovers(town.city, await findLeftovers(town.city));
const inStore = () => globSync('**/*.*', { cwd: town.city.filesDir });

test('夜の片付けは、古くてどこからも指されないものと書きかけだけを消し、先に記録し、数を「しごと」に出す', async () => {
  const { sha256: named } = await town.must(house, keep, { text: '残る\n' });
  makeOld(pathOf(named));
  const young = await stored('まだ名前がない\n');
  const old = await orphan('だれのものでもない\n');
  const unfinished = `${pathOf(old)}.0123456789abcdef.part`;
  writeFileSync(unfinished, 'だれの');
  makeOld(unfinished);
  writeFileSync(`${pathOf(old)}.fedcba9876543210.part`, 'いま書いている');
  writeFileSync(join(town.city.filesDir, 'README'), 'not ours');
  makeOld(join(town.city.filesDir, 'README'));

  const systems = [probeSystem(parts)];
  await startSchedules(town.city, systems);
  town.clock.set('2026-11-24T04:10:00+09:00');
  assert.equal(await startSchedules(town.city, systems), 1);
  assert.equal(await runDueJobs(town.city, systems), 1);

  assert.deepEqual([named, young, old].map((one) => existsSync(pathOf(one))), [true, true, false]);
  assert.deepEqual(inStore().map((path) => path.slice(3)), [`${old}.fedcba9876543210.part`]);
  assert.ok(existsSync(join(town.city.filesDir, 'README')), 'なじみのない名前には触らない');
  const [entry] = await rows<{ detail: { input: unknown } }>(town, `select detail from kernel.audit_entries where command = 'files.sweep' and outcome = 'done'`);
  assert.deepEqual(entry?.detail.input, { orphans: [old], orphanCount: 1, parts: 1, bytes: 'だれのものでもない\nだれの'.length * 3 - 2 });
  const [shown] = await rows<{ state: string; message: string; done_count: number }>(town, `select state, message, done_count from kernel.jobs where name = 'files.sweep'`);
  assert.deepEqual(shown, { state: 'done', message: '2 件（0.0 MB）を片付けました', done_count: 2 });
  assert.deepEqual((await findLeftovers(town.city)).orphans, [], '二度目には何もない');
});

test('消した記録のファイルも、次の夜になくなる', async () => {
  const { sha256 } = await town.must(house, keep, { text: '消してほしい書類\n' });
  makeOld(pathOf(sha256));
  await sweep();
  assert.ok(existsSync(pathOf(sha256)));
  await asOwner(town, 'delete from kernel.files where sha256 = $1', [sha256]);
  await sweep();
  assert.ok(!existsSync(pathOf(sha256)));
});

test('前からあった孤児と同じものを送っている途中の操作は、片付けがいつ来てもファイルを失わない', async () => {
  const text = '同じ写真\n';
  const old = await orphan(text);
  const found = await findLeftovers(town.city);
  assert.deepEqual(found.orphans, [old]);
  let open: () => void = () => {};
  gate = new Promise((done) => (open = done));
  const atGate = new Promise<void>((done) => (reached = done));
  const answer = town.do(house, keep, { text });
  await atGate;
  // The row is written and not committed: no sweep can see it.
  assert.equal(await removeLeftovers(town.city, found), 0, '探したあとで新しくなった');
  assert.equal(await sweep(), 0);
  open();
  assert.ok((await answer).ok);
  assert.equal(Buffer.from(await loadFile(town.city, old)).toString(), text);
});

test('脇へよけたその瞬間に同じものが来ても、名付けられても、残る', async () => {
  for (const [text, meanwhile] of [['よけた間に来た\n', () => stored('よけた間に来た\n')], ['よけた間に名付けた\n', () => asOwner(town, `insert into kernel.files (id, sha256, bytes, media_type, name, owner, created_at) values (gen_random_uuid(), $1, 1, 'text/csv', 'a', 'test', now())`, [createHash('sha256').update('よけた間に名付けた\n').digest('hex')])]] as const) {
    const old = await orphan(text);
    const found = await findLeftovers(town.city);
    const { filesDir, random, staffDb } = town.city;
    assert.ok(found.orphans.includes(old));
    await removeLeftovers({ filesDir, random, staffDb: { use: async (work) => {
      assert.ok(!existsSync(pathOf(old)), 'いま脇にある');
      await meanwhile();
      return staffDb.use(work);
    } } }, found);
    assert.equal(Buffer.from(await loadFile(town.city, old)).toString(), text);
    assert.deepEqual(inStore().filter((name) => name.endsWith('.swept')), []);
  }
});

test('大勢が同じときに送り、片付けが二つ走っても、名付けられたものは一つも失われない', async () => {
  const texts = Array.from({ length: 60 }, (_, n) => `込み合う,${n}\n`);
  for (const text of texts) await orphan(text);
  const found = await findLeftovers(town.city);
  const [answers] = await Promise.all([
    Promise.all(texts.filter((_, n) => n % 2 === 0).map((text) => town.must(house, keep, { text }))),
    removeLeftovers(town.city, found), removeLeftovers(town.city, found), sweep(),
  ]);
  for (const { sha256 } of answers) await loadFile(town.city, sha256);
  await sweep();
  assert.deepEqual(inStore().filter((name) => name.endsWith('.swept')), []);
  for (const text of texts.filter((_, n) => n % 2 === 1)) assert.ok(!existsSync(pathOf(createHash('sha256').update(text).digest('hex'))));
});

test('片付けの途中で止まったら、次の片付けが、よけたものを元に戻してから見る', async () => {
  const { sha256 } = await town.must(house, keep, { text: '停電のときによけていた\n' });
  renameSync(pathOf(sha256), `${pathOf(sha256)}.0123456789abcdef.swept`);
  await sweep();
  assert.equal(Buffer.from(await loadFile(town.city, sha256)).toString(), '停電のときによけていた\n');
});

test('読めない表があって、指されているかどうか分からないときは、何も消さない', async () => {
  const old = await orphan('分からない\n');
  await asOwner(town, 'create table probe.hidden (id int, sha256 text)');
  await assert.rejects(sweep(), /probe\.hidden\.sha256/);
  assert.ok(existsSync(pathOf(old)));
  await asOwner(town, 'drop table probe.hidden');
  await sweep();
  assert.ok(!existsSync(pathOf(old)));
});

test('受け取っている途中で電源が切れても（kill -9）、片付けのあとに、置き去りも失われたものもない', async () => {
  const { sha256: named } = await town.must(house, keep, { text: 'その前からある\n' });
  const upload = (megabytes: number) => spawn(process.execPath, ['--import', fileURLToPath(new URL('../../../bin/tsx.ts', import.meta.url)), fileURLToPath(new URL('./upload.fixture.ts', import.meta.url))], {
    env: { ...process.env, UPLOAD: JSON.stringify({ filesDir: town.city.filesDir, megabytes, connect: town.connect('staff') }) }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  // In the middle of writing.
  const writing = upload(200);
  const partial = () => inStore().find((name) => name.endsWith('.part') && !name.includes('fedcba9876543210'));
  while (partial() === undefined && writing.exitCode === null) await turn();
  writing.kill('SIGKILL');
  await once(writing, 'exit');
  const part = partial();
  assert.ok(part, '書きかけが残った');
  // After the bytes are whole, before the row that names them is committed.
  const naming = upload(1);
  const [line] = await once(naming.stdout, 'data');
  const nobodys = String(line).trim();
  naming.kill('SIGKILL');
  await once(naming, 'exit');
  assert.ok(existsSync(pathOf(nobodys)));

  await sweep();
  assert.ok(existsSync(pathOf(nobodys)) && existsSync(join(town.city.filesDir, part)), 'すぐには消さない');
  for (const path of [pathOf(nobodys), join(town.city.filesDir, part)]) makeOld(path);
  await sweep();
  assert.ok(!existsSync(pathOf(nobodys)) && partial() === undefined);
  assert.equal(Buffer.from(await loadFile(town.city, named)).toString(), 'その前からある\n');
  for (const { sha256 } of await rows<{ sha256: string }>(town, 'select sha256 from kernel.files')) await loadFile(town.city, sha256);
  assert.ok(readdirSync(town.city.filesDir).every((name) => !name.endsWith('.tmp')));
});
