/** From what came to the result: paper, one person's letters, mass posts, opinions and answers, publication, and forgetting. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isRecord } from '../../kernel/text/json.ts';
import type { Client } from '../../testing-server.ts';
import { type Made, openConsultation, openTown, opinion, record, refusedAs, type Town, valueOf, versionOf } from './acceptance.fixture.ts';

let town: Town;
before(async () => {
  town = await openTown('2026-03-25T10:00:00+09:00');
});
after(() => town.close());

const at = (moment: string) => town.house.clock.set(`${moment}+09:00`);
const rows = async <T extends object>(sql: string, values: readonly unknown[] = []) => (await town.house.city.staffDb.use((connection) => connection.run<T>(sql, values))).rows;
const PASSAGE = '道の駅の駐車場を広げるより先に、通学路の歩道を直してください。子どもが毎朝、車のすぐ横を歩いています。冬は雪で道幅がさらに狭くなります。';

let serial = 0;
/** Sent from a browser of its own, so that only what the test means is the same. */
async function sent(number: string, body: string, more: Record<string, unknown> = {}): Promise<void> {
  valueOf(await town.server.visitor().api('public-comments.submit', opinion(number, body, more), { headers: { 'user-agent': `browser ${++serial}` } }));
}
async function entered(writer: Client, { consultation }: Made, more: Record<string, unknown>): Promise<Record<string, unknown>> {
  return valueOf(await writer.api('public-comments.enter', { consultation, channel: 'post', receivedOn: '2026-04-20', section: '', body: '紙の意見', name: '', address: '', lang: 'ja', ...more }));
}
async function letters(client: Client, number: string, filter = 'all'): Promise<readonly Record<string, unknown>[]> {
  const found = valueOf(await client.query('public-comments.submissions', { number, filter }))['rows'];
  return Array.isArray(found) ? found.filter(isRecord) : [];
}
async function counts(client: Client, number: string): Promise<unknown> {
  return (await record(client, number))['counts'];
}

test('paper, fax and mail are typed in: the day of arrival decides, with 消印有効 the postmark', async () => {
  at('2026-03-25T10:00:00');
  const made = await openConsultation(town, { postRule: 'postmark' });
  at('2026-05-07T10:00:00');
  const { writer, stranger } = await town.clients();
  assert.equal((await entered(writer, made, { receivedOn: '2026-05-02', postmarkedOn: '2026-04-30' }))['state'], 'received');
  assert.equal((await entered(writer, made, { receivedOn: '2026-05-02', postmarkedOn: '2026-05-01' }))['state'], 'late');
  assert.equal((await entered(writer, made, { channel: 'fax', receivedOn: '2026-05-01', postmarkedOn: '2026-04-30' }))['state'], 'late', 'a fax has no postmark');
  refusedAs(await writer.api('public-comments.enter', { consultation: made.consultation, channel: 'mail', receivedOn: '2026-05-08', body: 'あしたの意見', lang: 'ja' }), 'DayWrong');
  assert.equal((await stranger.api('public-comments.enter', { consultation: made.consultation, channel: 'mail', receivedOn: '2026-04-20', body: 'よその課', lang: 'ja' })).status, 403);
});

test('several letters of one person are one person’s; the same words from many are grouped and count once for each', async () => {
  at('2026-03-25T10:00:00');
  const made = await openConsultation(town);
  at('2026-04-10T10:00:00');
  const hanako = { name: '安達　花子', address: '二本松市金色４０３－１' };
  await sent(made.number, '図書館の開館時間を延ばしてください。', hanako);
  await sent(made.number, '公園に日陰を増やしてください。', { name: '安達花子', address: '二本松市 金色403-1' });
  for (let index = 0; index < 4; index += 1) await sent(made.number, `${PASSAGE}${index}`, { name: `署名 ${index}郎`, address: `二本松市本町${index + 1}` });
  await sent(made.number, PASSAGE, { name: '署名 0郎', address: '二本松市本町1' });
  at('2026-04-21T10:00:00');
  const { writer } = await town.clients();
  const typed = await entered(writer, made, { body: '手書きの意見です。' });
  valueOf(await writer.api('public-comments.compareTexts', { consultation: made.consultation }));
  assert.deepEqual(await counts(writer, made.number), { people: 6, submissions: 7, received: 8, late: 0, withdrawn: 0, groups: [{ group: 1, letters: 5, people: 4 }] });
  const [first] = await letters(writer, made.number);
  refusedAs(await writer.api('public-comments.markSamePerson', { submission: typed['submission'], as: '9999-9-0001' }), 'NotSamePlace');
  valueOf(await writer.api('public-comments.markSamePerson', { submission: typed['submission'], as: String(first?.['receipt']) }));
  assert.deepEqual(await counts(writer, made.number), { people: 5, submissions: 7, received: 8, late: 0, withdrawn: 0, groups: [{ group: 1, letters: 5, people: 4 }] });
});

