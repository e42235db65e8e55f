/** What people see of backups and drills, through HTTP. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { recordDrill } from '../../kernel/backup/drill-record.ts';
import type { Client } from '../../kernel/http/testing-client.ts';
import type { TestCity } from '../../kernel/testing.ts';
import { type Office, openOffice } from './office.fixture.ts';

const path = '/staff/operations/backups';
let office: Office;
let house: TestCity;
let admin: Client;
let owner: pg.Client;

before(async () => {
  office = await openOffice();
  ({ house, owner } = office);
  admin = await office.enter('admin');
});
after(() => office.close());

/** The notes of the backup process, written as it writes them, into this one city. */
async function note(minutes: { readonly checked: number; readonly covers: number; readonly set: number }, problem: string | null = null): Promise<void> {
  const ago = (count: number) => house.clock.now().subtract({ minutes: count }).toString();
  await owner.query('delete from kernel.backup_state; delete from kernel.backup_sets');
  await owner.query(`insert into kernel.backup_state (place, every_seconds, keep, checked_at, covers_to, free_bytes, problem) values ('/mnt/backup', 900, '毎時 24', $1, $2, 50000000000, $3)`, [ago(minutes.checked), ago(minutes.covers), problem]);
  await owner.query(`insert into kernel.backup_sets (id, manifest, place, started_at, consistent_at, finished_at, bytes, new_bytes, files, databases) values ($1, $2, '/mnt/backup', $3, $3, $3, 120000000, 4000000, 812, 1)`, [house.id(), `sets/${house.id()}.json`, ago(minutes.set)]);
}
/** The page's words, without the places where a line may break. */
const shown = async () => (await admin.get(path)).text.replaceAll('<wbr/>', '');

test('始まっていなければ、始め方を示し、赤にはしない', async () => {
  const text = await shown();
  assert.match(text, /続けてのバックアップは、まだ始まっていません/);
  assert.match(text, /--new-key/);
  assert.match(text, /期限を過ぎています/, '訓練は、まだ一度も行っていない');
});

test('よいときは、どこまで戻るかを一言で言う', async () => {
  await note({ checked: 1, covers: 1, set: 10 });
  const text = await shown();
  assert.match(text, /いま失われても、1分前までの変更が戻ります/);
  assert.match(text, /114\.4 MB/);
  assert.doesNotMatch(text, /notice bad/);
});

test('時がたつだけで赤になり、メニューにも数が出る', async () => {
  await note({ checked: 0, covers: 0, set: 10 });
  house.clock.advance({ minutes: 6 });
  assert.match(await shown(), /便りが、5分より前から途絶えています/);
  await note({ checked: 1, covers: 6, set: 31 }, '/mnt/backup に届きません。');
  const text = await shown();
  assert.match(text, /5分より新しい変更が、置き場所に届いていません/);
  assert.match(text, /間隔の2倍より古くなっています/);
  assert.match(text, /\/mnt\/backup に届きません。/);
  const count = await admin.query('operations.backupTroubles');
  assert.deepEqual((count.json() as { value: number }).value, 3);
});

test('訓練の結果は残り、次の期限が先へ進み、続けて聞く人に知らせが出る', async () => {
  const drill = { kind: 'restore', at: house.clock.now().toString(), rtoSeconds: 83.4, rpoSeconds: 31.2, tables: 141, files: 812, note: 'バックアップから', place: '/mnt/backup', manifest: 'sets/a.json' } as const;
  await house.must({ kind: 'system', id: 'drill' }, recordDrill, { ...drill, allEqual: false, differences: ['yakuba_town kernel.files（もと 2 行、戻したもの 1 行）'] });
  assert.match(await shown(), /違いあり.*kernel\.files/s);
  assert.match(await shown(), /期限を過ぎています/, '違いのあった訓練は、行ったことにならない');
  await house.must({ kind: 'system', id: 'drill' }, recordDrill, { ...drill, allEqual: true, differences: [] });
  const text = await shown();
  assert.match(text, /1分23秒/);
  assert.match(text, /予定どおり/);
  assert.match(text, /令和9年3月31日/);
  const heard = await owner.query(`select payload from kernel.outbox where event = 'kernel.drillHeld' order by at`);
  assert.equal(heard.rows.length, 2);
  await assert.rejects(owner.query('update kernel.restore_drills set rto_seconds = 1'), /append-only/);
});

test('見てよい人だけが見る', async () => {
  assert.equal((await (await office.enter('mado')).get(path)).status, 404);
});
