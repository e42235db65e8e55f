/** R14 below HTTP: recurring use, date by date, against a real PostgreSQL. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { reserve } from './commands/book.ts';
import { bookSeries, changeSeriesFrom, endSeries } from './commands/series.ts';
import { importYearPlan } from './commands/year-plan.ts';
import { type Centre, officer, openCentre } from './fair-use.fixture.ts';
import { planSeries, previewYearPlan, seriesList } from './queries/series.ts';

let centre: Centre;
before(async () => {
  centre = await openCentre('2027-03-01T10:00:00+09:00');
});
after(() => centre.city.close());

const tuesdays = { seriesFrom: '2027-04-01', seriesUntil: '2028-03-31', weekdays: [2], slots: [], from: '19:00', to: '21:00' };
const isOver = (date: string, on: string) => date >= on;

test('R14 毎週火曜19〜21時の一年分：休館と先約が日ごとに示され、ほかは予約され、途中の日から変えられる', async () => {
  const { city, unit } = centre;
  const [club, others] = [await centre.patron(), await centre.patron()];
  for (const date of ['2027-05-11', '2027-07-06', '2027-10-05']) await city.must(officer, reserve, { unit: unit('MEET-1'), date, from: '18:00', to: '20:00', slots: [], patron: others.id, persons: 4, reason: '先約' });
  const seen = await city.ask(officer, planSeries, { unit: unit('MEET-1'), ...tuesdays });
  assert.ok(seen.ok && seen.value);
  const made = await city.must(officer, bookSeries, { unit: unit('MEET-1'), patron: club.id, ...tuesdays, persons: 8 });
  assert.equal(made.results.length, 52);
  assert.equal(made.counts.conflict, 3);
  assert.equal(made.counts.refused, 0);
  assert.deepEqual({ ...seen.value.counts, refused: 0 }, made.counts, '下見と同じになる');
  assert.equal(made.counts.booked, 52 - 3 - made.counts.closed);
  assert.ok(made.counts.closed > 0);
  assert.deepEqual(made.results.filter((one) => one.result === 'conflict').map((one) => one.date), ['2027-05-11', '2027-07-06', '2027-10-05']);
  await city.background.settle();
  const notices = await centre.rows<{ kind: string }>('select kind from kernel.notices where citizen_id = $1', [club.actor.id]);
  assert.deepEqual(notices.map((one) => one.kind), ['reservations.series'], '一件ずつではなく、一度だけ知らせる');

  const changed = await city.must(officer, changeSeriesFrom, { series: made.series, fromDate: '2027-10-01', weekdays: [4], slots: [], from: '19:00', to: '21:00' });
  const kept = await centre.rows<{ use_date: Temporal.PlainDate }>(`select use_date from reservations.reservations where series_id = $1 and state = 'provisional' order by use_date`, [made.series]);
  assert.ok(kept.every((row) => !isOver(row.use_date.toString(), '2027-10-01')));
  assert.equal(kept.length, made.results.filter((one) => one.result === 'booked' && !isOver(one.date, '2027-10-01')).length);
  assert.ok(changed.results.every((one) => Temporal.PlainDate.from(one.date).dayOfWeek === 4 && isOver(one.date, '2027-10-01')));
  const ended = await city.must(officer, endSeries, { series: changed.series, fromDate: '2028-01-01', reason: '解散' });
  assert.equal(ended.cancelled, changed.results.filter((one) => one.result === 'booked' && isOver(one.date, '2028-01-01')).length);
  const list = await city.ask(officer, seriesList, {});
  assert.ok(list.ok && list.value.length === 2);
});

test('年間計画：表計算で変わった日付を読み、読めない行は行番号で示して何も取り込まない', async () => {
  const { city } = centre;
  const club = await centre.patron();
  const [row] = await centre.rows<{ number: string }>('select number from reservations.patrons where id = $1', [club.id]);
  const number = row?.number ?? '';
  const head = '日付,部屋,区分,開始,終了,登録番号,目的\r\n';
  const good = `${head}2027/4/3,GYM-ALL,AM,,,${number},badminton\r\n4月10日,全面,NT,,,${number},\r\n46494,GYM-A,PM,,,${number},\r\n`;
  const bad = `${good}13月1日,GYM-ALL,AM,,,${number},\r\n2027/5/1,大広間,AM,,,99999999,\r\n`;
  const seen = await city.ask(officer, previewYearPlan, { facility: centre.facility, year: 2027, csv: bad });
  assert.ok(seen.ok && seen.value);
  assert.deepEqual(seen.value.bad.map((one) => one.row), [5, 6]);
  assert.match(seen.value.bad[1]?.problem ?? '', /大広間.*99999999/);
  const refused = await city.do(officer, importYearPlan, { facility: centre.facility, year: 2027, csv: bad });
  assert.ok(!refused.ok && refused.refused === 'BadRows');
  const done = await city.must(officer, importYearPlan, { facility: centre.facility, year: 2027, csv: good });
  assert.deepEqual(done.results.map((one) => `${one.date} ${one.result}`), ['2027-04-03 booked', '2027-04-10 booked', '2027-04-17 booked']);
});
