/**
 * A town hall with its doors open, for the acceptance scenarios: everything goes over HTTP, as a browser or a program
 * sends it, to a real PostgreSQL. Facilities are the civic centre's rules with the change a scenario speaks of.
 */
import assert from 'node:assert/strict';
import { isRecord } from '../../kernel/text/json.ts';
import { type TestCity, testCity } from '../../kernel/testing.ts';
import { type Client, openTestServer, type Reply, type TestServer } from '../../testing-server.ts';
import type { FacilityPolicyInput } from './rules/policy.ts';
import { civicCenterInput } from './rules/civic-center.fixture.ts';

export type Answer = Readonly<Record<string, unknown>>;
export type { Client, Reply } from '../../testing-server.ts';

/** The corporation that runs one of the halls: its own receipts, its own registration number. */
export const managerNumber = 'T9876543210987';
export const cityNumber = 'T1234567890123';

export interface Team {
  /** The registration's id. */
  readonly id: string;
  readonly citizen: string;
  readonly client: Client;
}

export interface AcceptanceHall {
  readonly city: TestCity;
  readonly server: TestServer;
  /** At the counter: bookings and cash. */
  readonly desk: Client;
  /** The department: rules, approvals, lotteries, registrations, statistics. */
  readonly department: Client;
  /** Past midnight of an earthquake. */
  readonly disaster: Client;
  /** The collector's program that reports payments. */
  readonly collector: Client;
  facility(code: string, change?: (rules: FacilityPolicyInput) => FacilityPolicyInput): Promise<(unit: string) => string>;
  /** A registration of a citizen who is signed in. */
  team(options?: { readonly classCode?: string; readonly name?: string; readonly members?: readonly string[]; readonly phone?: string }): Promise<Team>;
  rows<Row>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** Puts the clock there. Everybody signs in again, as people do another day. */
  clockTo(moment: string): Promise<void>;
  /** The same, and everything that is due happens. */
  at(moment: string): Promise<void>;
  close(): Promise<void>;
}

let serial = 0;

export async function openAcceptanceHall(start: string): Promise<AcceptanceHall> {
  const city = await testCity({ start, poolSize: 12 });
  const server = await openTestServer(city);
  const rows: AcceptanceHall['rows'] = (sql, parameters) => city.city.staffDb.use(async (connection) => (await connection.run<never>(sql, parameters)).rows);
  for (const [code, name, number] of [['CITY-GENERAL', '試験市', cityNumber], ['SPORTS-ASSOC', '一般社団法人 山麓スポーツ振興会', managerNumber]]) {
    await rows('insert into kernel.payees (id, code, name, registration_number) values ($1, $2, $3, $4)', [city.id(), code, name, number]);
  }
  const signedIn: { readonly client: Client; again(): Promise<Client> }[] = [];
  const staff = async (permissions: readonly string[], name: string) => {
    const id = await server.newStaff(permissions, name);
    const client = await server.asStaff(id);
    signedIn.push({ client, again: () => server.asStaff(id) });
    return client;
  };
  const clockTo = async (moment: string) => {
    city.clock.set(moment);
    await Promise.all(signedIn.map(async ({ client, again }) => {
      for (const [name, value] of (await again()).cookies) client.cookies.set(name, value);
    }));
  };
  // Schedules begin to count from the first time somebody looks at them.
  await city.background.settle();
  const department = await staff(['reservations.facilities', 'reservations.approve', 'reservations.blocks-approve', 'reservations.patrons', 'reservations.lottery', 'reservations.penalties', 'reservations.statistics', 'reservations.patterns'], '所管 花子');
  return {
    city, server, rows, department,
    desk: await staff(['reservations.desk', 'reservations.blocks', 'payments.cash'], '窓口 太郎'),
    disaster: await staff(['reservations.shelter'], '防災 次郎'),
    collector: await staff(['payments.gateway'], '収納 代行'),
    facility: (code, change = (rules) => rules) => saveFacility({ rows, department }, code, change),
    async team(options = {}) {
      const made = await newTeam({ city, server, rows }, options);
      signedIn.push({ client: made.client, again: () => server.asCitizen(made.citizen) });
      return made;
    },
    clockTo,
    async at(moment) {
      await clockTo(moment);
      await city.background.settle();
    },
    async close() {
      await server.stop();
      await city.close();
    },
  };
}

