/** What everybody may ask: pages, chat and voice ask the same. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { codeField, intField, withDefault } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { labels, numberField, queryField } from '../commands/fields.ts';
import { plainAnswer } from '../rules/answer.ts';
import { rank, similar } from '../rules/ranking.ts';
import { type Asked, type Found, publicFaqs } from '../site.ts';

export const LIST = 20;
const MOST_READ = 5;
const READ_DAYS = 30;
const RELATED = 4;
const open = [anyone('公開しているよくある質問だけを見せます')];
const pageField = withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 10_000 }), 1);
const categoryField = withDefault(codeField(labels.category, 32), '');

export interface ListedFaq {
  readonly number: number;
  readonly href: string;
  readonly question: string;
  readonly questionEn: string;
  readonly answer: string;
  readonly answerEn: string;
  readonly office: string;
  readonly reviewedAt: Temporal.Instant;
}

/** As lists, chat and voice want it: the answer in plain words. */
const listed = (faq: Found): ListedFaq => ({ number: faq.number, href: `/faq/${faq.number}`, question: faq.question, questionEn: faq.questionEn, answer: faq.answer, answerEn: plainAnswer(faq.answerEn), office: faq.office, reviewedAt: faq.reviewedAt });
const pageOf = <T>(all: readonly T[], page: number) => all.slice((page - 1) * LIST, page * LIST);

async function categoriesOf(ctx: Asked, faqs: readonly Found[]) {
  const rows = await ctx.db.selectFrom('faq.public_categories').selectAll().orderBy('ordinal').orderBy('code').execute();
  return rows.map((row) => ({ code: row.code, name: row.name, nameEn: row.name_en, icon: row.icon, count: faqs.filter((faq) => faq.categories.includes(row.code)).length })).filter((row) => row.count > 0);
}

export const faqFront = query({
  name: 'faq.front',
  title: { ja: 'よくある質問の一覧', en: 'FAQ by category' },
  input: z.object({ category: categoryField, page: pageField }),
  allow: open,
  async run(ctx, input) {
    const faqs = (await publicFaqs(ctx.db)).map((one) => one.faq);
    const [categories, read] = await Promise.all([
      categoriesOf(ctx, faqs),
      ctx.db.selectFrom('faq.days').select((eb) => ['faq_id', eb.fn.sum<string>('views').as('views')]).where('day', '>', ctx.today.subtract({ days: READ_DAYS })).groupBy('faq_id').having((eb) => eb.fn.sum('views'), '>', 0).orderBy('views', 'desc').orderBy('faq_id').limit(MOST_READ * 4).execute(),
    ]);
    const category = categories.find((one) => one.code === input.category) ?? null;
    const shown = category === null ? faqs : faqs.filter((faq) => faq.categories.includes(category.code));
    const mostRead = read.flatMap((row) => faqs.filter((faq) => faq.id === row.faq_id)).slice(0, MOST_READ);
    return { categories, category, mostRead: mostRead.map(listed), faqs: pageOf(shown, input.page).map(listed), count: shown.length, page: input.page };
  },
});

export const faqSearch = query({
  name: 'faq.search',
  title: { ja: 'よくある質問をさがす', en: 'Search the FAQ' },
  input: z.object({ q: queryField, category: categoryField, page: pageField }),
  allow: open,
  async run(ctx, input) {
    const prepared = await publicFaqs(ctx.db);
    const all = rank(input.q, prepared).map((one) => one.faq);
    const categories = await categoriesOf(ctx, all);
    const shown = categories.some((one) => one.code === input.category) ? all.filter((faq) => faq.categories.includes(input.category)) : all;
    return { faqs: pageOf(shown, input.page).map(listed), count: shown.length, page: input.page, categories };
  },
});

export const faqAnswer = query({
  name: 'faq.answer',
  title: { ja: '質問と答え', en: 'A question and its answer' },
  input: z.object({ number: numberField }),
  allow: open,
  async run(ctx, input) {
    const prepared = await publicFaqs(ctx.db);
    const found = prepared.find((one) => one.faq.number === input.number)?.faq;
    if (!found) {
      const gone = await ctx.db.selectFrom('faq.gone_faqs').selectAll().where('faq_no', '=', input.number).executeTakeFirst();
      return gone ? { found: 'gone' as const, number: gone.faq_no, question: gone.question, since: gone.withdrawn_at, reason: gone.withdrawn_reason } : null;
    }
    const [row, categories] = await Promise.all([
      ctx.db.selectFrom('faq.public_faqs').select(['review_on', 'public_at']).where('id', '=', found.id).executeTakeFirst(),
      ctx.db.selectFrom('faq.public_categories').select(['code', 'name', 'name_en as nameEn']).orderBy('ordinal').execute(),
    ]);
    // 「どうやって…ますか」 is alike everywhere: only what stands in the same category is related, the nearest first, then the rest.
    const near = prepared.filter(({ faq }) => faq.id !== found.id && faq.categories.some((code) => found.categories.includes(code)));
    const related = rank([found.question, ...found.variants].join(' '), near, { least: 0, most: RELATED }).map((one) => one.faq);
    return {
      found: 'faq' as const, id: found.id, ...listed(found), written: found.answerText, writtenEn: found.answerEn, phone: ctx.city.facts.phone, publicAt: row?.public_at ?? found.reviewedAt,
      overdueDays: row ? row.review_on.until(ctx.today).days : 0, categories: categories.filter((one) => found.categories.includes(one.code)), related: related.map(listed),
    };
  },
});
export type FaqShown = Extract<NonNullable<Awaited<ReturnType<typeof faqAnswer.run>>>, { found: 'faq' }>;
export type FaqGone = Extract<NonNullable<Awaited<ReturnType<typeof faqAnswer.run>>>, { found: 'gone' }>;

/** For whoever is about to write one more: what is there already, drafts left out. */
export async function similarTo(ctx: Asked, question: string, except: string) {
  return similar(question, (await publicFaqs(ctx.db)).filter((one) => one.faq.id !== except)).map(({ faq, same }) => ({ id: faq.id, number: faq.number, question: faq.question, office: faq.office, same }));
}
