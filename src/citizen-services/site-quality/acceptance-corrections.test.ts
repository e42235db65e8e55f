/** 訂正 of a published result through its doors: what changed and why is named, the edition before stays readable, nobody approves their own. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTown, phrased, refusedAs, type Town, valueOf } from './acceptance.fixture.ts';

let town: Town;
let published: { readonly publication: string; readonly number: string };
before(async () => {
  town = await openTown();
  for (const slug of ['ichi', 'ni']) await town.published(slug);
  const keeper = town.as('keeper');
  const made = valueOf(await keeper.api('site-quality.createTest', { level: 'A', scope: '市のサイト', technologies: 'HTML5', tester: '広報担当', fromOn: '2026-09-20', toOn: '2026-10-01', size: 3, seed: 7, named: '/' }));
  for (let ordinal = 1; ordinal <= 3; ordinal += 1) valueOf(await keeper.api('site-quality.saveResults', { publication: made['publication'], ordinal, rows: [], rest: 'pass' }));
  published = { publication: String(made['publication']), number: String(made['number']) };
  await approve(published.publication);
});
after(() => town.close());

const versionOf = async (publication: string) => Number(valueOf(await town.as('keeper').query('site-quality.publicationOf', { publication }))['version']);
async function approve(publication: string): Promise<void> {
  const sent = valueOf(await town.as('keeper').api('site-quality.submit', { publication, version: await versionOf(publication) }));
  refusedAs(await town.as('keeper').api('site-quality.decide', { publication, version: sent['version'], decision: 'approve' }), 'SelfApproval');
  valueOf(await town.as('head').api('site-quality.decide', { publication, version: sent['version'], decision: 'approve' }));
}
const read = async (path: string) => phrased((await town.server.visitor().get(path)).text);

test('a correction: begun as a copy, with a reason; one at a time; nothing of it is public before it is approved', async () => {
  const keeper = town.as('keeper');
  assert.equal((await keeper.api('site-quality.correctTest', { publication: published.publication, reason: '' })).status, 422);
  assert.equal((await town.as('head').api('site-quality.correctTest', { publication: published.publication, reason: '理由' })).status, 403);
  const replies = await Promise.all([1, 2].map(() => keeper.api('site-quality.correctTest', { publication: published.publication, reason: 'ページ2の図の代わりの言葉を見落としていました。' })));
  assert.deepEqual(replies.map((reply) => reply.status).toSorted(), [201, 409]);
  refusedAs(replies.find((reply) => reply.status === 409) ?? assert.fail('both began'), 'CorrectionOpen');
  const draft = valueOf(replies.find((reply) => reply.status === 201) ?? assert.fail('none began'));
  assert.deepEqual([String(draft['number']), draft['edition']], [published.number, 2]);
  const publication = String(draft['publication']);
  assert.equal((await town.server.visitor().get(`/accessibility/results/${published.number}-2`)).status, 404);
  assert.doesNotMatch(await read(`/accessibility/results/${published.number}`), /訂正/);
  refusedAs(await keeper.api('site-quality.submit', { publication, version: await versionOf(publication) }), 'NothingCorrected');
  refusedAs(await keeper.api('site-quality.saveResults', { publication: published.publication, ordinal: 2, rows: [{ criterion: '1.1.1', answer: 'fail', note: 'x' }] }), 'NotDraft');
  valueOf(await keeper.api('site-quality.saveResults', { publication, ordinal: 2, rows: [{ criterion: '1.1.1', answer: 'fail', note: '図に言葉がない' }] }));
  valueOf(await keeper.api('site-quality.changeTest', { publication, scope: '市のサイト', technologies: 'HTML5', tester: '広報担当と点検の会社', fromOn: '2026-09-20', toOn: '2026-10-01' }));
  const office = phrased((await keeper.get(`/staff/site-quality/tests/${published.number}-2`)).text);
  for (const words of ['訂正したところ', '図に言葉がない', '承認を求める']) assert.ok(office.includes(words), words);
  assert.match(phrased((await keeper.get(`/staff/site-quality/tests/${published.number}-1`)).text), /訂正第2版を開く/);
  await approve(publication);

  const now = await read(`/accessibility/results/${published.number}`);
  for (const words of ['訂正第2版', 'ページ2の図の代わりの言葉を見落としていました。', '図に言葉がない', '広報担当と点検の会社', '訂正する前の第1版', 'レベルA一部準拠']) assert.ok(now.includes(words), words);
  const first = await town.server.visitor().get(`/accessibility/results/${published.number}-1`);
  for (const words of ['この版は、あとで訂正しました', 'レベルA準拠']) assert.ok(phrased(first.text).includes(words), words);
  assert.match(first.text, /name="robots" content="noindex"/);
  assert.match(await read(`/en/accessibility/results/${published.number}`), /What was corrected/);
  const list = await read('/accessibility');
  assert.equal(list.match(new RegExp(`/accessibility/results/${published.number}"`, 'g'))?.length, 1, 'listed once, as it stands');
  for (const key of [published.number, `${published.number}-1`, `${published.number}-2`]) {
    assert.equal(Buffer.from((await town.server.visitor().get(`/accessibility/results/${key}/report.pdf`)).bytes.subarray(0, 5)).toString(), '%PDF-', key);
    assert.equal((await town.server.visitor().get(`/accessibility/results/${key}/checklist.csv`)).status, 200, key);
  }
  assert.match((await town.server.visitor().get(`/accessibility/results/${published.number}/checklist.csv`)).text, /1\.1\.1,[^\n]*不適合/);
  assert.match((await town.server.visitor().get(`/accessibility/results/${published.number}-1/checklist.csv`)).text, /1\.1\.1,[^\n]*,適合/);
  refusedAs(await keeper.api('site-quality.correctTest', { publication: published.publication, reason: '前の版' }), 'NotPublic');
  published = { ...published, publication };
});

test('a correction that is dropped leaves no gap; the next is of the edition that stands', async () => {
  const keeper = town.as('keeper');
  const path = `/staff/site-quality/tests/${published.number}`;
  const begun = await keeper.post(path, { _action: 'correct', publication: published.publication, reason: 'やめる訂正' });
  assert.equal(begun.location, `${path}-3`);
  const draft = valueOf(await keeper.query('site-quality.testRecord', { number: `${published.number}-3` }));
  valueOf(await keeper.api('site-quality.drop', { publication: String((draft['test'] as Record<string, unknown>)['id']) }));
  assert.equal((await keeper.get(`${path}-3`)).status, 404);
  assert.equal((await keeper.get(path)).status, 200);
  const again = valueOf(await keeper.api('site-quality.correctTest', { publication: published.publication, reason: '指摘を受けて見直した。' }));
  assert.equal(again['edition'], 3);
  valueOf(await keeper.api('site-quality.saveResults', { publication: again['publication'], ordinal: 2, rows: [{ criterion: '1.1.1', answer: 'pass', note: '言葉は本文にあった' }] }));
  await approve(String(again['publication']));
  const now = await read(`/accessibility/results/${published.number}`);
  for (const words of ['訂正第3版', '訂正する前の第1版', '訂正する前の第2版', '言葉は本文にあった', 'レベルA準拠']) assert.ok(now.includes(words), words);
  assert.match(await read(`/accessibility/results/${published.number}-2`), /見落としていました/);
});
