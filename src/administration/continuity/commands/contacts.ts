/** 連絡先と連絡網. A private number is personal data: its own permission, its own table, gone on the day its owner leaves the list. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { choiceField, emailField, idField, intField, optional, phoneField, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import { labels, versionField, versionIfAny, words } from './fields.ts';

const edit = [staff('continuity.edit')];
const contactField = idField(labels.contact);

export const saveContact = command({
  name: 'continuity.saveContact',
  title: { ja: '連絡先を載せる・直す', en: 'Save a contact' },
  input: z.object({
    contact: optional(contactField), version: versionIfAny, kind: choiceField({ ja: '種類', en: 'Kind' }, ['staff', 'supplier', 'authority'] as const), name: textField(labels.name, { max: 60 }), organization: words({ ja: '所属・会社', en: 'Organisation' }, 80),
    post: words({ ja: '職', en: 'Post' }, 80), duty: words({ ja: '役割', en: 'Duty' }, 80), officePhone: optional(phoneField({ ja: '職場の電話', en: 'Office phone' })), email: optional(emailField({ ja: 'メール', en: 'E-mail' })),
    staffNumber: optional(textField({ ja: '職員番号', en: 'Staff number' }, { max: 20, numbers: true })), deputy: optional(idField({ ja: '代理', en: 'Deputy' })),
  }),
  allow: edit,
  refusals: { StaffTaken: refusals.StaffTaken, StaffUnknown: refusals.StaffUnknown, DeputySelf: refusals.DeputySelf },
  async run(ctx, input): Promise<Outcome<{ contact: string }, 'DeputySelf' | 'StaffTaken' | 'StaffUnknown' | 'NotFound' | 'Conflict'>> {
    if (input.deputy !== null && input.deputy === input.contact) return refuse('DeputySelf');
    if (input.deputy !== null && !(await ctx.db.selectFrom('continuity.contacts').select('id').where('id', '=', input.deputy).where('active', '=', true).executeTakeFirst())) return refuse('NotFound');
    const person = input.staffNumber === null ? null : await ctx.db.selectFrom('kernel.staff').select('id').where('number', '=', input.staffNumber).where('closed_at', 'is', null).executeTakeFirst();
    if (person === undefined) return refuse('StaffUnknown');
    const id = input.contact ?? ctx.newId();
    const facts = { kind: input.kind, name: input.name, organization: input.organization, post: input.post, duty: input.duty, office_phone: input.officePhone, email: input.email, staff_id: person?.id ?? null, deputy_id: input.deputy };
    if (input.contact === null) await ctx.db.insertInto('continuity.contacts').values({ id, ...facts }).execute();
    else {
      const before = await ctx.db.selectFrom('continuity.contacts').select(['version', 'duty', 'deputy_id']).where('id', '=', id).where('active', '=', true).forUpdate().executeTakeFirst();
      if (!before) return refuse('NotFound');
      if (before.version !== input.version) return refuse('Conflict');
      await ctx.db.updateTable('continuity.contacts').set({ ...facts, version: before.version + 1 }).where('id', '=', id).execute();
      ctx.audit({ before });
    }
    ctx.audit({ subject: `contact:${id}` });
    return done({ contact: id });
  },
});

export const setPrivatePhone = command({
  name: 'continuity.setPrivatePhone',
  title: { ja: '個人の電話番号を登録する・消す', en: 'Set a private phone number' },
  input: z.object({ contact: contactField, phone: optional(phoneField({ ja: '個人の電話番号', en: 'Private phone' })) }),
  allow: [staff('continuity.contacts')],
  secret: ['phone'],
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('continuity.contacts').select('id').where('id', '=', input.contact).where('active', '=', true).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (input.phone === null) await ctx.db.deleteFrom('continuity.private_phones').where('contact_id', '=', row.id).execute();
    else await ctx.db.insertInto('continuity.private_phones').values({ contact_id: row.id, phone: input.phone }).onConflict((conflict) => conflict.column('contact_id').doUpdateSet((eb) => ({ phone: eb.ref('excluded.phone') }))).execute();
    ctx.audit({ subject: `contact:${row.id}`, erased: input.phone === null });
    return done({});
  },
});

export const retireContact = command({
  name: 'continuity.retireContact',
  title: { ja: '連絡先から外す', en: 'Remove a contact' },
  input: z.object({ contact: contactField, version: versionField }),
  allow: edit,
  refusals: { StillCalls: refusals.StillCalls },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'StillCalls' | 'NotFound' | 'Conflict'>> {
    const row = await ctx.db.selectFrom('continuity.contacts').select('version').where('id', '=', input.contact).where('active', '=', true).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.version !== input.version) return refuse('Conflict');
    const called = await ctx.db.selectFrom('continuity.calls').select('callee_id').where('caller_id', '=', input.contact).execute();
    if (called.length > 0) return refuse('StillCalls', { count: called.length });
    await ctx.db.deleteFrom('continuity.calls').where('callee_id', '=', input.contact).execute();
    await ctx.db.deleteFrom('continuity.private_phones').where('contact_id', '=', input.contact).execute();
    await ctx.db.updateTable('continuity.contacts').set({ deputy_id: null }).where('deputy_id', '=', input.contact).execute();
    await ctx.db.updateTable('continuity.contacts').set({ active: false, deputy_id: null, version: row.version + 1 }).where('id', '=', input.contact).execute();
    ctx.audit({ subject: `contact:${input.contact}` });
    return done({});
  },
});

export const placeCall = command({
  name: 'continuity.placeCall',
  title: { ja: '連絡網に入れる・移す', en: 'Place in the call tree' },
  input: z.object({ callee: contactField, caller: optional(idField({ ja: 'かける人', en: 'Caller' })), ordinal: intField(labels.order, { min: 1, max: 99 }), minutes: intField({ ja: '1回にかかる時間', en: 'Minutes for a call' }, { min: 1, max: 60, unit: { ja: '分', en: 'minutes' } }) }),
  allow: edit,
  refusals: { Circle: refusals.CallCircle, OrderTaken: refusals.OrderTaken, FirstTaken: refusals.FirstTaken },
  async run(ctx, input) {
    const people = await ctx.db.selectFrom('continuity.contacts').select('id').where('id', 'in', [input.callee, ...(input.caller === null ? [] : [input.caller])]).where('active', '=', true).execute();
    if (people.length < (input.caller === null || input.caller === input.callee ? 1 : 2)) return refuse('NotFound');
    const row = { caller_id: input.caller, ordinal: input.ordinal, minutes: input.minutes };
    // calls_circle, calls_order_taken and calls_first_taken answer the rest.
    await ctx.db.insertInto('continuity.calls').values({ callee_id: input.callee, ...row }).onConflict((conflict) => conflict.column('callee_id').doUpdateSet(row)).execute();
    ctx.audit({ subject: `contact:${input.callee}` });
    return done({});
  },
});

export const removeCall = command({
  name: 'continuity.removeCall',
  title: { ja: '連絡網から外す', en: 'Remove from the call tree' },
  input: z.object({ callee: contactField }),
  allow: edit,
  refusals: { StillCalls: refusals.StillCalls },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'StillCalls' | 'NotFound'>> {
    const below = await ctx.db.selectFrom('continuity.calls').select('callee_id').where('caller_id', '=', input.callee).execute();
    if (below.length > 0) return refuse('StillCalls', { count: below.length });
    const gone = await ctx.db.deleteFrom('continuity.calls').where('callee_id', '=', input.callee).returning('caller_id').executeTakeFirst();
    if (!gone) return refuse('NotFound');
    ctx.audit({ subject: `contact:${input.callee}` });
    return done({});
  },
});
