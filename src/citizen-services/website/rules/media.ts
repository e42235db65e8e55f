/** 画像・動画・ファイルの規則 IMG-01–07, MED-01–02, PDF-01–03: what cannot be seen or heard by everybody says what it shows (WCAG 1.1.1, 1.2). */
import type { Block, BlockOf } from './blocks.ts';
import { bodyLength, type Draft, withBlock } from './texts.ts';
import { about, type Finding, type Rule, type Severity } from './finding.ts';

const LONG_ALT = 120;
const WIDE_PICTURE = 400;
const LITTLE_TEXT = 200;
const ALMOST_NO_TEXT = 100;
const MEGABYTE = 1024 ** 2;

const ofType = <T extends Block['type']>(draft: Draft, type: T): readonly BlockOf<T>[] => draft.blocks.filter((block): block is BlockOf<T> => block.type === type);
const length = (text: string) => Array.from(text).length;

function onBlocks<T extends Block['type']>(type: T, id: string, title: string, basis: string, look: (block: BlockOf<T>, draft: Draft, around: Parameters<Rule['check']>[1]) => readonly [Severity, string, Finding['fix']?] | null): Rule {
  return { id, title, basis, *check(draft, around) {
    for (const block of ofType(draft, type)) {
      const said = look(block, draft, around);
      if (said) yield about(id, said[0], block.id, nameOf(block), said[1], said[2] ?? null);
    }
  } };
}

function nameOf(block: Block): string {
  if (block.type === 'image') return block.alt || block.name;
  if (block.type === 'file') return block.label || block.name;
  return 'title' in block ? block.title : '';
}

const missingAlt = onBlocks('image', 'IMG-01', '代わりの言葉', 'WCAG 1.1.1', (image) => (image.alt.trim() !== '' || image.decorative ? null : [
  'block', `画像「${image.name}」に、代わりの言葉（代替テキスト）がありません。見えない人に伝える言葉を書くか、飾りなら「飾りの画像」にしてください。`,
  { becomes: '飾りの画像', apply: (draft) => withBlock(draft, image.id, (block) => (block.type === 'image' ? { ...block, decorative: true } : block)) },
]));

const withoutEnding = (name: string) => name.replace(/\.[a-z0-9]{2,5}$/i, '');

const fileNameAlt = onBlocks('image', 'IMG-02', 'ファイル名のままの言葉', 'WCAG 1.1.1', (image) => {
  const alt = image.alt.trim().toLowerCase();
  if (alt === '') return null;
  const name = image.name.trim().toLowerCase();
  return alt === name || withoutEnding(alt) === withoutEnding(name) || /^(?:img|dsc|image|画像|写真|図|イラスト)[_\- \u3000]?\d*$/.test(withoutEnding(alt).normalize('NFKC'))
    ? ['block', `代わりの言葉「${image.alt}」では、何の画像か分かりません。写っているもの、読み取ってほしいことを書いてください。`] : null;
});

const longAlt = onBlocks('image', 'IMG-03', '長い代わりの言葉', 'WCAG 1.1.1', (image) => (length(image.alt) > LONG_ALT ? ['confirm', `代わりの言葉が${length(image.alt)}字あります。${LONG_ALT}字までにし、くわしい説明は画像の説明か本文に書いてください。`] : null));

const textInPicture = onBlocks('image', 'IMG-04', '画像の文字', 'WCAG 1.4.5', (image, draft) => (!image.decorative && image.width >= WIDE_PICTURE && bodyLength(draft) < LITTLE_TEXT
  ? ['confirm', '大きな画像があり、本文がほとんどありません。チラシの文字を画像で載せていませんか。文字は本文に書いてください。'] : null));

const foreignPicture = onBlocks('image', 'IMG-05', 'よそに置かれた画像', '切れた画像', (image) => (image.source !== undefined && (image.file === '' || /^data:/i.test(image.source))
  ? ['block', 'この画像は、市のファイルとして入っていません。取り込んでから使ってください。'] : null));

const position = onBlocks('image', 'IMG-06', '撮影場所の記録', '個人情報保護法', (image) => (image.positionRemoved ? ['info', '写真に、撮影した場所や機械の番号が入っていたので、取り除きました。'] : null));

