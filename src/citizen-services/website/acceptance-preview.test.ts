/** プレビュー共有と事実確認 through the site's doors: one edition for whoever holds the address, and nothing for anybody else. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { logTo } from '../../kernel/log.ts';
import { isRecord } from '../../kernel/text/json.ts';
import { tidyPreviews } from './commands/previews.ts';
import { draftOf, type Made, openSite, phrased, refusedAs, type Site, text, valueOf } from './acceptance.fixture.ts';
import { jpeg } from './rules/files/built.fixture.ts';

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const author = () => site.as('author');
const visitor = () => site.server.visitor();
const run = <R extends object>(statement: string, values: readonly unknown[] = []) => site.house.city.staffDb.use(async (connection) => (await connection.run<R>(statement, values)).rows);
const written = (slug: string, title: string, more: Record<string, unknown> = {}) => site.written(slug, { title, blocks: [...draftOf().blocks, text('own', `これは${title}の下書きです。`)], ...more });
async function linksOf(page: string): Promise<readonly Record<string, unknown>[]> {
  const previews = valueOf(await author().query('website.pagePreviews', { page }))['previews'];
  assert.ok(Array.isArray(previews));
  return previews.filter(isRecord);
}
/** The path of a new address, as the staff page shows it. */
async function linkTo(it: Made, more: Record<string, unknown> = {}): Promise<{ readonly path: string; readonly id: string }> {
  const made = valueOf(await author().api('website.makePreview', { edition: it.edition, kind: 'look', ...more }));
  const row = (await linksOf(it.page)).find((one) => one['id'] === made['preview']);
  return { path: new URL(String(row?.['address'])).pathname, id: String(made['preview']) };
}
const check = { kind: 'check', reader: '消防 太郎', body: '消防本部予防課' };
const say = (path: string, words: string) => visitor().post(path, { _action: 'say', words });
async function remarksOf(edition: string): Promise<readonly Record<string, unknown>[]> {
  const found = valueOf(await author().query('website.editionRemarks', { edition }))['remarks'];
  assert.ok(Array.isArray(found));
  return found.filter(isRecord);
}

