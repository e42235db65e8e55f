/** The Common Alerting Protocol through its door: from the first word to the cancel, and never a drill (dossier §14, CMS 11). */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openSite, type Site, valueOf } from './acceptance.fixture.ts';
import { capOf } from './rules/feeds/cap.fixture.ts';
import { childrenOf, parseXml, textOf } from './rules/feeds/xml.fixture.ts';

let site: Site;
before(async () => { site = await openSite('2026-10-12T15:00:00+09:00'); });
after(() => site.close());

const FEED = '/disaster.cap.xml';
const words = { kind: 'evacuation', severity: 4, areas: '針道地区', headline: '避難指示　針道地区', body: '公民館 <東> & 西へ。', headlineEn: 'Evacuate: Harimichi', bodyEn: 'Go to the community hall.', endsAt: '', issuedBy: '災害対策本部' };
const get = async (path: string) => (await site.server.visitor().get(path)).text;
const entries = async (query = '') => childrenOf(parseXml(await get(`${FEED}${query}`)), 'entry');
const fileOf = async (id: string) => capOf(await get(`/disaster/cap/${id}.xml`));
const api = (name: string, input: unknown) => site.as('duty').api(`website.${name}`, input);

test('CMS 11: a drill changes no byte of it, and its notices have no file', async () => {
  const quiet = await get(FEED);
  assert.match((await site.server.visitor().get(FEED)).headers['content-type'] ?? '', /^application\/atom\+xml/);
  valueOf(await api('setMode', { level: 2, exercise: true, reason: '総合防災訓練' }));
  const drill = String(valueOf(await api('issueNotice', { ...words, exercise: true }))['notice']);
  assert.equal(await get(FEED), quiet);
  assert.equal((await site.server.visitor().get(`/disaster/cap/${drill}.xml`)).status, 404);
  valueOf(await api('changeNotice', { ...words, notice: drill, version: 1, severity: 5 }));
  valueOf(await api('endNotice', { notice: drill, manner: 'cancelled' }));
  assert.equal(await get(FEED), quiet);
  assert.deepEqual((await site.server.visitor().query('website.capNotices', {})).json(), { value: [] });
});

test('issued, changed, ended: Alert, Update, Cancel, with what went before, and silence after a day', async () => {
  const notice = String(valueOf(await api('issueNotice', words))['notice']);
  const [entry] = await entries();
  assert.ok(entry);
  assert.match(childrenOf(entry, 'link')[0]?.attributes['href'] ?? '', new RegExp(`/disaster/cap/${notice}\\.xml$`));
  const first = await fileOf(notice);
  assert.deepEqual(['msgType', 'status', 'scope', 'references'].map((name) => textOf(first, name)), ['Alert', 'Actual', 'Public', null]);
  const [ja, en] = childrenOf(first, 'info');
  assert.ok(ja && en);
  assert.equal(textOf(ja, 'description'), '公民館 <東> & 西へ。');
  assert.equal(textOf(en, 'headline'), 'Evacuate: Harimichi');

  site.house.clock.set('2026-10-12T15:30:00+09:00');
  await site.signIn();
  valueOf(await api('changeNotice', { ...words, notice, version: 1, severity: 5, headline: '緊急安全確保　針道地区' }));
  const update = await fileOf(notice);
  assert.equal(textOf(update, 'msgType'), 'Update');
  assert.equal(textOf(update, 'references'), [textOf(first, 'sender'), textOf(first, 'identifier'), textOf(first, 'sent')].join(','));
  assert.equal(textOf(childrenOf(update, 'info')[0] ?? assert.fail(), 'severity'), 'Extreme');

  site.house.clock.set('2026-10-12T16:00:00+09:00');
  await site.signIn();
  valueOf(await api('endNotice', { notice, manner: 'ended' }));
  const cancel = await fileOf(notice);
  assert.equal(textOf(cancel, 'msgType'), 'Cancel');
  assert.ok(textOf(cancel, 'references')?.includes(textOf(update, 'identifier') ?? '?'));
  assert.equal((await entries()).length, 1);

  site.house.clock.set('2026-10-13T16:00:00+09:00');
  // What is kept in memory is kept by real minutes, which the test's clock does not move: another address is drawn anew.
  assert.equal((await entries('?next-day')).length, 0);
  assert.equal((await site.server.visitor().get(`/disaster/cap/${notice}.xml?next-day`)).status, 404);
});
