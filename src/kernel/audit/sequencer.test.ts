/** Every row becomes exactly one leaf: in order, without a gap, whatever runs at the same time or stops half way. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { newId } from '../clock.ts';
import { decide, officer, resident, sealedCity, type SealedCity, see } from './audit.fixture.ts';
import { checkpoint, rootAt } from './checkpoint.ts';
import { parseEntry } from './entry.ts';
import { openCheckpoint } from './note.ts';
import { keysOf, verifiersOf } from './keys.ts';
import { sealBatch } from './sequencer.ts';
import { tileRoot } from './tiles.ts';
import { leafHash, rootOf, sameHash } from './tree.ts';

let house: SealedCity;
before(async () => void (house = await sealedCity()));
after(() => house.close());

interface Leaf {
  readonly idx: number;
  readonly source: string;
  readonly row_id: string;
  readonly entry: Buffer;
  readonly hash: Buffer;
  readonly prev: number | null;
}
const leaves = () => house.rows<Leaf>('select idx, source, row_id, entry, hash, prev from kernel.log_leaves order by idx');

test('commands, refusals, children and looks are sealed, each once; the first leaf is the beginning', async () => {
  await house.must(officer, decide, { voucher: '1', yen: 100, words: '山田 太郎' });
  assert.equal((await house.do(officer, decide, { voucher: '1', yen: -1, words: '' })).ok, false);
  assert.ok((await house.ask(officer, see, { who: 'x' })).ok);
  await house.must(resident, decide, { voucher: '1', yen: 5, words: 'mine' });
  assert.equal(await house.seal(), 4);
  const all = await leaves();
  assert.deepEqual(all.map((leaf) => leaf.idx), [0, 1, 2, 3, 4]);
  const rows = await house.rows<{ id: string }>(`select id from kernel.audit_entries union all select id from kernel.looks`);
  assert.deepEqual(all.map((leaf) => leaf.row_id).toSorted(), rows.map((row) => row.id).toSorted());
  const [first] = await house.rows<{ command: string }>('select command from kernel.audit_entries where id = $1', [all[0]?.row_id]);
  assert.equal(first?.command, 'log.begin');
  assert.ok(all.every((leaf) => sameHash(leaf.hash, leafHash(leaf.entry))));
  assert.deepEqual(all.filter((leaf) => leaf.prev !== null).length, 2, 'the second and third about voucher 1 point back');
  assert.equal((await house.rows('select 1 from kernel.log_queue')).length, 0);
  assert.equal(await house.seal(), 0);
});

test('no entry contains a name, a word, an amount or an id of anybody: only a commitment and a second', async () => {
  const all = await leaves();
  for (const leaf of all) {
    const entry = parseEntry(leaf.entry);
    assert.ok(entry);
    assert.equal(JSON.stringify(Object.keys(JSON.parse(leaf.entry.toString('utf8')) as object)), '["com","log","t","v"]');
    for (const word of ['山田', 'voucher', officer.kind === 'staff' ? officer.id : '', resident.kind === 'citizen' ? resident.id : '', leaf.row_id]) assert.ok(!leaf.entry.toString('utf8').includes(word));
  }
});

/** Leaves and full tiles as if so many had been sealed before. */
async function pretend(tiles: number): Promise<void> {
  const from = (await leaves()).length;
  await house.past(
    `insert into kernel.log_leaves (idx, source, row_id, hash, entry, sealed_at) select n, 'a', gen_random_uuid(), sha256('\\x00'::bytea || convert_to('pretended ' || n, 'UTF8')), convert_to('pretended ' || n, 'UTF8'), $2 from generate_series($1::bigint, ${tiles * 256 - 1}) n`, [from, house.clock.now().toString()]);
  const hashes = (await leaves()).map((leaf) => leaf.hash);
  const bytes = Array.from({ length: tiles }, (_, n) => Buffer.concat(hashes.slice(n * 256, (n + 1) * 256)));
  await house.past(`insert into kernel.log_tiles (level, n, bytes, root) select 0, n - 1, bytes, root from unnest($1::bytea[], $2::bytea[]) with ordinality as t(bytes, root, n)`, [bytes, bytes.map(tileRoot)]);
}

test('tiles fill as the tree grows, up to the second level, and the signed root is the root over all leaves', async () => {
  await pretend(255);
  await house.past(
    `with more as (select gen_random_uuid() as id, n from generate_series(1, 700) n), rows as (insert into kernel.audit_entries (id, at, command, outcome, actor_kind, request_id, detail) select id, now(), 'test.bulk', 'done', 'system', id::text, jsonb_build_object('n', n) from more)
     insert into kernel.log_queue (source, row_id) select 'a', id from more`);
  let sealed = 0;
  for (let more = await sealBatch(house.city, 170); more > 0; more = await sealBatch(house.city, 170)) sealed += more;
  assert.equal(sealed, 700);
  const note = await checkpoint(house.city, { atOnce: true });
  const keys = await house.city.staffDb.use((connection) => keysOf(connection));
  const opened = openCheckpoint(note ?? '', verifiersOf(keys));
  const all = await leaves();
  assert.equal(opened.size, all.length);
  assert.ok(sameHash(opened.root, rootOf(all.map((leaf) => leafHash(leaf.entry)))));
  const tiles = await house.rows<{ level: number; tiles: number }>('select level::int, count(*)::int as tiles from kernel.log_tiles group by 1 order by 1');
  assert.deepEqual(tiles, [{ level: 0, tiles: 257 }, { level: 1, tiles: 1 }]);
  for (const size of [1, 255, 256, 257, 65_536, 65_537]) assert.ok(sameHash(await house.city.staffDb.use((connection) => rootAt(connection, size)), rootOf(all.slice(0, size).map((leaf) => leaf.hash))), `root at ${size}`);
});

