/** Schools 3 and 7 for what is heard and read: consent for name, voice and film beside that for photographs. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listIn, openTown, phrased, refusedAs, type Town, valueOf, WORDS } from './acceptance.fixture.ts';

let town: Town;
const SHEET = '氏名,ふりがな,写真のウェブ掲載,氏名のウェブ掲載,声・動画のウェブ掲載\n鈴木　花子,すずき　はなこ,可,可,可\n安斎　蓮,あんざい　れん,可,否,否\n遠藤　陽菜,えんどう　ひな,可,,';
before(async () => {
  town = await openTown('2027-03-10T10:00:00+09:00');
  valueOf(await town.as('teacher').api('schools.importChildren', { school: 'kita', csv: SHEET }));
});
after(() => town.close());

const children = async () => valueOf(await town.as('teacher').query('schools.desk', { school: 'kita' }))['children'];

test('the sheet’s columns are counted; a sheet without them changes nothing of what was answered', async () => {
  const counted = { allowed: 1, withheld: 1, missing: 1 };
  const now = await children();
  assert.ok(typeof now === 'object' && now !== null && 'name' in now && 'film' in now && 'allowed' in now);
  assert.deepEqual([now.name, now.film, now.allowed], [counted, counted, 3]);
  valueOf(await town.as('teacher').api('schools.importChildren', { school: 'kita', csv: '氏名,ふりがな,写真のウェブ掲載\n鈴木　花子,すずき　はなこ,可\n安斎　蓮,あんざい　れん,可\n遠藤　陽菜,えんどう　ひな,可' }));
  assert.deepEqual(await children(), { ...now, at: (await children() as { at: unknown }).at });
  assert.match(phrased((await town.as('teacher').get('/staff/schools/kita/children')).text), /声・動画　可 1人、否 1人、未提出 1人/);
});

/** A draft with a film in it, made with the website's own editor. */
async function draftWithFilm(title: string, address: string) {
  // A name in the first title keeps it a draft.
  const posted = await town.post({ title: `鈴木花子さんの${title}`, words: WORDS });
  const { edition } = posted;
  const it = await town.view(edition);
  const { draft } = it;
  assert.ok(typeof draft === 'object' && draft !== null && 'blocks' in draft && Array.isArray(draft.blocks));
  const blocks: unknown[] = [...draft.blocks, { id: 'film1', type: 'video', address, title: '合唱', soundOnly: false, captions: '', transcript: '校歌をうたいます。', autoplay: false }];
  const saved = await town.as('teacher').api('website.saveDraft', { ...draft, edition, version: it['version'], title, blocks, reviewOn: '2028-03-01' });
  valueOf(saved);
  return String(edition);
}
const submit = async (edition: string) => town.as('teacher').api('website.submitEdition', { edition, version: (await town.view(edition))['version'] });
const rules = (refused: Record<string, unknown>) => [...new Set(JSON.stringify(refused).match(/PRV-\d\d/g) ?? [])];

test('a film stops until somebody says who is in it; then the consent for voice and film is asked for, not that for photographs', async () => {
  const edition = await draftWithFilm('合唱の練習', 'https://example.jp/chorus.mp4');
  assert.deepEqual(rules(refusedAs(await submit(edition), 'FindingsLeft')), ['PRV-12']);
  const path = `/staff/schools/kita/news/${edition}`;
  assert.match(phrased((await town.as('teacher').get(path)).text), /動画・音声と、出ている人/);
  const answer = (secretChildren: string, seen = 'children') => town.as('teacher').post(path, { _action: 'film', block: 'film1', seen, secretChildren });
  const unknown = await answer('見知らぬ人');
  assert.equal(unknown.status, 422);
  assert.ok(!unknown.text.includes('見知らぬ人'));
  assert.equal((await answer('安斎 蓮')).status, 303);
  assert.deepEqual(rules(refusedAs(await submit(edition), 'FindingsLeft')), ['PRV-13'], 'his photograph may stand, his voice may not');
  assert.equal((await answer('遠藤 陽菜')).status, 303);
  assert.deepEqual(rules(refusedAs(await submit(edition), 'FindingsLeft')), ['PRV-14'], 'nobody answered');
  const sheet = await town.as('teacher').post('/staff/schools/kita/children', { _action: 'consent', secretChild: '遠藤 陽菜', photo: 'allow', name: 'keep', film: 'allow' });
  assert.equal(sheet.status, 303, phrased(sheet.text).slice(0, 1500));
  const again = await submit(edition);
  assert.ok(!again.text.includes('PRV-'), again.text.slice(0, 500));
  refusedAs(await town.as('stranger').api('schools.markFilm', { school: 'kita', edition, block: 'film1', seen: 'nobody' }), 'NotAllowed');
});

