/** 承認・見直し・公開終了: what is before the public, and who answers for it. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { choiceField, codeField, idField, intField, textField, withDefault } from '../../../kernel/fields.ts';
import { fourEyes, mayNotDecide, notSent, tellAsker } from '../../../kernel/four-eyes.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { unindex } from '../../../kernel/search/search.ts';
import { command } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import { lockedEdition, lockedFaq, makeFindable, mayApprove, mayWrite, nameOf, note, whoOf } from '../site.ts';
import { editionField, faqField, labels, versionField, words } from './fields.ts';

export const decideEdition = command({
  name: 'faq.decideEdition',
  title: { ja: '公開を承認する・差し戻す', en: 'Approve or return an edition' },
  input: z.object({ edition: editionField, version: versionField, decision: choiceField({ ja: '判断', en: 'Decision' }, ['approve', 'return'] as const), note: words(labels.note, 500, true) }),
  allow: [staff('faq.approve')],
  refusals: fourEyes,
  async run(ctx, input): Promise<Outcome<{ faq: string; state: 'public' | 'draft' }, 'NotWaiting' | 'SelfApproval' | 'NoteNeeded' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const locked = await lockedEdition(ctx, input.edition);
    if (!locked) return refuse('NotFound');
    const { faq, edition, office } = locked;
    if (!mayApprove(ctx, office)) return refuse('NotAllowed');
    const refused = mayNotDecide(ctx, edition, edition.state === 'waiting', input.version);
    if (refused) return refused;
    ctx.audit({ subject: `faq:${faq.id}`, edition: edition.id, decision: input.decision });
    if (input.decision === 'return') {
      if (input.note === '') return refuse('NoteNeeded');
      await ctx.db.updateTable('faq.editions').set({ state: 'draft', returned_note: input.note, ...notSent, version: edition.version + 1 }).where('id', '=', edition.id).execute();
      await note(ctx, faq.id, 'returned', { edition: edition.id, note: input.note });
      tellAsker(ctx, edition, { kind: 'faq.returned', href: `/staff/faq/editions/${edition.id}`, title: { ja: `よくある質問「${edition.question}」が差し戻されました`, en: 'An FAQ was returned' }, note: input.note });
      return done({ faq: faq.id, state: 'draft' });
    }
    await ctx.db.updateTable('faq.editions').set({ state: 'past', ended_at: ctx.now }).where('faq_id', '=', faq.id).where('state', '=', 'public').execute();
    await ctx.db.updateTable('faq.editions').set({ state: 'public', public_at: ctx.now, decided_by: whoOf(ctx), decided_name: nameOf(ctx), version: edition.version + 1 }).where('id', '=', edition.id).execute();
    await ctx.db.updateTable('faq.faqs').set({ state: 'public', first_public_at: faq.first_public_at ?? ctx.now, review_on: edition.review_on, reviewed_at: ctx.now, withdrawn_at: null, withdrawn_reason: null, version: faq.version + 1 }).where('id', '=', faq.id).execute();
    await note(ctx, faq.id, faq.state === 'withdrawn' ? 'restored' : 'published', { edition: edition.id, note: input.note });
    for (const face of ['citizen', 'staff'] as const) await makeFindable(ctx, faq, office, edition, face);
    return done({ faq: faq.id, state: 'public' });
  },
});

/** 内容に変更なし: the words stand, and are true until the next review. No new edition. */
export const keepFaq = command({
  name: 'faq.keepFaq',
  title: { ja: '内容に変更がないことを確かめた', en: 'Still correct' },
  input: z.object({ faq: faqField, months: withDefault(intField({ ja: '次の見直しまでの月数', en: 'Months until the next review' }, { min: 1, max: 24 }), 12) }),
  allow: [staff('faq.write'), staff('faq.approve')],
  refusals: { NotPublic: refusals.NotPublic },
  async run(ctx, input): Promise<Outcome<{ reviewOn: string }, 'NotPublic' | 'NotFound' | 'NotAllowed'>> {
    const locked = await lockedFaq(ctx, input.faq);
    if (!locked) return refuse('NotFound');
    if (!mayWrite(ctx, locked.office) && !mayApprove(ctx, locked.office)) return refuse('NotAllowed');
    if (locked.faq.state !== 'public') return refuse('NotPublic');
    const reviewOn = ctx.today.add({ months: input.months });
    await ctx.db.updateTable('faq.faqs').set({ review_on: reviewOn, reviewed_at: ctx.now, version: locked.faq.version + 1 }).where('id', '=', input.faq).execute();
    await note(ctx, input.faq, 'kept', { note: `次の見直し ${reviewOn.toString()}` });
    ctx.audit({ subject: `faq:${input.faq}` });
    return done({ reviewOn: reviewOn.toString() });
  },
});

