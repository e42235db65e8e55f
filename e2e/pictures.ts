/** Takes the two pictures of the README: `node --import ./bin/tsx.ts e2e/pictures.ts`. */
import assert from 'node:assert/strict';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { desktop, openTown, staffSignIn } from './town.ts';

const folder = join(fileURLToPath(new URL('..', import.meta.url)), 'docs', 'pictures');
const LARGEST_BYTES = 200 * 1024;

const town = await openTown();
try {
  mkdirSync(folder, { recursive: true });
  // The fullest of the coming days shows best what the table is for.
  const [day] = await town.rows<{ code: string; date: string }>(`select f.code, r.use_date::text as date from reservations.reservations r join reservations.facilities f on f.id = r.facility_id
    where r.use_date > '2026-11-25' and r.state in ('provisional', 'permitted') group by 1, 2 order by count(*) desc, 2, 1 limit 1`);
  assert.ok(day);
  const citizen = await town.visitor(desktop);
  await citizen.go('/facilities/CC-NIHONMATSU/openings?unit=HALL-A&week=2026-11-30');
  const clerk = await town.visitor(desktop);
  await staffSignIn(clerk, 'mado');
  await clerk.go(`/staff/reservations/${day.code}?date=${day.date}`);
  for (const [who, name] of [[citizen, 'openings.png'], [clerk, 'desk.png']] as const) {
    const path = join(folder, name);
    await who.page.screenshot({ path });
    assert.ok(statSync(path).size <= LARGEST_BYTES, `${name} is too large`);
  }
} finally {
  await town.close();
}
