/**
 * The one door for what an author sends: what it is, a clean copy, what the block needs to know, and what to say about it
 * (checks IMG-06, LNK-06, PDF-02 and PRV-03; 個人情報保護法 第66条, 第69条). Nothing here throws, whatever comes.
 */
import type { BlockOf } from '../blocks.ts';
import type { Inflate } from './bytes.ts';
import { blocked, few, type FileFinding, type Hidden, type Limits, LIMITS, type Looking, readable } from './finding.ts';
import { withoutHidden } from './office.ts';
import { lookIntoPdf, type PdfFacts } from './pdf.ts';
import type { CleanPicture } from './picture.ts';
import { cleanPictureOf } from './properties.ts';
import { type FileKind, MEDIA_TYPES, type OfficeKind, type PictureKind, type RefusedKind, sniff, textOf } from './sniff.ts';
import type { WordOptions } from './word.ts';
import { readZip, unsafeName } from './zip.ts';

export interface Options extends WordOptions {
  readonly inflate: Inflate;
  readonly limits?: Partial<Limits>;
}

/** What a block of a picture takes over as it is. */
export type PictureFacts = Pick<BlockOf<'image'>, 'width' | 'height' | 'bytes' | 'positionRemoved'>;
/** What a block of a file takes over as it is; what is not known is not there. */
export type FileFacts = Pick<BlockOf<'file'>, 'bytes' | 'kind' | 'pages' | 'hasText' | 'tagged' | 'named' | 'hidden'>;

export interface Facts {
  readonly kind: FileKind;
  readonly mediaType: string;
  /** Without characters nobody sees, with the ending that fits. */
  readonly name: string;
  /** What may be stored and shown; null: nothing of it may. */
  readonly cleaned: Uint8Array | null;
  /** In words for a screen. */
  readonly removed: readonly string[];
  readonly picture: PictureFacts | null;
  readonly file: FileFacts | null;
  readonly findings: readonly FileFinding[];
}

const PICTURES: readonly FileKind[] = ['jpeg', 'png', 'gif', 'webp'] satisfies readonly PictureKind[];
const OFFICE: { readonly [kind in OfficeKind]: FileFacts['kind'] } = { docx: 'word', xlsx: 'excel', pptx: 'other' };
const isPicture = (kind: FileKind): kind is PictureKind => PICTURES.includes(kind);
const isOffice = (kind: FileKind): kind is OfficeKind => Object.hasOwn(OFFICE, kind);

const REFUSED: { readonly [kind in RefusedKind]: string } = {
  svg: 'SVGの画像は、中にプログラムを入れられるため載せられません。PNGかJPEGで保存し直してください。',
  html: 'HTMLのファイルは載せられません。ページとして書くか、PDFにしてください。',
  macro: 'マクロ（プログラム）の入ったファイルは載せられません。「名前を付けて保存」でマクロのない形式（docx・xlsx・pptx）を選んで、保存し直してください。',
  'binary-office': 'xlsb形式のファイルは載せられません。xlsx形式で保存し直してください。',
  'old-word': '古い形式のWordファイル（doc）は、中を調べられないため載せられません。docx形式かPDFで保存し直してください。',
  'old-excel': '古い形式のExcelファイル（xls）は、中を調べられないため載せられません。xlsx形式かCSVで保存し直してください。',
  'old-powerpoint': '古い形式のPowerPointファイル（ppt）は、中を調べられないため載せられません。pptx形式かPDFで保存し直してください。',
  'encrypted-office': 'パスワードのかかったファイルです。パスワードを外して、保存し直してください。',
  'old-office': '古い形式の文書（一太郎など）は、中を調べられず、開けない人も多いため載せられません。PDFかdocx形式で保存し直してください。',
  heic: 'HEIC・AVIF形式の写真は、表示できない人がいます。JPEGで保存し直してください（iPhoneでは「設定」の「カメラ」「フォーマット」で「互換性優先」を選びます）。',
  tiff: 'TIFF形式の画像は、ブラウザーで表示できません。JPEGかPNGで保存し直してください。', bmp: 'BMP形式の画像は大きすぎます。JPEGかPNGで保存し直してください。',
  program: 'プログラムは載せられません。', film: '動画・音声はここでは受け取れません。動画の部品から載せてください。', empty: 'ファイルが空です。もう一度選んでください。',
  unknown: '何のファイルか分かりません。画像（JPEG・PNG・GIF・WebP）、PDF、Word・Excel・PowerPoint（docx・xlsx・pptx）、CSV、テキスト、字幕（VTT）、ZIPを送ってください。',
};
const ACTIVE: readonly FileKind[] = ['svg', 'html', 'program'];
const OLD: readonly FileKind[] = ['old-word', 'old-excel', 'old-powerpoint', 'old-office', 'binary-office'];

