/** What a witness remembers: in its city's database, or in a file on an auditor's own machine. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { City } from '../city.ts';
import { parseVerifierKey } from './note.ts';
import type { Hash } from './tree.ts';
import type { WatchBook, Watched } from './witness.ts';

interface WatchedRow {
  readonly public_key: Buffer;
  readonly size: number;
  readonly root: Buffer | null;
}

/** A city as the witness of others: one row a log, locked while it decides. */
export function cityBook(city: Pick<City, 'staffDb' | 'clock'>): WatchBook {
  return {
    change: (origin, decide) => city.staffDb.use(async (connection) => {
      await connection.run('begin');
      try {
        const found = await connection.run<WatchedRow>('select public_key, size, root from kernel.log_watched where origin = $1 for update', [origin]);
        const row = found.rows[0];
        const { keep, answer } = decide(row ? { origin, publicKey: row.public_key, size: row.size, root: row.root } : null);
        if (keep) await connection.run('update kernel.log_watched set size = $2, root = $3, note = $4, seen_at = $5 where origin = $1', [origin, keep.size, keep.root, keep.note, city.clock.now()]);
        await connection.run('commit');
        return answer;
      } catch (error) {
        await connection.run('rollback').catch(() => {});
        throw error;
      }
    }),
  };
}

/** The note a witness keeps of a log; null: none. */
export async function lastSeenIn(city: Pick<City, 'staffDb'>, origin: string): Promise<string | null> {
  return (await city.staffDb.use((connection) => connection.run<{ note: string | null }>('select note from kernel.log_watched where origin = $1', [origin]))).rows[0]?.note ?? null;
}

/** Begins to watch a log by its verifier key. One already watched keeps what was seen; another key of it takes the place of the one before (the log exchanged it). */
export async function watchLog(city: Pick<City, 'staffDb'>, key: string): Promise<string> {
  const { name, kind, publicKey } = parseVerifierKey(key);
  if (kind !== 'log') throw new Error('これは記録の鍵ではありません（証人の鍵です）。');
  await city.staffDb.use((connection) => connection.run('insert into kernel.log_watched (origin, public_key) values ($1, $2) on conflict on constraint log_watched_pkey do update set public_key = excluded.public_key', [name, publicKey]));
  return name;
}

const Kept = z.record(z.string(), z.object({ key: z.string(), size: z.number().int().min(0), root: z.string().nullable(), note: z.string().nullable() }));
type KeptLogs = z.infer<typeof Kept>;

/** A witness on a machine of its own, e.g. the audit committee's: everything in one file, replaced as a whole. */
export class FileBook implements WatchBook {
  readonly #path: string;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  #read(): KeptLogs {
    return existsSync(this.#path) ? Kept.parse(JSON.parse(readFileSync(this.#path, 'utf8'))) : {};
  }

  #write(kept: KeptLogs): void {
    writeFileSync(`${this.#path}.new`, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${this.#path}.new`, this.#path);
  }

  /** As `watchLog`. */
  watch(key: string): string {
    const { name } = parseVerifierKey(key);
    const kept = this.#read();
    this.#write({ ...kept, [name]: { size: 0, root: null, note: null, ...kept[name], key } });
    return name;
  }

  lastSeen(origin: string): string | null {
    return this.#read()[origin]?.note ?? null;
  }

  change: WatchBook['change'] = (origin, decide) => {
    const next = this.#turn.then(() => {
      const kept = this.#read();
      const one = kept[origin];
      const root: Hash | null = one?.root ? Buffer.from(one.root, 'base64') : null;
      const watched: Watched | null = one ? { origin, publicKey: parseVerifierKey(one.key).publicKey, size: one.size, root } : null;
      const { keep, answer } = decide(watched);
      if (keep && one) this.#write({ ...kept, [origin]: { key: one.key, size: keep.size, root: Buffer.from(keep.root).toString('base64'), note: keep.note } });
      return answer;
    });
    this.#turn = next.catch(() => {});
    return next;
  };
}
