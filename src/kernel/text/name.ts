/** 氏名・住所: anything Unicode has, kept as written. Only what no other computer can show is sent back. */
import { accepted, rejected } from './parsed.ts';
import type { Parsed } from './parsed.ts';
import { compose } from './width.ts';

/** Reads a name: composed, trimmed, inner spaces joined; variation sequences (葛󠄀) and rare characters (𠮷, 﨑) are kept. */
export function parseName(text: string): Parsed<string> {
  return readLine(text, rejected('お名前を入力してください。', 'Please enter the name.'));
}

/** Reads one line of an address by the same rule as a name. */
export function parseAddress(text: string): Parsed<string> {
  return readLine(text, rejected('住所を入力してください。', 'Please enter the address.'));
}

function readLine(text: string, whenEmpty: Parsed<string>): Parsed<string> {
  const line = compose(text).replace(/[\t\u3000 ]+/g, (gap) => (gap.includes('\u3000') ? '\u3000' : ' ')).trim();
  if (line === '') return whenEmpty;
  return refuseUnshowable(line) ?? accepted(line);
}

/** The refusal for control characters and private-use code points (外字), or null when every character is standard. */
export function refuseUnshowable(text: string): ReturnType<typeof rejected> | null {
  if (/\p{Co}/u.test(text)) {
    return rejected(
      '外字（このパソコンだけの文字）が含まれています。近い標準の文字で入力し、正しい字は備考でお知らせください。',
      'This contains a character that exists on your computer only. Please use the nearest standard character and tell us the right one in the notes.',
    );
  }
  if (/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd]/u.test(text)) {
    return rejected('表示できない文字が含まれています。入力し直してください。', 'This contains characters that cannot be shown. Please type it again.');
  }
  return null;
}

/** For comparing only, never for storing: the characters of one family count as the same (髙 and 高, 﨑 and 崎). */
const variants: Readonly<Record<string, string>> = {
  髙: '高', 﨑: '崎', 嵜: '崎', 碕: '崎', 𠮷: '吉', 濵: '浜', 濱: '浜', 邊: '辺', 邉: '辺', 齋: '斉', 齊: '斉', 斎: '斉', 澤: '沢', 櫻: '桜', 廣: '広', 國: '国',
  圓: '円', 惠: '恵', 眞: '真', 德: '徳', 瀨: '瀬', 萬: '万', 嶋: '島', 嶌: '島', 會: '会', 學: '学', 榮: '栄', 瀧: '滝', 槇: '槙', 藪: '薮', 龍: '竜', 條: '条',
  壽: '寿', 實: '実', 澁: '渋', 淺: '浅', 關: '関', 鐵: '鉄', 廳: '庁', 舘: '館', 凜: '凛', 曾: '曽', 冨: '富', 桒: '桑', 栁: '柳', 藏: '蔵', ヶ: 'ケ', ヵ: 'カ',
};

export function foldVariants(text: string): string {
  return Array.from(text.replace(/[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu, ''), (character) => variants[character] ?? character).join('');
}
