/** Schools through their doors, second part: freshness, closures, a merged school, menus and the calendar (Schools 4–6 and 8). */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isRecord } from '../../kernel/text/json.ts';
import { remindSchools } from './commands/reminding.ts';
import { listIn, openTown, phrased, refusedAs, type Town, valueOf, WORDS } from './acceptance.fixture.ts';

let town: Town;
before(async () => {
  town = await openTown('2027-03-12T10:00:00+09:00');
});
after(() => town.close());

const house = { kind: 'system', id: 'test' } as const;
const today = async (day: string) => {
  town.house.clock.set(`${day}T10:00:00+09:00`);
  await town.signIn();
};
const freshness = async (school: string) => {
  const found = listIn(valueOf(await town.as('board').query('schools.overview')), 'open').find((one) => one['code'] === school);
  assert.ok(found);
  return found;
};

test('Schools 4: the last post on Friday 12 March; the reminder at five school days, yellow at six on Tuesday 23', async () => {
  const posted = await town.post();
  valueOf(await town.approve(posted['edition']));
  assert.deepEqual([(await freshness('kita'))['age'], (await freshness('kita'))['colour']], [0, 'green']);
  await today('2027-03-18');
  assert.ok(!(await town.house.must(house, remindSchools, {})).reminded.includes('kita'), 'four');
  await today('2027-03-19');
  assert.ok((await town.house.must(house, remindSchools, {})).reminded.includes('kita'), 'five');
  assert.ok(!(await town.house.must(house, remindSchools, {})).reminded.includes('kita'), 'once');
  await town.house.background.settle();
  const told = await town.rows("select s.name from kernel.notices n join kernel.staff s on s.id = n.staff_id where n.kind = 'schools.silent' and n.href = '/staff/schools/kita/post'");
  assert.deepEqual(told.map((row) => row['name']), ['佐々木 先生']);
  await today('2027-03-23');
  assert.deepEqual([(await freshness('kita'))['age'], (await freshness('kita'))['colour']], [6, 'yellow']);
  const board = phrased((await town.as('board').get('/staff/schools')).text);
  assert.match(board, /試験北小学校/);
  assert.match(board, /6授業日/);
  assert.ok(board.indexOf('試験南小学校') < board.indexOf('試験北小学校'), 'the one that never posted stands first');
  valueOf(await town.as('teacher').api('schools.saveOccasion', { school: 'kita', from: '2027-03-22', to: '2027-03-23', title: '学年末の休み', noSchool: true }));
  assert.equal((await freshness('kita'))['age'], 5, 'the school’s own days');
});

test('Schools 5: 23 schools closed in one action: their sites, the city’s strip, and each record names who did it', async () => {
  for (let index = 3; index <= 23; index += 1) await town.makeSchool(`school-${index}`, `試験第${index}小学校`, `S${index}`);
  const schools = listIn(valueOf(await town.as('board').query('schools.overview')), 'open').map((one) => String(one['code']));
  assert.equal(schools.length, 23);
  const body = { schools, kind: 'closure', from: '2027-03-24', reason: '大雪のため', words: '外に出ないでください。', next: '24日16時' };
  assert.equal((await town.as('teacher').api('schools.closeSchools', body)).status, 403);
  const began = performance.now();
  assert.equal(valueOf(await town.as('board').api('schools.closeSchools', body))['schools'], 23);
  const visitor = town.server.visitor();
  assert.match(phrased((await visitor.get('/news')).text), /臨時休校\s23校（3月24日）/);
  for (const school of schools) assert.match(phrased((await visitor.get(`/schools/${school}`)).text), /臨時休校/, school);
  const seconds = (performance.now() - began) / 1000;
  assert.ok(seconds < 10, `${seconds.toFixed(1)} s`);
  const records = await town.rows("select r.made_name, p.path from website.releases r join website.pages p on p.id = r.page_id where r.what = 'emergency'");
  assert.equal(records.length, 23);
  assert.ok(records.every((row) => row['made_name'] === '教委 花子'));
  assert.equal((await town.rows('select distinct made_name from schools.closures')).length, 1);
  await today('2027-03-25');
  assert.ok(!phrased((await visitor.get('/schools/minami')).text).includes('大雪のため'), 'over');
});

test('all or nothing: one closed school, and nothing is told anywhere', async () => {
  const before = (await town.rows('select count(*)::int as n from schools.closures'))[0]?.['n'];
  refusedAs(await town.as('board').api('schools.closeSchools', { schools: ['kita', 'nowhere'], kind: 'closure', from: '2027-03-25', reason: '大雪のため' }), 'UnknownSchool');
  refusedAs(await town.as('board').api('schools.closeSchools', { schools: ['kita'], kind: 'closure', from: '2027-03-20', reason: '大雪のため' }), 'DayPast');
  assert.equal((await town.rows('select count(*)::int as n from schools.closures'))[0]?.['n'], before);
});

