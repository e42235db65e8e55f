/** Who is asking: from a cookie or a bearer token to an actor with today's grants. One statement, remembered for a few seconds. */
import type { Actor, Grant } from '../actor.ts';
import { tokyoDate } from '../calendar/calendar.ts';
import type { City } from '../city.ts';
import type { Connection, Database } from '../db/database.ts';
import { sha256 } from './tokens.ts';

export { fingerprint, networkOf } from './tokens.ts';

export const CITIZEN_SESSION_SECONDS = 30 * 24 * 3600;
export const CITIZEN_IDLE_SECONDS = 12 * 3600;
export const STAFF_SESSION_SECONDS = 12 * 3600;
export const STAFF_IDLE_SECONDS = 60 * 60;

export interface Credentials {
  readonly citizenToken?: string | undefined;
  readonly staffToken?: string | undefined;
  /** Without the word "Bearer": 'yk_c_…' of a citizen, 'yk_s_…' of staff or a service. */
  readonly bearer?: string | undefined;
  /** From `fingerprint`. */
  readonly device: string;
}

export type AskedFace = 'citizen' | 'staff' | 'api';

/** A change of rights by another process is felt after this long; by this process at once. */
const REMEMBER_MILLISECONDS = 5000;
const REMEMBER_AT_MOST = 5000;
/** `seen_at` is written at most this often. */
const NOTE_SEEN_SECONDS = 60;

interface Remembered {
  readonly actor: Actor;
  readonly until: number;
  readonly version: number;
}
const remembered = new WeakMap<City, Map<string, Remembered>>();

function memoryOf(city: City): Map<string, Remembered> {
  const known = remembered.get(city);
  if (known) return known;
  const fresh = new Map<string, Remembered>();
  remembered.set(city, fresh);
  return fresh;
}

/** Forgets a token at once: after signing out. */
export function forget(city: City, token: string): void {
  memoryOf(city).delete(sha256(token));
}

/** The actor behind the credentials for this face; a visitor when there is none or it is over. */
export async function actorFor(city: City, credentials: Credentials, face: AskedFace): Promise<Actor> {
  const { device } = credentials;
  const found = await find(city, credentials, face);
  // Remembered actors carry the device that was seen first.
  return found ? (found.kind === 'system' ? found : { ...found, device }) : { kind: 'visitor', device };
}

async function find(city: City, { bearer, citizenToken, staffToken, device }: Credentials, face: AskedFace): Promise<Actor | null> {
  if (face === 'api' && bearer) {
    if (bearer.startsWith('yk_c_')) return known(city, bearer, () => citizenByToken(city, bearer, device));
    return bearer.startsWith('yk_s_') ? known(city, bearer, () => staffByToken(city, bearer, device)) : null;
  }
  if (face !== 'citizen' && staffToken) {
    const staff = await known(city, staffToken, () => staffBySession(city, staffToken, device));
    if (staff) return staff;
  }
  if (face !== 'staff' && citizenToken) return known(city, citizenToken, () => citizenBySession(city, citizenToken, device));
  return null;
}

async function known(city: City, token: string, look: () => Promise<Actor | null>): Promise<Actor | null> {
  if (token.length > 200) return null;
  const memory = memoryOf(city);
  const key = sha256(token);
  const now = city.clock.now().epochMilliseconds;
  const version = city.version('identity');
  const earlier = memory.get(key);
  if (earlier && earlier.version === version && earlier.until > now && earlier.until <= now + REMEMBER_MILLISECONDS) return earlier.actor;
  const actor = await look();
  memory.delete(key);
  if (!actor) return null;
  if (memory.size >= REMEMBER_AT_MOST) memory.delete(memory.keys().next().value ?? '');
  memory.set(key, { actor, until: now + REMEMBER_MILLISECONDS, version });
  return actor;
}

interface CitizenFound {
  readonly id: string;
  readonly name: string;
  readonly seen_at: Temporal.Instant;
}

const CITIZEN_SESSION = `
select c.id, c.name, s.seen_at from kernel.citizen_sessions s join kernel.citizens c on c.id = s.citizen_id
 where s.token_hash = $1 and s.expires_at > $2 and s.seen_at > $3 and c.closed_at is null`;

async function citizenBySession(city: City, token: string, device: string): Promise<Actor | null> {
  const now = city.clock.now();
  return city.citizenDb.use(async (connection) => {
    const hash = sha256(token);
    const found = await connection.run<CitizenFound>(CITIZEN_SESSION, [hash, now, now.subtract({ seconds: CITIZEN_IDLE_SECONDS })]);
    const row = found.rows[0];
    if (!row) return null;
    await noteSeen(connection, 'citizen_sessions', hash, row.seen_at, now);
    return { kind: 'citizen', id: row.id, name: row.name, device };
  });
}

const CITIZEN_TOKEN = `
select c.id, c.name from kernel.citizen_tokens t join kernel.citizens c on c.id = t.citizen_id
 where t.token_hash = $1 and t.expires_at > $2 and t.revoked_at is null and c.closed_at is null`;

async function citizenByToken(city: City, token: string, device: string): Promise<Actor | null> {
  const row = await one<{ id: string; name: string }>(city.citizenDb, CITIZEN_TOKEN, [sha256(token), city.clock.now()]);
  return row ? { kind: 'citizen', id: row.id, name: row.name, device } : null;
}

