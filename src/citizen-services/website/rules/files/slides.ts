/** What a PowerPoint file (ISO/IEC 29500-1 §19) carries besides what it shows. */
import type { FileFinding } from './finding.ts';
import type { Package } from './office-package.ts';
import { attribute, isOn, tags, textsIn, without } from './xml.ts';

export function lookIntoSlides(file: Package): readonly FileFinding[] {
  const findings: FileFinding[] = [];
  const notes = file.matching(/^ppt\/notesSlides\/[^/]+\.xml$/).filter((name) => textsIn(without(file.text(name) ?? '', new Set(['fld'])), 't').join('').trim() !== '').length;
  if (notes > 0) findings.push({ code: 'notes', severity: 'confirm', cleaning: 'left', hidden: 'comments', reason: `発表者のノートが${notes}枚のスライドに残っています。「ファイル」の「ドキュメント検査」で取り除いて、保存し直してください。` });
  const comments = file.matching(/^ppt\/comments\/[^/]+\.xml$/).reduce((sum, name) => sum + [...tags(file.text(name) ?? '', new Set(['cm']))].filter((tag) => tag.kind !== 'close').length, 0);
  if (comments > 0) findings.push({ code: 'comments', severity: 'confirm', cleaning: 'left', hidden: 'comments', reason: `コメントが${comments}件残っています。書いた人の名前も入っています。「校閲」で消して、保存し直してください。` });
  const hidden = file.matching(/^ppt\/slides\/[^/]+\.xml$/).filter((name) => [...tags(file.text(name) ?? '', new Set(['sld']))].some((tag) => tag.kind === 'open' && !isOn(attribute(tag, 'show')))).length;
  if (hidden > 0) findings.push({ code: 'hidden-slides', severity: 'confirm', cleaning: 'left', hidden: 'sheets', reason: `非表示のスライドが${hidden}枚あります。だれでも表示できます。要らなければ消して、保存し直してください。` });
  return findings;
}
