/** `./yakuba start`: opens the town hall and stays until it is told to close. */
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { unfinishedUpgrade } from '../src/kernel/upgrade/databases.ts';
import { openTownHall } from '../src/main.ts';
import { buildIslands } from './islands.ts';
import { readWords } from './words.ts';

export async function run(words: readonly string[]): Promise<void> {
  const { options } = readWords(words, ['port', 'data', 'host', 'sample', 'city'], ['quiet']);
  const port = Number(options.get('port') ?? process.env['PORT'] ?? 8080);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port は 0〜65535 の整数です。');
  const sample = options.get('sample') ?? 'quarter';
  if (sample !== 'quarter' && sample !== 'year' && sample !== 'tiny') throw new Error('--sample は quarter、year、tiny のどれかです。');
  const face = process.env['YAKUBA_FACE'] ?? 'all';
  if (face !== 'citizen' && face !== 'staff' && face !== 'all') throw new Error('YAKUBA_FACE は citizen、staff、all のどれかです。');
  const dataDir = resolve(options.get('data') ?? './data');
  if (unfinishedUpgrade(dataDir)) throw new Error('前の更新が途中で止まっています。./yakuba upgrade --back を実行して更新の前に戻してから、もう一度開いてください。');
  const say = (line: string) => console.log(line);
  const progress = process.stdout.isTTY
    ? (label: string, done: number, total: number) => process.stdout.write(`\r${bar(done, total)} ${label}\u001b[K${done >= total ? '\n' : ''}`)
    : (label: string, done: number, total: number) => void (done >= total && console.log(`${label}: ${total} 件`));
  const hall = await openTownHall({
    dataDir, cityName: options.get('city') ?? 'nihonmatsu', port, host: options.get('host') ?? process.env['HOST'] ?? '127.0.0.1', sample,
    faces: face === 'all' ? ['citizen', 'staff'] : [face], islands: buildIslands(), say, progress,
  });
  let closing = false;
  const close = (signal: string) => {
    if (closing) return;
    closing = true;
    console.log(`\n${signal} を受けたので、閉じています…`);
    leave(hall, signal).then(() => process.exit(0), (error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => close(signal));
}

/** Behind a balancer: `YAKUBA_DRAIN_SECONDS` is how long it takes to notice that /readyz says no. At a keyboard nobody waits. */
async function leave(hall: Awaited<ReturnType<typeof openTownHall>>, signal: string): Promise<void> {
  const seconds = signal === 'SIGTERM' ? Number(process.env['YAKUBA_DRAIN_SECONDS'] ?? 0) : 0;
  if (seconds > 0) {
    hall.drain();
    await pause(seconds * 1000);
  }
  await hall.close();
}

function bar(done: number, total: number): string {
  const full = Math.round((20 * done) / Math.max(total, 1));
  return `[${'█'.repeat(full)}${'·'.repeat(20 - full)}] ${String(Math.floor((100 * done) / Math.max(total, 1))).padStart(3)}%`;
}
