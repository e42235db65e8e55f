/** Two processes of the citizen face and one of the staff face, each with its own role's credentials alone, on one PostgreSQL and one data folder. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeStaff } from '../../bench/stage.ts';
import { buildIslands } from '../../bin/islands.ts';
import { openInstallation } from '../../src/kernel/db/installation.ts';
import type { Client } from '../../src/kernel/http/testing-client.ts';
import { startCrowd } from './crowd.ts';
import { faceUrl, type Hall, hallInput, makeHall, openProcess, PASSWORD, type Process, visitorAt } from './hall.ts';
import { example, freePort, programAt, Programs, until } from './programs.ts';

const dir = mkdtempSync(join(tmpdir(), 'yakuba-processes-'));
const programs = new Programs();
const undo: (() => Promise<unknown> | void)[] = [() => rmSync(dir, { recursive: true, force: true })];
let hall: Hall;
let staff: Process;
let doors: [Process, Process];

const citizenEnv = () => ({ YAKUBA_FACE: 'citizen', YAKUBA_CITIZEN_DATABASE_URL: faceUrl(hall.installation, 'citizen'), YAKUBA_TRUST_PROXY: '1', YAKUBA_DRAIN_SECONDS: '4' });

before(async () => {
  await buildIslands();
  const installation = await openInstallation(dir, { throwAway: true, settings: { max_connections: '200' } });
  undo.push(() => installation.stop());
  undo.push(() => programs.endAll());
  hall = await makeHall(installation, dir, { facilities: 2, patrons: 12 });
  undo.push(() => hall.close());
  const open = (name: string, env: Readonly<Record<string, string>>) => openProcess(programs, hall, name, env);
  const [one, two, office] = await Promise.all([open('citizen 1', citizenEnv()), open('citizen 2', citizenEnv()), open('staff', { YAKUBA_FACE: 'staff', YAKUBA_STAFF_DATABASE_URL: faceUrl(installation, 'staff') })]);
  doors = [one, two];
  staff = office;
});
after(async () => {
  for (const step of undo.toReversed()) await step();
});

test('a session made at one process is known at the other, and ended at one it is ended at both', async () => {
  const [one, two] = doors.map((door) => visitorAt(door.port));
  assert.ok(one && two);
  const email = hall.patrons[0]?.email ?? '';
  const came = await one.post('/sign-in', { _action: 'signIn', email, password: PASSWORD });
  assert.equal(came.status, 303, came.text);
  for (const [name, value] of one.cookies) two.cookies.set(name, value);
  assert.equal((await two.get('/my')).status, 200);
  const left = await two.post('/my/sign-out', { _action: 'signOut' });
  assert.equal(left.status, 303, left.text);
  const after = await one.get('/my');
  assert.equal(after.status, 303, after.text);
  assert.match(after.location, /sign-in/);
});

test('a paper sent to one process is listed at the other and opened at the office', async () => {
  const [patron] = hall.patrons;
  assert.ok(patron);
  const [one, two] = doors.map((door) => visitorAt(door.port));
  assert.ok(one && two);
  for (const client of [one, two]) client.cookies.set('yakuba_citizen', patron.token);
  const bytes = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.from('a picture of a driving licence')]);
  const form = new FormData();
  const fields = { _request: crypto.randomUUID(), _action: 'register', kind: 'individual', name: '安達 花子', kana: 'アダチ ハナコ', phone: '0243-55-1234', birthDate: '1990-05-01', residency: 'resident' };
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('evidenceFiles.0', new Blob([bytes]), 'licence.png');
  const sent = new Response(form);
  const reply = await one.raw('POST', '/register?kind=individual', new Uint8Array(await sent.arrayBuffer()), { headers: { 'content-type': sent.headers.get('content-type') ?? '' } });
  assert.equal(reply.status, 303, reply.text.slice(0, 500));
  assert.match((await two.get('/my/registrations')).text, /licence\.png/);
  const [paper] = await hall.rows<{ id: string }>(`select id from reservations.evidence where name = 'licence.png'`);
  const officer = visitorAt(staff.port);
  officer.cookies.set('yakuba_staff', await makeStaff(hall.city, ['reservations.patrons']));
  const opened = await officer.get(`/staff/reservations/evidence/${paper?.id}`);
  assert.equal(opened.status, 200);
  assert.deepEqual(Buffer.from(opened.bytes), bytes);
});

test('what the office changes stands on the public pages of every process within five seconds', async () => {
  const [one, two] = doors.map((door) => visitorAt(door.port));
  assert.ok(one && two);
  for (const client of [one, two]) assert.match((await client.get('/facilities')).text.replaceAll('\u200b', ''), /体育館1/);
  const officer = visitorAt(staff.port);
  officer.cookies.set('yakuba_staff', await makeStaff(hall.city, ['reservations.facilities']));
  const saved = await officer.api('reservations.saveFacility', hallInput('HALL-1', '名前の変わった体育館'));
  assert.ok(saved.status < 300, saved.text);
  const changed = performance.now();
  const shows = async (client: Client) => (await client.get('/facilities')).text.replaceAll(/<[^>]*>|\u200b/g, '').includes('名前の変わった体育館');
  for (let shown = false; !shown; ) {
    const asked = performance.now() - changed;
    shown = (await Promise.all([one, two].map(shows))).every(Boolean);
    // A page that was being drawn in the moment of the change is kept from when it was ready, hence the half second.
    assert.ok(shown || asked < 5_500, `asked ${Math.round(asked)} ms after the change, a process still shows the old name`);
  }
  console.log(`changed on both after ${((performance.now() - changed) / 1000).toFixed(1)} s`);
});

test('one face’s process neither opens the other’s pages nor holds the other’s credentials', async () => {
  for (const door of doors) assert.equal((await visitorAt(door.port).get('/staff/sign-in')).status, 404);
  assert.equal((await visitorAt(staff.port).get('/facilities')).status, 404);
  const refusedStart = programs.start('both', process.execPath, ['--import', join(import.meta.dirname, '../../bin/tsx.ts'), join(import.meta.dirname, '../../bin/yakuba.ts'), 'start', '--data', dir, '--port', '0'],
    { ...process.env, ...citizenEnv(), DATABASE_URL: 'postgres://nobody@localhost/none' });
  assert.equal(await refusedStart.ended, 1);
  assert.match(refusedStart.said(), /渡さないでください/);
});

test('a rolling restart behind HAProxy fails no request, with people booking and looking all the while', { timeout: 200_000 }, async () => {
  const port = await freePort();
  const config = join(dir, 'haproxy.cfg');
  writeFileSync(config, example('balancer/haproxy.cfg', [
    ['option httplog', 'option httplog\n    option dontlog-normal'], [/^ {4}bind :80$/, `    bind 127.0.0.1:${port}`], [/^ {4}bind :443 .*$/, ''], [/^ {4}http-request redirect scheme .*$/, ''], [/^ {4}http-request deny .* !\{ ssl_fc \}$/, ''], [/^frontend office$[^]*?(?=^backend staff$)/, ''],
    ['192.0.2.21:8080', `127.0.0.1:${doors[0].port}`], ['192.0.2.22:8080', `127.0.0.1:${doors[1].port}`], ['192.0.2.31:8080', `127.0.0.1:${staff.port}`], [/^ {4}server staff2 .*$/, ''],
  ]));
  const balancer = programs.start('haproxy', programAt('haproxy', 'haproxy'), ['-db', '-f', config]);
  await until('the balancer finds both processes', 15, async () => (await visitorAt(port).get('/facilities').catch(() => null))?.status === 200, balancer.said);
  const crowd = startCrowd(hall, port, { booking: 3, looking: 3, insist: false });
  for (const place of [0, 1] as const) {
    const before = crowd.moments.length;
    const left = await doors[place].stop('SIGTERM');
    assert.equal(left, 0, doors[place].said());
    doors[place] = await openProcess(programs, hall, `citizen ${place + 1} again`, citizenEnv(), doors[place].port);
    // The next one goes only when this one is being sent people again.
    const name = `citizen${place + 1}`;
    await until(`${name} is back`, 20, () => new RegExp(`Server citizen/${name} is UP`).test(balancer.said()), balancer.said);
    assert.ok(crowd.moments.length > before, 'nobody was served meanwhile');
  }
  await crowd.finish();
  console.log(`rolling restart: commands ${JSON.stringify(crowd.commands)}, pages ${JSON.stringify(crowd.pages)}`);
  assert.deepEqual(Object.keys(crowd.pages), ['200']);
  // Taken and not possible are answers; no answer (0), shut (423) and faults (5xx) are failures.
  assert.deepEqual(Object.keys(crowd.commands).filter((status) => !['201', '409', '422'].includes(status)), []);
  assert.match(balancer.said(), /Server citizen\/citizen1 is DOWN/);
  await balancer.stop();
});
