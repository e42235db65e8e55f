/** The faces reach PostgreSQL through PgBouncer in transaction mode, with few server connections, and nothing is different. */
import assert from 'node:assert/strict';
import { chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { makeStaff } from '../../bench/stage.ts';
import { runFile } from '../../bin/testing/files.ts';
import { buildIslands } from '../../bin/islands.ts';
import { registryAs, setState } from '../../src/kernel/cities/registry.ts';
import { type Installation, openInstallation } from '../../src/kernel/db/installation.ts';
import { isRecord } from '../../src/kernel/text/json.ts';
import { CITY, faceUrl, type Hall, makeHall, openProcess, type Process, visitorAt } from './hall.ts';
import { example, freePort, programAt, Programs, ran, until } from './programs.ts';

const dir = mkdtempSync(join(tmpdir(), 'yakuba-pooling-'));
const programs = new Programs();
const undo: (() => Promise<unknown> | void)[] = [() => rmSync(dir, { recursive: true, force: true })];
/** The same installation as it is reached through PgBouncer. */
let pooled: Installation;
let hall: Hall;
let doors: { readonly citizen: Process; readonly staff: Process };

const POOL = 3;

before(async () => {
  await buildIslands();
  const installation = await openInstallation(dir, { throwAway: true, settings: { max_connections: '100' } });
  undo.push(() => installation.stop());
  undo.push(() => programs.endAll());
  hall = await makeHall(installation, dir, { facilities: 1, patrons: 2 });
  undo.push(() => hall.close());
  const port = await freePort();
  pooled = { ...installation, admin: { ...installation.admin, host: '127.0.0.1', port } };
  await startPooler(installation, port);
  const env = { YAKUBA_PREPARED: 'off' };
  const [citizen, staff] = await Promise.all([
    openProcess(programs, hall, 'citizen', { ...env, YAKUBA_FACE: 'citizen', YAKUBA_CITIZEN_DATABASE_URL: faceUrl(pooled, 'citizen') }),
    openProcess(programs, hall, 'staff', { ...env, YAKUBA_FACE: 'staff', YAKUBA_STAFF_DATABASE_URL: faceUrl(pooled, 'staff') }),
  ]);
  doors = { citizen, staff };
});
after(async () => {
  for (const step of undo.toReversed()) await step();
});

async function startPooler({ admin, passwords }: Installation, port: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'yakuba-pgbouncer-'));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  const users = { postgres: admin.password, yakuba_owner: passwords.owner, yakuba_citizen: passwords.citizen, yakuba_staff: passwords.staff, pgbouncer: 'looking' };
  writeFileSync(join(folder, 'userlist.txt'), Object.entries(users).map(([name, password]) => `"${name}" "${password}"\n`).join(''));
  writeFileSync(join(folder, 'pgbouncer.ini'), example('postgresql/pgbouncer.ini', [
    ['host=127.0.0.1 port=5000', `host=${admin.host}`], ['listen_port = 6432', `listen_port = ${port}`], ['unix_socket_dir = /var/run/postgresql', 'unix_socket_dir ='],
    ['/etc/pgbouncer/userlist.txt', join(folder, 'userlist.txt')], ['/var/log/postgresql/', `${folder}/`], ['/var/run/postgresql/', `${folder}/`], ['default_pool_size = 20', `default_pool_size = ${POOL}`],
    // The suite's own administrator makes databases and tables through the same door.
    ['yakuba_owner = pool_mode=session', 'yakuba_owner = pool_mode=session\npostgres = pool_mode=session'],
  ]));
  // PgBouncer refuses root; it becomes whoever may reach the private server's socket.
  const { uid, gid } = statSync(admin.host);
  const asRoot = process.getuid?.() === 0;
  if (asRoot) for (const path of [folder, join(folder, 'userlist.txt'), join(folder, 'pgbouncer.ini')]) chownSync(path, uid, gid);
  const pooler = programs.start('pgbouncer', programAt('pgbouncer', 'pgbouncer'), [...(asRoot ? ['-u', ran('id', ['-nu', String(uid)]).said.trim()] : []), join(folder, 'pgbouncer.ini')]);
  await until('PgBouncer lets people in', 20, () => asked(port, 'show version').then(() => true, () => false), pooler.said);
}