test('a row whose transaction ends late is sealed when it ends, though its id is older than sealed ones', async () => {
  const slow = new pg.Client(house.connect('staff'));
  await slow.connect();
  const id = newId(house.clock.now(), house.city.random);
  await slow.query('begin');
  await slow.query(`insert into kernel.audit_entries (id, at, command, outcome, actor_kind, request_id) values ($1, now(), 'test.slow', 'done', 'system', 'slow-request')`, [id]);
  await slow.query(`insert into kernel.log_queue (source, row_id) values ('a', $1)`, [id]);
  house.clock.advance({ seconds: 30 });
  await house.write(3);
  const before = (await leaves()).length;
  await slow.query('commit');
  await slow.end();
  assert.equal(await house.seal(), 1);
  assert.equal((await leaves()).at(-1)?.row_id, id);
  assert.equal((await leaves()).length, before + 1);
});

test('many writers and several sequencers at once: gapless, each row once', async () => {
  const writers = Array.from({ length: 6 }, async (_, writer) => {
    for (let i = 0; i < 15; i++) await house.do(officer, decide, { voucher: `w${writer % 2}`, yen: i, words: '' });
  });
  let busy = true;
  const sealers = Array.from({ length: 3 }, async () => {
    while (busy) await sealBatch(house.city, 7);
  });
  await Promise.all(writers);
  busy = false;
  await Promise.all(sealers);
  await house.seal();
  const all = await leaves();
  assert.deepEqual(all.map((leaf) => leaf.idx), all.map((_, place) => place));
  const [counts] = await house.rows<{ rows: number; leaves: number }>(`select (select count(*) from kernel.audit_entries)::int + (select count(*) from kernel.looks)::int as rows, count(distinct (source, row_id))::int as leaves from kernel.log_leaves where entry not like 'pretended%'::bytea`);
  assert.equal(counts?.rows, counts?.leaves);
  // Every back pointer leads to the entry before it about the same subject.
  const wrong = await house.rows(`select 1 from (select prev, lag(idx) over (partition by mark order by idx) as wanted from kernel.log_leaves where mark is not null) as chain where prev is distinct from wanted`);
  assert.equal(wrong.length, 0);
});

test('a row that was queued twice is sealed once; one that is gone before sealing is named in the log', async () => {
  const [some] = await house.rows<{ id: string }>('select id from kernel.audit_entries limit 1');
  const gone = newId(house.clock.now(), house.city.random);
  await house.city.staffDb.use((connection) => connection.run(`insert into kernel.log_queue (source, row_id) values ('a', $1), ('a', $1), ('a', $2)`, [some?.id, gone]));
  await house.seal();
  await house.seal();
  const [named] = await house.rows<{ detail: unknown }>(`select detail from kernel.audit_entries where command = 'log.missing'`);
  assert.deepEqual(named?.detail, { rows: [gone] });
});

test('neither face nor owner can change leaves, tiles, salts, checkpoints or keys; the citizen face reads no marks and no salts', async () => {
  const owner = new pg.Client(house.connect('owner'));
  const staff = new pg.Client(house.connect('staff'));
  const citizen = new pg.Client(house.connect('citizen'));
  for (const client of [owner, staff, citizen]) await client.connect();
  try {
    for (const table of ['log_leaves', 'log_salts', 'log_tiles', 'log_checkpoints', 'log_keys']) {
      await assert.rejects(owner.query(`delete from kernel.${table}`), /append-only|foreign key/, table);
      await assert.rejects(owner.query(`truncate kernel.${table} cascade`), /append-only/, table);
      await assert.rejects(staff.query(`delete from kernel.${table}`), /permission denied|append-only/, table);
    }
    await assert.rejects(owner.query(`update kernel.log_leaves set entry = entry`), /append-only/);
    await assert.rejects(owner.query(`update kernel.log_salts set body_salt = null`), /append-only/);
    await assert.rejects(owner.query(`update kernel.audit_entries set detail = '{}', subject = null`), /append-only/);
    await assert.rejects(staff.query(`insert into kernel.log_erasures (idx, erased_by) values (1, 2)`), /permission denied/);
    for (const sql of ['select 1 from kernel.log_leaves', 'select 1 from kernel.log_salts', 'select 1 from kernel.log_queue', 'select kernel.erase_from_log(1)']) await assert.rejects(citizen.query(sql), /permission denied/, sql);
    assert.equal((await citizen.query('select 1 from kernel.public_log_entries limit 1')).rowCount, 1);
  } finally {
    for (const client of [owner, staff, citizen]) await client.end();
  }
});
