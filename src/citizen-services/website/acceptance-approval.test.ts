/** Pages under 決裁規程: reviewed by two of three, returned, decided, published with the decision; and the emergency that is reviewed afterwards. Over HTTP. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { approvalKinds } from '../../kernel/approval/kinds.ts';
import { publishSet } from '../../kernel/approval/publish.fixture.ts';
import { assignPost, createDepartment, createPost } from '../../kernel/identity/organization.ts';
import { staffActor } from '../../kernel/testing.ts';
import { draftOf, type Made, openSite, phrased, refusedAs, type Client, type Reply, type Site, valueOf } from './acceptance.fixture.ts';

let site: Site;
const seats = new Map<string, { readonly id: string; client: Client }>();
const sit = (code: string) => seats.get(code)?.client ?? assert.fail(code);

before(async () => {
  site = await openSite('2026-05-11T10:00:00+09:00');
  const admin = staffActor(site.house.id(), ['operations.organization']);
  const elsewhere = (await site.house.must(admin, createDepartment, { code: 'PUBL', name: '秘書広報課', kana: 'ヒショコウホウカ', parent: '', from: '2020-04-01' })).department;
  const seat = async (code: string, rank: number, permissions: readonly string[], department = site.office) => {
    const id = await site.server.newStaff(permissions, `${code} 太郎`);
    const { post } = await site.house.must(admin, createPost, { department, code, title: code, rank, parent: '' });
    await site.house.must(admin, assignPost, { post, staff: id, manner: 'regular', from: '2026-04-01', to: '' });
    seats.set(code, { id, client: await site.server.asStaff(id) });
  };
  await seat('LIFE-HEAD', 20, ['website.approve', 'website.write']);
  for (const code of ['REVIEW-1', 'REVIEW-2', 'REVIEW-3']) await seat(code, 60, ['website.approve'], elsewhere);
  await seat('LIFE-CLERK', 60, ['website.write']);
  await seat('NIGHT-DUTY', 60, ['website.emergency']);
  for (const code of ['PUBLICITY-HEAD', 'DISASTER-HEAD']) await seat(code, 30, ['website.approve'], elsewhere);
  await publishSet(site.house, {
    authorities: [{ code: 'section-head', title: '課長', rank: 20, head: true }],
    rules: approvalKinds().map((kind, index) => ({ no: String(index + 1), article: '別表1', kind: kind.code, when: [], demands: { decider: 'section-head', deputyOk: false, ...(kind.code === 'website.page' ? { review: [{ label: '内容の確認', posts: ['REVIEW-1', 'REVIEW-2', 'REVIEW-3'], mode: 'quorum' as const, quorum: 2 }] } : {}) } })),
  });
});
after(() => site.close());

async function written(slug: string, title: string): Promise<Made> {
  const made = valueOf(await sit('LIFE-CLERK').api('website.createPage', { section: site.section, department: site.office, kind: 'guide', title: '', slug }));
  const saved = valueOf(await sit('LIFE-CLERK').api('website.saveDraft', { edition: made['edition'], version: 1, ...draftOf({ title }) }));
  return { page: String(made['page']), edition: String(made['edition']), path: String(made['path']), pageNo: String(made['pageNo']), version: Number(saved['version']) };
}
async function press(who: string, caseId: unknown, doing: string, comment = '', more: Record<string, unknown> = {}): Promise<Reply> {
  const seen = valueOf(await sit(who).query('approval.case', { case: String(caseId) }));
  return sit(who).api(`approval.${doing}`, { case: caseId, hash: seen['hash'], seq: seen['seq'], comment, ...more });
}
/** The clerk's own superiors come first; whoever is asked approves until the reviewers are. */
async function send(it: Made): Promise<unknown> {
  const sent = valueOf(await sit('LIFE-CLERK').api('website.submitEdition', { edition: it.edition, version: it.version }));
  assert.ok(sent['caseId'] !== null);
  return sent['caseId'];
}
const status = async (path: string) => (await site.server.visitor().get(path)).status;

