/** ページ全体と個人情報の規則 PRV-01–03, MET-01–02, WGT-01, DUP-01. 番号法 第15条・第20条（個人番号の収集・保管の制限）, 個人情報保護法 第69条. */
import { isMyNumber } from '../../../kernel/text/check-digits.ts';
import type { Block } from './blocks.ts';
import { type Draft, type Place, placesOf } from './texts.ts';
import { about, type Finding, inText, type Rule } from './finding.ts';

const LONG_TITLE = 40;
const HEAVY_PAGE = 500 * 1024;
const HEAVY_EMERGENCY = 14 * 1024;

/** Twelve digits in one run or in groups, in any width. */
const TWELVE = /(?<![0-9０-９])[0-9０-９]{4}[\s\u3000\-‐‑‒–—―−－ー.]{0,3}[0-9０-９]{4}[\s\u3000\-‐‑‒–—―−－ー.]{0,3}[0-9０-９]{4}(?![0-9０-９])/g;
const digitsOf = (text: string) => text.normalize('NFKC').replaceAll(/\D/g, '');

function* myNumbersIn(place: Place): Iterable<{ readonly start: number; readonly end: number }> {
  for (const found of place.text.matchAll(TWELVE)) if (isMyNumber(digitsOf(found[0]))) yield { start: found.index, end: found.index + found[0].length };
}

const myNumber: Rule = {
  id: 'PRV-01', title: '個人番号', basis: '番号法 第15条・第20条',
  *check(draft) {
    for (const place of placesOf(draft)) {
      for (const { start, end } of myNumbersIn(place)) {
        // What was found is not shown again.
        yield { ...inText('PRV-01', 'block', place, start, end, '個人番号（マイナンバー）にあたる12けたの番号があります。載せることはできません。消してください。'), excerpt: '＊＊＊＊＊＊＊＊＊＊＊＊', never: true };
      }
    }
  },
};

/** The draft as it may be kept: every Individual Number covered. */
export function withoutMyNumbers(draft: Draft, replace: (draft: Draft, place: Place, start: number, end: number, words: string) => Draft): Draft {
  let kept = draft;
  for (;;) {
    const place = placesOf(kept).find((one) => [...myNumbersIn(one)].length > 0);
    const [found] = place ? [...myNumbersIn(place)] : [];
    if (!place || !found) return kept;
    kept = replace(kept, place, found.start, found.end, '＊＊＊＊＊＊＊＊＊＊＊＊');
  }
}

