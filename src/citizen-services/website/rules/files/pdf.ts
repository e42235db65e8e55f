/**
 * PDF (ISO 32000-2) as it is published: whether it can be read aloud (JIS X 8341-3, ISO 14289), what it carries besides its pages, and its authors
 * blanked where they stand. Text under black boxes drawn into a page is not looked for: to say where text and box lie, the page must be drawn.
 * Black boxes laid over a page as annotations are found, for these anybody can pull away.
 */
import { find, latin1, startsWith } from './bytes.ts';
import { blocked, type FileFinding, type Looking, readable } from './finding.ts';
import { readPdf, type PdfFile } from './pdf-objects.ts';
import { type HasText, pagesOf, summed, TextLooker } from './pdf-text.ts';
import { type Dict, isArray, isDict, isStream, isText, nameOf, type Pdf } from './pdf-values.ts';
import { textsIn } from './xml.ts';

export interface PdfFacts {
  readonly pages: number | null;
  readonly hasText: HasText;
  readonly pagesWithoutText: number;
  readonly tagged: boolean | 'unknown';
  readonly title: string;
  readonly language: string;
}

export type PdfLook = { readonly ok: true; readonly clean: Uint8Array; readonly facts: PdfFacts; readonly findings: readonly FileFinding[] } | { readonly ok: false; readonly findings: readonly FileFinding[] };

export function lookIntoPdf(bytes: Uint8Array, { inflate, limits }: Looking): PdfLook {
  if (!startsWith(bytes, '%PDF-')) return refused('damaged', 'PDFではありません。');
  const file = readPdf(bytes, inflate, limits);
  if (file.trailers.some((trailer) => file.resolve(trailer.get('Encrypt')) !== null || trailer.has('Encrypt'))) return refused('encrypted', 'パスワードか、コピー・読み上げなどの制限がかかったPDFです。制限を外して、保存し直してください。');
  const root = rootOf(file);
  if (!root) return refused('damaged', 'このPDFは壊れています（目次がありません）。作ったソフトで開いて、保存し直してください。');
  const { count, pages } = pagesOf(file, root);
  const looker = new TextLooker(file);
  const text = summed(pages.map((page) => looker.ofPage(page)));
  const described = descriptionOf(file, root);
  const mark = file.resolve(root.get('MarkInfo'));
  const tagged = isDict(mark) && file.resolve(mark.get('Marked')) === true && isDict(file.resolve(root.get('StructTreeRoot')));
  const facts: PdfFacts = { pages: count, hasText: text.hasText, pagesWithoutText: text.without, tagged: tagged || (file.incomplete ? 'unknown' : false), title: described.title, language: textOf(file.resolve(root.get('Lang'))) };
  const author = withoutAuthor(bytes, file);
  return { ok: true, clean: author.bytes, facts, findings: [...besides(file, root), ...(author.finding ? [author.finding] : []), ...readability(facts, file)] };
}

const refused = (code: 'damaged' | 'encrypted', reason: string): PdfLook => ({ ok: false, findings: [blocked(code, reason)] });

function rootOf(file: PdfFile): Dict | null {
  const named = file.trailers.map((trailer) => file.resolve(trailer.get('Root'))).filter(isDict);
  const catalogs = [...file.objects.values()].filter(isDict).filter((dict) => nameOf(dict.get('Type')) === 'Catalog');
  return [...catalogs, ...named].findLast((dict) => dict.has('Pages')) ?? null;
}

/** A text string (§7.9.2.2): UTF-16 or UTF-8 with a mark, or the characters of Latin. */
function textOf(value: Pdf): string {
  if (!isText(value)) return '';
  // A backslash inside says octal or escaped bytes; for whether something is written the rest is enough.
  const bytes = value.text;
  const text = bytes[0] === 0xfe && bytes[1] === 0xff ? new TextDecoder('utf-16be').decode(bytes.subarray(2)) : bytes[0] === 0xef && bytes[1] === 0xbb ? new TextDecoder().decode(bytes.subarray(3)) : latin1(bytes);
  return readable(text).replaceAll(/^[\u0020\u3000]+$/g, '').slice(0, 200);
}

