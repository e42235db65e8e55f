/**
 * Word, Excel and PowerPoint files before they are published: what they hide, and a copy without what can be taken out safely.
 * 個人情報保護法 第66条（安全管理措置）: lists of persons got out of many town halls as a hidden sheet behind a form.
 */
import { blocked, type FileFinding, type Looking } from './finding.ts';
import { lookIntoExcel } from './excel.ts';
import { openPackage, type Package } from './office-package.ts';
import { cleanPictures, cleanProperties, outsideLinks } from './properties.ts';
import { lookIntoSlides } from './slides.ts';
import type { OfficeKind } from './sniff.ts';
import { lookIntoWord, type WordOptions } from './word.ts';
import { readZip, unsafeName } from './zip.ts';

export type OfficeLook =
  | { readonly ok: true; readonly clean: Uint8Array; readonly findings: readonly FileFinding[] }
  | { readonly ok: false; readonly findings: readonly FileFinding[] };

const DAMAGED = 'このファイルは壊れています（中の一部が読めません）。作ったソフトで開いて、保存し直してください。';

/** What it hides, and the clean copy. Each finding says whether the copy still has it. */
export function withoutHidden(bytes: Uint8Array, kind: OfficeKind, looking: Looking, options: WordOptions = {}): OfficeLook {
  const zip = readZip(bytes, looking.limits);
  if (!zip.ok) return { ok: false, findings: [blocked(zip.code, zip.reason)] };
  if (zip.entries.some((entry) => entry.encrypted)) return { ok: false, findings: [blocked('encrypted', 'パスワードのかかったファイルです。パスワードを外して、保存し直してください。')] };
  if (zip.entries.some((entry) => unsafeName(entry.name))) return { ok: false, findings: [blocked('damaged', DAMAGED)] };
  const file = openPackage(zip.entries, looking);
  const findings = [
    ...(kind === 'docx' ? lookIntoWord(file, options) : kind === 'xlsx' ? lookIntoExcel(file) : lookIntoSlides(file)),
    ...embedded(file), ...outsideLinks(file), ...cleanPictures(file, looking.limits.pixels), ...cleanProperties(file),
  ];
  if (file.unreadable.length > 0) return { ok: false, findings: [blocked('damaged', DAMAGED)] };
  return { ok: true, clean: file.written(), findings };
}

/** The table behind a chart is the whole workbook it was drawn from. */
function embedded(file: Package): readonly FileFinding[] {
  const count = file.matching(/\/embeddings\/[^/]+$/).length;
  return count > 0 ? [{ code: 'embedded', severity: 'confirm', cleaning: 'left', reason: `ほかのファイル（グラフの元の表など）が${count}件、まるごと埋め込まれています。その中は調べていません。図として貼り付け直すか、公開してよい内容か確かめてください。` }] : [];
}