test('who looks at whose letter is recorded; another office sees nothing; a restricted text is for those who approve', async () => {
  at('2026-03-25T10:00:00');
  const made = await openConsultation(town);
  at('2026-04-10T10:00:00');
  await sent(made.number, '担当者を名指しする文', { name: '匿名 希望', address: '二本松市1' });
  const { writer, other, stranger } = await town.clients();
  const [letter] = await letters(writer, made.number);
  const submission = String(letter?.['id']);
  assert.doesNotMatch(JSON.stringify(letter), /匿名 希望/, 'the list has no names');
  assert.match((await writer.query('public-comments.submission', { submission })).text, /匿名 希望/);
  const looks = await rows<{ query: string }>('select query from kernel.looks where $1 = any(subjects)', [`submission:${submission}`]);
  assert.deepEqual(looks.map((one) => one.query).toSorted(), ['public-comments.submission', 'public-comments.submissions']);
  assert.equal((await stranger.query('public-comments.submissions', { number: made.number })).status, 404);
  assert.equal((await stranger.query('public-comments.submission', { submission })).status, 404);
  valueOf(await writer.api('public-comments.restrict', { submission, reason: '特定の職員への非難' }));
  assert.doesNotMatch((await other.query('public-comments.submissions', { number: made.number })).text, /担当者を名指しする文/);
  assert.match((await writer.query('public-comments.submission', { submission })).text, /担当者を名指しする文/);
});

