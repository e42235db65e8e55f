/** The governance of the site through its doors (CMS 17). */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listOf, openTown, phrased, refusedAs, type Town, valueOf } from './acceptance.fixture.ts';
import { criteria } from './rules/criteria.ts';
import { writeViews } from './views.ts';

let town: Town;
before(async () => {
  town = await openTown();
  for (let index = 0; index < 48; index += 1) await town.published(`tetsuzuki-${index}`);
});
after(() => town.close());

const testInput = (more: Record<string, unknown> = {}) => ({ level: 'AA', scope: '市のウェブサイトのすべてのページ', technologies: 'HTML5\nCSS3', tester: '広報担当', fromOn: '2026-10-01', toOn: '2026-10-09', size: 40, seed: 20261001, named: '/\n/kurashi/tetsuzuki-7.html', ...more });
const drawn = async (number: unknown) => listOf(valueOf(await town.as('keeper').query('site-quality.testRecord', { number: String(number) }))['pages']).map((page) => `${String(page['ordinal'])} ${String(page['path'])} ${String(page['how'])}`);

test('17 JIS report: a run of 40 URIs with seed 20261001 draws the same sample again; the public page lists 38 criteria and the technologies', async () => {
  const keeper = town.as('keeper');
  const first = valueOf(await keeper.api('site-quality.createTest', testInput()));
  const again = valueOf(await keeper.api('site-quality.createTest', testInput()));
  const other = valueOf(await keeper.api('site-quality.createTest', testInput({ seed: 20261002 })));
  const pages = await drawn(first['number']);
  assert.equal(pages.length, 40);
  assert.deepEqual(await drawn(again['number']), pages);
  assert.notDeepEqual(await drawn(other['number']), pages);
  assert.deepEqual(pages.slice(0, 2), ['1 / named', '2 /kurashi/tetsuzuki-7.html named']);
  for (const one of [again, other]) valueOf(await keeper.api('site-quality.drop', { publication: one['publication'] }));

  // Machines first: what cannot apply to pages of words is answered, on the 39 that stand in the tree.
  const proved = valueOf(await keeper.api('site-quality.proveTest', { publication: first['publication'] }));
  assert.deepEqual([proved['pages'], proved['answered']], [39, 39 * 11]);
  const axe = JSON.stringify({ violations: [{ id: 'color-contrast', help: 'Elements must meet contrast thresholds', tags: ['wcag2aa', 'wcag143'], nodes: [{}] }], incomplete: [], passes: [{ id: 'html-has-lang', help: 'x', tags: ['wcag2a', 'wcag311'], nodes: [{}] }] });
  assert.equal(valueOf(await keeper.api('site-quality.takeAxe', { publication: first['publication'], ordinal: 2, report: axe }))['answered'], 1);
  refusedAs(await keeper.api('site-quality.takeAxe', { publication: first['publication'], ordinal: 2, report: '{}' }), 'NotAxe');

  const version = async () => Number((valueOf(await keeper.query('site-quality.publicationOf', { publication: String(first['publication']) })))['version']);
  refusedAs(await keeper.api('site-quality.submit', { publication: first['publication'], version: await version() }), 'NotOver');
  valueOf(await keeper.api('site-quality.changeTest', { publication: first['publication'], scope: '市のウェブサイトのすべてのページ', technologies: 'HTML5\nCSS3', tester: '広報担当', fromOn: '2026-09-20', toOn: '2026-10-01' }));
  const early = refusedAs(await keeper.api('site-quality.submit', { publication: first['publication'], version: await version() }), 'ResultsOpen');
  assert.match(JSON.stringify(early), /まだ答えていない欄が1090あります/);
  // What a machine found wanting is not said to be well without a word.
  refusedAs(await keeper.api('site-quality.saveResults', { publication: first['publication'], ordinal: 2, rows: [{ criterion: '1.4.3', answer: 'pass', note: '' }] }), 'ReasonNeeded');
  for (let ordinal = 1; ordinal <= 40; ordinal += 1) valueOf(await keeper.api('site-quality.saveResults', { publication: first['publication'], ordinal, rows: ordinal === 5 ? [{ criterion: '1.3.1', answer: 'fail', note: '表の見出し' }, { criterion: '2.5.8', answer: 'pass', note: '' }] : [], rest: 'pass' }));
  assert.equal((await town.server.visitor().get(`/accessibility/results/${String(first['number'])}`)).status, 404, 'nobody sees a draft');
  const sent = valueOf(await keeper.api('site-quality.submit', { publication: first['publication'], version: await version() }));
  const own = await keeper.api('site-quality.decide', { publication: first['publication'], version: sent['version'], decision: 'approve' });
  assert.equal(own.status, 403);
  refusedAs(own, 'SelfApproval');
  refusedAs(await town.as('head').api('site-quality.decide', { publication: first['publication'], version: sent['version'], decision: 'return' }), 'NoteNeeded');
  valueOf(await town.as('head').api('site-quality.decide', { publication: first['publication'], version: sent['version'], decision: 'approve' }));

  const report = await town.server.visitor().get(`/accessibility/results/${String(first['number'])}`);
  const page = phrased(report.text);
  assert.equal(report.status, 200);
  for (const one of criteria) assert.ok(page.includes(`<span class="num">${one.number}</span> ${one.ja}`), one.number);
  for (const said of ['HTML5、CSS3', '20261001', 'レベルAA一部準拠', '無作為に選んだ38ページ', 'ページ5：表の見出し', 'ページ2：color-contrast', '令和8年10月1日', 'WCAG 2.2 で加わった達成基準', '/kurashi/tetsuzuki-7.html']) assert.ok(page.includes(said), said);
  assert.match(phrased((await town.server.visitor().get(`/en/accessibility/results/${String(first['number'])}`)).text), /partially conforms/);
  assert.match(phrased((await town.server.visitor().get('/accessibility')).text), /第\d+回　JIS X 8341-3:2016 レベルAA/);
  const csv = (await town.server.visitor().get(`/accessibility/results/${String(first['number'])}/checklist.csv`)).text.trim().split('\r\n');
  assert.equal(csv.filter((line) => line.startsWith('JIS X 8341-3:2016,')).length, 38);
  assert.ok(csv.includes('JIS X 8341-3:2016,1.3.1,情報及び関係性,A,あり,不適合,ページ5：表の見出し'), csv.join('\n').slice(0, 900));
  const paper = await town.server.visitor().get(`/accessibility/results/${String(first['number'])}/report.pdf`);
  assert.equal(paper.headers['content-type'], 'application/pdf');
  assert.equal(Buffer.from(paper.bytes.subarray(0, 5)).toString(), '%PDF-');
  refusedAs(await keeper.api('site-quality.saveResults', { publication: first['publication'], ordinal: 1, rows: [] }), 'NotDraft');
});

