/** The thread of `startBackups`. */
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../clock.ts';
import { readConfig } from './config.ts';
import { runLoop, said } from './loop.ts';
import { holdBackups } from './session.ts';
import type { ThreadOrder } from './start.ts';

const order: ThreadOrder = workerData;
const stop = new AbortController();
parentPort?.once('message', () => stop.abort());
try {
  const release = await holdBackups(order.dataDir, systemClock.now().toString());
  const config = readConfig(order.dataDir);
  if (config) await runLoop(order, config, { clock: systemClock, stop: stop.signal, progress: () => {}, say: () => {} });
  release();
} catch (error) {
  parentPort?.postMessage(`バックアップを始められません: ${said(error)}`);
}
parentPort?.close();
