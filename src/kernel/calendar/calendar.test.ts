import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addBusinessDays, addMonthsAnniversary, ageOn, businessDayOnOrAfter, businessDaysBetween, daysBefore, fiscalYear, fiscalYearEnd, fiscalYearOf,
  formatDate, formatFiscalYear, formatInstant, formatTime, formatTimeRange, formatWareki, holidayName, isBusinessDay, isHoliday, isYearEnd,
  nextBusinessDay, parseDate, parseTime, spreadsheetDate, toInstant, tokyoDate,
} from './calendar.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const today = day('2026-11-23');

test('0:00からの分を瞬間にする。24:00と翌2:00も同じ利用日', () => {
  assert.equal(toInstant(day('2026-12-08'), 0).toString(), '2026-12-07T15:00:00Z');
  assert.equal(toInstant(day('2026-12-08'), 1440).toString(), '2026-12-08T15:00:00Z');
  assert.equal(toInstant(day('2026-12-08'), 1560).toString(), '2026-12-08T17:00:00Z');
  assert.throws(() => toInstant(today, 2881), RangeError);
  assert.equal(tokyoDate(Temporal.Instant.from('2026-12-07T15:00:00Z')).toString(), '2026-12-08');
});

test('応当日: ない日はその月の末日', () => {
  assert.equal(addMonthsAnniversary(day('2027-05-31'), -3).toString(), '2027-02-28');
  assert.equal(addMonthsAnniversary(day('2026-12-31'), -6).toString(), '2026-06-30');
  assert.equal(addMonthsAnniversary(day('2028-02-29'), -12).toString(), '2027-02-28');
  assert.equal(daysBefore(day('2026-12-10'), 7).toString(), '2026-12-03');
});

test('年齢は誕生日の前日が終わるときに加わる', () => {
  assert.equal(ageOn(day('2009-04-02'), day('2027-04-01')), 18);
  assert.equal(ageOn(day('2009-04-02'), day('2027-03-31')), 17);
  assert.equal(ageOn(day('2008-02-29'), day('2026-02-28')), 18);
  assert.equal(ageOn(day('2008-02-29'), day('2026-02-27')), 17);
  assert.equal(ageOn(day('2008-02-29'), day('2028-02-28')), 20);
  assert.equal(ageOn(day('2009-01-01'), day('2026-12-31')), 18, 'the day before 1 January lies in the year before');
});

test('祝日・振替休日・国民の休日', () => {
  assert.equal(holidayName(day('2026-05-06')), '振替休日');
  assert.equal(holidayName(day('2026-09-22')), '国民の休日');
  assert.equal(holidayName(day('2027-01-11')), '成人の日');
  assert.equal(holidayName(day('2027-01-11'), 'en'), 'Coming of Age Day');
  assert.equal(holidayName(day('2026-11-24')), null);
  assert.ok(isHoliday(day('2026-11-23')));
  assert.deepEqual(['2026-12-28', '2026-12-29', '2027-01-03', '2027-01-04'].map((text) => isYearEnd(day(text))), [false, true, true, false]);
});

test('標準処理期間の例: 12月25日に到達、10開庁日で1月15日、補正4日を除くと1月21日', () => {
  const arrived = day('2026-12-25');
  assert.equal(nextBusinessDay(arrived).toString(), '2026-12-28');
  assert.equal(addBusinessDays(arrived, 2).toString(), '2027-01-04');
  assert.equal(addBusinessDays(arrived, 10).toString(), '2027-01-15');
  assert.equal(businessDaysBetween(day('2027-01-06'), day('2027-01-13')), 4);
  assert.equal(addBusinessDays(arrived, 14).toString(), '2027-01-21');
  assert.equal(businessDayOnOrAfter(day('2026-12-30')).toString(), '2027-01-04');
  assert.ok(isBusinessDay(day('2026-12-28')));
});

test('会計年度は4月1日から', () => {
  assert.equal(fiscalYearOf(day('2027-03-31')), 2026);
  assert.equal(fiscalYearOf(day('2027-04-01')), 2027);
  assert.equal(fiscalYearEnd(fiscalYear(2026)).toString(), '2027-03-31');
  assert.equal(formatFiscalYear(fiscalYear(2026), 'ja'), '令和8年度');
  assert.equal(formatFiscalYear(fiscalYear(2019), 'ja'), '令和元年度');
  assert.equal(formatFiscalYear(fiscalYear(2026), 'en'), 'FY2026');
});

