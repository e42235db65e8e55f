import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { app1, docx, inflate, jpeg, LATITUDE, pptx, rels, xlsx, zip } from './built.fixture.ts';
import { find, joined } from './bytes.ts';
import { LIMITS } from './finding.ts';
import { withoutHidden } from './office.ts';
import { openPackage, type Package } from './office-package.ts';
import { sniff, type OfficeKind } from './sniff.ts';
import { readZip, unsafeName } from './zip.ts';

const LOOKING = { inflate, limits: LIMITS };

function look(bytes: Uint8Array, kind: OfficeKind, options = {}) {
  const found = withoutHidden(bytes, kind, LOOKING, options);
  assert.ok(found.ok, found.findings.map((finding) => finding.reason).join());
  const said = found.findings.map(({ code, severity, cleaning }) => `${code} ${severity} ${cleaning ?? '-'}`);
  return { ...found, said, file: opened(found.clean), reasons: found.findings.map((finding) => finding.reason).join('\n') };
}

function opened(bytes: Uint8Array): Package {
  const archive = readZip(bytes, LIMITS);
  assert.ok(archive.ok);
  return openPackage(archive.entries, LOOKING);
}

const everything = (file: Package) => file.names.map((name) => `${name}\n${Buffer.from(file.bytes(name) ?? []).toString('utf8')}`).join('\n');
const paragraph = (text: string, properties = '') => `<w:p><w:r>${properties === '' ? '' : `<w:rPr>${properties}</w:rPr>`}<w:t>${text}</w:t></w:r></w:p>`;

test('どの形式でも: 作成者・会社・管理用の項目・縮小画像・画像の撮影場所は写しに残らない', () => {
  const { said, file, reasons } = look(docx(paragraph('夏まつり'), { 'word/media/image1.jpeg': jpeg({ before: [app1(6)] }) }), 'docx');
  const text = everything(file);
  for (const name of ['山田太郎', '佐藤花子', '二本松市役所', '課長', 'R8-123', '2026-04-01T00']) assert.ok(!text.includes(name), name);
  assert.ok(text.includes('夏まつり'));
  assert.equal(find(file.bytes('word/media/image1.jpeg') ?? new Uint8Array(), String.fromCharCode(...LATITUDE)), -1);
  assert.ok(!file.names.includes('docProps/thumbnail.jpeg'));
  assert.ok(!text.includes('thumbnail'), 'nothing leads to it any more');
  assert.ok(file.relationships('').some(({ type }) => type === 'officeDocument'));
  assert.deepEqual(said, ['picture-records info cleaned', 'title info -', 'author info cleaned', 'custom info cleaned', 'thumbnail info cleaned']);
  assert.match(reasons, /中の画像1枚から、撮影場所/);
  assert.ok(!reasons.includes('山田'), 'nobody is named in what is said');
});

test('Word: 変更履歴・隠し文字・黒塗り・コメント', () => {
  const body = `<w:p><w:ins w:author="山田"><w:r><w:t>足した</w:t></w:r></w:ins><w:del w:author="山田"><w:r><w:delText>消した</w:delText></w:r></w:del></w:p>${paragraph('秘密', '<w:vanish/>')}${paragraph('見える', '<w:vanish w:val="0"/>')}${paragraph('氏名', '<w:highlight w:val="black"/>')}${paragraph('氏名', '<w:shd w:val="clear" w:fill="000000"/><w:color w:val="000000"/>')}${paragraph('見出し', '<w:highlight w:val="black"/><w:color w:val="FFFFFF"/>')}
  <w:p><w:commentRangeStart w:id="0"/><w:r><w:t>本文</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>`;
  const more = { 'word/comments.xml': '<w:comments xmlns:w="w"><w:comment w:id="0" w:author="佐藤"><w:p><w:r><w:t>ここは市長に確認</w:t></w:r></w:p></w:comment></w:comments>', 'word/people.xml': '<w15:people xmlns:w15="x"><w15:person w15:author="佐藤"/></w15:people>' };
  const { said, file, reasons } = look(docx(body, more), 'docx');
  assert.deepEqual(said.slice(0, 4), ['changes block left', 'hidden-text confirm left', 'under-black block left', 'comments info cleaned']);
  assert.match(reasons, /変更履歴が2件.*消したはずの文も1件/);
  assert.match(reasons, /隠し文字が1か所/);
  assert.match(reasons, /黒く塗っただけの文字が2か所/);
  const text = everything(file);
  assert.ok(!text.includes('市長に確認') && !text.includes('佐藤') && !text.includes('comment'.concat('RangeStart')) && text.includes('本文'));
  assert.equal(file.text('word/comments.xml'), '<w:comments xmlns:w="w"></w:comments>');

  const kept = look(docx(body, more), 'docx', { keepComments: true });
  assert.ok(kept.said.includes('comments confirm left') && everything(kept.file).includes('市長に確認'));
});

