import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeMs932, describeUnmappable, encodeMs932, readCsv, writeCsv } from './text.ts';

test('MS932: 波ダッシュの仲間とNEC・IBMの重複文字はWindowsと同じバイトになる', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['〜', '8160'], ['‖', '8161'], ['−', '817c'], ['—', '815c'], ['¢£¬', '8191819281ca'], ['髙', 'fbfc'], ['﨑', 'fab1'], ['㈱', '878a'], ['Ⅰ', '8754'], ['ⅰ', 'fa40'],
    ['№', '8782'], ['∵', '81e6'], ['纊', 'fa5c'], ['ｶﾞ', 'b6de'], ['か\u3099', '82aa'], ['\uFA19', 'fb7e'],
  ];
  for (const [text, hex] of cases) {
    const encoded = encodeMs932(text);
    assert.ok(encoded.ok, text);
    assert.equal(Buffer.from(encoded.bytes).toString('hex'), hex, text);
  }
  assert.equal(decodeMs932(Buffer.from('8160fbfc', 'hex')), '～髙');
  assert.equal(decodeMs932(Uint8Array.of(0x81)), null);
});

test('MS932: 表せない文字は場所とともにすべて挙げ、?は書かない', () => {
  const encoded = encodeMs932('山田𠮷郎\n葛\u{E0100}城 é\ue000');
  assert.ok(!encoded.ok);
  assert.deepEqual(encoded.unmappable.map(({ character, line, column, position }) => [character, line, column, position]), [
    ['𠮷', 1, 3, 2], ['葛\u{E0100}', 2, 1, 5], ['é', 2, 4, 8], ['\ue000', 2, 5, 9],
  ]);
  assert.equal(encoded.unmappable[0]?.codePoints, 'U+20BB7');
  assert.match(describeUnmappable(encoded.unmappable).ja, /1行目3文字目の「𠮷」/);
  assert.ok(encodeMs932('?').ok);
});

test('MS932: 書けたものは同じ文字に戻り、?は増えない', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => {
    const encoded = encodeMs932(text);
    if (!encoded.ok) return assert.ok(encoded.unmappable.length > 0);
    const back = decodeMs932(encoded.bytes);
    return assert.equal((back ?? '').split('?').length, text.split('?').length);
  }));
});

test('CSV: BOM・CRLF・引用符・数式よけ', () => {
  assert.equal(writeCsv([['名前', '数'], ['a"b', 1], ['c,d', null]]), '\ufeff名前,数\r\n"a""b",1\r\n"c,d",\r\n');
  assert.equal(writeCsv([['=1+1', '-5', '@x', '+81']], { bom: false }), "'=1+1,-5,'@x,+81\r\n");
});

test('CSV: UTF-8でもMS932でも読める', () => {
  const text = 'コード,名前\r\n01,髙橋\r\n\r\n02,"改\r\n行"\r\n';
  const ms932 = encodeMs932(text);
  assert.ok(ms932.ok);
  for (const [source, encoding] of [[text, 'utf-8'], [Buffer.from(`\ufeff${text}`), 'utf-8'], [ms932.bytes, 'ms932'], [Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16le']] as const) {
    const csv = readCsv(source);
    assert.ok(csv.ok);
    assert.equal(csv.value.encoding, encoding);
    assert.deepEqual(csv.value.header, ['コード', '名前']);
    assert.deepEqual(csv.value.records.map((record) => record.values), [{ コード: '01', 名前: '髙橋' }, { コード: '02', 名前: '改\r\n行' }]);
    assert.deepEqual(csv.value.records.map((record) => record.row), [2, 4]);
  }
});

test('CSV: 表からの貼り付け（タブ区切り）も読める', () => {
  const csv = readCsv('a\tb\r\n1,5\t2\r\n');
  assert.ok(csv.ok);
  assert.deepEqual(csv.value.records[0]?.values, { a: '1,5', b: '2' });
});

test('CSV: 壊れたファイルは理由とともに断る', () => {
  const reason = (source: string | Uint8Array) => {
    const csv = readCsv(source);
    return csv.ok ? 'ok' : csv.message.ja;
  };
  assert.match(reason('a,a\r\n1,2\r\n'), /「a」が二つ/);
  assert.match(reason('a,b\r\n1,2,3\r\n'), /2行目の列/);
  assert.match(reason('a,b\r\n"1,2\r\n'), /引用符/);
  assert.match(reason(''), /見出し/);
  assert.match(reason(Uint8Array.of(0x81, 0xff, 0x80)), /文字コード/);
});

test('CSV: 書いたものは同じ値で読める', () => {
  const cell = fc.array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 4 }), fc.constantFrom('"', ',', '\r\n', '\n', '\t', ';', '|', '""'))).map((pieces) => pieces.join('')).filter((text) => text.trim() !== '' && !text.includes('\ufeff'));
  fc.assert(fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), (rows) => {
    const csv = readCsv(writeCsv([['a', 'b'], ...rows], { guardFormulas: false }));
    assert.ok(csv.ok);
    assert.deepEqual(csv.value.records.map((record) => [record.values['a'], record.values['b']]), rows.map(([a, b]) => [a, b]));
  }));
});
