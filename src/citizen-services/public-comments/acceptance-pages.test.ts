/** The office's whole way by its pages alone: forms as a browser sends them, from the first word to the result. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FormFields, Client, Reply } from '../../testing-server.ts';
import { facts, openTown, opinion, type Town, valueOf } from './acceptance.fixture.ts';

let town: Town;
before(async () => {
  town = await openTown('2026-03-25T10:00:00+09:00');
});
after(() => town.close());

const at = (moment: string) => town.house.clock.set(`${moment}+09:00`);
const hidden = (page: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';

async function sent(client: Client, path: string, form: FormFields): Promise<Reply> {
  const reply = await client.post(path, form);
  assert.equal(reply.status, 303, `${path} ${String(form['_action'])}: ${reply.status} ${/<ul class="notice-text">.*?<\/ul>|notice-text">[^<]*/s.exec(reply.text)?.[0] ?? reply.text.slice(0, 300)}`);
  return reply;
}
async function page(client: Client, path: string): Promise<string> {
  const reply = await client.get(path);
  assert.equal(reply.status, 200, path);
  return reply.text.replaceAll('<wbr/>', '');
}

test('made, written, approved, received, sorted, answered and published, by forms alone', async () => {
  let { writer, head } = await town.clients();
  const office = '/staff/public-comments';
  const made = await sent(writer, `${office}/new`, { _action: 'create', title: '空家等対策計画（案）', department: town.office });
  const number = /public-comments\/(\d+-\d+)\/edit/.exec(made.location)?.[1] ?? assert.fail(made.location);
  const [edit, own] = [`${office}/${number}/edit`, `${office}/${number}`];
  const form = await page(writer, edit);
  const about = { consultation: hidden(form, 'consultation'), version: hidden(form, 'version') };
  const { channels, ...texts } = facts({ title: '空家等対策計画（案）' });
  const short = await writer.post(edit, { _action: 'save', ...about, ...texts, closesOn: '2026-04-20', channels: ['web', 'post'] });
  assert.equal(short.status, 422);
  assert.match(short.text, /20日で、30日に足りません/);
  assert.match(short.text, /計画の期間が終わるため/, 'what was typed is kept');
  await sent(writer, edit, { _action: 'save', ...about, ...texts, channels: channels.filter((one) => one !== 'mail') });
  await sent(writer, edit, { _action: 'section', consultation: about.consultation, was: '', ref: '1', heading: '空家の見回り', body: '月に1度、見回ります。', ordinal: '10' });
  await sent(writer, edit, { _action: 'section', consultation: about.consultation, was: '', ref: '2', heading: 'まちがい', body: '消す部分', ordinal: '20' });
  await sent(writer, edit, { _action: 'remove', consultation: about.consultation, ref: '2' });
  await sent(writer, edit, { _action: 'section', consultation: about.consultation, was: '1', ref: '1', heading: '空家の見回りと相談', body: '月に1度、見回ります。', ordinal: '10' });
  await sent(writer, edit, { _action: 'documents', consultation: about.consultation, 'documents.0.label': '計画案（PDF）', 'documents.0.url': 'https://example.jp/akiya.pdf', 'documents.1.label': '', 'documents.1.url': '' });
  await sent(writer, own, { _action: 'ask', consultation: about.consultation, what: 'publish' });
  assert.doesNotMatch(await page(writer, own), /value="approve"/, 'whoever wrote it has no button');
  assert.match(await page(head, `${office}?waiting=on`), /空家等対策計画（案）/);
  assert.match(await page(head, `${own}/preview`), /空家の見回りと相談/);
  const asked = await page(head, own);
  const silent = await head.post(own, { _action: 'decide', consultation: about.consultation, version: hidden(asked, 'version'), what: 'publish', note: '', decision: 'return' });
  assert.equal(silent.status, 422);
  await sent(head, own, { _action: 'decide', consultation: about.consultation, version: hidden(asked, 'version'), what: 'publish', note: '', decision: 'approve' });

  at('2026-04-10T09:00:00');
  ({ writer, head } = await town.clients());
  for (const [index, body] of ['見回りを月に2度にしてください。', '相談の窓口を土曜も開けてください。'].entries()) valueOf(await town.server.visitor().api('public-comments.submit', opinion(number, body, { name: `市民 ${index}郎`, address: `本町${index}` })));
  assert.match((await sent(writer, `${own}/enter`, { _action: 'enter', consultation: about.consultation, channel: 'post', receivedOn: '2026-04-09', section: '1', body: '手紙の意見', name: '', address: '', lang: 'ja' })).location, /enter$/);
  assert.match(await page(writer, `${own}/submissions`), /手紙の意見/);
  at('2026-05-01T09:00:00');
  ({ writer, head } = await town.clients());
  await sent(writer, own, { _action: 'consider', consultation: about.consultation });
  const result = `${own}/result`;
  await sent(writer, result, { _action: 'opinion', consultation: about.consultation, opinion: '', section: '1', summary: '見回りと窓口を増やしてほしい。', view: 'noted', reply: '人の手当てを見ながら考えます。', change: '' });
  const sorting = await page(writer, `${own}/submissions?filter=left`);
  const submissions = [...new Set([...sorting.matchAll(/name="submission" value="([^"]+)"/g)].map((found) => found[1] ?? ''))];
  assert.equal(submissions.length, 3);
  const chosen = /name="opinions" value="([^"]+)"/.exec(sorting)?.[1] ?? assert.fail('no opinion to choose');
  for (const submission of submissions) await sent(writer, `${own}/submissions`, { _action: 'place', submission, opinions: chosen, notOpinion: '' });
  const person = await page(writer, `${office}/received/${submissions[1] ?? ''}`);
  assert.match(person, /市民 0郎/);
  await sent(writer, `${office}/received/${submissions[2] ?? ''}`, { _action: 'person', submission: submissions[2] ?? '', as: `${number}-0001` });
  await sent(writer, `${office}/received/${submissions[0] ?? ''}`, { _action: 'restrict', submission: submissions[0] ?? '', reason: '' });
  const opinions = await page(writer, result);
  assert.match(opinions, /3件のうち3件/);
  await sent(writer, result, { _action: 'opinion', consultation: about.consultation, opinion: chosen, version: '1', section: '1', summary: '見回りと相談の窓口を増やしてほしい。', view: 'noted', reply: '人の手当てを見ながら考えます。', change: '' });
  await sent(writer, result, { _action: 'result', consultation: about.consultation, version: hidden(/_action" value="result".*/s.exec(opinions)?.[0] ?? '', 'version'), outcome: 'as_drafted', decidedOn: '2026-05-20', text: 'ありがとうございました。', textEn: '' });
  await sent(writer, own, { _action: 'ask', consultation: about.consultation, what: 'result' });
  await sent(head, own, { _action: 'decide', consultation: about.consultation, version: hidden(await page(head, own), 'version'), what: 'result', note: '', decision: 'approve' });
  assert.match(await page(town.server.visitor(), `/public-comments/${number}/result`), /2人.*3件/s);
  await sent(writer, own, { _action: 'archive', consultation: about.consultation });
  for (const path of ['', '/edit', '/submissions', '/submissions?filter=late', '/result', '/preview']) await page(writer, `${own}${path}`);
  for (const path of [`${office}.csv`, `${own}/submissions.csv`]) {
    const csv = await writer.get(path);
    assert.equal(csv.status, 200, path);
    assert.ok(csv.text.startsWith('\ufeff'), path);
  }
});

