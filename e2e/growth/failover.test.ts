/** The primary PostgreSQL dies under load; Patroni's standby takes over. How it is set up and measured: bench/failover.ts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFailover } from '../../bench/failover.ts';
import { programAt } from './programs.ts';

test('the primary is killed while eight people book: service is back within 45 seconds, nothing acknowledged is lost, nothing is done twice', { timeout: 200_000 }, async () => {
  assert.equal(process.getuid?.(), 0, 'この試験は、機械を名前空間で作るので root で行います。 / This test makes its machines as namespaces and needs root.');
  for (const program of ['unshare', 'ip', 'etcd', 'patroni', 'haproxy']) programAt(program, 'util-linux iproute2 etcd-server patroni python3-etcd postgresql-15 haproxy');
  const found = await runFailover('kill', (line) => console.log(line));
  console.log(JSON.stringify(found));
  assert.deepEqual(found.wrong, []);
  assert.ok(found.outageSeconds <= 45, `bookings went on after ${found.outageSeconds} s`);
  assert.ok(found.acknowledged > found.acknowledgedBefore && found.acknowledgedBefore >= 60, 'too little happened to tell');
  // 200 is the answer of the first time to somebody who sent again because it had been lost. 423 is the sentence that says to send again; the connection to the town hall itself (0) never broke, and nothing was a fault (5xx).
  assert.deepEqual(Object.keys(found.commands).filter((status) => !['200', '201', '409', '422', '423'].includes(status)), []);
  assert.deepEqual(Object.keys(found.pages).filter((status) => !['200', '423'].includes(status)), []);
});
