/** A server that ends a connection while it is lent, with or without a statement under way: one use fails, the house stands. */
import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { Database, isConnectionLoss, isDatabaseLoss } from './kernel/db/database.ts';
import { EveryConnectionLent } from './kernel/db/lent.ts';
import { type TestCity, testCity } from './kernel/testing.ts';

let house: TestCity;
before(async () => {
  house = await testCity({ poolSize: 4 });
});
after(() => house.close());

const end = (pid: unknown) => house.city.staffDb.use((connection) => connection.run('select pg_terminate_backend($1::int)', [pid]));

test('ended between two statements of a transaction: the next statement says so, and the next use has a new connection', async () => {
  const before = await house.city.staffDb.use(async (connection) => {
    const [row] = (await connection.run<{ pid: number }>('select pg_backend_pid() as pid')).rows;
    await connection.run('begin');
    const gone = new Promise((done) => connection.client.once('end', done));
    await end(row?.pid);
    await gone;
    await assert.rejects(connection.run('select 1'));
    return row?.pid;
  });
  const [now] = (await house.city.staffDb.use((connection) => connection.run<{ pid: number }>('select pg_backend_pid() as pid'))).rows;
  assert.notEqual(now?.pid, before);
});

test('ended under statements that were sent one behind the other: each of them fails as a loss', async () => {
  await house.city.staffDb.use(async (connection) => {
    const [row] = (await connection.run<{ pid: number }>('select pg_backend_pid() as pid')).rows;
    const sent = Promise.allSettled([connection.run('begin'), connection.run('select pg_sleep(60)'), connection.run('commit')]);
    await end(row?.pid);
    const [, slept, committed] = await sent;
    for (const one of [slept, committed]) {
      assert.equal(one?.status, 'rejected');
      assert.ok(one.reason instanceof Error && isConnectionLoss(one.reason), String(one.reason));
    }
  });
  assert.equal((await house.city.staffDb.use((connection) => connection.run('select 1'))).rowCount, 1);
});

test('every connection lent for longer than anybody waits: too busy, and no loss', async () => {
  const given = Promise.withResolvers<void>();
  const borrowers = Array.from({ length: 4 }, () => house.city.staffDb.use(() => given.promise));
  await assert.rejects(house.city.staffDb.use((connection) => connection.run('select 1')), (error) => error instanceof EveryConnectionLent && !isDatabaseLoss(error));
  given.resolve();
  await Promise.all(borrowers);
  assert.equal((await house.city.staffDb.use((connection) => connection.run('select 1'))).rowCount, 1);
});

/** A message of PostgreSQL's protocol: its letter, its length, its body. */
function message(letter: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(letter), length, body]);
}

const welcome = Buffer.concat([message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))]);
const farewell = (code: string) => message('E', Buffer.from(`SFATAL\0VFATAL\0C${code}\0Mof a test\0\0`));

/** A server that answers the n-th connection with the n-th of these bytes and hangs up. */
async function withServer(answers: readonly Buffer[], work: (database: Database, came: () => number) => Promise<void>): Promise<void> {
  let came = 0;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    const answer = answers[came++] ?? Buffer.alloc(0);
    socket.once('data', () => socket.end(answer));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const database = new Database({ host: '127.0.0.1', port, database: 'any', user: 'any', password: 'any' }, 1);
  try {
    await work(database, () => came);
  } finally {
    await database.close();
    await new Promise((done) => server.close(done));
  }
}

test('ended in the very moment it was opened, in the same packet as the welcome: the use fails as a loss', async () => {
  await withServer([Buffer.concat([welcome, farewell('57P01')])], async (database) => {
    await assert.rejects(database.use((connection) => connection.run('select 1')), (error: Error) => isConnectionLoss(error));
  });
});

test('a server that is full for a moment (53300) is asked again', async () => {
  await withServer([farewell('53300'), farewell('53300'), Buffer.concat([welcome, farewell('57P01')])], async (database, came) => {
    await assert.rejects(database.use((connection) => connection.run('select 1')), (error: Error) => isConnectionLoss(error));
    assert.equal(came(), 3);
  });
});
