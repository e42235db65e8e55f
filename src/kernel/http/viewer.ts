/** The signed-in person as the frame of a page shows them. */
import type { Viewer } from '../view.ts';
import type { Visit } from './visit.ts';

export async function findViewer(visit: Visit): Promise<Viewer | null> {
  const { actor, city, face } = visit;
  if (actor.kind === 'citizen' && face === 'citizen') {
    const found = await city.citizenDb.use((connection) => connection.run<{ unread: number }>(
      'select count(*)::int as unread from (select 1 from kernel.notices where citizen_id = $1 and read_at is null limit 100) as few', [actor.id]));
    return { kind: 'citizen', name: actor.name, unread: found.rows[0]?.unread ?? 0 };
  }
  if (actor.kind === 'staff' && face === 'staff') {
    const found = await city.staffDb.use((connection) => connection.run<{ post: string | null; unread: number }>(
      `select (select d.name || ' ' || p.title from kernel.holdings h join kernel.posts p on p.id = h.post_id join kernel.departments d on d.id = p.department_id
                where h.staff_id = $1 and h.valid_from <= $2 and (h.valid_to is null or h.valid_to > $2) order by h.manner = 'regular' desc, p.rank limit 1) as post,
              (select count(*)::int from (select 1 from kernel.notices where staff_id = $1 and read_at is null limit 100) as few) as unread`,
      [actor.id, city.clock.now().toZonedDateTimeISO('Asia/Tokyo').toPlainDate()]));
    return { kind: 'staff', name: actor.name, ...(found.rows[0]?.post ? { post: found.rows[0].post } : {}), unread: found.rows[0]?.unread ?? 0 };
  }
  return null;
}