const PHONE = /(?<!\d)0\d{1,4}[-‐−－(（ ]?\d{1,4}[-‐−－)） ]?\d{3,4}(?!\d)/g;
const MAIL = /[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/g;
const BANK = /(?:普通|当座)(?:預金|口座)?\s*(?:口座番号)?\s*[:：]?\s*(?:第)?\d{7}(?!\d)/g;
const NAMED = /[\p{Script=Han}\p{Script=Katakana}\p{Script=Hiragana}]{1,6}[ \u3000]?[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{0,6}様/gu;
const ADDRESS = /(?:[市町村区]|大字|字)[^\s、。]{0,12}\d+(?:番地|番|-|の)\d*/;

const personal: Rule = {
  id: 'PRV-02', title: '個人の連絡先', basis: '個人情報保護法 第69条',
  *check(draft, { phones, site }) {
    for (const place of placesOf(draft)) {
      const text = place.text.replaceAll(/[０-９]/g, (wide) => String.fromCodePoint(wide.charCodeAt(0) - 0xfee0));
      for (const found of text.matchAll(PHONE)) {
        const digits = digitsOf(found[0]);
        if (digits.length < 10 || digits.length > 11 || phones.has(digits) || /^0(?:120|800|570)/.test(digits)) continue;
        yield inText('PRV-02', 'confirm', place, found.index, found.index + found[0].length, `電話番号「${found[0]}」は、市の窓口・施設のものではありません。載せてよい番号か確かめてください。`);
      }
      for (const found of text.matchAll(MAIL)) {
        if (found[0].toLowerCase().endsWith(`@${site.mailDomain}`)) continue;
        yield inText('PRV-02', 'confirm', place, found.index, found.index + found[0].length, `メールアドレス「${found[0]}」は、市のものではありません。載せてよいか確かめてください。`);
      }
      for (const found of text.matchAll(BANK)) yield inText('PRV-02', 'confirm', place, found.index, found.index + found[0].length, '口座番号のように見えます。載せてよいか確かめてください。');
      if (!ADDRESS.test(text)) continue;
      for (const found of text.matchAll(NAMED)) if (!/皆|お子|お客|各位/.test(found[0])) yield inText('PRV-02', 'confirm', place, found.index, found.index + found[0].length, `「${found[0]}」と住所が並んでいます。個人の名前と住所ではありませんか。`);
    }
  },
};

const hiddenWords: Readonly<Record<'sheets' | 'comments' | 'changes' | 'author' | 'under_black', string>> = {
  sheets: '隠れたシート', comments: 'コメント', changes: '変更の履歴', author: '作った人の名前', under_black: '黒く塗った下の文字',
};

const hidden: Rule = {
  id: 'PRV-03', title: 'ファイルに隠れたもの', basis: '個人情報保護法 第69条',
  *check(draft) {
    for (const file of draft.blocks) {
      if (file.type !== 'file' || file.hidden.length === 0) continue;
      const serious = file.hidden.some((one) => one !== 'author');
      yield about('PRV-03', serious ? 'block' : 'confirm', file.id, file.label || file.name, `「${file.name}」に、${file.hidden.map((one) => hiddenWords[one]).join('、')}が残っています。取り除いたファイルに替えてください。`);
    }
  },
};

const title: Rule = {
  id: 'MET-01', title: 'ページの題名', basis: 'WCAG 2.4.2',
  *check(draft, { titles, words }) {
    const said = draft.title.trim();
    const own = (reason: string): Finding => ({ ...about('MET-01', 'block', null, said, reason), path: ['title'] });
    if (said === '') yield own('題名がありません。何のページかを、40字までで書いてください。');
    else if (Array.from(said).length > LONG_TITLE) yield own(`題名が${Array.from(said).length}字あります。${LONG_TITLE}字までにしてください。`);
    else if (words.departments.includes(said)) yield own('題名が課の名前だけです。何のページかが分かる言葉にしてください。');
    if (said !== '' && titles.has(said)) yield own(`「${said}」という題名のページが、もうあります。違いが分かる題名にしてください。`);
  },
};

const belongings: Rule = {
  id: 'MET-02', title: '問い合わせ先・分類・見直し日', basis: '運用の決まり',
  *check(draft) {
    if (draft.contact === '') yield about('MET-02', 'block', null, '', '問い合わせ先の課が選ばれていません。');
    if (draft.categories.length === 0) yield about('MET-02', 'block', null, '', '分類が選ばれていません。一つ以上選んでください。');
    if (draft.reviewOn === null) yield about('MET-02', 'block', null, '', '見直す日がありません。内容を確かめ直す日を入れてください。');
  },
};

/** What a visitor's first sight of the page costs: its frame, words and pictures in the size they are sent in. */
export function estimatedBytes(draft: Draft): number {
  const words = placesOf(draft).reduce((sum, place) => sum + Buffer.byteLength(place.text) * 1.2, 0);
  const picture = (block: Block) => (block.type === 'image' ? Math.min(block.bytes, 90 * 1024) : block.type === 'map' ? 60 * 1024 : 0);
  return Math.round(8 * 1024 + words * 0.4 + draft.blocks.reduce((sum, block) => sum + 60 + picture(block), 0));
}

const weight: Rule = {
  id: 'WGT-01', title: 'ページの重さ', basis: '通信量',
  *check(draft) {
    const emergency = draft.kind === 'emergency';
    const [bytes, most] = [estimatedBytes(draft), emergency ? HEAVY_EMERGENCY : HEAVY_PAGE];
    if (bytes > most) yield about('WGT-01', emergency ? 'block' : 'confirm', null, `${Math.round(bytes / 1024)} KB`, `ページの重さが、およそ${Math.round(bytes / 1024)} KBになります。${Math.round(most / 1024)} KBまでに、画像を減らすか分けてください。`);
  },
};

const same: Rule = {
  id: 'DUP-01', title: 'よく似たページ', basis: '内容の重なり',
  *check(draft, { nearlySame }) {
    const body = placesOf(draft).filter((place) => place.block !== null).map((place) => place.text).join('\n');
    for (const other of nearlySame(body)) yield about('DUP-01', 'info', null, other, `「${other}」と、内容のほとんどが同じです。そのページへのリンクにできませんか。`);
  },
};

export const pageRules: readonly Rule[] = [myNumber, personal, hidden, title, belongings, weight, same];
