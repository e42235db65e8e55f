/** B5-2 and B5-3: what only somebody outside can see. Two towns over HTTP, each with its own database; and an auditor's own machine. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { h } from 'preact';
import { Assets } from '../http/assets.ts';
import { startServer, type RunningServer } from '../http/server.ts';
import { sealedCity, type SealedCity, verified } from './audit.fixture.ts';
import { checkpoint, checkStart } from './checkpoint.ts';
import { haltOf } from './halts.ts';
import { keysOf, verifiersOf, witnessSigner } from './keys.ts';
import { openCheckpoint, signCheckpoint, signerFrom, verifierKey } from './note.ts';
import { declareGap, LogRefused, rotateKey } from './operations.ts';
import { holdingLog, sealBatch } from './sequencer.ts';
import { FileBook, watchLog } from './watch-book.ts';
import { submissionText } from './witness.ts';
import { askWitnesses, checkWitnesses } from './witness-client.ts';
import { openFileWitness } from './witness-machine.ts';

let town: SealedCity;
let neighbour: SealedCity;
let doors: RunningServer;
let url: string;
let witnessName: string;
before(async () => {
  town = await sealedCity();
  neighbour = await sealedCity({ facts: { ...town.city.facts, code: '072028', name: { ja: '隣市', en: 'Neighbour' } } });
  doors = await startServer({ cityOf: (host) => (host.startsWith('localhost') ? town.city : neighbour.city), systems: [], faces: ['citizen', 'staff'], assets: new Assets(), drawing: { renderPage: () => '', problemPage: () => h('p', null) }, port: 0 });
  url = `http://127.0.0.1:${doors.port}/log`;
  await town.write(300);
  const signer = witnessSigner(neighbour.city);
  witnessName = signer.name;
  await addWitness(signer, url);
  const [key] = verifiersOf(await keys());
  await watchLog(neighbour.city, key ? verifierKey(key) : '');
});
after(async () => {
  await doors.stop();
  await town.close();
  await neighbour.close();
});

const keys = () => town.city.staffDb.use((asks) => keysOf(asks));
const halted = () => town.city.staffDb.use(async (asks) => (await haltOf(asks))?.reason ?? null);
const addWitness = (signer: { readonly name: string; readonly publicKey: Uint8Array }, at: string) => town.city.staffDb.use((asks) => asks.run('insert into kernel.log_witnesses (name, public_key, url, added_at) values ($1, $2, $3, now())', [signer.name, signer.publicKey, at]));
const post = async (body: string) => {
  const answer = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
  return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.text() };
};

test('the neighbour cosigns each new checkpoint, and the published checkpoint bears both signatures', async () => {
  assert.equal(await askWitnesses(town.city), 1);
  assert.equal(await askWitnesses(town.city), 0, 'once for each checkpoint');
  await town.write(5);
  assert.equal(await askWitnesses(town.city), 1);
  const answer = await fetch(`http://localhost:${doors.port}/log/checkpoint`);
  assert.deepEqual([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')], [200, 'text/plain; charset=utf-8', 'public, max-age=5']);
  const opened = openCheckpoint(await answer.text(), [...verifiersOf(await keys()), { name: witnessName, publicKey: witnessSigner(neighbour.city).publicKey, kind: 'witness' }]);
  assert.deepEqual(opened.signed.map((one) => one.by.kind), ['log', 'witness']);
  assert.equal(opened.size, 306);
  assert.equal(await verified(town), '');
});

test('the witness answers as the specification says: 400, 403, 404, 409 with the size it knows, 422', async () => {
  const [last] = await town.rows<{ note: string }>('select note from kernel.log_checkpoints order by size desc limit 1');
  const note = last?.note ?? '';
  assert.equal((await post('nonsense')).status, 400);
  assert.equal((await post(submissionText({ old: 999, proof: [], note }))).status, 400);
  assert.equal((await post(submissionText({ old: 306, proof: [], note: note.replace('306', '307') }))).status, 403);
  assert.equal((await post(submissionText({ old: 0, proof: [], note: signCheckpoint({ origin: 'stranger', size: 1, root: Buffer.alloc(32) }, [signerFrom('stranger', Buffer.alloc(32))]) }))).status, 404);
  assert.deepEqual(await post(submissionText({ old: 0, proof: [], note })), { status: 409, type: 'text/x.tlog.size', body: '306\n' });
  assert.equal((await post(submissionText({ old: 306, proof: [Buffer.alloc(32)], note }))).status, 409);
  assert.equal((await post(submissionText({ old: 306, proof: [], note }))).status, 200, 'the same again is signed again');
  await town.write(1);
  const [next] = await town.rows<{ note: string }>('select note from kernel.log_checkpoints order by size desc limit 1');
  assert.equal((await post(submissionText({ old: 306, proof: [Buffer.alloc(32)], note: next?.note ?? '' }))).status, 422);
  assert.equal((await post('x'.repeat(70_000))).status, 413);
  assert.equal(await askWitnesses(town.city), 1);
});

test('tiles and bundles over HTTP: immutable, exact, and only what exists', async () => {
  const at = (path: string) => fetch(`http://localhost:${doors.port}/log/${path}`);
  const full = await at('tile/0/000');
  assert.deepEqual([full.status, full.headers.get('content-type'), (await full.arrayBuffer()).byteLength], [200, 'application/octet-stream', 8192]);
  assert.match(full.headers.get('cache-control') ?? '', /immutable/);
  assert.equal((await (await at('tile/0/000.p/7')).arrayBuffer()).byteLength, 7 * 32);
  assert.equal((await at('tile/entries/000.p/3')).status, 200);
  for (const path of ['tile/0/001', 'tile/0/0', 'tile/3/000', 'tile/0/000.p/256', 'nothing', 'last-seen?origin=unknown', 'tile/entries/999']) assert.equal((await at(path)).status, 404, path);
});

test('an independent program, written from the specifications, accepts the published log and refuses a tampered one', async () => {
  const [key] = verifiersOf(await keys());
  const check = (verifier: string) => new Promise<{ code: number | null; said: string }>((done, fail) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('../../../e2e/log-checker.mjs', import.meta.url)), `http://localhost:${doors.port}/log`, verifier], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    child.on('error', fail);
    child.on('close', (code) => done({ code, said }));
  });
  const ours = key ? verifierKey(key) : '';
  assert.deepEqual(await check(ours), { code: 0, said: 'good: 307 entries\n' });
  assert.equal((await check(verifierKey({ ...signerFrom(key?.name ?? '', Buffer.alloc(32, 5)), kind: 'log' }))).code, 1);
  const flip = (column: string, table: string, where: string) => town.past(`update kernel.${table} set ${column} = set_bit(${column}, 9, 1 - get_bit(${column}, 9)) where ${where}`);
  for (const [column, table, where, said] of [['bytes', 'log_tiles', 'level = 0 and n = 0', /entry 0 does not hash/], ['entry', 'log_leaves', 'idx = 300', /entry 300 does not hash/], ['hash', 'log_leaves', 'idx = 290', /entry 290 does not hash/], ['root', 'log_tiles', 'level = 0 and n = 0', /tile\/1\/0 is not/]] as const) {
    await flip(column, table, where);
    const found = await check(ours);
    assert.deepEqual([found.code, said.test(found.said)], [1, true], found.said);
    await flip(column, table, where);
  }
  assert.equal((await check(ours)).code, 0);
});

test('B5-2 the last 1,000 leaves and their checkpoints deleted: the start halts with 記録が短くなっています, and the witness would refuse', async () => {
  await town.write(1000);
  await askWitnesses(town.city);
  const cut = 307;
  await town.past('delete from kernel.log_cosignatures where size > $1', [cut]);
  await town.past('delete from kernel.log_checkpoints where size > $1', [cut]);
  await town.past('delete from kernel.log_salts where idx >= $1', [cut]);
  await town.past('delete from kernel.log_leaves where idx >= $1', [cut]);
  assert.match(await verified(town), /記録が短くなっています（この機械の控えは 1,307 件）|葉のないタイル/);
  // Whoever did it removed this machine's note as well: the witness still knows.
  rmSync(join(town.city.filesDir, '..', 'sealed-head.log'));
  assert.equal(await holdingLog(town.city, (asks) => checkStart(asks, town.city)), true);
  await checkWitnesses(town.city);
  assert.equal(await halted(), 'shorter');
  assert.match(await verified(town), /damaged 記録が短くなっています（控え 1,307 件、いま 307 件）/);
  const waiting = (await town.rows('select 1 from kernel.log_queue')).length;
  await town.write(2);
  assert.equal(await sealBatch(town.city), 0, 'nothing is sealed');
  assert.equal(await checkpoint(town.city, { atOnce: true }), null, 'nothing is signed');
  assert.equal((await town.rows('select 1 from kernel.log_queue')).length, waiting + 2, 'the town hall goes on, and what it writes waits');
});

test('B5-3 going on after a declared gap: a signed entry names what is lost, the witness takes the new name as a new log', async () => {
  await assert.rejects(declareGap(town.city, '', 'operator'), LogRefused);
  const gap = await declareGap(town.city, '6時間前のバックアップから戻した', 'operator');
  const [first] = await keys();
  assert.deepEqual([gap.origin, gap.idx, gap.lost], [`${first?.origin}/2`, 307, { from: 307, to: 1306 }]);
  await town.seal();
  assert.equal(await halted(), null);
  const [entry] = await town.rows<{ detail: Record<string, unknown> }>(`select detail from kernel.audit_entries a join kernel.log_leaves l on l.row_id = a.id where l.idx = 307 and a.command = 'log.gap'`);
  assert.deepEqual([entry?.detail['before'], entry?.detail['size'], entry?.detail['lost'], entry?.detail['reason']], [first?.origin, 307, { from: 307, to: 1306 }, '6時間前のバックアップから戻した']);
  assert.equal(await askWitnesses(town.city), 0, 'the new name is not known there yet');
  const newest = verifiersOf(await keys()).at(-1);
  await watchLog(neighbour.city, newest ? verifierKey(newest) : '');
  assert.equal(await askWitnesses(town.city), 1);
  // Rows whose leaves were deleted have no leaf: verify goes on naming them, for nobody can say any more that they are as they were.
  assert.match(await verified(town), /^damaged 記録のない行です（命令を通さずに入れられました）（\d+ か所）/);
  // In a backup brought back they are not there at all, and then all that is there is proven.
  await town.past('delete from kernel.audit_entries a where not exists (select from kernel.log_leaves l where l.row_id = a.id)');
  assert.equal(await verified(town), '');
  await assert.rejects(declareGap(town.city, 'once more', 'operator'), /止まっていません/);
});

test('a tree that was rebuilt to another history: the machine’s note, the witness and the stored checkpoint each refuse it', async () => {
  const idx = 320;
  await town.write(40);
  await town.past(`update kernel.log_leaves set entry = decode(replace(encode(entry, 'escape'), '"v":1', '"v":2'), 'escape') where idx = $1`, [idx]);
  await town.past(`update kernel.log_leaves set hash = sha256('\\x00'::bytea || entry) where idx = $1`, [idx]);
  assert.match(await verified(town), /木が、署名した控えと違います/);
  await town.write(1);
  assert.equal(await halted(), 'different');
});

test('an auditor’s own machine bears witness from a file, and remembers after a restart', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'yakuba-witness-'));
  const servers: Server[] = [];
  try {
    const path = join(dir, 'state.json');
    const other = await sealedCity();
    try {
      await other.write(3);
      const signer = signerFrom('auditor.example/laptop', Buffer.alloc(32, 9));
      const [key] = verifiersOf(await other.city.staffDb.use((asks) => keysOf(asks)));
      new FileBook(path).watch(key ? verifierKey(key) : '');
      const open = async () => {
        const server = createServer(openFileWitness(new FileBook(path), signer, () => 1_800_000_000));
        servers.push(server);
        await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
        const address = server.address();
        return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
      };
      await other.city.staffDb.use(async (asks) => asks.run('insert into kernel.log_witnesses (name, public_key, url, added_at) values ($1, $2, $3, now())', [signer.name, signer.publicKey, await open()]));
      assert.equal(await askWitnesses(other.city), 1);
      await other.city.staffDb.use(async (asks) => asks.run('update kernel.log_witnesses set url = $1, last_size = 0', [await open()]));
      await other.write(2);
      assert.equal(await askWitnesses(other.city), 1);
      assert.match(readFileSync(path, 'utf8'), /"size": 6/);
      // A key is exchanged: the checkpoint that bears both signatures is taken, later ones when the witness has been told.
      await rotateKey(other.city, 'operator');
      assert.equal(await askWitnesses(other.city), 1);
      await other.write(1);
      assert.equal(await askWitnesses(other.city), 0);
      const told = verifiersOf(await other.city.staffDb.use((asks) => keysOf(asks))).at(-1);
      new FileBook(path).watch(told ? verifierKey(told) : '');
      assert.equal(await askWitnesses(other.city), 1);
      assert.equal(await verified(other), '');
    } finally {
      await other.close();
    }
  } finally {
    for (const server of servers) server.close();
    rmSync(dir, { recursive: true, force: true });
  }
});
