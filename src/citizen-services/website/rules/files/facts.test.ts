import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sniff as kernelSniff } from '../../../../kernel/files/files.ts';
import { encodeMs932 } from '../../../../kernel/text/ms932.ts';
import { BlockShape } from '../blocks.ts';
import { app1, docx, gif, goodPdf, inflate, jpeg, png, utf8, webp, xlsx, zip } from './built.fixture.ts';
import { ascii, joined } from './bytes.ts';
import { factsOf } from './facts.ts';
import { sniff } from './sniff.ts';

const facts = (bytes: Uint8Array, name: string, limits = {}) => factsOf(bytes, name, { inflate, limits });
const wide = (text: string) => ascii([...text].map((character) => `${character}\0`).join(''));
const old = (stream: string) => joined([Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), new Uint8Array(600), wide(stream)]);

test('写真: 部品に入れる事実と、画面の言葉', () => {
  const photo = facts(jpeg({ before: [app1(6)] }), 'IMG_0001.JPG');
  assert.deepEqual(photo.picture, { width: 30, height: 40, bytes: photo.cleaned?.byteLength, positionRemoved: true });
  assert.deepEqual(photo.removed, ['撮影場所', 'カメラの機種・番号', '撮影日時', '作成者', 'サムネイル']);
  assert.deepEqual(photo.findings.map((finding) => finding.reason), ['画像に入っていた撮影場所・カメラの機種・番号・撮影日時・作成者・サムネイルを取り除きました。']);
  assert.equal(photo.name, 'IMG_0001.JPG');
  assert.ok(BlockShape.safeParse({ id: 'a', type: 'image', file: 'x', name: photo.name, alt: '', decorative: true, caption: '', credit: '', people: false, consent: 'none', ...photo.picture }).success);
});

test('文書: 部品に入れる事実。残るものだけを隠れたものとする', () => {
  const word = facts(docx('<w:p><w:r><w:t>a</w:t></w:r></w:p>', { 'word/comments.xml': '<w:comments xmlns:w="w"><w:comment/></w:comments>' }), '通知.docx');
  assert.deepEqual(word.file, { kind: 'word', bytes: word.cleaned?.byteLength, hidden: [] });
  assert.deepEqual(word.removed, ['コメント', '作成者の名前', '管理用の項目', '縮小画像']);
  const sheet = facts(xlsx([{ name: 'a', content: '' }, { name: '名簿', state: 'hidden', content: '' }]), '様式.xlsx');
  assert.deepEqual([sheet.file?.hidden, sheet.file?.kind], [['sheets'], 'excel']);
  const paper = facts(goodPdf(), 'まつり.pdf');
  assert.deepEqual(paper.file, { kind: 'pdf', bytes: goodPdf().byteLength, pages: 1, hasText: true, tagged: true, named: true, hidden: [] });
  assert.ok(BlockShape.safeParse({ id: 'a', type: 'file', file: 'x', name: paper.name, label: '', ...paper.file }).success);
  const changed = facts(docx('<w:p><w:ins><w:r><w:t>a</w:t></w:r></w:ins></w:p>'), 'a.docx');
  assert.deepEqual([changed.cleaned, changed.file, changed.findings.some((finding) => finding.severity === 'block')], [null, null, true]);
});

test('受け取らないものは、代わりに何を送ればよいかを言う', () => {
  for (const [bytes, name, kind, code] of [
    [utf8('<?xml version="1.0"?><!-- a --><svg onload="x"></svg>'), 'a.svg', 'svg', 'active-content'], [utf8('  <!DOCTYPE html><script>'), 'a.txt', 'html', 'active-content'], [docx('', { 'word/vbaProject.bin': 'x' }), 'a.docx', 'macro', 'macro'],
    [old('WordDocument'), 'a.docx', 'old-word', 'old-office'], [old('Workbook'), 'a.xls', 'old-excel', 'old-office'], [old('PowerPoint Document'), 'a.ppt', 'old-powerpoint', 'old-office'], [old('EncryptedPackage'), 'a.xlsx', 'encrypted-office', 'encrypted'], [old('Ichitaro'), 'a.jtd', 'old-office', 'old-office'],
    [joined([Uint8Array.of(0, 0, 0, 24), ascii('ftypheic'), new Uint8Array(20)]), 'a.jpg', 'heic', 'kind-refused'], [joined([ascii('MZ'), new Uint8Array(100)]), 'a.pdf', 'program', 'active-content'], [new Uint8Array(), 'a.pdf', 'empty', 'empty'], [Uint8Array.of(0, 1, 2, 3), 'a.bin', 'unknown', 'kind-refused'],
  ] as const) {
    const found = facts(bytes, name);
    assert.deepEqual([found.kind, found.findings[0]?.code, found.findings[0]?.severity, found.cleaned], [kind, code, 'block', null], name);
    assert.match(found.findings[0]?.reason ?? '', /(?:ください|載せられません)[^。]*。?/);
  }
});

