/** What stands in the way of backing up somebody else's PostgreSQL is said in the words its operator needs. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { smallHall, type SmallHall } from '../backup.fixture.ts';
import { GroupWriter } from '../group.ts';
import { BackupProblem, type BackupProblemKind } from '../problem.ts';
import { lacksDebians, outsideServer, type OutsideServer } from './outside.fixture.ts';
import { programsFor } from './programs.ts';
import { outsideFacts, outsideProblems } from './server.ts';
import { outsideSource } from './source.ts';

let server: OutsideServer;
let hall: SmallHall;
const dir = mkdtempSync(join(tmpdir(), 'yakuba-programs-'));
before(async () => {
  if (lacksDebians !== false) return;
  // It archives for itself as well, and its command fails.
  server = await outsideServer({ archive_command: 'false' });
  hall = await smallHall({ databaseUrl: server.databaseUrl });
});
after(async () => {
  rmSync(dir, { recursive: true, force: true });
  if (lacksDebians !== false) return;
  await hall.close();
  await server.stop();
});

const refusedAs = (kind: BackupProblemKind, words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof BackupProblem, String(error));
  assert.equal(error.kind, kind, error.message);
  assert.match(error.message, words);
  return true;
};
const place = () => join(hall.dir, 'place');
const refused = (words: RegExp) => assert.rejects(hall.session(place(), true), refusedAs('CannotCopy', words));

test('REPLICATION のない役割、区切れない役割は、実行すべき SQL を言って断る', { skip: lacksDebians }, async () => {
  await server.run('alter role machi noreplication');
  await refused(/alter role machi replication;/);
  await server.run('alter role machi replication; revoke execute on function pg_switch_wal() from machi');
  await refused(/データベース postgres につないで「grant execute on function pg_switch_wal\(\) to machi;」/);
  await server.run('grant execute on function pg_switch_wal() to machi');
  assert.deepEqual(outsideProblems(await outsideFacts(server.admin)), []);
});

test('pg_hba.conf が複製を許していなければ、足すべき一行を言って断る', { skip: lacksDebians }, async () => {
  await server.admit('local all all scram-sha-256\n');
  await refused(/pg_hba\.conf に次の一行を足し.*\n {2}local replication machi scram-sha-256$/s);
  await server.admit(null);
  const elsewhere = { ...(await outsideFacts(server.admin)), user: 'Machi', refused: { code: '28000', said: '' } };
  assert.match(outsideProblems({ ...elsewhere, from: '10.0.0.3' })[0]?.message ?? '', /\n {2}host replication "Machi" 10\.0\.0\.3\/32 scram-sha-256$/);
  assert.match(outsideProblems({ ...elsewhere, from: 'fd00::3' })[0]?.message ?? '', /fd00::3\/128/);
});

test('表領域があれば、名前を言って断る', { skip: lacksDebians }, async () => {
  await server.tablespace('hayai');
  await refused(/表領域（tablespace）hayai があります/);
  await server.run('drop tablespace hayai');
});

test('wal_level が minimal なら、変え方を言って断る', { skip: lacksDebians, timeout: 60_000 }, async () => {
  const minimal = await outsideServer({ wal_level: 'minimal', archive_mode: 'off', max_wal_senders: '0' });
  try {
    await assert.rejects(outsideSource({ admin: minimal.admin, dataDir: hall.dataDir, reader: 'minimal', once: true }), refusedAs('CannotCopy', /alter system set wal_level = 'replica';/));
  } finally {
    await minimal.stop();
  }
});

test('PostgreSQL 自身の archive_command が失敗しつづけるなら、いつまでも待たずに、そう言う', { skip: lacksDebians, timeout: 60_000 }, async () => {
  const source = await outsideSource({ admin: server.admin, dataDir: hall.dataDir, reader: 'stuck', once: true, archivePatienceSeconds: 1 });
  const session = await hall.session(place(), true);
  try {
    await assert.rejects(source.copy(new GroupWriter(session.vault, 'cluster'), () => {}), refusedAs('CannotCopy', /archive_command の失敗を確かめて/));
  } finally {
    await source.close(true);
    await session.close();
  }
});

/** Programs that only know what they are. */
function fake(folder: string, major: number, names: readonly string[] = ['pg_basebackup', 'pg_receivewal']): string {
  mkdirSync(folder, { recursive: true });
  for (const name of names) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} (PostgreSQL) ${major}.1 (Debian)"\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

test('プログラムは、いちばん新しいものを選ぶ。なければ、古ければ、入れるものを言う', () => {
  const versions = join(dir, 'versions');
  fake(join(versions, '15', 'bin'), 15);
  fake(join(versions, '17', 'bin'), 17);
  fake(join(versions, '19', 'bin'), 19, ['pg_basebackup']);
  assert.equal(programsFor(15, { versions, path: '' }).basebackup, join(versions, '17', 'bin', 'pg_basebackup'));
  const path = [join(dir, 'nothing'), fake(join(dir, 'local'), 18)].join(delimiter);
  assert.deepEqual(programsFor(18, { versions, path }), { major: 18, basebackup: join(dir, 'local', 'pg_basebackup'), receivewal: join(dir, 'local', 'pg_receivewal') });
  assert.throws(() => programsFor(18, { versions, path: '' }), refusedAs('CannotCopy', /データベースは PostgreSQL 18、.*は 17 です.*postgresql-client-18/));
  assert.throws(() => programsFor(16, { versions: join(dir, 'nothing'), path: '' }), refusedAs('CannotCopy', /ありません.*postgresql-client-16/));
});