test('a policy: written, refused to its own author, public, replaced by the next', async () => {
  const keeper = town.as('keeper');
  const text = { scope: '市のすべてのページ', level: 'AA', targetOn: '2028-03-31', contact: '秘書政策課', phone: '0243-55-5096' };
  const publish = async (it: Record<string, unknown>) => {
    const sent = valueOf(await keeper.api('site-quality.submit', { publication: it['publication'], version: it['version'] }));
    refusedAs(await keeper.api('site-quality.decide', { publication: it['publication'], version: sent['version'], decision: 'approve' }), 'SelfApproval');
    valueOf(await town.as('head').api('site-quality.decide', { publication: it['publication'], version: sent['version'], decision: 'approve' }));
  };
  assert.match(phrased((await town.server.visitor().get('/accessibility')).text), /方針は、まだ公開していません/);
  await publish(valueOf(await keeper.api('site-quality.savePolicy', text)));
  assert.match(phrased((await town.server.visitor().get('/accessibility')).text), /市のすべてのページ/);
  const next = valueOf(await keeper.api('site-quality.savePolicy', { ...text, exceptions: '古いPDF' }));
  refusedAs(await keeper.api('site-quality.savePolicy', text), 'PolicyOpenTaken');
  assert.doesNotMatch(phrased((await town.server.visitor().get('/accessibility')).text), /古いPDF/);
  await publish(next);
  assert.match(phrased((await town.server.visitor().get('/accessibility')).text), /古いPDF/);
});

