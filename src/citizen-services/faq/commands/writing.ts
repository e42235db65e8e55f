/** 作る・直す: a question, its editions, and asking for approval. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { choiceField, idField, textField, withDefault } from '../../../kernel/fields.ts';
import { fourEyes, notSent, sentBy } from '../../../kernel/four-eyes.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import { sources } from '../messages/words.ts';
import { wrongLinks } from '../rules/answer.ts';
import type { FaqsRow } from '../rows.ts';
import { type Ctx, lockedEdition, lockedFaq, makeFindable, mayWrite, nameOf, note, whoOf } from '../site.ts';
import { draftFields, editionField, faqField, labels, versionField, words } from './fields.ts';

const writers = [staff('faq.write')];
const REVIEW_MONTHS = 12;
const MOST_MONTHS = 24;

export interface MadeFaq {
  readonly faq: string;
  readonly edition: string;
  readonly number: number;
}

/** Makes a question with its first draft; the caller has checked who asks. */
export async function makeFaq(ctx: Ctx, wanted: { readonly department: string; readonly question: string; readonly source: FaqsRow['source']; readonly sourceNote: string }): Promise<MadeFaq | 'UnknownOffice' | 'NotAllowed'> {
  const office = await ctx.db.selectFrom('kernel.departments').select('code').where('id', '=', wanted.department).where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', ctx.today)])).executeTakeFirst();
  if (!office) return 'UnknownOffice';
  if (!mayWrite(ctx, office.code)) return 'NotAllowed';
  const [faq, edition, number, by] = [ctx.newId(), ctx.newId(), await ctx.nextNumber('faq.faq'), whoOf(ctx)];
  await ctx.db.insertInto('faq.faqs').values({ id: faq, faq_no: number, department_id: wanted.department, source: wanted.source, source_note: wanted.sourceNote, made_by: by, made_at: ctx.now }).execute();
  await ctx.db.insertInto('faq.editions').values({ id: edition, faq_id: faq, number: 1, state: 'draft', question: wanted.question, review_on: ctx.today.add({ months: REVIEW_MONTHS }), authors: [by], saved_by: by, saved_name: nameOf(ctx), saved_at: ctx.now }).execute();
  await note(ctx, faq, 'made', { edition });
  await makeFindable(ctx, { id: faq, faq_no: number }, office.code, { question: wanted.question, variants: [], answer: '', question_en: '' }, 'staff');
  ctx.audit({ subject: `faq:${faq}` });
  return { faq, edition, number };
}

export const createFaq = command({
  name: 'faq.createFaq',
  title: { ja: 'よくある質問を作る', en: 'Make an FAQ' },
  input: z.object({ department: idField(labels.department), question: textField(labels.question, { max: 60 }), source: withDefault(choiceField({ ja: 'もとになったもの', en: 'Source' }, sources), 'other'), sourceNote: words({ ja: 'もとの説明', en: 'About the source' }, 200) }),
  allow: writers,
  refusals: { UnknownOffice: refusals.UnknownOffice },
  async run(ctx, input): Promise<Outcome<MadeFaq, 'UnknownOffice' | 'NotAllowed'>> {
    const made = await makeFaq(ctx, input);
    return typeof made === 'string' ? refuse(made) : done(made);
  },
});

/** The edition when the actor may write it and it is a draft. */
async function draftFor(ctx: Ctx, id: string, version: number | null) {
  const locked = await lockedEdition(ctx, id);
  if (!locked) return 'NotFound' as const;
  if (!mayWrite(ctx, locked.office)) return 'NotAllowed' as const;
  if (locked.edition.state !== 'draft') return 'NotDraft' as const;
  return version !== null && locked.edition.version !== version ? 'Conflict' as const : locked;
}

