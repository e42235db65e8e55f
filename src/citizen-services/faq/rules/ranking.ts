/**
 * Which questions answer what somebody asks. People ask in whole sentences, so it is not enough to look for every word: the pairs of
 * characters they share are weighed by how rare they are among all questions (です, ますか weigh next to nothing by themselves).
 * Deterministic: the same words over the same questions give the same order.
 */
import { bigrams, indexGrams, likeness } from '../../../kernel/text/search.ts';

export interface Asked {
  readonly id: string;
  readonly number: number;
  readonly question: string;
  readonly variants: readonly string[];
  readonly answer: string;
  /** Found by, and not shown with the question: categories, the other language. */
  readonly words: string;
}

/** A question with the pairs of its fields: done once per edition. */
export interface Prepared<T extends Asked = Asked> {
  readonly faq: T;
  /** Pair → how much the field it stands in counts. */
  readonly grams: ReadonlyMap<string, number>;
}

export interface Ranked<T extends Asked = Asked> {
  readonly faq: T;
  /** 0–1: how much of what was asked stands where. */
  readonly score: number;
}

const WEIGHT = { question: 1, variant: 0.9, words: 0.6, answer: 0.5 } as const;
/** A question is an answer to what was asked when it holds this share of it, by weight. */
const LEAST = 0.5;
/** What people put at the end of a sentence and in front of nothing. */
const ENDING = /(?:のですが|んですが|が知りたい|を教えて|について|に関して|ですか|できますか|ますか|でしょうか|ください|下さい|したい|です|ます|たい|の?方法|の?(?:仕方|やり方|しかた)|(?<=[いきしちりみえけ])方|は|[。、？?！!\s])+$/u;
/** Particles after a word that does not end in hiragana; を is never anything else. */
const PARTICLE = /を|(?<=[\p{Script=Han}\p{Script=Katakana}ーA-Za-z0-9])[のはがにでともへや](?=\S)/gu;

/** Asked in every second question, and no word of what it is about. */
const ASKING = /どうやって|どうすれば|どうした(?:ら|ほうが)|どのように|どこ(?:で|に|へ)?|いつ(?:まで|から)?|いくら|だれ(?:が|に)?|なに|なん(?:ですか)?/gu;

/** 引っ越し and 引越し, 申し込み and 申込み: what is written between two characters of one word or left out (送り仮名の付け方 通則6 許容). */
const OKURIGANA = /(?<=\p{Script=Han})[っしりちきけいえみびげれせ]{1,2}(?=\p{Script=Han})/gu;
const squeezed = (text: string) => text.normalize('NFKC').replaceAll(OKURIGANA, '');

export function prepare<T extends Asked>(faq: T): Prepared<T> {
  const grams = new Map<string, number>();
  const put = (text: string, weight: number) => {
    for (const gram of indexGrams(squeezed(text))) if ((grams.get(gram) ?? 0) < weight) grams.set(gram, weight);
  };
  put(faq.question, WEIGHT.question);
  for (const variant of faq.variants) put(variant, WEIGHT.variant);
  put(faq.words, WEIGHT.words);
  put(faq.answer, WEIGHT.answer);
  return { faq, grams };
}

/** The pairs of what was asked, without the sentence around it. */
export function gramsAsked(text: string): readonly string[] {
  const bare = text.normalize('NFKC').trim().replace(ENDING, '');
  const about = bare.replaceAll(ASKING, ' ').replaceAll(PARTICLE, ' ').trim();
  const grams = bigrams(squeezed(about === '' ? text : about));
  // A single kana beside longer words is what the particles left over; 犬 and 墓 are words.
  const long = grams.filter((gram) => [...gram].length > 1 || /\p{Script=Han}/u.test(gram));
  return long.length > 0 ? long : grams;
}

export function rank<T extends Asked>(text: string, prepared: readonly Prepared<T>[], options: { readonly least?: number; readonly most?: number } = {}): readonly Ranked<T>[] {
  const { least = LEAST, most = prepared.length } = options;
  const rarity = gramsAsked(text).map((gram) => {
    const holding = prepared.reduce((sum, one) => sum + (one.grams.has(gram) ? 1 : 0), 0);
    return { gram, weight: Math.log(1 + prepared.length / Math.max(holding, 1)) };
  });
  const all = rarity.reduce((sum, one) => sum + one.weight, 0);
  if (all === 0) return [];
  const ranked = prepared.flatMap(({ faq, grams }) => {
    const [held, score] = rarity.reduce(([h, s], { gram, weight }) => [h + (grams.has(gram) ? weight : 0), s + weight * (grams.get(gram) ?? 0)], [0, 0]);
    return held / all >= least ? [{ faq, score: score / all }] : [];
  });
  return ranked.toSorted((one, other) => other.score - one.score || one.faq.number - other.faq.number).slice(0, most);
}

export interface Similar<T extends Asked = Asked> extends Ranked<T> {
  /** So alike that one of the two is too many. */
  readonly same: boolean;
}

const SAME = 0.75;

/** Questions that ask nearly the same, for whoever is about to write one more. */
export function similar<T extends Asked>(question: string, prepared: readonly Prepared<T>[], most = 5): readonly Similar<T>[] {
  return rank(question, prepared, { least: 0.3, most }).map((one) => ({ ...one, same: [one.faq.question, ...one.faq.variants].some((way) => likeness(way, question) >= SAME) }));
}
