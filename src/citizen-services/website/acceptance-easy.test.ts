/** やさしい日本語 through the site's doors: an edition of its own, tied to its original from the first copy to the withdrawal. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isRecord } from '../../kernel/text/json.ts';
import { draftOf, heading, type Made, openSite, phrased, refusedAs, type Site, text, valueOf } from './acceptance.fixture.ts';

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const author = () => site.as('author');
const visitor = () => site.server.visitor();
async function findings(edition: string): Promise<readonly Record<string, unknown>[]> {
  const list = valueOf(await author().query('website.editionToWrite', { edition }))['findings'];
  assert.ok(Array.isArray(list));
  return list.filter(isRecord);
}
const rulesOf = async (edition: string) => new Set((await findings(edition)).map((one) => String(one['rule'])));
const EASY_BODY = [heading('h1', 2, '電話で 予約します'), text('p1', '大きい ごみは、電話で 予約してください。'), text('p2', '2026年4月1日（水曜日）から 始めます。午前8時30分までに 出してください。')];
const easyDraft = (more: Record<string, unknown> = {}) => draftOf({ title: '大きい ごみの 出しかた', lead: '大きい ごみは、予約して 出します。', lang: 'ja-easy', blocks: EASY_BODY, ...more });

async function publicPage(slug: string, more: Record<string, unknown> = {}): Promise<Made> {
  const it = await site.written(slug, more);
  valueOf(await site.approved(it));
  return it;
}
/** An easy edition of a public page, written in plain words and saved. */
async function easyOf(page: string, more: Record<string, unknown> = {}): Promise<Made> {
  const made = valueOf(await author().api('website.makeEasy', { page }));
  const saved = valueOf(await author().api('website.saveDraft', { edition: made['edition'], version: 1, ...easyDraft(more) }));
  return { page: String(made['page']), edition: String(made['edition']), path: String(made['path']), pageNo: String(made['pageNo']), version: Number(saved['version']) };
}
async function newEdition(page: string, draft: Record<string, unknown>) {
  const edition = String(valueOf(await author().api('website.startEdition', { page }))['edition']);
  const saved = valueOf(await author().api('website.saveDraft', { edition, version: 1, ...draft }));
  return { edition, version: Number(saved['version']) };
}

test('made from a public page in Japanese, once; the blocks are copied and the language stays, whatever a form sends', async () => {
  const draft = await site.written('mada', { title: 'まだのページ' });
  refusedAs(await author().api('website.makeEasy', { page: draft.page }), 'NotPublic');
  const english = await publicPage('eigo', { title: 'How to put out garbage', lead: 'In English.', lang: 'en', blocks: [text('p1', 'Please put your garbage out in the morning, at the place of your street. It is collected twice a week.')] });
  refusedAs(await author().api('website.makeEasy', { page: english.page }), 'NotForEasy');
  const it = await publicPage('moto', { title: 'もとのごみのページ' });
  const made = await author().post(`/staff/website/pages/${it.page}`, { _action: 'easy' });
  assert.equal(made.status, 303, made.text.slice(0, 300));
  const edition = made.location.split('/')[4] ?? '';
  const seen = valueOf(await author().query('website.editionToWrite', { edition }));
  assert.ok(isRecord(seen['draft']) && isRecord(seen['easy']));
  assert.equal(seen['draft']['lang'], 'ja-easy');
  assert.equal(seen['draft']['title'], 'もとのごみのページ（やさしい日本語）');
  assert.equal(JSON.stringify(seen['draft']['blocks']), JSON.stringify(draftOf()['blocks']));
  assert.match(String(seen['path']), /\/moto-yasashii\.html$/);
  refusedAs(await author().api('website.makeEasy', { page: it.page }), 'EasyTaken');
  valueOf(await author().api('website.saveDraft', { edition, version: 1, ...easyDraft({ title: '大きい ごみ', lang: 'ja' }) }));
  const again = valueOf(await author().query('website.editionToWrite', { edition }));
  assert.ok(isRecord(again['draft']) && again['draft']['lang'] === 'ja-easy');
  const open = String(valueOf(await author().api('website.startEdition', { page: it.page }))['edition']);
  valueOf(await author().api('website.saveDraft', { edition: open, version: 1, ...draftOf({ title: 'もとのごみのページ', lang: 'ja-easy' }) }));
  const plain = valueOf(await author().query('website.editionToWrite', { edition: open }));
  assert.ok(isRecord(plain['draft']) && plain['draft']['lang'] === 'ja', 'nor does another page become one');
  refusedAs(await author().api('website.makeEasy', { page: seen['page'] }), 'NotPublic');
  const stranger = await site.server.asStaff(await site.server.newStaff([{ permission: 'website.write', scope: ['department:OTHER'] }], '別の課'));
  assert.equal((await stranger.api('website.makeEasy', { page: it.page })).status, 403);
});

