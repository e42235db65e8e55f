import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BLACK, maskProblem, masksOf, outermost, pieces, redact } from './redaction.ts';

test('消した文字は残らず、どの号によるかが残る', () => {
  const text = '苦情の申出者は安達太郎、電話 0243-00-0000。安達太郎は再度来庁。';
  const masks = [...masksOf(text, '安達太郎', '2'), ...masksOf(text, '0243-00-0000', '2')];
  assert.equal(redact(text, masks), `苦情の申出者は${BLACK}〔2号〕、電話 ${BLACK}〔2号〕。${BLACK}〔2号〕は再度来庁。`);
});

test('長さから中身は分からない: 2字でも20字でも同じ', () => {
  assert.equal(redact('あい', [{ from: 0, to: 2, ground: '3' }]), redact('あ'.repeat(20), [{ from: 0, to: 20, ground: '3' }]));
});

test('外にはみ出すもの、重なるもの、何もないものは受け付けない', () => {
  assert.equal(maskProblem('𠮷野家', [{ from: 0, to: 3, ground: '2' }]), null, '𠮷も1字');
  assert.deepEqual([maskProblem('あいう', []), maskProblem('あいう', [{ from: 2, to: 4, ground: '2' }]), maskProblem('あいう', [{ from: 1, to: 1, ground: '2' }]), maskProblem('あいう', [{ from: 0, to: 2, ground: '2' }, { from: 1, to: 3, ground: '2' }])], ['none', 'outside', 'outside', 'overlap']);
});

test('どこにあっても、指定したことばは一つも残らない', () => {
  const words = fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom('甲', '乙', '丙', 'A', '𠮷') });
  fc.assert(fc.property(fc.string({ maxLength: 60, unit: fc.constantFrom('甲', '乙', '丙', 'A', '𠮷', '。') }), words, (text, secret) => {
    const masks = masksOf(text, secret, '2');
    assert.ok(!text.includes(secret) || masks.length > 0);
    if (masks.length === 0) return;
    assert.equal(maskProblem(text, masks), null);
    // A neighbour of two masks may not put the words together anew.
    assert.ok(!redact(text, masks).replaceAll(`${BLACK}〔2号〕`, '\n').includes(secret));
  }));
});

test('文ごと消すときは、その中の氏名の印は要らない。はみ出す印は重なりとして残り、断られる', () => {
  const [whole, inside, across] = [{ from: 0, to: 10, ground: '1' }, { from: 2, to: 4, ground: '2' }, { from: 8, to: 12, ground: '2' }];
  assert.deepEqual(outermost([inside, whole]), [whole]);
  assert.deepEqual(outermost([whole, whole]), [whole]);
  assert.equal(maskProblem('あ'.repeat(20), outermost([whole, across])), 'overlap');
});

test('文は、文ごとに分かれ、つなぐともとに戻る', () => {
  assert.deepEqual(pieces('甲が来庁。乙が対応\n\n以上'), ['甲が来庁。', '乙が対応\n', '\n', '以上']);
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('甲', '。', '\n', ' '), maxLength: 30 }), (text) => assert.equal(pieces(text).join(''), text)));
});
