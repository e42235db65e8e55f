/** Scans that a program of the machine reads: found by what it read, in a process of its own; without a program nothing is read. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { recognizer } from '../../kernel/files/recognition.ts';
import { type Hall, letter, openHall, valueOf } from './acceptance.fixture.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082', 'hex');
const picture = (words: string) => Buffer.concat([PNG, Buffer.from(words, 'utf8')]).toString('base64');
const LINE = `${process.execPath} ${fileURLToPath(new URL('./reading.fixture.mjs', import.meta.url))} {file}`;

let hall: Hall;
before(async () => {
  hall = await openHall();
});
after(async () => {
  delete process.env['YAKUBA_TEXT_RECOGNITION'];
  await hall.close();
});

const settle = async () => {
  hall.house.clock.advance({ minutes: 3 });
  await hall.house.background.settle();
};

test('スキャンは、読み取る道具があるときだけ読み取られ、読み取った文字でさがせる', async () => {
  const clerk = await hall.as('clerk');
  const scan = (name: string, words: string) => ({ role: 'scan', name, content: picture(words) });
  const made = await letter(clerk, hall.office('AFFAIRS'), { title: '収受した申請', files: [scan('申請.png', 'TEXT:麒麟坂の占用を\fします\ue000 番号 1234 5678 9018'), scan('染み.png', '何も書かれていない')] });
  const found = async (q: string) => valueOf(await clerk.query('documents.register', { q }))['total'];
  await settle();
  assert.equal(await found('麒麟'), 0, '道具がなければ、読み取らない');
  process.env['YAKUBA_TEXT_RECOGNITION'] = '/nowhere/reader {file}';
  await settle();
  process.env['YAKUBA_TEXT_RECOGNITION'] = LINE;
  await settle();
  assert.equal(await found('麒麟'), 1, '改ページや外字が混じっても、道具が一度なくても、読み取られる');
  assert.equal(await found('9018'), 0, '個人番号は、索引に入らない');
  const page = (await clerk.get(`/staff/documents/register/${made.id}`)).text;
  assert.match(page, /機械が読み取った文字でも、さがせます/);
  assert.match(page, /文字は読み取れませんでした/, '読み取れないことも、終わりである');
  assert.doesNotMatch(page, /麒麟坂/, '読み取った文字は、文書の文字として出ない');
  const readings = () => hall.house.city.staffDb.use(async (connection) => (await connection.run<{ state: string; read_at: Temporal.Instant }>('select state, read_at from documents.readings order by state')).rows);
  const before = await readings();
  await settle();
  assert.deepEqual((await readings()).map(String), before.map(String), '一度読んだものは、もう読まない');
  assert.deepEqual(before.map((row) => row.state), ['failed', 'read']);
});

test('道具の行には画像の場所が要り、シェルには渡らない', async () => {
  assert.equal(recognizer(''), null);
  assert.throws(() => recognizer('tesseract stdin stdout'), /\{file\}/);
  await assert.rejects(recognizer('/nowhere/reader {file}')?.read(PNG, 'image/png') ?? Promise.resolve());
});
