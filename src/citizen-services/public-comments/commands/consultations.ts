/** 意見公募を準備する: what is asked, until when, and the draft in parts that can be named. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { fiscalYearOf, formatDate } from '../../../kernel/calendar/calendar.ts';
import { idField, intField, listField, textField, withDefault } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import { type Ctx, type Locked, mayWrite, openRequest, reading, rulesOn, step, toWrite, whoOf, withMember } from '../office.ts';
import { earliestClose, periodDays, periodProblem } from '../rules/period.ts';
import { consultationField, factFields, labels, refField, versionField } from './fields.ts';

const writers = [staff('public-comments.write')];
const locks = { NotPlanned: refusals.NotPlanned, AskedAlready: refusals.AskedAlready };
type LockRefusal = 'NotPlanned' | 'AskedAlready' | 'NotFound' | 'NotAllowed';

export const createConsultation = command({
  name: 'public-comments.createConsultation',
  title: { ja: '意見公募を作る', en: 'Start a consultation' },
  input: z.object({ title: textField(labels.title, { max: 120 }), department: idField(labels.department) }),
  allow: writers,
  refusals: { UnknownOffice: refusals.UnknownOffice },
  async run(ctx, input): Promise<Outcome<{ consultation: string; number: string }, 'UnknownOffice'>> {
    const office = await reading(ctx.db).selectFrom('kernel.departments').select('code').where('id', '=', input.department).where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', ctx.today)])).executeTakeFirst();
    if (!office || !mayWrite(ctx, office.code)) return refuse('UnknownOffice');
    const [id, year, rules] = [ctx.newId(), fiscalYearOf(ctx.today), await rulesOn(ctx.db, ctx.today)];
    const number = `${year}-${await ctx.nextNumber(`public-comments ${year}`)}`;
    await ctx.db.insertInto('public_comments.consultations').values({ id, number, department_id: input.department, title: input.title, basis: rules.basis, min_days: rules.min_days, authors: [whoOf(ctx)], made_at: ctx.now }).execute();
    await step(ctx, id, 'made');
    ctx.audit({ subject: `consultation:${id}` });
    return done({ consultation: id, number });
  },
});

/** The consultation to rewrite, or why it cannot be. */
async function toRewrite(ctx: Ctx, id: string): Promise<Locked | LockRefusal> {
  const found = await toWrite(ctx, id);
  if (typeof found === 'string') return found;
  if (found.row.state !== 'planned' || found.row.approved_at !== null) return 'NotPlanned';
  return (await openRequest(ctx.db, id)) ? 'AskedAlready' : found;
}

async function touched(ctx: Ctx, { row }: Locked): Promise<void> {
  await ctx.db.updateTable('public_comments.consultations').set({ authors: withMember(row.authors, whoOf(ctx)), version: row.version + 1 }).where('id', '=', row.id).execute();
  ctx.audit({ subject: `consultation:${row.id}` });
}

export const saveConsultation = command({
  name: 'public-comments.saveConsultation',
  title: { ja: '意見公募の内容と期間を保存する', en: 'Save a consultation' },
  input: z.object({ consultation: consultationField, version: versionField, ...factFields }),
  allow: writers,
  refusals: { ...locks, EndsBeforeItBegins: refusals.EndsBeforeItBegins, ReasonNeeded: refusals.ReasonNeeded },
  async run(ctx, input): Promise<Outcome<{ version: number }, LockRefusal | 'Conflict' | 'EndsBeforeItBegins' | 'ReasonNeeded'>> {
    const found = await toRewrite(ctx, input.consultation);
    if (typeof found === 'string') return refuse(found);
    const { row } = found;
    if (row.version !== input.version) return refuse('Conflict');
    const rules = await rulesOn(ctx.db, input.publishedOn ?? ctx.today);
    if (input.publishedOn !== null && input.closesOn !== null) {
      const period = { publishedOn: input.publishedOn, closesOn: input.closesOn };
      const problem = periodProblem({ ...period, reason: input.reason }, rules.min_days);
      if (problem) return refuse(problem, { days: periodDays(period), min: rules.min_days, earliest: formatDate(earliestClose(input.publishedOn, rules.min_days), ctx.lang) });
    }
    await ctx.db.updateTable('public_comments.consultations').set({
      title: input.title, title_en: input.titleEn, purpose: input.purpose, purpose_en: input.purposeEn, basis: input.basis, published_on: input.publishedOn, closes_on: input.closesOn, reason_if_shorter: input.reason, min_days: rules.min_days,
      channels: [...new Set(input.channels)], name_rule: input.nameRule, address_rule: input.addressRule, post_rule: input.postRule, how_to: input.howTo, phone: input.phone ?? '',
    }).where('id', '=', row.id).execute();
    await touched(ctx, found);
    await step(ctx, row.id, 'saved');
    return done({ version: row.version + 1 });
  },
});