async function asked(port: number, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'pgbouncer', password: 'looking', database: 'pgbouncer' });
  await client.connect();
  try {
    const found = await client.query<Record<string, unknown>>(sql);
    return found.rows;
  } finally {
    await client.end();
  }
}

function valueOf(reply: { readonly status: number; readonly text: string; json(): unknown }): Record<string, unknown> {
  assert.ok(reply.status < 300, `${reply.status} ${reply.text}`);
  const body = reply.json();
  return isRecord(body) && isRecord(body['value']) ? body['value'] : {};
}

test('booked at one face’s process, paid at the other’s, cancelled and refunded: through a pool of transactions', async () => {
  const [patron] = hall.patrons;
  assert.ok(patron);
  const citizen = visitorAt(doors.citizen.port);
  citizen.cookies.set('yakuba_citizen', patron.token);
  const officer = visitorAt(doors.staff.port);
  officer.cookies.set('yakuba_staff', await makeStaff(hall.city, ['reservations.desk', 'payments.cash']));
  const today = Temporal.Now.zonedDateTimeISO('Asia/Tokyo').toPlainDate();
  let made: Record<string, unknown> = {};
  let said = '';
  // The hall is closed on some days of the week.
  for (let ahead = 15; ahead < 22 && !made['reservation']; ahead++) {
    const reply = await citizen.api('reservations.reserve', { unit: hall.units[0], date: today.add({ days: ahead }).toString(), slots: ['PM'], patron: patron.id, purpose: 'badminton', persons: 4 });
    said = reply.text;
    if (reply.status === 201) made = valueOf(reply);
  }
  const { reservation, receivable, feeYen } = made;
  assert.ok(typeof reservation === 'string' && typeof feeYen === 'number' && feeYen > 0, said);
  valueOf(await officer.api('reservations.pay', { reservation, receivable, amount: feeYen, tendered: feeYen }));
  const state = async () => (await hall.rows<{ state: string }>('select state from reservations.reservations where id = $1', [reservation]))[0]?.state;
  assert.equal(await state(), 'permitted');
  valueOf(await citizen.api('reservations.cancel', { reservation }));
  assert.equal(await state(), 'cancelled');
});

test('news of the register reaches the faces’ processes: a city that is closed to changes says so', async () => {
  const registry = registryAs(hall.installation);
  const citizen = visitorAt(doors.citizen.port);
  const [, patron] = hall.patrons;
  citizen.cookies.set('yakuba_citizen', patron?.token ?? '');
  await setState(registry, CITY, 'read_only', { reason: 'maintenance', until: null });
  const ask = () => citizen.api('reservations.reserve', { unit: hall.units[0], date: '2020-01-01', slots: ['NT'], patron: patron?.id, purpose: 'badminton', persons: 4 });
  await until('the city is read-only', 15, async () => (await ask()).text.includes('"code":"ReadOnly"'), doors.citizen.said);
  await setState(registry, CITY, 'open');
  await until('the city is open', 15, async () => !(await ask()).text.includes('"code":"ReadOnly"'), doors.citizen.said);
});

test('the acceptance scenarios of booking pass through it: two hundred at the same moment, unpaid and paid late', { timeout: 200_000 }, async () => {
  const env = { YAKUBA_PREPARED: 'off', YAKUBA_TEST_SERVER: JSON.stringify({ admin: pooled.admin, passwords: pooled.passwords }) };
  const result = await runFile('src/citizen-services/reservations/acceptance-booking.test.ts', 'booking', env);
  assert.deepEqual(result.failures, []);
  assert.ok(result.passed >= 8, `only ${result.passed} scenarios ran`);
});

test('what passed was pooled by transactions, over a handful of server connections', async () => {
  const port = pooled.admin.port ?? 0;
  const pools = (await asked(port, 'show pools')).filter((row) => row['user'] === 'yakuba_citizen' || row['user'] === 'yakuba_staff');
  assert.ok(pools.some((row) => row['database'] === 'yakuba_growth'));
  for (const row of pools) {
    assert.equal(row['pool_mode'], row['database'] === 'yakuba_house' ? 'session' : 'transaction', JSON.stringify(row));
    if (row['database'] !== 'yakuba_house') assert.ok(Number(row['sv_active']) + Number(row['sv_idle']) + Number(row['sv_used']) <= POOL, JSON.stringify(row));
  }
});
