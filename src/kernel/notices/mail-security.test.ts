/** Nothing that somebody typed begins a header or a recipient of its own in a letter. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import { emailField, nameField, textField } from '../fields.ts';

const label = { ja: '試験', en: 'test' };

test('an address with a second line, a second recipient or a name is none; a line of text has no second one', () => {
  for (const bad of ['a@example.jp\r\nBcc: b@example.jp', 'a@example.jp\nX: y', 'a@example.jp, b@example.jp', 'a@example.jp;b@example.jp', '"A" <a@example.jp>', 'a@example.jp%0aBcc:b@example.jp', 'a b@example.jp', '<a@example.jp>']) {
    assert.equal(emailField(label).safeParse(bad).success, false, JSON.stringify(bad));
  }
  for (const field of [nameField(label), textField(label)]) {
    const read = field.safeParse('花子\r\nBcc: b@example.jp');
    assert.ok(!read.success || !/[\r\n]/.test(read.data));
  }
});

test('a subject with line breaks stays one subject', async () => {
  const sent = await createTransport({ streamTransport: true, buffer: true }).sendMail({ from: 'no-reply@example.jp', to: 'a@example.jp', subject: '休館\r\nBcc: b@example.jp\r\n\r\n本文', text: 'x' });
  const [head = ''] = String(sent.message).split('\r\n\r\n');
  assert.doesNotMatch(head, /^bcc:/im);
  assert.deepEqual(sent.envelope.to, ['a@example.jp']);
});
