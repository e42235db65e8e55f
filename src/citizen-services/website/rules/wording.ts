/** 言葉と色の規則 COL-01–02, SEN-01–04, LNG-01: said so that everybody can follow (WCAG 1.3.3, 1.4.1, 1.4.3, 3.1.2). */
import { partsOf } from './inline.ts';
import type { Inline } from './blocks.ts';
import { type Place, placesOf, rewriteAt } from './texts.ts';
import { inText, type Rule } from './finding.ts';

const WHITE = 1;
const ENOUGH = 4.5;
const LONG_SENTENCE = 80;
const LONG_EASY_SENTENCE = 50;

/** Relative luminance of sRGB (WCAG 2.2). */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

/** Contrast of a colour on white. */
export const contrastOnWhite = (colour: string): number => (WHITE + 0.05) / (luminance(colour) + 0.05);

const withoutColour = (rich: readonly Inline[], colour: string): readonly Inline[] => rich.flatMap((one): readonly Inline[] => {
  if (typeof one === 'string' || 'break' in one || 'ruby' in one) return [one];
  const text = withoutColour(one.text, colour);
  return 'colour' in one && one.colour === colour ? text : [{ ...one, text }];
});

const contrast: Rule = {
  id: 'COL-01', title: '文字の色', basis: 'WCAG 1.4.3',
  *check(draft) {
    for (const place of placesOf(draft)) {
      for (const { node, start, end } of partsOf(place.rich)) {
        if (!('colour' in node)) continue;
        const ratio = contrastOnWhite(node.colour);
        if (ratio >= ENOUGH) continue;
        const { colour } = node;
        yield { ...inText('COL-01', 'block', place, start, end, `文字の色 ${colour} は、白い地との差が ${ratio.toFixed(1)}:1 で、${ENOUGH}:1 に足りません。`), fix: { becomes: '色を付けない文字', apply: (it) => rewriteAt(it, place, withoutColour(place.rich, colour)) } };
      }
    }
  },
};

const COLOUR_WORDS = /(?:赤|青|緑|黄|黒|白|橙|ピンク|オレンジ)(?:色)?(?:字の(?:部分|箇所|欄|ところ|文)|文字|枠|線|印|マーク|ボタン|の?(?:部分|箇所|欄|ところ))|(?:赤|青|緑|黄|橙)色の(?:字|文字|枠|線|印|マーク|ボタン|部分|箇所|欄)|(?:右|左|上|下)(?:記)?の(?:図|写真|表|ボタン|リンク|バナー|画像|メニュー)/g;

/** 「上の表」 in a table of contents is not colour, but a reader on a phone sees nothing at the right. */
const byLooks: Rule = {
  id: 'COL-02', title: '色や位置だけの案内', basis: 'WCAG 1.3.3, 1.4.1',
  *check(draft) {
    for (const place of placesOf(draft)) {
      for (const found of place.text.matchAll(COLOUR_WORDS)) yield inText('COL-02', 'confirm', place, found.index, found.index + found[0].length, `「${found[0]}」は、色の見えない人や読み上げには伝わらず、電話では位置も変わります。名前で指してください。`);
    }
  },
};

function* sentences(place: Place): Iterable<{ readonly text: string; readonly start: number }> {
  for (const found of place.text.matchAll(/[^。！？!?\n]+[。！？!?]?/g)) yield { text: found[0], start: found.index };
}

const long: Rule = {
  id: 'SEN-01', title: '長い文', basis: 'やさしい日本語',
  *check(draft, { easy }) {
    const most = easy ? LONG_EASY_SENTENCE : LONG_SENTENCE;
    for (const place of placesOf(draft).filter((one) => one.role === 'prose' || one.role === 'lead')) {
      for (const { text, start } of sentences(place)) {
        const count = Array.from(text.trim()).length;
        if (count > most) yield inText('SEN-01', easy ? 'confirm' : 'info', place, start, start + text.length, `一つの文が${count}字あります。${most}字までを目安に、分けてください。`);
      }
    }
  },
};

const DOUBLE = /ない(?:わけ|こと|もの)(?:では|で|は|も)な(?:い|く|かった)|なく(?:は|も)な(?:い|く)|ざるを得(?:ない|ません)|ない(?:わけ|こと)(?:では|は|も)ありません|なければ(?:.{1,12})ない(?:わけ|こと)|ないとは(?:限ら|いえ|言え)(?:ない|ません)/g;