async function saveFacility({ rows, department }: Pick<AcceptanceHall, 'rows' | 'department'>, code: string, change: (rules: FacilityPolicyInput) => FacilityPolicyInput): Promise<(unit: string) => string> {
  const policy = { ...change(structuredClone(civicCenterInput)), facility: code };
  done(await department.api('reservations.saveFacility', { code, nameJa: `試験施設 ${code}`, nameEn: code, kana: 'シケンシセツ', category: 'gym', area: 'NIHONMATSU', address: '金色1', lat: 37.58, lng: 140.43, policy }));
  const units = new Map((await rows<{ id: string; code: string }>('select u.id, u.code from reservations.units u join reservations.facilities f on f.id = u.facility_id where f.code = $1', [code])).map((row) => [row.code, row.id]));
  return (unit) => units.get(unit) ?? assert.fail(`no unit ${unit}`);
}

async function newTeam({ city, server, rows }: Pick<AcceptanceHall, 'city' | 'server' | 'rows'>, options: { readonly classCode?: string; readonly name?: string; readonly members?: readonly string[]; readonly phone?: string }): Promise<Team> {
  serial += 1;
  const citizen = await server.newCitizen(`代表 ${serial}郎`);
  if (options.phone) await rows('update kernel.citizens set phone = $2 where id = $1', [citizen, options.phone]);
  const id = city.id();
  await rows(`insert into reservations.patrons (id, number, kind, class_code, name, kana, folded_name, citizen_id, phone, residency, status, valid_from, valid_to, created_by, created_at)
    values ($1, $2, 'group', $3, $4, 'シケン', $4, $5, $6, 'resident', 'active', '2026-04-01', '2029-03-31', 'test', $7)`, [id, String(20_000_000 + serial), options.classCode ?? 'R-GROUP', options.name ?? `試験クラブ${serial}`, citizen, `0243${String(serial).padStart(6, '0')}`, city.clock.now()]);
  for (const member of options.members ?? []) await rows(`insert into reservations.members (id, patron_id, name, residency, person_key) values ($1, $2, $3, 'resident', $3)`, [city.id(), id, member]);
  return { id, citizen, client: await server.asCitizen(citizen) };
}

function valueOf(reply: Reply): unknown {
  const body = reply.json();
  return isRecord(body) ? body['value'] : undefined;
}

/** What a command answered; anything but "done" fails the test. */
export function done(reply: Reply): Answer {
  assert.ok(reply.status === 201 || reply.status === 200, `${reply.status} ${reply.text}`);
  const value = valueOf(reply);
  return isRecord(value) ? value : {};
}

/** What a query answered. */
export function told(reply: Reply): Answer {
  assert.equal(reply.status, 200, reply.text);
  const value = valueOf(reply);
  return isRecord(value) ? value : assert.fail(`not a record: ${reply.text}`);
}

/** A list inside an answer, or the answer itself when it is one. */
export function listed(from: Reply | Answer, name?: string): readonly Answer[] {
  const value = name === undefined ? valueOf(from as Reply) : (from as Answer)[name];
  assert.ok(Array.isArray(value), `not a list: ${JSON.stringify(value)}`);
  return value.filter(isRecord);
}

/** Why a command was refused: status, code and the sentence. */
export function refused(reply: Reply): { readonly status: number; readonly code: string; readonly title: string; readonly details: Answer } {
  const body = reply.json();
  assert.ok(isRecord(body) && typeof body['code'] === 'string', `not refused: ${reply.status} ${reply.text}`);
  return { status: reply.status, code: body['code'], title: String(body['title']), details: isRecord(body['details']) ? body['details'] : {} };
}

/** Books for a team as its citizen does. */
export function book(team: Team, unit: string, date: string, slots: readonly string[], more: Answer = {}): Promise<Reply> {
  return team.client.api('reservations.reserve', { unit, date, slots, patron: team.id, purpose: 'badminton', persons: 6, ...more });
}

export async function stateOf(hall: AcceptanceHall, reservation: unknown): Promise<string> {
  const [row] = await hall.rows<{ state: string }>('select state from reservations.reservations where id = $1', [reservation]);
  return row?.state ?? 'gone';
}

/** Pays in cash at the counter, exactly. */
export async function payExactly(hall: AcceptanceHall, made: Answer): Promise<Answer> {
  return done(await hall.desk.api('reservations.pay', { reservation: made['reservation'], receivable: made['receivable'], amount: made['feeYen'], tendered: made['feeYen'] }));
}

/** Cells that two claims want at once: must be none, ever. */
export async function overlaps(hall: AcceptanceHall): Promise<number> {
  const [row] = await hall.rows<{ count: number }>('select count(*)::int as count from reservations.claims a join reservations.claims b on a.cell_id = b.cell_id and a.id < b.id and a.during && b.during');
  return row?.count ?? -1;
}
