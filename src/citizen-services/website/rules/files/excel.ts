/** What an Excel file (ISO/IEC 29500-1 §18) carries besides what it shows: where most lists of persons were published by mistake. */
import { few, type FileFinding, readable } from './finding.ts';
import { type Package, resolved } from './office-package.ts';
import { attribute, isOn, tags, without } from './xml.ts';

const WORKBOOK = 'xl/workbook.xml';
const SHEET = new Set(['sheet']);
const CELLS = new Set(['col', 'row', 'c']);

export function lookIntoExcel(file: Package): readonly FileFinding[] {
  const sheets = sheetsOf(file);
  const hidden = sheets.filter((sheet) => sheet.state === 'hidden').map((sheet) => sheet.name);
  const deep = sheets.filter((sheet) => sheet.state === 'veryHidden').map((sheet) => sheet.name);
  const cells = sheets.filter((sheet) => sheet.part !== '' && hidesCells(file.text(sheet.part) ?? '')).map((sheet) => sheet.name);
  const findings: FileFinding[] = [];
  if (hidden.length > 0) findings.push({ code: 'hidden-sheets', severity: 'confirm', cleaning: 'left', hidden: 'sheets', reason: `隠れたシート${few(hidden)}があります。だれでも表示できます。公開してよい内容か確かめ、要らなければ消して、保存し直してください。` });
  if (deep.length > 0) findings.push({ code: 'hidden-sheets', severity: 'confirm', cleaning: 'left', hidden: 'sheets', reason: `ふつうの操作では見えないシート${few(deep)}があります。「ファイル」の「ドキュメント検査」で取り除いて、保存し直してください。` });
  if (cells.length > 0) findings.push({ code: 'hidden-cells', severity: 'confirm', cleaning: 'left', hidden: 'sheets', reason: `シート${few(cells)}に、値の入った隠れた行か列（絞り込みで見えない行も）があります。公開してよい内容か確かめ、要らなければ消して、保存し直してください。` });
  return [...findings, ...comments(file), ...outside(file), ...path(file)];
}

interface Sheet {
  readonly name: string;
  readonly state: string;
  readonly part: string;
}

function sheetsOf(file: Package): readonly Sheet[] {
  const targets = new Map(file.relationships(WORKBOOK).map(({ id, target }) => [id, resolved(WORKBOOK, target)]));
  return [...tags(file.text(WORKBOOK) ?? '', SHEET)].filter((tag) => tag.kind !== 'close').map((tag) => ({ name: readable(attribute(tag, 'name') ?? ''), state: attribute(tag, 'state') ?? 'visible', part: targets.get(attribute(tag, 'id') ?? '') ?? '' }));
}

/** Rows and columns without values are hidden to make a sheet look tidy: only values count. */
function hidesCells(xml: string): boolean {
  if (!xml.includes('hidden=')) return false;
  const columns: (readonly [number, number])[] = [];
  let rowHidden = false;
  for (const tag of tags(xml, CELLS)) {
    if (tag.kind === 'close') continue;
    if (tag.name === 'c') {
      // An empty element is a cell with a format and without a value.
      if (tag.kind === 'empty') continue;
      if (rowHidden) return true;
      if (columns.length === 0) continue;
      const column = columnOf(tag.attributes);
      if (columns.some(([from, to]) => column >= from && column <= to)) return true;
    } else {
      const mark = tag.attributes.includes('hidden') ? attribute(tag, 'hidden') : undefined;
      const hidden = mark !== undefined && isOn(mark);
      if (tag.name === 'row') rowHidden = hidden;
      else if (hidden) columns.push([Number(attribute(tag, 'min') ?? 0), Number(attribute(tag, 'max') ?? 0)]);
    }
  }
  return false;
}

/** `r="AB12"` → 28. Asked for every cell of a sheet, so without taking the other attributes apart. */
function columnOf(attributes: string): number {
  let column = 0;
  for (const letter of (/\sr=["']([A-Z]{1,3})/.exec(attributes)?.[1] ?? '')) column = column * 26 + letter.charCodeAt(0) - 64;
  return column;
}

function comments(file: Package): readonly FileFinding[] {
  const count = file.matching(/^xl\/(?:comments\d*|comments\/[^/]+|threadedComments\/[^/]+)\.xml$/).reduce((sum, name) => sum + [...tags(file.text(name) ?? '', new Set(['comment', 'threadedComment']))].filter((tag) => tag.kind !== 'close').length, 0);
  return count > 0 ? [{ code: 'comments', severity: 'confirm', cleaning: 'left', hidden: 'comments', reason: `コメント・メモが残っています（${count}件）。書いた人の名前も入っています。「校閲」で消して、保存し直してください。` }] : [];
}

function outside(file: Package): readonly FileFinding[] {
  const findings: FileFinding[] = [];
  const links = file.matching(/^xl\/externalLinks\/[^/]+\.xml$/).length;
  if (links > 0) findings.push({ code: 'external-links', severity: 'confirm', cleaning: 'left', hidden: 'sheets', reason: `ほかのファイルへの参照が${links}件あり、参照した値と置き場所が中に残っています。「データ」の「リンクの編集」で解除して、保存し直してください。` });
  const connections = file.text('xl/connections.xml');
  if (connections !== null && [...tags(connections, new Set(['connection']))].length > 0) {
    const secret = /(?:password|pwd)\s*=\s*[^;"'\s]/i.test(connections);
    findings.push({ code: 'connections', severity: secret ? 'block' : 'confirm', cleaning: 'left', reason: secret ? 'データベースにつなぐためのパスワードが入っています。「データ」の「クエリと接続」で接続を消し、保存し直してください。パスワードは変えてください。' : 'データベースやほかのファイルへの接続が入っています。「データ」の「クエリと接続」で消して、保存し直してください。' });
  }
  if (file.matching(/^xl\/pivotCache\/pivotCacheRecords[^/]*\.xml$|^xl\/model\//).length > 0) findings.push({ code: 'cached-data', severity: 'confirm', cleaning: 'left', hidden: 'sheets', reason: 'ピボットテーブルの中に、集計する前の元の表がすべて残っています。公開してよい内容か確かめ、だめなら値だけを貼り付けた表に替えてください。' });
  return findings;
}

/** The folder a workbook was saved in, often with the name of whoever saved it. */
function path(file: Package): readonly FileFinding[] {
  const xml = file.text(WORKBOOK) ?? '';
  if (!xml.includes('absPath')) return [];
  // The wrapping that lets older programs skip it goes with it.
  const wrapping = xml.lastIndexOf('AlternateContent', xml.indexOf('absPath'));
  const rest = without(xml, new Set(['AlternateContent']), (tag) => tag.start < wrapping && wrapping < tag.end);
  const bare = without(rest, new Set(['absPath']));
  file.replace(WORKBOOK, bare);
  return [{ code: 'path', severity: 'info', cleaning: 'cleaned', reason: '保存した場所（パソコンのフォルダー名）を取り除きました。' }];
}
