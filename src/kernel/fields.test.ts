/** Fields take what forms and programs send, and say in words what is wrong. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { boolField, choiceField, codeField, consentField, dateField, explainIssues, idField, inputSchema, instantField, intField, listField, optional, textField, timeField, withDefault, yenField } from './fields.ts';

const label = { ja: '項目', en: 'Item' };
const absent = z.object({ note: optional(textField(label)), kind: withDefault(textField(label), 'x'), tick: boolField(label), list: listField(label, textField(label), { max: 3 }), count: optional(intField(label)) });

test('what need not be sent may be absent, empty or null', () => {
  for (const sent of [{}, { note: '', kind: '', tick: '', list: '', count: '' }, { note: null, kind: null, tick: null, list: null, count: null }, { note: undefined }]) {
    assert.deepEqual(absent.parse(sent), { note: null, kind: 'x', tick: false, list: [], count: null }, JSON.stringify(sent));
  }
});

test('what must be sent says its name when it is absent', () => {
  const schema = z.object({ name: textField(label), day: dateField(label), yes: consentField(label), some: listField(label, textField(label), { min: 1, max: 3 }) });
  const parsed = schema.safeParse({});
  assert.ok(!parsed.success);
  const errors = explainIssues(parsed.error, 'ja');
  assert.deepEqual(errors.map((error) => error.path), ['name', 'day', 'yes', 'some']);
  for (const { message } of errors) assert.match(message, /「項目」/);
});

test('OpenAPI asks for what must be sent and for nothing else', () => {
  const schema = inputSchema(z.object({ name: textField(label), note: optional(textField(label)), tick: boolField(label) }));
  assert.deepEqual(schema['required'], ['name']);
});

test('whatever is sent, a field answers: never an exception, never zod’s own words', () => {
  const fields = [textField(label, { max: 20 }), intField(label), yenField(label), dateField(label), timeField(label), instantField(label), boolField(label), choiceField(label, ['a', 'b']), idField(label), codeField(label), optional(dateField(label)), listField(label, intField(label), { max: 5 })];
  fc.assert(fc.property(fc.constantFrom(...fields), fc.oneof(fc.anything(), fc.string({ unit: 'binary' }), fc.integer().map(String)), (field, value) => {
    const parsed = z.object({ it: field }).safeParse({ it: value });
    if (!parsed.success) for (const { message } of explainIssues(parsed.error, 'ja')) assert.match(message, /[ぁ-ん]/);
  }), { numRuns: 1500 });
});