// What a person holds today: roles given to the person, and the roles of the posts the person is in, in whatever manner:
// an acting holder (職務代理) or a deputy (代決) has the post's own powers on those days and not a day longer.
const GRANTS_OF_STAFF = `
(select coalesce(json_agg(json_build_object('permission', rp.permission, 'scope', given.scope)), '[]') from (
   select sr.role_id, sr.scope from kernel.staff_roles sr where sr.staff_id = st.id and sr.valid_from <= $2 and (sr.valid_to is null or sr.valid_to > $2)
   union all
   select pr.role_id, pr.scope from kernel.holdings h join kernel.post_roles pr on pr.post_id = h.post_id
    where h.staff_id = st.id and h.valid_from <= $2 and (h.valid_to is null or h.valid_to > $2)
 ) given join kernel.role_permissions rp on rp.role_id = given.role_id)`;

interface StaffFound {
  readonly id: string;
  readonly name: string;
  readonly strong: boolean;
  readonly seen_at: Temporal.Instant;
  readonly grants: readonly Grant[];
}

const STAFF_SESSION = `
select st.id, st.name, s.strong, s.seen_at, ${GRANTS_OF_STAFF} as grants
  from kernel.staff_sessions s join kernel.staff st on st.id = s.staff_id
 where s.token_hash = $1 and s.expires_at > $3 and s.seen_at > $4 and st.closed_at is null`;

async function staffBySession(city: City, token: string, device: string): Promise<Actor | null> {
  const now = city.clock.now();
  return city.staffDb.use(async (connection) => {
    const hash = sha256(token);
    const found = await connection.run<StaffFound>(STAFF_SESSION, [hash, tokyoDate(now), now, now.subtract({ seconds: STAFF_IDLE_SECONDS })]);
    const row = found.rows[0];
    if (!row) return null;
    await noteSeen(connection, 'staff_sessions', hash, row.seen_at, now);
    return { kind: 'staff', id: row.id, name: row.name, grants: row.grants, strong: row.strong, device };
  });
}

const STAFF_TOKEN = `
select t.service_id is not null as service, coalesce(st.id, sv.id) as id, coalesce(st.name, sv.name) as name,
       case when t.service_id is null then ${GRANTS_OF_STAFF}
            else (select coalesce(json_agg(json_build_object('permission', rp.permission, 'scope', null)), '[]') from kernel.role_permissions rp where rp.role_id = t.role_id) end as grants
  from kernel.api_tokens t left join kernel.staff st on st.id = t.staff_id left join kernel.services sv on sv.id = t.service_id
 where t.token_hash = $1 and t.expires_at > $3 and t.revoked_at is null and st.closed_at is null and sv.closed_at is null`;

/** A token is one factor: what needs a second one stays closed to a person's token. */
async function staffByToken(city: City, token: string, device: string): Promise<Actor | null> {
  const now = city.clock.now();
  const row = await one<{ service: boolean; id: string; name: string; grants: readonly Grant[] }>(city.staffDb, STAFF_TOKEN, [sha256(token), tokyoDate(now), now]);
  if (!row) return null;
  const signed = { id: row.id, name: row.name, grants: row.grants, device };
  return row.service ? { kind: 'service', ...signed } : { kind: 'staff', strong: false, ...signed };
}

const GRANTS_ALONE = `select st.id, st.name, ${GRANTS_OF_STAFF} as grants from kernel.staff st where st.closed_at is null and (st.id::text = $1 or st.login = $1)`;

/**
 * A member of staff as an actor with today's grants, without a session: for the sample city, tests and the command line.
 * `who` is the id or the login name; null when there is nobody.
 */
export async function staffActor(city: City, who: string, strong = true): Promise<Extract<Actor, { kind: 'staff' }> | null> {
  const row = await one<{ id: string; name: string; grants: readonly Grant[] }>(city.staffDb, GRANTS_ALONE, [who, tokyoDate(city.clock.now())]);
  return row ? { kind: 'staff', id: row.id, name: row.name, grants: row.grants, strong, device: 'house' } : null;
}

/** A citizen as an actor, by id or e-mail; see `staffActor`. */
export async function citizenActor(city: City, who: string): Promise<Extract<Actor, { kind: 'citizen' }> | null> {
  const row = await one<{ id: string; name: string }>(city.citizenDb, 'select id, name from kernel.citizens where closed_at is null and (id::text = $1 or email = $1)', [who]);
  return row ? { kind: 'citizen', id: row.id, name: row.name, device: 'house' } : null;
}

async function one<Row>(database: Database, sql: string, parameters: readonly unknown[]): Promise<Row | undefined> {
  return database.use(async (connection) => (await connection.run<Row>(sql, parameters)).rows[0]);
}

async function noteSeen(connection: Connection, table: 'citizen_sessions' | 'staff_sessions', hash: string, seenAt: Temporal.Instant, now: Temporal.Instant): Promise<void> {
  if (now.epochMilliseconds - seenAt.epochMilliseconds < NOTE_SEEN_SECONDS * 1000) return;
  await connection.run(`update kernel.${table} set seen_at = $2 where token_hash = $1 and seen_at < $2`, [hash, now]);
}