test('大きさの上限', () => {
  const big = facts(jpeg({ behind: new Uint8Array(2000) }), 'a.jpg', { pictureBytes: 1000 });
  assert.deepEqual([big.findings[0]?.code, big.cleaned], ['too-large', null]);
  assert.equal(facts(jpeg({ width: 100, height: 100 }), 'a.jpg', { pixels: 9999 }).findings[0]?.code, 'too-many-pixels');
  assert.equal(facts(new Uint8Array(100), 'a', { fileBytes: 10, pictureBytes: 10 }).findings[0]?.code, 'too-large');
});

test('文字のファイル: 種類と文字コード', () => {
  const ms932 = encodeMs932('番号,名前\r\n1,髙橋\r\n');
  assert.ok(ms932.ok);
  assert.deepEqual([facts(ms932.bytes, 'a.csv').kind, facts(ms932.bytes, 'a.csv').mediaType], ['csv', 'text/csv; charset=shift_jis']);
  assert.deepEqual([facts(utf8('名前\r\n髙橋\r\n'), 'a.csv').kind, facts(utf8('名前\r\n髙橋\r\n'), 'a.txt').mediaType], ['csv', 'text/plain; charset=utf-8']);
  assert.equal(facts(utf8('WEBVTT\n\n00:00.000 --> 00:01.000\nこんにちは'), 'a.vtt').mediaType, 'text/vtt');
  assert.equal(facts(utf8('WEBVTTX'), 'a.vtt').kind, 'text');
  assert.equal(sniff(utf8('みなさん、こんにちは。\n今日は、雨です。')), 'text');
});

test('名前: 見えない文字を除き、終わりを中身に合わせる', () => {
  assert.equal(facts(png(), 'photo\u202egnp.exe').name, 'photognp.png');
  assert.equal(facts(png(), 'C:\\Users\\yamada\\図.jpg').name, '図.png');
  assert.equal(facts(goodPdf(), '令和8年4月.まつり').name, '令和8年4月.まつり.pdf');
  assert.ok(facts(jpeg(), 'a.png').findings.some((finding) => finding.code === 'name-differs'));
});

test('ZIP: 中は調べていないと言い、危ないものは断る', () => {
  const fine = facts(zip({ '写真/1.jpg': 'x' }), 'a.zip');
  assert.deepEqual([fine.file?.kind, fine.findings[0]?.code, fine.findings[0]?.severity], ['zip', 'not-examined', 'confirm']);
  assert.deepEqual(facts(zip({ 'a.pdf.exe': 'x' }), 'a.zip').findings.map((finding) => finding.code), ['unsafe-members']);
});

test('土台の見分けと食い違わない', () => {
  for (const [bytes, type] of [[jpeg(), 'image/jpeg'], [png(), 'image/png'], [goodPdf(), 'application/pdf'], [utf8('a,b\n1,2\n'), 'text/csv']] as const) assert.equal(kernelSniff(bytes), facts(bytes, '').mediaType.split(';')[0], type);
});

test('何が来ても例外にならず、きれいにしたものは、もう一度でも同じ', () => {
  const samples = [jpeg({ before: [app1(3)] }), png(), gif(), webp(), goodPdf({ info: '/Author (Y)' }), docx('<w:p/>'), xlsx([]), utf8('a,b\n1,2\n'), old('Workbook'), zip({ a: 'b' }), utf8('WEBVTT\n')];
  fc.assert(fc.property(fc.constantFrom(...samples), fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { maxLength: 4 }), fc.string(), fc.uint8Array({ maxLength: 30 }), (sample, changes, name, more) => {
    const bytes = joined([sample, more]);
    for (const [at, byte] of changes) if (at < bytes.byteLength) bytes[at] = byte;
    const found = facts(bytes, name);
    assert.equal(found.cleaned === null, found.findings.some((finding) => finding.severity === 'block'));
    if (!found.cleaned) return;
    const again = facts(found.cleaned, found.name);
    assert.deepEqual([again.cleaned, again.kind, again.name, again.removed], [found.cleaned, found.kind, found.name, []]);
  }), { numRuns: 1500 });
});