test('the result: everything assigned, everything answered, approved by another; counts and answers are public, names are not; in the end names are forgotten', async () => {
  at('2026-03-25T10:00:00');
  const made = await openConsultation(town);
  const { consultation, number } = made;
  at('2026-04-10T10:00:00');
  for (let index = 0; index < 3; index += 1) await sent(number, `${PASSAGE}その${index}`, { name: `署名 ${index}郎`, address: `二本松市本町${index + 1}`, section: '1' });
  await sent(number, '川の水質は月ごとに公表してください。', { section: '2-1', name: '秘密 花子', address: '二本松市岳温泉1' });
  await sent(number, 'ありがとうございます。');
  at('2026-05-01T00:01:00');
  await sent(number, 'おくれた意見');
  await town.house.background.settle();
  let { writer, head } = await town.clients();
  assert.equal((await record(writer, number))['stage'], 'closed');
  refusedAs(await writer.api('public-comments.saveOpinion', { consultation, summary: '早すぎる整理' }), 'WrongStage');
  valueOf(await writer.api('public-comments.startConsidering', { consultation }));
  const make = async (more: Record<string, unknown>) => String(valueOf(await writer.api('public-comments.saveOpinion', { consultation, ...more }))['opinion']);
  const road = await make({ section: '1', summary: '通学路の歩道を先に直してほしい。', view: 'not_adopted', reply: '道路の整備計画で扱います。' });
  refusedAs(await writer.api('public-comments.saveOpinion', { consultation, summary: '水質', view: 'adopted', reply: '公表します。' }), 'ChangeNeeded');
  const river = await make({ section: '2-1', summary: '水質を月ごとに公表してほしい。' });
  const all = await letters(writer, number, 'left');
  assert.equal(all.length, 5, 'the late one needs no place');
  const place = (letter: Record<string, unknown> | undefined, more: Record<string, unknown>) => writer.api('public-comments.place', { submission: letter?.['id'], opinions: [], ...more });
  assert.equal(valueOf(await place(all[0], { opinions: [road], whole: true }))['placed'], 3);
  refusedAs(await place(all[3], { opinions: [river], notOpinion: 'お礼' }), 'PlaceOrReason');
  valueOf(await place(all[3], { opinions: [river, road] }));
  const early = await writer.api('public-comments.askApproval', { consultation, what: 'result' });
  assert.match(String(refusedAs(early, 'NotReady')['title']), /整理していない意見が1件.*市の考え方が書かれていない意見の概要があります（2）.*結論/);
  assert.deepEqual(await record(writer, number).then((it) => (isRecord(it['progress']) ? [it['progress']['done'], it['progress']['total']] : null)), [4, 5]);
  valueOf(await place(all[4], { notOpinion: 'お礼のことば' }));
  valueOf(await writer.api('public-comments.saveOpinion', { consultation, opinion: river, version: 1, section: '2-1', summary: '水質を月ごとに公表してほしい。', view: 'partly', reply: '四半期ごとに公表します。', change: '2-1の「毎年」を「四半期ごとに」に改めました。' }));
  const result = { consultation, version: await versionOf(writer, number), decidedOn: '2026-05-29', text: '多くのご意見をありがとうございました。' };
  valueOf(await writer.api('public-comments.saveResult', { ...result, outcome: 'as_drafted' }));
  assert.match(String(refusedAs(await writer.api('public-comments.askApproval', { consultation, what: 'result' }), 'NotReady')['title']), /結論が「案のとおり」/);
  valueOf(await writer.api('public-comments.saveResult', { ...result, version: result.version + 1, outcome: 'changed' }));
  at('2026-05-29T10:00:00');
  ({ writer, head } = await town.clients());
  const visitor = town.server.visitor();
  assert.equal((await visitor.get(`/public-comments/${number}/result`)).status, 404, 'not before it is approved');
  valueOf(await writer.api('public-comments.askApproval', { consultation, what: 'result' }));
  const decide = { consultation, version: await versionOf(head, number), what: 'result', decision: 'approve' };
  refusedAs(await writer.api('public-comments.decideApproval', decide), 'SelfApproval');
  valueOf(await head.api('public-comments.decideApproval', decide));
  const page = await visitor.get(`/public-comments/${number}/result`);
  const text = page.text.replaceAll('<wbr/>', '');
  for (const said of [/5人/, /5件/, /期限後に届いたもの1件/, /一部反映する/, /四半期ごとに公表します/, /案を修正して決めました/]) assert.match(text, said);
  const csv = await visitor.get(`/public-comments/${number}/result.csv`);
  assert.match(csv.text, /水質を月ごとに公表してほしい/);
  const shown = [page, csv, await visitor.get(`/public-comments/${number}`), await visitor.get('/public-comments'), await visitor.query('public-comments.result', { number }), await visitor.query('public-comments.one', { number })];
  for (const reply of shown) assert.doesNotMatch(reply.text, /秘密 花子|岳温泉1|署名 0郎|本町1/);
  refusedAs(await visitor.api('public-comments.submit', opinion(number, '結果のあとの意見')), 'ResultOut');

  at('2027-05-30T10:00:00');
  await town.house.background.settle();
  assert.equal((await record((await town.clients()).writer, number))['stage'], 'archived');
  assert.match((await visitor.get('/public-comments?year=2026')).text, new RegExp(`/public-comments/${number}/result`));
  const names = () => rows<{ name: string }>('select n.name from public_comments.senders n join public_comments.submissions s on s.id = n.submission_id where s.consultation_id = $1', [consultation]);
  assert.equal((await names()).length, 4);
  at('2030-05-31T10:00:00');
  await town.house.background.settle();
  assert.equal((await names()).length, 0);
  assert.equal((await visitor.get(`/public-comments/${number}/result`)).status, 200, 'the result itself stays');
});

test('the numbers of the 要綱 are dated: a city that asks for 40 days from a day on is held to it from that day', async () => {
  at('2030-06-01T10:00:00');
  const setter = await town.server.asStaff(await town.server.newStaff(['public-comments.setup'], '総務 四郎'));
  const rule = { minDays: 40, basis: '市民参加条例', archiveDays: 365, keepYears: 5, browserHourly: 10, networkHourly: 60 };
  refusedAs(await setter.api('public-comments.setRules', { ...rule, from: '2030-06-01' }), 'RulePast');
  valueOf(await setter.api('public-comments.setRules', { ...rule, from: '2030-07-01' }));
  const { writer } = await town.clients();
  const { consultation } = valueOf(await writer.api('public-comments.createConsultation', { title: '長い期間', department: town.office }));
  const save = (version: number, publishedOn: string, closesOn: string) => writer.api('public-comments.saveConsultation', { consultation, version, title: '長い期間', publishedOn, closesOn, channels: ['web'], nameRule: 'none', addressRule: 'none', postRule: 'arrival' });
  valueOf(await save(1, '2030-06-30', '2030-07-29'));
  refusedAs(await save(2, '2030-07-01', '2030-07-30'), 'ReasonNeeded');
  valueOf(await save(2, '2030-07-01', '2030-08-09'));
});
