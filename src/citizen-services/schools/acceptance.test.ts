/** Schools through their doors: posting, names, consents (Schools 1–3 and 7). */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base64, CHILDREN, listIn, openTown, refusedAs, type Town, valueOf, WORDS } from './acceptance.fixture.ts';
import { photo, POSITION } from './photo.fixture.ts';

let town: Town;
before(async () => {
  town = await openTown();
});
after(() => town.close());

const picture = (alt: string, more: Record<string, unknown> = {}, marked = 0) => ({ name: `IMG_00${marked}.JPG`, content: base64(photo(640 + marked)), alt, seen: 'nobody', children: '', ...more });
const rulesOf = (posted: Record<string, unknown>) => listIn(posted, 'left').map((one) => one['rule']);

test('Schools 1: three photographs from a phone in one press; where they were taken is removed; each needs words; approved by the 教頭 they are live within a second', async () => {
  const photos = [picture('稲を刈る5年生の手もと'), picture('刈り取った稲を干す竹の棚', {}, 1), picture('空から見た学校の田んぼ', {}, 2)];
  assert.ok(Buffer.from(photo(640)).includes(Buffer.from(POSITION)));
  const wordless = await town.as('teacher').api('schools.postNews', { school: 'kita', title: '稲刈り', words: WORDS, photos: [picture('')] });
  assert.equal(wordless.status, 422);
  assert.match(wordless.text, /写真の説明/);
  const posted = await town.post({ photos });
  assert.equal(posted['submitted'], true, JSON.stringify(posted));
  assert.match(String(posted['removed']), /撮影場所/);
  const visitor = town.server.visitor();
  assert.equal((await visitor.get(String(posted['path']))).status, 404, 'not before somebody else has looked');
  refusedAs(await town.as('teacher').api('website.decideEdition', { edition: posted['edition'], version: 9, decision: 'approve' }), 'NotAllowed');
  const began = performance.now();
  assert.equal(valueOf(await town.approve(posted['edition']))['state'], 'published');
  const page = await visitor.get(String(posted['path']));
  assert.ok(performance.now() - began < 1000);
  assert.equal(page.status, 200);
  for (const { alt } of photos) assert.ok(page.text.includes(`alt="${alt}"`), alt);
  const files = [...page.text.matchAll(/src="(\/files\/[^"]+)"/g)].map((found) => found[1] ?? '');
  assert.equal(files.length, 3);
  for (const file of files) {
    const sent = await visitor.get(file);
    assert.equal(sent.status, 200);
    assert.ok(!Buffer.from(sent.bytes).includes(Buffer.from(POSITION)), 'position');
  }
  const school = await visitor.get('/schools/kita');
  assert.ok(school.text.includes(String(posted['path'])));
});

test('a repeated press does nothing twice, and nobody of another school posts here', async () => {
  const body = { school: 'kita', title: '朝の読書が始まりました', words: WORDS, photos: [] };
  const [once, again] = [await town.as('teacher').api('schools.postNews', body, { key: 'press-0001-press' }), await town.as('teacher').api('schools.postNews', body, { key: 'press-0001-press' })];
  assert.equal(valueOf(once)['page'], valueOf(again)['page']);
  refusedAs(await town.as('stranger').api('schools.postNews', body), 'NotAllowed');
  assert.equal((await town.as('stranger').query('schools.desk', { school: 'kita' })).status, 404);
  const other = await town.as('stranger').api('schools.postNews', { ...body, school: 'minami' });
  assert.equal(valueOf(other)['submitted'], true);
});

test('a title that stands on another school’s site says whose it is', async () => {
  const same = { title: '運動会を行いました', words: WORDS };
  const first = await town.post(same);
  valueOf(await town.approve(first['edition']));
  const second = valueOf(await town.as('stranger').api('schools.postNews', { school: 'minami', ...same, photos: [] }));
  assert.equal(second['submitted'], true, JSON.stringify(second));
  const page = valueOf(await town.as('stranger').query('schools.newsView', { school: 'minami', edition: String(second['edition']) }));
  assert.match(JSON.stringify(page['draft']), /運動会を行いました（試験南小学校）/);
});