test('another film at the same place is asked about anew; a film that plays elsewhere is a film', async () => {
  const edition = await draftWithFilm('音楽会の練習', 'https://example.jp/a.mp4');
  valueOf(await town.as('teacher').api('schools.markFilm', { school: 'kita', edition, block: 'film1', seen: 'nobody' }));
  const it = await town.view(edition);
  assert.deepEqual(listIn(it, 'films').map((film) => film['seen']), ['nobody']);
  const { draft } = it;
  assert.ok(typeof draft === 'object' && draft !== null && 'blocks' in draft && Array.isArray(draft.blocks));
  const text: unknown[] = draft.blocks.filter((block: { type: string }) => block.type === 'text');
  valueOf(await town.as('teacher').api('website.saveDraft', { ...draft, edition, version: it['version'], title: '音楽会の練習', blocks: [...text, { id: 'film1', type: 'embed', address: 'https://www.youtube.com/embed/x', title: '合唱' }], reviewOn: '2028-03-01' }));
  assert.deepEqual(rules(refusedAs(await submit(edition), 'FindingsLeft')), ['PRV-12']);
});

test('the 校長 cannot let a name stand that was withheld; and a consent taken back afterwards stops the page and is told on the desk', async () => {
  const withheld = await town.post({ title: '作文の賞', words: `安斎蓮さんの作文が、県の賞を受けました。${WORDS}` });
  refusedAs(await town.as('principal').api('schools.permitNames', { school: 'kita', edition: withheld['edition'], reason: '表彰' }), 'NameWithheld');
  const posted = await town.post({ title: '書道の賞', words: `鈴木花子さんの書道が、県の賞を受けました。${WORDS}` });
  valueOf(await town.as('principal').api('schools.permitNames', { school: 'kita', edition: posted['edition'], reason: '表彰・本人と保護者の同意あり' }));
  const it = await town.view(posted['edition']);
  const sent = valueOf(await town.as('teacher').api('schools.rewriteNews', { school: 'kita', edition: posted['edition'], version: it['version'], title: '書道の賞', words: `鈴木花子さんの書道が、県の賞を受けました。${WORDS}`, photos: [] }));
  assert.equal(sent['submitted'], true, JSON.stringify(sent));
  valueOf(await town.approve(posted['edition']));
  valueOf(await town.as('teacher').api('schools.setConsent', { school: 'kita', child: 'すずきはなこ', photo: 'allow', name: 'withhold' }));
  assert.match(phrased((await town.as('teacher').get('/staff/schools/kita')).text), /同意のない子どもの写真・動画・名前が、1件のニュース/);
  const next = valueOf(await town.as('teacher').api('website.startEdition', { page: posted['page'] }));
  assert.deepEqual(rules(refusedAs(await submit(String(next['edition'])), 'FindingsLeft')), ['PRV-11']);
});

test('with 1 April the consents for name and film are those of the new sheet', async () => {
  const edition = await draftWithFilm('新しい歌', 'https://example.jp/new.mp4');
  valueOf(await town.as('teacher').api('schools.markFilm', { school: 'kita', edition, block: 'film1', seen: 'children', children: '鈴木 花子' }));
  town.house.clock.set('2027-04-01T00:05:00+09:00');
  await town.signIn();
  assert.deepEqual(rules(refusedAs(await submit(edition), 'FindingsLeft')), ['PRV-14']);
});
