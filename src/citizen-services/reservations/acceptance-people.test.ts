/** 受け入れ試験 R14, R15: a year of Tuesdays, and an attack by wrong passwords that locks nobody out. Over HTTP. */
import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { after, before, test } from 'node:test';
import { hashPassword } from '../../kernel/identity/password.ts';
import { freshSecret } from '../../kernel/identity/tokens.ts';
import { type AcceptanceHall, done, listed, openAcceptanceHall } from './acceptance-fixture.ts';
import { isRecord } from '../../kernel/text/json.ts';

let hall: AcceptanceHall;
before(async () => {
  hall = await openAcceptanceHall('2026-03-16T10:00:00+09:00');
});
after(() => hall.close());

test('R14 毎週火曜19–21時・4月から3月：52日のうち休館3日・先約3日を日ごとに知らせ、46日を予約し、ある日から先だけ変えられる', async () => {
  const unit = await hall.facility('R14', (rules) => ({
    ...rules,
    calendar: [
      { type: 'weekly_closed', dow: 'mon', ifHoliday: 'closed' }, { type: 'fixed_closed', from: '12-29', to: '01-03' }, { type: 'open', hours: [['09:00', '21:00']] },
      { type: 'special_closed', from: '2026-05-05', to: '2026-05-05' }, { type: 'special_closed', from: '2027-02-23', to: '2027-02-23' },
    ],
  }));
  const [club, other] = [await hall.team(), await hall.team()];
  const evening = { from: '19:00', to: '21:00' };
  for (const date of ['2026-06-02', '2026-06-09', '2026-07-07']) done(await hall.desk.api('reservations.reserve', { unit: unit('MEET-1'), date, slots: [], ...evening, patron: other.id, persons: 5, channel: 'desk', reason: '先に決まっていた行事' }));
  const made = done(await hall.desk.api('reservations.bookSeries', { unit: unit('MEET-1'), patron: club.id, slots: [], ...evening, seriesFrom: '2026-04-01', seriesUntil: '2027-03-31', weekdays: [2], persons: 10 }));
  const results = listed(made, 'results');
  assert.equal(results.length, 52);
  assert.deepEqual(made['counts'], { booked: 46, closed: 3, conflict: 3, refused: 0 });
  assert.deepEqual(results.filter((one) => one['result'] === 'closed').map((one) => one['date']), ['2026-05-05', '2026-12-29', '2027-02-23']);
  assert.deepEqual(results.filter((one) => one['result'] === 'conflict').map((one) => one['date']), ['2026-06-02', '2026-06-09', '2026-07-07']);
  const changed = done(await hall.desk.api('reservations.changeSeriesFrom', { series: made['series'], fromDate: '2026-10-01', weekdays: [4], slots: [], ...evening }));
  assert.ok(listed(changed, 'results').every((one) => String(one['date']) >= '2026-10-01' && Temporal.PlainDate.from(String(one['date'])).dayOfWeek === 4));
  const [kept] = await hall.rows<{ count: number }>(`select count(*)::int as count from reservations.reservations where series_id = $1 and state in ('provisional', 'permitted')`, [made['series']]);
  assert.equal(kept?.count, results.filter((one) => one['result'] === 'booked' && String(one['date']) < '2026-10-01').length, '変える日より前は、そのまま');
});

interface SignIn {
  readonly status: number;
  readonly result: unknown;
}

/** A program that signs in from one address of this machine; 127.0.9.9 is another network than 127.0.0.1. */
function signIn(agent: Agent, from: string, email: string, password: string): Promise<SignIn> {
  const body = JSON.stringify({ email, password, token: freshSecret(hall.city.city.random, 'yc_') });
  return new Promise((answer, fail) => {
    const asked = request({ agent, localAddress: from, host: '127.0.0.1', port: hall.server.port, method: 'POST', path: '/api/identity.signIn', headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'sec-fetch-site': 'same-origin' } }, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (part: string) => (text += part)).on('error', fail).on('end', () => {
        const said: unknown = JSON.parse(text);
        const value = isRecord(said) && isRecord(said['value']) ? said['value']['result'] : undefined;
        answer({ status: reply.statusCode ?? 0, result: value });
      });
    });
    asked.on('error', fail);
    asked.end(body);
  });
}

test('R15 一つのネットワークから1,000件のIDへ10,000回の誤ったパスワード：別のネットワークの本人は、すぐにサインインできる', async () => {
  const owner = await hall.server.newCitizen('本人 花子');
  await hall.rows('update kernel.citizens set email = $2, password_hash = $3 where id = $1', [owner, 'id0007@example.jp', await hashPassword('correct horse battery 7')]);
  const agent = new Agent({ keepAlive: true, maxSockets: 24 });
  const statuses = new Map<number, number>();
  const attack = Array.from({ length: 10_000 }, (_, index) => `id${String(index % 1000).padStart(4, '0')}@example.jp`);
  let came = null as Promise<SignIn> | null;
  let leftThen = 0;
  const ownerComes = async () => {
    const answer = await signIn(agent, '127.0.0.1', 'id0007@example.jp', 'correct horse battery 7');
    leftThen = attack.length;
    return answer;
  };
  const hand = async () => {
    for (let email = attack.pop(); email !== undefined; email = attack.pop()) {
      // In the midst of it, the owner of one of the ids comes from home.
      if (attack.length < 5000) came ??= ownerComes();
      const { status } = await signIn(agent, '127.0.9.9', email, 'wrong password 0000');
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: 24 }, hand));
  assert.ok(statuses.size === 2 && (statuses.get(429) ?? 0) > 9900, JSON.stringify([...statuses]));
  assert.deepEqual(await came, { status: 201, result: 'signedIn' });
  assert.ok(leftThen > 0, '攻撃がまだ続いているうちに、本人は入れた');
  assert.equal((await signIn(agent, '127.0.9.9', 'id0007@example.jp', 'correct horse battery 7')).status, 429, '攻撃したネットワークだけが待つ');
  agent.destroy();
});