export const saveDraft = command({
  name: 'faq.saveDraft',
  title: { ja: '下書きを保存する', en: 'Save a draft' },
  input: z.object({ edition: editionField, version: versionField, ...draftFields }),
  allow: writers,
  refusals: { NotDraft: refusals.NotDraft, UnknownCategory: refusals.UnknownCategory },
  async run(ctx, input): Promise<Outcome<{ edition: string; version: number }, 'NotDraft' | 'UnknownCategory' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const found = await draftFor(ctx, input.edition, input.version);
    if (typeof found === 'string') return refuse(found);
    const { edition, faq, office } = found;
    const categories = [...new Set(input.categories)];
    const known = categories.length === 0 ? [] : await ctx.db.selectFrom('faq.categories').select('code').where('code', 'in', categories).where('closed', '=', false).execute();
    if (known.length !== categories.length) return refuse('UnknownCategory');
    const [by, version] = [whoOf(ctx), edition.version + 1];
    await ctx.db.updateTable('faq.editions').set({
      question: input.question, question_en: input.questionEn, variants: input.variants.filter((way) => way !== input.question), answer: input.answer, answer_en: input.answerEn, categories, review_on: input.reviewOn, change_note: input.changeNote,
      authors: [...new Set([...edition.authors, by])], saved_by: by, saved_name: nameOf(ctx), saved_at: ctx.now, version,
    }).where('id', '=', edition.id).execute();
    if (faq.state === 'new') await makeFindable(ctx, faq, office, { question: input.question, question_en: input.questionEn, variants: input.variants, answer: '' }, 'staff');
    ctx.audit({ subject: `faq:${faq.id}`, edition: edition.id });
    return done({ edition: edition.id, version });
  },
});

/** 書き直し beside what is public, and the way back from 公開終了. */
export const startEdition = command({
  name: 'faq.startEdition',
  title: { ja: '書き直しを始める', en: 'Start a new edition' },
  input: z.object({ faq: faqField }),
  allow: writers,
  refusals: { AlreadyOpen: refusals.AlreadyOpen },
  async run(ctx, input): Promise<Outcome<{ edition: string }, 'AlreadyOpen' | 'NotFound' | 'NotAllowed'>> {
    const locked = await lockedFaq(ctx, input.faq);
    if (!locked) return refuse('NotFound');
    if (!mayWrite(ctx, locked.office)) return refuse('NotAllowed');
    const all = await ctx.db.selectFrom('faq.editions').selectAll().where('faq_id', '=', input.faq).orderBy('number', 'desc').execute();
    if (all.some((one) => one.state === 'draft' || one.state === 'waiting')) return refuse('AlreadyOpen');
    const last = all.find((one) => one.state === 'public' || one.state === 'past') ?? all[0];
    if (!last) return refuse('NotFound');
    const [edition, by] = [ctx.newId(), whoOf(ctx)];
    await ctx.db.insertInto('faq.editions').values({
      id: edition, faq_id: input.faq, number: (all[0]?.number ?? 0) + 1, state: 'draft', question: last.question, question_en: last.question_en, variants: last.variants, answer: last.answer, answer_en: last.answer_en, categories: last.categories, review_on: ctx.today.add({ months: REVIEW_MONTHS }),
      authors: [by], saved_by: by, saved_name: nameOf(ctx), saved_at: ctx.now,
    }).execute();
    await note(ctx, input.faq, 'started', { edition });
    ctx.audit({ subject: `faq:${input.faq}`, edition });
    return done({ edition });
  },
});

export const dropDraft = command({
  name: 'faq.dropDraft',
  title: { ja: '下書きをやめる', en: 'Drop a draft' },
  input: z.object({ edition: editionField }),
  allow: writers,
  refusals: { NotDraft: refusals.NotDraft },
  async run(ctx, input): Promise<Outcome<{ faq: string }, 'NotDraft' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const found = await draftFor(ctx, input.edition, null);
    if (typeof found === 'string') return refuse(found);
    await ctx.db.updateTable('faq.editions').set({ state: 'dropped', ended_at: ctx.now, version: found.edition.version + 1 }).where('id', '=', found.edition.id).execute();
    await note(ctx, found.faq.id, 'dropped', { edition: found.edition.id });
    ctx.audit({ subject: `faq:${found.faq.id}`, edition: found.edition.id });
    return done({ faq: found.faq.id });
  },
});