test('CMS 3: two of three reviewers are enough; the third comes too late, and the head’s decision publishes', async () => {
  const it = await written('teisu', '三人のうち二人が確かめる');
  const id = await send(it);
  refusedAs(await site.as('head').api('website.decideEdition', { edition: it.edition, version: it.version + 1, decision: 'approve' }), 'InApproval');
  assert.match(phrased((await sit('LIFE-HEAD').get(`/staff/website/editions/${it.edition}`)).text), /電子決裁で進んでいます/);
  valueOf(await press('REVIEW-1', id, 'approve'));
  valueOf(await press('REVIEW-2', id, 'approve'));
  const late = await press('REVIEW-3', id, 'approve');
  assert.equal(late.status, 409, late.text.slice(0, 300));
  assert.equal(await status(it.path), 404, 'reviewed is not decided');
  valueOf(await press('LIFE-HEAD', id, 'decide'));
  assert.equal(await status(it.path), 200);
});

test('CMS 4: returned with a word to whoever wrote it, never without; sent again it is the same case', async () => {
  const it = await written('modosu', '差し戻されるページ');
  const id = await send(it);
  const silent = await press('REVIEW-1', id, 'return');
  assert.equal(silent.status, 422, silent.text.slice(0, 200));
  valueOf(await press('REVIEW-1', id, 'return', '受付の時間を入れてください'));
  assert.match(phrased((await sit('LIFE-CLERK').get('/staff/website')).text), /受付の時間を入れてください/);
  const saved = valueOf(await sit('LIFE-CLERK').api('website.saveDraft', { edition: it.edition, version: it.version + 2, ...draftOf({ title: '差し戻されるページ', lead: '受付は午前9時から午後5時までです。' }) }));
  const again = valueOf(await sit('LIFE-CLERK').api('website.submitEdition', { edition: it.edition, version: saved['version'] }));
  assert.equal(again['caseId'], id);
});

test('CMS 2 under 決裁規程: the head who wrote a line of it does not decide it', async () => {
  const it = await written('jibun', '課長も書いたページ');
  const saved = valueOf(await sit('LIFE-HEAD').api('website.saveDraft', { edition: it.edition, version: it.version, ...draftOf({ title: '課長も書いたページ', lead: '課長が書いた概要です。' }) }));
  const id = await send({ ...it, version: Number(saved['version']) });
  for (const who of ['REVIEW-1', 'REVIEW-2']) valueOf(await press(who, id, 'approve'));
  refusedAs(await press('LIFE-HEAD', id, 'decide'), 'EffectRefused');
  assert.equal(await status(it.path), 404);
});

test('CMS 9: in the night one person publishes at once; two are asked to look at it within a day, and what does not stand is taken back', async () => {
  const at = async (slug: string, headline: string) => {
    const made = valueOf(await sit('NIGHT-DUTY').api('website.createPage', { section: site.section, department: site.office, kind: 'emergency', title: headline, slug }));
    const saved = valueOf(await sit('NIGHT-DUTY').api('website.saveDraft', { edition: made['edition'], version: 1, ...draftOf({ title: headline, kind: 'emergency' }) }));
    const sent = valueOf(await sit('NIGHT-DUTY').api('website.publishNow', { edition: made['edition'], version: saved['version'], reason: '夜間の断水' }));
    return { path: String(made['path']), caseId: sent['caseId'] };
  };
  const first = await at('dansui', '断水のお知らせ（岩代地域）');
  assert.equal(await status(first.path), 200);
  const [views] = await site.house.city.staffDb.use(async (connection) => (await connection.run<{ posts: readonly string[] }>(`select array_agg(p.code order by p.code) as posts from kernel.approval_post_views v join kernel.posts p on p.id = v.post_id where v.case_id = $1 and v.kind = 'emergency'`, [first.caseId])).rows);
  assert.deepEqual(views?.posts, ['DISASTER-HEAD', 'PUBLICITY-HEAD']);
  for (const who of ['REVIEW-1', 'REVIEW-2']) valueOf(await press(who, first.caseId, 'approve'));
  valueOf(await press('LIFE-HEAD', first.caseId, 'decide'));
  assert.equal(await status(first.path), 200, 'it stands');
  const second = await at('gohou', '誤って出したお知らせ');
  for (const who of ['REVIEW-1', 'REVIEW-2']) valueOf(await press(who, second.caseId, 'approve'));
  valueOf(await press('LIFE-HEAD', second.caseId, 'reject', '誤報のため'));
  assert.equal(await status(second.path), 410, 'taken back');
});