test('its own rules speak, each with its press; spaces between words are let be; the words are counted; the city’s dictionary decides', async () => {
  const it = await publicPage('kisoku', { title: '決まりのページ' });
  const easy = await easyOf(it.page, { title: '決まりの ページ', blocks: [text('p1', '納付は 令和8年です。8時30分に 来てください。書類を 書いて、券を 買って、出してください。大 き い ご み。'), text('p2', '行かないわけでは ないです。')] });
  const rules = await rulesOf(easy.edition);
  for (const rule of ['SEN-03', 'EZY-01', 'EZY-02', 'EZY-03']) assert.ok(rules.has(rule), `${rule}: ${[...rules].join(' ')}`);
  assert.ok(!rules.has('CHR-01'));
  const year = (await findings(easy.edition)).find((one) => one['rule'] === 'EZY-02');
  valueOf(await author().api('website.repairFinding', { edition: easy.edition, version: easy.version, finding: year?.['key'] }));
  const page = phrased((await author().get(`/staff/website/editions/${easy.edition}/write`)).text);
  assert.match(page, /2026年です/);
  assert.match(page, /やさしい言葉[\s\S]{0,200}\d+%（漢字・カタカナの言葉\d+のうち\d+）/);
  assert.match(page, /納付（1）→ お金を はらうこと/);
  refusedAs(await author().api('website.submitEdition', { edition: easy.edition, version: easy.version + 1 }), 'AnswersLeft');
  valueOf(await site.as('editor').api('website.removeWord', { kind: 'easy', word: '納付' }));
  valueOf(await site.as('editor').api('website.saveWord', { kind: 'easy', word: '書類', becomes: '紙' }));
  refusedAs(await site.as('editor').api('website.saveWord', { kind: 'easy', word: '受領', becomes: '' }), 'BecomesNeeded');
  assert.equal((await author().api('website.saveWord', { kind: 'easy', word: '受領', becomes: '受けとること' })).status, 403);
  const hard = (await findings(easy.edition)).filter((one) => one['rule'] === 'SEN-03').map((one) => one['becomes']);
  assert.deepEqual(hard, ['紙']);
  assert.match(phrased((await site.as('editor').get('/staff/website/setup?part=words')).text), /やさしい日本語（言いかえ）/);
  assert.ok(!(await rulesOf((await site.written('futsuu', { title: 'ふつうのページ', blocks: [text('p1', '令和8年の納付です。')] })).edition)).has('EZY-02'));
});

