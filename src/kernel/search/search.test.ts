/** Search: short Japanese words, variants of writing, and nobody finds what they may not see. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { system } from '../actor.ts';
import { done } from '../outcome.ts';
import { command, label, probeCity } from '../probe.fixture.ts';
import { citizenActor, staffActor, type TestCity } from '../testing.ts';
import { index, searchPublic, searchStaff, unindex } from './search.ts';

const fill = command({
  name: 'probe.fill', title: label, input: z.object({}), allow: [system],
  async run(ctx) {
    const make = (id: string, title: string, face: 'citizen' | 'staff', more = {}) => index(ctx, { system: 'probe', kind: 'room', id, title, href: `/${id}`, face, ...more });
    await make('gym', '城山第一体育館', 'citizen', { words: 'しろやま gymnasium' });
    await make('hall', '安達文化ホール', 'citizen', { note: '大ホール 600席' });
    await make('old', '消えた公民館', 'citizen');
    await make('patron', '髙橋 太郎', 'staff', { permission: 'probe.use' });
    await make('scoped', '髙橋 次郎', 'staff', { permission: 'probe.use', scope: 'facility:GYM' });
    await make('gym', '城山第一体育館', 'citizen', { words: 'しろやま gymnasium' });
    await unindex(ctx, { system: 'probe', kind: 'room', id: 'old' });
    return done(null);
  },
});

let house: TestCity;
before(async () => {
  house = await probeCity();
  await house.must({ kind: 'system', id: 'test' }, fill, {});
});
after(() => house.close());

const staffId = '01890000-0000-7000-8000-000000000001';
async function found(q: string, actor = citizenActor(staffId)): Promise<readonly string[]> {
  const answer = await house.ask(actor, actor.kind === 'staff' ? searchStaff : searchPublic, { q });
  assert.ok(answer.ok);
  return answer.value.map((hit) => hit.id);
}

test('two characters are enough, in the middle of a word, in other widths and readings', async () => {
  for (const q of ['体育', '第一体', '城山第一体育館', 'しろやま', 'シロヤマ', 'GYM', 'ｇｙｍ']) assert.deepEqual(await found(q), ['gym'], q);
  assert.deepEqual(await found('ホール'), ['hall']);
  assert.deepEqual(await found('体育 城山'), ['gym']);
  assert.deepEqual(await found('公民館'), []);
  assert.deepEqual(await found(''), []);
  for (const q of [`'; --`, '%', '_', '\\', '💥', 'あ'.repeat(100)]) assert.deepEqual(await found(q), [], q);
});

test('citizens never find staff entries, staff find what they may, within their scope', async () => {
  assert.deepEqual(await found('髙橋'), []);
  assert.deepEqual(await found('髙橋', staffActor(staffId, [])), []);
  assert.deepEqual((await found('髙橋', staffActor(staffId, ['probe.use']))).toSorted(), ['patron', 'scoped']);
  assert.ok((await found('髙橋', staffActor(staffId, [{ permission: 'probe.use', scope: ['facility:GYM'] }]))).includes('scoped'));
  assert.ok(!(await found('髙橋', staffActor(staffId, [{ permission: 'probe.use', scope: ['facility:OTHER'] }]))).includes('scoped'));
});