test('Schools 2: a child’s name stops the post, in kanji and in kana; the database holds no readable name', async () => {
  const taken = valueOf(await town.as('teacher').api('schools.importChildren', { school: 'kita', csv: CHILDREN }));
  assert.deepEqual([taken['children'], taken['allowed'], taken['withheld'], taken['missing']], [3, 1, 1, 1]);
  const tables = await town.rows("select table_schema || '.' || table_name as name from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'");
  let looked = 0;
  for (const { name } of tables) {
    const found = await town.rows(`select count(*)::int as count from ${String(name)} t where t::text ~ '花子|はなこ|ハナコ|鈴木|すずき|安斎|陽菜|えんどう' and t::text !~ '教委 花子'`);
    assert.equal(found[0]?.['count'], 0, String(name));
    looked += 1;
  }
  assert.ok(looked > 60, `${looked} tables`);
  const marks = await town.rows('select mark from schools.name_marks');
  assert.ok(marks.length >= 9 && marks.every((row) => /^[\w-]{16}$/.test(String(row['mark']))));

  for (const [title, words] of [['発表会のようす', `${WORDS}鈴木花子さんが発表しました。`], ['発表会のようす 2', `${WORDS}発表は「すずき　はなこ」の番でした。`], ['発表会のようす 3', `花子さんとみんなが発表しました。${WORDS}`]] as const) {
    const posted = await town.post({ title, words });
    assert.equal(posted['submitted'], false, words);
    assert.deepEqual(rulesOf(posted), ['PRV-11'], JSON.stringify(posted));
    assert.ok(!JSON.stringify(posted).includes('花子') && !JSON.stringify(posted).includes('はなこ'), 'what was found is not repeated');
  }
  const clean = await town.post({ title: '発表会のようす 4', words: `${WORDS}みなさん、たいへんよくできました。` });
  assert.equal(clean['submitted'], true, JSON.stringify(clean));
  // The city's own pages are none of this.
  const other = valueOf(await town.as('stranger').api('schools.postNews', { school: 'minami', title: '南小の発表会', words: `鈴木花子さんが発表しました。${WORDS}`, photos: [] }));
  assert.equal(other['submitted'], true, 'a name on the list of another school');
});

test('only the 校長 lets a name stand, with the reason', async () => {
  const posted = await town.post({ title: '作文で表彰されました', words: `鈴木花子さんの作文が、県の賞を受けました。${WORDS}` });
  const { edition } = posted;
  for (const who of ['teacher', 'deputy'] as const) assert.equal((await town.as(who).api('schools.permitNames', { school: 'kita', edition, reason: '表彰' })).status, 403);
  valueOf(await town.as('principal').api('schools.permitNames', { school: 'kita', edition, reason: '表彰・本人と保護者の同意あり' }));
  const it = await town.view(edition);
  const sent = valueOf(await town.as('teacher').api('schools.rewriteNews', { school: 'kita', edition, version: it['version'], title: '作文で表彰されました', words: `鈴木花子さんの作文が、県の賞を受けました。${WORDS}`, photos: [] }));
  assert.equal(sent['submitted'], true, JSON.stringify(sent));
});

