import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Standing, stageAt } from './stage.ts';

const standing = (more: Partial<Standing> = {}): Standing => ({ state: 'planned', approved: true, publishedOn: Temporal.PlainDate.from('2026-04-01'), closesOn: Temporal.PlainDate.from('2026-04-30'), ...more });
const at = (text: string) => Temporal.Instant.from(`${text}+09:00`);

test('approved: it opens with the first minute of its day and closes at 24:00 of its last, whether or not a job has run', () => {
  assert.equal(stageAt(standing(), at('2026-03-31T23:59:59')), 'planned');
  assert.equal(stageAt(standing(), at('2026-04-01T00:00:00')), 'open');
  assert.equal(stageAt(standing(), at('2026-04-30T23:59:59')), 'open');
  assert.equal(stageAt(standing(), at('2026-05-01T00:00:00')), 'closed');
  assert.equal(stageAt(standing({ state: 'open' }), at('2026-05-01T00:00:00')), 'closed');
});

test('without approval it never opens', () => assert.equal(stageAt(standing({ approved: false }), at('2026-04-10T12:00:00')), 'planned'));

test('what people have moved on stays where they moved it', () => {
  for (const state of ['closed', 'considering', 'result_published', 'archived'] as const) assert.equal(stageAt(standing({ state }), at('2026-04-10T12:00:00')), state);
});
