/** What an installation is told about its backups: `backup.json` in the data folder, or the options of the command line. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type KeepRule, USUAL } from './keep-rule.ts';
import { BackupProblem } from './problem.ts';

export const CONFIG_FILE = 'backup.json';

export interface BackupConfig {
  readonly to: string;
  readonly everySeconds: number;
  readonly keep: KeepRule;
}

const DEFAULT_EVERY = '15m';
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** "15m", "6h", "1d" in seconds. */
export function secondsIn(text: string): number {
  const found = /^(\d{1,5})([smhd])$/.exec(text.trim());
  const seconds = found ? Number(found[1]) * (UNITS[found[2] ?? ''] ?? 0) : 0;
  if (seconds < 1) throw new BackupProblem('PlaceFails', `「${text}」という間隔は読めません。15m（15分）、6h（6時間）、1d（1日）のように書いてください。`);
  return seconds;
}

const Count = z.number().int().min(0).max(1000);
const Shape = z.object({
  to: z.string().min(1),
  every: z.string().default(DEFAULT_EVERY),
  keep: z.object({ hourly: Count.default(USUAL.hourly), daily: Count.default(USUAL.daily), weekly: Count.default(USUAL.weekly), monthly: Count.default(USUAL.monthly) }).default(USUAL),
});

/** Null: no backups are configured. */
export function readConfig(dataDir: string): BackupConfig | null {
  const file = join(dataDir, CONFIG_FILE);
  if (!existsSync(file)) return null;
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new BackupProblem('PlaceFails', `${file} は JSON として読めません。例: {"to": "/mnt/backup", "every": "15m"}`, { cause: error });
  }
  const parsed = Shape.safeParse(found);
  if (!parsed.success) throw new BackupProblem('PlaceFails', `${file} の ${parsed.error.issues[0]?.path.join('.') ?? ''} が正しくありません。例: {"to": "/mnt/backup", "every": "15m", "keep": {"hourly": 24, "daily": 14, "weekly": 8, "monthly": 12}}`);
  const { to, every, keep } = parsed.data;
  return { to, everySeconds: secondsIn(every), keep };
}
