/** A million random actions at the approval desk: every case stays on a legal path, decided once, by who may, on the text that was shown. ATTEMPTS changes the size. */
import { runStorm } from './approval-storm.ts';
import { machine, printReport } from './report.ts';

// It takes hours: SIGUSR2 lets it rest while the machine is needed for something else, and go on; SIGINT ends it early, with a report of what was done.
const over = new AbortController();
process.on('SIGINT', () => over.abort());
let resting: PromiseWithResolvers<void> | null = null;
process.on('SIGUSR2', () => {
  if (resting) resting.resolve();
  resting = resting ? null : Promise.withResolvers<void>();
});
const result = await runStorm({ attempts: Number(process.env['ATTEMPTS'] ?? 1_000_000), workers: 12, say: (line) => console.log(line), rest: async () => resting?.promise, over: over.signal });
const listed = (counts: Readonly<Record<string, number>>) => Object.entries(counts).toSorted((a, b) => b[1] - a[1]).map(([name, count]) => `${name} ${count.toLocaleString('ja-JP')}`).join('、');
printReport('approval-chaos', '電子決裁の混乱試験', [
  ['', ''],
  ['試み', result.attempts.toLocaleString('ja-JP')],
  ['試み / 秒', (result.attempts / result.seconds).toFixed(0)],
  ['町', String(result.towns)],
  ['受け付けた操作', result.acknowledged.toLocaleString('ja-JP')],
  ['案件', result.cases.toLocaleString('ja-JP')],
  ['うち代決', result.byDeputy.toLocaleString('ja-JP')],
  ['接続をすべて切った回数 / そのとき仕事の途中だった接続', `${result.cuts.toLocaleString('ja-JP')} / ${result.cutUnderWay.toLocaleString('ja-JP')}`],
  ['下見と経路の突合せ', result.previews.toLocaleString('ja-JP')],
  ['壊れたもの', result.broken.length === 0 ? 'なし' : `${result.broken.length}: ${result.broken.slice(0, 20).join(' / ')}`],
], [`記録された操作: ${listed(result.actions)}`, `断り: ${listed(result.refusals)}`, '調べる不変条件: P1〜P6、P8〜P15（P7 は規程の性質で、src/kernel/approval/rules/properties.test.ts が調べる）', machine()]);
if (result.broken.length > 0) process.exitCode = 1;
