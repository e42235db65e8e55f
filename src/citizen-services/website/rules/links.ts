/** リンクの規則 LNK-01–10: a link says where it leads, leads there, and leads nowhere harmful (WCAG 2.4.4). */
import type { BlockOf } from './blocks.ts';
import { linksOf, relink } from './inline.ts';
import { type Draft, type Place, placesOf, rewriteAt } from './texts.ts';
import { type Finding, inText, type Rule } from './finding.ts';

interface LinkAt {
  readonly place: Place;
  readonly to: string;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

function linksIn(draft: Draft): readonly LinkAt[] {
  return placesOf(draft).flatMap((place) => linksOf(place.rich).map((found) => ({ place, to: found.node.link, name: found.text, start: found.start, end: found.end })));
}

function onLinks(id: string, title: string, basis: string, look: (link: LinkAt, around: Parameters<Rule['check']>[1]) => Iterable<Finding>): Rule {
  return { id, title, basis, *check(draft, around) {
    for (const link of linksIn(draft)) yield* look(link, around);
  } };
}

const say = (rule: string, severity: Finding['severity'], link: LinkAt, reason: string) => inText(rule, severity, link.place, link.start, link.end, reason);

/** Names that say nothing when they are read alone, as a list of links is. */
const EMPTY_NAMES = new Set(['こちら', 'ここ', 'こちらから', '詳細', '詳しくは', '詳しくはこちら', 'クリック', 'リンク', 'もっと見る', '続き', '次', 'pdf', 'clickhere', 'here', 'more']);
const bare = (name: string) => name.normalize('NFKC').toLowerCase().replaceAll(/[\s「」『』【】()[\]<>〈〉《》→⇒▶►>»・:：。、….!！]/g, '');
const length = (text: string) => Array.from(text).length;

const empty = onLinks('LNK-01', '行き先の分からないリンク', 'WCAG 2.4.4', function* (link) {
  if (bare(link.name) === '' || EMPTY_NAMES.has(bare(link.name))) yield say('LNK-01', 'block', link, `リンクの言葉「${link.name}」だけでは、どこへ行くか分かりません。行き先のページの名前を書いてください。`);
});

const short = onLinks('LNK-02', '短いリンク', 'WCAG 2.4.4', function* (link, { site, words }) {
  const name = bare(link.name);
  if (name !== '' && !EMPTY_NAMES.has(name) && length(name) < site.shortestLink && !words.shortLinks.includes(link.name.trim())) yield say('LNK-02', 'confirm', link, `リンクの言葉「${link.name}」は短く、指で押しにくく、行き先も分かりにくくなります。${site.shortestLink}字以上にしてください。`);
});

const sameName: Rule = {
  id: 'LNK-03', title: '同じ言葉の違うリンク', basis: 'WCAG 3.2.4',
  *check(draft) {
    const seen = new Map<string, string>();
    for (const link of linksIn(draft)) {
      const before = seen.get(bare(link.name));
      if (before !== undefined && before !== link.to) yield say('LNK-03', 'confirm', link, `「${link.name}」というリンクが二つあり、行き先が違います。言葉を変えて、違いが分かるようにしてください。`);
      if (before === undefined) seen.set(bare(link.name), link.to);
    }
  },
};

const adjacent: Rule = {
  id: 'LNK-04', title: '続いたリンク', basis: '読み上げ',
  *check(draft) {
    const links = linksIn(draft);
    for (const [index, link] of links.entries()) {
      const next = links[index + 1];
      if (next && next.place === link.place && next.to === link.to && link.place.text.slice(link.end, next.start).trim() === '') yield say('LNK-04', 'confirm', next, `同じ行き先のリンクが続いています。「${link.name}${next.name}」と、一つのリンクにしてください。`);
    }
  },
};

const raw = onLinks('LNK-05', 'アドレスのままのリンク', 'WCAG 2.4.4', function* (link) {
  if (/^(?:https?:\/\/|www\.)\S+$/i.test(link.name.trim())) yield say('LNK-05', 'confirm', link, 'リンクの言葉がアドレスのままです。ページの名前を書いてください。');
});

const kinds: Readonly<Record<BlockOf<'file'>['kind'], string>> = { pdf: 'PDF', word: 'Word', excel: 'Excel', csv: 'CSV', zip: 'ZIP', other: 'ファイル' };

/** LNK-06 is kept by drawing: a file's link always ends in its kind, size and pages. */
export function fileLabel(file: Pick<BlockOf<'file'>, 'label' | 'kind' | 'bytes' | 'pages' | 'name'>): string {
  const size = file.bytes < 1024 ** 2 ? `${Math.max(1, Math.round(file.bytes / 1024))} KB` : `${(file.bytes / 1024 ** 2).toFixed(1)} MB`;
  return `${file.label || file.name}（${kinds[file.kind]} ${size}${file.pages ? `・${file.pages}ページ` : ''}）`;
}

const fileSize: Rule = { id: 'LNK-06', title: 'ファイルの種類と大きさ', basis: 'みんなの公共サイト運用ガイドライン', *check() {} };

const hostOf = (address: string): string | null => /^https?:\/\/([^/?#:]+)/i.exec(address)?.[1]?.toLowerCase() ?? null;

const inner: Rule = {
  id: 'LNK-07', title: '市のページへのリンク', basis: '切れたリンク',
  *check(draft, { site, page }) {
    for (const link of linksIn(draft)) {
      const host = hostOf(link.to);
      const own = host !== null && site.hosts.includes(host);
      const path = own ? link.to.replace(/^https?:\/\/[^/?#]+/i, '') || '/' : link.to;
      if (own) {
        yield { ...say('LNK-07', 'block', link, `市のサイトの中は、アドレスの全体でなく「${path}」と書きます。住所が変わっても切れません。`), fix: { becomes: path, apply: (it) => rewriteAt(it, link.place, relink(link.place.rich, link.to, path)) } };
      }
      if (!path.startsWith('/') || path.startsWith('//')) continue;
      if (/^\/(?:preview|staff)\//.test(path)) yield say('LNK-07', 'block', link, 'まだ公開していないページ（下書きのプレビュー）へのリンクです。公開するページを選び直してください。');
      else if (page(path.replace(/[?#].*$/, '')) === 'missing') yield say('LNK-07', 'block', link, `「${path}」というページはありません。ページを選び直してください。`);
      else if (page(path.replace(/[?#].*$/, '')) === 'withdrawn') yield say('LNK-07', 'block', link, `「${path}」は公開を終えています。代わりのページを選んでください。`);
    }
  },
};

const scheme = onLinks('LNK-08', '使えないリンク', '安全', function* (link, { site }) {
  // eslint-disable-next-line no-control-regex -- what hides a scheme from a reader is what is looked for
  const folded = link.to.replaceAll(/[\u0000-\u0020\u007f-\u009f\u200b-\u200f\ufeff]/g, '');
  const named = /^([a-z][a-z0-9+.-]*):/i.exec(folded)?.[1]?.toLowerCase();
  const hidden = folded !== link.to.trim();
  if (hidden || (named !== undefined && !site.schemes.includes(named)) || /^\/\/|^\\/.test(folded)) yield say('LNK-08', 'block', link, `このリンクは使えません。${site.schemes.join('、')} で始まるアドレスか、市のページを選んでください。`);
});

const failing = onLinks('LNK-09', '切れたリンク', '切れたリンク', function* (link, around) {
  if (around.failing.has(link.to)) yield say('LNK-09', 'confirm', link, `「${link.name}」の行き先に、三晩続けてつながりません。アドレスを確かめてください。`);
});

const staffMail = onLinks('LNK-10', '職員個人のメール', '問い合わせ先', function* (link, { site }) {
  const to = /^mailto:([^?]+)/i.exec(link.to)?.[1]?.toLowerCase();
  const [name, domain] = to?.split('@') ?? [];
  // The offices' own boxes have no dot and no number; people's have (taro.yamada, yamada01).
  if (name && domain === site.mailDomain && /[._]|\d/.test(name)) yield say('LNK-10', 'confirm', link, '職員個人のメールは、異動すると届かなくなります。問い合わせ先の枠を使ってください。');
});

export const linkRules: readonly Rule[] = [empty, short, sameName, adjacent, raw, fileSize, inner, scheme, failing, staffMail];