test('Word: ひな形の場所は消え、庁内のリンクと埋め込まれた表は尋ねる', () => {
  const { said, file } = look(docx(paragraph('a'), {
    'word/settings.xml': '<w:settings xmlns:w="w" xmlns:r="r"><w:attachedTemplate r:id="rId1"/><w:zoom/></w:settings>', 'word/_rels/settings.xml.rels': rels(['rId1', 'attachedTemplate', 'file:///\\\\sv01\\ひな形\\通知.dotx', true]),
    'word/_rels/document.xml.rels': rels(['rId9', 'hyperlink', 'file:///\\\\sv01\\kouhou\\a.xlsx', true], ['rId8', 'image', 'https://tracker.example/x.png', true]), 'word/embeddings/Microsoft_Excel_Sheet1.xlsx': xlsx([]),
  }), 'docx');
  for (const line of ['template info cleaned', 'path confirm left', 'external-links confirm left', 'embedded confirm left']) assert.ok(said.includes(line), line);
  assert.equal(file.text('word/settings.xml'), '<w:settings xmlns:w="w" xmlns:r="r"><w:zoom/></w:settings>');
  assert.deepEqual(file.relationships('word/settings.xml'), []);
});

const value = (cell: string) => `<c r="${cell}"><v>1</v></c>`;

test('Excel: 隠れたシート・行・列・メモ・ほかのファイルの値・元の表', () => {
  const { said, reasons, file } = look(xlsx([
    { name: '様式', content: `<cols><col min="5" max="16384" hidden="1"/></cols><sheetData><row r="1">${value('A1')}</row><row r="2" hidden="1"><c r="A2" s="1"/></row></sheetData>` },
    { name: '名簿', state: 'hidden', content: '<sheetData/>' }, { name: 'リスト', state: 'veryHidden', content: '<sheetData/>' },
    { name: '一覧', content: `<sheetData><row r="1" hidden="1">${value('A1')}</row></sheetData>` }, { name: '列', content: `<cols><col min="28" max="28" hidden="true"/></cols><sheetData><row r="1">${value('AB1')}</row></sheetData>` },
  ], {
    'xl/comments1.xml': '<comments xmlns="s"><authors><author>佐藤</author></authors><commentList><comment ref="A1"/></commentList></comments>', 'xl/externalLinks/externalLink1.xml': '<externalLink/>',
    'xl/connections.xml': '<connections><connection><dbPr connection="Provider=x;User=sa;Password=himitsu;"/></connection></connections>', 'xl/pivotCache/pivotCacheRecords1.xml': '<pivotCacheRecords/>',
  }, '<mc:AlternateContent xmlns:mc="m"><mc:Choice Requires="x15"><x15ac:absPath xmlns:x15ac="x" url="C:\\Users\\yamada\\Desktop\\"/></mc:Choice></mc:AlternateContent>'), 'xlsx');
  assert.deepEqual(said, ['hidden-sheets confirm left', 'hidden-sheets confirm left', 'hidden-cells confirm left', 'comments confirm left', 'external-links confirm left', 'connections block left', 'cached-data confirm left', 'path info cleaned']);
  assert.match(reasons, /隠れたシート「名簿」があります/);
  assert.match(reasons, /ふつうの操作では見えないシート「リスト」/);
  assert.match(reasons, /シート「一覧」「列」に、値の入った隠れた行か列/);
  assert.ok(!reasons.includes('himitsu'));
  const workbook = file.text('xl/workbook.xml') ?? '';
  assert.ok(!workbook.includes('yamada') && !workbook.includes('AlternateContent') && workbook.includes('様式'));
});

test('PowerPoint: ノート・コメント・非表示のスライド・切り取った画像', () => {
  const { said } = look(pptx(['<p:sld xmlns:p="p" show="0"><a:srcRect l="25000"/></p:sld>', '<p:sld xmlns:p="p"/>'], {
    'ppt/notesSlides/notesSlide1.xml': '<p:notes><a:t>質問されたら答えない</a:t></p:notes>', 'ppt/notesSlides/notesSlide2.xml': '<p:notes><a:fld type="slidenum"><a:t>2</a:t></a:fld></p:notes>', 'ppt/comments/comment1.xml': '<p:cmLst><p:cm authorId="0"/></p:cmLst>',
  }), 'pptx');
  assert.deepEqual(said, ['notes confirm left', 'comments confirm left', 'hidden-slides confirm left', 'picture-records info left']);
});

