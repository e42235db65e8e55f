/**
 * Pages of a city's website for measuring, as many as wanted: made from the real names of towns and facilities, the plan of 2012,
 * the questions and the pages of the sample city. The same number always gives the same pages.
 */
import { readFileSync } from 'node:fs';
import { importMarkdown } from '../src/citizen-services/website/rules/import/markdown.ts';
import type { Block } from '../src/citizen-services/website/rules/blocks.ts';
import type { Draft } from '../src/citizen-services/website/rules/texts.ts';

export interface MadePage extends Draft {
  readonly slug: string;
}

const read = <T>(file: string): T => JSON.parse(readFileSync(new URL(`../cities/nihonmatsu/${file}`, import.meta.url), 'utf8'));

interface SamplePage { readonly title: string; readonly lead: string; readonly kind: string; readonly categories: readonly string[]; readonly body: readonly string[] }

/** What the pages are made of. */
export interface Vocabulary {
  readonly towns: readonly string[];
  readonly facilities: readonly string[];
  readonly offices: readonly string[];
  readonly subjects: readonly string[];
  readonly sentences: readonly string[];
  readonly categories: readonly string[];
  readonly samples: readonly SamplePage[];
  readonly plan: readonly string[];
}

const sentencesOf = (text: string) => text.replaceAll(/<[^>]*>|\*\*|`/g, '').split(/(?<=。)/).map((one) => one.trim()).filter((one) => one.length >= 12 && one.endsWith('。'));

export function vocabulary(): Vocabulary {
  const towns = read<readonly { readonly town: string; readonly koaza: string }[]>('towns.json');
  const { facilities } = read<{ readonly facilities: readonly { readonly name: { readonly ja: string } }[] }>('facilities.json');
  const { departments } = read<{ readonly departments: readonly { readonly name: { readonly ja: string } }[] }>('organization.json');
  const site = read<{ readonly pages: readonly SamplePage[]; readonly categories: readonly { readonly code: string }[] }>('website.json');
  const { faqs } = read<{ readonly faqs: readonly { readonly question: string; readonly variants: readonly string[]; readonly answer: string }[] }>('faq.json');
  const plan = read<{ readonly lines: readonly string[] }>('informatization-plan-2012.json').lines;
  const headings = plan.filter((line) => /^#{2,4} /.test(line)).map((line) => line.replace(/^#+\s*/, '').replace(/^[\d０-９IVXⅠ-Ⅻ()（）①-⑳.\s　]+/, '').trim()).filter((one) => one.length >= 3 && one.length <= 24);
  return {
    towns: [...new Set(towns.map((one) => `${one.town}${one.koaza}`))], facilities: [...new Set(facilities.map((one) => one.name.ja))], offices: [...new Set(departments.map((one) => one.name.ja))],
    subjects: [...new Set([...site.pages.map((one) => one.title), ...faqs.flatMap((one) => one.variants), ...headings])],
    sentences: [...new Set([...plan.flatMap(sentencesOf), ...site.pages.flatMap((one) => [one.lead, ...one.body].flatMap(sentencesOf)), ...faqs.flatMap((one) => sentencesOf(one.answer))])],
    categories: site.categories.map((one) => one.code), samples: site.pages, plan,
  };
}

/** The same numbers for the same seed (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const kinds: readonly (readonly [Draft['kind'], number])[] = [['notice', 0.42], ['news', 0.16], ['event', 0.16], ['procedure', 0.1], ['guide', 0.1], ['faq', 0.06]];
/** Most pages are short, a few are very long: characters of the body in the middle, and how far they spread. */
const MIDDLE = 650;
const SPREAD = 0.7;
const MOST = 8_000;

export class PageMaker {
  readonly #words: Vocabulary;
  readonly #next: () => number;
  #made = 0;

  constructor(words: Vocabulary, seed = 1) {
    this.#words = words;
    this.#next = numbers(seed);
  }

  #below(count: number): number {
    return Math.floor(this.#next() * count);
  }

  #any(list: readonly string[]): string {
    return list[this.#below(list.length)] ?? '';
  }

  #kind(): Draft['kind'] {
    let left = this.#next();
    for (const [kind, share] of kinds) if ((left -= share) < 0) return kind;
    return 'notice';
  }

  #day(): string {
    return `令和${3 + this.#below(6)}年${1 + this.#below(12)}月${1 + this.#below(28)}日`;
  }

  /** A sentence of our own with names in it, or one of the sample city's texts. */
  #sentence(): string {
    const { towns, facilities, offices, subjects, sentences } = this.#words;
    switch (this.#below(9)) {
      case 0: return `${this.#any(towns)}の${this.#any(facilities)}で、${this.#day()}に行います。`;
      case 1: return `${this.#any(subjects)}については、${this.#any(offices)}へお問い合わせください。`;
      case 2: return `対象は${this.#any(towns)}と${this.#any(towns)}にお住まいの${10 + this.#below(80)}世帯です。`;
      case 3: return `費用は${(1 + this.#below(90)) * 100}円、定員は${5 + this.#below(95)}人で、申し込みが多いときは抽選です。`;
      default: return this.#any(sentences);
    }
  }

  #text(characters: number): string {
    let text = '';
    while (text.length < characters) text += this.#sentence();
    return text;
  }

  #block(index: number): Block {
    const id = `b${index}`;
    const { towns, subjects, facilities } = this.#words;
    if (index % 5 === 0) return { id, type: 'heading', level: 2, text: this.#any(subjects) };
    const kind = this.#below(12);
    if (kind === 0) return { id, type: 'list', style: 'bullets', items: Array.from({ length: 3 + this.#below(4) }, () => ({ content: [`${this.#any(towns)} ${this.#any(facilities)}`] })) };
    if (kind === 1) {
      const cell = (text: string) => ({ content: [text] });
      return { id, type: 'table', caption: `${this.#any(subjects)}の一覧`, headerRow: true, headerColumn: false, rows: [['地区', '場所', '日'].map(cell), ...Array.from({ length: 2 + this.#below(6) }, () => [this.#any(towns), this.#any(facilities), this.#day()].map(cell))] };
    }
    return { id, type: 'text', content: [this.#text(80 + this.#below(160))] };
  }

  /** The next page; `size` instead of as many characters as chance gives it: exactly so many blocks. */
  next(size: { readonly blocks?: number; readonly characters?: number } = {}): MadePage {
    const { towns, facilities, subjects, categories } = this.#words;
    const number = this.#made++;
    const spread = Math.sqrt(-2 * Math.log(1 - this.#next())) * Math.cos(2 * Math.PI * this.#next());
    const wanted = size.characters ?? Math.min(MOST, MIDDLE * Math.exp(SPREAD * spread));
    const blocks: Block[] = [];
    for (let written = 0; size.blocks === undefined ? written < wanted : blocks.length < size.blocks;) {
      const block = this.#block(blocks.length);
      blocks.push(block);
      written += JSON.stringify(block).length * 0.8;
    }
    const title = `${this.#any(number % 3 === 0 ? facilities : towns)}の${this.#any(subjects)}（${2010 + this.#below(17)}年度第${1 + this.#below(40)}号）`;
    return { slug: `n${number.toString(36)}`, title: title.slice(0, 120), lead: this.#sentence().slice(0, 200), kind: this.#kind(), lang: 'ja', contact: 'LIFE', categories: [...new Set([this.#any(categories), this.#any(categories)])], reviewOn: Temporal.PlainDate.from('2027-11-01'), blocks };
  }
}

function blocksOf(markdown: string): readonly Block[] {
  let count = 0;
  return importMarkdown(markdown, { newId: () => `m${(count += 1)}`, whole: true }).blocks;
}

/** Pages of exactly so many blocks for the checks: out of the plan of 2012, the sample pages and the made ones, in turn. */
export function pagesOfBlocks(words: Vocabulary, blocks: number, count: number): readonly Draft[] {
  const maker = new PageMaker(words, blocks);
  const real = [...blocksOf(words.plan.join('\n')), ...words.samples.flatMap((one) => blocksOf(one.body.join('\n')))];
  return Array.from({ length: count }, (_, index): Draft => {
    const made = maker.next({ blocks });
    if (index % 2 === 1 || real.length === 0) return made;
    const from = (index * 37) % real.length;
    return { ...made, blocks: Array.from({ length: blocks }, (__, at): Block => ({ ...(real[(from + at) % real.length] ?? { type: 'text', content: [] }), id: `b${at}` })) };
  });
}