test('the yearly sheet begins with what can be proved; what differs from it needs a word; a year has one; the public page adds up to 20 and 30', async () => {
  const keeper = town.as('keeper');
  valueOf(await keeper.api('site-quality.noteEffort', { kind: 'training', heldOn: '2026-09-01', title: '全課の研修', people: 40 }));
  refusedAs(await keeper.api('site-quality.noteEffort', { kind: 'training', heldOn: '2026-12-01', title: '次の研修', people: 40 }), 'DayWrong');
  const made = valueOf(await keeper.api('site-quality.startAssessment', { fiscalYear: 2026 }));
  refusedAs(await keeper.api('site-quality.startAssessment', { fiscalYear: 2026 }), 'YearTaken');
  refusedAs(await keeper.api('site-quality.startAssessment', { fiscalYear: 2027 }), 'YearWrong');
  const record = valueOf(await keeper.query('site-quality.assessmentRecord', { fiscalYear: '2026' }));
  const proved = new Map(listOf(record['items']).map((item) => [item['code'], (item['given'] as Record<string, unknown>)['proved']]));
  assert.deepEqual(['training', 'inventory', 'rules_followed', 'entrusted'].map((code) => proved.get(code)), [2, 4, 3, null]);
  refusedAs(await keeper.api('site-quality.saveAssessment', { publication: made['publication'], version: 1, confirmedOn: '2026-10-01', points: [{ item: 'user_test', points: 4, remark: '', evidence: '' }] }), 'PointsTooMany');
  const raised = valueOf(await keeper.api('site-quality.saveAssessment', { publication: made['publication'], version: 1, confirmedOn: '2026-10-01', points: [{ item: 'guideline', points: 3, remark: '', evidence: '' }] }));
  refusedAs(await keeper.api('site-quality.submit', { publication: made['publication'], version: raised['version'] }), 'PointsUnproved');
  const said = valueOf(await keeper.api('site-quality.saveAssessment', { publication: made['publication'], version: raised['version'], confirmedOn: '2026-10-01', points: [{ item: 'guideline', points: 3, remark: '作成基準を毎年見直している', evidence: 'https://www.city.example.jp/kijun.pdf' }] }));
  const sent = valueOf(await keeper.api('site-quality.submit', { publication: made['publication'], version: said['version'] }));
  valueOf(await town.as('head').api('site-quality.decide', { publication: made['publication'], version: sent['version'], decision: 'approve' }));
  const page = phrased((await town.server.visitor().get('/accessibility/assessments/2026')).text);
  for (const words of ['満点20点', '満点30点', '令和8年度', '作成基準を毎年見直している', 'https://www.city.example.jp/kijun.pdf']) assert.ok(page.includes(words), words);
  assert.doesNotMatch(page, /\/staff\//);
  for (const [client, path] of [[town.server.visitor(), '/accessibility/assessments/2026/sheet.pdf'], [town.as('author'), '/staff/site-quality/pages.pdf?office=LIFE']] as const) assert.equal(Buffer.from((await client.get(path)).bytes.subarray(0, 5)).toString(), '%PDF-', path);
});

test('readings: counted at the doors, with the seal of the house alone, without cookies; the public sees whole months that are over, and no small number', async () => {
  const reader = town.server.visitor();
  for (let time = 0; time < 7; time += 1) assert.equal((await reader.get(`/kurashi/tetsuzuki-1.html?q=${time}`)).status, 200);
  for (let time = 0; time < 3; time += 1) await reader.get('/kurashi/tetsuzuki-2.html');
  // Not read by anybody, not there, and a person's own: none of these is counted.
  await reader.get('/kurashi/tetsuzuki-1.html', { headers: { 'user-agent': 'ExampleBot/2.1' } });
  await reader.get('/kurashi/nothing-here.html');
  await reader.get('/confirm/AAAAAAAAAAAAAAAAAAAAAA');
  await writeViews(town.house.city);
  refusedAs(await town.server.visitor().api('site-quality.countViews', { views: ['1000 /x.html'], seal: 'made-up' }), 'NotAllowed');
  const seen = valueOf(await town.as('keeper').query('site-quality.statistics', { from: '2026-10-01', to: '2026-10-01' }));
  const ofTheSite = listOf(seen['pages']).filter((page) => !String(page['path']).startsWith('/accessibility'));
  assert.deepEqual(ofTheSite.map((page) => [page['path'], page['views']]), [['/kurashi/tetsuzuki-1.html', 7], ['/kurashi/tetsuzuki-2.html', 3]]);
  const visitor = town.server.visitor();
  assert.equal(valueOf(await visitor.query('site-quality.publicStatistics', { month: '2026-10' }))['over'], false);
  town.house.clock.set('2026-11-01T09:00:00+09:00');
  const month = valueOf(await visitor.query('site-quality.publicStatistics', { month: '2026-10' }));
  assert.deepEqual(listOf(month['pages'])[0], { path: '/kurashi/tetsuzuki-1.html', views: 7, title: 'tetsuzuki-1の手続き' });
  assert.ok(listOf(month['pages']).every((page) => Number(page['views']) >= 5));
  const page = await visitor.get('/site-statistics?month=2026-10');
  assert.equal(page.headers['set-cookie'], undefined);
  assert.doesNotMatch(page.text, /tetsuzuki-2/);
});
