/** Signs how far the log has come, and looks first whether what was signed before still stands. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { City } from '../city.ts';
import { logProblem } from '../log.ts';
import { halt, haltOf, haltWords } from './halts.ts';
import { keysOf, signersNow } from './keys.ts';
import { BadNote, type Checkpoint, parseCheckpointText, parseNote, signCheckpoint } from './note.ts';
import { holdingLog } from './sequencer.ts';
import { type Asks, lastCheckpoint, stateOf, tilesIn } from './store.ts';
import { rootFromTiles } from './tiles.ts';
import { type Hash, sameHash } from './tree.ts';

export const CHECKPOINT_SECONDS = 10;

/** Outside the database, so that whoever rolls the database back has not rolled this back; `.log` files are in no backup. */
function headFile(city: Pick<City, 'filesDir'>): string {
  return join(dirname(city.filesDir), 'sealed-head.log');
}

/** The last checkpoint this machine signed; null: none, or not readable. */
export function readHead(city: Pick<City, 'filesDir'>): Checkpoint | null {
  const path = headFile(city);
  if (!existsSync(path)) return null;
  try {
    return parseCheckpointText(parseNote(readFileSync(path, 'utf8')).text);
  } catch (error) {
    if (error instanceof BadNote) return null;
    throw error;
  }
}

export function writeHead(city: Pick<City, 'filesDir'>, note: string): void {
  const path = headFile(city);
  writeFileSync(`${path}.new`, note, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** The root the tree had at this size, from what is stored now. */
export function rootAt(asks: Asks, size: number): Promise<Hash> {
  return rootFromTiles(size, tilesIn(asks));
}

/** What is known of this log from somewhere else than its tables. */
export interface Known {
  readonly size: number;
  readonly root: Hash;
  readonly by: string;
}

/** Halts the log when it is shorter than what is known, or another one. True: all is well. */
export async function checkAgainst(asks: Asks, city: Pick<City, 'clock'>, known: Known): Promise<boolean> {
  const { size } = await stateOf(asks);
  const detail = { known: known.size, size, root: Buffer.from(known.root).toString('base64'), by: known.by };
  const reason = size < known.size ? 'shorter' : sameHash(await rootAt(asks, known.size), known.root) ? null : 'different';
  if (reason === null) return true;
  await halt(asks, reason, city.clock.now(), detail);
  logProblem('sealed log', new Error(haltWords({ reason, since: city.clock.now(), detail })), { by: known.by });
  return false;
}

/** Compares the log with the last checkpoint of this machine and the last in the table. For the start and before every signature. */
export async function checkStart(asks: Asks, city: City): Promise<boolean> {
  const stopped = await haltOf(asks);
  if (stopped && stopped.reason !== 'clock') return false;
  const stored = await lastCheckpoint(asks);
  const origin = (await keysOf(asks)).at(-1)?.origin;
  const head = readHead(city);
  // After a declared gap the machine's note of the log's former name says nothing about the new one.
  const known = [...(head && (origin === undefined || head.origin === origin) ? [{ ...head, by: 'head' }] : []), ...(stored && stored.origin === origin ? [{ ...stored, by: 'checkpoint' }] : [])];
  for (const one of known) if (!(await checkAgainst(asks, city, one))) return false;
  return true;
}

/** Signs a checkpoint when the log has grown and the last is old enough. The note, or null: nothing to sign. */
export async function checkpoint(city: City, options: { readonly atOnce?: boolean } = {}): Promise<string | null> {
  const due = await city.staffDb.use((connection) => isDue(connection, city, options.atOnce ?? false));
  if (!due) return null;
  const note = await holdingLog(city, (asks) => signNow(asks, city));
  if (note) writeHead(city, note);
  return note;
}

async function isDue(asks: Asks, city: City, atOnce: boolean): Promise<boolean> {
  const [{ size }, last] = [await stateOf(asks), await lastCheckpoint(asks)];
  const origin = (await keysOf(asks)).at(-1)?.origin;
  if (size === 0 || (last && last.origin === origin && last.size >= size)) return false;
  return atOnce || !last || city.clock.now().since(last.at).total('seconds') >= CHECKPOINT_SECONDS;
}

export async function signNow(asks: Asks, city: City): Promise<string | null> {
  if (!(await checkStart(asks, city))) return null;
  const keys = await keysOf(asks);
  const newest = keys.at(-1);
  const { size } = await stateOf(asks);
  const last = await lastCheckpoint(asks);
  if (!newest || (last?.origin === newest.origin && last.size >= size)) return null;
  const root = await rootAt(asks, size);
  const note = signCheckpoint({ origin: newest.origin, size, root }, signersNow(city, keys, last?.size ?? 0));
  await asks.run('insert into kernel.log_checkpoints (origin, size, root, note, at, number) select $1, $2, $3, $4, $5, coalesce(max(number), 0) + 1 from kernel.log_checkpoints', [newest.origin, size, root, note, city.clock.now()]);
  return note;
}
