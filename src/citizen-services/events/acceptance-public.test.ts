/** What visitors meet: periods, areas, words, the month, deadlines, moved and cancelled days, the night's work. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Hall, openHall, phrased, published, refusedAs, typed, valueOf } from './acceptance.fixture.ts';
import { wrongHtml } from '../../testing-html.ts';

let hall: Hall;
// A Wednesday.
before(async () => {
  hall = await openHall('2026-12-02T10:00:00+09:00');
});
after(() => hall.close());

const once = (title: string, day: string, more: Record<string, unknown> = {}) => published(hall, { title, firstDay: day, ...more });
const titlesAt = async (path: string) => [...phrased((await hall.server.visitor().get(path)).text).matchAll(/<a href="\/events\/\d+">([^<]+)<\/a>/g)].map((match) => match[1]);

test('today, this weekend, this month, deadlines: by plain links; category, area and words: by a plain form', async () => {
  await once('今日の健診', '2026-12-02', { category: 'health', areas: ['TOWA'] });
  await once('土曜の市', '2026-12-05', { category: 'festival', areas: ['NIHONMATSU'] });
  await once('来月の講座', '2027-01-20', { category: 'course', applyFromDay: '2026-12-01', applyUntilDay: '2026-12-10', applyUntilTime: '17:00', applyMethod: '電話' });
  await published(hall, { title: '毎週の体操', category: 'sports', firstDay: '2026-12-03', rule: 'FREQ=WEEKLY' });
  assert.deepEqual(await titlesAt('/events?period=today'), ['今日の健診']);
  assert.deepEqual(await titlesAt('/events?period=weekend'), ['土曜の市']);
  assert.deepEqual(await titlesAt('/events?period=month'), ['今日の健診', '毎週の体操', '土曜の市']);
  assert.deepEqual(await titlesAt('/events?period=deadline'), ['来月の講座']);
  assert.deepEqual(await titlesAt('/events?category=festival'), ['土曜の市']);
  assert.deepEqual(await titlesAt('/events?area=TOWA'), ['今日の健診', '毎週の体操', '来月の講座'], 'what is for all of the city is for Towa too');
  assert.deepEqual(await titlesAt('/events?q=たいそう体操'), []);
  assert.deepEqual(await titlesAt('/events?q=体操'), ['毎週の体操']);
  const all = phrased((await hall.server.visitor().get('/events')).text);
  assert.match(all, /毎週木曜日/);
  assert.equal([...all.matchAll(/>毎週の体操</g)].length, 1, 'a weekly one stands once');
  const empty = phrased((await hall.server.visitor().get('/events?category=tourism')).text);
  assert.match(empty, /当てはまるイベントはありません。/);
  assert.match(empty, /これからのイベントをすべて見る/);
  const strange = await hall.server.visitor().get('/events?period=someday&page=-3&area=%00');
  assert.equal(strange.status, 200);
});

test('the month is a table with headings for days and weeks; what lasts several days stands on each of them', async () => {
  const it = await once('菊の展示', '2026-12-11', { allDay: true, firstTime: '', lastTime: '', lastDay: '2026-12-13', titleEn: 'Chrysanthemum Show' });
  const page = phrased((await hall.server.visitor().get('/events/month?m=2026-12')).text);
  assert.match(page, /<caption>令和8年12月のイベント<\/caption>/);
  assert.equal([...page.matchAll(/<th scope="col"/g)].length, 8);
  const grid = page.slice(page.indexOf('<table'), page.indexOf('</table>'));
  assert.equal([...grid.matchAll(new RegExp(`href="/events/${it.eventNo}"`, 'g'))].length, 3);
  assert.match((await hall.server.visitor().get('/en/events/month?m=2026-12')).text, /Chrysanthemum Show/);
  assert.match(phrased((await hall.server.visitor().get('/events/month?m=2027-06&category=tourism')).text), /まだ登録されていません/);
  assert.equal((await hall.server.visitor().get('/events/month?m=2026-13')).status, 200, 'an odd month is this month');
});

test('whether one can apply is true to the minute', async () => {
  const it = await once('料理教室', '2027-02-10', { applyFromDay: '2026-12-03', applyFromTime: '9:00', applyUntilDay: '2026-12-20', applyMethod: '電話で申し込む', capacity: '20名（先着）' });
  // A page is kept in memory by the real clock; each look asks for another address.
  let look = 0;
  const says = async () => phrased((await hall.server.visitor().get(`/events/${it.eventNo}?look=${(look += 1)}`)).text);
  assert.match(await says(), /令和8年12月3日（木）9:00から受け付けます/);
  assert.match(await says(), /20人　*<\/?.*?先着/);
  hall.house.clock.set('2026-12-03T09:00:00+09:00');
  assert.match(await says(), /受け付けています（令和8年12月20日（日）23:59まで）/);
  hall.house.clock.set('2026-12-21T00:00:00+09:00');
  assert.match(await says(), /締め切りました/);
  await hall.signIn();
});

test('a moved day is told with the one it takes the place of; a cancelled event says so everywhere', async () => {
  const it = await published(hall, { title: '月例の相談', firstDay: '2027-01-14', rule: 'FREQ=MONTHLY;BYDAY=2TH' });
  refusedAs(await hall.writer.api('events.changeOccurrence', { event: it.event, day: '2027-01-14', sequence: 0, status: 'moved', firstDay: '2026-12-01', firstTime: '10:00' }), 'PastDay');
  refusedAs(await hall.writer.api('events.changeOccurrence', { event: it.event, day: '2027-01-14', sequence: 0, status: 'moved', firstDay: '2027-01-15', firstTime: '12:00', lastTime: '10:00' }), 'Wrong', /終わる時刻が、始まる時刻より前/);
  valueOf(await hall.writer.api('events.changeOccurrence', { event: it.event, day: '2027-01-14', sequence: 0, status: 'moved', firstDay: '2027-01-21', firstTime: '13:00', lastTime: '15:00', note: '会場の都合' }));
  const visitor = hall.server.visitor();
  assert.match(phrased((await visitor.get(`/events/${it.eventNo}`)).text), /令和9年1月21日（木）13:00～15:00.*?令和9年1月14日（木）10:00～12:00から変更しました.*?会場の都合/);
  const month = phrased((await visitor.get('/events/month?m=2027-01')).text);
  assert.match(month, /<time datetime="2027-01-21">.*?月例の相談/);
  const version = 2;
  valueOf(await hall.writer.api('events.setStatus', { event: it.event, version, status: 'cancelled', note: '担当者の都合により' }));
  assert.match(phrased((await visitor.get(`/events/${it.eventNo}`)).text), /この行事は中止になりました.*?担当者の都合により/s);
  assert.match(phrased((await visitor.get('/events?q=月例の相談')).text), /中止/);
  assert.match((await visitor.get(`/events/${it.eventNo}.ics`)).text, /STATUS:CANCELLED/);
  refusedAs(await hall.writer.api('events.setStatus', { event: it.event, version, status: 'scheduled', note: '' }), 'Conflict');
});

test('the night stores the days a little further: 13 months ahead, always', async () => {
  const it = await published(hall, { title: '終わりのない体操', firstDay: '2026-12-24', rule: 'FREQ=WEEKLY' });
  const last = async () => {
    const rows = await hall.house.city.staffDb.use((connection) => connection.run<{ last: Temporal.PlainDate }>('select max(first_day) as last from events.occurrences o join events.series s on s.id = o.series_id where s.event_no = $1', [it.eventNo]));
    return rows.rows[0]?.last.toString();
  };
  assert.equal(await last(), '2028-01-20');
  await hall.house.background.settle();
  hall.house.clock.set('2027-03-01T03:00:00+09:00');
  await hall.house.background.settle();
  assert.equal(await last(), '2028-03-30');
  await hall.signIn();
});

test('what is wrong is said with the field and what would be right, and nothing typed is lost', async () => {
  const form = { department: hall.office, title: '五週目の会', category: 'meeting', firstDay: '令和9年4月1日', firstTime: '10:00', repeat: 'monthly_weekday', weekdays: 'MO', end: 'never', description: '書きかけの言葉', _action: 'save' };
  const no = await hall.writer.post('/staff/events/new', form);
  assert.equal(no.status, 422);
  assert.match(phrased(no.text), /何番目かと曜日の両方を選んでください/);
  assert.match(no.text, /書きかけの言葉/);
  refusedAs(await hall.writer.api('events.createEvent', typed(hall.office, { firstDay: '2027-04-01', rule: 'FREQ=MONTHLY;BYDAY=5MO' })), 'Wrong', /第5月曜日は、ない月があります/);
  refusedAs(await hall.writer.api('events.createEvent', typed(hall.office, { firstDay: '2027-04-01', allDay: true })), 'Wrong', /「終日」の行事に、時刻が入っています/);
  refusedAs(await hall.writer.api('events.createEvent', typed(hall.office, { firstDay: '2027-04-01', applyUntilDay: '2027-05-01' })), 'Wrong', /締切（2027年5月1日）が、行事の終わり（2027年4月1日）より後/);
  const good = await hall.writer.post('/staff/events/new', { ...form, nths: '2', holidayRule: 'next_weekday' });
  assert.equal(good.status, 303, good.text.slice(0, 300));
  const record = phrased((await hall.writer.get(good.location)).text);
  assert.match(record, /毎月第2月曜日（祝日のときは次の平日）/);
  assert.match(record, /令和9年4月12日（月）10:00～/);
  const edit = await hall.writer.get(`${good.location}/edit`);
  assert.match(edit.text, /name="nths" value="2"[^>]*checked/);
});

test('pages with something on them are good HTML and light; the file is not sent twice to who has it', async () => {
  const it = await published(hall, { title: '<b>太字</b> & "引用"</script>', description: '</script><script>alert(1)</script>', firstDay: '2027-04-14', rule: 'FREQ=WEEKLY;COUNT=3', contactPhone: '0243-55-5109', applyUntilDay: '2027-04-20', applyMethod: '電話\n窓口' });
  for (const path of ['/events', '/en/events', '/events/month?m=2027-04', `/events/${it.eventNo}`, `/en/events/${it.eventNo}`]) {
    const reply = await hall.server.visitor().get(path);
    assert.equal(reply.status, 200, path);
    assert.deepEqual(await wrongHtml(reply.text), [], path);
    assert.doesNotMatch(reply.text, /<script>alert/);
    assert.ok(reply.weight < 40_000, `${path}: ${reply.weight}`);
  }
  for (const path of ['/staff/events', `/staff/events/${it.event}`, `/staff/events/${it.event}/edit`, `/staff/events/${it.event}/days/2027-04-14`, '/staff/events/new', '/staff/events/import']) {
    const reply = await hall.writer.get(path);
    assert.equal(reply.status, 200, path);
    assert.deepEqual(await wrongHtml(reply.text), [], path);
  }
  const file = await hall.server.visitor().get('/events.ics');
  assert.match(String(file.headers['content-type']), /^text\/calendar/);
  assert.equal((await hall.server.visitor().get('/events.ics', { headers: { 'if-none-match': String(file.headers.etag) } })).status, 304);
  const csv = await hall.server.visitor().get('/events.csv');
  assert.equal((await hall.server.visitor().get('/events.csv', { headers: { 'if-none-match': String(csv.headers.etag) } })).status, 304);
  const old = await hall.server.visitor().get('/events.csv?encoding=ms932');
  assert.equal(old.status, 200);
  assert.match(new TextDecoder('shift_jis').decode(old.bytes), /^全国地方公共団体コード,ID,/);
  await published(hall, { title: '𠮷野さんを囲む会', firstDay: '2027-04-15' });
  const not = await hall.server.visitor().get('/events.csv?encoding=ms932');
  assert.equal(not.status, 422);
  assert.match(phrased(not.text), /𠮷/);
});