test('a reader without account sees exactly that edition, marked as a draft, kept by nobody; it stands in no list, search or map', async () => {
  const it = await written('miru', '見てもらうページ');
  valueOf(await site.approved(it));
  const open = String(valueOf(await author().api('website.startEdition', { page: it.page }))['edition']);
  valueOf(await author().api('website.saveDraft', { edition: open, version: 1, ...draftOf({ title: '見てもらうページ', lead: 'まだ秘密の新しい概要です。' }) }));
  const { path } = await linkTo({ ...it, edition: open });
  const shown = await visitor().get(path);
  assert.equal(shown.status, 200);
  assert.match(String(shown.headers['cache-control']), /no-store/);
  assert.match(shown.text, /<meta name="robots" content="noindex/);
  assert.match(phrased(shown.text), /<h1>【下書き】見てもらうページ/);
  assert.match(phrased(shown.text), /下書き　まだ公開していません/);
  assert.match(shown.text, /まだ秘密の新しい概要です/);
  assert.ok(!shown.text.includes('<textarea'), 'only to look at');
  assert.match(shown.text, /生活環境課/);
  assert.equal(shown.headers['x-robots-tag'], 'noindex, nofollow, noarchive');
  assert.equal(shown.headers['referrer-policy'], 'no-referrer');
  assert.equal((await visitor().get(`/en${path}`)).status, 200);
  for (const place of [it.path, '/kurashi/gomi/', '/news', '/feed.xml', '/sitemap.xml', '/sitemap', '/search?q=%E7%A7%98%E5%AF%86']) {
    const reply = await visitor().get(place);
    assert.ok(!reply.text.includes('秘密の新しい') && !reply.text.includes('/preview/'), place);
  }
  assert.deepEqual(await site.found('秘密の新しい概要'), []);
  // What the author saves now is what the reader sees next.
  valueOf(await author().api('website.saveDraft', { edition: open, version: 2, ...draftOf({ title: '見てもらうページ', lead: '書き直した概要です。' }) }));
  assert.match((await visitor().get(path)).text, /書き直した概要です/);
});

test('the database has the hash alone: no row, answer, trail or line of the log has the secret, and opening is counted', async () => {
  const it = await written('hash', '要約のページ');
  const lines: string[] = [];
  logTo((line) => void lines.push(line));
  const { path, id } = await linkTo(it);
  const secret = path.split('/')[2] ?? '';
  try {
    for (let time = 0; time < 3; time += 1) assert.equal((await visitor().get(path)).status, 200);
  } finally {
    logTo((line) => void process.stderr.write(line));
  }
  assert.equal(secret.length, 32);
  assert.ok(!lines.join('\n').includes(secret));
  const [row] = await run<{ row: string }>('select to_jsonb(p)::text as row from website.previews p where id = $1', [id]);
  assert.ok(row && !row.row.includes(secret));
  for (const table of ['kernel.requests', 'kernel.audit_entries']) assert.deepEqual(await run(`select 1 as one from ${table} t where to_jsonb(t)::text like $1`, [`%${secret}%`]), [], table);
  const [link] = await linksOf(it.page);
  assert.deepEqual([link?.['opened'], link?.['madeName'], link?.['expiresAt']], [3, '佐藤 花子', '2026-03-27T01:00:00Z']);
  const page = phrased((await author().get(`/staff/website/pages/${it.page}/previews`)).text);
  assert.match(page, /3回/);
  assert.ok(page.includes(path));
});

test('of drafts the citizens’ role of the database sees what was shared and not taken back, and nothing it could change', async () => {
  const [shared, kept] = [await written('yakuwari', '役割のページ'), await written('kakusu', '隠したページ')];
  const { id } = await linkTo(shared);
  const asCitizen = (statement: string, values: readonly unknown[] = []) => site.house.city.citizenDb.use(async (connection) => (await connection.run<{ title: string }>(statement, values)).rows);
  for (const statement of ['select 1 from website.previews', 'select 1 from website.remarks', 'select 1 from website.editions', 'select 1 from website.preview_openings', `update website.previews set expires_at = now()`, 'delete from website.remarks']) await assert.rejects(asCitizen(statement), /permission denied/, statement);
  const titles = async () => (await asCitizen('select title from website.shared_editions')).map((row) => row.title);
  assert.ok((await titles()).includes('役割のページ') && !(await titles()).includes('隠したページ'));
  // An address that asks nothing takes no remark, whoever writes the row.
  await assert.rejects(asCitizen(`insert into website.remarks (id, preview_id, edition_id, edition_version, words, made_at) values ($1, $2, $3, 1, 'x', now())`, [kept.page, id, shared.edition]), /foreign key/);
  valueOf(await author().api('website.revokePreview', { preview: id }));
  assert.ok(!(await titles()).includes('役割のページ'));
});

test('wrong, revoked, expired and published are one and the same 404', async () => {
  const same = (text: string) => text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{12}/g, '').replaceAll(/\/(?:en\/)?preview\/[^"<]+/g, '');
  const it = await written('onaji', '同じ答えのページ');
  const wrong = await visitor().get(`/preview/${'A'.repeat(32)}`);
  assert.equal(wrong.status, 404);
  const answers: [string, string][] = [['no secret at all', '/preview/x'], ['of a strange shape', `/preview/${encodeURIComponent("' or 1=1")}`]];
  const revoked = await linkTo(it);
  const stranger = await site.server.asStaff(await site.server.newStaff([{ permission: 'website.write', scope: ['department:OTHER'] }], '別の課'));
  assert.equal((await stranger.api('website.revokePreview', { preview: revoked.id })).status, 403);
  assert.equal((await stranger.api('website.makePreview', { edition: it.edition, kind: 'look' })).status, 403);
  assert.equal((await author().post(`/staff/website/pages/${it.page}/previews`, { _action: 'revoke', preview: revoked.id })).status, 303);
  answers.push(['revoked', revoked.path]);
  const out = await written('deta', '出たページ');
  const published = await linkTo(out);
  valueOf(await site.approved(out));
  answers.push(['published', published.path]);
  const dropped = await written('yameta', 'やめたページ');
  const gone = await linkTo(dropped);
  valueOf(await author().api('website.dropEdition', { edition: dropped.edition }));
  answers.push(['dropped', gone.path]);
  const late = await linkTo(it, check);
  site.house.clock.set('2026-03-27T09:59:59+09:00');
  assert.equal((await visitor().get(late.path)).status, 200, 'seven days, less a second');
  site.house.clock.set('2026-03-27T10:00:00+09:00');
  answers.push(['expired', late.path]);
  const expected = same((await visitor().get(`/preview/${'B'.repeat(32)}`)).text);
  for (const [what, path] of answers) {
    const reply = await visitor().get(path);
    assert.equal(reply.status, 404, what);
    assert.equal(same(reply.text), expected, what);
    assert.ok(!reply.text.includes('同じ答えのページ'), what);
    const form = await say(path, 'これは届かない意見です');
    assert.equal(form.status, 404, `${what}: the form`);
  }
  await site.signIn();
  assert.deepEqual((await linksOf(it.page)).map((one) => one['state']).toSorted(), ['over', 'revoked']);
  assert.ok((await linksOf(it.page)).every((one) => one['address'] === null));
  await site.house.must({ kind: 'system', id: 'test' }, tidyPreviews, {});
  assert.deepEqual(await site.house.city.citizenDb.use(async (connection) => (await connection.run(`select 1 as one from website.shared_editions where title = '同じ答えのページ'`)).rows), [], 'and closed in the database');
  refusedAs(await author().api('website.makePreview', { edition: out.edition, kind: 'look' }), 'NotOpen');
});

test('a picture of the draft is shown through its address, and through no other', async () => {
  const it = await written('e', '絵のあるページ');
  valueOf(await author().api('website.addFile', { edition: it.edition, name: 'e.jpg', content: Buffer.from(jpeg({ width: 64, height: 48 })).toString('base64'), words: '山の写真' }));
  const { path } = await linkTo(it);
  const src = /<img src="([^"]+)"/.exec((await visitor().get(path)).text)?.[1] ?? '';
  assert.ok(src.startsWith(`${path}/files/`));
  const picture = await visitor().get(src);
  assert.deepEqual([picture.status, picture.headers['content-type']], [200, 'image/jpeg']);
  assert.match(String(picture.headers['cache-control']), /no-store/);
  const other = await linkTo(await written('hoka', 'ほかのページ'));
  assert.equal((await visitor().get(src.replace(path, other.path))).status, 404);
  assert.equal((await visitor().get(src.replace(path, ''))).status, 404);
});

