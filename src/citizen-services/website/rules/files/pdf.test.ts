import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { flate, goodPdf, inflate, pdf, utf8, WORDS } from './built.fixture.ts';
import { ascii, find, joined } from './bytes.ts';
import { LIMITS } from './finding.ts';
import { lookIntoPdf } from './pdf.ts';

const LOOKING = { inflate, limits: LIMITS };

function look(bytes: Uint8Array) {
  const found = lookIntoPdf(bytes, LOOKING);
  assert.ok(found.ok, found.findings.map((finding) => finding.reason).join());
  return { ...found, said: found.findings.map(({ code, severity, cleaning }) => `${code} ${severity} ${cleaning ?? '-'}`) };
}

test('PDF: 読み上げられるPDFには何も言わない', () => {
  const { facts, findings, clean } = look(goodPdf());
  assert.deepEqual(facts, { pages: 1, hasText: 'yes', pagesWithoutText: 0, tagged: true, title: 'Festival', language: 'ja-JP' });
  assert.deepEqual(findings, []);
  assert.deepEqual(clean, goodPdf());
});

const IMAGE = ['/Type /XObject /Subtype /Image /Width 1 /Height 1', ascii('x')] as const;

test('PDF: スキャンしただけのもの、判断できないものを、それぞれそう言う', () => {
  const scan = goodPdf({ content: 'q 595 0 0 842 0 0 cm /Im1 Do Q', page: '/Resources << /XObject << /Im1 8 0 R >> >>', extra: [IMAGE] });
  assert.equal(look(scan).facts.hasText, 'no');
  assert.ok(look(scan).said.includes('no-text confirm -'));
  // A page number stamped on the scan does not make it readable.
  const stamped = goodPdf({ content: '/Im1 Do BT /F1 9 Tf (12) Tj ET', page: '/Resources << /XObject << /Im1 8 0 R >> /Font << /F1 5 0 R >> >>', extra: [IMAGE] });
  assert.equal(look(stamped).facts.hasText, 'no');
  const strange = pdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Kids [3 0 R] /Count 1 >>', '<< /Type /Page /Contents 4 0 R >>', ['/Filter /LZWDecode', ascii('xyz')]]);
  assert.equal(look(strange).facts.hasText, 'unknown');
  assert.ok(look(strange).said.includes('text-unknown confirm -'));
  const glyphs = goodPdf({ font: '<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [8 0 R] >>', extra: ['<< /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) >> >>'] });
  assert.equal(look(glyphs).facts.hasText, 'unknown', 'shapes without characters');
  const japanese = goodPdf({ font: '<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [8 0 R] >>', extra: ['<< /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) >> >>'] });
  assert.equal(look(japanese).facts.hasText, 'yes');
  const form = goodPdf({ content: '/Fm1 Do', page: '/Resources << /XObject << /Fm1 8 0 R >> >>', extra: [['/Subtype /Form /Resources << /Font << /F1 5 0 R >> >>', utf8(WORDS)]] });
  assert.equal(look(form).facts.hasText, 'yes', 'words in a form');
  const inline = goodPdf({ content: 'BI /W 1 /H 1 ID (Tj) Tj\u0001 EI Q' });
  assert.equal(look(inline).facts.hasText, 'no', 'what looks like words inside a picture is none');
});

test('PDF: ページを数え、文字のないページを言う', () => {
  const two = pdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Kids [3 0 R 6 0 R] /Count 2 /Resources << /Font << /F1 5 0 R >> >> >>', '<< /Type /Page /Contents [4 0 R] >>', ['/Filter [/FlateDecode]', flate(WORDS)], '<< /Type /Font /Subtype /TrueType >>', '<< /Type /Page /Contents 7 0 R >>', ['', ascii('0 0 1 1 re f')]]);
  const { facts, said, findings } = look(two);
  assert.deepEqual([facts.pages, facts.hasText, facts.pagesWithoutText, facts.tagged, facts.title], [2, 'yes', 1, false, '']);
  assert.deepEqual(said, ['no-text confirm -', 'untagged confirm -', 'unnamed info -']);
  assert.match(findings[0]?.reason ?? '', /^1ページには文字がありません/);
  assert.match(findings[2]?.reason ?? '', /題名と言語が入っていません/);
});

test('PDF: 固めた目次（xrefストリーム）の中の物も読む', () => {
  const packed = ['<< /Type /Catalog /Pages 2 0 R /Lang (ja) /MarkInfo << /Marked true >> /StructTreeRoot 9 0 R >>', '<< /Kids [3 0 R] /Count 1 >>', '<< /Type /Page /Contents 12 0 R /Resources << /Font << /F1 5 0 R >> >> >>', '<< /Type /Font /Subtype /Type1 >>', '<< /Type /StructTreeRoot >>'];
  const numbers = [1, 2, 3, 5, 9];
  let offset = 0;
  const head = packed.map((object, index) => {
    const pair = `${numbers[index] ?? 0} ${offset}`;
    offset += object.length + 1;
    return pair;
  }).join(' ');
  const stream = flate(`${head} ${packed.join('\n')}`);
  const content = flate(WORDS);
  const bytes = joined([
    utf8(`%PDF-1.7\n11 0 obj\n<< /Type /ObjStm /N 5 /First ${head.length + 1} /Filter /FlateDecode /Length ${stream.byteLength} >>\nstream\r\n`), stream, utf8(`\nendstream\nendobj\n12 0 obj\n<< /Filter /FlateDecode /Length 99 0 R >>\nstream\n`), content,
    utf8('\nendstream\nendobj\n13 0 obj\n<< /Type /XRef /Root 1 0 R /Length 3 >>\nstream\nabc\nendstream\nendobj\nstartxref\n0\n%%EOF'),
  ]);
  assert.deepEqual(look(bytes).facts, { pages: 1, hasText: 'yes', pagesWithoutText: 0, tagged: true, title: '', language: 'ja' });
});

