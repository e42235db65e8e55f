/** A million random attempts from 32 clients: nothing overlaps, nothing is half booked, nothing acknowledged is lost. ATTEMPTS and KILLS change the size. */
import { runChaos } from './chaos.ts';
import { machine, printReport } from './report.ts';

const attempts = Number(process.env['ATTEMPTS'] ?? 1_000_000);
const result = await runChaos({ attempts, clients: 32, kills: Number(process.env['KILLS'] ?? 3), facilities: 20, patrons: 400, say: (line) => console.log(line) });
printReport('booking-chaos', '予約の混乱試験', [
  ['', ''],
  ['試み', result.attempts.toLocaleString('ja-JP')],
  ['受け付けた予約', result.acknowledged.toLocaleString('ja-JP')],
  ['kill -9 の回数', String(result.kills)],
  ['試み / 秒', result.perSecond.toFixed(0)],
  ['答え', Object.entries(result.statuses).map(([status, count]) => `${status}: ${count.toLocaleString('ja-JP')}`).join('、')],
  ['壊れたもの', result.broken.length === 0 ? 'なし' : result.broken.join(' / ')],
], [machine()]);
if (result.broken.length > 0) process.exitCode = 1;
