/** What commands leave behind: events, jobs, schedules. Delivered at least once, with an effect exactly once. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { z } from 'zod';
import type { Actor } from './actor.ts';
import { anyone, system } from './actor.ts';
import { startBackground } from './background.ts';
import { textField } from './fields.ts';
import { job } from './jobs/job.ts';
import { nextMoment, runDueJobs, startSchedules } from './jobs/runner.ts';
import { keepEverything } from './notices/mail.ts';
import { done } from './outcome.ts';
import { deadEvents, deliverEvents } from './outbox.ts';
import { add, asOwner, command, label, probeCity, probeSystem, quietly, rows } from './probe.fixture.ts';
import { hear as hears } from './system.ts';
import type { TestCity } from './testing.ts';

const visitor: Actor = { kind: 'visitor', device: 'test' };
const failing = { hearer: 0, job: 0 };
const ran: string[] = [];
let gate: Promise<void> | null = null;

/** Writes what it heard; fails after writing as often as it is told to. */
const hear = command({
  name: 'probe.hear', title: label, input: z.object({ name: textField(label) }), allow: [system],
  async run(ctx, input) {
    await ctx.db.insertInto('probe.things').values({ id: ctx.newId(), name: `聞いた ${input.name}`, by: 'hearer' }).execute();
    if (failing.hearer-- > 0) throw new Error('the hearer crashed');
    return done(null);
  },
});

const work = job({
  name: 'probe.work', title: label,
  async run(ctx, input) {
    ran.push(JSON.stringify(input));
    for (let step = 1; step <= 3; step++) {
      const answer = await ctx.do(add, { name: `仕事 ${ctx.jobId} ${step}` }, `${ctx.jobId}:${step}`);
      assert.ok(answer.ok);
      await ctx.progress(step, 3);
      if (step === 2 && gate) await gate;
      if (ctx.cancelled()) return null;
      if (step === 2 && failing.job-- > 0) throw new Error('the worker crashed');
    }
    return { steps: 3 };
  },
});
const nightly = job({ name: 'probe.nightly', title: label, every: { dailyAt: [3, 0] }, async run(ctx) {
  ran.push(`nightly ${ctx.dueAt.toString()}`);
  return null;
} });

const start = command({
  name: 'probe.start', title: label, input: z.object({ key: textField(label) }), allow: [anyone('試験のため')],
  async run(ctx, input) {
    return done(ctx.enqueue('probe.work', { for: input.key }, { key: input.key, total: 3 }));
  },
});

const heard = hears('probe.added', 'probe.hear', hear);
const systems = [probeSystem({ commands: { hear, start }, hears: [heard], jobs: [work, nightly] })];
const hearsOnly = { commands: { hear, start }, hears: [heard], jobs: [work, nightly] };

let house: TestCity;
before(async () => {
  house = await probeCity(hearsOnly);
});
after(() => house.close());
beforeEach(() => {
  failing.hearer = 0;
  failing.job = 0;
  gate = null;
  ran.length = 0;
});

const heardOf = (name: string) => rows(house, 'select 1 from probe.things where name = $1', [`聞いた ${name}`]);

test('an event reaches its hearer after the change, once', async () => {
  await house.must(visitor, add, { name: '知らせ' });
  assert.equal((await heardOf('知らせ')).length, 0, 'not inside the change');
  await house.background.settle();
  await house.background.settle();
  assert.equal((await heardOf('知らせ')).length, 1);
});

test('a hearer that crashes after writing hears again later, and what it wrote stands once', async () => {
  failing.hearer = 2;
  await house.must(visitor, add, { name: '落ちる' });
  await quietly(() => house.background.settle());
  assert.equal((await heardOf('落ちる')).length, 0, 'its transaction went with it');
  for (let i = 0; i < 3; i++) {
    house.clock.advance({ minutes: 1 });
    await quietly(() => house.background.settle());
  }
  assert.equal((await heardOf('落ちる')).length, 1);
  assert.equal((await rows(house, `select 1 from kernel.outbox where delivered_at is null`)).length, 0);
});

test('a process that died between the hearer’s work and its mark repeats nothing', async () => {
  await house.must(visitor, add, { name: '印の前' });
  await house.background.settle();
  // Exactly what such a death leaves: the hearer's change and request id are there, the marks are not.
  await asOwner(house, `delete from kernel.deliveries`);
  await asOwner(house, `update kernel.outbox set delivered_at = null`);
  await house.background.settle();
  assert.equal((await heardOf('印の前')).length, 1);
  assert.equal((await rows(house, `select 1 from kernel.outbox where delivered_at is null`)).length, 0);
});

test('two processes that deliver side by side do everything once', async () => {
  for (let i = 0; i < 10; i++) await house.must(visitor, add, { name: `並んで ${i}` });
  const other = startBackground([house.city], systems, { mailer: keepEverything, loop: false });
  await Promise.all([house.background.settle(), other.settle(), deliverEvents(house.city, systems), deliverEvents(house.city, systems)]);
  await other.stop();
  assert.equal((await rows(house, `select 1 from probe.things where name like '聞いた 並んで%'`)).length, 10);
});