test('fact check: a named reader of another body comments several times; the editor sees it beside the edition and ticks it', async () => {
  const it = await written('jijitsu', '事実を確かめるページ');
  assert.equal((await author().api('website.makePreview', { edition: it.edition, kind: 'check', reader: '', body: '' })).status, 422);
  const { path } = await linkTo(it, check);
  const shown = phrased((await visitor().get(path)).text);
  assert.match(shown, /消防本部予防課　消防 太郎 様/);
  assert.match(shown, /<form[^>]+method="post"/);
  const named = visitor();
  const sent = await named.post(path, { _action: 'say', words: '電話番号が違います。\n正しくは0243-00-0000です。' });
  assert.deepEqual([sent.status, sent.location], [303, `${path}#say`]);
  assert.equal((await say(path, '<script>alert(1)</script><img src=x onerror=alert(2)>')).status, 303);
  assert.match(phrased((await named.get(path)).text), /意見を送りました/);
  const back = await visitor().get(path);
  assert.match(back.text, /電話番号が違います/);
  assert.ok(!back.text.includes('<script>alert') && !back.text.includes('<img src=x'));
  for (const place of [`/staff/website/editions/${it.edition}/write`, `/staff/website/editions/${it.edition}`]) {
    const page = await author().get(place);
    assert.match(phrased(page.text), /残り2件[\s\S]*消防本部予防課　消防 太郎[\s\S]*電話番号が違います/, place);
    assert.ok(!page.text.includes('<script>alert') && !page.text.includes('<img src=x'), place);
  }
  const [first, second] = await remarksOf(it.edition);
  const writing = (await author().get(`/staff/website/editions/${it.edition}/write`)).text;
  const button = new RegExp(`value="(tick ${String(second?.['id'])})"`).exec(writing)?.[1] ?? assert.fail('no button to tick it');
  const fields = Object.fromEntries([...writing.matchAll(/<(?:input|textarea)[^>]*? name="(b\.[^"]+|version)"[^>]*?(?:value="([^"]*)"[^>]*>|>([^<]*)<\/textarea>)/g)].map((one) => [one[1] ?? '', (one[2] ?? one[3] ?? '').replaceAll('&quot;', '"')]));
  const kept = await author().post(`/staff/website/editions/${it.edition}/write`, { ...fields, title: '事実を確かめるページ（直した）', kind: 'guide', lang: 'ja', contact: 'LIFE', categories: 'garbage', reviewOn: '2027-03-01', _action: 'save', _do: button });
  assert.equal(kept.status, 303, phrased(kept.text).slice(0, 300));
  assert.deepEqual((await remarksOf(it.edition)).map((one) => one['doneName']), [null, '佐藤 花子']);
  valueOf(await author().api('website.tickRemark', { remark: second?.['id'], state: 'open' }));
  const draft = draftOf({ title: '事実を確かめるページ' });
  const ticked = await author().post(`/staff/website/editions/${it.edition}`, { _action: 'tick', remark: String(first?.['id']), state: 'done' });
  assert.equal(ticked.status, 303);
  assert.equal((await remarksOf(it.edition)).filter((one) => one['doneAt'] === null).length, 1);
  assert.match(phrased((await visitor().get(path)).text), /担当課が確かめました/);
  const looker = await linkTo(it);
  assert.equal((await say(looker.path, '見るだけのアドレスから')).status, 404);
  assert.equal((await visitor().api('website.tickRemark', { remark: first?.['id'], state: 'open' })).status, 401);
  valueOf(await author().api('website.saveDraft', { edition: it.edition, version: it.version + 1, ...draft }));
  assert.ok((await remarksOf(it.edition)).every((one) => one['changedSince'] === true));
  const looks = await run<{ count: number }>(`select count(*)::int as count from kernel.looks where to_jsonb(looks)::text like '%preview:%'`);
  assert.ok(Number(looks[0]?.count) > 0, 'who looked at the reader’s name is recorded');
});