const ENDINGS: { readonly [kind in Exclude<FileKind, RefusedKind>]: readonly string[] } = {
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif'], png: ['png'], gif: ['gif'], webp: ['webp'], pdf: ['pdf'], docx: ['docx'], xlsx: ['xlsx'], pptx: ['pptx', 'ppsx'], csv: ['csv', 'tsv'], text: ['txt'], vtt: ['vtt'], zip: ['zip'], odf: ['odt', 'ods', 'odp', 'odg'],
};

const LONGEST_NAME = 180;
/** The end of a name is what tells files apart. */
const last = (text: string, most: number) => Array.from(text).slice(-most).join('').trim();

const megabytes = (bytes: number) => Math.floor(bytes / 1024 ** 2);

export function factsOf(bytes: Uint8Array, name: string, options: Options): Facts {
  const limits: Limits = { ...LIMITS, ...options.limits };
  const shown = last(readable(name.normalize('NFC')).split(/[/\\]/).at(-1) ?? '', LONGEST_NAME);
  const most = Math.max(limits.fileBytes, limits.pictureBytes);
  // Larger than anything we take: not even looked at.
  if (bytes.byteLength > most) return nothing('unknown', shown, blocked('too-large', `ファイルが大きすぎます（上限 ${megabytes(most)} MB）。小さくするか、分けて送り直してください。`));
  const kind = kindOf(bytes, shown);
  if (Object.hasOwn(REFUSED, kind)) return nothing(kind, shown, refusal(kind));
  const limit = isPicture(kind) ? limits.pictureBytes : limits.fileBytes;
  if (bytes.byteLength > limit) return nothing(kind, shown, blocked('too-large', `ファイルが大きすぎます（上限 ${megabytes(limit)} MB）。${isPicture(kind) ? '画像を縮めて' : '小さくするか、分けて'}、送り直してください。`));
  const looked = look(bytes, kind, { inflate: options.inflate, limits }, options);
  const named = withEnding(shown, kind);
  const findings = named === shown ? looked.findings : [...looked.findings, { code: 'name-differs', severity: 'info', reason: `ファイル名の終わりが中身と合わないため、「${named}」にしました。` } as const];
  const refused = findings.some((finding) => finding.severity === 'block');
  return { kind, mediaType: mediaTypeOf(kind, bytes), name: named, removed: looked.removed, findings, cleaned: refused ? null : looked.clean, picture: refused ? null : looked.picture, file: refused ? null : looked.file };
}

/** Between texts that look alike the name decides: a list of one column is a table when it is called so. */
function kindOf(bytes: Uint8Array, name: string): FileKind {
  const kind = sniff(bytes);
  if (kind === 'text' && /\.(?:csv|tsv)$/i.test(name)) return 'csv';
  return kind === 'csv' && /\.txt$/i.test(name) ? 'text' : kind;
}