test('Schools 3: a child whose consent is withheld stops the photograph until it is blurred and confirmed', async () => {
  const unknown = await town.as('teacher').api('schools.postNews', { school: 'kita', title: '理科の実験', words: WORDS, photos: [picture('実験をする子ども', { seen: 'children', children: '見たことのない人' }, 3)] });
  assert.equal(refusedAs(unknown, 'UnknownChild')['status'], 422);
  const posted = await town.post({ title: '理科の実験', photos: [picture('アルコールランプに火をつける子ども', { seen: 'children', children: '鈴木花子\n安斎 蓮' }, 3)] });
  assert.deepEqual([posted['submitted'], rulesOf(posted)], [false, ['PRV-13']]);
  const { edition } = posted;
  const [image] = listIn(await town.view(edition), 'photos');
  assert.ok(image);
  const blur = { school: 'kita', edition, block: image['block'], name: 'blurred.jpg' };
  assert.equal((await town.as('teacher').api('schools.blurPhoto', { ...blur, photo: base64(photo(701)) })).status, 422, 'a person says that it was looked at');
  refusedAs(await town.as('teacher').api('schools.blurPhoto', { ...blur, photo: base64(photo(643)), confirmed: true }), 'SamePhoto');
  valueOf(await town.as('teacher').api('schools.blurPhoto', { ...blur, photo: base64(photo(701)), confirmed: true }));
  const it = await town.view(edition);
  const [blurred, ...more] = listIn(it, 'photos');
  assert.equal(more.length, 0, 'the first picture is gone');
  assert.equal(blurred?.['blurredBy'], '佐々木 先生');
  const sent = valueOf(await town.as('teacher').api('schools.rewriteNews', { school: 'kita', edition, version: it['version'], title: '理科の実験', words: WORDS, photos: [{ block: blurred['block'], alt: 'アルコールランプに火をつける子ども' }] }));
  assert.equal(sent['submitted'], true, JSON.stringify(sent));
  assert.equal(valueOf(await town.approve(edition))['state'], 'published');
});

test('a picture that came in by the website’s own editor is asked about too', async () => {
  const posted = await town.post({ title: '鈴木花子さんの絵', words: WORDS });
  const { edition } = posted;
  valueOf(await town.as('teacher').api('website.addFile', { edition, name: 'e.jpg', content: base64(photo(655)), words: '校庭の絵' }));
  const it = await town.view(edition);
  const [image] = listIn(it, 'photos');
  const send = (version: unknown) => town.as('teacher').api('schools.rewriteNews', { school: 'kita', edition, version, title: '校庭の絵', words: WORDS, photos: [] });
  const no = valueOf(await send(it['version']));
  assert.deepEqual(rulesOf(no), ['PRV-12']);
  valueOf(await town.as('teacher').api('schools.markPhoto', { school: 'kita', edition, block: image?.['block'], seen: 'unknown', children: '' }));
  assert.equal(valueOf(await send((await town.view(edition))['version']))['submitted'], true);
});

test('Schools 7: consents end with 31 March 24:00; on 1 April a new post with a child needs a new sheet', async () => {
  const seen = { seen: 'children', children: 'すずき はなこ' };
  town.house.clock.set('2027-03-31T23:30:00+09:00');
  await town.signIn();
  const before = await town.post({ title: '三月の終わりに', photos: [picture('花だんに水をやる子ども', seen, 5)] });
  assert.equal(before['submitted'], true, JSON.stringify(before));
  town.house.clock.set('2027-04-01T00:10:00+09:00');
  await town.signIn();
  const after = await town.post({ title: '新しい年度が始まります', photos: [picture('校門の前に立つ子ども', seen, 6)] });
  assert.deepEqual([after['submitted'], rulesOf(after)], [false, ['PRV-14']]);
  assert.match(JSON.stringify(after), /令和9年度の同意書/);
  assert.equal(valueOf(await town.as('teacher').api('schools.setConsent', { school: 'kita', child: '鈴木 花子', photo: 'allow' }))['children'], 1);
  const it = await town.view(after['edition']);
  const [image] = listIn(it, 'photos');
  const sent = valueOf(await town.as('teacher').api('schools.rewriteNews', { school: 'kita', edition: after['edition'], version: it['version'], title: '新しい年度が始まります', words: WORDS, photos: [{ block: image?.['block'], alt: '校門の前に立つ子ども' }] }));
  assert.equal(sent['submitted'], true, JSON.stringify(sent));
});
