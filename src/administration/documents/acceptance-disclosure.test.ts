/** 情報公開, through HTTP, with the numbers of the office's scenarios. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { loadFile } from '../../kernel/files/files.ts';
import { rows } from '../../kernel/probe.fixture.ts';
import { isRecord } from '../../kernel/text/json.ts';
import { closeAndFile, decidedDraft, entry, type Hall, letter, openHall, openPlan, refusedAs, rowsOf, textFile, valueOf } from './acceptance.fixture.ts';
import { pdfHolding } from './pdf.fixture.ts';

let hall: Hall;
before(async () => {
  hall = await openHall();
});
after(() => hall.close());

const goTo = (moment: string) => hall.house.clock.set(`${moment}T10:00:00+09:00`);
const ask = (receivedOn: string) => ({ receivedOn, channel: 'counter', name: '菊池 花子', address: '二本松市金色403番地1', wanted: '補助金の交付決定に関する文書', manner: 'copy' });
const openRequest = async (receivedOn: string, more: Record<string, unknown> = {}) => {
  const value = valueOf(await (await hall.as('discloser')).api('documents.openRequest', { ...ask(receivedOn), ...more }));
  return { id: String(value['request']), due: value['due'] };
};

test('5: 2032-03-31 に満了する簿冊に 2032-02-01 の請求があると廃棄が止まり、2032-02-14 の決定なら 2033-02-15 まで捨てられない', async () => {
  goTo('2026-11-23');
  const clerk = await hall.as('clerk');
  const [folder = ''] = await openPlan(hall, 'AFFAIRS', 2026, [entry(1)]);
  const { id } = await letter(clerk, hall.office('AFFAIRS'), { receivedOn: '2026-11-23' });
  await closeAndFile(clerk, id, folder, '2026-11-23');
  const folderNow = async () => valueOf(await (await hall.as('clerk')).query('documents.folder', { folder }));
  valueOf(await clerk.api('documents.closeFolder', { folder, version: (await folderNow())['version'] }));
  goTo('2032-02-01');
  const request = await openRequest('2032-02-01');
  const discloser = await hall.as('discloser');
  valueOf(await discloser.api('documents.judgeHit', { request: request.id, document: id, included: true }));
  const decision = await decidedDraft(hall, { title: '情報公開請求に対する決定', entry: String(rowsOf(await (await hall.as('clerk')).query('documents.classes', { department: hall.office('AFFAIRS') }))[0]?.['id']) });
  goTo('2032-02-14');
  const decided = valueOf(await (await hall.as('discloser')).api('documents.decideRequest', { request: request.id, decision: 'full', decisionDocument: decision.id }));
  assert.equal(decided['heldUntil'], '2033-02-14');
  const list = async (title: string) => (await hall.as('clerk')).api('documents.makeDisposal', { department: hall.office('AFFAIRS'), title, folders: [folder] });
  goTo('2033-02-14');
  refusedAs(await list('早すぎる'), 'Held', /開示請求.*2033-02-14/);
  const [hold] = rowsOf(await (await hall.as('clerk')).query('documents.folder', { folder }), 'holds');
  assert.equal((await (await hall.as('records')).api('documents.liftHold', { hold: hold?.['id'], reason: '手で解く' })).status, 404, 'a request’s hold ends by its own clock only');
  goTo('2033-02-15');
  assert.equal(valueOf(await list('満了'))['folders'], 1);
});

test('10: 2026-12-21 の受付、15日 → 2027-01-05。反対した第三者がいれば、通知から2週間をおいて開示する。補正のあいだは数えない', async () => {
  goTo('2033-12-21');
  const december = await openRequest('2026-12-21');
  assert.equal(december.due, '2027-01-05');
  const discloser = await hall.as('discloser');
  const request = await openRequest('2033-12-21');
  assert.equal(request.due, '2034-01-05');
  valueOf(await discloser.api('documents.askCorrection', { request: request.id, what: '対象の年度を書いてください' }));
  refusedAs(await discloser.api('documents.askCorrection', { request: request.id, what: '二度目' }), 'StillOpen');
  goTo('2033-12-26');
  const later = await hall.as('discloser');
  assert.equal(valueOf(await later.api('documents.answerCorrection', { request: request.id, answeredOn: '2033-12-26' }))['due'], '2034-01-10');
  refusedAs(await later.api('documents.extendRequest', { request: request.id, days: 46, reason: '量が多い' }), 'TooLong', /45日/);
  const { thirdParty } = valueOf(await later.api('documents.askThirdParty', { request: request.id, name: '二本松建設株式会社' }));
  const { id } = await letter(await hall.as('clerk'), hall.office('AFFAIRS'), { receivedOn: '2033-12-21' });
  valueOf(await later.api('documents.judgeHit', { request: request.id, document: id, included: true }));
  const decision = await decidedDraft(hall, { title: '決定', entry: String(rowsOf(await (await hall.as('clerk')).query('documents.classes', { department: hall.office('AFFAIRS') }))[0]?.['id']) });
  const decide = { request: request.id, decision: 'full', decisionDocument: decision.id };
  refusedAs(await later.api('documents.decideRequest', decide), 'OpinionMissing');
  valueOf(await later.api('documents.recordOpinion', { thirdParty, opinion: 'objects' }));
  assert.equal(valueOf(await later.api('documents.decideRequest', decide))['discloseFrom'], '2034-01-09');
  const version = async () => valueOf(await (await hall.as('discloser')).query('documents.request', { request: request.id }))['version'];
  refusedAs(await later.api('documents.disclose', { request: request.id, version: await version(), sheets: 12 }), 'TooEarly', /2週間/);
  goTo('2034-01-09');
  const after = await hall.as('discloser');
  refusedAs(await after.api('documents.disclose', { request: request.id, version: await version(), sheets: 12 }), 'FeeDue', /120円/);
  assert.equal(valueOf(await after.api('documents.disclose', { request: request.id, version: await version(), sheets: 12, paidOn: '2034-01-09' }))['feeYen'], 120);
});

/** Every stream of a PDF that can be inflated, and the bytes themselves. */
function everythingIn(pdf: Uint8Array): string {
  const bytes = Buffer.from(pdf);
  const parts = [bytes.toString('latin1'), bytes.toString('utf8')];
  for (let at = bytes.indexOf('stream\n'); at !== -1; at = bytes.indexOf('stream\n', at + 7)) {
    const end = bytes.indexOf('endstream', at);
    if (end === -1) break;
    try {
      const inside = inflateSync(bytes.subarray(at + 7, end));
      parts.push(inside.toString('latin1'), inside.toString('utf8'), Buffer.from(inside).swap16().toString('utf16le'));
    } catch {
      // Not compressed, or of an odd length: the bytes themselves are looked through above.
    }
  }
  return parts.join('\n');
}

