/** Why the log stands still. While it does, the town hall goes on and what it writes waits to be sealed. */
import type { Asks } from './store.ts';

export type HaltReason = 'clock' | 'shorter' | 'different';

export interface Halt {
  readonly reason: HaltReason;
  readonly since: Temporal.Instant;
  readonly detail: Readonly<Record<string, unknown>>;
}

export async function haltOf(asks: Asks): Promise<Halt | null> {
  return (await asks.run<Halt>('select reason, since, detail from kernel.log_halts')).rows[0] ?? null;
}

/** Stops the log. A reason that only an operator can lift is not overwritten by a lesser one. */
export async function halt(asks: Asks, reason: HaltReason, now: Temporal.Instant, detail: Readonly<Record<string, unknown>>): Promise<void> {
  await asks.run(
    `insert into kernel.log_halts (reason, since, detail) values ($1, $2, $3::jsonb)
     on conflict on constraint log_halts_pkey do update set reason = excluded.reason, since = excluded.since, detail = excluded.detail where log_halts.reason = 'clock'`, [reason, now, JSON.stringify(detail)]);
}

export async function clearHalt(asks: Asks): Promise<void> {
  await asks.run('delete from kernel.log_halts');
}

/** For people: what happened and what to do. */
export function haltWords({ reason, detail }: Halt): string {
  const size = (name: string) => Number(detail[name] ?? 0).toLocaleString('ja-JP');
  switch (reason) {
    case 'clock': return `時計が戻されたため、記録の封印を止めています（最後の封印 ${String(detail['sealedAt'])}、時計 ${String(detail['clock'])}）。時計を合わせると、自動で再開します`;
    case 'shorter': return `記録が短くなっています（控え ${size('known')} 件、いま ${size('size')} 件）。古いバックアップに戻したか、記録が消されました。調べてから ./yakuba log recover で「欠けのある再開」を宣言してください`;
    case 'different': return `記録が控えと違っています（${size('known')} 件の時点）。./yakuba verify で調べてから ./yakuba log recover で「欠けのある再開」を宣言してください`;
  }
}
