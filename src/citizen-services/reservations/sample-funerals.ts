/** A fortnight at the sample city's crematorium. One after the other, because rooms are given out in the order of asking. */
import type { Actor } from '../../kernel/actor.ts';
import { toInstant } from '../../kernel/calendar/calendar.ts';
import { ledgerOf } from '../../kernel/payments/queries.ts';
import type { SampleContext, SampleStep } from '../../kernel/sample.ts';
import { reserve } from './commands/book.ts';
import { decide, finish, pay } from './commands/desk.ts';
import { receiveCremationPermit, saveDeceased } from './commands/funeral.ts';
import { openings } from './queries/openings.ts';
import { offeredSlots } from './rules/slots.ts';

const CODE = 'CREMATORIUM';
const BACK = 7;
const AHEAD = 5;
const clerk: Actor = { kind: 'staff', id: '00000000-0000-7000-8000-000000000002', name: '見本 窓口', device: 'sample-desk', strong: true, grants: ['reservations.desk', 'payments.cash'].map((permission) => ({ permission, scope: null })) };
const department: Actor = { kind: 'staff', id: '00000000-0000-7000-8000-000000000003', name: '見本 所管', device: 'sample-department', strong: true, grants: [{ permission: 'reservations.approve', scope: null }] };

interface Names {
  readonly familyNames: readonly { readonly name: string; readonly kana: string }[];
  readonly givenNames: readonly { readonly name: string; readonly kana: string }[];
}

const undertakers = ['あだたら葬祭', '霞ヶ城メモリアル', '岳下セレモニー'] as const;

export const funeralStep: SampleStep = {
  name: 'reservations.funerals',
  title: '斎場の予約',
  order: 51,
  async run(ctx) {
    if (ctx.size === 'tiny') return;
    const found = await ctx.ask(clerk, openings, { facility: CODE, days: 1 });
    if (!found) return;
    const furnaces = found.facility.policy.units.filter((unit) => unit.funeral);
    let made = 0;
    for (let offset = -BACK; offset <= AHEAD; offset++) {
      const date = ctx.today.add({ days: offset });
      for (const unit of furnaces) {
        const slots = offeredSlots(found.facility.policy, unit, date);
        const slot = slots[ctx.dice(Math.max(1, slots.length))];
        const id = found.units.find((one) => one.code === unit.code)?.unit;
        if (slot && id) await cremate(ctx, { unit: id, date, slot: slot.code, begins: toInstant(date, slot.start), key: `${unit.code}:${date.toString()}`, hall: ctx.dice(3) === 0 });
        made++;
      }
    }
    ctx.progress(made, made);
  },
};

interface Cremation {
  readonly unit: string;
  readonly date: Temporal.PlainDate;
  readonly slot: string;
  readonly begins: Temporal.Instant;
  readonly key: string;
  readonly hall: boolean;
}

async function cremate(ctx: SampleContext, it: Cremation): Promise<void> {
  const people = ctx.data<Names>('people.json');
  const one = <T>(list: readonly T[]) => list[ctx.dice(list.length)];
  const [family, given, mourner] = [one(people.familyNames), one(people.givenNames), one(people.givenNames)];
  const resident = ctx.dice(10) < 8;
  const age = 60 + ctx.dice(42);
  const asked = it.begins.subtract({ hours: 48 });
  const latest = ctx.clock.now().subtract({ minutes: 90 });
  const at = Temporal.Instant.compare(asked, latest) < 0 ? asked : latest;
  const over = Temporal.Instant.compare(it.begins.add({ hours: 3 }), ctx.clock.now()) < 0;
  // In the sample's own past or soon: whoever could not have asked in time is left out.
  if (Temporal.Instant.compare(at, it.begins) >= 0) return;
  const booked = await ctx.do(clerk, reserve, { unit: it.unit, date: it.date, slots: [it.slot], walkInName: one(undertakers) ?? '', userClass: 'R-COMPANY', channel: 'phone', purpose: 'funeral', persons: 10 + ctx.dice(20), rooms: it.hall ? ['HALL'] : [], reason: '葬祭業者の電話受付' }, `funeral:${it.key}`, at);
  if (!booked.ok) return;
  const { reservation } = booked.value;
  await ctx.must(clerk, saveDeceased, {
    reservation, name: `${family?.name ?? ''} ${given?.name ?? ''}`, kana: `${family?.kana ?? ''} ${given?.kana ?? ''}`, age, lastAddress: resident ? '二本松市金色403番地1' : '福島市五老内町3番1号', resident, kind: 'body', coffin: ctx.dice(8) === 0 ? 'large' : 'standard', pacemaker: ctx.dice(9) === 0,
    applicant: `${family?.name ?? ''} ${mourner?.name ?? ''}`, relation: '子',
  }, `funeral-deceased:${it.key}`, at.add({ minutes: 5 }));
  await ctx.must(department, decide, { reservation, decision: 'grant' }, `funeral-decide:${it.key}`, at.add({ minutes: 15 }));
  if (!over && ctx.dice(3) === 0) return;
  const ledger = await ctx.ask(clerk, ledgerOf, { source: 'reservations', subject: `reservation:${reservation}` });
  for (const bill of ledger.receivables.filter((row) => row.openYen > 0)) await ctx.must(clerk, pay, { reservation, receivable: bill.id, amount: bill.openYen, tendered: bill.openYen }, `funeral-pay:${it.key}`, at.add({ minutes: 30 }));
  await ctx.must(clerk, receiveCremationPermit, { reservation, permitNumber: `二本松市第${it.date.year}-${it.key.replaceAll(/\D/g, '')}号` }, `funeral-permit:${it.key}`, at.add({ minutes: 35 }));
  if (over) await ctx.must(clerk, finish, { reservation }, `funeral-finish:${it.key}`, it.begins.add({ hours: 2 }));
}
