/** A draw of 60,000 entries: canonical list, seed, tickets, allocation. The limit beside it: the bare hashing of the tickets. */
import { createHash } from 'node:crypto';
import { canonicalLines, draw, type LotteryEntry, rootOf, seedOf, ticketOf } from '../src/citizen-services/reservations/rules/lottery.ts';
import { machine, printReport } from './report.ts';

const ENTRIES = Number(process.env['ENTRIES'] ?? 60_000);
const sha256hex = (text: string): string => createHash('sha256').update(text).digest('hex');
const units = Array.from({ length: 240 }, (_, index) => `UNIT-${index + 1}`);
const entries: LotteryEntry[] = Array.from({ length: ENTRIES }, (_, index) => ({
  id: `E${String(index + 1).padStart(5, '0')}`, applicant: `U-${index % 9000}`, unit: units[(index * 7) % units.length] ?? '', slot: `2027-01-${String(1 + (index % 31)).padStart(2, '0')}T${['09:00/12:00', '13:00/17:00', '18:00/21:00'][index % 3] ?? ''}`, weight: 1 + (index % 4),
}));
const times: Record<string, number> = {};
const timed = <T>(name: string, work: () => T): T => {
  const began = performance.now();
  const value = work();
  times[name] = performance.now() - began;
  return value;
};
const root = timed('確定（一覧とハッシュ）', () => rootOf(entries, sha256hex));
const seed = seedOf({ lotteryId: 'LOT-BENCH', root, secretHex: '00'.repeat(32), publicValue: '5f'.repeat(32) }, sha256hex);
const drawn = timed('抽選', () => draw(entries, seed, { cellsOf: Object.fromEntries(units.map((unit) => [unit, [unit]])) }, { capWins: 4, noOverlap: true, oneEachRound: false, mode: 'entries', stages: [] }, sha256hex));
timed('ハッシュだけ', () => entries.forEach((entry) => ticketOf(seed, entry.id, entry.weight, sha256hex)));
printReport('lottery', `${ENTRIES.toLocaleString('ja-JP')} 件の抽選`, [['', 'ミリ秒'], ...Object.entries(times).map(([name, milliseconds]) => [name, milliseconds.toFixed(0)]), ['当選', String(drawn.filter((one) => one.outcome === 'won').length)]], [`一覧 ${(canonicalLines(entries).length / 1024 / 1024).toFixed(1)} MB`, '目標: 5 秒未満', machine()]);
