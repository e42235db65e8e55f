/**
 * DV等支援措置: a patron whose name is hidden is a number to everybody but those who decide about registrations. Who does not see
 * the name cannot find by it either: a search that answers "yes, that is number so-and-so" would tell the same.
 */
import { sql } from 'kysely';
import type { QueryContext } from '../../../kernel/act.ts';

type Asking = Pick<QueryContext<unknown>, 'actor' | 'may'>;

/** Whether this member of staff sees the name of a hidden patron whose registration counts at these facilities (none: everywhere). */
export function seesHidden(ctx: Asking, facilities: readonly string[]): boolean {
  return ctx.may('reservations.patrons') && (facilities.length === 0 || facilities.some((code) => ctx.may('reservations.patrons', `facility:${code}`)));
}

export function listedAs(number: string): string {
  return `登録 ${number}`;
}

/** The condition under which names, readings and phones of `p` may be searched by this asker. */
export function namesSearchable(ctx: Asking) {
  return ctx.may('reservations.patrons') ? sql<boolean>`true` : sql<boolean>`p.hidden_name is not true`;
}
