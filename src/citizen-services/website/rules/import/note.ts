/** What an import tells whoever asked for it: what was changed or left out, how often, and the first place it was met. */

type Say = (count: number) => string;

const MESSAGES = {
  // Parts of a page that are the site's, not the text's.
  nav: (n) => `メニューやパンくず${n}か所は、取り込みませんでした。新しいサイトが自分で作ります。`,
  header: (n) => `ページの頭の部分${n}か所は、取り込みませんでした。`,
  footer: (n) => `ページの足の部分${n}か所は、取り込みませんでした。`,
  script: (n) => `プログラム（script）${n}個は、取り込みませんでした。`,
  script_attribute: (n) => `押したときなどに動くプログラムが${n}か所にありました。外しました。`,
  style_sheet: (n) => `見た目の指定（style）${n}個は、取り込みませんでした。`,
  form: (n) => `入力フォーム${n}個は、取り込みませんでした。電子申請か問い合わせの枠を使ってください。`,
  hidden: (n) => `画面に出ない部分${n}か所は、取り込みませんでした。`,
  outside: (n) => `本文の外にあった文章${n}か所は、取り込みませんでした。必要なものがないか確かめてください。`,
  comment: (n) => `文書に付いたコメント${n}個は、取り込みませんでした。公開してよい内容か、元の文書も確かめてください。`,
  deleted: (n) => `変更履歴の消した文字${n}か所は、取り込みませんでした。`,
  plugin: (n) => `いまのブラウザで動かない部品（Flashなど）や図形${n}個は、取り込みませんでした。`,
  // The look of the text.
  style_font: (n) => `書体の指定${n}か所を外しました。`,
  style_size: (n) => `文字の大きさの指定${n}か所を外しました。`,
  style_align: (n) => `文字の寄せ（中央・右など）${n}か所を外しました。`,
  style_background: (n) => `背景色や蛍光ペン${n}か所を外しました。色で伝えていたことは、言葉で書いてください。`,
  style_colour: (n) => `読み取れない文字色${n}か所を外しました。`,
  style_underline: (n) => `下線${n}か所を外しました。下線はリンクと間違われます。`,
  style_other: (n) => `余白や枠などの指定${n}か所を外しました。`,
  colour_kept: (n) => `文字色${n}か所を残しました。色が見えない人にも伝わる言葉にしてください。`,
  strike: (n) => `取り消し線${n}か所の線を外しました。取り消した内容なら、言葉も消してください。`,
  // Structure.
  heading_image: (n) => `見出しになっていた画像${n}個を、画像の言葉（代替テキスト）による見出しにしました。`,
  heading_long: (n) => `長すぎる見出し${n}か所を、本文にしました。`,
  heading_in_list: (n) => `箇条書きや表の中の見出し${n}か所を、ふつうの文字にしました。`,
  heading_link: (n) => `見出しの中のリンク${n}個を、見出しの下に出しました。`,
  title_long: (n) => `題名${n}個が長すぎるので、題名は途中までにし、全文を本文の初めに置きました。`,
  list_nested: (n) => `箇条書きの中の箇条書き${n}行を、一段にしました。順と意味を確かめてください。`,
  list_number: (n) => `1から順でない番号${n}か所を、文字のまま残しました。`,
  list_split: (n) => `長い箇条書き${n}か所を、二つ以上に分けました。`,
  moved_out: (n) => `箇条書きや表の中にあった画像や表${n}個を、そのすぐ後ろに出しました。`,
  accordion_opened: (n) => `開いて読む部分${n}か所は、中に表や画像があるので、見出しと本文にしました。`,
  quote: (n) => `引用や字下げ${n}か所を、ふつうの本文にしました。`,
  code: (n) => `書いたとおりに見せる部分${n}か所を、ふつうの本文にしました。`,
  rule: (n) => `区切りの線${n}本を外しました。区切りは見出しで示してください。`,
  contents: (n) => `手で書かれた目次${n}個を外しました。目次は見出しから自動で作られます。`,
  html_comment: (n) => `公開されない覚え書き（コメント）${n}個を外しました。`,
  // Tables.
  table_header: (n) => `見出しの行も列もない表が${n}個あります。1行目と1列目のどちらが見出しですか。`,
  table_caption: (n) => `題名のない表が${n}個あります。何の表かを書いてください。`,
  table_ragged: (n) => `行によって列の数が違う表${n}個に、空のセルを足して形をそろえました。`,
  table_nested: (n) => `表の中の表${n}個を、文字にしました。`,
  table_layout: (n) => `配置のための表${n}個をほどいて、文章にしました。読む順を確かめてください。`,
  table_split: (n) => `大きな表${n}個を、二つ以上に分けました。オープンデータとして載せることも考えてください。`,
  table_text: (n) => `大きすぎる表${n}個を、文章にしました。CSVファイルで載せてください。`,
  table_heads: (n) => `途中にも見出しのセルがある表${n}個は、1行目と1列目だけを見出しにしました。`,
  cell_long: (n) => `長すぎるセル${n}個の続きを、表の後ろに出しました。`,
  // Links and media.
  link_unsafe: (n) => `危険なリンク${n}個（プログラムを動かすものなど）を外し、言葉だけを残しました。`,
  link_unusable: (n) => `使えない行き先のリンク${n}個（庁内のファイルなど）を外し、言葉だけを残しました。`,
  link_relative: (n) => `元のページのアドレスが分からないと行き先が決まらないリンク${n}個を外し、言葉だけを残しました。`,
  link_anchor: (n) => `ページの中へのリンク${n}個を外しました。目次は見出しから自動で作られます。`,
  files_to_bring: (n) => `ファイル（PDFなど）へのリンクが${n}個あります。ファイルを入れて、リンクを付け直してください。`,
  image_foreign: (n) => `よそにある画像が${n}個あります。画像を入れて、付け直してください。`,
  image_embedded: (n) => `文書に埋め込まれた画像${n}個は、そのままでは入りません。場所だけ残したので、画像を入れてください。`,
  image_unsafe: (n) => `危険な画像${n}個（プログラムを動かすものなど）を外しました。`,
  image_no_alt: (n) => `代わりの言葉（代替テキスト）のない画像が${n}個あります。`,
  image_spacer: (n) => `余白や飾りのための小さな画像${n}個を外しました。`,
  image_link: (n) => `リンクになっていた画像${n}個を、画像と言葉のリンクに分けました。`,
  image_map: (n) => `画像の一部を押すリンク${n}個を、箇条書きのリンクにしました。`,
  embed: (n) => `埋め込まれた地図や動画が${n}個あります。題名と、載せてよいかを確かめてください。`,
  embed_unsafe: (n) => `使えない行き先の埋め込み${n}個を外しました。`,
  ruby_long: (n) => `長いふりがな${n}か所を、かっこの中の読みにしました。`,
  page_lang: (n) => `日本語でないページ${n}件として作られていました。ページの言語を選んでください。`,
  footnote_missing: (n) => `中身のない注${n}個を、文字のまま残しました。`,
  footnote_unused: (n) => `本文から指されていない注${n}個を、注の終わりに残しました。`,
  // Limits.
  text_split: (n) => `長すぎる文章${n}か所を、二つ以上に分けました。`,
  text_joined: (n) => `部品が多すぎるので、続いた段落${n}個を前の段落とつなぎました。`,
  blocks_cut: (n) => `1ページに入る部品の数をこえた${n}個は、取り込みませんでした。文書をいくつかのページに分けて取り込んでください。`,
  too_deep: (n) => `深すぎる入れ子${n}か所を、文字だけにしました。`,
  too_long: (n) => `文書が長すぎるので、終わりの${n}字を取り込みませんでした。分けて取り込んでください。`,
  words_cut: (n) => `長すぎる名前や説明${n}個を、途中で切りました。`,
} as const satisfies Record<string, Say>;

