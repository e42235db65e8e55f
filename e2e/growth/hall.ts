/** A city for several processes at once: halls without booking limits, patrons who are signed in, and whoever opens doors to it. */
import { createHash, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Command } from '../../src/kernel/act.ts';
import { saveFacility } from '../../src/citizen-services/reservations/commands/facilities.ts';
import { civicCenterInput } from '../../src/citizen-services/reservations/rules/civic-center.fixture.ts';
import { createCity, databaseOf } from '../../src/kernel/cities/create.ts';
import { HOUSE, prepareRegistry } from '../../src/kernel/cities/registry.ts';
import { newId, systemRandom } from '../../src/kernel/clock.ts';
import { connectAs, type Installation } from '../../src/kernel/db/installation.ts';
import { migrationsOf, type OpenCity } from '../../src/kernel/house.ts';
import { testClient, type Client } from '../../src/kernel/http/testing-client.ts';
import { hashPassword } from '../../src/kernel/identity/password.ts';
import { savePayee } from '../../src/kernel/payments/commands.ts';
import { execute } from '../../src/kernel/run.ts';
import { testFacts } from '../../src/kernel/testing.ts';
import { openForFilling } from '../../src/main-cities.ts';
import { systems } from '../../src/main-systems.ts';
import { type Programs, type Running, saying } from './programs.ts';

export const CITY = 'growth';
export const PASSWORD = 'growth-test-2026';

export interface Patron {
  readonly id: string;
  readonly email: string;
  /** The value of a session's cookie. */
  readonly token: string;
}

export interface Hall {
  readonly installation: Installation;
  readonly dataDir: string;
  readonly city: OpenCity;
  readonly units: readonly string[];
  readonly patrons: readonly Patron[];
  rows<Row>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** What a hall is saved with; its name is what a change changes. */
export function hallInput(code: string, nameJa: string): Record<string, unknown> {
  const { caps: _, lottery: __, ...rules } = civicCenterInput;
  return { code, nameJa, nameEn: code, kana: 'タイイクカン', category: 'gym', area: 'NIHONMATSU', address: '金色1', lat: 37.58, lng: 140.43, policy: { ...rules, facility: code, windows: [] } };
}

/** Makes and registers the city, whatever host name it is asked for by. */
export async function makeHall(installation: Installation, dataDir: string, size: { readonly facilities: number; readonly patrons: number }): Promise<Hall> {
  await prepareRegistry(installation);
  const kept = { facts: testFacts, outline: null, sample: false };
  await createCity(installation, dataDir, { name: CITY, hosts: ['*'], origin: null, server: 'main', folders: migrationsOf(systems), kept });
  const city = openForFilling(installation, dataDir, { name: CITY, server: 'main', database: databaseOf(CITY) }, kept);
  const must = async <I, O, R extends string>(command: Command<I, O, R>, input: unknown) => {
    const answer = await execute({ city, actor: { kind: 'system', id: 'growth' }, lang: 'ja' }, command, input, newId(city.clock.now(), systemRandom));
    if (!answer.ok) throw new Error(`${command.name}: ${answer.message} ${JSON.stringify(answer.errors)}`);
  };
  await must(savePayee, { code: 'CITY-GENERAL', name: '試験市' });
  for (let index = 1; index <= size.facilities; index++) await must(saveFacility, hallInput(`HALL-${index}`, `体育館${index}`));
  const rows: Hall['rows'] = (sql, parameters) => city.staffDb.use(async (connection) => (await connection.run<never>(sql, parameters)).rows);
  const patrons = await makePatrons(city, size.patrons);
  const units = await rows<{ id: string }>('select u.id from reservations.units u join reservations.facilities f on f.id = u.facility_id order by f.code, u.ordinal');
  return { installation, dataDir, city, rows, patrons, units: units.map((unit) => unit.id), close: () => city.close() };
}

async function makePatrons(city: OpenCity, count: number): Promise<readonly Patron[]> {
  const now = city.clock.now();
  const made = Array.from({ length: count }, (_, index) => ({ citizen: newId(now, systemRandom), id: newId(now, systemRandom), email: `patron${index}@example.jp`, token: `yc_${randomBytes(32).toString('base64url')}`, number: String(10_000_000 + index) }));
  const list = JSON.stringify(made);
  await city.staffDb.use(async (connection) => {
    await connection.run(`insert into kernel.citizens (id, email, email_confirmed_at, name, kana, created_at, password_hash) select (e->>'citizen')::uuid, e->>'email', $2, '試験 太郎', 'シケン タロウ', $2, $3 from jsonb_array_elements($1::jsonb) e`, [list, now, await hashPassword(PASSWORD)]);
    await connection.run(`insert into reservations.patrons (id, number, kind, class_code, name, kana, folded_name, citizen_id, phone, residency, status, valid_from, valid_to, created_by, created_at)
      select (e->>'id')::uuid, e->>'number', 'individual', 'R-PERSON', '試験 太郎', 'シケン タロウ', '試験太郎', (e->>'citizen')::uuid, '0243000000', 'resident', 'active', $2::date, $2::date + 1000, 'growth', $3 from jsonb_array_elements($1::jsonb) e`, [list, now.toZonedDateTimeISO('Asia/Tokyo').toPlainDate(), now]);
  });
  const sessions = made.map((one) => ({ citizen: one.citizen, hash: createHash('sha256').update(one.token).digest('hex') }));
  await city.citizenDb.use((connection) => connection.run(`insert into kernel.citizen_sessions (token_hash, citizen_id, created_at, seen_at, expires_at, device) select e->>'hash', (e->>'citizen')::uuid, $2, $2, $2::timestamptz + interval '1 day', 'growth' from jsonb_array_elements($1::jsonb) e`, [JSON.stringify(sessions), now]));
  return made;
}

/** The address by which a process of one face reaches the register, as `./yakuba city address` prints it. */
export function faceUrl(installation: Installation, face: 'citizen' | 'staff'): string {
  const to = connectAs(installation, HOUSE, face);
  const at = to.host.startsWith('/') ? `localhost/${HOUSE}?host=${encodeURIComponent(to.host)}` : `${to.host}:${to.port ?? 5432}/${HOUSE}`;
  return `postgres://${to.user}:${encodeURIComponent(to.password)}@${at}`;
}

export interface Process extends Running {
  readonly port: number;
}

/** `./yakuba start` with exactly this environment beside the machine's own, until its doors are open. */
export async function openProcess(programs: Programs, hall: Pick<Hall, 'dataDir'>, name: string, env: Readonly<Record<string, string>>, port = 0): Promise<Process> {
  const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
  const { DATABASE_URL: _, YAKUBA_TEST_SERVER: __, NODE_TEST_CONTEXT: ___, ...machine } = process.env;
  const words = ['--enable-source-maps', '--disable-warning=ExperimentalWarning', '--import', at('bin/tsx.ts'), at('bin/yakuba.ts'), 'start', '--data', hall.dataDir, '--port', String(port), '--sample', 'tiny'];
  const running = programs.start(name, process.execPath, words, { ...machine, YAKUBA_RATE_LIMIT: 'off', ...env });
  const [, said] = await saying(running, /の入口\s+http:\/\/localhost:(\d+)\//, 40);
  return { ...running, port: Number(said) };
}

/** A browser at a process (or at the balancer before it). */
export function visitorAt(port: number): Client {
  return testClient(port, () => newId(Temporal.Now.instant(), systemRandom));
}