export const saveSection = command({
  name: 'public-comments.saveSection',
  title: { ja: '案の部分を保存する', en: 'Save a part of the draft' },
  input: z.object({ consultation: consultationField, was: withDefault(refField, ''), ref: refField, heading: textField({ ja: '見出し', en: 'Heading' }, { max: 120 }), body: textField({ ja: '本文', en: 'Text' }, { max: 20_000, lines: true, numbers: true }), ordinal: withDefault(intField({ ja: '並び', en: 'Order' }, { min: 0, max: 9999 }), 100) }),
  allow: writers,
  refusals: { ...locks, RefTaken: refusals.RefTaken },
  async run(ctx, input): Promise<Outcome<{ ref: string }, LockRefusal | 'RefTaken'>> {
    const found = await toRewrite(ctx, input.consultation);
    if (typeof found === 'string') return refuse(found);
    const values = { ref: input.ref, heading: input.heading, body: input.body, ordinal: input.ordinal };
    if (input.was === '') await ctx.db.insertInto('public_comments.sections').values({ id: ctx.newId(), consultation_id: found.row.id, ...values }).execute();
    else {
      const changed = await ctx.db.updateTable('public_comments.sections').set(values).where('consultation_id', '=', found.row.id).where('ref', '=', input.was).returning('id').executeTakeFirst();
      if (!changed) return refuse('NotFound');
    }
    await touched(ctx, found);
    return done({ ref: input.ref });
  },
});

export const removeSection = command({
  name: 'public-comments.removeSection',
  title: { ja: '案の部分を消す', en: 'Remove a part of the draft' },
  input: z.object({ consultation: consultationField, ref: refField }),
  allow: writers,
  refusals: locks,
  async run(ctx, input): Promise<Outcome<{ ref: string }, LockRefusal>> {
    const found = await toRewrite(ctx, input.consultation);
    if (typeof found === 'string') return refuse(found);
    const gone = await ctx.db.deleteFrom('public_comments.sections').where('consultation_id', '=', found.row.id).where('ref', '=', input.ref).returning('id').executeTakeFirst();
    if (!gone) return refuse('NotFound');
    await touched(ctx, found);
    return done({ ref: input.ref });
  },
});

const urlField = textField({ ja: 'アドレス', en: 'Address' }, { max: 500, numbers: true, pattern: { test: /^(\/[^/]|https:\/\/)[^\s]*$/, say: { ja: '「アドレス」は https:// か / で始まるものにしてください。', en: 'An address begins with https:// or /.' } } });

export const saveDocuments = command({
  name: 'public-comments.saveDocuments',
  title: { ja: '案の資料を保存する', en: 'Save the documents' },
  input: z.object({ consultation: consultationField, documents: listField({ ja: '資料', en: 'Documents' }, z.object({ label: textField({ ja: '資料の名前', en: 'Name' }, { max: 120, numbers: true }), url: urlField }), { max: 20 }) }),
  allow: writers,
  refusals: locks,
  async run(ctx, input): Promise<Outcome<{ count: number }, LockRefusal>> {
    const found = await toRewrite(ctx, input.consultation);
    if (typeof found === 'string') return refuse(found);
    await ctx.db.deleteFrom('public_comments.documents').where('consultation_id', '=', found.row.id).execute();
    if (input.documents.length > 0) await ctx.db.insertInto('public_comments.documents').values(input.documents.map((one, ordinal) => ({ consultation_id: found.row.id, ordinal, ...one }))).execute();
    await touched(ctx, found);
    return done({ count: input.documents.length });
  },
});