const people = onBlocks('image', 'IMG-07', '写っている人', '肖像', (image, _draft, { site }) => (image.people && image.consent !== 'obtained'
  ? [site.kind === 'school' ? 'block' : 'confirm', image.consent === 'withheld' ? '写っている人の承諾が得られていません。別の写真にしてください。' : '人が写っています。載せることの承諾を確かめて、記録してください。'] : null));

const captions = onBlocks('video', 'MED-01', '字幕と書き起こし', 'WCAG 1.2.1–1.2.3', (video) => (video.transcript.trim() === '' && (video.soundOnly || video.captions === '')
  ? ['block', video.soundOnly ? '音声に、書き起こしがありません。話している内容を文章で載せてください。' : '動画に、字幕も書き起こしもありません。どちらかを付けてください。'] : null));

const player: Rule = {
  id: 'MED-02', title: '埋め込みの題名と自動再生', basis: 'WCAG 4.1.2, 1.4.2',
  *check(draft) {
    for (const block of [...ofType(draft, 'embed'), ...ofType(draft, 'video')]) {
      if (block.title.trim() === '') yield about('MED-02', 'block', block.id, block.address, '埋め込んだものに題名がありません。何が見られるかを書いてください。');
      if (block.type === 'video' && block.autoplay) yield about('MED-02', 'block', block.id, block.title, 'ひとりでに再生が始まります。見る人が押してから始まるようにしてください。', { becomes: '押してから再生', apply: (it) => withBlock(it, block.id, (one) => (one.type === 'video' ? { ...one, autoplay: false } : one)) });
    }
  },
};

const onlyPdf: Rule = {
  id: 'PDF-01', title: 'PDFだけのページ', basis: 'みんなの公共サイト運用ガイドライン',
  *check(draft) {
    const [pdf] = ofType(draft, 'file').filter((file) => file.kind === 'pdf');
    if (pdf && bodyLength(draft) < ALMOST_NO_TEXT) yield about('PDF-01', 'confirm', pdf.id, nameOf(pdf), 'PDFがあるだけで、本文がほとんどありません。だれが、いつまでに、何をすればよいかを、本文に書いてください。');
  },
};

const readable: Rule = {
  id: 'PDF-02', title: '読み上げられるPDF', basis: 'WCAG 1.3.1',
  *check(draft) {
    for (const pdf of ofType(draft, 'file').filter((file) => file.kind === 'pdf')) {
      if (pdf.hasText === false) yield about('PDF-02', 'confirm', pdf.id, nameOf(pdf), '文字のないPDF（紙をスキャンしたもの）です。読み上げも検索もできません。元のファイルからPDFを作り直すか、内容を本文に書いてください。');
      else if (pdf.tagged === false) yield about('PDF-02', 'confirm', pdf.id, nameOf(pdf), '見出しなどの印（タグ）のないPDFです。作るときに「アクセシビリティ用のタグ」を付けてください。');
      if (pdf.hasText !== false && pdf.named === false) yield about('PDF-02', 'info', pdf.id, nameOf(pdf), 'PDFの題名か言語が入っていません。');
    }
  },
};

const tooLarge: Rule = {
  id: 'PDF-03', title: '大きなファイル', basis: '通信量',
  *check(draft) {
    for (const file of ofType(draft, 'file')) if (file.kind === 'pdf' && file.bytes > 10 * MEGABYTE) yield about('PDF-03', 'confirm', file.id, nameOf(file), `PDFが${Math.round(file.bytes / MEGABYTE)} MBあります。10 MBまでにするか、分けてください。`);
    for (const image of ofType(draft, 'image')) if (image.bytes > 3 * MEGABYTE || Math.max(image.width, image.height) > 4000) yield about('PDF-03', 'confirm', image.id, nameOf(image), '画像が大きすぎます。3 MB・4000ピクセルまでに縮めてください。');
  },
};

export const mediaRules: readonly Rule[] = [missingAlt, fileNameAlt, longAlt, textInPicture, foreignPicture, position, people, captions, player, onlyPdf, readable, tooLarge];
