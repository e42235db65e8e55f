/** The suite's own round of chaos at the approval desk. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runStorm } from './approval-storm.ts';

test('1万回の混乱した操作のあとも、P1〜P15 のどれも破れていない', { timeout: 580_000 }, async () => {
  const result = await runStorm({ attempts: 10_000, workers: 12 });
  assert.deepEqual(result.broken, []);
  for (const action of ['submit', 'approve', 'agree', 'disagree', 'examine', 'decide', 'reject', 'return', 'returnTo', 'recall', 'withdraw', 'pullUp', 'edit', 'skip', 'oral', 'execute', 'close', 'viewed']) assert.ok((result.actions[action] ?? 0) > 0, `nobody did ${action}: the storm was too small`);
  for (const refused of ['StaleVersion', 'NotYourStep', 'NotSeen', 'EffectRefused', 'HolderPresent']) assert.ok((result.refusals[refused] ?? 0) > 0, `nobody was refused for ${refused}`);
  assert.ok(result.byDeputy > 0 && result.previews > 0);
});
