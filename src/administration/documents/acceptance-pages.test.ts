/** The pages of records through HTTP, as a browser without scripts posts them. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rows } from '../../kernel/probe.fixture.ts';
import { decidedDraft, entry, type Hall, letter, openHall, openPlan, rowsOf, textFile, valueOf, versionOf } from './acceptance.fixture.ts';

const root = '/staff/documents';
let hall: Hall;
before(async () => {
  hall = await openHall();
  await openPlan(hall, 'AFFAIRS', 2026, [entry(1), entry(2, { retention: '1', title: '佐藤一様の開示請求' })]);
});
after(() => hall.close());

const affairs = () => hall.office('AFFAIRS');
const entryId = async () => String(rowsOf(await (await hall.as('clerk')).query('documents.classes', { department: affairs() }))[0]?.['id']);

test('収受の画面: 件名に氏名があると断り、打ったものはすべて残る。わけを書けば番号が付き、文書の画面に着く', async () => {
  const clerk = await hall.as('clerk');
  const fields = { department: affairs(), title: '安達太郎様からの申出', senderName: '金色町内会', theirNumber: '町第7号', receivedOn: '2026-05-12', channel: 'counter', summary: '側溝の詰まり', confidentiality: 'general', disclosure: 'open' };
  const refused = await clerk.post(`${root}/receive`, { _action: 'receive', ...fields });
  assert.equal(refused.status, 422);
  for (const kept of ['安達太郎様からの申出', '金色町内会', '町第7号', '側溝の詰まり']) assert.ok(refused.text.includes(kept), kept);
  assert.match(refused.text, /件名に個人の氏名が入っているようです/);
  const reply = await clerk.post(`${root}/receive`, { _action: 'receive', ...fields, titleReason: '本人の申出による' });
  assert.equal(reply.status, 303, reply.text.slice(0, 300));
  const shown = await clerk.get(reply.location ?? '');
  assert.match(shown.text, /8二総第\d+号/);
  assert.match(shown.text, /側溝の詰まり/);
});

test('起案・決裁・公印・施行・完結・編てつが、画面だけで一巡する', async () => {
  const [clerk, head, keeper, records] = [await hall.as('clerk'), await hall.as('head'), await hall.as('keeper'), await hall.as('records')];
  assert.match((await clerk.get(`${root}/draft?form=letter`)).text, /（施行文）/);
  const made = await clerk.post(`${root}/draft`, { _action: 'save', department: affairs(), title: '道路の通行止めについて', body: '次のとおり通知してよいか伺います。', entry: await entryId(), authority: 'section_head', confidentiality: 'general', disclosure: 'open' });
  assert.equal(made.status, 303, made.text.slice(0, 300));
  const address = (made.location ?? '').split('?')[0] ?? '';
  const id = address.split('/').at(-1) ?? '';
  const act = async (client: typeof clerk, path: string, fields: Record<string, string>) => {
    const reply = await client.post(path, fields);
    assert.equal(reply.status, 303, `${fields['_action'] ?? ''} ${reply.status} ${reply.text.replaceAll(/<[^>]+>/g, ' ').slice(0, 600)}`);
  };
  await act(clerk, address, { _action: 'send', version: String(await versionOf(clerk, id)), urgency: 'ordinary' });
  // 課長 reads the text where everybody on the way may, then decides in the approval's own page.
  assert.match((await head.get(`${root}/deciding`)).text, /道路の通行止めについて/);
  assert.match((await head.get(`${root}/deciding/${id}`)).text, /次のとおり通知してよいか/);
  assert.equal((await (await hall.as('welfare')).get(`${root}/deciding/${id}`)).status, 404, 'not on the way');
  const [row] = await rows<{ id: string }>(hall.house, `select id from kernel.approval_cases where subject = $1`, [id]);
  const seen = valueOf(await head.query('approval.case', { case: row?.id ?? '' }));
  valueOf(await head.api('approval.decide', { case: row?.id, hash: seen['hash'], seq: seen['seq'] }));
  await act(records, `${root}/seals`, { _action: 'seal', name: '市長印（試験）', department: affairs() });
  const [seal] = await rows<{ id: string }>(hall.house, `select id from documents.seals where name = '市長印（試験）'`);
  await act(keeper, `${root}/seals`, { _action: 'press', document: id, seal: seal?.id ?? '', sheets: '2' });
  const differs = await clerk.post(`${address}/dispatch`, { _action: 'dispatch', recipient: '金色町内会', manner: 'post', sentOn: '2026-05-12', fairCopy: '次のとおり通知してよいか伺い升。' });
  assert.equal(differs.status, 409);
  assert.match(differs.text, /決裁された文面と違います.*1行目の/s);
  assert.match(differs.text, /金色町内会/, 'what was typed is kept');
  await act(clerk, `${address}/dispatch`, { _action: 'dispatch', recipient: '金色町内会', manner: 'post', sentOn: '2026-05-12', fairCopy: '' });
  await act(clerk, address, { _action: 'close', version: String(await versionOf(clerk, id)), closedOn: '2026-05-12' });
  const [folder] = rowsOf(await clerk.query('documents.openFolders', { department: affairs(), fiscalYear: '2026' }));
  await act(clerk, address, { _action: 'file', version: String(await versionOf(clerk, id)), folder: String(folder?.['id']) });
  const shown = (await clerk.get(address)).text;
  for (const words of ['編てつ済み', '市長印（試験）', '金色町内会', '往復文書1']) assert.ok(shown.includes(words), words);
});

test('墨塗りの画面: 文ごとと、ことばで消せる。号を選び忘れると断り、打ったものが残る', async () => {
  const [clerk, discloser] = [await hall.as('clerk'), await hall.as('discloser')];
  const { id } = await letter(clerk, affairs(), { title: '苦情の経過', files: [textFile('経過.txt', '申出者は安達太郎。電話は0243-00-0000。\n職員が現地を確かめた。')] });
  const request = String(valueOf(await discloser.api('documents.openRequest', { receivedOn: '2026-05-12', channel: 'counter', name: '菊池 花子', address: '二本松市金色1', wanted: '苦情の経過', manner: 'copy' }))['request']);
  const page = `${root}/requests/${request}`;
  assert.match((await discloser.get(`${page}?q=${encodeURIComponent('苦情の経過')}`)).text, /対象にする/);
  assert.equal((await discloser.post(page, { _action: 'take', document: id })).status, 303);
  const redact = `${page}/redact/${id}`;
  const shown = (await discloser.get(redact)).text;
  const attachment = /name="attachment" value="([0-9a-f-]{36})"/.exec(shown)?.[1] ?? '';
  assert.match(shown, /職員が現地を確かめた。/);
  const bare = await discloser.post(redact, { _action: 'make', attachment, 'words.0': '安達太郎' });
  assert.equal(bare.status, 422);
  assert.match(bare.text, /消す号を選んでください/);
  assert.match(bare.text, /value="安達太郎"/);
  const made = await discloser.post(redact, { _action: 'make', attachment, 'words.0': '安達太郎', 'ground.0': '1', 'piece.1': '1' });
  assert.equal(made.status, 303, made.text.replaceAll(/<[^>]+>/g, ' ').slice(0, 400));
  const [copy] = await rows<{ id: string }>(hall.house, `select id from documents.redactions where request_id = $1`, [request]);
  const text = (await discloser.get(`${root}/copies/${copy?.id ?? ''}/copy.txt`)).text;
  assert.match(text, /申出者は■■■■〔1号〕。■■■■〔1号〕/);
  assert.doesNotMatch(text, /安達|0243/);
  assert.match(text, /職員が現地を確かめた/);
  assert.equal((await clerk.get(`${root}/copies/${copy?.id ?? ''}/copy.txt`)).status, 404);
});

test('公開の目録: 日本語と英語、氏名は伏せ字、CSVも同じ', async () => {
  const visitor = hall.server.visitor();
  const [ja, en] = [await visitor.get('/documents'), await visitor.get('/en/documents')];
  assert.match(ja.text, /公文書の目録/);
  assert.match(en.text, /Register of public records/);
  assert.match(en.text, /5 years/);
  for (const { text } of [ja, en, await visitor.get('/documents/catalogue.csv')]) {
    assert.doesNotMatch(text, /佐藤一/);
    assert.match(text, /●●●●様の開示請求/);
  }
});

test('印刷: 基準表・統計・箱のラベルがPDFになる', async () => {
  const records = await hall.as('records');
  const [plan] = rowsOf(await records.query('documents.plans'));
  const { box } = valueOf(await records.api('documents.saveBox', { code: 'B-1', storehouse: '書庫1', shelf: '' }));
  for (const path of [`${root}/plans/${String(plan?.['id'])}/print.pdf`, `${root}/statistics.pdf?year=2026`, `${root}/boxes/${String(box)}/label.pdf`]) {
    const reply = await records.get(path);
    assert.equal(reply.status, 200, path);
    assert.match(reply.text.slice(0, 8), /^%PDF-/);
  }
});

test('登録簿のCSVは画面と同じ条件で、開けない秘の件名は出ない', async () => {
  const [clerk, head] = [await hall.as('clerk'), await hall.as('head')];
  await letter(head, affairs(), { title: '訴訟の方針', confidentiality: 'secret' });
  await decidedDraft(hall, { entry: await entryId(), title: '決まった起案' });
  const csv = (await clerk.get(`${root}/register.csv?kind=draft&state=decided`)).text;
  assert.match(csv, /決まった起案/);
  assert.doesNotMatch((await clerk.get(`${root}/register.csv`)).text, /訴訟の方針/);
  assert.match((await (await hall.as('records')).get(`${root}/register.csv`)).text, /（秘）/);
});