test('二度きれいにしても同じ', () => {
  const first = look(docx(paragraph('夏まつり'), { 'word/media/image1.jpeg': jpeg({ before: [app1(6)] }) }), 'docx');
  const second = look(first.clean, 'docx');
  assert.deepEqual(second.clean, first.clean);
  assert.deepEqual(second.said, ['title info -']);
});

test('ZIP: 爆弾・重なり・暗号・二重の目次・パスワードは断る', () => {
  const refusal = (bytes: Uint8Array, kind: OfficeKind = 'docx') => {
    const found = withoutHidden(bytes, kind, LOOKING);
    assert.ok(!found.ok);
    assert.match(found.findings[0]?.reason ?? '', /ください。$/);
    return found.findings[0]?.code;
  };
  assert.equal(refusal(docx('', { 'word/big.xml': new Uint8Array(8 * 1024 * 1024) })), 'bomb', 'ratio');
  assert.equal(refusal(zip({ a: 'a', b: 'b' }, (entry) => ({ ...entry, bytes: 150 * 1024 * 1024, packed: new Uint8Array(2 * 1024 * 1024) }))), 'bomb', 'total');
  assert.equal(refusal(zip(Object.fromEntries(Array.from({ length: 5001 }, (_, index) => [`f${index}`, ''])))), 'bomb', 'entries');
  assert.equal(refusal(zip({ 'word/document.xml': 'a' }, (entry) => ({ ...entry, bytes: 100 }))), 'damaged', 'more than it said');
  assert.equal(refusal(docx('<w:p/>'.replace('<', '<!DOCTYPE x [<!ENTITY a "b">]><')).subarray(0, 300)), 'damaged', 'cut');
  assert.equal(refusal(zip({ 'word/document.xml': '<!DOCTYPE x><w:document/>' })), 'damaged', 'DTD');
  assert.equal(refusal(zip({ '../a': 'a' })), 'damaged');
  const locked = zip({ 'word/document.xml': 'a' });
  const central = find(locked, 'PK\u0001\u0002');
  locked[central + 8] = 1;
  assert.equal(refusal(locked), 'encrypted');
  const twice = zip({ 'word/a.xml': 'aaaa', 'word/b.xml': 'aaaa' });
  twice[find(twice, 'PK\u0003\u0004') + 35] = 0x62;
  assert.equal(refusal(twice), 'damaged', 'the two directories differ');
  for (const name of ['../a', '/a', 'C:\\a', 'a/../../b', 'a\\..\\b', 'a\u202egpj.exe']) assert.ok(unsafeName(name), name);
  for (const name of ['a/b.xml', 'a..b', '写真（1）.jpg']) assert.ok(!unsafeName(name), name);
});

test('ZIP: 同じ中身を何度も目次に載せた爆弾を断る', () => {
  const one = zip({ a: 'aaaaaaaaaa' });
  const central = find(one, 'PK\u0001\u0002');
  const end = find(one, 'PK\u0005\u0006');
  const entry = one.subarray(central, end);
  const tail = Uint8Array.from(one.subarray(end));
  tail[8] = 2;
  tail[10] = 2;
  const renamed = Uint8Array.from(entry);
  const bytes = joined([one.subarray(0, central), entry, renamed, tail]);
  assert.ok(!readZip(bytes, LIMITS).ok);
});

test('中身で種類を見分ける', () => {
  assert.equal(sniff(docx('')), 'docx');
  assert.equal(sniff(xlsx([])), 'xlsx');
  assert.equal(sniff(pptx([])), 'pptx');
  assert.equal(sniff(docx('', { 'word/vbaProject.bin': 'x' })), 'macro');
  assert.equal(sniff(xlsx([], { 'xl/macrosheets/sheet1.xml': 'x' })), 'macro');
  assert.equal(sniff(zip({ 'a.txt': 'a' })), 'zip');
});

test('どう壊しても例外も長考もない', () => {
  const samples = [[docx(paragraph('夏'), { 'word/comments.xml': '<w:comments><w:comment/></w:comments>' }), 'docx'], [xlsx([{ name: 'a', content: `<sheetData><row r="1" hidden="1">${value('A1')}</row></sheetData>` }]), 'xlsx']] as const;
  for (const [sample, kind] of samples) {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(sample.byteLength - 1), fc.nat(255)), { maxLength: 6 }), fc.option(fc.nat(sample.byteLength)), (changes, cut) => {
      const bytes = Uint8Array.from(sample.subarray(0, cut ?? sample.byteLength));
      for (const [at, byte] of changes) if (at < bytes.byteLength) bytes[at] = byte;
      sniff(bytes);
      const found = withoutHidden(bytes, kind, LOOKING);
      if (!found.ok) return;
      const again = withoutHidden(found.clean, kind, LOOKING);
      assert.ok(again.ok);
      assert.deepEqual(again.clean, found.clean);
    }), { numRuns: 400 });
  }
});
