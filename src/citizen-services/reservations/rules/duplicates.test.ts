import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duplicatesOf } from './duplicates.ts';
import type { PatronTraits } from './duplicates.ts';

const team: PatronTraits = {
  id: 'P1', name: '二本松イーグルスA', representative: { name: '髙橋　健', phone: '09012345678' }, members: ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9', 'm10'],
  bankAccount: '0001-123-4567890', device: 'd1',
};
const other: PatronTraits = { id: 'P2', name: '東和コーラス', representative: { name: '佐藤 花', phone: '0243555000' }, members: ['n1', 'n2', 'n3'], bankAccount: null, device: null };
const signs = (change: Partial<PatronTraits>) => duplicatesOf(team, [{ ...other, ...change }])[0]?.signs ?? [];

test('代表者と電話、名簿の7割、口座、端末のどれかが同じなら職員に知らせる', () => {
  assert.deepEqual(signs({}), []);
  assert.deepEqual(signs({ representative: { name: '高橋 健', phone: '09012345678' } }), ['same_representative']);
  assert.deepEqual(signs({ representative: { name: '高橋 健', phone: '09000000000' } }), []);
  assert.deepEqual(signs({ members: ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'x', 'y', 'z'] }), ['member_overlap']);
  assert.deepEqual(signs({ members: ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'x', 'x2', 'y', 'z'] }), []);
  assert.deepEqual(signs({ bankAccount: '0001-123-4567890' }), ['same_account']);
  assert.deepEqual(signs({ device: 'd1' }), ['same_device']);
});

test('少しだけ違う名前は手がかりに加わるが、それだけでは知らせない', () => {
  assert.deepEqual(signs({ name: '二本松イーグルスB' }), []);
  assert.deepEqual(signs({ name: '二本松ｲｰｸﾞﾙｽ B', device: 'd1' }), ['same_device', 'similar_name']);
  assert.deepEqual(signs({ name: '二本松　ｲｰｸﾞﾙｽＡ' }), ['similar_name'], 'the same name written otherwise');
  assert.deepEqual(duplicatesOf(team, [team]), []);
});
