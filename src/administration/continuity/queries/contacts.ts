/** 連絡網. Private numbers are asked for by themselves, and every look is recorded. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { idField, listField, optional, textField } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { loadPlan } from '../plan.ts';
import { callTree } from '../rules/call-tree.ts';

export interface TreeLine {
  readonly id: string;
  readonly depth: number;
}

export const contactTree = query({
  name: 'continuity.contactTree',
  title: { ja: '連絡網', en: 'The call tree' },
  input: z.object({ unreachable: listField({ ja: '出ない人', en: 'Not answering' }, idField({ ja: '連絡先', en: 'Contact' }), { max: 200 }) }),
  allow: [staff('continuity.view'), staff('continuity.contacts')],
  async run(ctx, input) {
    const plan = await loadPlan(ctx.db, ctx.city.facts.name.ja, ctx.today);
    const stored = await ctx.db.selectFrom('continuity.contacts as c').leftJoin('kernel.staff as s', 's.id', 'c.staff_id').select(['c.id', 'c.version', 'c.email', 's.number as staffNumber']).where('c.active', '=', true).execute();
    const result = callTree(plan.contacts.map(({ id, deputy }) => ({ id, deputy })), plan.calls, input.unreachable);
    const walk = (caller: string | null, depth: number): readonly TreeLine[] => (depth > 20 ? [] : plan.calls.filter((call) => call.caller === caller).flatMap((call) => [{ id: call.callee, depth }, ...walk(call.callee, depth + 1)]));
    const lines = walk(null, 0);
    const contacts = plan.contacts.map((contact) => {
      const own = stored.find((row) => row.id === contact.id);
      return { ...contact, version: own?.version ?? 1, email: own?.email ?? null, staffNumber: own?.staffNumber ?? null, call: plan.calls.find((call) => call.callee === contact.id) ?? null, reached: result.people.find((one) => one.id === contact.id) ?? null };
    });
    return { contacts, lines, unreachable: input.unreachable, lastMinute: result.lastMinute, notReached: result.notReached };
  },
});

export const privatePhones = query({
  name: 'continuity.privatePhones',
  title: { ja: '個人の電話番号', en: 'Private phone numbers' },
  input: z.object({ contact: optional(idField({ ja: '連絡先', en: 'Contact' })) }),
  allow: [staff('continuity.contacts')],
  personal: true,
  async run(ctx, input) {
    let rows = ctx.db.selectFrom('continuity.private_phones as p').innerJoin('continuity.contacts as c', 'c.id', 'p.contact_id').select(['c.id', 'p.phone']).where('c.active', '=', true);
    if (input.contact !== null) rows = rows.where('c.id', '=', input.contact);
    const found = await rows.orderBy('c.id').limit(500).execute();
    for (const row of found) ctx.shown(`contact:${row.id}`);
    return found;
  },
});

/** Whose number this is: before a contact is tied to a member of staff. */
export const staffByNumber = query({
  name: 'continuity.staffByNumber',
  title: { ja: '職員番号の職員', en: 'A member of staff by number' },
  input: z.object({ number: textField({ ja: '職員番号', en: 'Staff number' }, { max: 20, numbers: true }) }),
  allow: [staff('continuity.edit')],
  run: async (ctx, input) => (await ctx.db.selectFrom('kernel.staff').select(['id', 'name']).where('number', '=', input.number).where('closed_at', 'is', null).executeTakeFirst()) ?? null,
});
