/**
 * やさしい日本語の規則 EZY-01–04, for editions in plain words only: one idea in a sentence, western years, 午前・午後, no honorifics.
 * What counts as two ideas is a guess by signs that can be counted, and is said to be one. 在留支援のためのやさしい日本語ガイドライン
 * （出入国在留管理庁・文化庁、2020年）. Long sentences are SEN-01, double negation SEN-02, hard words SEN-03, each stricter here.
 */
import { westernYear } from './dates.ts';
import { type Finding, inText, type Rule } from './finding.ts';
import { type Draft, type Place, placesOf } from './texts.ts';

export const EASY = 'ja-easy';
export const isEasy = (lang: string): boolean => lang === EASY;
/** For `lang`: what a screen reader and a browser's fonts go by. */
export const spokenLang = (lang: string): string => (isEasy(lang) ? 'ja' : lang);
/** For `hreflang`, where two Japanese texts of one page must be told apart: a private subtag (BCP 47, RFC 5646 2.2.7). */
export const linkLang = (lang: string): string => (isEasy(lang) ? 'ja-x-easy' : lang);

const MOST_COMMAS = 2;
const MOST_JOINTS = 1;
/** Where a sentence goes on to another thought. 「て、」 counts only before a comma: 「書いて出します」 is one doing. */
const JOINTS = /が、|ので|けれど|ながら|[てで]、|ため(?:に)?、|うえで|とともに|つつ、|および|ならびに|また(?:は|、)|かつ/g;

/** A rule that only looks at easy editions, text by text. */
function easyRule(id: string, title: string, look: (place: Place) => Iterable<Finding>): Rule {
  return { id, title, basis: '在留支援のためのやさしい日本語ガイドライン', *check(draft: Draft, { easy }) {
    if (easy) for (const place of placesOf(draft)) yield* look(place);
  } };
}

const oneIdea = easyRule('EZY-01', '一つの文に一つのこと', function* (place) {
  if (place.role !== 'prose' && place.role !== 'lead') return;
  for (const found of place.text.matchAll(/[^。！？!?\n]+[。！？!?]?/g)) {
    const commas = found[0].split('、').length - 1;
    const joints = [...found[0].matchAll(JOINTS)].map((one) => one[0]);
    if (commas <= MOST_COMMAS && joints.length <= MOST_JOINTS) continue;
    const signs = joints.length > MOST_JOINTS ? `「${joints.join('」「')}」でつながっています` : `読点（、）が${commas}つあります`;
    yield inText('EZY-01', 'confirm', place, found.index, found.index + found[0].length, `一つの文に、いくつものことが入っているようです（${signs}）。「。」で分けてください。`);
  }
});

const ERA = '(明治|大正|昭和|平成|令和)(元|\\d{1,2})年(度)?';
const westernFirst = new RegExp(`(\\d{4}年(?:度)?)[（(]${ERA}[）)]`, 'g');
const era = new RegExp(`${ERA}(?:[（(]\\d{4}年(?:度)?[）)])?`, 'g');

const westernYears = easyRule('EZY-02', '西暦の年', function* (place) {
  const done: [number, number][] = [];
  for (const found of place.text.matchAll(westernFirst)) {
    const [whole, western = ''] = found;
    done.push([found.index, found.index + whole.length]);
    yield inText('EZY-02', 'confirm', place, found.index, found.index + whole.length, `年は西暦だけで書きます。「${western}」としてください。`, western);
  }
  for (const found of place.text.matchAll(era)) {
    const [whole, name = '', number = '', business = ''] = found;
    if (done.some(([from, to]) => found.index >= from && found.index < to)) continue;
    const year = westernYear(name, number === '元' ? 1 : Number(number));
    if (year !== null) yield inText('EZY-02', 'confirm', place, found.index, found.index + whole.length, `元号は、日本で育った人でないと分かりません。「${year}年${business}」としてください。`, `${year}年${business}`);
  }
});

/** 24-hour times and 「9:00」 are DAT-04's; here is what has no 午前 or 午後. From six to eleven it is the morning; otherwise nobody but the author knows. */
const halfOfDay = easyRule('EZY-03', '午前・午後', function* (place) {
  for (const found of place.text.matchAll(/(?<!午前 ?|午後 ?|[\d:：])(\d{1,2})時(?!間|[点刻期代半])(\d{1,2}分)?/g)) {
    const [whole, said = '', minutes = ''] = found;
    const hour = Number(said);
    if (hour > 12) continue;
    const becomes = hour >= 6 && hour < 12 ? `午前${hour}時${minutes}` : hour === 12 ? `午後0時${minutes}` : hour === 0 ? `午前0時${minutes}` : undefined;
    yield inText('EZY-03', 'confirm', place, found.index, found.index + whole.length, `「${whole}」が朝か夜か、分かりません。${becomes === undefined ? '午前か午後を付けてください。' : `「${becomes}」のように書いてください。`}`, becomes);
  }
});

const POLITE = /くださいますよう|いただきますよう|(?:て|で)いただ(?:き|く|け|いて)|申し上げ|ござい(?:ます|ません)|(?:て|で)おります|いたし(?:ます|ません|ました)|なさい(?:ます|ました)|おいで(?:に|ください)|お越し|ご[\p{sc=Han}]{1,4}(?:ください|いただ)/gu;

const plainForms = easyRule('EZY-04', '敬語', function* (place) {
  for (const found of place.text.matchAll(POLITE)) yield inText('EZY-04', 'info', place, found.index, found.index + found[0].length, `「${found[0]}」は敬語です。「です」「ます」「てください」だけで書くと伝わります。`);
});

export const easyRules: readonly Rule[] = [oneIdea, westernYears, halfOfDay, plainForms];

/** The title an easy edition begins with; the author puts it into plain words. */
export const easyTitle = (title: string): string => `${title}（やさしい日本語）`;
