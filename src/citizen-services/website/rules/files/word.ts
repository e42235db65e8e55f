/** What a Word file (ISO/IEC 29500-1 §17) carries besides what it shows. */
import { type FileFinding } from './finding.ts';
import type { Package } from './office-package.ts';
import { attribute, emptied, isOn, tags, without } from './xml.ts';

const BODIES = /^word\/(?:document|header|footer|footnotes|endnotes)\d*\.xml$/;
const COMMENTS = /^word\/comments(?:Extended|Ids|Extensible)?\d*\.xml$/;
const CHANGES = new Set(['ins', 'del', 'moveFrom', 'moveTo', 'rPrChange', 'pPrChange', 'sectPrChange', 'tblPrChange', 'trPrChange', 'tcPrChange', 'tblGridChange', 'numberingChange', 'cellIns', 'cellDel', 'cellMerge']);
const MARKS = new Set(['commentRangeStart', 'commentRangeEnd', 'commentReference']);

export interface WordOptions {
  /** Default: taken out. */
  readonly keepComments?: boolean;
}

export function lookIntoWord(file: Package, options: WordOptions = {}): readonly FileFinding[] {
  const findings: FileFinding[] = [];
  let changes = 0;
  let deletions = 0;
  let vanished = 0;
  let blackened = 0;
  for (const name of file.matching(BODIES)) {
    const xml = file.text(name) ?? '';
    for (const tag of tags(xml, CHANGES)) {
      if (tag.kind === 'close') continue;
      changes += 1;
      if (tag.name === 'del' || tag.name === 'moveFrom' || tag.name === 'cellDel') deletions += 1;
    }
    const runs = runsOf(xml);
    vanished += runs.vanished;
    blackened += runs.blackened;
  }
  if (changes > 0) findings.push({ code: 'changes', severity: 'block', cleaning: 'left', hidden: 'changes', reason: `変更履歴が${changes}件残っています${deletions > 0 ? `（消したはずの文も${deletions}件）` : ''}。Wordの「校閲」で「すべての変更を反映」してから、保存し直してください。` });
  if (vanished > 0) findings.push({ code: 'hidden-text', severity: 'confirm', cleaning: 'left', hidden: 'changes', reason: `隠し文字が${vanished}か所あります。だれでも表示できます。要らなければ消して、保存し直してください。` });
  if (blackened > 0) findings.push({ code: 'under-black', severity: 'block', cleaning: 'left', hidden: 'under_black', reason: `黒く塗っただけの文字が${blackened}か所あります。塗りを外せば読めます。文字を「■■■」などに打ち替えて、保存し直してください。` });
  return [...findings, ...comments(file, options)];
}

function comments(file: Package, { keepComments = false }: WordOptions): readonly FileFinding[] {
  const parts = file.matching(COMMENTS);
  const count = parts.reduce((sum, name) => sum + [...tags(file.text(name) ?? '', new Set(['comment']))].filter((tag) => tag.kind !== 'close').length, 0);
  if (count > 0 && keepComments) return [{ code: 'comments', severity: 'confirm', cleaning: 'left', hidden: 'comments', reason: `コメントが${count}件残っています。` }];
  for (const name of [...parts, ...file.matching(/^word\/people\d*\.xml$/)]) {
    const rest = emptied(file.text(name) ?? '');
    if (rest !== null) file.replace(name, rest);
  }
  for (const name of file.matching(BODIES)) {
    const xml = file.text(name) ?? '';
    const rest = without(xml, MARKS);
    if (rest !== xml) file.replace(name, rest);
  }
  return count > 0 ? [{ code: 'comments', severity: 'info', cleaning: 'cleaned', hidden: 'comments', reason: `コメント${count}件を取り除きました。` }] : [];
}

interface Run {
  inProperties: boolean;
  vanish: boolean;
  highlight: boolean;
  shade: boolean;
  colour: string;
  counted: boolean;
}

const RUN = new Set(['r', 'rPr', 'vanish', 'highlight', 'shd', 'color', 't', 'rPrChange']);

/** Runs stand inside each other where a text box hangs on one. */
function runsOf(xml: string): { readonly vanished: number; readonly blackened: number } {
  const open: Run[] = [];
  let vanished = 0;
  let blackened = 0;
  let before = 0;
  for (const tag of tags(xml, RUN)) {
    if (tag.name === 'r') {
      if (tag.kind === 'open') open.push({ inProperties: false, vanish: false, highlight: false, shade: false, colour: 'auto', counted: false });
      else if (tag.kind === 'close') open.pop();
      continue;
    }
    // How it was before a change is not how it is.
    if (tag.name === 'rPrChange') before += tag.kind === 'open' ? 1 : tag.kind === 'close' ? -1 : 0;
    const run = open.at(-1);
    if (!run || before > 0) continue;
    if (tag.name === 'rPr') run.inProperties = tag.kind === 'open';
    else if (tag.name === 't') {
      if (tag.kind !== 'open' || run.counted) continue;
      run.counted = true;
      if (run.vanish) vanished += 1;
      // Automatic colour turns white on black shading; on a black marker pen it stays black.
      if ((run.highlight && !/^f{6}$/i.test(run.colour)) || (run.shade && run.colour === '000000')) blackened += 1;
    } else if (run.inProperties && tag.kind !== 'close') {
      const value = attribute(tag, 'val');
      if (tag.name === 'vanish') run.vanish = isOn(value);
      else if (tag.name === 'highlight') run.highlight = value === 'black';
      else if (tag.name === 'shd') run.shade = attribute(tag, 'fill') === '000000';
      else if (tag.name === 'color') run.colour = value ?? 'auto';
    }
  }
  return { vanished, blackened };
}