test('Schools 6: a merged school keeps its addresses with a banner, and nobody writes there', async () => {
  const posted = valueOf(await town.as('stranger').api('schools.postNews', { school: 'minami', title: '南小の思い出', words: WORDS, photos: [] }));
  const view = valueOf(await town.as('board').query('schools.newsView', { school: 'minami', edition: String(posted['edition']) }));
  const second = await town.server.asStaff(await town.server.newStaff([{ permission: 'website.approve', scope: ['department:MINAMI'] }], '南 教頭'));
  valueOf(await second.api('website.decideEdition', { edition: posted['edition'], version: view['version'], decision: 'approve' }));
  const search = async (more: Record<string, string> = {}) => valueOf(await town.server.visitor().query('website.search', { q: '田んぼで稲', ...more }));
  const ofMinami = (found: Record<string, unknown>) => listIn(found, 'hits').find((hit) => hit['path'] === posted['path']);
  assert.equal(ofMinami(await search())?.['formerSchool'], null, 'not yet a former school');
  assert.equal((await search({ site: 'former-schools' }))['total'], 0);
  valueOf(await town.as('board').api('schools.archiveSchool', { school: 'minami', version: 1, on: '2027-03-31', mergedInto: 'kita' }));
  const visitor = town.server.visitor();
  const page = await visitor.get(String(posted['path']));
  assert.equal(page.status, 200);
  assert.match(phrased(page.text), /過去の学校のページです（試験南小学校）/);
  const school = await visitor.get('/schools/minami');
  assert.equal(school.status, 200);
  assert.match(phrased(school.text), /過去の学校/);
  assert.ok(school.text.includes('/schools/kita'), 'leads to the school it became');
  refusedAs(await town.as('stranger').api('schools.postNews', { school: 'minami', title: 'まだ書ける', words: WORDS, photos: [] }), 'Archived');
  const again = valueOf(await town.as('stranger').api('website.startEdition', { page: posted['page'] }));
  const no = refusedAs(await town.as('stranger').api('website.submitEdition', { edition: again['edition'], version: 1 }), 'FindingsLeft');
  assert.match(JSON.stringify(no), /SCH-01/);
  assert.ok(!(await town.as('stranger').get('/staff/schools/minami')).text.includes('/staff/schools/minami/post'), 'no way to the form');
  const list = phrased((await visitor.get('/schools')).text);
  assert.match(list, /過去の学校/);
  assert.match(list, /name="site" value="former-schools"/, 'a way into the search without a script');
  // No page changed with the closing, and the search knows.
  const all = await search();
  assert.equal(ofMinami(all)?.['formerSchool'], '試験南小学校');
  assert.ok(Number(all['total']) > Number(all['formerSchools']) && Number(all['formerSchools']) > 0, 'the other schools’ pages are found too');
  const former = await search({ site: 'former-schools' });
  assert.equal(former['total'], all['formerSchools']);
  assert.ok(ofMinami(former) && listIn(former, 'hits').every((hit) => hit['formerSchool'] === '試験南小学校'));
  assert.equal((await visitor.query('website.search', { q: '稲', site: 'somewhere' })).status, 422);
  const words = encodeURIComponent('田んぼで稲');
  const results = phrased((await visitor.get(`/search?q=${words}`)).text);
  assert.match(results, /過去の学校（試験南小学校）/, 'said beside the page');
  assert.match(results, new RegExp(`href="/search\\?q=${words}&amp;site=former-schools"`));
  const narrowed = phrased((await visitor.get(`/search?q=${words}&site=former-schools`)).text);
  assert.ok(narrowed.includes(String(posted['path'])) && !narrowed.includes('/gakko/kita/'));
  assert.match(narrowed, /しぼりこみをやめる/);
  assert.match((await visitor.get(`/en/search?q=${words}&site=former-schools`)).text, /Former school/);
});

test('Schools 8: a week of menus with 落花生 stands on the page and in the table; one unknown word and nothing is taken', async () => {
  const csv = '日付,献立,アレルゲン,エネルギー\n2027-03-29,ごはん、鶏肉のピーナッツ和え、牛乳,落花生・鶏肉・牛乳,650\n2027-03-30,パン、シチュー,小麦・乳,612';
  const send = (text: string) => town.as('teacher').api('schools.importMenus', { schools: ['kita'], csv: text });
  const no = await send(`${csv}\n2027-03-31,きのこごはん,まつたけ,600`);
  const refused = refusedAs(no, 'RowsWrong');
  assert.match(String(refused['message'] ?? no.text), /4行目：アレルゲン「まつたけ」/);
  const visitor = town.server.visitor();
  assert.ok(!(await visitor.get('/schools/kita/menus')).text.includes('シチュー'), 'all or nothing');
  assert.equal(valueOf(await send(csv))['days'], 2);
  const page = phrased((await visitor.get('/schools/kita/menus')).text);
  assert.match(page, /落花生/);
  assert.match((await visitor.get('/en/schools/kita/menus')).text, /Peanut/);
  const table = await visitor.get('/schools/kita/menus.csv');
  assert.match(String(table.headers['content-type']), /text\/csv/);
  assert.match(table.text, /2027-03-29,.*落花生/);
  refusedAs(await town.as('teacher').api('schools.importMenus', { schools: ['kita', 'school-3'], csv }), 'NotAllowed');
  assert.equal(valueOf(await town.as('board').api('schools.importMenus', { schools: ['kita', 'school-3'], csv }))['schools'], 2);
});