export type NoteKind = keyof typeof MESSAGES;

export interface ImportNote {
  readonly kind: NoteKind;
  readonly count: number;
  /** For the person who imports. */
  readonly message: string;
  /** The first one met, as plain words: whoever shows it escapes it like any other text. */
  readonly example?: string;
}

const LONGEST_EXAMPLE = 80;

function exampleOf(text: string): string {
  const line = text.toWellFormed().replaceAll(/[\u0000-\u001f\u007f-\u009f\s]+/g, ' ').trim();
  const signs = Array.from(line.slice(0, LONGEST_EXAMPLE * 4));
  return signs.length > LONGEST_EXAMPLE ? `${signs.slice(0, LONGEST_EXAMPLE).join('')}…` : signs.join('');
}

/** Counts while an import goes on. */
export class Notes {
  private readonly seen = new Map<NoteKind, { count: number; example: string }>();

  add(kind: NoteKind, example = '', count = 1): void {
    if (count < 1) return;
    const before = this.seen.get(kind);
    this.seen.set(kind, { count: (before?.count ?? 0) + count, example: before?.example || exampleOf(example) });
  }

  /** In the order in which they are listed above, so that the same document always gives the same report. */
  list(): readonly ImportNote[] {
    return KINDS.flatMap((kind) => {
      const one = this.seen.get(kind);
      return one ? [{ kind, count: one.count, message: MESSAGES[kind](one.count), ...(one.example === '' ? {} : { example: one.example }) }] : [];
    });
  }
}

const isKind = (name: string): name is NoteKind => Object.hasOwn(MESSAGES, name);
const KINDS: readonly NoteKind[] = Object.keys(MESSAGES).filter(isKind);
