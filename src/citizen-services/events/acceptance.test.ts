/** The calendar through its doors: scenarios 1, 2, 3, 4, 5 and 8 by their numbers, and what stands around them. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { approved, daysOf, type Hall, imported, listOf, openHall, phrased, published, refusedAs, typed, unfolded, valueOf, written } from './acceptance.fixture.ts';

let hall: Hall;
before(async () => {
  hall = await openHall('2026-08-20T10:00:00+09:00');
});
after(() => hall.close());

const monthly = { rule: 'FREQ=MONTHLY;BYDAY=2MO;UNTIL=20270331', holidayRule: 'next_day', firstDay: '2026-09-01' };

test('1 毎月第2月曜、祝日の場合は翌日: the days of half a year are those that are known, on the page, in the office and in the calendar file', async () => {
  const it = await published(hall, { ...monthly, title: '毎月の相談' });
  const expected = ['2026-09-14', '2026-10-13', '2026-11-09', '2026-12-14', '2027-01-12', '2027-02-08', '2027-03-08'];
  const page = await hall.server.visitor().get(`/events/${it.eventNo}`);
  assert.equal(page.status, 200);
  assert.deepEqual(daysOf(page.text), expected);
  assert.match(phrased(page.text), /毎月第2月曜日（祝日のときは翌日）、2027年3月31日まで/);
  assert.match((await hall.server.visitor().get(`/en/events/${it.eventNo}`)).text, /Every month on the second Monday \(the next day when it is a national holiday\), until 31 March 2027/);
  const lines = unfolded((await hall.server.visitor().get(`/events/${it.eventNo}.ics`)).text);
  assert.ok(lines.some((line) => line.startsWith('RRULE:FREQ=MONTHLY;BYDAY=2MO')), 'the rule itself');
  assert.ok(lines.includes('RECURRENCE-ID;TZID=Asia/Tokyo:20261012T100000') && lines.includes('DTSTART;TZID=Asia/Tokyo:20261013T100000'), 'the day a holiday moved');
  const record = await hall.writer.get(`/staff/events/${it.event}`);
  assert.match(phrased(record.text), /令和8年10月13日（火）10:00～12:00/);
});

test('2 one occurrence cancelled: said on the page, in the file with a higher SEQUENCE and RECURRENCE-ID, in JSON-LD; the others are untouched', async () => {
  const it = await published(hall, { ...monthly, title: '1回だけの中止' });
  const visitor = hall.server.visitor();
  const before = unfolded((await visitor.get(`/events/${it.eventNo}.ics`)).text);
  valueOf(await hall.writer.api('events.changeOccurrence', { event: it.event, day: '2026-11-09', sequence: 0, status: 'cancelled', note: '台風のため中止します。' }));
  const page = phrased((await visitor.get(`/events/${it.eventNo}`)).text);
  assert.match(page, /令和8年11月9日（月）10:00～12:00<\/time><\/span><span><span class="chip bad">.*?中止.*?台風のため中止します。/);
  assert.equal([...page.matchAll(/class="chip bad"/g)].length, 1, 'only this one');
  const found = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(page)?.[1] ?? '';
  const described: unknown = JSON.parse(found);
  const statuses = listOf(described).map((one) => `${String(one['startDate']).slice(0, 10)} ${String(one['eventStatus']).replace('https://schema.org/', '')}`);
  assert.ok(statuses.includes('2026-11-09 EventCancelled'), statuses.join(', '));
  assert.equal(statuses.filter((one) => one.endsWith('EventCancelled')).length, 1);
  const lines = unfolded((await visitor.get(`/events/${it.eventNo}.ics`)).text);
  const blocks = lines.join('\n').split('BEGIN:VEVENT').slice(1);
  const single = blocks.find((block) => block.includes('RECURRENCE-ID;TZID=Asia/Tokyo:20261109T100000')) ?? assert.fail('the cancelled one');
  assert.match(single, /STATUS:CANCELLED/);
  assert.match(single, /SEQUENCE:1\n/);
  assert.match(single, /SUMMARY:【中止】1回だけの中止/);
  assert.ok(before.includes('SEQUENCE:0') && (blocks[0] ?? '').includes('SEQUENCE:0'), 'the series itself stays as it was');
  assert.equal(blocks.length, before.join('\n').split('BEGIN:VEVENT').length, 'one more than before');
  refusedAs(await hall.writer.api('events.changeOccurrence', { event: it.event, day: '2026-11-09', sequence: 0, status: 'cancelled' }), 'Conflict');
  refusedAs(await hall.writer.api('events.changeOccurrence', { event: it.event, day: '2026-11-10', sequence: 0, status: 'cancelled' }), 'NoSuchDay', /令和8年11月10日/);
  valueOf(await hall.writer.api('events.restoreOccurrence', { event: it.event, day: '2026-11-09', sequence: 1, note: '' }));
  const again = unfolded((await visitor.get(`/events/${it.eventNo}.ics`)).text).join('\n');
  assert.match(again, /RECURRENCE-ID;TZID=Asia\/Tokyo:20261109T100000[\s\S]*?SEQUENCE:2\nSTATUS:CONFIRMED/, 'whoever was told hears that it takes place after all');
  refusedAs(await hall.writer.api('events.restoreOccurrence', { event: it.event, day: '2026-11-09', sequence: 2, note: '' }), 'NothingToDo');
});

test('3 forty kanji in the title: no line of the file is longer than 75 octets, each is UTF-8 by itself, unfolded it is the title', async () => {
  const title = '二本松市市民健康増進総合計画策定委員会公開説明会及意見交換会開催案内第一回安達会場分';
  assert.ok([...title].length >= 40);
  const it = await published(hall, { title });
  const { bytes } = await hall.server.visitor().get(`/events/${it.eventNo}.ics`);
  const whole = Buffer.from(bytes);
  const lines: Buffer[] = [];
  for (let at = 0; at < whole.length;) {
    const end = whole.indexOf('\r\n', at);
    lines.push(whole.subarray(at, end));
    at = end + 2;
  }
  for (const line of lines) {
    assert.ok(line.length <= 75, `${line.length} octets`);
    new TextDecoder('utf-8', { fatal: true }).decode(line);
  }
  assert.ok(lines.some((line) => line[0] === 0x20), 'something was folded');
  assert.ok(unfolded(whole.toString('utf8')).includes(`SUMMARY:${title}`));
});

test('4 all day on 4 October only: the file ends on the 5th, the page says the 4th', async () => {
  const it = await published(hall, { title: '二本松の提灯祭り', category: 'festival', allDay: true, firstDay: '2026-10-04', firstTime: '', lastTime: '' });
  const lines = unfolded((await hall.server.visitor().get(`/events/${it.eventNo}.ics`)).text);
  assert.ok(lines.includes('DTSTART;VALUE=DATE:20261004') && lines.includes('DTEND;VALUE=DATE:20261005'));
  const page = phrased((await hall.server.visitor().get(`/events/${it.eventNo}`)).text);
  assert.match(page, /<time datetime="2026-10-04">令和8年10月4日（日）<\/time>/);
  assert.doesNotMatch(page, /10月5日/);
});

const ics = (sequence: number, title: string, uid = 'kouza-7@calendar.example.jp') => ['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', `UID:${uid}`, `SEQUENCE:${sequence}`, 'DTSTAMP:20260801T000000Z', `SUMMARY:${title}`, 'DTSTART;TZID=Asia/Tokyo:20261006T100000', 'DTEND;TZID=Asia/Tokyo:20261006T120000', 'RRULE:FREQ=WEEKLY;COUNT=5', 'LOCATION:安達公民館', 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');

test('5 the same .ics again makes nothing twice; a higher SEQUENCE updates, a lower one is ignored', async () => {
  const first = await imported(hall, 'ics', ics(1, 'パソコン講座'));
  assert.deepEqual([first.done?.['added'], first.done?.['changed']], [1, 0]);
  const same = await imported(hall, 'ics', ics(1, 'パソコン講座'));
  assert.equal(same.done, null);
  assert.deepEqual(listOf(same.plan['items']).map((item) => item['decision']), ['same']);
  const event = String(listOf(same.plan['items'])[0]?.['event']);
  await approved(hall, event);
  const newer = await imported(hall, 'ics', ics(2, 'パソコン講座（初級）'));
  assert.deepEqual([newer.done?.['added'], newer.done?.['changed']], [0, 1]);
  const older = await imported(hall, 'ics', ics(1, 'パソコン講座'));
  assert.equal(older.done, null);
  assert.match(String(listOf(older.plan['items'])[0]?.['reason']), /古い内容には戻しません/);
  const list = phrased((await hall.server.visitor().get('/events?q=パソコン講座')).text);
  assert.equal([...list.matchAll(/>パソコン講座[^<]*<\/a>/g)].length, 1, 'one event; the change still waits for somebody else');
  assert.match(list, />パソコン講座<\/a>/);
  await approved(hall, event);
  assert.match(phrased((await hall.server.visitor().get('/events?q=パソコン講座')).text), />パソコン講座（初級）<\/a>/);
});

test('5 a file with one mistake is taken in not at all; what it would do is said beforehand', async () => {
  const two = ics(1, '良い講座', 'good@x').replace('END:VCALENDAR', ['BEGIN:VEVENT', 'UID:bad@x', 'SUMMARY:悪い講座', 'DTSTART;TZID=Asia/Tokyo:20261006T120000', 'DTEND;TZID=Asia/Tokyo:20261006T100000', 'END:VEVENT', 'END:VCALENDAR'].join('\r\n'));
  const kept = valueOf(await hall.writer.api('events.keepImport', { department: hall.office, kind: 'ics', name: 'two.ics', category: 'course', body: two }));
  const page = phrased((await hall.writer.get(`/staff/events/import/${String(kept['import'])}`)).text);
  assert.match(page, /直さないと取り込めないところ　1件/);
  assert.match(page, /悪い講座/);
  const no = await hall.writer.api('events.takeImport', { import: kept['import'], plan: 'n', submit: false });
  refusedAs(no, 'FileHasProblems');
  assert.equal((await imported(hall, 'ics', ics(1, '良い講座', 'good@x'))).done?.['added'], 1, 'nothing of it had been kept');
});

const recommended = '都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,イベント名,イベント名_カナ,イベント名_英語,開始日,終了日,開始時間,終了時間,開始日時特記事項,説明,料金(基本),料金(詳細),連絡先名称,連絡先電話番号,連絡先内線番号,主催者,場所名称,住所,方書,緯度,経度,アクセス方法,駐車場情報,定員,参加申込終了日,参加申込終了時間,参加申込方法,URL,備考';
const standard = '全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,名称_英字,開始日,終了日,開始時間,終了時間,開始日時特記事項,説明,料金（基本）,料金（詳細）,連絡先名称,電話番号,内線番号,主催者,場所名称,所在地_連結表記,建物名等(方書),緯度,経度,アクセス方法,駐車場情報,定員,参加申込終了日,参加申込終了時間,参加申込方法,URL,備考';
const oldRow = '72109,12,福島県,二本松市,菊人形展,キクニンギョウテン,Chrysanthemum Dolls,2026/10/10,2026/11/15,,,雨天でも開催,霞ヶ城公園で開きます。,700円,中学生以下無料,観光課,0243-55-5122,,二本松市,霞ヶ城公園,福島県二本松市郭内三丁目,,140.4286,37.5989,二本松駅から徒歩20分,あり,20名（先着）,2026-10-01,17:00,電話,https://www.example.jp/kiku,';
const newRow = '072109,12,福島県二本松市,菊人形展,キクニンギョウテン,Chrysanthemum Dolls,2026-10-10,2026-11-15,,,雨天でも開催,霞ヶ城公園で開きます。,700,中学生以下無料,観光課,0243555122,,二本松市,霞ヶ城公園,福島県二本松市郭内三丁目,,37.598900,140.428600,二本松駅から徒歩20分,あり,20名（先着）,2026-10-01,17:00,電話,https://www.example.jp/kiku,';

test('8 the event list of the open data in its old edition (32 columns) and in the new one is the same event', async () => {
  assert.equal(recommended.split(',').length, 32);
  const first = await imported(hall, 'csv', `${recommended}\r\n${oldRow}\r\n`);
  assert.equal(first.done?.['added'], 1);
  assert.deepEqual(listOf(first.plan['repairs']).map((one) => one['rule']).filter((rule) => String(rule).includes('緯度')), ['入れ替わっていた緯度と経度を直しました']);
  const second = await imported(hall, 'csv', `${standard}\r\n${newRow}\r\n`);
  assert.equal(second.done, null, JSON.stringify(second.plan['items']));
  assert.deepEqual(listOf(second.plan['items']).map((item) => item['decision']), ['same']);
  const event = String(listOf(second.plan['items'])[0]?.['event']);
  await approved(hall, event);
  const csv = async (edition: string) => (await hall.server.visitor().get(`/events.csv?edition=${edition}`)).text;
  const ours = (await csv('recommended')).split('\r\n').find((line) => line.includes('菊人形展')) ?? '';
  assert.match(ours, /^072109,ev-\d+,,試験市,菊人形展,キクニンギョウテン,Chrysanthemum Dolls,2026-10-10,2026-11-15,,,雨天でも開催,霞ヶ城公園で開きます。,700,中学生以下無料,観光課,0243-55-5122,,二本松市,霞ヶ城公園,/);
  for (const edition of ['recommended', 'standard']) {
    const again = await imported(hall, 'csv', await csv(edition));
    assert.equal(again.done, null);
    const decisions = listOf(again.plan['items']).map((item) => `${String(item['title'])} ${String(item['decision'])}`);
    assert.ok(decisions.includes('菊人形展 same'), decisions.join(', '));
    assert.ok(decisions.every((one) => /same|left/.test(one)), 'what we gave out comes back as ours, never as something new');
  }
});

test('written by one, approved by another; before that nobody sees it, and whoever wrote a part of it does not approve it', async () => {
  const it = await written(hall, { title: '骨密度の測定会', category: 'health' });
  const visitor = hall.server.visitor();
  assert.equal((await visitor.get(`/events/${it.eventNo}`)).status, 404);
  assert.equal((await visitor.get(`/events/${it.eventNo}.ics`)).status, 404);
  valueOf(await hall.writer.api('events.submitEvent', { event: it.event, version: 1 }));
  const own = await hall.writer.api('events.decideEvent', { event: it.event, version: 2, decision: 'approve' });
  assert.equal(own.status, 403);
  refusedAs(own, 'SelfApproval');
  refusedAs(await hall.approver.api('events.decideEvent', { event: it.event, version: 2, decision: 'return' }), 'NoteNeeded');
  valueOf(await hall.approver.api('events.decideEvent', { event: it.event, version: 2, decision: 'return', note: '持ち物を書いてください。' }));
  assert.match(phrased((await hall.writer.get(`/staff/events/${it.event}/edit`)).text), /持ち物を書いてください。/);
  const version = Number(valueOf(await hall.writer.query('events.eventRecord', { event: it.event }))['version']);
  assert.equal(version, 1);
  const open = valueOf(await hall.writer.query('events.eventRecord', { event: it.event }))['open'];
  assert.ok(typeof open === 'object' && open !== null && 'id' in open);
  const { department: _, ...content } = typed(hall.office, { title: '骨密度の測定会', category: 'health', description: '持ち物はありません。' });
  refusedAs(await hall.writer.api('events.saveEvent', { event: it.event, edition: open.id, version: 1, ...content }), 'Conflict');
  valueOf(await hall.writer.api('events.saveEvent', { event: it.event, edition: open.id, version: 3, ...content }));
  await approved(hall, it.event, 4);
  assert.match(phrased((await visitor.get(`/events/${it.eventNo}`)).text), /持ち物はありません。/);
  assert.match((await visitor.query('search.public', { q: '骨密度' })).text, new RegExp(`/events/${it.eventNo}"`));
});

test('a change of a public event is not seen until it is approved; withdrawn, its address says so and it leaves lists, files and search', async () => {
  const it = await published(hall, { title: '市民登山', category: 'sports', firstDay: '2026-10-18' });
  const visitor = hall.server.visitor();
  const { department: _, ...content } = typed(hall.office, { title: '市民登山（安達太良山）', category: 'sports', firstDay: '2026-10-18' });
  valueOf(await hall.writer.api('events.saveEvent', { event: it.event, edition: '', version: 2, ...content }));
  refusedAs(await hall.writer.api('events.saveEvent', { event: it.event, edition: '', version: 2, ...content }), 'OpenTaken');
  assert.doesNotMatch(phrased((await visitor.get(`/events/${it.eventNo}`)).text), /安達太良山/);
  await approved(hall, it.event);
  assert.match(phrased((await visitor.get(`/events/${it.eventNo}`)).text), /安達太良山/);
  assert.match((await visitor.get(`/events/${it.eventNo}.ics`)).text, /SEQUENCE:1\r\n/);
  refusedAs(await hall.approver.api('events.withdrawEvent', { event: it.event, version: 2, reason: '重複' }), 'Conflict');
  valueOf(await hall.approver.api('events.withdrawEvent', { event: it.event, version: 3, reason: '二重に載せていたため' }));
  const gone = await visitor.get(`/events/${it.eventNo}`);
  assert.equal(gone.status, 410);
  assert.match(phrased(gone.text), /二重に載せていたため/);
  for (const path of ['/events?q=市民登山', '/events.csv', '/events.ics']) assert.doesNotMatch((await visitor.get(path)).text, /安達太良山/, path);
  assert.doesNotMatch((await visitor.query('search.public', { q: '市民登山' })).text, new RegExp(`/events/${it.eventNo}"`));
});

test('of another office nothing can be written, and nothing is shown', async () => {
  const it = await written(hall, { title: 'ほかの課から見えない下書き' });
  const stranger = await hall.server.asStaff(await hall.server.newStaff([{ permission: 'events.write', scope: ['department:TOURISM'] }], '観光 三郎'));
  assert.equal((await stranger.get(`/staff/events/${it.event}`)).status, 404);
  assert.doesNotMatch((await stranger.get('/staff/events')).text, /ほかの課から見えない下書き/);
  assert.equal((await stranger.api('events.submitEvent', { event: it.event, version: 1 })).status, 403);
  refusedAs(await stranger.api('events.createEvent', typed(hall.office)), 'UnknownOffice');
});
