/** A city for measuring: a durable private PostgreSQL, facilities without booking limits, patrons with sessions, a server with open doors. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIslands } from '../bin/islands.ts';
import { makeAssets } from '../src/assets.ts';
import { saveFacility } from '../src/citizen-services/reservations/commands/facilities.ts';
import { civicCenterInput } from '../src/citizen-services/reservations/rules/civic-center.fixture.ts';
import { savePayee } from '../src/kernel/payments/commands.ts';
import { type Background, startBackground } from '../src/kernel/background.ts';
import { newId, systemRandom } from '../src/kernel/clock.ts';
import { connectAs, type Installation, openInstallation } from '../src/kernel/db/installation.ts';
import type { ConnectTo } from '../src/kernel/db/database.ts';
import { openCity, type OpenCity } from '../src/kernel/house.ts';
import { type RunningServer, startServer } from '../src/kernel/http/server.ts';
import { keepEverything } from '../src/kernel/notices/mail.ts';
import { execute } from '../src/kernel/run.ts';
import { testFacts } from '../src/kernel/testing.ts';
import { systems } from '../src/main-systems.ts';
import { renderPage } from '../src/ui/context.tsx';
import { problemPage } from '../src/ui/problem.tsx';

export interface Stage {
  readonly city: OpenCity;
  readonly installation: Installation;
  readonly server: RunningServer;
  readonly background: Background;
  readonly units: readonly { readonly id: string; readonly code: string; readonly facility: string; readonly cells: readonly number[] }[];
  readonly patrons: readonly { readonly id: string; readonly token: string }[];
  connect(role: 'citizen' | 'staff' | 'owner'): ConnectTo;
  close(): Promise<void>;
}

const house = { kind: 'system', id: 'bench' } as const;

export interface StageOptions {
  readonly facilities: number;
  readonly patrons: number;
  readonly poolSize?: number;
  readonly loop?: boolean;
  /** An existing folder is opened again as it was left; without one, a folder is made and removed. */
  readonly dir?: string;
  readonly port?: number;
}

