/** Scenarios B5, in one city: what a database administrator, a clock, a crash and the law can do to the log. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { newId } from '../clock.ts';
import { decide, officer, resident, sealedCity, type SealedCity, verified } from './audit.fixture.ts';
import { eraseEntries, entriesAbout, LogRefused, rotateKey } from './operations.ts';
import { openCheckpoint } from './note.ts';
import { keysOf, verifiersOf } from './keys.ts';
import { sealBatch } from './sequencer.ts';
import { subjectHistory } from './subject.ts';

let house: SealedCity;
before(async () => {
  house = await sealedCity();
  await house.write(40);
});
after(() => house.close());

const some = async (where = `command = 'test.decide'`) => {
  const [row] = await house.rows<{ id: string; detail: { input: { yen: number } }; idx: number }>(`select a.id, a.detail, l.idx from kernel.audit_entries a join kernel.log_leaves l on l.row_id = a.id where ${where} order by l.idx limit 1 offset 7`);
  assert.ok(row);
  return row;
};

test('何も変わっていなければ、よい', async () => {
  assert.equal(await verified(house), '');
});

test('B5-1 one yen changed by SQL: table, key, column group and leaf are named', async () => {
  const row = await some();
  const yen = row.detail.input.yen;
  await house.past(`update kernel.audit_entries set detail = jsonb_set(detail, '{input,yen}', to_jsonb($2::int)) where id = $1`, [row.id, yen + 1]);
  assert.match(await verified(house), new RegExp(`^damaged 対象か内容（subject, detail）が、封印したときと違います kernel\\.audit_entries ${row.id}（葉 ${row.idx}、[^）]*に封印）$`));
  await house.past(`update kernel.audit_entries set detail = jsonb_set(detail, '{input,yen}', to_jsonb($2::int)) where id = $1`, [row.id, yen]);
  await house.past(`update kernel.audit_entries set actor_id = 'somebody-else' where id = $1`, [row.id]);
  assert.match(await verified(house), new RegExp(`^damaged 操作・結果・時刻・職員.* ${row.id}（葉 ${row.idx}、`));
  await house.past(`update kernel.audit_entries set actor_id = $2 where id = $1`, [row.id, officer.kind === 'staff' ? officer.id : '']);
  assert.equal(await verified(house), '');
});

test('B5-4 a back-dated row put in by hand has no leaf; a deleted one is missed', async () => {
  const id = newId(house.clock.now(), house.city.random);
  await house.past(`insert into kernel.audit_entries (id, at, command, outcome, actor_kind, request_id) values ($1, '2025-04-01T00:00:00Z', 'test.decide', 'done', 'system', 'forged-request')`, [id]);
  await house.seal();
  assert.match(await verified(house), new RegExp(`^damaged 記録のない行です.* kernel\\.audit_entries ${id}（test\\.decide、2025-04-01T00:00:00Z と名乗る）$`));
  await house.past('delete from kernel.audit_entries where id = $1', [id]);
  const row = await some();
  const [kept] = await house.rows<{ row: unknown }>('select to_jsonb(a) as row from kernel.audit_entries a where id = $1', [row.id]);
  await house.past('delete from kernel.audit_entries where id = $1', [row.id]);
  assert.match(await verified(house), new RegExp(`^damaged 行が消されています kernel\\.audit_entries ${row.id}（葉 ${row.idx}、`));
  await house.past('insert into kernel.audit_entries select (jsonb_populate_record(null::kernel.audit_entries, $1::jsonb)).*', [JSON.stringify(kept?.row)]);
  assert.equal(await verified(house), '');
});

test('B5-5 lawful disposal of 1,200 entries: bodies and salts are gone, every proof stands, and the history says so', async () => {
  const secret = '処分される個人の事情7f3a';
  for (let i = 0; i < 1200; i++) await house.must(i % 2 === 0 ? officer : resident, decide, { voucher: 'expired', yen: i, words: `${secret} ${i}` });
  await house.seal();
  const before = await house.rows<{ idx: number; root: Buffer }>('select size as idx, root from kernel.log_checkpoints order by size');
  const erased = await eraseEntries(house.city, await entriesAbout(house.city, 'voucher:expired'), { law: '試験市文書管理規程 第40条', approval: '決裁第123号' }, 'records-officer');
  assert.equal(erased.erased, 1200);
  await house.seal();
  assert.equal(await verified(house), '');
  assert.deepEqual((await house.rows<{ idx: number; root: Buffer }>('select size as idx, root from kernel.log_checkpoints order by size')).slice(0, before.length), before);
  // Nowhere in any table of the kernel but the answers to retried requests, which are cleared by their own rule.
  const tables = await house.rows<{ name: string }>(`select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname = 'kernel' and has_table_privilege(c.oid, 'select')`);
  for (const { name } of tables) assert.equal((await house.rows(`select 1 from ${name} t where t::text like $1 or t::text like $2`, [`%${secret}%`, `%voucher:expired%`])).length, 0, name);
  const history = await subjectHistory(house.city, 'voucher:expired');
  assert.equal(history.complete, true);
  assert.equal(history.entries.length, 1200);
  assert.ok(history.entries.every((entry) => /本文は2026-11-23に廃棄済み（試験市文書管理規程 第40条、決裁第123号）/.test(entry.said)), JSON.stringify(history.entries.slice(0, 3)));
  await assert.rejects(eraseEntries(house.city, [], { law: 'x', approval: 'y' }, 'z'), LogRefused);
  await assert.rejects(eraseEntries(house.city, [(await some()).id], { law: '', approval: '' }, 'z'), /根拠/);
});

test('B5-5 what is written into an erased row, or erased without a basis, is found', async () => {
  const [row] = await house.rows<{ idx: number; row_id: string }>('select e.idx, l.row_id from kernel.log_erasures e join kernel.log_leaves l on l.idx = e.idx order by 1 limit 1');
  await house.past(`update kernel.audit_entries set detail = '{"words":"invented"}' where id = $1`, [row?.row_id]);
  assert.match(await verified(house), new RegExp(`廃棄したはずの内容が.*葉 ${row?.idx}、`));
  await house.past(`update kernel.audit_entries set detail = '{}' where id = $1`, [row?.row_id]);
  const other = await some();
  const [{ body_salt: salt } = { body_salt: null }] = await house.rows<{ body_salt: Buffer }>('select body_salt from kernel.log_salts where idx = $1', [other.idx]);
  await house.past('update kernel.log_salts set body_salt = null where idx = $1', [other.idx]);
  assert.match(await verified(house), new RegExp(`根拠の記録なしに、内容が消されています.*葉 ${other.idx}、`));
  await house.past('insert into kernel.log_erasures (idx, erased_by) select $1, erased_by from kernel.log_erasures limit 1', [other.idx]);
  assert.match(await verified(house), new RegExp(`廃棄の根拠の記録が、この葉を挙げていません 葉 ${other.idx}（`));
  await house.past('delete from kernel.log_erasures where idx = $1', [other.idx]);
  await house.past('update kernel.log_salts set body_salt = $2 where idx = $1', [other.idx, salt]);
  assert.equal(await verified(house), '');
});

test('B5-7 a rotated key: the exchange is signed by both, and old checkpoints still verify', async () => {
  const [old] = await house.rows<{ note: string }>('select note from kernel.log_checkpoints order by size limit 1');
  assert.equal(await rotateKey(house.city, 'operator'), 2);
  await house.write(3);
  const keys = await house.city.staffDb.use((asks) => keysOf(asks));
  const notes = await house.rows<{ note: string }>('select note from kernel.log_checkpoints order by size desc limit 2');
  const [first, second] = verifiersOf(keys);
  assert.ok(first && second && openCheckpoint(old?.note ?? '', [first]));
  assert.ok(openCheckpoint(notes[1]?.note ?? '', [first]) && openCheckpoint(notes[1]?.note ?? '', [second]), 'the first after the exchange bears both');
  assert.throws(() => openCheckpoint(notes[0]?.note ?? '', [first]));
  assert.equal(await verified(house), '');
});

test('B5-9 the clock set back by an hour: nothing is sealed until it has caught up, and the log says clock.anomaly', async () => {
  await house.write(1);
  house.clock.advance({ hours: -1 });
  await house.must(officer, decide, { voucher: 'early', yen: 1, words: '' });
  assert.equal(await sealBatch(house.city), 0);
  assert.match(await verified(house), /^incomplete 時計が戻されたため、記録の封印を止めています/);
  house.clock.advance({ minutes: 30 });
  assert.equal(await sealBatch(house.city), 0);
  house.clock.advance({ minutes: 31 });
  await house.seal();
  assert.equal(await verified(house), '');
  const [anomaly] = await house.rows<{ detail: Record<string, string> }>(`select detail from kernel.audit_entries a join kernel.log_leaves l on l.row_id = a.id where command = 'clock.anomaly'`);
  assert.ok(anomaly && Temporal.Instant.compare(Temporal.Instant.from(anomaly.detail['clock'] ?? ''), Temporal.Instant.from(anomaly.detail['sealedAt'] ?? '')) < 0);
  const early = await house.rows(`select 1 from kernel.audit_entries a join kernel.log_leaves l on l.row_id = a.id where subject = 'voucher:early'`);
  assert.equal(early.length, 1);
});

test('B5-11 a crash between commit and sealing, and one half way through sealing: exactly once', async () => {
  for (let i = 0; i < 5; i++) await house.must(officer, decide, { voucher: 'crash', yen: i, words: '' });
  const killer = new pg.Client({ ...house.connect('owner') });
  await killer.connect();
  // The sealing transaction is cut off from outside after it took the rows and before it ends.
  await killer.query('begin; lock table kernel.log_leaves in access exclusive mode');
  const sealing = sealBatch(house.city).then(() => 'sealed', () => 'cut');
  let cut = 0;
  for (let look = 0; look < 2000 && cut === 0; look++) {
    cut = (await house.rows(`select pg_terminate_backend(l.pid) from pg_locks l where not l.granted and l.relation = 'kernel.log_leaves'::regclass`)).length;
  }
  assert.ok(cut > 0);
  assert.equal(await sealing, 'cut');
  await killer.query('rollback');
  await killer.end();
  await house.seal();
  const sealed = await house.rows<{ leaves: number }>(`select count(*)::int as leaves from kernel.audit_entries a join kernel.log_leaves l on l.row_id = a.id where subject = 'voucher:crash' group by a.id`);
  assert.deepEqual(sealed.map((row) => row.leaves), [1, 1, 1, 1, 1]);
  assert.equal(await verified(house), '');
});

test('B5-10 two towns: no entry of one stands in the other’s tiles, and neither’s key opens the other’s checkpoint', async () => {
  const other = await sealedCity({ facts: { ...house.city.facts, code: '072028' } });
  try {
    await other.write(20);
    const entries = async (town: SealedCity) => (await town.rows<{ entry: Buffer }>('select entry from kernel.public_log_entries order by idx')).map((row) => row.entry.toString('utf8'));
    const [mine, theirs] = [await entries(house), new Set(await entries(other))];
    assert.ok(mine.length > 20 && theirs.size > 20 && !mine.some((entry) => theirs.has(entry)));
    const [note] = await other.rows<{ note: string }>('select note from kernel.log_checkpoints order by size desc limit 1');
    const keys = await house.city.staffDb.use((asks) => keysOf(asks));
    assert.throws(() => openCheckpoint(note?.note ?? '', verifiersOf(keys)));
    assert.notEqual((await other.city.staffDb.use((asks) => keysOf(asks)))[0]?.origin, keys[0]?.origin);
  } finally {
    await other.close();
  }
});