interface Submitted {
  readonly answer: string;
  readonly answer_en: string;
  readonly question_en: string;
  readonly categories: readonly string[];
  readonly review_on: Temporal.PlainDate | null;
}
type Missing = 'AnswerMissing' | 'CategoryMissing' | 'EnglishHalf' | 'LinksWrong' | 'ReviewWrong';

/** What stands between a draft and its approval; null: nothing. */
function missingIn(edition: Submitted, today: Temporal.PlainDate): { readonly refused: Missing; readonly links?: string } | null {
  if (edition.answer === '') return { refused: 'AnswerMissing' };
  if (edition.categories.length === 0) return { refused: 'CategoryMissing' };
  if ((edition.question_en === '') !== (edition.answer_en === '')) return { refused: 'EnglishHalf' };
  const links = [...wrongLinks(edition.answer), ...wrongLinks(edition.answer_en)];
  if (links.length > 0) return { refused: 'LinksWrong', links: links.slice(0, 5).join('、') };
  const on = edition.review_on;
  const wrong = on === null || Temporal.PlainDate.compare(on, today) <= 0 || Temporal.PlainDate.compare(on, today.add({ months: MOST_MONTHS })) > 0;
  return wrong ? { refused: 'ReviewWrong' } : null;
}


export const submitEdition = command({
  name: 'faq.submitEdition',
  title: { ja: '公開の承認を求める', en: 'Ask for approval' },
  input: z.object({ edition: editionField, version: versionField }),
  allow: writers,
  refusals: { NotDraft: refusals.NotDraft, AnswerMissing: refusals.AnswerMissing, CategoryMissing: refusals.CategoryMissing, EnglishHalf: refusals.EnglishHalf, LinksWrong: refusals.LinksWrong, ReviewWrong: refusals.ReviewWrong },
  async run(ctx, input): Promise<Outcome<{ edition: string; version: number }, Missing | 'NotDraft' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const found = await draftFor(ctx, input.edition, input.version);
    if (typeof found === 'string') return refuse(found);
    const missing = missingIn(found.edition, ctx.today);
    if (missing) return refuse(missing.refused, missing.links === undefined ? {} : { links: missing.links });
    const version = found.edition.version + 1;
    await ctx.db.updateTable('faq.editions').set({ state: 'waiting', ...sentBy(ctx), returned_note: '', version }).where('id', '=', found.edition.id).execute();
    await note(ctx, found.faq.id, 'submitted', { edition: found.edition.id, note: found.edition.change_note });
    ctx.audit({ subject: `faq:${found.faq.id}`, edition: found.edition.id });
    return done({ edition: found.edition.id, version });
  },
});

export const recallEdition = command({
  name: 'faq.recallEdition',
  title: { ja: '承認の求めを引き戻す', en: 'Recall a submission' },
  input: z.object({ edition: editionField }),
  allow: writers,
  refusals: { NotWaiting: fourEyes.NotWaiting },
  async run(ctx, input): Promise<Outcome<{ edition: string }, 'NotWaiting' | 'NotFound' | 'NotAllowed'>> {
    const locked = await lockedEdition(ctx, input.edition);
    if (!locked) return refuse('NotFound');
    if (!mayWrite(ctx, locked.office)) return refuse('NotAllowed');
    if (locked.edition.state !== 'waiting') return refuse('NotWaiting');
    await ctx.db.updateTable('faq.editions').set({ state: 'draft', ...notSent, version: locked.edition.version + 1 }).where('id', '=', locked.edition.id).execute();
    await note(ctx, locked.faq.id, 'recalled', { edition: locked.edition.id });
    ctx.audit({ subject: `faq:${locked.faq.id}`, edition: locked.edition.id });
    return done({ edition: locked.edition.id });
  },
});