test('an event nobody could hear after many tries is kept where people can see it', async () => {
  failing.hearer = 1000;
  await house.must(visitor, add, { name: '届かない' });
  for (let i = 0; i < 14; i++) {
    await quietly(() => house.background.settle());
    house.clock.advance({ hours: 2 });
  }
  assert.deepEqual((await deadEvents(house.city.staffDb)).map((one) => one.event), ['probe.added']);
  await asOwner(house, 'delete from kernel.outbox where delivered_at is null');
});

test('a loop that is poked delivers without being asked', async () => {
  const loop = startBackground([house.city], systems, { mailer: keepEverything, loop: true });
  await house.must(visitor, add, { name: '起こす' });
  const until = performance.now() + 60_000;
  while ((await heardOf('起こす')).length === 0 && performance.now() < until) await new Promise((done) => setImmediate(done));
  await loop.stop();
  assert.equal((await heardOf('起こす')).length, 1);
});

const jobRow = async (id: string) => (await rows<{ state: string; attempts: number; done_count: number; total_count: number; result: unknown }>(house, 'select state, attempts, done_count, total_count, result from kernel.jobs where id = $1', [id]))[0];

test('a job runs, shows its progress, and the same key stands once', async () => {
  const ids = [await house.must(visitor, start, { key: '同じ鍵' }), await house.must(visitor, start, { key: '同じ鍵' })];
  await house.background.settle();
  const found = (await Promise.all(ids.map(jobRow))).filter((row) => row !== undefined);
  assert.equal(found.length, 1);
  assert.deepEqual(found[0], { state: 'done', attempts: 1, done_count: 3, total_count: 3, result: { steps: 3 } });
  assert.deepEqual(ran, ['{"for":"同じ鍵"}']);
});

test('a job whose worker crashed goes on later and repeats no step', async () => {
  failing.job = 1;
  const id = await house.must(visitor, start, { key: '途中' });
  await quietly(() => house.background.settle());
  assert.equal((await jobRow(id))?.state, 'waiting');
  house.clock.advance({ minutes: 5 });
  await house.background.settle();
  assert.deepEqual([(await jobRow(id))?.state, (await jobRow(id))?.attempts], ['done', 2]);
  assert.equal((await rows(house, `select 1 from probe.things where name like $1`, [`仕事 ${id}%`])).length, 3);
});

test('a job whose worker went silent is taken over; the late worker changes nothing', async () => {
  const held = { release: () => {} };
  gate = new Promise((release) => (held.release = release));
  const id = await house.must(visitor, start, { key: '無言' });
  await deliverEvents(house.city, systems);
  const silent = runDueJobs(house.city, systems);
  const until = performance.now() + 60_000;
  while ((await jobRow(id))?.done_count !== 2 && performance.now() < until) await new Promise((done) => setImmediate(done));
  assert.equal(await runDueJobs(house.city, systems), 0, 'its heartbeat is fresh: nobody else takes it');
  gate = null;
  house.clock.advance({ minutes: 6 });
  assert.equal(await runDueJobs(house.city, systems), 1);
  assert.equal((await jobRow(id))?.state, 'done');
  held.release();
  await silent;
  assert.deepEqual([(await jobRow(id))?.state, (await jobRow(id))?.attempts], ['done', 2]);
  assert.equal((await rows(house, `select 1 from probe.things where name like $1`, [`仕事 ${id}%`])).length, 3);
});

test('a job that never succeeds ends as failed', async () => {
  failing.job = 1000;
  const id = await house.must(visitor, start, { key: '失敗' });
  for (let i = 0; i < 7; i++) {
    await quietly(() => house.background.settle());
    house.clock.advance({ hours: 1 });
  }
  assert.deepEqual([(await jobRow(id))?.state, (await jobRow(id))?.attempts], ['failed', 5]);
});

test('a schedule fires once, at its moment, also after a long sleep and with two processes', async () => {
  house.clock.set('2026-12-01T01:00:00+09:00');
  await house.background.settle();
  ran.length = 0;
  house.clock.set('2026-12-01T03:00:00+09:00');
  await Promise.all([startSchedules(house.city, systems), startSchedules(house.city, systems)]);
  await house.background.settle();
  await house.background.settle();
  assert.deepEqual(ran, ['nightly 2026-11-30T18:00:00Z']);
  ran.length = 0;
  house.clock.set('2026-12-20T12:00:00+09:00');
  await house.background.settle();
  assert.deepEqual(ran, ['nightly 2026-12-01T18:00:00Z'], 'nineteen missed nights are one run');
  house.clock.set('2026-12-21T03:00:00+09:00');
  await house.background.settle();
  assert.deepEqual(ran.at(-1), 'nightly 2026-12-20T18:00:00Z');
});

test('the next moment lies after now, in Japanese time', () => {
  const now = Temporal.Instant.from('2026-11-23T03:00:00+09:00');
  assert.equal(nextMoment({ dailyAt: [3, 0] }, now).toString(), '2026-11-23T18:00:00Z');
  assert.equal(nextMoment({ dailyAt: [23, 59] }, now).toString(), '2026-11-23T14:59:00Z');
  assert.equal(nextMoment({ minutes: 10 }, now).toString(), '2026-11-22T18:10:00Z');
});
