/** The office at its pages: a file through the door, two at once, an event put off and taken up again. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeMs932 } from '../../kernel/text/ms932.ts';
import { approved, type Hall, imported, listOf, openHall, phrased, published, refusedAs, typed, unfolded, valueOf, written } from './acceptance.fixture.ts';

let hall: Hall;
before(async () => {
  hall = await openHall('2026-12-02T10:00:00+09:00');
});
after(() => hall.close());

/** A form with a file, as a browser sends it. */
function multipart(fields: Readonly<Record<string, string>>, file: { readonly name: string; readonly bytes: Uint8Array }) {
  const edge = '----yakubatest';
  const parts = Object.entries(fields).map(([name, value]) => Buffer.from(`--${edge}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`));
  const body = Buffer.concat([...parts, Buffer.from(`--${edge}\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\ncontent-type: text/csv\r\n\r\n`), file.bytes, Buffer.from(`\r\n--${edge}--\r\n`)]);
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${edge}` } };
}

test('a CSV in Shift_JIS goes through the page: looked at, taken in, sent for approval, in the order of the buttons', async () => {
  const csv = '都道府県コード又は市区町村コード,NO,イベント名,開始日,終了日,開始時間,終了時間,定員\r\n72109,7,ろうそく祭り,2027/2/11,2027/2/11,17:00,20:00,①各回20名\r\n';
  const encoded = encodeMs932(csv);
  assert.ok(encoded.ok);
  const form = multipart({ _action: 'read', _request: hall.house.id(), department: hall.office, category: 'festival' }, { name: '行事.csv', bytes: encoded.bytes });
  const sent = await hall.writer.raw('POST', '/staff/events/import', form.body, { headers: form.headers });
  assert.equal(sent.status, 303, sent.text.slice(0, 300));
  const plan = phrased((await hall.writer.get(sent.location)).text);
  assert.match(plan, /取り込むと　新しい1件、変更0件/);
  assert.match(plan, /ろうそく祭り/);
  assert.match(plan, /6けたのコードにしました/);
  const mark = /name="plan" value="([^"]*)"/.exec(plan)?.[1] ?? '';
  const taken = await hall.writer.post(sent.location, { _action: 'take', plan: mark, submit: 'on' });
  assert.equal(taken.status, 303);
  assert.match(phrased((await hall.approver.get('/staff/events?state=waiting')).text), /ろうそく祭り/);
  assert.equal((await hall.writer.post(sent.location, { _action: 'take', plan: mark, submit: 'on' })).status, 409, 'a file is taken in once');
  const wrong = await hall.writer.raw('POST', '/staff/events/import', multipart({ _action: 'read', _request: hall.house.id(), department: hall.office, category: 'festival' }, { name: 'x.csv', bytes: Buffer.from('名前,日\r\n') }).body, { headers: form.headers });
  assert.equal(wrong.status, 303, 'what is missing is said in the plan');
  assert.match(phrased((await hall.writer.get(wrong.location)).text), /見出し「都道府県コード又は市区町村コード」/);
  const nothing = await hall.writer.raw('POST', '/staff/events/import', multipart({ _action: 'read', _request: hall.house.id(), department: hall.office, category: 'festival' }, { name: 'x.png', bytes: Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0x81]) }).body, { headers: form.headers });
  assert.equal(nothing.status, 422);
});

test('two take the same file at once: one of them, and nothing twice', async () => {
  const body = ['BEGIN:VCALENDAR', 'VERSION:2.0', ...['a', 'b', 'c'].flatMap((uid) => ['BEGIN:VEVENT', `UID:${uid}@together`, `SUMMARY:同時の講座${uid}`, 'DTSTART;VALUE=DATE:20270301', 'END:VEVENT']), 'END:VCALENDAR', ''].join('\r\n');
  const kept = await Promise.all([1, 2].map(async () => valueOf(await hall.writer.api('events.keepImport', { department: hall.office, kind: 'ics', name: 'x.ics', category: 'course', body }))));
  const taken = await Promise.all(kept.map((one) => hall.writer.api('events.takeImport', { import: one['import'], plan: 'n3', submit: false })));
  assert.deepEqual(taken.map((reply) => reply.status).toSorted((a, b) => a - b), [201, 409], taken.map((reply) => reply.text).join('\n'));
  const list = phrased((await hall.writer.get('/staff/events?q=同時の講座')).text);
  assert.equal([...list.matchAll(/>同時の講座[abc]<\/a>/g)].length, 3);
});

test('two approve at once: one does', async () => {
  const it = await written(hall, { firstDay: '2027-03-01' });
  valueOf(await hall.writer.api('events.submitEvent', { event: it.event, version: 1 }));
  const both = await Promise.all([1, 2].map(() => hall.approver.api('events.decideEvent', { event: it.event, version: 2, decision: 'approve' })));
  assert.deepEqual(both.map((reply) => reply.status).toSorted((a, b) => a - b), [201, 409]);
});

test('what came in together is approved together: all of them or none', async () => {
  const many = await Promise.all(['一', '二', '三'].map((name) => written(hall, { title: `まとめて${name}`, firstDay: '2027-03-01' })));
  for (const one of many) valueOf(await hall.writer.api('events.submitEvent', { event: one.event, version: 1 }));
  const page = phrased((await hall.approver.get('/staff/events?state=waiting')).text);
  assert.match(page, /まとめて承認する/);
  const picks = many.map((one) => `${one.event}:2`);
  for (const pick of picks) assert.ok(page.includes(`value="${pick}"`));
  assert.doesNotMatch((await hall.writer.get('/staff/events?state=waiting')).text, new RegExp(String(picks[0])), 'own work is not offered');
  assert.equal((await hall.approver.post('/staff/events?state=waiting', { _action: 'approve', events: [...picks.slice(0, 2), `${many[2]?.event ?? ''}:1`] })).status, 409);
  assert.equal((await hall.server.visitor().get(`/events/${many[0]?.eventNo ?? 0}`)).status, 404, 'none of them');
  assert.equal((await hall.approver.post('/staff/events?state=waiting', { _action: 'approve', events: picks })).status, 303);
  for (const one of many) assert.equal((await hall.server.visitor().get(`/events/${one.eventNo}`)).status, 200);
});

test('a line of a list that is no day is said at the list', async () => {
  const no = await hall.writer.post('/staff/events/new', { _action: 'save', department: hall.office, title: '除く日の試し', category: 'course', firstDay: '2027-04-01', firstTime: '10:00', repeat: 'weekly', weekdays: 'TH', exdates: '2027-04-08\nいつか' });
  assert.equal(no.status, 422);
  assert.match(phrased(no.text), /id="save-exdates-error"/);
  assert.match(phrased(no.text), /いつか/);
});

test('what an import changes of a public event waits; a day that falls away is told at once', async () => {
  const file = (sequence: number, title: string, more: readonly string[] = []) => ['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', 'UID:weekly@elsewhere', `SEQUENCE:${sequence}`, `SUMMARY:${title}`, 'DTSTART;TZID=Asia/Tokyo:20270105T100000', 'DTEND;TZID=Asia/Tokyo:20270105T110000', 'RRULE:FREQ=WEEKLY;COUNT=4', 'END:VEVENT', ...more, 'END:VCALENDAR', ''].join('\r\n');
  await imported(hall, 'ics', file(0, '週一の会'));
  const again = await imported(hall, 'ics', file(0, '週一の会'));
  const event = String(listOf(again.plan['items'])[0]?.['event']);
  await approved(hall, event);
  const record = valueOf(await hall.writer.query('events.eventRecord', { event }));
  const cancelled = ['BEGIN:VEVENT', 'UID:weekly@elsewhere', 'SEQUENCE:2', 'RECURRENCE-ID;TZID=Asia/Tokyo:20270112T100000', 'SUMMARY:週一の会', 'STATUS:CANCELLED', 'DTSTART;TZID=Asia/Tokyo:20270112T100000', 'DTEND;TZID=Asia/Tokyo:20270112T110000', 'END:VEVENT'];
  const taken = await imported(hall, 'ics', file(1, '毎週の会', cancelled));
  assert.equal(taken.done?.['changed'], 1);
  const page = phrased((await hall.server.visitor().get(`/events/${String(record['eventNo'])}`)).text);
  assert.match(page, /<h1>週一の会<\/h1>/, 'the new name waits');
  assert.match(page, /令和9年1月12日（火）10:00～11:00<\/time><\/span><span><span class="chip bad">/, 'the cancelled day does not');
  assert.equal((await imported(hall, 'ics', file(1, '毎週の会', cancelled))).done, null);
});

test('our own calendar file comes back as ours', async () => {
  await published(hall, { title: '戻ってくる行事', firstDay: '2027-02-02', placeName: '市民センター', placeAddress: '二本松市亀谷', description: '1行目\n2行目', applyMethod: '電話' });
  const own = (await hall.server.visitor().get('/events.ics')).text;
  const back = await imported(hall, 'ics', own);
  assert.equal(back.done, null, JSON.stringify(back.plan['items']));
  assert.ok(listOf(back.plan['items']).length > 0);
  assert.deepEqual([...new Set(listOf(back.plan['items']).map((item) => item['decision']))], ['same']);
});

test('put off as a whole, taken up again: readers of the file hear each under a higher number', async () => {
  const it = await published(hall, { title: '雪まつり', category: 'festival', firstDay: '2027-02-06', onlineUrl: '' });
  const status = async () => unfolded((await hall.server.visitor().get(`/events/${it.eventNo}.ics`)).text).filter((line) => /^(?:STATUS|SEQUENCE):/.test(line)).join(' ');
  assert.equal(await status(), 'SEQUENCE:0 STATUS:CONFIRMED');
  refusedAs(await hall.writer.api('events.setStatus', { event: it.event, version: 2, status: 'moved_online', note: '' }), 'Wrong', /オンラインのアドレスがありません/);
  const off = await hall.writer.post(`/staff/events/${it.event}`, { _action: 'status', version: '2', status: 'postponed', note: '雪が足りないため' });
  assert.equal(off.status, 303, off.text.slice(0, 300));
  assert.equal(await status(), 'SEQUENCE:1 STATUS:TENTATIVE');
  assert.match(phrased((await hall.server.visitor().get(`/events/${it.eventNo}`)).text), /この行事は延期になりました.*?雪が足りないため/s);
  valueOf(await hall.writer.api('events.setStatus', { event: it.event, version: 3, status: 'scheduled', note: '' }));
  assert.equal(await status(), 'SEQUENCE:2 STATUS:CONFIRMED');
});

test('what is announced two years ahead is not over; what has been is', async () => {
  const far = await published(hall, { title: '二年後の記念式典', firstDay: '2028-11-03' });
  assert.match(phrased((await hall.server.visitor().get(`/events/${far.eventNo}`)).text), /令和10年11月3日/);
  assert.doesNotMatch(phrased((await hall.server.visitor().get(`/events/${far.eventNo}`)).text), /この行事は終わりました/);
  const past = await published(hall, { title: '先月の会', firstDay: '2026-11-20' });
  assert.match(phrased((await hall.server.visitor().get(`/events/${past.eventNo}`)).text), /この行事は終わりました/);
  assert.doesNotMatch(phrased((await hall.server.visitor().get('/events')).text), /先月の会/);
  assert.match(phrased((await hall.server.visitor().get('/events/month?m=2026-11')).text), /先月の会/, 'last month can still be looked at');
});

test('a draft that was dropped can be written again; what is wrong about several fields is said at each', async () => {
  const it = await written(hall, { title: '取りやめの試し', firstDay: '2027-04-01' });
  const dropped = await hall.writer.post(`/staff/events/${it.event}`, { _action: 'drop', version: '1' });
  assert.equal(dropped.status, 303);
  assert.match(phrased((await hall.writer.get(`/staff/events/${it.event}`)).text), /もう一度書く/);
  const { department: _, ...content } = typed(hall.office, { title: '取りやめの試し', firstDay: '2027-04-01' });
  valueOf(await hall.writer.api('events.saveEvent', { event: it.event, edition: '', version: 1, ...content }));
  const no = await hall.writer.post('/staff/events/new', { _action: 'save', department: hall.office, title: '締切の試し', category: 'course', firstDay: '2027-04-01', firstTime: '10:00', repeat: 'none', applyFromDay: '2027-05-01', applyUntilDay: '2027-05-02' });
  assert.equal(no.status, 422);
  assert.match(phrased(no.text), /締切（2027年5月2日）が、行事の終わり/);
  assert.match(phrased(no.text), /申込みの始まり（2027年5月1日）が、行事の終わり/);
});
