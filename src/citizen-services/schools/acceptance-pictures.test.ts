/** After 31 March: pictures of children that have stood for the years the school decided are proposed, once a year, to 教頭 and 校長. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base64, CHILDREN, listIn, openTown, phrased, refusedAs, type Town, valueOf } from './acceptance.fixture.ts';
import { proposeOldPictures } from './commands/pictures.ts';
import { photo } from './photo.fixture.ts';

let town: Town;
const pages: string[] = [];
const house = { kind: 'system', id: 'test' } as const;
const today = async (day: string) => {
  town.house.clock.set(`${day}T10:00:00+09:00`);
  await town.signIn();
};
const due = async (who: 'deputy' | 'principal' | 'board' = 'deputy') => listIn(valueOf(await town.as(who).query('schools.oldPictures', { school: 'kita' })), 'due');
const told = async () => {
  const { told: schools } = await town.house.must(house, proposeOldPictures, {});
  await town.house.background.settle();
  return schools;
};

before(async () => {
  town = await openTown('2026-05-27T10:00:00+09:00');
  valueOf(await town.as('teacher').api('schools.importChildren', { school: 'kita', csv: CHILDREN }));
  const picture = (width: number, more: Record<string, unknown>) => [{ name: 'a.jpg', content: base64(photo(width)), alt: `校庭のようす${width}`, ...more }];
  for (const [title, photos] of [['田植えをしました', picture(700, { seen: 'children', children: '鈴木花子' })], ['なえを配りました', picture(701, { seen: 'children', children: '鈴木花子' })], ['田んぼに水を入れました', picture(702, { seen: 'nobody', children: '' })], ['後ろ姿の写真', picture(703, { seen: 'unknown', children: '' })]] as const) {
    const posted = await town.post({ title, photos });
    assert.equal(posted['submitted'], true, JSON.stringify(posted));
    valueOf(await town.approve(posted['edition']));
    pages.push(String(posted['page']));
  }
});
after(() => town.close());

test('three school years after its own nothing is proposed yet; on 1 April it is, and told once', async () => {
  await today('2030-03-31');
  assert.deepEqual(await due(), []);
  assert.deepEqual(await told(), []);
  await today('2030-04-01');
  assert.deepEqual((await due()).map((one) => [one['page'], one['year'], one['pictures']]).toSorted(), [[pages[0], 2026, 1], [pages[1], 2026, 1]].toSorted());
  assert.deepEqual(await told(), ['kita']);
  assert.deepEqual(await told(), [], 'once a year');
  const notices = await town.rows("select s.name from kernel.notices n join kernel.staff s on s.id = n.staff_id where n.kind = 'schools.oldPictures' and n.href = '/staff/schools/kita/pictures' order by s.name");
  assert.deepEqual(notices.map((row) => row['name']).toSorted(), ['教頭 二郎', '校長 三郎'].toSorted());
});

test('the teacher decides nothing; 教頭 and 校長 see the list, withdraw one page and keep another with the reason', async () => {
  assert.equal((await town.as('teacher').query('schools.oldPictures', { school: 'kita' })).status, 403);
  assert.equal((await town.as('stranger').query('schools.oldPictures', { school: 'kita' })).status, 404, 'another school’s');
  assert.equal((await town.as('teacher').api('schools.withdrawOldPage', { school: 'kita', page: pages[0] })).status, 403);
  const view = phrased((await town.as('deputy').get('/staff/schools/kita/pictures')).text);
  assert.match(view, /田植えをしました/);
  assert.match(view, /令和8年度/);
  assert.match(phrased((await town.as('deputy').get('/staff/schools/kita')).text), /古い写真/);
  const at = '/staff/schools/kita/pictures';
  const empty = await town.as('deputy').post(at, { _action: 'keep', school: 'kita', page: String(pages[1]), reason: '' });
  assert.equal(empty.status, 422, 'not without a reason');
  const kept = await town.as('principal').post(at, { _action: 'keep', school: 'kita', page: String(pages[1]), reason: '創立100周年の記録。本人と保護者の同意あり' });
  assert.equal(kept.status, 303, phrased(kept.text).slice(0, 1500));
  const [path] = (await town.rows(`select path from website.pages where id = '${pages[0]}'`)).map((row) => String(row['path']));
  assert.equal((await town.server.visitor().get(path ?? '')).status, 200);
  const gone = await town.as('deputy').post(at, { _action: 'withdraw', school: 'kita', page: String(pages[0]) });
  assert.equal(gone.status, 303, phrased(gone.text).slice(0, 1500));
  assert.equal((await town.server.visitor().get(path ?? '')).status, 410);
  assert.deepEqual(await due(), []);
  assert.match(phrased((await town.as('deputy').get(at)).text), /創立100周年の記録/);
  refusedAs(await town.as('deputy').api('schools.withdrawOldPage', { school: 'kita', page: pages[2] }), 'NotProposed');
});

test('what was kept is asked about again the next April; a school may decide on other years', async () => {
  await today('2031-04-02');
  assert.deepEqual((await due()).map((one) => one['page']), [pages[1]]);
  assert.deepEqual(await told(), ['kita']);
  const { version } = valueOf(await town.as('principal').query('schools.oldPictures', { school: 'kita' }));
  assert.equal((await town.as('deputy').api('schools.setPictureYears', { school: 'kita', version, years: 6 })).status, 403);
  valueOf(await town.as('principal').api('schools.setPictureYears', { school: 'kita', version, years: 6 }));
  assert.deepEqual(await due(), []);
  refusedAs(await town.as('principal').api('schools.setPictureYears', { school: 'kita', version, years: 2 }), 'Conflict');
  assert.equal((await town.as('principal').api('schools.setPictureYears', { school: 'kita', version: Number(version) + 1, years: 0 })).status, 422);
});
