/** Which papers (確認書類) were sent: their names and sizes, never what they show. */
import { sql } from 'kysely';
import type { QueryContext } from '../../../kernel/act.ts';
import type { ReservationsTables } from '../rows.ts';

export interface Paper {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly bytes: number;
  readonly sentAt: Temporal.Instant;
}

/** What was sent, without the papers themselves. */
export async function papersOf(ctx: Pick<QueryContext<ReservationsTables>, 'db'>, column: 'patron_id' | 'reservation_id', ids: readonly string[]): Promise<readonly (Paper & { readonly about: string })[]> {
  if (ids.length === 0) return [];
  const rows = await sql<{ id: string; about: string; kind: string; name: string; bytes: number; sent_at: Temporal.Instant }>`
    select id, ${sql.raw(column)} as about, kind, name, bytes, sent_at from reservations.evidence where ${sql.raw(column)} = any(${[...ids]}::uuid[]) order by sent_at, id limit 400`.execute(ctx.db as never);
  return rows.rows.map((row) => ({ id: row.id, about: row.about, kind: row.kind, name: row.name, bytes: row.bytes, sentAt: row.sent_at }));
}
