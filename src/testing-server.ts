/**
 * A test city's doors, really opened: HTTP as a browser or a program sends it, with cookies and redirects.
 * For acceptance tests: `const house = await openTestServer(await testCity())`.
 */
import assert from 'node:assert/strict';
import { buildIslands } from '../bin/islands.ts';
import { makeAssets } from './assets.ts';
import type { Grant } from './kernel/actor.ts';
import { newId } from './kernel/clock.ts';
import type { RateLimit } from './kernel/http/guard.ts';
import { type ServerOptions, startServer } from './kernel/http/server.ts';
import { type Client, type Reply, testClient } from './kernel/http/testing-client.ts';
import { COOKIE } from './kernel/http/visit.ts';
import { freshSecret, sha256 } from './kernel/identity/tokens.ts';
import { testFacts, type TestCity } from './kernel/testing.ts';
import { isRecord } from './kernel/text/json.ts';
import { systems as listed } from './main-systems.ts';
import type { System } from './kernel/system.ts';
import { renderPage } from './ui/context.tsx';
import { problemPage } from './ui/problem.tsx';

export type { AskOptions, Client, FormFields, Reply } from './kernel/http/testing-client.ts';

export interface TestServer extends Client {
  readonly origin: string;
  readonly port: number;
  /** A browser nobody has signed in on. `lang: 'en'` adds '/en' to citizen paths. */
  visitor(): Client;
  /** Signed in as this citizen (an id in kernel.citizens). */
  asCitizen(citizenId: string): Promise<Client>;
  /** Signed in as this member of staff (an id in kernel.staff), with a second factor unless told. */
  asStaff(staffId: string, options?: { readonly strong?: boolean }): Promise<Client>;
  /** Makes a citizen's account without letters and passwords; answers the id. */
  newCitizen(name?: string): Promise<string>;
  /** Makes a member of staff who holds these permissions; answers the id. */
  newStaff(permissions: readonly (string | Grant)[], name?: string): Promise<string>;
  stop(): Promise<void>;
}

let serial = 0;

/** Opens the doors of a test city on a free port. Stop it in `after()`, before the city is closed. */
export async function openTestServer(house: TestCity, options: { readonly systems?: readonly System[]; readonly rate?: { readonly reads: RateLimit; readonly writes: RateLimit } | null; readonly patience?: ServerOptions['patience'] } = {}): Promise<TestServer> {
  const { city } = house;
  const assets = makeAssets(testFacts, await buildIslands());
  const server = await startServer({
    cityOf: () => city, systems: options.systems ?? listed, faces: ['citizen', 'staff'], assets, drawing: { renderPage, problemPage }, port: 0, rate: options.rate ?? null, ...(options.patience ? { patience: options.patience } : {}),
  });
  const { port } = server;
  const client = () => testClient(port, house.id);
  const session = async (face: 'citizen' | 'staff', write: (hash: string) => Promise<unknown>): Promise<Client> => {
    const token = freshSecret(city.random, face === 'citizen' ? 'yc_' : 'ys_');
    await write(sha256(token));
    const made = client();
    made.cookies.set(COOKIE[face], token);
    return made;
  };
  const run = (sql: string, values: readonly unknown[]) => city.staffDb.use((connection) => connection.run(sql, values));
  const now = () => city.clock.now();
  return {
    ...client(), origin: `http://127.0.0.1:${port}`, port, visitor: client,
    asCitizen: (id) => session('citizen', (hash) => city.citizenDb.use((connection) => connection.run(
      'insert into kernel.citizen_sessions (token_hash, citizen_id, created_at, seen_at, expires_at, device) values ($1, $2, $3, $3, $4, $5)', [hash, id, now(), now().add({ hours: 24 * 30 }), 'test']))),
    asStaff: (id, { strong = true } = {}) => session('staff', (hash) => run(
      'insert into kernel.staff_sessions (token_hash, staff_id, created_at, seen_at, expires_at, strong, device) values ($1, $2, $3, $3, $4, $5, $6)', [hash, id, now(), now().add({ hours: 12 }), strong, 'test'])),
    async newCitizen(name = '試験 太郎') {
      const id = newId(now(), city.random);
      await run('insert into kernel.citizens (id, email, email_confirmed_at, name, kana, created_at) values ($1, $2, $3, $4, $5, $3)', [id, `citizen${++serial}@example.jp`, now(), name, 'しけん たろう']);
      return id;
    },
    newStaff: (permissions, name = '試験 職員') => newStaff(house, permissions, name),
    stop: () => server.stop(),
  };
}

async function newStaff(house: TestCity, permissions: readonly (string | Grant)[], name: string): Promise<string> {
  const { city } = house;
  const now = city.clock.now();
  const today = now.toZonedDateTimeISO('Asia/Tokyo').toPlainDate();
  const id = newId(now, city.random);
  const grants = permissions.map((one): Grant => (typeof one === 'string' ? { permission: one, scope: null } : one));
  const scopes = [...new Set(grants.map((grant) => JSON.stringify(grant.scope)))];
  await city.staffDb.use(async (connection) => {
    const number = `T${String(++serial).padStart(5, '0')}`;
    await connection.run('insert into kernel.staff (id, number, login, name, kana, created_at) values ($1, $2, $3, $4, $5, $6)', [id, number, number.toLowerCase(), name, 'しけん しょくいん', now]);
    for (const scope of scopes) {
      const role = newId(now, city.random);
      const bundle = grants.filter((grant) => JSON.stringify(grant.scope) === scope).map((grant) => grant.permission);
      await connection.run('insert into kernel.roles (id, code, name) values ($1, $2, $3)', [role, `test-${role}`, '試験の役割']);
      await connection.run('insert into kernel.role_permissions (role_id, permission) select $1, unnest($2::text[])', [role, [...new Set(bundle)]]);
      await connection.run('insert into kernel.staff_roles (id, staff_id, role_id, scope, valid_from) values ($1, $2, $3, $4, $5)', [newId(now, city.random), id, role, JSON.parse(scope), today.subtract({ days: 1 })]);
    }
  });
  return id;
}

/** The value of an answer of the API that had to succeed. */
export function valueOf(reply: Reply): Record<string, unknown> {
  assert.ok(reply.status === 200 || reply.status === 201, `${reply.status} ${reply.text.slice(0, 600)}`);
  const body = reply.json();
  assert.ok(isRecord(body) && isRecord(body['value']), reply.text.slice(0, 400));
  return body['value'];
}

/** Refused, with this code and these words; the whole answer, for what it tells besides. */
export function refusedAs(reply: Reply, code: string, words?: RegExp): Record<string, unknown> {
  const body = reply.json();
  assert.ok(isRecord(body));
  assert.equal(body['code'], code, reply.text.slice(0, 500));
  if (words) assert.match(String(body['title']), words);
  return body;
}

/** The page as it is read: without the places where a line may break. */
export const phrased = (page: string): string => page.replaceAll('<wbr/>', '');