test('open comments want a reason before submission; a new one wants a new reason; the approver sees both', async () => {
  const it = await written('riyu', '理由の要るページ');
  const { path } = await linkTo(it, check);
  await say(path, '数字が古いと思います。');
  refusedAs(await author().api('website.submitEdition', { edition: it.edition, version: it.version }), 'AnswersLeft');
  const asked = async () => {
    const list = valueOf(await author().query('website.editionToWrite', { edition: it.edition }))['findings'];
    return Array.isArray(list) ? list.filter(isRecord).find((one) => one['rule'] === 'FCT-01') : undefined;
  };
  const first = await asked();
  assert.equal(first?.['severity'], 'confirm');
  assert.equal((await author().api('website.answerFinding', { edition: it.edition, finding: first['key'], reason: '' })).status, 422);
  valueOf(await author().api('website.answerFinding', { edition: it.edition, finding: first['key'], reason: '統計の公表日を待って直します' }));
  await say(path, '図も古いと思います。');
  refusedAs(await author().api('website.submitEdition', { edition: it.edition, version: it.version }), 'AnswersLeft');
  valueOf(await author().api('website.answerFinding', { edition: it.edition, finding: (await asked())?.['key'], reason: '図は来月に直します' }));
  valueOf(await author().api('website.submitEdition', { edition: it.edition, version: it.version }));
  assert.match(phrased((await site.as('head').get(`/staff/website/editions/${it.edition}`)).text), /数字が古い[\s\S]*図は来月に直します/);
  valueOf(await site.as('head').api('website.decideEdition', { edition: it.edition, version: it.version + 1, decision: 'approve' }));
  assert.ok(!(await visitor().get(it.path)).text.includes('数字が古い'), 'never public');
});

test('abuse: too long, empty, too many at once, too many addresses; after a year the name is gone', async () => {
  const it = await written('arashi', '荒らされるページ');
  const { path, id } = await linkTo(it, check);
  const long = await say(path, 'あ'.repeat(2001));
  assert.equal(long.status, 422);
  assert.match(phrased(long.text), /2,?000/);
  assert.ok(long.text.includes('あ'.repeat(100)), 'what was typed is kept');
  assert.equal((await say(path, '   ')).status, 422);
  assert.equal((await say(path, 'あ'.repeat(2000))).status, 303);
  for (let time = 1; time < 10; time += 1) assert.equal((await say(path, `意見${time}`)).status, 303);
  const soon = await say(path, '十一番目');
  assert.equal(soon.status, 429);
  assert.equal((await remarksOf(it.edition)).length, 10);
  const other = await visitor().raw('POST', path, '_action=say&words=x', { headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' } });
  assert.equal(other.status, 403);
  site.house.clock.set('2026-03-27T10:20:00+09:00');
  await site.signIn();
  assert.equal((await say(path, '十分たってから')).status, 303);
  for (let time = 1; time < 20; time += 1) valueOf(await author().api('website.makePreview', { edition: it.edition, kind: 'look' }));
  refusedAs(await author().api('website.makePreview', { edition: it.edition, kind: 'look' }), 'PreviewsFull');
  const named = async () => (await run<{ reader: string; body: string }>('select reader, body from website.previews where id = $1', [id]))[0];
  for (const [moment, reader, body] of [['2027-04-03T09:59:00+09:00', '消防 太郎', '消防本部予防課'], ['2027-04-03T10:01:00+09:00', '（消しました）', '（消しました）']] as const) {
    site.house.clock.set(moment);
    await site.house.must({ kind: 'system', id: 'test' }, tidyPreviews, {});
    assert.deepEqual(await named(), { reader, body }, moment);
  }
});
