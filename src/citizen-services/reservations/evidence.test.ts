/** 確認書類: sent with the form as a browser sends it, seen by the office that decides and by nobody else. Over HTTP. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AcceptanceHall, book, type Client, done, openAcceptanceHall, refused, type Reply } from './acceptance-fixture.ts';

let hall: AcceptanceHall;
before(async () => {
  hall = await openAcceptanceHall('2026-11-23T10:00:00+09:00');
});
after(() => hall.close());

const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.from('a picture of a driving licence')]);
const PDF = Buffer.from('%PDF-1.7\n名簿\n%%EOF');

async function sendForm(client: Client, path: string, fields: Readonly<Record<string, string>>, files: Readonly<Record<string, { readonly name: string; readonly bytes: Uint8Array }>>): Promise<Reply> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ _request: hall.city.id(), ...fields })) form.append(name, value);
  for (const [name, file] of Object.entries(files)) form.append(name, new Blob([new Uint8Array(file.bytes)]), file.name);
  const sent = new Response(form);
  return client.raw('POST', path, new Uint8Array(await sent.arrayBuffer()), { headers: { 'content-type': sent.headers.get('content-type') ?? '' } });
}

const person = { _action: 'register', kind: 'individual', name: '安達 花子', kana: 'アダチ ハナコ', phone: '0243-55-1234', birthDate: '1990-05-01', residency: 'resident' };
const papers = () => hall.rows<{ id: string; kind: string; name: string; media_type: string; bytes: number; patron_id: string | null }>('select id, kind, name, media_type, bytes, patron_id from reservations.evidence order by sent_at, name');
const looks = async (id: string) => (await hall.rows<{ actor_id: string }>(`select actor_id from kernel.looks where query = 'reservations.evidenceFile' and $1 = any(subjects)`, [id])).length;

test('申込みの用紙に付けた書類が残り、名前は道筋と制御文字を落とし、監査には中身が残らない', async () => {
  const citizen = await hall.server.asCitizen(await hall.server.newCitizen());
  const page = await citizen.get('/register?kind=individual');
  assert.match(page.text, /enctype="multipart\/form-data"/);
  assert.match(page.text, /10MBまで/);
  const sent = await sendForm(citizen, '/register?kind=individual', person, { 'evidenceFiles.0': { name: 'C:\\photos\\licence.png', bytes: PNG }, 'evidenceFiles.1': { name: '', bytes: new Uint8Array() } });
  assert.equal(sent.status, 303, sent.text.slice(0, 500));
  assert.deepEqual((await papers()).map((row) => [row.kind, row.name, row.media_type, row.bytes]), [['identity', 'licence.png', 'image/png', PNG.byteLength]]);
  const [entry] = await hall.rows<{ detail: string }>(`select detail::text as detail from kernel.audit_entries where command = 'reservations.registerPatron' and outcome = 'done'`);
  assert.ok(entry && !entry.detail.includes('licence') && entry.detail.includes('安達'));
  assert.match((await citizen.get('/my/registrations')).text, /licence\.png/);
});

test('種類の違うファイルと大きすぎるファイルは、その欄に理由を示し、入力は残る', async () => {
  const citizen = await hall.server.asCitizen(await hall.server.newCitizen());
  const before = (await papers()).length;
  const wrong = await sendForm(citizen, '/register?kind=individual', person, { 'evidenceFiles.1': { name: 'virus.png', bytes: Buffer.from('MZ\u0000\u0001 not a picture') } });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /この種類のファイルは受け取れません/);
  assert.match(wrong.text, /value="安達 花子"/);
  const huge = await sendForm(citizen, '/register?kind=individual', person, { 'evidenceFiles.0': { name: 'huge.png', bytes: Buffer.concat([PNG, Buffer.alloc(10 * 1024 * 1024)]) } });
  assert.equal(huge.status, 422);
  assert.match(huge.text, /上限 10MB/);
  assert.equal((await papers()).length, before, '断られた申込みの書類は、だれのものにもならない');
  assert.equal((await hall.rows(`select from reservations.patrons where kana = 'アダチ ハナコ'`)).length, 1);
});

test('書類は、その登録を審査する職員だけが開け、だれが見たかが残る', async () => {
  const [paper] = await papers();
  assert.ok(paper?.patron_id);
  const address = `/staff/reservations/evidence/${paper.id}`;
  const opened = await hall.department.get(address);
  assert.equal(opened.status, 200);
  assert.equal(opened.headers['content-type'], 'image/png');
  assert.deepEqual(Buffer.from(opened.bytes), PNG);
  assert.equal(await looks(`patron:${paper.patron_id}`), 1);
  assert.equal((await hall.desk.get(address)).status, 404, '予約の窓口だけの人');
  const elsewhere = await hall.server.asStaff(await hall.server.newStaff(['reservations.patrons'], '別の人'));
  assert.equal((await elsewhere.get(address)).status, 200);
  const nobody = await hall.server.asStaff(await hall.server.newStaff([], '無権 職員'));
  assert.notEqual((await nobody.get(address)).status, 200);
  assert.notEqual((await (await hall.server.asCitizen(await hall.server.newCitizen())).get(address)).status, 200);
  assert.match((await hall.department.get(`/staff/reservations/patrons/${paper.patron_id}`)).text, /licence\.png/);
});

test('個人番号の写った書類は、理由を残して外せる', async () => {
  const [paper] = await papers();
  assert.ok(paper?.patron_id);
  assert.equal(refused(await hall.department.api('reservations.removeEvidence', { evidence: paper.id })).code, 'ReasonMissing');
  done(await hall.department.api('reservations.removeEvidence', { evidence: paper.id, reason: '個人番号の面が写っている' }));
  assert.deepEqual(await papers(), []);
  assert.equal((await hall.department.get(`/staff/reservations/evidence/${paper.id}`)).status, 404);
  assert.match((await hall.department.get(`/staff/reservations/patrons/${paper.patron_id}`)).text, /個人番号の面が写っている/);
});

test('後から送る書類: 自分の登録だけに、同じ紙は一度だけ、窓口では職員が加える', async () => {
  const [team, other] = [await hall.team(), await hall.team()];
  const add = (client: Client, patron: string) => sendForm(client, '/my/registrations', { _action: 'papers', patron }, { 'evidenceFiles.0': { name: 'roster.pdf', bytes: PDF } });
  assert.equal((await add(team.client, team.id)).status, 303);
  assert.equal((await add(team.client, team.id)).status, 303);
  assert.equal((await add(other.client, team.id)).status, 404);
  assert.equal((await papers()).filter((row) => row.patron_id === team.id).length, 1);
  const none = await sendForm(team.client, '/my/registrations', { _action: 'papers', patron: team.id }, {});
  assert.equal(none.status, 422);
  assert.match(none.text, /ファイルを選んでから/);
  const desk = await sendForm(hall.department, `/staff/reservations/patrons/${team.id}`, { _action: 'papers', kind: 'other' }, { 'evidenceFiles.0': { name: '会則.pdf', bytes: Buffer.from('%PDF-1.7\n会則') } });
  assert.equal(desk.status, 303);
  assert.deepEqual((await papers()).filter((row) => row.patron_id === team.id).map((row) => [row.kind, row.name]), [['residency', 'roster.pdf'], ['other', '会則.pdf']]);
});

test('減免の証明は予約に付き、承認する人が開ける。減免のない予約には要らない', async () => {
  const unit = await hall.facility('EVID', (rules) => ({ ...rules, fee: rules.fee && { ...rules.fee, versions: rules.fee.versions.map((version) => ({ ...version, reductions: (version.reductions ?? []).map((one) => ({ ...one, approval: true })) })) } }));
  const [team, other] = [await hall.team(), await hall.team()];
  const booked = done(await book(team, unit('GYM-ALL'), '2026-12-05', ['AM'], { reduction: 'city_support' }));
  assert.equal(booked['state'], 'approval_pending');
  const address = `/my/reservations/${String(booked['reservation'])}`;
  assert.match((await team.client.get(address)).text, /減免を受けるには、証明書類が要ります/);
  const send = (client: Client, path: string) => sendForm(client, path, { _action: 'papers' }, { 'evidenceFiles.0': { name: '後援決定.pdf', bytes: PDF } });
  assert.equal((await send(team.client, address)).status, 303);
  assert.equal((await send(other.client, address)).status, 404);
  const [paper] = await hall.rows<{ id: string }>('select id from reservations.evidence where reservation_id = $1', [booked['reservation']]);
  assert.ok(paper);
  assert.match((await hall.department.get('/staff/reservations/approvals')).text, new RegExp(paper.id));
  assert.equal((await hall.department.get(`/staff/reservations/evidence/${paper.id}`)).status, 200);
  const plain = done(await book(team, unit('GYM-ALL'), '2026-12-06', ['AM']));
  const content = PDF.toString('base64');
  assert.equal(refused(await team.client.api('reservations.addReductionEvidence', { reservation: plain['reservation'], evidenceFiles: [{ kind: 'reduction', name: 'x.pdf', content }] })).code, 'NoReduction');
});
