import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { barcode, closePaper, compilePaper, isMissingGlyph } from './paper.ts';
import { missingCharacters } from './diagnostics.ts';

const sample = { file: new URL('sample-paper.typ', import.meta.url) };
const createdAt = Temporal.Instant.from('2026-11-24T00:00:00Z');
const groupName = '二本松市民生涯学習ふれあい卓球・バドミントン・ソフトバレーボール愛好会連絡協議会';

const permit = {
  title: '体育館使用許可書',
  number: '8二教生第123号',
  date: '2026-11-24',
  to: { postcode: '9648601', address: '二本松市金色403番地1', name: groupName, honorific: '御中' },
  issuer: { title: '二本松市長', name: '髙橋 﨑山', seal: '省略' },
  ordinance: '市民センター条例 第8条',
  contact: '生涯学習課',
  facts: [['利用する日', '令和8年12月5日'], ['氏名', '髙橋 﨑山 𠮷野 葛󠄀城']],
  rows: [['体育館 全面', '午後', 2000], ['体育館 全面', '夜間', 1_002_500]],
};

const folder = mkdtempSync(path.join(tmpdir(), 'yakuba-paper-'));
after(async () => {
  rmSync(folder, { recursive: true });
  await closePaper();
});

function textOf(pdf: Uint8Array): string {
  const file = path.join(folder, 'paper.pdf');
  writeFileSync(file, pdf);
  return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
}

const squeezed = (text: string): string => text.replaceAll(/\s/gu, '');

test('a permit carries every word it was given, in 和暦 and with grouped yen', async () => {
  const text = squeezed(textOf(await compilePaper(sample, permit, { createdAt })));
  for (const words of ['体育館使用許可書', '8二教生第123号', '令和8年11月24日', '〒964-8601', '二本松市金色403番地1', '髙橋﨑山𠮷野葛󠄀城', '2,000円', '1,002,500円', '市民センター条例第8条', '1/1', '(公印省略)']) {
    assert.ok(text.includes(words), `${words} is missing in:\n${text}`);
  }
  assert.equal([...groupName].length, 40);
  assert.ok(text.includes(groupName));
});

test('what a person typed is text, whatever it looks like', async () => {
  const nasty = '#panic("x") $x^2$ "quoted" \\ *bold* _u_ `raw` <label> @ref [c] // c /* */ ~ - + = 1. \u2028 #import';
  const text = squeezed(textOf(await compilePaper(sample, { ...permit, facts: [['備考', nasty]] }, { createdAt })));
  assert.ok(text.includes(squeezed(nasty)), text);
});

test('a paper is tagged, titled and in Japanese', async () => {
  const pdf = Buffer.from(await compilePaper(sample, permit, { createdAt })).toString('latin1');
  assert.match(pdf, /StructTreeRoot/u);
  assert.match(pdf, /\/Lang ?\(ja/u);
  assert.match(pdf, /pdfuaid:part>1</u);
  assert.match(pdf, /DisplayDocTitle true/u);
});

test('an archival paper says PDF/A-2b', async () => {
  const pdf = Buffer.from(await compilePaper(sample, permit, { createdAt, standard: 'a-2b' })).toString('latin1');
  assert.match(pdf, /pdfaid:part>2</u);
  assert.match(pdf, /pdfaid:conformance>B</u);
});

test('a character without a glyph stops the paper and is named', async () => {
  for (const standard of ['ua-1', 'a-2b'] as const) {
    await assert.rejects(compilePaper(sample, { ...permit, facts: [['団体名', '卓球😀クラブ']] }, { createdAt, standard }), (error: unknown) => {
      assert.ok(isMissingGlyph(error));
      assert.deepEqual(error.characters, ['😀']);
      assert.match(error.message, /「😀」\(U\+1F600\)/u);
      return true;
    });
  }
});

test('a private-use character (外字) stops the paper too', async () => {
  await assert.rejects(compilePaper(sample, { ...permit, facts: [['氏名', '渡\u{e000}辺']] }, { createdAt }), (error: unknown) => {
    assert.ok(isMissingGlyph(error));
    assert.deepEqual(error.characters, ['\u{e000}']);
    return true;
  });
});

test('Rust writes unprintable characters as escapes; they are read back', () => {
  assert.deepEqual(missingCharacters('the text `\\"\\\\u{e000}\\"` could not be displayed with font'), ['\u{e000}']);
  assert.deepEqual(missingCharacters('unknown variable: foo'), []);
});

test('a template that lacks its data is reported, and the next paper still prints', async () => {
  await assert.rejects(compilePaper(sample, {}, { createdAt }), /template is broken/u);
  assert.ok((await compilePaper(sample, permit, { createdAt })).length > 1000);
});

test('the same data and moment give the same bytes, also in another thread', async () => {
  const first = await compilePaper(sample, permit, { createdAt });
  const second = await compilePaper(sample, permit, { createdAt });
  await closePaper();
  const third = await compilePaper(sample, permit, { createdAt });
  assert.ok(Buffer.from(first).equals(second));
  assert.ok(Buffer.from(first).equals(third));
});

test('a paper asked for while the old thread ends is printed by a new one', async () => {
  const lost = assert.rejects(compilePaper(sample, permit, { createdAt }), /has stopped/u);
  const closing = closePaper();
  assert.ok((await compilePaper(sample, permit, { createdAt })).length > 1000);
  await Promise.all([lost, closing]);
});

test('only the fonts of the house are embedded', async () => {
  const file = path.join(folder, 'fonts.pdf');
  writeFileSync(file, await compilePaper(sample, permit, { createdAt }));
  const fonts = execFileSync('pdffonts', [file], { encoding: 'utf8' }).trim().split('\n').slice(2);
  assert.ok(fonts.length > 0);
  for (const font of fonts) assert.match(font, /BIZUDPGothic|NotoSansJP/u);
});

test('printing does not stall the server', async () => {
  let turns = 0;
  const timer = setInterval(() => { turns += 1; }, 1);
  const papers = Array.from({ length: 20 }, (_, i) => compilePaper(sample, { ...permit, number: `第${i}号` }, { createdAt }));
  await Promise.all(papers).finally(() => clearInterval(timer));
  assert.ok(turns > 5, `the event loop turned only ${turns} times`);
});

test('a QR code and a Code 128 are drawn, and Code 128 refuses what a till cannot read', async () => {
  const qr = barcode('qrcode', 'https://yakuba.example/r/2612310004217');
  assert.match(qr, /^<svg /u);
  assert.ok((await compilePaper(sample, { ...permit, qr }, { createdAt })).length > 1000);
  assert.match(barcode('code128', 'R0000123'), /^<svg /u);
  assert.throws(() => barcode('code128', '体育館'), RangeError);
  assert.throws(() => barcode('qrcode', ''), RangeError);
});