test('published, it stands beside its original: links both ways, valid languages, furigana unasked, labelled in the search, in no list of news', async () => {
  const it = await publicPage('narabu', { title: '並ぶページ', kind: 'news' });
  const easy = await easyOf(it.page, { title: '大きい ごみの 並ぶ ページ', kind: 'news' });
  refusedAs(await author().api('website.decideEdition', { edition: easy.edition, version: easy.version, decision: 'approve' }), 'NotWaiting');
  valueOf(await author().api('website.submitEdition', { edition: easy.edition, version: easy.version }));
  refusedAs(await author().api('website.decideEdition', { edition: easy.edition, version: easy.version + 1, decision: 'approve' }), 'SelfApproval');
  valueOf(await site.as('head').api('website.decideEdition', { edition: easy.edition, version: easy.version + 1, decision: 'approve' }));
  await site.house.background.settle();
  const original = (await visitor().get(it.path)).text;
  assert.match(original, new RegExp(`<a href="${easy.path}" hreflang="ja-x-easy" lang="ja">やさしい日本語</a>`));
  assert.ok(original.includes(`<link rel="alternate" hreflang="ja-x-easy" href="${site.house.city.origin}${easy.path}"/>`));
  assert.ok(original.includes(`<link rel="alternate" hreflang="ja" href="${site.house.city.origin}${it.path}"/>`));
  const shown = (await visitor().get(easy.path)).text;
  assert.match(shown, /<html lang="ja"/);
  assert.match(shown, new RegExp(`<a href="${it.path}" hreflang="ja" lang="ja">もとの ページ</a>`));
  assert.match(shown, /<ruby>大<rp>（<\/rp><rt>おお<\/rt>/, 'without being asked');
  const article = /<article[\s\S]*<\/article>/.exec(shown)?.[0].replaceAll(/<ruby>.*?<\/ruby>/g, '').replaceAll(/<section id="b-foot"[\s\S]*?<\/section>/g, '') ?? '';
  assert.doesNotMatch(article.replaceAll(/<[^>]*>/g, ''), /\p{sc=Han}/u, 'over every Han character of the text');
  assert.match(shown, /おおきい ごみの ならぶ/, 'and the title');
  assert.match(phrased((await author().get(`/staff/website/editions/${easy.edition}`)).text), /ふりがなは、すべての漢字に付いています/);
  assert.match(phrased(shown), /この ページは、[\s\S]*2026年3月20日[\s\S]*の もとの ページから つくりました/);
  assert.match((await visitor().get(`/en${easy.path}`)).text, /<article class="prose" lang="ja">/);
  assert.equal((await visitor().get('/en/kurashi/gomi/')).status, 200, 'folders too have an English frame');
  const found = (await visitor().get(`/search?q=${encodeURIComponent('並ぶページ')}`)).text;
  assert.match(found, new RegExp(`href="${easy.path}"[\\s\\S]{0,900}chip info[\\s\\S]{0,80}やさしい日本語`));
  for (const place of ['/news', '/feed.xml', '/kurashi/gomi/', '/c/garbage']) {
    const list = (await visitor().get(place)).text;
    assert.ok(list.includes(it.path) && !list.includes(easy.path), place);
  }
  assert.ok((await visitor().get('/yasashii')).text.includes(easy.path));
  const map = (await visitor().get('/sitemap.xml')).text;
  assert.ok(map.includes(`${easy.path}</loc>`) && map.includes('hreflang="ja-x-easy"') && !map.includes('"ja-easy"'));
});

test('when the original gets a newer edition, staff are told and shown what changed, and the public page says so; followed, both are silent', async () => {
  const it = await publicPage('kawaru', { title: '変わるページ' });
  const easy = await easyOf(it.page, { title: '変わる ページ' });
  valueOf(await site.approved(easy));
  const quiet = async () => [await author().get('/staff/website'), await author().get(`/staff/website/pages/${easy.page}`), await visitor().get(easy.path)].map((reply) => /もとのページが変わ|そのあと かわりました/.test(phrased(reply.text)));
  assert.deepEqual(await quiet(), [false, false, false]);
  valueOf(await site.approved(await newEdition(it.page, draftOf({ title: '変わるページ', lead: '予約の電話番号が変わりました。' }))));
  assert.deepEqual(await quiet(), [true, true, true]);
  assert.match(phrased((await author().get(`/staff/website/pages/${it.page}`)).text), /前の版から作ったままです/);
  const next = await newEdition(easy.page, easyDraft({ title: '変わる ページ', lead: '電話番号が 変わりました。' }));
  const editor = phrased((await author().get(`/staff/website/editions/${next.edition}/write`)).text);
  assert.match(editor, /<ins>予約の電話番号が変わりました。<\/ins>/);
  const sent = await author().post(`/staff/website/editions/${next.edition}/write`, { _action: 'follow' });
  assert.equal(sent.status, 303);
  assert.deepEqual(await quiet(), [true, true, true], 'until it is public');
  valueOf(await site.approved(next));
  assert.deepEqual(await quiet(), [false, false, false]);
  refusedAs(await author().api('website.followOriginal', { edition: next.edition }), 'NotOpen');
});

