/** 分納 as people see it: the deposit and the balance of a booking, with their deadlines. */
import { sql } from 'kysely';
import type { QueryContext } from '../../../kernel/act.ts';
import type { ReservationsTables } from '../rows.ts';

export interface PartView {
  readonly receivable: string;
  readonly part: 'deposit' | 'balance';
  readonly amountYen: number;
  readonly payBy: Temporal.Instant;
  readonly state: 'open' | 'paid' | 'cancelled';
}

/** The deposit first; empty where the fee is paid at once. */
export async function paymentPartsOf(ctx: Pick<QueryContext<ReservationsTables>, 'db'>, reservationId: string): Promise<readonly PartView[]> {
  const found = await sql<{ receivable_id: string; part: PartView['part']; amount_yen: number; pay_by: Temporal.Instant; state: PartView['state'] }>`
    select p.receivable_id, p.part, p.amount_yen, p.pay_by, v.state from reservations.payment_parts p join kernel.receivables v on v.id = p.receivable_id
     where p.reservation_id = ${reservationId}::uuid order by p.pay_by`.execute(ctx.db as never);
  return found.rows.map((row) => ({ receivable: row.receivable_id, part: row.part, amountYen: row.amount_yen, payBy: row.pay_by, state: row.state }));
}
