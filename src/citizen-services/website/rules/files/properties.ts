/** What every office file says about who made it and with what, and the pictures in it. All of it can be taken out. */
import type { FileFinding } from './finding.ts';
import { cleanGif } from './gif.ts';
import { cleanJpeg } from './jpeg.ts';
import { type Package, resolved } from './office-package.ts';
import type { CleanedPicture } from './picture.ts';
import { cleanPng } from './png.ts';
import { sniff } from './sniff.ts';
import { cleanWebp } from './webp.ts';
import { attribute, emptied, tags, textsIn, without } from './xml.ts';

/** Dublin Core and the rest of core.xml besides title and language, which belong to the reader. */
const CORE = ['creator', 'lastModifiedBy', 'created', 'modified', 'lastPrinted', 'revision', 'keywords', 'description', 'subject', 'category', 'contentStatus', 'identifier', 'version', 'contentType'];
const APP = ['Company', 'Manager', 'HyperlinkBase', 'Template', 'TotalTime'];
const PERSONAL = ['creator', 'lastModifiedBy', 'Company', 'Manager'];
const WORDS: { readonly [name: string]: string } = { creator: '作成者', lastModifiedBy: '最終更新者', Company: '会社名', Manager: '管理者' };

const filled = (xml: string, name: string) => textsIn(xml, name).some((text) => text.trim() !== '');

export function cleanProperties(file: Package): readonly FileFinding[] {
  const findings: FileFinding[] = [];
  const personal: string[] = [];
  for (const [part, names] of [['docProps/core.xml', CORE], ['docProps/app.xml', APP]] as const) {
    const xml = file.text(part);
    if (xml === null) continue;
    personal.push(...PERSONAL.filter((name) => names.some((one) => one === name) && filled(xml, name)));
    const rest = without(xml, new Set(names));
    if (rest !== xml) file.replace(part, rest);
    if (part === 'docProps/core.xml' && filled(xml, 'title')) {
      findings.push({ code: 'title', severity: 'info', reason: `ファイルの題名は「${textsIn(xml, 'title').join('').trim().slice(0, 60)}」です。前に作った文書の題名が残っていないか、確かめてください。` });
    }
  }
  if (personal.length > 0) findings.push({ code: 'author', severity: 'info', cleaning: 'cleaned', hidden: 'author', reason: `ファイルに記録された${personal.map((name) => WORDS[name] ?? name).join('・')}を取り除きました。` });
  findings.push(...cleanCustom(file), ...cleanThumbnail(file), ...cleanTemplate(file));
  return findings;
}

function cleanCustom(file: Package): readonly FileFinding[] {
  const xml = file.text('docProps/custom.xml');
  const count = xml === null ? 0 : [...tags(xml, new Set(['property']))].filter((tag) => tag.kind !== 'close').length;
  const rest = xml === null ? null : emptied(xml);
  if (count === 0 || rest === null) return [];
  file.replace('docProps/custom.xml', rest);
  return [{ code: 'custom', severity: 'info', cleaning: 'cleaned', reason: `ファイルに付けられた管理用の項目${count}件を取り除きました。` }];
}

/** A picture of the first page as it looked at some time. */
function cleanThumbnail(file: Package): readonly FileFinding[] {
  const found = file.relationships('').filter(({ type, external }) => type === 'thumbnail' && !external).map(({ target }) => resolved('', target)).filter((name) => file.names.includes(name));
  for (const name of found) file.drop(name);
  return found.length === 0 ? [] : [{ code: 'thumbnail', severity: 'info', cleaning: 'cleaned', reason: '1ページ目の縮小画像（古い内容のことがあります）を取り除きました。' }];
}

/** The template a document was made from: a path on a server of ours, or an address it would be loaded from whenever somebody opens it. */
function cleanTemplate(file: Package): readonly FileFinding[] {
  const part = 'word/settings.xml';
  const xml = file.text(part);
  if (xml === null || !file.relationships(part).some(({ type }) => type === 'attachedTemplate')) return [];
  file.replace(part, without(xml, new Set(['attachedTemplate'])));
  file.dropRelationships(part, ({ type }) => type === 'attachedTemplate');
  return [{ code: 'template', severity: 'info', cleaning: 'cleaned', reason: 'ひな形の置き場所（サーバーの名前など）を取り除きました。' }];
}

/** Paths of our servers and of people's own machines in links; links that fetch something when the file is opened. */
export function outsideLinks(file: Package): readonly FileFinding[] {
  const findings: FileFinding[] = [];
  const all = file.matching(/\.rels$/).flatMap((rels) => file.relationships(rels.replace(/_rels\/([^/]*)\.rels$/, '$1'))).filter(({ external, type }) => external && type !== 'attachedTemplate' && type !== 'externalLinkPath' && type !== 'xlPathMissing');
  const inside = all.filter(({ target }) => /^file:|^\\\\|^[a-z]:[\\/]/i.test(target));
  if (inside.length > 0) findings.push({ code: 'path', severity: 'confirm', cleaning: 'left', reason: `庁内のサーバーやパソコンの中を指すリンクが${inside.length}件あります。市民は開けません。リンクを外すか、市のページのアドレスに直してください。` });
  const fetched = all.filter(({ type, target }) => type !== 'hyperlink' && /^https?:/i.test(target));
  if (fetched.length > 0) findings.push({ code: 'external-links', severity: 'confirm', cleaning: 'left', reason: `開いたときに外から読み込むもの（画像など）が${fetched.length}件あります。ファイルの中に埋め込んで、保存し直してください。` });
  return findings;
}

export function cleanPictureOf(bytes: Uint8Array, pixels: number): CleanedPicture | null {
  switch (sniff(bytes)) {
    case 'jpeg': return cleanJpeg(bytes, pixels);
    case 'png': return cleanPng(bytes, pixels);
    case 'gif': return cleanGif(bytes, pixels);
    case 'webp': return cleanWebp(bytes, pixels);
    default: return null;
  }
}

/** Photographs pasted into a document keep where they were taken. */
export function cleanPictures(file: Package, pixels: number): readonly FileFinding[] {
  const words = new Set<string>();
  let count = 0;
  for (const name of file.matching(/\/media\/[^/]+$/)) {
    const bytes = file.bytes(name);
    const cleaned = bytes && cleanPictureOf(bytes, pixels);
    if (!cleaned || !cleaned.ok || cleaned.removed.length === 0) continue;
    file.replace(name, cleaned.bytes);
    count += 1;
    for (const word of cleaned.removed) words.add(word);
  }
  const cropped = file.matching(/^(?:word|xl|ppt)\/.*\.xml$/).some((name) => hasCrop(file.text(name) ?? ''));
  return [
    ...(count > 0 ? [{ code: 'picture-records', severity: 'info', cleaning: 'cleaned', reason: `中の画像${count}枚から、${[...words].join('・')}を取り除きました。` } as const] : []),
    ...(cropped ? [{ code: 'picture-records', severity: 'info', cleaning: 'left', reason: '切り取って（トリミングして）使っている画像があります。切り取った部分も中に残っています。見せたくない部分なら、「図の圧縮」で「図のトリミング部分を削除する」を選んで保存し直してください。' } as const] : []),
  ];
}

function hasCrop(xml: string): boolean {
  if (!xml.includes('srcRect')) return false;
  for (const tag of tags(xml, new Set(['srcRect']))) if (['l', 't', 'r', 'b'].some((side) => Number(attribute(tag, side) ?? 0) > 0)) return true;
  return false;
}