test('the original withdrawn takes it along, scheduled ones go back, and it cannot come out alone', async () => {
  const it = await publicPage('owaru', { title: '終わるページ' });
  const easy = await easyOf(it.page, { title: '終わる ページ' });
  valueOf(await site.approved(easy));
  const next = await newEdition(easy.page, easyDraft({ title: '終わる ページ', lead: 'あとから 出ます。' }));
  valueOf(await author().api('website.setRelease', { edition: next.edition, publishAt: '2026-03-25T09:00:00+09:00' }));
  valueOf(await site.approved(next));
  valueOf(await site.as('head').api('website.withdrawPage', { page: it.page, reason: '制度が終わりました' }));
  const gone = await visitor().get(easy.path);
  assert.equal(gone.status, 410);
  assert.match(phrased(gone.text), /もとのページの公開が終わりました/);
  assert.deepEqual(await site.found('終わる ページ'), []);
  const states = valueOf(await author().query('website.pageRecord', { page: easy.page }))['editions'];
  assert.ok(Array.isArray(states));
  assert.deepEqual(states.filter(isRecord).map((one) => one['state']), ['draft', 'withdrawn']);
  const version = valueOf(await author().query('website.editionToWrite', { edition: next.edition }))['version'];
  valueOf(await author().api('website.setRelease', { edition: next.edition }));
  refusedAs(await author().api('website.submitEdition', { edition: next.edition, version }), 'OriginalGone');

  const other = await publicPage('machi', { title: '待つページ' });
  const waits = await easyOf(other.page, { title: '待つ ページ' });
  valueOf(await author().api('website.submitEdition', { edition: waits.edition, version: waits.version }));
  valueOf(await site.as('head').api('website.withdrawPage', { page: other.page, reason: '終わりました' }));
  refusedAs(await site.as('head').api('website.decideEdition', { edition: waits.edition, version: waits.version + 1, decision: 'approve' }), 'OriginalGone');
  assert.equal((await visitor().get(waits.path)).status, 404);
});

test('取消: within ten minutes what stood there before comes back, both stay in the record, and the easy edition is up to date again', async () => {
  const it = await publicPage('torikeshi', { title: '取り消すページ', lead: 'はじめの概要です。' });
  const easy = await easyOf(it.page, { title: '取り消す ページ' });
  valueOf(await site.approved(easy));
  site.house.clock.set('2026-03-20T10:30:00+09:00');
  await site.signIn();
  valueOf(await site.approved(await newEdition(it.page, draftOf({ title: '取り消すページ', lead: '間違えた概要です。' }))));
  assert.match((await visitor().get(easy.path)).text, /そのあと かわりました/);
  site.house.clock.set('2026-03-20T10:40:00+09:00');
  await site.signIn();
  assert.equal((await author().post(`/staff/website/pages/${it.page}`, { _action: 'undo' })).status, 303);
  const shown = (await visitor().get(it.path)).text;
  assert.ok(shown.includes('はじめの概要です') && !shown.includes('間違えた概要です'));
  assert.doesNotMatch((await visitor().get(easy.path)).text, /そのあと かわりました/);
  const releases = valueOf(await author().query('website.pageRecord', { page: it.page }))['releases'];
  assert.ok(Array.isArray(releases));
  assert.deepEqual(releases.filter(isRecord).map((one) => one['what']), ['restored', 'published', 'published']);
  valueOf(await site.approved(await newEdition(it.page, draftOf({ title: '取り消すページ', lead: '正しい概要です。' }))));
  site.house.clock.set('2026-03-20T10:50:01+09:00');
  await site.signIn();
  refusedAs(await author().api('website.undoPublication', { page: it.page }), 'TooLate');
});
