/** The machine this process runs on, as an operator asks about it. */
import { statfsSync } from 'node:fs';
import { hostname } from 'node:os';
import { type SlowStatement, slowStatements } from './db/slow.ts';

export interface MachineFacts {
  readonly host: string;
  readonly node: string;
  readonly upSeconds: number;
  readonly memoryBytes: number;
  /** Of the disk on which the city's files lie. */
  readonly diskFreeBytes: number;
  readonly diskBytes: number;
  readonly slow: readonly SlowStatement[];
}

/** Below this share of free disk an operator should act. */
export const DISK_LOW = 0.1;

export function machineFacts(folder: string): MachineFacts {
  const disk = statfsSync(folder);
  return {
    host: hostname(), node: process.version, upSeconds: Math.round(process.uptime()), memoryBytes: process.memoryUsage().rss,
    diskFreeBytes: disk.bavail * disk.bsize, diskBytes: disk.blocks * disk.bsize, slow: slowStatements(),
  };
}
