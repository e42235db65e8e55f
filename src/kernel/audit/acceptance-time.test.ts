/** B5-8: what was stamped long ago, by an authority whose certificate has ended. Through HTTP, as an authority is asked. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { after, before, test } from 'node:test';
import { sealedCity, type SealedCity, verified } from './audit.fixture.ts';
import { witnessVisit } from './keeper.ts';
import { httpAuthority, stampHistory, stampNow } from './stamps.ts';
import { type TestAuthority, testAuthority } from './test-authority.ts';
import { BadStamp } from './timestamp.ts';

let house: SealedCity;
let server: Server;
let url: string;
let authority: TestAuthority;
const years = (n: number) => house.clock.now().add({ hours: 24 * 365 * n });
before(async () => {
  house = await sealedCity({ start: '2020-04-01T09:00:00+09:00' });
  authority = testAuthority({ from: years(-1), to: years(4) }, 'first authority');
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(authority.answer(Buffer.concat(chunks), house.clock.now())));
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;
  await house.write(3);
});
after(async () => {
  server.close();
  await house.close();
});

const count = async () => (await house.rows('select 1 from kernel.log_timestamps')).length;

test('once a day, by itself, when an authority is named', async () => {
  assert.equal(await witnessVisit(house.city), 0);
  await house.city.staffDb.use((asks) => asks.run(`insert into kernel.settings (name, value) values ('log.timestamp', $1)`, [JSON.stringify({ url })]));
  assert.equal(await witnessVisit(house.city), 1);
  await house.write(1);
  assert.equal(await witnessVisit(house.city), 0, 'the same day');
  house.clock.advance({ hours: 24 });
  assert.equal(await witnessVisit(house.city), 1);
  assert.equal(await count(), 2);
  assert.equal(await verified(house), '');
});

test('an authority nobody trusts is refused, and nothing is kept', async () => {
  await house.write(1);
  await assert.rejects(stampNow(house.city, httpAuthority(url, [testAuthority({ from: years(-1), to: years(1) }).certificate])), BadStamp);
  assert.equal(await count(), 2);
});

test('B5-8 the certificate ended two years ago: renewed in time, the first moment is still proven and the chain is shown', async () => {
  house.clock.advance({ hours: 24 * 365 * 3 + 24 });
  authority = testAuthority({ from: years(-1), to: years(10) }, 'second authority');
  await house.write(1);
  const done = await stampNow(house.city, httpAuthority(url, [authority.certificate]));
  assert.deepEqual([done.renewed, done.stamped?.authority], [2, 'CN=second authority']);
  house.clock.advance({ hours: 24 * 365 * 3 });
  assert.equal(await verified(house), '');
  const [first] = await house.rows<{ size: number }>('select size from kernel.log_timestamps order by gen_time limit 1');
  const history = await house.city.staffDb.use((asks) => stampHistory(asks, first?.size ?? 0));
  assert.match(history.join('\n'), /^2020-04-01T00:00:00Z に存在したことを CN=first authority が証明（証明書の期限 2024-[^）]*）\n2023-04-\d\dT[^ ]* に存在したことを CN=second authority が証明（証明書の期限 [^）]*、前の証明を更新）$/);
});

test('a changed token or moment is found; one that nobody renewed is said to be lapsed and still good as of its moment', async () => {
  for (const change of [`token = set_byte(token, 200, get_byte(token, 200) # 1)`, `gen_time = gen_time + interval '1 second'`, `cert_not_after = cert_not_after + interval '1 year'`]) {
    const [row] = await house.rows<{ id: string; token: Buffer; gen_time: Temporal.Instant; cert_not_after: Temporal.Instant }>('select id, token, gen_time, cert_not_after from kernel.log_timestamps order by gen_time desc limit 1');
    await house.past(`update kernel.log_timestamps set ${change} where id = $1`, [row?.id]);
    assert.match(await verified(house), /damaged 時刻の証明/, change);
    await house.past('update kernel.log_timestamps set token = $2, gen_time = $3, cert_not_after = $4 where id = $1', [row?.id, row?.token, row?.gen_time.toString(), row?.cert_not_after.toString()]);
  }
  house.clock.advance({ hours: 24 * 365 * 12 });
  assert.match(await verified(house), /^incomplete 時刻の証明のうち \d 件は、証明書の期限までに更新されていません/);
});
