/** What verify finds when it is really broken. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { newId, systemClock, systemRandom } from '../../clock.ts';
import { kernelMigrations } from '../../db/migrate.ts';
import { storeFile } from '../../files/files.ts';
import { type TownHall, townHall } from '../town.fixture.ts';
import { exitCodeOf, type Finding } from './finding.ts';
import { verifyCities } from './verify.ts';

let hall: TownHall;
let owner: pg.Client;
before(async () => {
  hall = await townHall();
  owner = new pg.Client({ ...hall.installation.admin, database: hall.database });
  await owner.connect();
  await owner.query(`
    set role yakuba_owner; create schema town;
    create table town.halls (id int primary key, name text not null check (name <> ''), code text, constraint halls_code unique (code));
    create unique index halls_one_without_code on town.halls ((true)) where code is null;
    create table town.bookings (id int primary key, hall int references town.halls, during tstzrange not null, gone boolean not null default false, constraint bookings_taken exclude using gist (hall with =, during with &&) where (not gone));
    insert into town.halls values (1, '体育館', 'A'), (2, '会議室', 'B');
    insert into town.bookings values (1, 1, '[2026-11-23 09:00+09, 2026-11-23 12:00+09)', false), (2, 1, '[2026-11-23 12:00+09, 2026-11-23 15:00+09)', false), (3, 1, '[2026-11-23 09:00+09, 2026-11-23 12:00+09)', true);
    reset role`);
});
after(async () => {
  await owner.end();
  await hall.close();
});

async function look(): Promise<readonly Finding[]> {
  const all = await verifyCities({ dataDir: hall.dataDir, admin: hall.installation.admin, migrations: [kernelMigrations], now: systemClock.now() });
  assert.deepEqual(all.map((city) => city.database), ['yakuba_house', 'yakuba_town']);
  return all.flatMap((city) => city.findings);
}
const damagedIn = (findings: readonly Finding[]) => findings.filter((one) => one.level !== 'good').map((one) => `${one.level} ${one.area} ${one.said} ${one.where.join(' ')}`).join('\n');

/** Writes past the constraints, as a broken disk would. */
async function past(text: string, ...indexes: readonly string[]): Promise<void> {
  await owner.query('set session_replication_role = replica');
  for (const index of indexes) await owner.query('update pg_index set indisready = false where indexrelid = $1::regclass', [index]);
  await owner.query(text);
  for (const index of indexes) await owner.query('update pg_index set indisready = true where indexrelid = $1::regclass', [index]);
  await owner.query('reset session_replication_role');
}

test('何もおかしくなければ、よいと言い、0 で終わる', async () => {
  const findings = await look();
  assert.equal(damagedIn(findings), '');
  assert.equal(exitCodeOf(findings), 0);
  assert.ok(findings.some((one) => /\d+ の制約を/.test(one.said)));
});

test('参照の切れ、重なり、二つの同じ番号、条件に合わない行を、名前で言う', async () => {
  await past(`insert into town.bookings values (10, 99, '[2026-12-01 09:00+09, 2026-12-01 12:00+09)')`);
  assert.match(damagedIn(await look()), /damaged 制約 .*town\.bookings bookings_hall_fkey（1 行）/);
  await owner.query('delete from town.bookings where id = 10');

  await past(`insert into town.bookings values (11, 1, '[2026-11-23 11:00+09, 2026-11-23 13:00+09)')`, 'town.bookings_taken');
  assert.match(damagedIn(await look()), /town\.bookings bookings_taken（2 行）/);
  await owner.query('delete from town.bookings where id = 11');

  await past(`insert into town.halls values (3, '別', 'A')`, 'town.halls_code');
  assert.match(damagedIn(await look()), /town\.halls_code（1 行）/);
  await owner.query('delete from town.halls where id = 3');

  await past(`insert into town.halls values (5, '一つ目', null), (6, '二つ目', null)`, 'town.halls_one_without_code');
  assert.match(damagedIn(await look()), /town\.halls_one_without_code（1 行）/, '一つだけと決めたものが二つ');
  await owner.query('delete from town.halls where id in (5, 6)');

  await owner.query(`alter table town.halls drop constraint halls_name_check; insert into town.halls values (4, '', 'D'); alter table town.halls add constraint halls_name_check check (name <> '') not valid`);
  const findings = await look();
  assert.match(damagedIn(findings), /town\.halls halls_name_check（1 行）/);
  assert.equal(exitCodeOf(findings), 1);
  await owner.query('delete from town.halls where id = 4');
  assert.equal(damagedIn(await look()), '');
});

