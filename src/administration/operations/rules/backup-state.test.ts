import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backupAlarms, type BackupFacts, nextDrill } from './backup-state.ts';

const now = Temporal.Instant.from('2026-11-23T10:00:00+09:00');
const ago = (minutes: number) => now.subtract({ minutes });
const well: BackupFacts = { everySeconds: 900, checkedAt: ago(1), coversTo: ago(1), lastGood: ago(20), freeBytes: 100 * 1024 ** 3, largestNew: 5_000_000, spooled: 0, problem: null };
const names = (facts: Partial<BackupFacts>) => backupAlarms({ ...well, ...facts }, now).map((one) => `${one.alarm} ${one.level}`);

test('15 分ごとなら、30 分を過ぎた控えは赤', () => {
  assert.deepEqual(names({}), []);
  assert.deepEqual(names({ lastGood: ago(30) }), []);
  assert.deepEqual(names({ lastGood: ago(31) }), ['old bad']);
  assert.deepEqual(names({ lastGood: null }), ['none-yet bad']);
});

test('5 分、変更が届かないか、便りがなければ赤', () => {
  assert.deepEqual(names({ coversTo: ago(6) }), ['behind bad']);
  assert.deepEqual(names({ coversTo: null }), ['behind bad']);
  assert.deepEqual(names({ checkedAt: ago(6), coversTo: ago(6) }), ['silent bad'], '便りがないことが、もとの理由');
});

test('まだ約束は破れていないが、近いうちに破れるものは黄', () => {
  assert.deepEqual(names({ problem: 'つながりません' }), ['problem wait']);
  assert.deepEqual(names({ problem: 'つながりません', coversTo: ago(7) }), ['behind bad', 'problem bad']);
  assert.deepEqual(names({ freeBytes: 900 * 1024 ** 2 }), ['space wait']);
  assert.deepEqual(names({ spooled: 64 }), ['spool wait']);
  assert.deepEqual(names({ freeBytes: null }), [], '空きを言えない置き場所もある');
});

test('訓練は四半期に一度: 11 月に行えば、次は 3 月末まで', () => {
  const day = (text: string) => Temporal.PlainDate.from(text);
  assert.deepEqual(nextDrill(day('2026-11-23'), day('2026-11-24')), { by: day('2027-03-31'), overdue: false });
  assert.deepEqual(nextDrill(day('2026-01-01'), day('2026-06-30')), { by: day('2026-06-30'), overdue: false });
  assert.deepEqual(nextDrill(day('2026-01-01'), day('2026-07-01')), { by: day('2026-06-30'), overdue: true });
  assert.deepEqual(nextDrill(null, day('2026-07-01')), { by: day('2026-07-01'), overdue: true });
});
