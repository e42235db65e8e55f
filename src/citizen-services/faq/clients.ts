/**
 * Who has counted already, without knowing who it is. A client is the kernel's salted fingerprint of network and browser; what is kept of
 * it is a keyed mark made of the fingerprint, of the period and of what was answered or asked. Two marks of one client have nothing in
 * common, nobody without the city's key can make them again, and they are thrown away when their period is over.
 */
import type { ActContext } from '../../kernel/act.ts';
import { mark, networkOfDevice } from '../../kernel/identity/tokens.ts';
import type { Ctx } from './site.ts';

export interface Period {
  /** The first day of it, which is part of every mark. */
  readonly from: Temporal.PlainDate;
  readonly endsOn: Temporal.PlainDate;
}

export const dayOf = (today: Temporal.PlainDate): Period => ({ from: today, endsOn: today });
/** From Monday to Sunday. */
export function weekOf(today: Temporal.PlainDate): Period {
  const from = today.subtract({ days: today.dayOfWeek - 1 });
  return { from, endsOn: from.add({ days: 6 }) };
}

const deviceOf = (ctx: ActContext) => ('device' in ctx.actor ? ctx.actor.device : ctx.actor.kind);

export interface Counted {
  /** Not counted before in this period. */
  readonly fresh: boolean;
  readonly clients: number;
  /** Of these, from this client's own network. */
  readonly neighbours: number;
}

/** Counts this client once for this thing and period. */
export async function countClient(ctx: Ctx, purpose: string, thing: string, period: Period): Promise<Counted> {
  const { city } = ctx;
  const about = `${period.from.toString()} ${thing}`;
  const device = deviceOf(ctx);
  const row = { ends_on: period.endsOn, about: mark(city, `faq ${purpose}`, about), client: mark(city, `faq ${purpose} client`, `${about} ${device}`), network: mark(city, `faq ${purpose} network`, `${about} ${networkOfDevice(device)}`) };
  // The citizens' face may read marks and add them, never change one.
  const made = await ctx.db.insertInto('faq.marks').values(row).onConflict((conflict) => conflict.columns(['about', 'client', 'ends_on']).doNothing()).returning('client').executeTakeFirst();
  const all = await ctx.db.selectFrom('faq.marks').select('network').where('about', '=', row.about).execute();
  return { fresh: made !== undefined, clients: all.length, neighbours: all.filter((one) => one.network === row.network).length };
}