test('ないファイル、変わったファイル、だれも指さないファイルを見分ける', async () => {
  const keep = async (text: string, named: boolean) => {
    const stored = await storeFile(hall.city, Buffer.from(text), { limit: 1000, types: ['text/csv'] });
    assert.ok('sha256' in stored);
    if (named) await owner.query(`insert into kernel.files (id, sha256, bytes, media_type, name, owner, created_at) values ($1, $2, $3, 'text/csv', 'a', 'test', now())`, [newId(systemClock.now(), systemRandom), stored.sha256, stored.bytes]);
    return stored.sha256;
  };
  await keep('よい\n', true);
  const young = await keep('まだ名前がない\n', false);
  assert.equal(damagedIn(await look()), '', 'いましまったばかりのものは、まだ孤児ではない');
  utimesSync(hall.storedPath(young), 1, 1);
  const orphaned = await look();
  assert.match(damagedIn(orphaned), new RegExp(`incomplete ファイル .*${young.slice(0, 16)}`));
  assert.equal(exitCodeOf(orphaned), 2);

  const bad = await keep('変わる\n', true);
  writeFileSync(hall.storedPath(bad), '変わった');
  assert.match(damagedIn(await look()), new RegExp(`damaged ファイル 中身が.*${bad.slice(0, 16)}`));
  rmSync(hall.storedPath(bad));
  assert.match(damagedIn(await look()), new RegExp(`damaged ファイル 記録にあるのに.*${bad.slice(0, 16)}…（kernel\\.files）`));
  writeFileSync(hall.storedPath(bad), '変わる\n');
  rmSync(hall.storedPath(young));
  assert.equal(createHash('sha256').update('変わる\n').digest('hex'), bad);
});

test('記録のない要求、届かない連絡、書き換えられた移行を見つける', async () => {
  await owner.query(`insert into kernel.requests (actor, request_id, command, answer, at) values ('staff:1', 'request-without-trail', 'x', '{}', now())`);
  assert.match(damagedIn(await look()), /damaged 操作の記録 行われたのに操作の記録がない要求が 1 /);
  await owner.query('delete from kernel.requests');
  await owner.query(`insert into kernel.outbox (id, event, payload, at, attempts) values ($1, 'x', '{}', now(), 12)`, [newId(systemClock.now(), systemRandom)]);
  const stuck = await look();
  assert.match(damagedIn(stuck), /incomplete 連絡の受け渡し 届けられなかった連絡が 1 /);
  assert.equal(exitCodeOf(stuck), 2);
  await owner.query('delete from kernel.outbox');
  const before = await owner.query<{ sha256: string }>(`select sha256 from kernel.migrations where name = '0001-ground.sql'`);
  await owner.query(`update kernel.migrations set sha256 = 'other' where name = '0001-ground.sql'`);
  assert.match(damagedIn(await look()), /damaged 移行 .*kernel\/0001-ground\.sql/);
  await owner.query(`update kernel.migrations set sha256 = $1 where name = '0001-ground.sql'`, [before.rows[0]?.sha256]);
});

test('つながらないデータベースは、調べられなかったと言い、3 で終わる', async () => {
  const all = await verifyCities({ dataDir: hall.dataDir, admin: hall.installation.admin, migrations: [], now: systemClock.now(), only: ['yakuba_nowhere'] });
  assert.equal(exitCodeOf(all.flatMap((city) => city.findings)), 3);
});
