/** One civic centre with registered people, for the tests of registrations, lotteries, series and penalties. */
import type { Actor } from '../../kernel/actor.ts';
import type { Job } from '../../kernel/jobs/job.ts';
import { citizenActor, staffActor, type TestCity, testCity } from '../../kernel/testing.ts';
import '../../main-systems.ts';
import { saveFacility } from './commands/facilities.ts';
import { civicCenterInput } from './rules/civic-center.fixture.ts';

export const house: Actor = { kind: 'system', id: 'test' };
export const officer = staffActor('00000000-0000-7000-8000-000000000001', ['reservations.desk', 'reservations.facilities', 'reservations.patrons', 'reservations.lottery', 'reservations.penalties', 'reservations.statistics', 'reservations.patterns', 'payments.cash']);

export interface Centre {
  readonly city: TestCity;
  readonly facility: string;
  unit(code: string): string;
  /** Rows as the staff role sees them, for what no query shows. */
  rows<Row>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  citizen(name?: string): Promise<Actor & { kind: 'citizen' }>;
  /** An active registration without going through the counter. */
  patron(options?: { readonly owner?: Actor; readonly name?: string; readonly classCode?: string; readonly members?: readonly string[] }): Promise<{ readonly id: string; readonly actor: Actor & { kind: 'citizen' } }>;
  run(job: Job): Promise<unknown>;
}

export async function openCentre(start: string, policy: object = civicCenterInput): Promise<Centre> {
  const city = await testCity({ start });
  const rows: Centre['rows'] = (sql, parameters) => city.city.staffDb.use(async (connection) => (await connection.run<never>(sql, parameters)).rows);
  await rows(`insert into kernel.payees (id, code, name, registration_number) values ($1, 'CITY-GENERAL', '試験市', 'T1234567890123')`, [city.id()]);
  const { facility } = await city.must(officer, saveFacility, { code: 'CIVIC-CENTER-1', nameJa: '市民センター', nameEn: 'Civic Center', kana: 'シミンセンター', category: 'gym', area: 'NIHONMATSU', address: '金色1', lat: 37.58, lng: 140.43, policy });
  const units = new Map((await rows<{ id: string; code: string }>('select id, code from reservations.units')).map((row) => [row.code, row.id]));
  let count = 0;
  const newCitizen: Centre['citizen'] = async (name = '試験 太郎') => {
    const actor = citizenActor(city.id(), name);
    if (actor.kind !== 'citizen') throw new Error('not a citizen');
    await rows(`insert into kernel.citizens (id, email, email_confirmed_at, name, kana, created_at) values ($1, $2, $3, $4, 'シケン タロウ', $3)`, [actor.id, `${actor.id}@example.jp`, city.clock.now(), name]);
    return { ...actor, device: `device-${actor.id}` };
  };
  return {
    city, facility, rows, unit: (code) => units.get(code) ?? '', citizen: newCitizen,
    async patron(options = {}) {
      const actor = options.owner?.kind === 'citizen' ? options.owner : await newCitizen();
      const id = city.id();
      count += 1;
      await rows(`insert into reservations.patrons (id, number, kind, class_code, name, kana, folded_name, citizen_id, phone, residency, status, valid_from, valid_to, created_by, created_at)
        values ($1, $2, 'group', $3, $4, 'シケン', $4, $5, $6, 'resident', 'active', '2026-04-01', '2029-03-31', 'test', $7)`, [id, String(10_000_000 + count), options.classCode ?? 'R-GROUP', options.name ?? `試験クラブ${count}`, actor.id, `0243${String(count).padStart(6, '0')}`, city.clock.now()]);
      for (const member of options.members ?? []) await rows(`insert into reservations.members (id, patron_id, name, residency, person_key) values ($1, $2, $3, 'resident', $3)`, [city.id(), id, member]);
      return { id, actor };
    },
    run: (job) => job.run({
      city: city.city, now: city.clock.now(), dueAt: city.clock.now(), jobId: city.id(), do: (command, input, key) => city.do(house, command, input, key),
      async ask(query, input) {
        const answer = await city.ask(house, query, input);
        if (!answer.ok) throw new Error(answer.refused);
        return answer.value;
      },
      async progress() {}, cancelled: () => false,
    }, {}),
  };
}