test('PDF: プログラム・起動・鍵・添付・注釈・重ねただけの墨消し', () => {
  const said = (more: Parameters<typeof goodPdf>[0]) => look(goodPdf(more)).said;
  assert.deepEqual(said({ root: '/OpenAction << /S /JavaScript /JS (app.alert(1)) >>' }), ['script block -']);
  assert.deepEqual(said({ root: '/OpenAction [3 0 R /Fit]' }), []);
  assert.deepEqual(said({ page: '/AA << /O << /S /Launch /F (cmd.exe) >> >>' }), ['launch block -']);
  assert.deepEqual(said({ extra: ['<< /Type /Filespec /F (a.xlsx) /EF << /F 4 0 R >> >>'] }), ['attachments confirm left']);
  assert.deepEqual(said({ page: '/Annots [<< /Subtype /Text /Rect [0 0 1 1] /Contents (note) >> << /Subtype /Link /Rect [0 0 1 1] >>]' }), ['annotations confirm left']);
  assert.deepEqual(said({ page: '/Annots [<< /Subtype /Square /Rect [0 0 9 9] /IC [0 0 0] >>]' }), ['under-black block left']);
  assert.deepEqual(said({ page: '/Annots [<< /Subtype /Redact /Rect [0 0 9 9] >>]' }), ['under-black block left']);
  const locked = lookIntoPdf(goodPdf({ trailer: '/Encrypt 8 0 R', extra: ['<< /Filter /Standard >>'] }), LOOKING);
  assert.ok(!locked.ok && locked.findings[0]?.code === 'encrypted');
});

test('PDF: 作成者の名前はその場で空白になり、ほかの位置は動かない', () => {
  const xmp = '<x:xmpmeta><dc:title><rdf:Alt><rdf:li>まつり</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>山田太郎</rdf:li></rdf:Seq></dc:creator></x:xmpmeta>';
  const before = goodPdf({ info: '/Author (Yamada \\(Kouhou\\)) /Producer (x)', root: '/Metadata 8 0 R', extra: [['/Type /Metadata /Subtype /XML', utf8(xmp)], '<< /Author <FEFF5C717530> /Title (old) >>'] });
  const { clean, said, facts } = look(before);
  assert.equal(clean.byteLength, before.byteLength);
  for (const name of ['Yamada', 'Kouhou', '5C717530']) assert.ok(find(before, name) > 0 && find(clean, name) < 0, name);
  assert.ok(!Buffer.from(clean).includes('山田太郎'));
  assert.deepEqual(said, ['author info cleaned']);
  assert.equal(facts.title, 'まつり');
  const again = look(clean);
  assert.deepEqual([again.clean, again.said], [clean, []]);

  const signed = look(goodPdf({ info: '/Author (Yamada) /Title (a)', extra: ['<< /Type /Sig /ByteRange [0 1 2 3] >>'] }));
  assert.ok(find(signed.clean, 'Yamada') > 0);
  assert.deepEqual(signed.said, ['author confirm left']);
});

test('PDF: どう壊しても例外も長考もない', () => {
  const sample = goodPdf({ info: '/Author (Yamada)', page: '/Annots [<< /Subtype /Text /Rect [0 0 1 1] >>]' });
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(sample.byteLength - 1), fc.nat(255)), { maxLength: 8 }), fc.option(fc.nat(sample.byteLength)), (changes, cut) => {
    const bytes = Uint8Array.from(sample.subarray(0, cut ?? sample.byteLength));
    for (const [at, byte] of changes) if (at < bytes.byteLength) bytes[at] = byte;
    const found = lookIntoPdf(bytes, LOOKING);
    if (!found.ok) return;
    const again = lookIntoPdf(found.clean, LOOKING);
    assert.ok(again.ok);
    assert.deepEqual(again.clean, found.clean);
  }), { numRuns: 1500 });
});

test('PDF: 底なしの入れ子・閉じない物・輪になったページでも終わる', () => {
  const many = (text: string, times: number) => ascii(`%PDF-1.7\n${text.repeat(times)}`);
  const started = process.hrtime.bigint();
  for (const bytes of [many('1 0 obj [', 200_000), many('1 0 obj (', 200_000), many('1 0 obj << /A ', 100_000), many('1 0 obj << >> stream\n', 100_000), many('trailer << ', 200_000), many('obj ', 500_000), many('1 0 obj <', 200_000)]) lookIntoPdf(bytes, LOOKING);
  const circle = pdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Kids [2 0 R 3 0 R] /Count 7 >>', '<< /Kids [2 0 R] >>']);
  assert.equal(look(circle).facts.pages, 7);
  assert.ok(Number(process.hrtime.bigint() - started) / 1e9 < 20);
});