test('日付と時刻の書き方', () => {
  const date = day('2026-12-12');
  assert.equal(formatDate(date, 'ja', 'withWeekday'), '令和8年12月12日（土）');
  assert.equal(formatDate(date, 'en', 'withWeekday'), 'Sat, 12 Dec 2026');
  assert.equal(formatDate(date, 'ja', 'long'), '令和8年12月12日');
  assert.equal(formatDate(date, 'ja', 'short'), '2026/12/12');
  assert.equal(formatDate(day('1868-10-23'), 'ja', 'long'), '西暦1868年10月23日');
  assert.equal(formatDate(date, 'en', 'long'), '12 December 2026');
  assert.equal(formatDate(date, 'ja', 'monthDay'), '12月12日（土）');
  assert.deepEqual([540, 0, 1440, 1560].map((minutes) => formatTime(minutes)), ['9:00', '0:00', '24:00', '翌2:00']);
  assert.equal(formatTime(1560, 'en'), '2:00 next day');
  assert.equal(formatTimeRange(540, 720, 'ja'), '9:00～12:00');
  assert.equal(formatInstant(toInstant(date, 540), 'ja'), '令和8年12月12日（土）9:00');
  assert.equal(formatInstant(toInstant(date, 540), 'ja', 'short'), '2026/12/12 9:00');
  assert.equal(formatInstant(toInstant(date, 540), 'en'), 'Sat, 12 Dec 2026, 9:00');
});

test('日付の読み取り: 和暦・西暦・全角・元年', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['令和8年4月1日', '2026-04-01'], ['R8.4.1', '2026-04-01'], ['R08-04-01', '2026-04-01'], ['Ｒ８．４．１', '2026-04-01'], ['r8/4/1', '2026-04-01'],
    ['2026-04-01', '2026-04-01'], ['２０２６年４月１日', '2026-04-01'], ['2026/4/1', '2026-04-01'], ['20260401', '2026-04-01'], ['2026ー4ー1', '2026-04-01'],
    ['令和元年5月1日', '2019-05-01'], ['S64.1.7', '1989-01-07'], ['平成元年1月8日', '1989-01-08'], ['㋿8年4月1日', '2026-04-01'], [' 令和 8年 4月 1日 ', '2026-04-01'],
    ['昭和1年12月25日', '1926-12-25'], ['明治45年7月29日', '1912-07-29'],
  ];
  for (const [typed, stored] of cases) {
    const read = parseDate(typed, today);
    assert.ok(read.ok, typed);
    assert.equal(read.value.toString(), stored, typed);
  }
});

test('昭和64年1月8日は平成元年1月8日ではありませんか', () => {
  const message = (typed: string) => {
    const read = parseDate(typed, today);
    return read.ok ? `read as ${read.value.toString()}` : read.message.ja;
  };
  assert.equal(message('昭和64年1月8日'), '昭和64年は1月7日までです。平成元年1月8日ではありませんか');
  assert.equal(message('平成32年4月1日'), '平成は31年4月30日までです。令和2年4月1日ではありませんか');
  assert.equal(message('令和元年4月30日'), '令和は令和元年5月1日からです。平成31年4月30日ではありませんか。');
  assert.equal(message('令和9年2月29日'), '令和9年2月29日という日はありません。日付をお確かめください。');
  assert.equal(message('2027-02-29'), '2027年2月29日という日はありません。日付をお確かめください。');
  assert.match(message('4月1日'), /令和9年4月1日（2027-04-01）のことですか/);
  assert.match(message('46113'), /2026-04-01 のことでしたら/);
  for (const typed of ['', 'あした', '8.4.1', '2026-13-01', '令和0年1月1日', '明治5年1月1日']) assert.ok(!parseDate(typed, today).ok, typed);
  assert.equal(spreadsheetDate(46_113).toString(), '2026-04-01');
});

test('時刻の読み取り', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['9:00', 540], ['９：００', 540], ['9時', 540], ['9時半', 570], ['13時30分', 810], ['0900', 540], ['900', 540], ['午後1時', 780], ['午前0時', 0],
    ['午後0時30分', 750], ['24:00', 1440], ['翌2:00', 1560], ['26:00', 1560], ['9時5分', 545],
  ];
  for (const [typed, minutes] of cases) assert.deepEqual(parseTime(typed), { ok: true, value: minutes }, typed);
  for (const typed of ['', '9', '25:60', '49:00', '午後13時', '朝']) assert.ok(!parseTime(typed).ok, typed);
});

test('書いた日付は必ず読める', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 70_000 }), (offset) => {
    const date = day('1873-01-01').add({ days: offset });
    for (const written of [formatWareki(date), date.toString(), formatDate(date, 'ja', 'short')]) {
      const read = parseDate(written, today);
      assert.ok(read.ok && read.value.equals(date), written);
    }
  }));
});