export async function openStage(options: StageOptions): Promise<Stage> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'yakuba-bench-'));
  const installation = await openInstallation(dir);
  const city = await openCity(installation, systems, { facts: testFacts, database: 'bench', dataDir: dir, origin: 'http://localhost', sample: false, poolSize: options.poolSize ?? 16 });
  const patrons = city.fresh ? await fill(city, options) : [];
  const rows = await city.staffDb.use((connection) => connection.run<{ id: string; code: string; facility: string; cells: number[] }>(
    'select u.id, u.code, f.code as facility, u.cell_ids as cells from reservations.units u join reservations.facilities f on f.id = u.facility_id order by f.code, u.ordinal'));
  const assets = makeAssets(testFacts, await buildIslands());
  const server = await startServer({ cityOf: () => city, systems, faces: ['citizen', 'staff'], assets, drawing: { renderPage, problemPage }, port: options.port ?? 0, rate: null });
  const background = startBackground([city], systems, { mailer: keepEverything, loop: options.loop ?? true });
  return {
    city, installation, server, background, units: rows.rows, patrons, connect: (role) => connectAs(installation, 'bench', role),
    async close() {
      await server.stop();
      await background.stop();
      await city.close();
      await installation.stop();
      if (!options.dir) rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function fill(city: OpenCity, options: StageOptions): Promise<{ id: string; token: string }[]> {
  await facilitiesIn(city, options.facilities);
  return makePatrons(city, options.patrons);
}

/** So many gymnasiums, HALL-1 and on. */
export async function facilitiesIn(city: OpenCity, count: number): Promise<void> {
  const id = () => newId(city.clock.now(), systemRandom);
  await execute({ city, actor: house, lang: 'ja' }, savePayee, { code: 'CITY-GENERAL', name: '試験市' }, id());
  for (let i = 1; i <= count; i++) {
    const code = `HALL-${i}`;
    // No limits on how often somebody books: what is measured is taking places.
    const { caps: _, lottery: __, ...rules } = civicCenterInput;
    const policy = { ...rules, facility: code, windows: [] };
    const saved = await execute({ city, actor: house, lang: 'ja' }, saveFacility, { code, nameJa: `体育館${i}`, nameEn: `Gym ${i}`, kana: 'タイイクカン', category: 'gym', area: 'NIHONMATSU', address: '金色1', lat: 37.58, lng: 140.43, policy }, id());
    if (!saved.ok) throw new Error(`${saved.message} ${JSON.stringify(saved.errors)} ${JSON.stringify(saved.details)}`);
  }
}

/** Patrons with accounts and sessions, written straight into the tables: only what is measured goes through commands. */
async function makePatrons(city: OpenCity, count: number): Promise<{ id: string; token: string }[]> {
  const now = city.clock.now();
  const made = Array.from({ length: count }, (_, index) => ({ citizen: newId(now, systemRandom), patron: newId(now, systemRandom), token: randomBytes(24).toString('base64url'), number: String(10_000_000 + index) }));
  await city.staffDb.use(async (connection) => {
    await connection.run(`insert into kernel.citizens (id, email, email_confirmed_at, name, kana, created_at) select (e->>'citizen')::uuid, e->>'citizen' || '@example.jp', $2, '試験 太郎', 'シケン タロウ', $2 from jsonb_array_elements($1::jsonb) e`, [JSON.stringify(made), now]);
    await connection.run(`insert into reservations.patrons (id, number, kind, class_code, name, kana, folded_name, citizen_id, phone, residency, status, valid_from, valid_to, created_by, created_at)
      select (e->>'patron')::uuid, e->>'number', 'individual', 'R-PERSON', '試験 太郎', 'シケン タロウ', '試験太郎', (e->>'citizen')::uuid, '0243000000', 'resident', 'active', $2::date, $2::date + 1000, 'bench', $3 from jsonb_array_elements($1::jsonb) e`, [JSON.stringify(made), now.toZonedDateTimeISO('Asia/Tokyo').toPlainDate(), now]);
  });
  await city.citizenDb.use((connection) => connection.run(`insert into kernel.citizen_sessions (token_hash, citizen_id, created_at, seen_at, expires_at, device) select e->>'hash', (e->>'citizen')::uuid, $2, $2, $2::timestamptz + interval '1 day', 'bench' from jsonb_array_elements($1::jsonb) e`,
    [JSON.stringify(made.map((one) => ({ citizen: one.citizen, hash: createHash('sha256').update(one.token).digest('hex') }))), now]));
  return made.map((one) => ({ id: one.patron, token: one.token }));
}

/** A whole HTTP request as text. */
export function requestText(method: string, path: string, options: { readonly token?: string; readonly body?: unknown; readonly accept?: string; readonly host?: string } = {}): string {
  const body = options.body === undefined ? '' : JSON.stringify(options.body);
  const lines = [
    `${method} ${path} HTTP/1.1`, `host: ${options.host ?? 'localhost'}`, 'connection: keep-alive', 'accept-encoding: gzip', `accept: ${options.accept ?? '*/*'}`,
    ...(options.token ? [`cookie: yakuba_citizen=${options.token}`] : []), ...(method === 'POST' ? ['sec-fetch-site: same-origin', 'content-type: application/json', `content-length: ${Buffer.byteLength(body)}`] : []),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** A member of staff with these permissions and an open session; the answer is the session cookie's value. */
export async function makeStaff(city: OpenCity, permissions: readonly string[]): Promise<string> {
  const now = city.clock.now();
  const id = () => newId(now, systemRandom);
  const [staff, role] = [id(), id()];
  const token = randomBytes(24).toString('base64url');
  const today = now.toZonedDateTimeISO('Asia/Tokyo').toPlainDate();
  await city.staffDb.use(async (connection) => {
    await connection.run('insert into kernel.staff (id, number, login, name, kana, created_at) values ($1, $2, $2, $3, $4, $5)', [staff, staff.slice(-12), '試験 職員', 'シケン ショクイン', now]);
    await connection.run('insert into kernel.roles (id, code, name) values ($1, $2, $3)', [role, `bench-${role.slice(-8)}`, '試験']);
    await connection.run('insert into kernel.role_permissions (role_id, permission) select $1, unnest($2::text[])', [role, [...permissions]]);
    await connection.run('insert into kernel.staff_roles (id, staff_id, role_id, valid_from) values ($1, $2, $3, $4)', [id(), staff, role, today.subtract({ days: 1 })]);
    await connection.run('insert into kernel.staff_sessions (token_hash, staff_id, created_at, seen_at, expires_at, strong, device) values ($1, $2, $3, $3, $4, true, $5)', [createHash('sha256').update(token).digest('hex'), staff, now, now.add({ hours: 11 }), 'bench']);
  });
  return token;
}
