/** The screens without a script: the post from a phone, its approval, the sheets; and a consent that is taken back. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base64, CHILDREN, type Client, listIn, openTown, phrased, type Town, valueOf, WORDS } from './acceptance.fixture.ts';
import { photo } from './photo.fixture.ts';

let town: Town;
before(async () => {
  town = await openTown();
  valueOf(await town.as('teacher').api('schools.importChildren', { school: 'kita', csv: CHILDREN }));
});
after(() => town.close());

/** A form with files, as a browser sends it. */
function sendForm(client: Client, path: string, fields: Readonly<Record<string, string>>, files: Readonly<Record<string, Uint8Array>> = {}) {
  const part = (head: string, value: Uint8Array | string) => Buffer.concat([Buffer.from(`--edge\r\ncontent-disposition: form-data; ${head}\r\n\r\n`), Buffer.from(value), Buffer.from('\r\n')]);
  const all = [...Object.entries({ _request: town.house.id(), ...fields }).map(([name, value]) => part(`name="${name}"`, value)), ...Object.entries(files).map(([name, bytes]) => part(`name="${name}"; filename="${name.includes('content') || name === 'photo' ? 'IMG.JPG' : 'sheet.csv'}"`, bytes))];
  return client.raw('POST', path, Buffer.concat([...all, Buffer.from('--edge--\r\n')]), { headers: { 'content-type': 'multipart/form-data; boundary=edge', 'sec-fetch-site': 'same-origin' } });
}
const path = '/staff/schools/kita/post';
const form = { _action: 'post', title: '校庭の雪あそび', words: WORDS, 'photos.1.alt': '雪の上に並んだ足あと', 'photos.1.seen': 'nobody' };

test('what is wrong stands beside its own photograph, the words stay, names are not echoed', async () => {
  assert.match((await town.as('teacher').get(path)).text, /enctype="multipart\/form-data"/);
  const bad = await sendForm(town.as('teacher'), path, { ...form, 'photos.1.alt': '', 'photos.1.seen': 'children', 'secret.photos.1.children': '見知らぬ人' }, { 'photos.1.content': photo(640) });
  assert.equal(bad.status, 422);
  const shown = phrased(bad.text);
  assert.match(shown, /href="#[^"]*photos-1-alt[^"]*"|「写真の説明」を入力してください/);
  assert.ok(shown.includes(WORDS.slice(0, 12)), 'the words stay');
  assert.ok(!shown.includes('見知らぬ人'), 'a name is not sent back');
  assert.match(shown, /<details open/);
  const none = await sendForm(town.as('teacher'), path, form);
  assert.equal(none.status, 422);
  assert.match(phrased(none.text), /写真が選ばれていません/);
});

test('one press posts, one press approves; nobody else finds a button', async () => {
  const sent = await sendForm(town.as('teacher'), path, form, { 'photos.1.content': photo(641) });
  assert.equal(sent.status, 303, phrased(sent.text).slice(0, 3000));
  const own = phrased((await town.as('teacher').get(sent.location)).text);
  assert.match(own, /自分が書いたニュースは、自分では承認できません/);
  assert.ok(!own.includes('承認して公開する'));
  const view = phrased((await town.as('deputy').get(sent.location)).text);
  assert.match(view, /承認して公開する/);
  assert.match(view, /<img[^>]+alt="雪の上に並んだ足あと"/);
  assert.match(view, /撮影した場所/);
  const version = /name="version" value="(\d+)"/.exec(view)?.[1] ?? '';
  const done = await town.as('deputy').post(sent.location, { _action: 'decide', version, decision: 'approve', note: '' });
  assert.equal(done.status, 303, phrased(done.text).slice(0, 2000));
  assert.match(phrased((await town.server.visitor().get('/schools/kita')).text), /校庭の雪あそび/);
  const again = phrased((await town.as('teacher').get('/staff/schools/post', { follow: true })).text);
  assert.match(again, /ニュースを書く/, 'who has one school is led straight to its form');
});

test('a consent that is taken back stops the decision, and what already stands is told on the desk', async () => {
  const picture = (width: number) => [{ name: 'a.jpg', content: base64(photo(width)), alt: 'たこを上げる子ども', seen: 'children', children: '鈴木 花子' }];
  const first = await town.post({ title: 'たこあげ大会', photos: picture(650) });
  valueOf(await town.approve(first['edition']));
  const second = await town.post({ title: 'たこあげ大会の二日め', photos: picture(651) });
  assert.equal(second['submitted'], true);
  const taken = await town.as('teacher').post('/staff/schools/kita/children', { _action: 'consent', secretChild: 'すずきはなこ', photo: 'withhold' });
  assert.equal(taken.status, 303);
  assert.match(phrased((await town.as('teacher').get('/staff/schools/kita')).text), /同意のない子どもの写真・動画・名前が、1件のニュース/);
  const view = phrased((await town.as('deputy').get(`/staff/schools/kita/news/${String(second['edition'])}`)).text);
  assert.ok(!view.includes('承認して公開する'));
  assert.match(view, /求めを受けたあとで/);
});

test('sheets come in by their forms, whole or not at all, in the encoding a spreadsheet saves', async () => {
  // 「日付,献立,アレルゲン」 and 「ごはん」 in Shift_JIS.
  const bytes = Buffer.concat([Buffer.from('93fa95742c8ca397a72c8341838c838b835183930d0a', 'hex'), Buffer.from('2026-11-30,'), Buffer.from('82b282cd82f1', 'hex'), Buffer.from(',\r\n')]);
  const menu = await sendForm(town.as('teacher'), '/staff/schools/menus', { _action: 'import', schools: 'kita' }, { file: bytes });
  assert.equal(menu.status, 303, phrased(menu.text).slice(0, 3000));
  const children = await sendForm(town.as('teacher'), '/staff/schools/kita/children', { _action: 'import' }, { file: Buffer.from('氏名,ふりがな,写真のウェブ掲載\n佐藤　健,さとう　けん,たぶん') });
  assert.equal(children.status, 422);
  assert.match(phrased(children.text), /2行目：「写真のウェブ掲載」/);
  assert.ok(!children.text.includes('佐藤'), 'no name is repeated');
  assert.equal(listIn(valueOf(await town.as('board').query('schools.overview')), 'open').length, 2);
});
