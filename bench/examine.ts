/** After the storm: the tables against the clients' ledger. */
import pg from 'pg';
import type { ConnectTo } from '../src/kernel/db/database.ts';
import type { Crowd } from './clients.ts';

/** Says what was found where nothing should be. */
export type None = (what: string, text: string, values?: readonly unknown[]) => Promise<void>;

/** What must hold of bookings, asked of the tables themselves as their owner; `more` asks on. Answers what is wrong, in words. */
export async function examine(owner: ConnectTo, crowd: Crowd, more: (none: None, client: pg.Client, broken: string[]) => Promise<void> = async () => {}): Promise<string[]> {
  const client = new pg.Client(owner);
  await client.connect();
  const broken: string[] = [];
  const none: None = async (what, text, values = []) => {
    const found = await client.query(text, [...values]);
    if (found.rows.length > 0) broken.push(`${what}: ${found.rows.length} 件（例 ${JSON.stringify(found.rows[0])}）`);
  };
  try {
    // Nothing in the house asks by request alone; a million entries asked one by one would take hours without it.
    await client.query('create index if not exists examine_by_request on kernel.audit_entries (request_id)');
    await client.query('analyze');
    await none('重なった占有', 'select a.id, b.id as other from reservations.claims a join reservations.claims b on a.cell_id = b.cell_id and a.id < b.id and a.during && b.during limit 5');
    await none('一部だけの予約', `select r.id, cardinality(u.cell_ids) as wanted, count(c.id) as found from reservations.reservations r join reservations.units u on u.id = r.unit_id left join reservations.claims c on c.reservation_id = r.id and c.kind = 'booking' and c.during = r.claim_range
      where r.state in ('provisional', 'approval_pending', 'permitted', 'in_use') group by r.id, u.cell_ids having count(c.id) <> cardinality(u.cell_ids) limit 5`);
    await none('終わった予約の占有', `select r.id, r.state from reservations.reservations r join reservations.claims c on c.reservation_id = r.id where r.state not in ('held', 'provisional', 'approval_pending', 'permitted', 'in_use') limit 5`);
    await none('請求のない仮予約', `select r.id from reservations.reservations r where r.state = 'provisional' and not exists (select from kernel.receivables v where v.source = 'reservations' and v.subject = 'reservation:' || r.id and v.state = 'open') limit 5`);
    const ids = [...crowd.ledger.keys()];
    await none('受け付けたのに無い予約', 'select wanted.id from unnest($1::uuid[]) as wanted(id) where not exists (select from reservations.reservations r where r.id = wanted.id)', [ids]);
    const active = [...crowd.ledger].filter(([, entry]) => entry.state === 'active').map(([id]) => id);
    await none('受け付けたのに押さえていない予約', `select wanted.id from unnest($1::uuid[]) as wanted(id) where not exists (select from reservations.claims c where c.reservation_id = wanted.id and c.kind = 'booking')`, [active]);
    const requests = [...crowd.ledger].map(([id, entry]) => ({ id, request: entry.request }));
    await none('記録が一つでない予約', `select e->>'id' as id, (select count(*) from kernel.audit_entries a where a.request_id = e->>'request' and a.outcome = 'done') as entries from jsonb_array_elements($1::jsonb) e
      where (select count(*) from kernel.audit_entries a where a.request_id = e->>'request' and a.outcome = 'done' and a.parent is null) <> 1 limit 5`, [JSON.stringify(requests)]);
    await none('知らせが一つでない予約', `select e->>'id' as id from jsonb_array_elements($1::jsonb) e left join kernel.outbox o on o.event = 'reservations.provisional' and o.payload->>'reservation' = e->>'id' group by 1 having count(o.id) <> 1 limit 5`, [JSON.stringify(requests)]);
    await none('二度行われた送信', `select request_id, actor_id from kernel.audit_entries where outcome = 'done' and parent is null and actor_kind <> 'system' group by 1, 2 having count(*) > 1 limit 5`);
    await more(none, client, broken);
  } finally {
    await client.end();
  }
  for (const [status, count] of Object.entries(crowd.statuses)) if (Number(status) >= 500) broken.push(`${count} 回 ${status} と答えました`);
  return broken;
}
