/** Reads the sealed log out of a city's database: tiles full and partial, entries, the state of the tree. */
import type pg from 'pg';
import { valueTypes } from '../db/values.ts';
import { type TileName, TILE_WIDTH, type TileSource, writeBundle } from './tiles.ts';

/** Whatever asks the database: a lent connection, or a client of the command line. */
export interface Asks {
  run<Row>(sql: string, parameters?: readonly unknown[]): Promise<{ readonly rows: readonly Row[]; readonly rowCount: number | null }>;
}

/** A plain client, with our value types. */
export function asksOf(client: pg.Client): Asks {
  return {
    async run<Row>(sql: string, parameters: readonly unknown[] = []) {
      return client.query<Row & pg.QueryResultRow>({ text: sql, values: [...parameters], types: valueTypes });
    },
  };
}

export interface LogState {
  readonly size: number;
  readonly sealedAt: Temporal.Instant | null;
}

export async function stateOf(asks: Asks): Promise<LogState> {
  const found = await asks.run<{ idx: number; sealed_at: Temporal.Instant }>('select idx, sealed_at from kernel.log_leaves order by idx desc limit 1');
  const last = found.rows[0];
  return last ? { size: last.idx + 1, sealedAt: last.sealed_at } : { size: 0, sealedAt: null };
}

export class NoSuchTile extends Error {}

/** Tiles as they stand; partial ones are cut from a full one or made from the level below. `leaves`: the relation that has leaf hashes. */
export function tilesIn(asks: Asks, leaves: 'kernel.log_leaves' | 'kernel.public_log_entries' = 'kernel.log_leaves'): TileSource {
  return async ({ level, index, width }) => {
    const full = await asks.run<{ bytes: Buffer }>('select bytes from kernel.log_tiles where level = $1 and n = $2', [level, index]);
    const bytes = full.rows[0]?.bytes;
    if (bytes) return bytes.subarray(0, width * 32);
    if (width === TILE_WIDTH) throw new NoSuchTile(`no full tile ${index} in level ${level}`);
    const [from, to] = [index * TILE_WIDTH, index * TILE_WIDTH + width];
    const parts = level === 0
      ? await asks.run<{ hash: Buffer }>(`select hash from ${leaves} where idx >= $1 and idx < $2 order by idx`, [from, to])
      : await asks.run<{ hash: Buffer }>('select root as hash from kernel.log_tiles where level = $1 and n >= $2 and n < $3 order by n', [level - 1, from, to]);
    if (parts.rows.length < width) throw new NoSuchTile(`tile ${index} of level ${level} is ${parts.rows.length} wide`);
    return Buffer.concat(parts.rows.map((row) => row.hash));
  };
}

/** The bundle of entries beside a tile of level 0. */
export async function bundleIn(asks: Asks, { index, width }: Pick<TileName, 'index' | 'width'>): Promise<Buffer> {
  const from = index * TILE_WIDTH;
  const found = await asks.run<{ entry: Buffer }>('select entry from kernel.public_log_entries where idx >= $1 and idx < $2 order by idx', [from, from + width]);
  if (found.rows.length < width) throw new NoSuchTile(`bundle ${index} is ${found.rows.length} wide`);
  return writeBundle(found.rows.map((row) => row.entry));
}

export interface StoredCheckpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
  readonly at: Temporal.Instant;
}

export async function lastCheckpoint(asks: Asks): Promise<StoredCheckpoint | null> {
  return (await asks.run<StoredCheckpoint>('select origin, size, root, note, at from kernel.log_checkpoints order by size desc, at desc limit 1')).rows[0] ?? null;
}

/** The note with every witness's line below it. */
export async function cosignedNote(asks: Asks, checkpoint: Pick<StoredCheckpoint, 'origin' | 'size' | 'note'>): Promise<string> {
  const lines = await asks.run<{ line: string }>('select line from kernel.log_cosignatures where origin = $1 and size = $2 order by witness', [checkpoint.origin, checkpoint.size]);
  return checkpoint.note + lines.rows.map((row) => row.line).join('');
}
