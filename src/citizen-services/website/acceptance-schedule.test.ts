/** 公開の予約 at its moment: what was true when it was approved is asked again. And numbers that were taken already. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { rows } from '../../kernel/probe.fixture.ts';
import { isRecord } from '../../kernel/text/json.ts';
import { draftOf, heading, openSite, phrased, type Site, text, valueOf } from './acceptance.fixture.ts';
import { registeredSystems, registerSystems } from '../../kernel/registry.ts';
import { addGuard } from './guards.ts';
import website from './index.ts';
import { about } from './rules/finding.ts';
import { searchBuilds } from './searching.ts';

let site: Site;
let stopped = '';
before(async () => {
  site = await openSite();
  addGuard({ name: 'test.consent', find: (_ctx, _about, draft) => Promise.resolve(stopped !== '' && draft.title.includes(stopped) ? [about('PRV-99', 'block', null, '', '同意が終わった子どもが写っています。')] : []) });
});
after(async () => {
  addGuard({ name: 'test.consent', find: () => Promise.resolve([]) });
  await site.close();
});

const author = () => site.as('author');
const visitor = () => site.server.visitor();
async function moment(when: string) {
  site.house.clock.set(when);
  await site.house.background.settle();
  await site.signIn();
}
async function scheduled(slug: string, title: string, at: string) {
  const it = await site.written(slug, { title });
  valueOf(await author().api('website.setRelease', { edition: it.edition, publishAt: at }));
  assert.equal(valueOf(await site.approved(it))['state'], 'scheduled');
  return it;
}
const released = async (page: string) => {
  const list = valueOf(await author().query('website.pageRecord', { page }))['releases'];
  assert.ok(Array.isArray(list));
  return list.filter(isRecord).map((one) => one['what']);
};

test('consent ended before the moment: it stays reserved, nothing is public, author and approver are told, others go out, and it is not tried again', async () => {
  const it = await scheduled('asobi', '遠足の写真', '2026-03-21T09:00:00+09:00');
  const other = await scheduled('betsu', '別のお知らせ', '2026-03-21T09:00:00+09:00');
  stopped = '遠足';
  await moment('2026-03-21T09:00:30+09:00');
  assert.equal((await visitor().get(it.path)).status, 404);
  assert.equal((await visitor().get(other.path)).status, 200);
  assert.deepEqual(await released(it.page), ['stopped', 'scheduled']);
  const told = await rows<{ staff: string; title: string }>(site.house, `select staff_id as staff, title from kernel.notices where kind = 'website.stopped'`);
  assert.deepEqual(told.map(({ staff }) => staff).toSorted(), [site.ids.author, site.ids.head].toSorted());
  assert.match(told[0]?.title ?? '', /遠足の写真/);
  assert.match(phrased((await author().get('/staff/website')).text), /公開しませんでした[\s\S]{0,200}同意が終わった子ども/);
  assert.match(phrased((await site.as('head').get(`/staff/website/editions/${it.edition}`)).text), /予約した日時に公開しませんでした/);
  assert.match(phrased((await author().get(`/staff/website/pages/${it.page}`)).text), /同意が終わった子ども/);
  // Whatever stopped it is gone: it still waits for its author.
  stopped = '';
  await moment('2026-03-21T09:05:30+09:00');
  assert.deepEqual(await released(it.page), ['stopped', 'scheduled']);
  assert.equal((await visitor().get(it.path)).status, 404);
  valueOf(await author().api('website.unschedule', { edition: it.edition }));
  const seen = valueOf(await author().query('website.editionToWrite', { edition: it.edition }));
  assert.equal(seen['state'], 'draft');
  valueOf(await site.approved({ edition: it.edition, version: Number(seen['version']) }));
  assert.equal((await visitor().get(it.path)).status, 200);
});

test('the same for an edition in plain words', async () => {
  const it = await site.written('moto', { title: 'もとのページ' });
  valueOf(await site.approved(it));
  const made = valueOf(await author().api('website.makeEasy', { page: it.page }));
  const easy = String(made['edition']);
  const saved = valueOf(await author().api('website.saveDraft', { edition: easy, version: 1, ...draftOf({ title: '大きい ごみの 日', lead: '大きい ごみは、予約して 出します。', lang: 'ja-easy', blocks: [heading('h1', 2, '電話で 予約します'), text('p1', '大きい ごみは、電話で 予約してください。')] }) }));
  valueOf(await author().api('website.setRelease', { edition: easy, publishAt: '2026-03-22T09:00:00+09:00' }));
  assert.equal(valueOf(await site.approved({ edition: easy, version: Number(saved['version']) }))['state'], 'scheduled');
  stopped = '大きい ごみの';
  await moment('2026-03-22T09:00:30+09:00');
  stopped = '';
  assert.equal((await visitor().get(String(made['path']))).status, 404);
  assert.deepEqual(await released(String(made['page'])), ['stopped', 'scheduled']);
});

test('a page number that was brought along from elsewhere is passed over, and nobody is told of a taken address', async () => {
  const it = await site.written('bango', { title: '番号のページ' });
  const next = Number(it.pageNo) + 1;
  const admin = new pg.Client(site.house.connect('owner'));
  await admin.connect();
  await admin.query(`insert into website.pages (id, page_no, section_id, slug, path, department_id, made_by, made_at) select gen_random_uuid(), $1 + n, section_id, 'old-' || n, '/old/' || n || '.html', department_id, 'test', now() from website.pages, generate_series(0, 2) n where id = $2`, [next, it.page]);
  await admin.end();
  assert.equal(Number((await site.written('tsugi', { title: '次のページ' })).pageNo), next + 3);
});

test('the search is built when a page is first read, and the first question does not build it again', async () => {
  const it = await site.written('sagasu', { title: 'さがされるページ' });
  valueOf(await site.approved(it));
  assert.equal((await visitor().get(it.path)).status, 200);
  assert.equal(searchBuilds(site.house.city), 1, 'nobody has asked anything yet');
  assert.deepEqual(await site.found('さがされる'), [it.path]);
  for (let reading = 0; reading < 5; reading += 1) await visitor().get(it.path);
  await Promise.all([site.found('ごみ'), site.found('予約')]);
  assert.equal(searchBuilds(site.house.city), 1);
});

test('the foot of a page leads to whoever makes it in another form, where a system has that page', async () => {
  const it = await site.written('katachi', { title: '別の形のページ' });
  valueOf(await site.approved(it));
  const link = `/accessibility/request?page=${encodeURIComponent(it.path)}`;
  assert.equal((await visitor().get(it.path)).text.includes(link), registeredSystems().some((system) => system.pages.some((one) => one.path === '/accessibility/request')));
  const [model] = website.pages;
  assert.ok(model);
  const before = registeredSystems();
  registerSystems([...before, { ...website, name: 'forms', pages: [{ ...model, path: '/accessibility/request' }] }]);
  try {
    assert.match((await visitor().get(`${it.path}?x=1`)).text, new RegExp(`href="${link.replaceAll('?', '\\?')}">このページを別の形で受け取りたい方へ`));
    assert.ok((await visitor().get(`/en${it.path}?x=1`)).text.includes('To receive this page in another form'));
  } finally {
    registerSystems(before);
  }
});
