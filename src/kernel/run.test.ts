/** What stands around every command, against a real PostgreSQL and with real concurrency. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import type { Actor } from './actor.ts';
import { anyone } from './actor.ts';
import { intField, textField } from './fields.ts';
import { type Answer, done } from './outcome.ts';
import { add, addAndRefuse, asOwner, command, count, guarded, label, nest, probeCity, quietly, rows } from './probe.fixture.ts';
import { citizenActor, staffActor, type TestCity } from './testing.ts';

let house: TestCity;
before(async () => {
  house = await probeCity({}, { poolSize: 24 });
});
after(() => house.close());

const visitor: Actor = { kind: 'visitor', device: 'test' };
const howMany = async (name: string) => {
  const answer = await house.ask(visitor, count, { name });
  assert.ok(answer.ok);
  return answer.value;
};
const audits = (requestId: string) => rows<{ command: string; outcome: string; subject: string | null; parent: string | null; detail: Record<string, unknown> }>(house, 'select command, outcome, subject, parent, detail from kernel.audit_entries where request_id = $1 order by id', [requestId]);

test('the same request twice happens once and gets the first answer', async () => {
  const id = house.id();
  const first = await house.do(visitor, add, { name: '一度' }, id);
  const second = await house.do(visitor, add, { name: '一度' }, id);
  assert.ok(first.ok && second.ok);
  assert.deepEqual(second.value, first.value);
  assert.deepEqual([first.repeated, second.repeated], [false, true]);
  assert.equal(await howMany('一度'), 1);
  assert.equal((await audits(id)).length, 1);
});

test('twenty at the same moment: one effect, twenty equal answers', async () => {
  const id = house.id();
  const answers = await Promise.all(Array.from({ length: 20 }, () => house.do(visitor, add, { name: '二十' }, id)));
  assert.equal(new Set(answers.map((answer) => JSON.stringify(answer.ok && answer.value))).size, 1);
  assert.equal(answers.filter((answer) => answer.ok && !answer.repeated).length, 1);
  assert.equal(await howMany('二十'), 1);
  assert.equal((await rows(house, `select 1 from kernel.outbox where event = 'probe.added' and payload->>'name' = '二十'`)).length, 1);
});

test('twenty different people want one name: one gets it, the others the refusal the constraint is named after', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => house.do(citizenActor(`01890000-0000-7000-8000-0000000000${String(i).padStart(2, '0')}`), add, { name: '一つだけ' })));
  assert.equal(answers.filter((answer) => answer.ok).length, 1);
  for (const answer of answers.filter((one) => !one.ok)) assert.deepEqual([answer.refused, answer.status, answer.errors[0]?.path], ['NameTaken', 409, 'name']);
});

test('a request id belongs to one command and to one person', async () => {
  const id = house.id();
  await house.must(visitor, add, { name: '番号' }, id);
  const other = await house.do(visitor, nest, { name: '番号' }, id);
  assert.ok(!other.ok && other.refused === 'RequestReused');
  assert.equal(await howMany('番号-1'), 0);
  const someone = await house.do(citizenActor('01890000-0000-7000-8000-00000000aaaa'), add, { name: '番号の人' }, id);
  assert.ok(someone.ok && !someone.repeated);
});

test('a refusal takes back what was written, and is itself on record', async () => {
  const id = house.id();
  const answer = await house.do(visitor, addAndRefuse, { name: '断られる' }, id);
  assert.ok(!answer.ok);
  assert.deepEqual([answer.refused, answer.message], ['Unwanted', 'これは受け付けていません。']);
  assert.equal(await howMany('断られる'), 0);
  assert.equal((await rows(house, `select 1 from kernel.outbox where payload->>'name' = '断られる'`)).length, 0);
  const [entry] = await audits(id);
  assert.equal(entry?.outcome, 'Unwanted');
  assert.equal(entry?.subject, 'name:断られる');
  // Refused is not done: with the cause removed the same request may be tried again.
  assert.equal((await rows(house, 'select 1 from kernel.requests where request_id = $1', [id])).length, 0);
});

test('a command inside a command: refused ones leave nothing, the others count, and each is on record under its parent', async () => {
  const id = house.id();
  assert.deepEqual(await house.must(visitor, nest, { name: '親' }, id), ['done', 'Unwanted', 'NameTaken', 'done']);
  assert.deepEqual([await howMany('親-1'), await howMany('親-2'), await howMany('親-3')], [1, 0, 1]);
  const entries = await audits(id);
  const parent = entries.find((entry) => entry.command === 'probe.nest');
  assert.equal(parent?.parent, null);
  assert.deepEqual(entries.filter((entry) => entry.parent !== null).map((entry) => entry.outcome).toSorted(), ['NameTaken', 'Unwanted', 'done', 'done']);
  assert.equal((await rows(house, `select 1 from kernel.outbox where payload->>'name' like '親-%'`)).length, 2);
});

test('secrets never reach the record', async () => {
  const id = house.id();
  await house.must(visitor, add, { name: '秘密', password: 'ひみつのことば' }, id);
  const everywhere = await rows<{ text: string }>(house, `select detail::text as text from kernel.audit_entries where request_id = $1`, [id]);
  assert.equal(everywhere.length, 1);
  assert.doesNotMatch(everywhere[0]?.text ?? '', /ひみつ/);
  assert.match(everywhere[0]?.text ?? '', /秘密/);
});

test('two changes that lock each other are tried again until both are done', async () => {
  await house.must(visitor, add, { name: '甲' });
  await house.must(visitor, add, { name: '乙' });
  let tries = 0;
  const both = { waiting: 0, release: () => {} };
  const met = new Promise<void>((release) => (both.release = release));
  const lockBoth = command({
    name: 'probe.lockBoth', title: label, input: z.object({ first: textField(label), second: textField(label) }), allow: [anyone('試験のため')],
    async run(ctx, input) {
      tries++;
      await ctx.db.updateTable('probe.things').set({ by: input.first }).where('name', '=', input.first).execute();
      // Both hold their first row before either asks for the second.
      if (++both.waiting === 2) both.release();
      await met;
      await ctx.db.updateTable('probe.things').set({ by: input.first }).where('name', '=', input.second).execute();
      return done(null);
    },
  });
  const answers = await Promise.all([house.do(visitor, lockBoth, { first: '甲', second: '乙' }), house.do(visitor, lockBoth, { first: '乙', second: '甲' })]);
  assert.ok(answers.every((answer) => answer.ok));
  assert.equal(tries, 3, 'one of them ran twice');
});

test('a conflict that never ends is "busy", and nothing was changed', async () => {
  let tries = 0;
  const unlucky = command({
    name: 'probe.unlucky', title: label, input: z.object({}), allow: [anyone('試験のため')],
    async run(ctx) {
      tries++;
      await ctx.db.insertInto('probe.things').values({ id: ctx.newId(), name: '不運', by: 'x' }).execute();
      throw Object.assign(new Error('could not serialize access'), { code: '40001' });
    },
  });
  const answer = await house.do(visitor, unlucky, {});
  assert.ok(!answer.ok && answer.refused === 'Busy' && answer.status === 503);
  assert.equal(tries, 4);
  assert.equal(await howMany('不運'), 0);
});

test('a bug throws, rolls back, and the connection serves the next caller', async () => {
  const broken = command({
    name: 'probe.broken', title: label, input: z.object({}), allow: [anyone('試験のため')],
    async run(ctx) {
      await ctx.db.insertInto('probe.things').values({ id: ctx.newId(), name: '欠陥', by: 'x' }).execute();
      throw new TypeError('a bug');
    },
  });
  for (let i = 0; i < 30; i++) await assert.rejects(house.do(visitor, broken, {}), TypeError);
  assert.equal(await howMany('欠陥'), 0);
});

test('who may not is told so; whoever is known stands in the record', async () => {
  const anonymous = await house.do(visitor, guarded, { count: 1 });
  assert.ok(!anonymous.ok && anonymous.refused === 'SignInNeeded' && anonymous.status === 401);
  const id = house.id();
  const plain = await house.do(staffActor('01890000-0000-7000-8000-00000000bbbb', []), guarded, { count: 1 }, id);
  assert.ok(!plain.ok && plain.refused === 'NotAllowed' && plain.status === 403);
  assert.equal((await audits(id))[0]?.outcome, 'NotAllowed');
  assert.equal(await house.must(staffActor('01890000-0000-7000-8000-00000000cccc', ['probe.use']), guarded, { count: 4 }), 8);
  const wrong = await house.do(staffActor('01890000-0000-7000-8000-00000000cccc', ['probe.use']), guarded, { count: 99 });
  assert.ok(!wrong.ok && wrong.status === 422 && wrong.errors[0]?.path === 'count');
});

test('the audit trail, the looks and the receipts refuse change, even from their owner', async () => {
  await house.must(visitor, add, { name: '記録' });
  for (const statement of ['update kernel.audit_entries set outcome = $$x$$', 'delete from kernel.audit_entries', 'truncate kernel.audit_entries', 'truncate kernel.looks', 'truncate kernel.receipts cascade']) {
    await assert.rejects(asOwner(house, statement), /append-only/, statement);
  }
});

test('numbers have no gaps, however many take them at once and however many give up', async () => {
  const take = command({
    name: 'probe.take', title: label, input: z.object({ name: textField(label) }), allow: [anyone('試験のため')],
    refusals: { Odd: { ja: () => 'だめです。', en: () => 'No.' } },
    async run(ctx, input) {
      const number = await ctx.nextNumber('probe.series');
      return input.name === 'keep' ? done(number) : { ok: false, refused: 'Odd', details: {} } as const;
    },
  });
  const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => house.do(visitor, take, { name: i % 3 === 0 ? 'drop' : 'keep' })));
  const numbers = answers.flatMap((answer) => (answer.ok ? [answer.value] : [])).toSorted((a, b) => a - b);
  assert.deepEqual(numbers, Array.from({ length: 20 }, (_, i) => i + 1));
});

test('a defect’s log line quotes no row', async () => {
  const { logProblem } = await import('./log.ts');
  const [, lines] = await quietly(async () => logProblem('defect', Object.assign(new Error('Key (name)=(安達 太郎) already exists.'), { code: '23505', constraint: 'x_y', detail: '安達' })));
  assert.equal(lines.length, 1);
  assert.doesNotMatch(lines[0] ?? '', /安達/);
  assert.match(lines[0] ?? '', /23505/);
});

const addBehind = command({
  name: 'probe.addBehind',
  title: { ja: '待たずに加える', en: 'Add without waiting' },
  input: z.object({ name: textField(label, { max: 40 }), count: intField(label, { min: 1, max: 5 }), look: textField(label, { max: 10 }) }),
  allow: [anyone('試験のため')],
  refusals: { NameTaken: { status: 409, ja: () => 'その名前は、もう使われています。', en: () => 'Taken.' } },
  async run(ctx, input) {
    for (let i = 0; i < input.count; i++) ctx.behind(ctx.db.insertInto('probe.things').values({ id: ctx.newId(), name: input.name.replace('#', String(i)), by: 'behind' }));
    if (input.look === 'look') await ctx.db.selectFrom('probe.things').select('id').execute();
    return done({});
  },
});
const nestBehind = command({
  name: 'probe.nestBehind',
  title: { ja: '重ねて待たない', en: 'Nest without waiting' },
  input: z.object({ name: textField(label, { max: 30 }) }),
  allow: [anyone('試験のため')],
  async run(ctx, input) {
    const taken = await ctx.call(addBehind, { name: input.name, count: 2, look: '-' });
    const last = await ctx.call(addBehind, { name: `${input.name}-#`, count: 2, look: '-' });
    return done([taken.ok ? 'done' : taken.refused, last.ok ? 'done' : last.refused]);
  },
});

test('statements nobody waits for are kept with the change', async () => {
  const id = house.id();
  await house.must(visitor, addBehind, { name: '後ろ#', count: 3, look: '-' }, id);
  assert.deepEqual([await howMany('後ろ0'), await howMany('後ろ2'), (await audits(id)).length], [1, 1, 1]);
});

test('one of them fails: nothing is kept, and the answer is the refusal its constraint is named after', async () => {
  for (const look of ['-', 'look']) {
    const id = house.id();
    const answer: Answer<unknown> = await house.do(visitor, addBehind, { name: `重なる${look}`, count: 2, look }, id);
    assert.equal(answer.ok ? 'done' : answer.refused, 'NameTaken');
    assert.equal(await howMany(`重なる${look}`), 0);
    assert.deepEqual((await audits(id)).map((entry) => entry.outcome), ['NameTaken']);
  }
});

test('inside another command only the failed part goes', async () => {
  const answer = await house.do(visitor, nestBehind, { name: '内側' });
  assert.ok(answer.ok);
  assert.deepEqual(answer.value, ['NameTaken', 'done']);
  assert.deepEqual([await howMany('内側'), await howMany('内側-1')], [0, 1]);
});
