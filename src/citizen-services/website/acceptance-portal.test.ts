/** The portal and the search through their doors, with the numbers of their scenarios. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parseDate } from '../../kernel/calendar/parse.ts';
import { definePermissions } from '../../kernel/permissions/permissions.ts';
import { registeredSystems, registerSystems } from '../../kernel/registry.ts';
import { defineSystem } from '../../kernel/system.ts';
import { logTo } from '../../kernel/log.ts';
import { draftOf, openSite, phrased, type Site, text, valueOf } from './acceptance.fixture.ts';

let site: Site;
before(async () => {
  site = await openSite('2026-05-11T10:00:00+09:00');
  valueOf(await site.as('editor').api('website.saveCategory', { code: 'hikkoshi', facet: 'life', name: '引っ越し', nameEn: 'Moving' }));
});
after(() => site.close());

const links = (html: string) => [...html.matchAll(/<a [^>]*href="([^"#?]+)/g)].map((match) => match[1] ?? '');

test('Portal 3: 「転出届」 is three clicks away at most, and the first answer of the search', async () => {
  for (const [slug, title] of [['tennyu', '引っ越してきたとき（転入届）'], ['juminhyo', '住民票の写し'], ['tensyutsu', '引っ越して市から出るとき（転出届）']] as const) {
    valueOf(await site.approved(await site.written(slug, { title, lead: `${title}の案内です。転出届や転入届のときに読んでください。`, categories: ['hikkoshi', 'garbage'] })));
  }
  const wanted = '/kurashi/gomi/tensyutsu.html';
  let reached = ['/'];
  let clicks = 0;
  for (; clicks < 3 && !reached.includes(wanted); clicks += 1) {
    const next = new Set<string>();
    for (const path of reached) for (const link of links((await site.server.visitor().get(path)).text)) if (link.startsWith('/')) next.add(link);
    reached = [...next];
  }
  assert.ok(reached.includes(wanted), `${clicks} clicks: ${reached.join(' ')}`);
  assert.equal((await site.found('転出届'))[0], wanted);
});

test('Portal 4: two adults, a child of eight and a car moving in: exactly their errands, and a sheet with a QR code to take along', async () => {
  const errand = (code: string, title: string, conditions: unknown, more: Record<string, unknown> = {}) => site.as('editor').api('website.saveErrand', { code, life: 'hikkoshi', title, titleEn: code, office: 'LIFE', due: '14日のうち', conditions, ...more });
  for (const [code, title, conditions] of [['tennyu', '転入届', []], ['kokuho', '国民健康保険に入る', [{ fact: 'uninsured' }]], ['jidoteate', '児童手当', [{ fact: 'child', from: 0, to: 18 }]], ['tenko', '転校', [{ fact: 'child', from: 6, to: 15 }]], ['yobou', '予防接種', [{ fact: 'child', from: 0, to: 5 }]], ['kuruma', '原付・軽自動車', [{ fact: 'car' }]]] as const) valueOf(await errand(code, title, conditions));
  assert.equal((await errand('tsuki', '月の人', [{ fact: 'moon' }])).status, 422);
  const visitor = site.server.visitor();
  assert.match((await visitor.get('/c/hikkoshi')).text, /href="\/navi\/hikkoshi"/);
  const list = async (search: string) => phrased((await visitor.get(`/navi/hikkoshi?${search}`)).text);
  const family = await list('asked=1&adults=2&children=8&car=1');
  const shown = (page: string) => ['転入届', '国民健康保険に入る', '児童手当', '転校', '予防接種', '原付・軽自動車'].filter((title) => new RegExp(`<th scope="row"[^>]*>(?:<a [^>]*>)?${title}`).test(page));
  assert.deepEqual(shown(family), ['転入届', '児童手当', '転校', '原付・軽自動車']);
  assert.ok(shown(await list('asked=1&adults=2&children=8&car=1&uninsured=1')).includes('国民健康保険に入る'), 'not employed');
  const code = /src="(\/qr\.svg\?to=[^"]+)"/.exec(family)?.[1]?.replaceAll('&amp;', '&') ?? '';
  assert.equal(decodeURIComponent(code.split('to=')[1] ?? ''), '/navi/hikkoshi?asked=1&adults=2&children=8&car=1');
  const drawing = await visitor.get(code);
  assert.equal(drawing.status, 200);
  assert.match(drawing.text, /^<svg/);
  assert.equal((await visitor.get('/qr.svg?to=https://evil.example/')).status, 404);
  assert.match((await visitor.get('/en/navi/hikkoshi?asked=1&adults=1')).text, /things to do/);
});

test('Portal 5: a system that cannot tell its card just now says so, and the page stands', async () => {
  const before = registeredSystems();
  const broken = defineSystem({ name: 'broken', title: { ja: '税の納付', en: 'Taxes' }, pillar: 'citizen-services', faces: ['citizen'], dependsOn: [], personal: null, permissions: definePermissions({}), commands: [], queries: [], pages: [], menu: [], portal: { cards: () => Promise.reject(new Error('the source is down')), notices: () => Promise.reject(new Error('the source is down')) } });
  registerSystems([...before, broken]);
  try {
    const citizen = await site.server.asCitizen(await site.server.newCitizen());
    const page = await citizen.get('/');
    assert.equal(page.status, 200);
    assert.match(phrased(page.text), /「税の納付」の情報を取得できません/);
  } finally {
    registerSystems(before);
  }
});

test('Portal 6: a date is the same however it is written, and one that there is not is told', () => {
  const today = Temporal.PlainDate.from('2026-03-01');
  for (const said of ['R8.4.1', '令和8年4月1日', '2026/4/1', '20260401']) {
    const read = parseDate(said, today);
    assert.ok(read.ok && read.value.toString() === '2026-04-01', said);
  }
  const wrong = parseDate('R8.2.30', today);
  assert.ok(!wrong.ok && wrong.message.ja.length > 10);
});

test('Portal 8: with ふりがな 4月 is がつ, 20日 is はつか, and the city’s own words are read its own way', async () => {
  valueOf(await site.as('editor').api('website.saveWord', { kind: 'reading', word: '油井', becomes: 'ゆい' }));
  const it = await site.written('furigana', { title: '収集の日', blocks: [{ id: 'h1', type: 'heading', level: 2, text: '油井の集積所' }, text('p1', '4月20日に、岳温泉と油井で粗大ごみを集めます。引っ越した人も出せます。')] });
  valueOf(await site.approved(it));
  assert.match((await site.server.visitor().get(`${it.path}?ruby=1`)).text, /ふりがなは、いま用意しています/);
  await site.house.background.settle();
  const plain = (await site.server.visitor().get(it.path)).text;
  assert.ok(!plain.includes('<ruby>') && plain.includes('?ruby=1'));
  const page = (await site.server.visitor().get(`${it.path}?ruby=1`)).text;
  const read = (base: string, kana: string) => assert.ok(page.includes(`<ruby>${base}<rp>（</rp><rt>${kana}</rt>`), `${base} ${kana}`);
  for (const [base, kana] of [['月', 'がつ'], ['20日', 'はつか'], ['油井', 'ゆい'], ['岳温泉', 'だけおんせん'], ['粗大', 'そだい'], ['引', 'ひ'], ['越', 'こ'], ['集積', 'しゅうせき']] as const) read(base, kana);
});

test('Portal 9: a printed page has its address, QR code, number and office on it, and no navigation', async () => {
  const it = await site.written('insatsu', { title: '印刷するページ' });
  valueOf(await site.approved(it));
  const page = (await site.server.visitor().get(it.path)).text;
  assert.ok(page.includes(`/qr.svg?to=${encodeURIComponent(`/p/${it.pageNo}`)}`));
  const foot = /<div class="page-foot">[\s\S]*?<\/div>/.exec(page)?.[0] ?? '';
  assert.ok(foot.includes(it.pageNo) && foot.includes(it.path));
  assert.match(page, /<address>[\s\S]*生活環境課/);
  const css = (await site.server.visitor().get(/href="(\/assets\/ui[^"]+\.css)"/.exec(page)?.[1] ?? '')).text;
  assert.match(css, /@media print \{[\s\S]*\.print-only \{ display: block/);
  assert.match(css, /@media print \{\s[^}]*\.crumbs[^}]*display: none/);
});

test('Search 8: a query with somebody’s address is answered, and stands in no log', async () => {
  const lines: string[] = [];
  logTo((line) => void lines.push(line));
  try {
    assert.equal((await site.server.visitor().get(`/search?q=${encodeURIComponent('taro.yamada@example.com')}`)).status, 200);
  } finally {
    logTo((line) => void process.stderr.write(line));
  }
  assert.ok(!lines.join('\n').includes('taro'), lines.join('\n'));
  const [kept] = await site.house.city.staffDb.use(async (connection) => (await connection.run<{ count: number }>(`select count(*)::int as count from kernel.audit_entries where detail::text like '%taro.yamada%'`)).rows);
  assert.equal(kept?.count, 0);
});

test('Search 9 and 12: a page number leads to its page; everything works without a script, and the number of results is said', async () => {
  const it = await site.written('bango', { title: '番号で開くページ', blocks: [text('p1', '岳温泉への行き方と、温泉の入り方をまとめました。'.repeat(6))] });
  valueOf(await site.approved(it));
  const visitor = site.server.visitor();
  const go = await visitor.get(`/search?q=${it.pageNo}`);
  assert.equal(go.status, 303);
  assert.equal((await visitor.get(go.location, { follow: true })).status, 200);
  const page = phrased((await visitor.get(`/search?q=${encodeURIComponent('岳温泉')}`)).text);
  assert.match(page, /<form [^>]*method="get"[^>]*action="\/search"/);
  assert.match(page, /<h2[^>]*>ページ \d+件<\/h2>/);
  assert.match(page, /<mark>岳温泉<\/mark>/);
});

test('Search 10: withdrawn, a page is gone from the search within five seconds of the clock on the wall', async () => {
  const it = await site.written('kieru', { title: '消えるはずの無二のページ', lead: '無二のことばです。', blocks: draftOf().blocks });
  valueOf(await site.approved(it));
  assert.deepEqual(await site.found('無二'), [it.path]);
  const began = performance.now();
  valueOf(await site.as('head').api('website.withdrawPage', { page: it.page, reason: '終わりました' }));
  while ((await site.found('無二')).length > 0) assert.ok(performance.now() - began < 5000);
});
