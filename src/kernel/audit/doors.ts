/**
 * The log's addresses: `/log/checkpoint` and `/log/tile/…` for anybody (C2SP tlog-tiles; commitments and seconds, nothing of
 * anyone), `/log/add-checkpoint` for the logs that this city watches (C2SP tlog-witness; the note's signature is the ticket).
 */
import { readFileSync } from 'node:fs';
import type { City } from '../city.ts';
import { witnessSigner } from './keys.ts';
import { bundleIn, cosignedNote, lastCheckpoint, NoSuchTile, tilesIn } from './store.ts';
import { parseTilePath } from './tiles.ts';
import { cityBook, lastSeenIn } from './watch-book.ts';
import { addCheckpoint } from './witness.ts';

export interface LogAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly cache: string;
  /** Offered as a download under this name. */
  readonly filename?: string;
}

export const LOG_BODY_LIMIT = 64 * 1024;
const TEXT = 'text/plain; charset=utf-8';
const FOR_EVER = 'public, max-age=31536000, immutable';
const missing: LogAnswer = { status: 404, type: TEXT, body: 'not found\n', cache: 'no-store' };

/** The page that checks evidence offline; kept and opened on the reader's own machine, so that it cannot be another one tomorrow. */
const checkPage = readFileSync(new URL('./check-page.html', import.meta.url), 'utf8');

/** Answers a GET below `/log/`. `watches`: this process may read what its city watches. */
export async function readLog(city: City, path: string, search: URLSearchParams, watches: boolean): Promise<LogAnswer> {
  if (path === 'checkpoint') {
    const note = await city.citizenDb.use(async (asks) => {
      const last = await lastCheckpoint(asks);
      return last ? cosignedNote(asks, last) : null;
    });
    return note === null ? missing : { status: 200, type: TEXT, body: note, cache: 'public, max-age=5' };
  }
  if (path === 'last-seen') {
    const note = watches ? await lastSeenIn(city, (search.get('origin') ?? '').slice(0, 500)) : null;
    return note === null ? missing : { status: 200, type: TEXT, body: note, cache: 'no-store' };
  }
  if (path === 'check.html') return { status: 200, type: 'text/html; charset=utf-8', body: checkPage, cache: 'public, max-age=3600', filename: 'check.html' };
  const name = parseTilePath(path);
  if (!name) return missing;
  try {
    const { level, index, width } = name;
    const body = await city.citizenDb.use(async (asks) => (level === 'entries' ? bundleIn(asks, { index, width }) : tilesIn(asks, 'kernel.public_log_entries')({ level, index, width })));
    return { status: 200, type: 'application/octet-stream', body, cache: FOR_EVER };
  } catch (error) {
    if (error instanceof NoSuchTile) return missing;
    throw error;
  }
}

/** Answers a POST to `/log/add-checkpoint`. */
export async function answerAsWitness(city: City, body: string): Promise<LogAnswer> {
  const seconds = Math.floor(city.clock.now().epochMilliseconds / 1000);
  const { status, type, body: said } = await addCheckpoint(cityBook(city), witnessSigner(city), body, seconds);
  return { status, type, body: said, cache: 'no-store' };
}
