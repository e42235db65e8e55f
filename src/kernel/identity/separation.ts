/**
 * Separation of duties (職務の分離): what two permissions declared `notWith` each other must never do is meet in one hand,
 * whether by a role, by a post, or by a role that grew. Asked after the change and before the commit, so a refusal undoes it.
 */
import { sql } from 'kysely';
import type { CommandContext } from '../act.ts';
import { type Outcome, refuse } from '../outcome.ts';
import { conflictsIn } from '../permissions/permissions.ts';
import { allPermissions } from '../registry.ts';
import type { IdentityTables } from './acts.ts';

/** The pairs as people read them: 「…」と「…」. */
export function pairsIn(bundle: readonly string[]): string {
  const known = allPermissions();
  return conflictsIn(bundle, known).map(([a, b]) => `「${known[a]?.label.ja ?? a}」と「${known[b]?.label.ja ?? b}」`).join('、');
}

interface Held {
  readonly staff: string;
  readonly name: string;
  readonly permissions: readonly string[];
}

/** Refuses when anybody who has this role, or is this person, now or later holds a conflicting pair. */
export async function refuseMixedDuties(ctx: CommandContext<IdentityTables>, about: { readonly staff: string } | { readonly role: string }): Promise<Outcome<never, 'ConflictingPermissions'> | null> {
  // Periods are taken as a whole: a pair that would meet next April is refused today, when somebody can still think about it.
  const given = sql`(
    select g.staff_id, g.role_id from kernel.staff_roles g where g.valid_to is null or g.valid_to > ${ctx.today}
    union select h.staff_id, p.role_id from kernel.holdings h join kernel.post_roles p on p.post_id = h.post_id where h.valid_to is null or h.valid_to > ${ctx.today})`;
  const whom = 'staff' in about ? sql`s.id = ${about.staff}` : sql`s.id in (select staff_id from given where role_id = ${about.role})`;
  const found = await sql<Held>`
    with given as ${given}
    select s.id as staff, s.name, array_agg(distinct rp.permission) as permissions
      from kernel.staff s join given on given.staff_id = s.id join kernel.role_permissions rp on rp.role_id = given.role_id
     where s.closed_at is null and ${whom} group by s.id, s.name`.execute(ctx.db);
  for (const { name, permissions } of found.rows) {
    const pairs = pairsIn(permissions);
    if (pairs !== '') return refuse('ConflictingPermissions', { pairs: `${name}：${pairs}`, field: 'staff' in about ? 'role' : 'permissions' });
  }
  return null;
}
