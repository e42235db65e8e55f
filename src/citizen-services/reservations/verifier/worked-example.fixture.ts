/** The worked example of the draw's specification as rows: six entries whose root, seed and outcomes are known. */
import { sha256hex } from '../commands/lottery-record.ts';
import type { Centre } from '../fair-use.fixture.ts';

/** Six entries, as if they had been made with exactly these numbers, aliases and this secret. */
export async function workedExample(centre: Centre): Promise<{ lottery: string; entries: ReadonlyMap<string, string> }> {
  const { city, rows } = centre;
  const lottery = city.id();
  const secret = '00112233445566778899aabbccddeeff'.repeat(2);
  await rows(`insert into reservations.lotteries (id, code, facility_id, name_ja, name_en, unit_codes, use_from, use_to, opens_at, closes_at, draws_at, results_at, options, classes, state, commitment, public_source, created_by, created_at)
    values ($1, 'LOT-2027-01-GYM', $2, '見本', 'Example', '{GYM-ALL,GYM-A,GYM-B}', '2027-01-16', '2027-01-17', '2026-11-01T00:00+09:00', '2026-11-08T00:00+09:00', '2026-11-08T01:00+09:00', '2026-11-08T02:00+09:00', $3, '{}', 'open', $4, '見本', 'test', $5)`,
  [lottery, centre.facility, JSON.stringify({ mode: 'entries', capWins: 1, noOverlap: false, oneEachRound: false, stages: [] }), sha256hex(secret), city.clock.now()]);
  await rows('insert into reservations.lottery_secrets values ($1, $2)', [lottery, secret]);
  const patrons = new Map<string, string>();
  for (const alias of ['U-101', 'U-102', 'U-103', 'U-104', 'U-105']) patrons.set(alias, (await centre.patron()).id);
  const entries = new Map<string, string>();
  for (const [number, alias, unit, slot, weight] of [
    ['E0001', 'U-101', 'GYM-ALL', '2027-01-16T18:00/21:00', 1], ['E0002', 'U-102', 'GYM-A', '2027-01-16T18:00/21:00', 1], ['E0003', 'U-103', 'GYM-A', '2027-01-16T18:00/21:00', 1],
    ['E0004', 'U-104', 'GYM-B', '2027-01-16T18:00/21:00', 2], ['E0005', 'U-105', 'GYM-ALL', '2027-01-17T09:00/12:00', 1], ['E0006', 'U-101', 'GYM-ALL', '2027-01-17T09:00/12:00', 1],
  ] as const) {
    const id = city.id();
    entries.set(number, id);
    const [day, times] = [slot.slice(0, 10), slot.slice(11)];
    await rows(`insert into reservations.entries (id, lottery_id, number, patron_id, alias, unit_id, use_date, slots, use_range, slot_key, weight, state, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'entered', $12)`,
      [id, lottery, number, patrons.get(alias), alias, centre.unit(unit), day, times.startsWith('18') ? ['NT'] : ['AM'], `[${day}T${times.slice(0, 5)}+09:00,${day}T${times.slice(6)}+09:00)`, slot, weight, city.clock.now()]);
  }
  return { lottery, entries };
}
