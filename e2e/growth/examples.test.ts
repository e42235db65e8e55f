/** The examples of `deploy/`, each looked at by the very program that will read it. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { countCommand, countLoss, countRequest, startMetrics } from '../../src/kernel/metrics.ts';
import { example, freePort, programAt, Programs, ran, until } from './programs.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'yakuba-examples-'));
const programs = new Programs();
after(async () => {
  await programs.endAll();
  rmSync(dir, { recursive: true, force: true });
});

const text = (path: string) => readFileSync(join(root, 'deploy', path), 'utf8');

function certificate(): { readonly crt: string; readonly key: string; readonly folder: string } {
  const [crt, key, folder] = [join(dir, 'town.crt'), join(dir, 'town.key'), join(dir, 'tls')];
  if (existsSync(crt)) return { crt, key, folder };
  const made = ran(programAt('openssl', 'openssl'), ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=reserve.example.lg.jp', '-keyout', key, '-out', crt]);
  assert.equal(made.code, 0, made.said);
  mkdirSync(folder);
  writeFileSync(join(folder, 'town.pem'), readFileSync(crt, 'utf8') + readFileSync(key, 'utf8'));
  return { crt, key, folder };
}

test('nginx accepts its example', async () => {
  const { crt, key } = certificate();
  const [plain, tls, office] = [await freePort(), await freePort(), await freePort()];
  const handed = join(dir, 'yakuba-proxy.conf');
  writeFileSync(handed, example('balancer/nginx-proxy.conf', []));
  const site = example('balancer/nginx.conf', [
    ['listen 80;', `listen 127.0.0.1:${plain};`], [/^ {4}listen \[::\].*$/, ''], ['listen 443 ssl', `listen 127.0.0.1:${tls} ssl`], ['listen 192.0.2.20:443', `listen 127.0.0.1:${office}`],
    [/\/etc\/nginx\/tls\/[a-z.]+\.crt/, crt], [/\/etc\/nginx\/tls\/[a-z.]+\.key/, key], ['/etc/nginx/yakuba-proxy.conf', handed],
  ]);
  writeFileSync(join(dir, 'nginx.conf'), `pid ${dir}/nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${dir}/${name};`).join('\n')}\n${site}\n}\n`);
  const { code, said } = ran(programAt('nginx', 'nginx-light'), ['-t', '-q', '-c', join(dir, 'nginx.conf')]);
  assert.equal(code, 0, said);
  assert.doesNotMatch(said, /warn|emerg/);
});

test('HAProxy accepts both of its examples without a warning', () => {
  const { folder } = certificate();
  for (const [path, changes] of [['balancer/haproxy.cfg', [[/\/etc\/haproxy\/tls\/(?:citizen|staff)\//, `${folder}/`]]], ['postgresql/haproxy-postgresql.cfg', []]] as const) {
    const file = join(dir, basename(path));
    writeFileSync(file, example(path, changes));
    const { code, said } = ran(programAt('haproxy', 'haproxy'), ['-c', '-f', file]);
    assert.equal(code, 0, said);
    assert.doesNotMatch(said, /WARNING|ALERT/, path);
  }
});

test('Patroni accepts both machines, which differ in name and addresses alone', async () => {
  for (const [name, own] of [['patroni-1.yml', '192.0.2.11'], ['patroni-2.yml', '192.0.2.12']] as const) {
    const [store, door, database] = [await freePort(), await freePort(), await freePort()];
    const file = join(dir, name);
    // It knocks at every address, so they are this machine's own here; that nobody keeps the store of who is primary is all it may say.
    writeFileSync(file, example(`postgresql/${name}`, [['192.0.2.10:2379', `127.0.0.1:${store}`], [`listen: ${own}:8008`, `listen: 127.0.0.1:${door}`], [`listen: ${own}:5432`, `listen: 127.0.0.1:${database}`]]));
    const { said } = ran(programAt('patroni', 'patroni python3-etcd'), ['--validate-config', file]);
    assert.deepEqual(said.trim().split('\n'), [`etcd3.hosts.0 127.0.0.1:${store} didn't pass validation: '127.0.0.1:${store} is not reachable'`]);
  }
  const settings = (name: string) => text(`postgresql/${name}`).split('\n').filter((line) => !line.startsWith('#') && line !== '').join('\n');
  assert.equal(settings('patroni-2.yml'), settings('patroni-1.yml').replace('name: db1', 'name: db2').replaceAll('192.0.2.11:', '192.0.2.12:'));
  const number = (key: string) => Number(new RegExp(`^ +${key}: (\\d+)$`, 'm').exec(settings('patroni-1.yml'))?.[1]);
  assert.ok(number('ttl') >= number('loop_wait') + 2 * number('retry_timeout'), 'Patroni’s own rule for these three');
});

test('every unit is one that systemd understands, runs as an ordinary user and may do little', () => {
  const verify = programAt('systemd-analyze', 'systemd');
  for (const file of globSync('deploy/systemd/*.{service,timer}', { cwd: root })) {
    const unit = basename(file);
    writeFileSync(join(dir, unit), example(`systemd/${unit}`, unit.endsWith('.service') ? [['/opt/yakuba', root.replace(/\/$/, '')]] : []));
  }
  for (const file of globSync('*.{service,timer}', { cwd: dir })) {
    const { code, said } = ran(verify, ['verify', '--man=no', join(dir, file)]);
    // Other units of the machine are none of ours.
    const ours = said.split('\n').filter((line) => line.includes('yakuba'));
    assert.ok(code === 0 || ours.length === 0, said);
    assert.deepEqual(ours, [], file);
    if (!file.endsWith('.service')) continue;
    assert.match(text(`systemd/${file}`), /^User=yakuba/m);
    const { said: exposure } = ran(verify, ['security', '--offline=yes', '--no-pager', '--threshold=40', join(dir, file)]);
    const level = Number(/Overall exposure level for .*?: ([\d.]+)/.exec(exposure)?.[1] ?? Number.NaN);
    assert.ok(level <= 4, `${file}: ${exposure.slice(-300)}`);
  }
});

test('a face’s environment holds its own role’s address and no other', () => {
  for (const [face, other] of [['citizen', 'staff'], ['staff', 'citizen']] as const) {
    const lines = text(`systemd/yakuba-${face}.env`).split('\n').filter((line) => /^[A-Z]/.test(line));
    assert.ok(lines.includes(`YAKUBA_FACE=${face}`));
    assert.ok(lines.some((line) => line.startsWith(`YAKUBA_${face.toUpperCase()}_DATABASE_URL=postgres://yakuba_${face}:`)));
    assert.ok(!lines.some((line) => line.startsWith('DATABASE_URL') || line.includes(`yakuba_${other}`)));
  }
});

test('PgBouncer starts with its example', async () => {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'yakuba-pgbouncer-'));
  try {
    chmodSync(folder, 0o777);
    const config = join(folder, 'pgbouncer.ini');
    writeFileSync(join(folder, 'userlist.txt'), '"yakuba_citizen" "one"\n"yakuba_staff" "two"\n');
    writeFileSync(config, example('postgresql/pgbouncer.ini', [['listen_port = 6432', `listen_port = ${port}`], ['unix_socket_dir = /var/run/postgresql', 'unix_socket_dir ='], ['/etc/pgbouncer/userlist.txt', join(folder, 'userlist.txt')], ['/var/log/postgresql/', `${folder}/`], ['/var/run/postgresql/', `${folder}/`]]));
    const pooler = programs.start('pgbouncer', programAt('pgbouncer', 'pgbouncer'), [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), config]);
    await until('PgBouncer is up', 15, () => /process up/.test(pooler.said()), pooler.said);
    assert.doesNotMatch(pooler.said(), /WARNING|ERROR|FATAL/);
    await pooler.stop('SIGTERM');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('alerts ask for metrics that there are', async () => {
  for (const name of ['prometheus.yml', 'alerts.yml']) {
    const parsed = ran(programAt('python3', 'python3-yaml'), ['-c', 'import sys, yaml; yaml.safe_load(sys.stdin)'], text(`monitoring/${name}`));
    assert.equal(parsed.code, 0, parsed.said);
  }
  const metrics = await startMetrics('127.0.0.1', 0);
  try {
    countRequest('citizen', '/', 200, 0.01);
    countCommand('reservations.reserve', 'Busy');
    countLoss();
    const told = await (await fetch(`http://127.0.0.1:${metrics.port}/metrics`)).text();
    const wanted = [...text('monitoring/alerts.yml').matchAll(/\b(?:yakuba|nodejs|process)_[a-z0-9_]+/g)].map(([name]) => name);
    assert.ok(wanted.length >= 6);
    for (const name of wanted) assert.match(told, new RegExp(`^${name}[ {]`, 'm'), name);
  } finally {
    await metrics.stop();
  }
});

test('the container copies what there is, builds as root and runs as an ordinary user', () => {
  const lines = text('container/Containerfile').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const copied = lines.filter((line) => line.startsWith('COPY ')).flatMap((line) => line.split(/\s+/).slice(1, -1));
  assert.deepEqual(copied.filter((path) => !existsSync(join(root, path))), []);
  for (const needed of ['package-lock.json', 'yakuba', 'bin', 'src', 'cities', 'deploy/prepare']) assert.ok(copied.includes(needed), needed);
  const at = (word: string) => lines.findLastIndex((line) => line.startsWith(word));
  assert.equal(lines[at('USER ')], 'USER yakuba');
  assert.ok(at('USER ') > at('RUN ') && at('USER ') < at('CMD '));
  assert.match(lines[at('CMD ')] ?? '', /"start", "--data", "\/var\/lib\/yakuba"/);
});