test('Schools 8: the board adds a word from a day on; menus before it are read with the old words, and no word vanishes from a menu', async () => {
  const board = town.as('board');
  const word = { name: 'ピスタチオ', nameEn: 'Pistachio', class: 'advised', otherWords: 'ピスタチオナッツ', from: '2027-04-12' };
  assert.equal((await town.as('teacher').api('schools.saveAllergen', word)).status, 403);
  refusedAs(await board.api('schools.saveAllergen', { ...word, from: '2027-03-01' }), 'FromPast');
  refusedAs(await board.api('schools.saveAllergen', { ...word, otherWords: 'ピーナッツ' }), 'WordTaken');
  const form = await board.post('/staff/schools/allergens', { _action: 'save', code: '', ...word });
  assert.equal(form.status, 303, phrased(form.text).slice(0, 1500));
  refusedAs(await board.api('schools.saveAllergen', word), 'AllergenTaken');
  assert.match(phrased((await board.get('/staff/schools/allergens')).text), /これから始まる言葉/);
  const send = (day: string) => town.as('teacher').api('schools.importMenus', { schools: ['kita'], csv: `日付,献立,アレルゲン\n${day},ジェラート,ピスタチオナッツ・乳` });
  refusedAs(await send('2027-04-09'), 'RowsWrong');
  valueOf(await send('2027-04-12'));
  const visitor = town.server.visitor();
  assert.match((await visitor.get('/schools/kita/menus.csv')).text, /2027-04-12,ジェラート,乳,ピスタチオ/);
  refusedAs(await board.api('schools.dropAllergen', { code: 'pistachio', from: '2027-04-12' }), 'InMenus');
  // From advised to required: the old row ends the day before, the menu says what holds on its day.
  valueOf(await board.api('schools.saveAllergen', { ...word, code: 'cashew', name: 'カシューナッツ', nameEn: 'Cashew nut', class: 'required', otherWords: '', from: '2027-04-01' }));
  assert.deepEqual(await town.rows("select class, valid_from::text as from, valid_to::text as to from schools.allergens where code = 'cashew' order by valid_from"), [{ class: 'advised', from: '2015-04-01', to: '2027-04-01' }, { class: 'required', from: '2027-04-01', to: null }]);
  refusedAs(await board.api('schools.endAllergen', { code: 'milk', on: '2027-04-01' }), 'InMenus');
  valueOf(await board.api('schools.endAllergen', { code: 'abalone', on: '2027-04-01' }));
  // Taken back before it holds: what stood before goes on.
  valueOf(await board.api('schools.dropAllergen', { code: 'cashew', from: '2027-04-01' }));
  assert.deepEqual(await town.rows("select class, valid_to from schools.allergens where code = 'cashew'"), [{ class: 'advised', valid_to: null }]);
  refusedAs(await board.api('schools.dropAllergen', { code: 'cashew', from: '2015-04-01' }), 'HoldsNow');
});

test('the calendar is a list, and a file to subscribe to', async () => {
  valueOf(await town.as('teacher').api('schools.saveOccasion', { school: 'kita', from: '2027-04-06', to: '2027-04-06', title: '入学式', titleEn: 'Entrance ceremony' }));
  refusedAs(await town.as('teacher').api('schools.saveOccasion', { school: 'kita', from: '2027-04-06', to: '2027-04-06', title: '入学式' }), 'OccasionTaken');
  refusedAs(await town.as('teacher').api('schools.saveOccasion', { school: 'kita', from: '2027-04-06', to: '2027-04-01', title: '逆の日' }), 'DaysWrong');
  const visitor = town.server.visitor();
  assert.match(phrased((await visitor.get('/schools/kita')).text), /入学式/);
  assert.match((await visitor.get('/en/schools/kita')).text, /Entrance ceremony/);
  const file = await visitor.get('/schools/kita/calendar.ics');
  assert.match(file.text, /DTSTART;VALUE=DATE:20270406\r\nDTEND;VALUE=DATE:20270407\r\nSUMMARY:入学式/);
  const body = (await visitor.get('/gakko/kita/')).location;
  assert.equal(body, '/schools/kita');
  assert.ok(isRecord((await visitor.query('schools.school', { school: 'kita' })).json()));
});