const doubleNegation: Rule = {
  id: 'SEN-02', title: '二重否定', basis: 'やさしい日本語',
  *check(draft, { easy }) {
    for (const place of placesOf(draft)) for (const found of place.text.matchAll(DOUBLE)) yield inText('SEN-02', easy ? 'confirm' : 'info', place, found.index, found.index + found[0].length, `「${found[0]}」は、二度打ち消しています。「できます」「必要です」のように、そのまま言ってください。`);
  },
};

const EXPLAINED = /^[」』]? ?[（(＝=]/;

const hardWords: Rule = {
  id: 'SEN-03', title: '分かりにくい言葉', basis: 'やさしい日本語',
  *check(draft, { words, easy }) {
    const longestFirst = [...words.plain].toSorted(([a], [b]) => b.length - a.length);
    for (const place of placesOf(draft)) {
      const taken: (readonly [from: number, to: number])[] = [];
      for (const [hard, plain] of longestFirst) {
        for (let at = place.text.indexOf(hard); at >= 0; at = place.text.indexOf(hard, at + hard.length)) {
          const end = at + hard.length;
          if (taken.some(([from, to]) => at < to && end > from)) continue;
          taken.push([at, end]);
          // 「避難所（逃げる ところ）」: a word that people will meet again is said, and explained at once.
          if (easy && EXPLAINED.test(place.text.slice(end))) continue;
          yield inText('SEN-03', easy ? 'confirm' : 'info', place, at, end, `「${hard}」は「${plain}」と言えば、もっと多くの人に伝わります。${easy ? `大切な言葉なら「${hard}（${plain}）」と説明を付けてください。` : ''}`, plain);
        }
      }
    }
  },
};

const unfavourable: Rule = {
  id: 'SEN-04', title: '使わない言葉', basis: '市の決まり',
  *check(draft, { words }) {
    const bad = new Set(words.unfavourable.map((word) => word.normalize('NFKC').trim()));
    for (const place of placesOf(draft)) {
      const whole = (text: string) => bad.has(text.normalize('NFKC').trim());
      if ((place.role === 'title' || place.role === 'alt') && whole(place.text)) yield inText('SEN-04', 'block', place, 0, place.text.length, `「${place.text}」だけでは使わない決まりです。内容の分かる言葉にしてください。`);
      for (const part of partsOf(place.rich)) if ('link' in part.node && whole(part.text)) yield inText('SEN-04', 'block', place, part.start, part.end, `リンクの言葉に「${part.text}」だけを使わない決まりです。内容の分かる言葉にしてください。`);
    }
  },
};

/** Letters of other scripts, or several words of Latin letters in a row: enough to be read in another language. */
const FOREIGN = /[\p{Script=Hangul}]+(?:[ ,.]*[\p{Script=Hangul}]+)*|[\p{Script=Cyrillic}]{2,}(?: [\p{Script=Cyrillic}]+)*|[\p{Script=Arabic}]{2,}|[\p{Script=Thai}]{2,}|[A-Za-zÀ-ỹ’']+(?:[ ,;:]+[A-Za-zÀ-ỹ’']+){3,}[.!?]?/gu;

const otherLanguage: Rule = {
  id: 'LNG-01', title: 'ほかの言語', basis: 'WCAG 3.1.2',
  *check(draft) {
    if (draft.lang !== 'ja' && draft.lang !== 'ja-easy') return;
    for (const place of placesOf(draft)) {
      const told = partsOf(place.rich).filter((part) => 'lang' in part.node);
      for (const found of place.text.matchAll(FOREIGN)) {
        const [start, end] = [found.index, found.index + found[0].length];
        if (told.some((part) => part.start <= start && end <= part.end)) continue;
        yield inText('LNG-01', 'confirm', place, start, end, `「${found[0].slice(0, 20)}」は、ほかの言語の文です。言語を付けると、その言語の声で読まれます。`);
      }
    }
  },
};

export const wordingRules: readonly Rule[] = [contrast, byLooks, long, doubleNegation, hardWords, unfavourable, otherLanguage];