test('9: PDFの本文・画像・XMP・注釈にある氏名は、写しのどこにも残らない。塗りつぶしたPDFは作らない', async () => {
  goTo('2034-05-12');
  const [clerk, discloser] = [await hall.as('clerk'), await hall.as('discloser')];
  const secret = 'ADACHI TARO';
  const source = pdfHolding(secret);
  assert.match(everythingIn(source), /ADACHI TARO/, 'the source itself holds it');
  const { id } = await letter(clerk, hall.office('AFFAIRS'), { receivedOn: '2034-05-12', files: [{ role: 'main', name: '苦情.pdf', content: Buffer.from(source).toString('base64') }, textFile('経過.txt', `申出者は安達太郎、電話 0243-00-0000。\n安達太郎が再度来庁。`)] });
  const request = await openRequest('2034-05-12');
  valueOf(await discloser.api('documents.judgeHit', { request: request.id, document: id, included: true }));
  const text = valueOf(await discloser.query('documents.redactable', { request: request.id, document: id }));
  const open = valueOf(await clerk.query('documents.document', { document: id }))['open'];
  assert.ok(isRecord(open) && Array.isArray(open['files']));
  const attached = open['files'].filter(isRecord);
  const pdf = attached.find((file) => file['name'] === '苦情.pdf')?.['id'];
  const plain = attached.find((file) => file['name'] === '経過.txt')?.['id'];
  assert.ok(Array.isArray(text['texts']) && text['texts'].length === 1);
  const base = { request: request.id, document: id };
  refusedAs(await discloser.api('documents.redact', { ...base, attachment: pdf, masks: [{ words: secret, ground: '1' }] }), 'NotText', /書き起こした文面/);
  refusedAs(await discloser.api('documents.redact', { ...base, attachment: plain, masks: [{ words: '伊達政宗', ground: '1' }] }), 'MasksWrong', /見つかりません/);
  valueOf(await discloser.api('documents.redact', { ...base, attachment: pdf, transcript: `Complaint of ${secret} about the road.\n${secret} called again.`, masks: [{ words: secret, ground: '1' }] }));
  valueOf(await discloser.api('documents.redact', { ...base, attachment: plain, masks: [{ words: '安達太郎', ground: '1' }, { words: '0243-00-0000', ground: '1' }] }));
  const made = await rows<{ published_sha256: string; pdf_sha256: string }>(hall.house, 'select published_sha256, pdf_sha256 from documents.redactions order by made_at');
  assert.equal(made.length, 2);
  for (const { published_sha256, pdf_sha256 } of made) {
    for (const sha256 of [published_sha256, pdf_sha256]) assert.doesNotMatch(everythingIn(await loadFile(hall.house.city, sha256)), /ADACHI|TARO|安達|太郎|0243/);
  }
  assert.match(Buffer.from(await loadFile(hall.house.city, made[1]?.published_sha256 ?? '')).toString('utf8'), /申出者は■■■■〔1号〕/);
  // What was removed is kept nowhere: neither in the request, nor in the log.
  assert.doesNotMatch(JSON.stringify(await rows(hall.house, 'select * from documents.redactions')), /安達|ADACHI/);
});

test('11b: 簿冊の名に氏名があっても、公開の目録では伏せられ、伏せた氏名ではさがせない', async () => {
  goTo('2035-05-12');
  await openPlan(hall, 'WELFARE', 2035, [entry(1, { title: '安達太郎様の件', retention: '1' }), entry(2, { title: 'ﾊﾞｽ路線', retention: '1' })]);
  const visitor = hall.server.visitor();
  const found = rowsOf(await visitor.query('documents.publicRegister', { year: '2035' }), 'rows');
  assert.deepEqual(found.map((row) => row['title']), ['●●●●様の件', 'ﾊﾞｽ路線']);
  assert.equal(valueOf(await visitor.query('documents.publicRegister', { q: '安達太郎' }))['total'], 0);
  assert.equal(valueOf(await visitor.query('documents.publicRegister', { q: 'バス' }))['total'], 1);
});