export const withdrawFaq = command({
  name: 'faq.withdrawFaq',
  title: { ja: '公開を終える', en: 'Withdraw an FAQ' },
  input: z.object({ faq: faqField, reason: textField(labels.reason, { max: 200 }) }),
  allow: [staff('faq.approve')],
  refusals: { NotPublic: refusals.NotPublic },
  async run(ctx, input): Promise<Outcome<{ faq: string }, 'NotPublic' | 'NotFound' | 'NotAllowed'>> {
    const locked = await lockedFaq(ctx, input.faq);
    if (!locked) return refuse('NotFound');
    if (!mayApprove(ctx, locked.office)) return refuse('NotAllowed');
    if (locked.faq.state !== 'public') return refuse('NotPublic');
    const past = await ctx.db.updateTable('faq.editions').set({ state: 'past', ended_at: ctx.now }).where('faq_id', '=', input.faq).where('state', '=', 'public').returningAll().executeTakeFirstOrThrow();
    await ctx.db.updateTable('faq.faqs').set({ state: 'withdrawn', withdrawn_at: ctx.now, withdrawn_reason: input.reason, version: locked.faq.version + 1 }).where('id', '=', input.faq).execute();
    await note(ctx, input.faq, 'withdrawn', { edition: past.id, note: input.reason });
    await unindex(ctx, { system: 'faq', kind: 'faq', id: input.faq });
    await makeFindable(ctx, locked.faq, locked.office, past, 'staff');
    ctx.audit({ subject: `faq:${input.faq}` });
    return done({ faq: input.faq });
  },
});

/** 所管替え: another office answers for it from now on. */
export const moveFaq = command({
  name: 'faq.moveFaq',
  title: { ja: '所管する課を変える', en: 'Give an FAQ to another office' },
  input: z.object({ faq: faqField, department: idField(labels.department) }),
  allow: [staff('faq.write'), staff('faq.arrange')],
  refusals: { UnknownOffice: refusals.UnknownOffice },
  async run(ctx, input): Promise<Outcome<{ faq: string }, 'UnknownOffice' | 'NotFound' | 'NotAllowed'>> {
    const locked = await lockedFaq(ctx, input.faq);
    if (!locked) return refuse('NotFound');
    if (!mayWrite(ctx, locked.office) && !ctx.may('faq.arrange')) return refuse('NotAllowed');
    const office = await ctx.db.selectFrom('kernel.departments').select(['code', 'name']).where('id', '=', input.department).where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', ctx.today)])).executeTakeFirst();
    if (!office) return refuse('UnknownOffice');
    await ctx.db.updateTable('faq.faqs').set({ department_id: input.department, version: locked.faq.version + 1 }).where('id', '=', input.faq).execute();
    const edition = await ctx.db.selectFrom('faq.editions').selectAll().where('faq_id', '=', input.faq).orderBy('number', 'desc').limit(1).executeTakeFirstOrThrow();
    await makeFindable(ctx, locked.faq, office.code, edition, 'staff');
    await note(ctx, input.faq, 'moved', { note: office.name });
    ctx.audit({ subject: `faq:${input.faq}`, office: office.code });
    return done({ faq: input.faq });
  },
});

/** 分類. With a version it changes one, without it makes one. */
export const saveCategory = command({
  name: 'faq.saveCategory',
  title: { ja: '分類を保存する', en: 'Save a category' },
  input: z.object({
    code: codeField({ ja: '記号', en: 'Code' }, 32), version: withDefault(intField({ ja: '開いたときの版', en: 'Version' }, { min: 0, max: 1_000_000 }), 0), name: textField({ ja: '名前', en: 'Name' }, { max: 30 }), nameEn: textField({ ja: '英語の名前', en: 'English name' }, { max: 40 }),
    icon: withDefault(textField({ ja: '絵', en: 'Icon' }, { max: 20, min: 0 }), ''), ordinal: withDefault(intField({ ja: '並び順', en: 'Order' }, { min: 0, max: 9999 }), 100), closed: withDefault(choiceField({ ja: '使うかどうか', en: 'In use' }, ['open', 'closed'] as const), 'open'),
  }),
  allow: [staff('faq.arrange')],
  refusals: { CodeTaken: refusals.CodeTaken, CodeWrong: { status: 422, field: 'code', ja: () => '「記号」は、半角の英小文字で始まる英小文字・数字・ハイフンにしてください（例 garbage）。', en: () => 'Please use lower-case letters, digits and hyphens, e.g. garbage.' } },
  async run(ctx, input): Promise<Outcome<{ code: string }, 'CodeTaken' | 'CodeWrong' | 'Conflict'>> {
    if (!/^[a-z][a-z0-9-]{0,31}$/.test(input.code)) return refuse('CodeWrong');
    const values = { name: input.name, name_en: input.nameEn, icon: input.icon, ordinal: input.ordinal, closed: input.closed === 'closed' };
    ctx.audit({ subject: `faq-category:${input.code}` });
    if (input.version === 0) {
      await ctx.db.insertInto('faq.categories').values({ code: input.code, ...values }).execute();
      return done({ code: input.code });
    }
    const changed = await ctx.db.updateTable('faq.categories').set({ ...values, version: input.version + 1 }).where('code', '=', input.code).where('version', '=', input.version).returning('code').executeTakeFirst();
    return changed ? done({ code: input.code }) : refuse('Conflict');
  },
});
