/** Half an hour at a third of the most it can do: does memory grow, does it become slower, is there any 5xx? `--minutes 30`. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { machine, printReport } from './report.ts';
import type { Plan, Slice, Wish } from './soak-load.ts';
import { openStage, type Stage } from './stage.ts';

/** Seven in ten read a page from memory, the others a page made anew, an own page, a booking, a cancellation that finds nothing. */
function wishesOf(stage: Stage): Wish[] {
  const today = stage.city.clock.now().toZonedDateTimeISO('Asia/Tokyo').toPlainDate();
  return Array.from({ length: 20_000 }, (_, index): Wish => {
    const unit = stage.units[index % stage.units.length];
    const patron = stage.patrons[index % stage.patrons.length];
    const kind = index % 20;
    if (kind < 14) return { method: 'GET', path: kind % 2 ? '/facilities' : `/facilities/HALL-${1 + (index % 20)}` };
    if (kind < 16) return { method: 'GET', path: `/facilities/HALL-${1 + (index % 20)}/openings?week=${today.add({ days: 7 * (index % 40) }).toString()}&n=${index}` };
    if (kind < 17) return { method: 'GET', path: '/my', ...(patron ? { token: patron.token } : {}) };
    if (kind < 19) return { method: 'POST', path: '/api/reservations.reserve', ...(patron ? { token: patron.token } : {}), body: { unit: unit?.id, date: today.add({ days: 10 + ((index * 7) % 300) }).toString(), slots: [['AM', 'PM', 'NT'][index % 3]], patron: patron?.id, purpose: 'badminton', persons: 4 } };
    return { method: 'POST', path: '/api/reservations.cancel', ...(patron ? { token: patron.token } : {}), body: { reservation: '01890000-0000-7000-8000-000000000000' } };
  });
}

function load(plan: Plan, slice: (one: Slice) => void): Promise<void> {
  const child = fork(fileURLToPath(new URL('./soak-load.ts', import.meta.url)), [], { execArgv: [] });
  return new Promise((done, fail) => {
    child.on('message', (one: Slice | 'end') => {
      if (one === 'end') {
        child.kill();
        done();
      } else slice(one);
    });
    child.once('error', fail);
    child.send(plan);
  });
}

/** Growth per hour by least squares. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const top = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0);
  const bottom = values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
  return bottom === 0 ? 0 : (top / bottom) * 60;
}

const at = process.argv.indexOf('--minutes');
const minutes = Number(at > 0 ? process.argv[at + 1] : 30);
const stage = await openStage({ facilities: 20, patrons: 300 });
try {
  const wishes = wishesOf(stage);
  let most = 0;
  await load({ port: stage.server.port, wishes, perSecond: 0, seconds: 10 }, () => {});
  await load({ port: stage.server.port, wishes, perSecond: 0, seconds: 20 }, (one) => (most = one.requests / 20));
  const third = most / 3;
  console.log(`最大 ${most.toFixed(0)} 件/秒、その三分の一 ${third.toFixed(0)} 件/秒で ${minutes} 分`);
  const slices: (Slice & { heap: number; rss: number })[] = [];
  // The lowest heap of each minute is what stays after the collector has been.
  let lowest = Infinity;
  const watch = setInterval(() => (lowest = Math.min(lowest, process.memoryUsage().heapUsed)), 200);
  await load({ port: stage.server.port, wishes, perSecond: third, seconds: minutes * 60 }, (one) => {
    if (one.requests < third * 10) return;
    slices.push({ ...one, heap: lowest / 1024 / 1024, rss: process.memoryUsage().rss / 1024 / 1024 });
    lowest = Infinity;
    console.log(`${String(slices.length).padStart(3)} 分  ${one.requests} 件  p50 ${one.p50.toFixed(1)}  p99 ${one.p99.toFixed(1)} ms  ヒープ ${slices.at(-1)?.heap.toFixed(0) ?? ''} MB  ${JSON.stringify(one.statuses)}`);
  });
  clearInterval(watch);
  const settled = slices.slice(Math.min(5, Math.floor(slices.length / 3)));
  const part = (from: number, to: number) => {
    const some = settled.slice(Math.floor(settled.length * from), Math.ceil(settled.length * to));
    return some.reduce((sum, one) => sum + one.p99, 0) / Math.max(1, some.length);
  };
  const total = slices.reduce<Record<string, number>>((sum, one) => {
    for (const [kind, count] of Object.entries(one.statuses)) sum[kind] = (sum[kind] ?? 0) + count;
    return sum;
  }, {});
  printReport('soak', '三十分の持久', [
    ['', '値'], ['速さ（最大の三分の一）', `${third.toFixed(0)} 件/秒`], ['時間', `${slices.length} 分`], ['要求', String(slices.reduce((sum, one) => sum + one.requests, 0))],
    ['状態', JSON.stringify(total)], ['p99 はじめの三分の一', `${part(0, 1 / 3).toFixed(1)} ms`], ['p99 おわりの三分の一', `${part(2 / 3, 1).toFixed(1)} ms`],
    ['ヒープ（分ごとの最小）はじめ → おわり', `${settled[0]?.heap.toFixed(0) ?? ''} → ${settled.at(-1)?.heap.toFixed(0) ?? ''} MB`], ['ヒープの傾き（5分後から）', `${slope(settled.map((one) => one.heap)).toFixed(1)} MB/時`], ['常駐メモリー おわり', `${slices.at(-1)?.rss.toFixed(0) ?? ''} MB`],
  ], ['ページ（記憶から）70 %、作るページ 10 %、自分のページ 5 %、予約 10 %、取消し 5 %', '目標: 5xx が 0、p99 とヒープが上がりつづけない', machine()]);
} finally {
  await stage.close();
}
