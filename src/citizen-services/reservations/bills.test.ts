/** What is owed for a booking, as its payer reads it. Over HTTP. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AcceptanceHall, book, done, openAcceptanceHall, payExactly } from './acceptance-fixture.ts';

let hall: AcceptanceHall;
before(async () => {
  hall = await openAcceptanceHall('2026-11-24T10:00:00+09:00');
});
after(() => hall.close());

test('請求と領収は、日本語のページでは日本語、英語のページでは英語で読める。訳のない昔の請求は、そのまま見せる', async () => {
  const unit = await hall.facility('BILLS');
  const team = await hall.team();
  const made = done(await book(team, unit('GYM-ALL'), '2026-12-10', ['NT']));
  const japanese = await team.client.get('/my/payments');
  assert.match(japanese.text, /試験施設 BILLS [^<]*使用料（令和8年12月10日/);
  const english = await team.client.get('/en/my/payments');
  assert.match(english.text, new RegExp(`BILLS [^<]*, fee \\([^<]*booking ${String(made['number'])}\\)`));
  assert.doesNotMatch(english.text, /使用料（/);
  const paid = await payExactly(hall, made);
  const receipt = await team.client.get(`/en/my/payments/${String(paid['receipt'])}`);
  assert.match(receipt.text, /Fee, [^<]*December/);
  assert.doesNotMatch(receipt.text, /使用料 /);
  await hall.rows(`update kernel.receivables set title_en = '', lines = '[{"label":"昔の使用料","amountYen":630}]' where citizen_id = $1`, [team.citizen]);
  assert.match((await team.client.get('/en/my/payments')).text, /使用料（/);
  assert.match((await team.client.get(`/en/my/payments/${String(paid['receipt'])}`)).text, /昔の使用料/);
});