function mediaTypeOf(kind: FileKind, bytes: Uint8Array): string {
  if (kind !== 'csv' && kind !== 'text') return MEDIA_TYPES[kind];
  // A browser that is not told guesses wrong in Japanese.
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return `${MEDIA_TYPES[kind]}; charset=${utf16 ? 'utf-16' : isUtf8(bytes) ? 'utf-8' : 'shift_jis'}`;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function refusal(kind: FileKind): FileFinding {
  const entry = Object.entries(REFUSED).find(([one]) => one === kind);
  const code = kind === 'macro' ? 'macro' : kind === 'empty' ? 'empty' : kind === 'encrypted-office' ? 'encrypted' : OLD.includes(kind) ? 'old-office' : ACTIVE.includes(kind) ? 'active-content' : 'kind-refused';
  return blocked(code, entry?.[1] ?? REFUSED.unknown);
}

function nothing(kind: FileKind, name: string, finding: FileFinding): Facts {
  return { kind, mediaType: MEDIA_TYPES[kind], name, cleaned: null, removed: [], picture: null, file: null, findings: [finding] };
}

function withEnding(name: string, kind: FileKind): string {
  const fitting = Object.entries(ENDINGS).find(([one]) => one === kind)?.[1] ?? [];
  const ending = /\.([^.]{1,10})$/.exec(name)?.[1]?.toLowerCase();
  if (ending !== undefined && fitting.includes(ending)) return name;
  const known = Object.values(ENDINGS).flat();
  const stem = ending !== undefined && (known.includes(ending) || /^[a-z0-9]{2,5}$/.test(ending)) ? name.slice(0, -ending.length - 1) : name;
  const right = fitting[0] ?? 'bin';
  return kind === 'odf' ? name : `${last(stem, LONGEST_NAME - right.length - 1) || 'file'}.${right}`;
}

type Looked = Pick<Facts, 'removed' | 'picture' | 'file' | 'findings'> & { readonly clean: Uint8Array | null };

const bad = (findings: readonly FileFinding[]): Looked => ({ clean: null, removed: [], picture: null, file: null, findings });

function look(bytes: Uint8Array, kind: FileKind, looking: Looking, options: WordOptions): Looked {
  if (isPicture(kind)) return lookAtPicture(bytes, looking.limits.pixels);
  if (isOffice(kind)) {
    const office = withoutHidden(bytes, kind, looking, options);
    return office.ok ? document(office.clean, office.findings, { kind: OFFICE[kind] }) : bad(office.findings);
  }
  if (kind === 'pdf') {
    const pdf = lookIntoPdf(bytes, looking);
    return pdf.ok ? document(pdf.clean, pdf.findings, { kind: 'pdf', ...known(pdf.facts) }) : bad(pdf.findings);
  }
  if (kind === 'zip') return lookIntoArchive(bytes, looking.limits);
  if (kind === 'odf') return document(bytes, [{ code: 'not-examined', severity: 'confirm', reason: 'OpenDocument形式のファイルの中は調べていません。隠れたシート・コメント・変更履歴・作成者の名前がないか、確かめてください。' }], { kind: 'other' });
  return document(bytes, textOf(bytes) === null ? [blocked('damaged', '文字を読み取れません。UTF-8で保存し直してください。')] : [], { kind: kind === 'csv' ? 'csv' : 'other' });
}

const known = (facts: PdfFacts): Partial<FileFacts> => ({
  ...(facts.pages === null ? {} : { pages: facts.pages }), ...(facts.hasText === 'unknown' ? {} : { hasText: facts.hasText === 'yes' }), ...(facts.tagged === 'unknown' ? {} : { tagged: facts.tagged }),
  named: facts.title !== '' && facts.language !== '',
});

function document(clean: Uint8Array, findings: readonly FileFinding[], facts: Partial<FileFacts> & Pick<FileFacts, 'kind'>): Looked {
  const hidden = [...new Set(findings.flatMap((finding): Hidden[] => (finding.cleaning === 'left' && finding.hidden ? [finding.hidden] : [])))];
  return { clean, findings, picture: null, file: { ...facts, bytes: clean.byteLength, hidden }, removed: findings.filter((finding) => finding.cleaning === 'cleaned').map((finding) => REMOVED[finding.code] ?? '編集などの記録') };
}

const REMOVED: { readonly [code in FileFinding['code']]?: string } = { author: '作成者の名前', custom: '管理用の項目', thumbnail: '縮小画像', path: '保存した場所', 'picture-records': '中の画像の記録（撮影場所など）', comments: 'コメント', template: 'ひな形の場所' };

function lookAtPicture(bytes: Uint8Array, pixels: number): Looked {
  const picture = cleanPictureOf(bytes, pixels);
  if (!picture || !picture.ok) return bad([picture ? blocked(picture.code, picture.reason) : refusal('unknown')]);
  return { clean: picture.bytes, removed: picture.removed, file: null, picture: { width: picture.width, height: picture.height, bytes: picture.bytes.byteLength, positionRemoved: picture.positionRemoved }, findings: saidOf(picture) };
}

function saidOf(picture: CleanPicture): readonly FileFinding[] {
  return [
    ...(picture.removed.length > 0 ? [{ code: 'removed', severity: 'info', cleaning: 'cleaned', reason: `画像に入っていた${picture.removed.join('・')}を取り除きました。` } as const] : []),
    ...(picture.turned ? [{ code: 'turned', severity: 'confirm', reason: '画像の向きの記録も取り除きました。横倒しになっていないか、見て確かめてください。横倒しなら、回転させて保存し直してください。' } as const] : []),
  ];
}

const PROGRAMS = /\.(?:exe|com|scr|bat|cmd|msi|ps1|vbs?|jse?|wsf|hta|lnk|jar|dll|docm|xlsm|pptm|dotm|xltm|xlsb|iso|img|reg|url|html?|svg)$/i;

function lookIntoArchive(bytes: Uint8Array, limits: Limits): Looked {
  const zip = readZip(bytes, limits);
  if (!zip.ok) return bad([blocked(zip.code, zip.reason)]);
  const names = zip.entries.map((entry) => entry.name);
  const forbidden = names.filter((name) => unsafeName(name) || PROGRAMS.test(name)).map(readable);
  if (zip.entries.some((entry) => entry.encrypted)) return bad([blocked('encrypted', 'パスワードのかかったZIPです。中を調べられないため載せられません。パスワードを外してください。')]);
  if (forbidden.length > 0) return bad([blocked('unsafe-members', `ZIPの中に、載せられないもの${few(forbidden)}があります。取り除いて、まとめ直してください。`)]);
  return document(bytes, [{ code: 'not-examined', severity: 'confirm', reason: `ZIPの中（${names.length}件）は調べていません。${few(names.map(readable))}。写真の撮影場所、文書の作成者・コメントなどが残っていないか確かめるか、一つずつ載せてください。` }], { kind: 'zip' });
}
