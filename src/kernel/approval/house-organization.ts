/** The organisation of a moment, read from the house's own tables for the pure rules. */
import { sql } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import { tokyoDate } from '../calendar/calendar.ts';
import type { ApprovalTables } from './acts.ts';
import type { Department, Holding, Organization, Post } from './rules/organization.ts';

/** Reads as staff, inside or outside a transaction. */
export type Reader = ReadonlyKysely<ApprovalTables>;

/** Everything in one question. Departments and posts of the past stay: old cases name them. */
export async function organizationAt(db: Reader, now: Temporal.Instant): Promise<Organization> {
  const day = tokyoDate(now);
  const row = await db.selectNoFrom([
    sql<readonly Department[] | null>`(select json_agg(json_build_object('id', d.id, 'code', d.code, 'name', d.name, 'parent', d.parent_id)) from kernel.departments d)`.as('departments'),
    sql<readonly Post[] | null>`(select json_agg(json_build_object('id', p.id, 'code', p.code, 'title', p.title, 'rank', p.rank, 'department', p.department_id, 'parent', p.parent_id)) from kernel.posts p)`.as('posts'),
    sql<readonly Holding[] | null>`(select json_agg(json_build_object('post', h.post_id, 'staff', h.staff_id, 'manner', h.manner) order by h.id) from kernel.holdings h join kernel.staff s on s.id = h.staff_id and s.closed_at is null
      where h.valid_from <= ${day} and (h.valid_to is null or h.valid_to > ${day}))`.as('holdings'),
    sql<readonly { readonly staff: string; readonly until: number }[] | null>`(select json_agg(json_build_object('staff', a.staff_id, 'until', (extract(epoch from a.to_at) * 1000)::bigint)) from kernel.absences a where a.cancelled_at is null and a.from_at <= ${now} and a.to_at > ${now})`.as('absent'),
    sql<readonly { readonly post: string; readonly deputy: string }[] | null>`(select json_agg(json_build_object('post', v.post_id, 'deputy', v.deputy_post_id) order by v.order_no) from kernel.deputies v where v.valid_from <= ${day} and (v.valid_to is null or v.valid_to > ${day}))`.as('deputies'),
  ]).executeTakeFirstOrThrow();
  const deputies = new Map<string, string[]>();
  for (const { post, deputy } of row.deputies ?? []) deputies.set(post, [...(deputies.get(post) ?? []), deputy]);
  const absent = new Map<string, number>();
  for (const { staff, until } of row.absent ?? []) absent.set(staff, Math.max(until, absent.get(staff) ?? 0));
  return { departments: row.departments ?? [], posts: row.posts ?? [], holdings: row.holdings ?? [], absent, deputies };
}

/** Names of staff, for sentences and lists. */
export async function namesOf(db: Reader, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const rows = await db.selectFrom('kernel.staff').select(['id', 'name']).where('id', 'in', wanted).execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}
