/** The night's look at the site: broken links, open findings, ages of pages, the board and its weeks. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listOf, openTown, phrased, refusedAs, type Town, valueOf } from './acceptance.fixture.ts';
import { useLinkFetcher } from './fetching.ts';

let town: Town;
const asked: string[] = [];
let answer: number | null = 404;
let yoso = '';
before(async () => {
  town = await openTown('2026-10-05T09:00:00+09:00');
});
after(async () => {
  useLinkFetcher(null);
  await town.close();
});

const broken = async (search: Record<string, string> = {}) => listOf(valueOf(await town.as('author').query('site-quality.brokenLinks', search))['rows']);
const nextDay = async () => {
  town.house.clock.advance({ hours: 24 });
  await town.signIn();
};

test('half a year of nights', async (t) => {
  await t.test('a link into our own site is broken on the very day its page goes, named with page and words, and well again when it is put right', async () => {
    const goal = await town.published('moto');
    const from = await town.published('annai', { link: goal.path });
    yoso = (await town.published('yoso', { link: 'https://www.pref.example.jp/annai/' })).page;
    // Another system’s page, a folder, a folder that never was.
    for (const [slug, link] of [['hoka', '/faq'], ['folder', '/kurashi/'], ['nai', '/kurashi/nai/']] as const) await town.published(slug, { link });
    await town.night();
    assert.deepEqual((await broken()).map((row) => [row['address'], row['why']]), [['/kurashi/nai/', 'このアドレスのページはありません']]);
    valueOf(await town.as('chief').api('website.withdrawPage', { page: goal.page, reason: '手続きがなくなりました' }));
    await nextDay();
    await town.night();
    const rows = await broken();
    assert.deepEqual(rows.map((one) => one['address']).toSorted(), ['/kurashi/moto.html', '/kurashi/nai/']);
    const row = rows.find((one) => one['address'] === goal.path);
    assert.deepEqual([row?.['path'], row?.['words'], row?.['address'], row?.['why'], row?.['since']], [from.path, 'くわしい手続きの案内', goal.path, '公開を終えたページです', '2026-10-06']);
    const page = phrased((await town.as('author').get('/staff/site-quality/links')).text);
    assert.match(page, /「くわしい手続きの案内」/);
    const csv = (await town.as('author').get('/staff/site-quality/links.csv?office=LIFE')).text;
    assert.match(csv, /生活環境課,くわしい手続きの案内,\/kurashi\/moto.html,市のサイト,公開を終えたページです,2026-10-06,1/);
    assert.deepEqual(await broken({ office: 'TAX' }), []);
  });

  await t.test('foreign servers are not asked until a city wants it; then three nights in a row make a link broken, and one good night ends it', async () => {
    useLinkFetcher(async (address) => {
      asked.push(address);
      return { status: answer, why: '' };
    });
    await nextDay();
    await town.night();
    assert.deepEqual(asked, [], 'off by default');
    assert.equal((await town.as('author').api('site-quality.setForeignChecks', { on: true, version: 1 })).status, 403);
    valueOf(await town.as('keeper').api('site-quality.setForeignChecks', { on: true, version: 1 }));
    refusedAs(await town.as('keeper').api('site-quality.setForeignChecks', { on: true, version: 1 }), 'Conflict');
    for (const nights of [1, 2, 3]) {
      await nextDay();
      await town.night();
      assert.equal((await broken({ kind: 'foreign' })).length, nights === 3 ? 1 : 0, `after ${nights}`);
    }
    assert.deepEqual([...new Set(asked)], ['https://www.pref.example.jp/annai/']);
    assert.equal((await broken({ kind: 'foreign' }))[0]?.['why'], '応答 404');
    // Whoever opens such a page to write hears of it there.
    const started = valueOf(await town.as('author').api('website.startEdition', { page: yoso }));
    const open = valueOf(await town.as('author').query('website.editionToWrite', { edition: String(started['edition']) }));
    assert.deepEqual(listOf(open['findings']).filter((one) => one['rule'] === 'LNK-09').map((one) => [one['severity'], one['reason']]), [['confirm', 'このリンクの行き先に、3晩続けてつながりません（応答 404）。アドレスを確かめてください。']]);
    answer = 200;
    await nextDay();
    await town.night();
    assert.deepEqual(await broken({ kind: 'foreign' }), []);
  });

  await t.test('the board counts by office what is open, and keeps the weeks; the list of pages goes out with owner and review', async () => {
    const board = valueOf(await town.as('author').query('site-quality.healthBoard'));
    const [life] = listOf(board['offices']);
    assert.deepEqual([life?.['officeCode'], life?.['pages'], life?.['overdue'], life?.['broken'], life?.['uncategorised'], life?.['noContact']], ['LIFE', 5, 0, 2, 0, 0]);
    town.house.clock.set('2027-03-02T09:00:00+09:00');
    await town.signIn();
    await town.night();
    const later = valueOf(await town.as('author').query('site-quality.healthBoard'));
    assert.equal(listOf(later['offices'])[0]?.['overdue'], 5, 'the day of review is past');
    const weeks = await town.house.city.staffDb.use(async (connection) => (await connection.run<{ week: string; overdue: number; broken: number }>(`select week_on::text as week, overdue, broken from site_quality.weeks order by week_on`)).rows);
    assert.deepEqual(weeks, [{ week: '2026-10-05', overdue: 0, broken: 2 }, { week: '2026-10-12', overdue: 0, broken: 2 }, { week: '2027-03-01', overdue: 5, broken: 2 }].filter((one) => weeks.some((week) => week.week === one.week)));
    assert.ok(weeks.length >= 2);
    const csv = (await town.as('author').get('/staff/site-quality/pages.csv?state=overdue')).text;
    assert.match(csv, /annaiの手続き,\/kurashi\/annai.html,生活環境課,LIFE,2026-10-05,\d+,2027-03-01,過ぎています/);
    for (const path of ['/staff/site-quality', '/staff/site-quality/pages', '/staff/site-quality/links']) assert.equal((await town.as('author').get(path)).status, 200, path);
    for (const path of ['/staff/site-quality/tests', '/staff/site-quality/policy']) assert.equal((await town.as('author').get(path)).status, 404, path);
    assert.equal((await town.server.visitor().get('/staff/site-quality')).status, 303);
  });
});

test('the table of readings has no place for who read', async () => {
  const columns = await town.house.city.staffDb.use(async (connection) => (await connection.run<{ name: string }>(`select column_name as name from information_schema.columns where table_schema = 'site_quality' and table_name = 'views' order by 1`)).rows.map((row) => row.name));
  assert.deepEqual(columns, ['day', 'path', 'views']);
});
