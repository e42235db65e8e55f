/** Letters through a real SMTP server on a socket of this machine. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createRequire } from 'node:module';
import type { AddressInfo, Server } from 'node:net';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { anyone } from '../actor.ts';
import { startBackground, type Background } from '../background.ts';
import { textField } from '../fields.ts';
import { done } from '../outcome.ts';
import { command, label, probeCity, quietly, rows } from '../probe.fixture.ts';
import type { TestCity } from '../testing.ts';
import { deliverEvents } from '../outbox.ts';
import { keepEverything, sendWaiting, smtpMailer } from './mail.ts';

/** The little of smtp-server that is used; it brings no types. */
interface SmtpModule {
  readonly SMTPServer: new (options: Record<string, unknown>) => { readonly server: Server; listen(port: number, host: string, then: () => void): void; close(then: () => void): void };
}
const { SMTPServer }: SmtpModule = createRequire(import.meta.url)('smtp-server');

const visitor: Actor = { kind: 'visitor', device: 'test' };
const write = command({
  name: 'probe.write', title: label, input: z.object({ to: textField(label), body: textField(label, { lines: true }) }), allow: [anyone('試験のため')],
  async run(ctx, input) {
    ctx.notify({ to: { email: input.to }, kind: 'probe.letter', title: { ja: '休館のお知らせ 𠮷', en: 'Closed' }, body: { ja: input.body, en: input.body }, href: '/my' });
    return done(null);
  },
});

let house: TestCity;
let smtp: InstanceType<SmtpModule['SMTPServer']>;
let background: Background;
const inbox: { to: string; raw: string }[] = [];
let answers: Error[] = [];

before(async () => {
  smtp = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], logger: false,
    onRcptTo(_: unknown, __: unknown, reply: (error?: Error) => void) {
      reply(answers.shift());
    },
    onData(stream: NodeJS.ReadableStream, session: { envelope: { rcptTo: { address: string }[] } }, reply: () => void) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        inbox.push({ to: session.envelope.rcptTo[0]?.address ?? '', raw: Buffer.concat(chunks).toString('utf8') });
        reply();
      });
    },
  });
  await new Promise<void>((open) => smtp.listen(0, '127.0.0.1', open));
  const { port } = smtp.server.address() as AddressInfo;
  house = await probeCity({ commands: { write } });
  background = startBackground([house.city], [], { mailer: smtpMailer(`smtp://127.0.0.1:${port}`, 'no-reply@example.jp'), loop: false });
});
after(async () => {
  await background.stop();
  await house.close();
  await new Promise<void>((closed) => smtp.close(closed));
});
beforeEach(() => {
  inbox.length = 0;
  answers = [];
  house.clock.advance({ minutes: 1 });
});

const sendings = () => rows<{ state: string; attempts: number; problem: string | null }>(house, `select s.state, s.attempts, s.problem from kernel.sendings s where address = 'hanako@example.jp' order by s.id desc`);
const refusal = (code: number) => Object.assign(new Error('not now'), { responseCode: code });

test('a notice becomes a letter with its words, its link and its sender', async () => {
  await house.must(visitor, write, { to: 'hanako@example.jp', body: '11月24日は休館です。\n髙橋・①・〜' });
  await background.settle();
  await background.settle();
  assert.equal(inbox.length, 1);
  const raw = inbox[0]?.raw ?? '';
  assert.equal(inbox[0]?.to, 'hanako@example.jp');
  assert.match(raw, /^From: no-reply@example\.jp/m);
  const encoded = /\r\n\r\n([\s\S]+)$/.exec(raw)?.[1] ?? '';
  const text = /base64/i.test(raw) ? Buffer.from(encoded, 'base64').toString('utf8') : Buffer.from(encoded.replaceAll(/=\r\n/g, '').replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1').toString('utf8');
  assert.match(text, /髙橋・①・〜/);
  assert.match(text, /http:\/\/localhost\/my/);
  assert.deepEqual(await sendings(), [{ state: 'sent', attempts: 1, problem: null }]);
});

test('a server that is busy is asked again later, and the letter arrives once', async () => {
  answers = [refusal(451), refusal(451)];
  await house.must(visitor, write, { to: 'hanako@example.jp', body: '二度目' });
  await quietly(() => background.settle());
  assert.deepEqual((await sendings())[0], { state: 'waiting', attempts: 1, problem: 'SMTP 451' });
  await quietly(() => background.settle());
  assert.equal((await sendings())[0]?.attempts, 1, 'not at once');
  for (let i = 0; i < 2; i++) {
    house.clock.advance({ minutes: 5 });
    await quietly(() => background.settle());
  }
  assert.equal(inbox.length, 1);
  assert.deepEqual((await sendings())[0], { state: 'sent', attempts: 3, problem: null });
});

test('an address that is refused for good is not tried again, and stays visible', async () => {
  answers = [refusal(550)];
  await house.must(visitor, write, { to: 'hanako@example.jp', body: '宛先不明' });
  await quietly(() => background.settle());
  house.clock.advance({ hours: 12 });
  await background.settle();
  assert.equal(inbox.length, 0);
  assert.deepEqual((await sendings())[0], { state: 'dead', attempts: 1, problem: 'SMTP 550' });
});

test('a server that never takes it ends as dead after ten tries', async () => {
  answers = Array.from({ length: 20 }, () => refusal(421));
  await house.must(visitor, write, { to: 'hanako@example.jp', body: '十回' });
  for (let i = 0; i < 14; i++) {
    await quietly(() => background.settle());
    house.clock.advance({ hours: 7 });
  }
  assert.deepEqual([(await sendings())[0]?.state, (await sendings())[0]?.attempts], ['dead', 10]);
});

test('nobody is configured: the letter is kept and nobody believes it was sent', async () => {
  await house.must(visitor, write, { to: 'hanako@example.jp', body: '預かり' });
  const keeping = startBackground([house.city], [], { mailer: keepEverything, loop: false });
  await keeping.settle();
  await keeping.stop();
  assert.equal((await sendings())[0]?.state, 'kept');
});

test('two processes send at once, slowly: every letter goes out once; what a process that died had taken is sent by another after its lease', async () => {
  const sent: string[] = [];
  const slow = { sms: null, email: async (letter: { readonly to: string }) => {
    await new Promise((done) => setTimeout(done, 2));
    sent.push(letter.to);
  } };
  for (let number = 0; number < 120; number += 1) await house.must(visitor, write, { to: `parent${number}@example.jp`, body: '臨時休校' });
  while ((await deliverEvents(house.city, [])) > 0);
  const [taken, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const dying = sendWaiting(house.city, { sms: null, email: () => (taken.resolve(), over.promise) });
  await taken.promise;
  await Promise.all([1, 2, 3].map(async () => {
    while ((await sendWaiting(house.city, slow)) > 0);
  }));
  assert.equal(sent.length, 70);
  assert.equal(new Set(sent).size, 70);
  house.clock.advance({ minutes: 16 });
  while ((await sendWaiting(house.city, slow)) > 0);
  assert.equal(sent.length, 120);
  assert.equal(new Set(sent).size, 120);
  over.resolve();
  await dying;
});