function metadataOf(file: PdfFile, root: Dict): string {
  const stream = file.resolve(root.get('Metadata'));
  const content = isStream(stream) ? file.content(stream) : null;
  return content ? new TextDecoder().decode(content.subarray(0, 256 * 1024)) : '';
}

function descriptionOf(file: PdfFile, root: Dict): { readonly title: string } {
  const info = file.trailers.map((trailer) => file.resolve(trailer.get('Info'))).findLast(isDict);
  const title = info ? textOf(file.resolve(info.get('Title'))) : '';
  return { title: title || readable(textsIn(metadataOf(file, root), 'title').join('')).slice(0, 200) };
}

function readability(facts: PdfFacts, file: PdfFile): readonly FileFinding[] {
  const findings: FileFinding[] = [];
  const say = (code: FileFinding['code'], severity: FileFinding['severity'], reason: string) => findings.push({ code, severity, reason });
  if (facts.hasText === 'no') say('no-text', 'confirm', '文字のないPDF（紙をスキャンしたもの）です。読み上げも検索もできません。元のファイルからPDFを作り直すか、内容を本文に書いてください。');
  else if (facts.hasText === 'unknown') say('text-unknown', 'confirm', '読み上げられる文字が入っているか、確かめられませんでした。PDFを開いて文字を選べるか、コピーして正しく貼り付けられるかを見てください。');
  else if (facts.pagesWithoutText > 0) say('no-text', 'confirm', `${facts.pagesWithoutText}ページには文字がありません（画像だけのページ）。読み上げられるよう、作り直すか、内容を本文に書いてください。`);
  if (facts.hasText !== 'no' && facts.tagged === false) say('untagged', 'confirm', '見出しなどの印（タグ）のないPDFです。作るときに「アクセシビリティ用のタグ」を付けてください。');
  if (facts.hasText !== 'no' && (facts.title === '' || facts.language === '')) say('unnamed', 'info', `PDFの${[facts.title === '' ? '題名' : '', facts.language === '' ? '言語' : ''].filter((word) => word !== '').join('と')}が入っていません。`);
  if (file.incomplete) say('not-examined', 'confirm', 'PDFの中に、調べられない部分があります。作ったソフトで開いて保存し直すと、調べられることがあります。');
  return findings;
}

const MEDIA = new Set(['FileAttachment', 'RichMedia', 'Movie', 'Sound', 'Screen', '3D']);
const REMARKS = new Set(['Text', 'Caret', 'StrikeOut', 'Squiggly', 'Underline', 'Highlight']);
const COVERS = new Set(['Square', 'Polygon', 'Highlight', 'Circle']);

/** Every dictionary of the file, whether something leads to it or not. */
function* dictionaries(values: readonly Pdf[]): Generator<Dict> {
  const open: Pdf[] = [...values];
  while (open.length > 0) {
    const value = open.pop();
    const dict = isStream(value) ? value.dict : value;
    if (isDict(dict)) yield dict;
    if (isDict(dict)) for (const one of dict.values()) open.push(one);
    else if (isArray(dict)) for (const one of dict) open.push(one);
  }
}

function besides(file: PdfFile, root: Dict): readonly FileFinding[] {
  const found = { script: 0, launch: 0, attached: 0, remarks: 0, covers: 0, redact: 0 };
  for (const dict of dictionaries(file.every)) {
    const action = nameOf(file.resolve(dict.get('S')));
    const subtype = nameOf(file.resolve(dict.get('Subtype')));
    if (dict.has('JS') || action === 'JavaScript') found.script += 1;
    else if (action === 'Launch' || action === 'ImportData') found.launch += 1;
    if (dict.has('EF') || (subtype !== undefined && MEDIA.has(subtype) && dict.has('Rect'))) found.attached += 1;
    if (subtype === undefined || !dict.has('Rect')) continue;
    if (subtype === 'Redact') found.redact += 1;
    else if (COVERS.has(subtype) && isBlack(file, dict.get(subtype === 'Highlight' ? 'C' : 'IC'))) found.covers += 1;
    else if (REMARKS.has(subtype)) found.remarks += 1;
  }
  const names = file.resolve(root.get('Names'));
  if (isDict(names) && names.has('JavaScript')) found.script += 1;
  const findings: FileFinding[] = [];
  if (found.script > 0) findings.push(blocked('script', 'プログラム（JavaScript）の入ったPDFです。載せられません。プログラムのないPDFとして保存し直してください。'));
  if (found.launch > 0) findings.push(blocked('launch', '開いた人のパソコンで、ほかのプログラムやファイルを開くPDFです。載せられません。その設定を外して、保存し直してください。'));
  if (found.attached > 0) findings.push({ code: 'attachments', severity: 'confirm', cleaning: 'left', reason: '添付ファイルか動画・音声の入ったPDFです。その中は調べていません。外して、別のファイルとして載せてください。' });
  if (found.redact + found.covers > 0) findings.push({ code: 'under-black', severity: 'block', cleaning: 'left', hidden: 'under_black', reason: `黒い四角を重ねただけの墨消しが${found.redact + found.covers}か所あります。四角を動かせば下の文字が読めます。墨消しを「適用」するか、元の文書の文字を消してから、PDFを作り直してください。` });
  if (found.remarks > 0) findings.push({ code: 'annotations', severity: 'confirm', cleaning: 'left', hidden: 'comments', reason: `注釈（付せん・取り消し線・マーカーなど）が${found.remarks}件あります。書いた人の名前も入っています。消して、保存し直してください。` });
  return findings;
}

