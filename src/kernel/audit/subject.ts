/** Everything the log holds about one subject, by its chain of back pointers: complete, or where it is broken. */
import type { City } from '../city.ts';
import { markOf } from './sequencer.ts';
import type { Asks } from './store.ts';

export interface SubjectEntry {
  readonly idx: number;
  readonly sealedAt: Temporal.Instant;
  /** For people. */
  readonly said: string;
}

export interface SubjectHistory {
  readonly complete: boolean;
  readonly entries: readonly SubjectEntry[];
}

interface Row {
  readonly idx: number;
  readonly prev: number | null;
  readonly sealed_at: Temporal.Instant;
  readonly command: string | null;
  readonly outcome: string | null;
  readonly basis: { readonly law?: string; readonly approval?: string } | null;
  readonly erased_at: Temporal.Instant | null;
}

function words(row: Row): string {
  if (row.command === null) return '行が消されています';
  const done = `${row.command}（${row.outcome === 'done' ? '行われた' : `断られた: ${row.outcome ?? ''}`}）`;
  if (!row.erased_at) return done;
  const day = row.erased_at.toZonedDateTimeISO('Asia/Tokyo').toPlainDate().toString();
  return `${done}、本文は${day}に廃棄済み（${row.basis?.law ?? '根拠不明'}、${row.basis?.approval ?? '決裁不明'}）`;
}

export function subjectHistory(city: Pick<City, 'key' | 'staffDb'>, subject: string): Promise<SubjectHistory> {
  return city.staffDb.use((asks) => historyIn(asks, city, subject));
}

/** The same through any connection. */
export async function historyIn(asks: Asks, city: Pick<City, 'key'>, subject: string): Promise<SubjectHistory> {
  const found = await asks.run<Row>(
    `select l.idx, l.prev, l.sealed_at, a.command, a.outcome, b.detail as basis, bl.sealed_at as erased_at from kernel.log_leaves l left join kernel.audit_entries a on a.id = l.row_id
       left join kernel.log_erasures e on e.idx = l.idx left join kernel.log_leaves bl on bl.idx = e.erased_by left join kernel.audit_entries b on b.id = bl.row_id where l.mark = $1 order by l.idx`, [markOf(city, subject)]);
  let before: number | null = null;
  let complete = true;
  for (const row of found.rows) {
    complete &&= row.prev === before && row.command !== null;
    before = row.idx;
  }
  return { complete, entries: found.rows.map((row) => ({ idx: row.idx, sealedAt: row.sealed_at, said: words(row) })) };
}