function isBlack(file: PdfFile, value: Pdf | undefined): boolean {
  const colour = file.resolve(value);
  if (!isArray(colour)) return false;
  const parts = colour.map((one) => file.resolve(one));
  return parts.length === 4 ? parts[3] === 1 : parts.length > 0 && parts.every((part) => typeof part === 'number' && part < 0.1);
}

/** Blanked in place, so that every position in the file stays true. A signed file is left as it is: it would no longer be what was signed. */
function withoutAuthor(bytes: Uint8Array, file: PdfFile): { readonly bytes: Uint8Array; readonly finding: FileFinding | null } {
  const clean = Uint8Array.from(bytes);
  const all = [...dictionaries(file.every)];
  const signed = all.some((dict) => dict.has('ByteRange'));
  let found = 0;
  let left = 0;
  for (const dict of all) {
    const author = dict.get('Author');
    if (author === undefined) continue;
    const value = file.resolve(author);
    if (!isText(value) || isBlank(value.text)) continue;
    found += 1;
    // In a packed stream it has no place of its own in the file.
    if (signed || value.source !== bytes) left += 1;
    else for (let at = value.start; at < value.end; at += 1) clean[at] = value.hex ? ((at - value.start) % 2 === 0 ? 0x32 : 0x30) : 0x20;
  }
  for (const stream of file.every.filter(isStream)) {
    if (nameOf(stream.dict.get('Type')) !== 'Metadata') continue;
    const content = file.content(stream);
    const authors = content ? textsIn(new TextDecoder().decode(content), 'creator').filter((name) => name.trim() !== '') : [];
    if (authors.length === 0) continue;
    found += 1;
    if (signed || content !== stream.raw) left += 1;
    else blankCreator(clean, stream.start, stream.raw.byteLength);
  }
  if (found === 0) return { bytes: clean, finding: null };
  if (left === 0) return { bytes: clean, finding: { code: 'author', severity: 'info', cleaning: 'cleaned', hidden: 'author', reason: 'PDFに記録された作成者の名前を取り除きました。' } };
  return { bytes: clean, finding: { code: 'author', severity: 'confirm', cleaning: 'left', hidden: 'author', reason: 'PDFに作成者の名前が記録されています。「文書のプロパティ」で作成者を空にして、保存し直してください。' } };
}

const isBlank = (text: Uint8Array): boolean => text.every((byte) => byte === 0x20 || byte === 0);

/** Whatever stands between tags inside dc:creator. */
function blankCreator(bytes: Uint8Array, start: number, length: number): void {
  const end = start + length;
  for (let from = find(bytes, '<dc:creator', start, end); from >= 0; from = find(bytes, '<dc:creator', from + 1, end)) {
    const to = find(bytes, '</dc:creator', from, end);
    if (to < 0) return;
    let inTag = false;
    for (let at = from; at < to; at += 1) {
      if (bytes[at] === 0x3c) inTag = true;
      else if (bytes[at] === 0x3e) inTag = false;
      else if (!inTag) bytes[at] = 0x20;
    }
  }
}
