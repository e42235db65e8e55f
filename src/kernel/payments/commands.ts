/** What people and gateways do with money. Systems with a state of their own (a booking) call these inside their commands. */
import { z } from 'zod';
import { eventType } from '../act.ts';
import { actorKey, staff, system } from '../actor.ts';
import { codeField, dateField, idField, instantField, intField, optional, textField, withDefault, yenField, choiceField } from '../fields.ts';
import { done, refuse } from '../outcome.ts';
import { command } from './acts.ts';
import { lockReceivable, receive } from './ledger.ts';
import { paymentRefusals } from './refusals.ts';

/** Money came in for something owed. `subject` is the source system's own. */
export const received = eventType('payments.received', z.object({
  receivableId: z.string(), source: z.string(), subject: z.string(), amountYen: z.number(), settled: z.boolean(), paidAt: z.string(), method: z.string(),
}));

const { AlreadyPaid, NotOwed, TooMuch, TenderedTooLittle, AlreadyReported, SamePerson, WrongState, AlreadyClosed, AlreadyReversed, Refunded } = paymentRefusals;

/** Cash over the counter: amount owed, amount given, change. */
export const payAtDesk = command({
  name: 'payments.payAtDesk',
  title: { ja: '窓口で現金を受け取る', en: 'Take cash at the desk' },
  input: z.object({
    receivable: idField({ ja: '料金', en: 'Charge' }),
    amount: yenField({ ja: '受け取る金額', en: 'Amount' }, { min: 1, max: 10_000_000 }),
    tendered: yenField({ ja: 'お預かり', en: 'Cash given' }, { min: 1, max: 10_000_000 }),
    place: withDefault(textField({ ja: '窓口', en: 'Desk' }, { max: 60 }), ''),
  }),
  allow: [staff('payments.cash')],
  refusals: { AlreadyPaid, NotOwed, TooMuch, TenderedTooLittle },
  async run(ctx, input) {
    const answer = await receive(ctx, { receivableId: input.receivable, amount: input.amount, tendered: input.tendered, method: 'cash', paidAt: ctx.now, place: input.place });
    if ('refused' in answer) return answer;
    const { receivable } = answer;
    ctx.audit({ subject: receivable.subject, receipt: answer.receiptNumber });
    ctx.emit(received, { receivableId: receivable.id, source: receivable.source, subject: receivable.subject, amountYen: input.amount, settled: receivable.state === 'paid', paidAt: ctx.now.toString(), method: 'cash' });
    return done({ receipt: answer.receiptId, number: answer.receiptNumber, changeYen: answer.changeYen, settled: receivable.state === 'paid', subject: receivable.subject });
  },
});

/** A gateway (convenience store, card, code) reports a payment. The same notice counts once. */
export const reportPayment = command({
  name: 'payments.reportPayment',
  title: { ja: '収納機関からの入金通知を受ける', en: 'Take in a payment notice' },
  input: z.object({
    receivable: idField({ ja: '料金', en: 'Charge' }),
    amount: yenField({ ja: '金額', en: 'Amount' }, { min: 1, max: 10_000_000 }),
    method: choiceField({ ja: '方法', en: 'Method' }, ['store', 'card', 'code', 'transfer']),
    paidAt: instantField({ ja: '収納日時', en: 'Paid at' }),
    noticeKey: textField({ ja: '通知番号', en: 'Notice key' }, { max: 100, min: 8, numbers: true }),
  }),
  allow: [staff('payments.gateway'), system],
  refusals: { AlreadyPaid, NotOwed, TooMuch, AlreadyReported },
  async run(ctx, input) {
    const before = await lockReceivable(ctx, input.receivable);
    if (before?.state === 'cancelled') {
      // The money was handed over in time although we gave up waiting: the source system decides, the money is not lost.
      await ctx.db.updateTable('kernel.receivables').set({ state: 'open' }).where('id', '=', before.id).execute();
    }
    const answer = await receive(ctx, { receivableId: input.receivable, amount: input.amount, method: input.method, paidAt: input.paidAt, noticeKey: input.noticeKey });
    if ('refused' in answer) return answer.refused === 'TenderedTooLittle' ? refuse('TooMuch') : refuse(answer.refused, answer.details);
    const { receivable } = answer;
    ctx.audit({ subject: receivable.subject, receipt: answer.receiptNumber });
    ctx.emit(received, { receivableId: receivable.id, source: receivable.source, subject: receivable.subject, amountYen: input.amount, settled: receivable.state === 'paid', paidAt: input.paidAt.toString(), method: input.method });
    return done({ receipt: answer.receiptId, number: answer.receiptNumber });
  },
});

/** The second person agrees to a refund. */
export const approveRefund = command({
  name: 'payments.approveRefund',
  title: { ja: '還付を承認する', en: 'Approve a refund' },
  input: z.object({ refund: idField({ ja: '還付', en: 'Refund' }) }),
  allow: [staff('payments.refund')],
  refusals: { SamePerson, WrongState },
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('kernel.refunds').select(['id', 'state', 'requested_by']).where('id', '=', input.refund).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.state !== 'due') return refuse('WrongState');
    if (row.requested_by === actorKey(ctx.actor)) return refuse('SamePerson');
    await ctx.db.updateTable('kernel.refunds').set({ state: 'approved', approved_by: actorKey(ctx.actor) }).where('id', '=', row.id).execute();
    ctx.audit({ subject: `refund:${row.id}` });
    return done({ refund: row.id });
  },
});

export const payRefund = command({
  name: 'payments.payRefund',
  title: { ja: '還付金を支払う', en: 'Pay out a refund' },
  input: z.object({ refund: idField({ ja: '還付', en: 'Refund' }), method: choiceField({ ja: '方法', en: 'Method' }, ['cash', 'transfer']), place: withDefault(textField({ ja: '窓口', en: 'Desk' }, { max: 60 }), '') }),
  allow: [staff('payments.refund'), staff('payments.cash')],
  refusals: { WrongState },
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('kernel.refunds').select(['id', 'state']).where('id', '=', input.refund).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.state !== 'approved') return refuse('WrongState');
    await ctx.db.updateTable('kernel.refunds').set({ state: 'paid', paid_by: actorKey(ctx.actor), paid_at: ctx.now, method: input.method, place: input.place }).where('id', '=', row.id).execute();
    ctx.audit({ subject: `refund:${row.id}` });
    return done({ refund: row.id });
  },
});

/** A receipt made by mistake is reversed by another row; nothing is deleted. */
export const reverseReceipt = command({
  name: 'payments.reverseReceipt',
  title: { ja: '領収を取り消す', en: 'Reverse a receipt' },
  input: z.object({ receipt: idField({ ja: '領収', en: 'Receipt' }), reason: textField({ ja: '理由', en: 'Reason' }, { max: 200 }) }),
  allow: [staff('payments.refund')],
  refusals: { AlreadyReversed, Refunded },
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('kernel.receipts').select(['id', 'receivable_id', 'amount_yen', 'place', 'method']).where('id', '=', input.receipt).where('amount_yen', '>', 0).executeTakeFirst();
    if (!row) return refuse('NotFound');
    const receivable = await lockReceivable(ctx, row.receivable_id);
    if (!receivable) return refuse('NotFound');
    if (receivable.refundedYen > 0) return refuse('Refunded');
    const number = `X${String(await ctx.nextNumber('payments.reversal')).padStart(6, '0')}`;
    await ctx.db.insertInto('kernel.receipts').values({
      id: ctx.newId(), number, receivable_id: row.receivable_id, amount_yen: -row.amount_yen, tendered_yen: null, method: 'reversal', paid_at: ctx.now, recorded_at: ctx.now,
      place: row.place, taken_by: actorKey(ctx.actor), notice_key: null, reverses: row.id,
    }).execute();
    await ctx.db.updateTable('kernel.receivables').set((eb) => ({ paid_yen: receivable.paidYen - row.amount_yen, state: 'open', version: eb('version', '+', 1) })).where('id', '=', receivable.id).execute();
    ctx.audit({ subject: receivable.subject, reason: input.reason });
    return done({ number });
  },
});

/** Closes a desk's cash of a day: counted against expected, with the difference on record. */
export const closeCash = command({
  name: 'payments.closeCash',
  title: { ja: '窓口の現金を締める', en: 'Close the day’s cash' },
  input: z.object({
    place: textField({ ja: '窓口', en: 'Desk' }, { max: 60 }), day: dateField({ ja: '日', en: 'Day' }),
    counted: intField({ ja: '実際の現金', en: 'Counted cash' }, { min: 0, max: 100_000_000, unit: { ja: '円', en: 'yen' } }), note: optional(textField({ ja: '差額の理由', en: 'Note' }, { max: 400, lines: true })),
  }),
  allow: [staff('payments.cash')],
  refusals: { AlreadyClosed },
  async run(ctx, input) {
    const from = input.day.toZonedDateTime('Asia/Tokyo').toInstant();
    const to = input.day.add({ days: 1 }).toZonedDateTime('Asia/Tokyo').toInstant();
    const sum = await ctx.db.selectFrom('kernel.receipts').select((eb) => eb.fn.coalesce(eb.fn.sum<number>('amount_yen'), eb.lit(0)).as('total'))
      .where('place', '=', input.place).where('method', 'in', ['cash', 'reversal']).where('recorded_at', '>=', from).where('recorded_at', '<', to).executeTakeFirstOrThrow();
    const back = await ctx.db.selectFrom('kernel.refunds').select((eb) => eb.fn.coalesce(eb.fn.sum<number>('amount_yen'), eb.lit(0)).as('total'))
      .where('place', '=', input.place).where('method', '=', 'cash').where('paid_at', '>=', from).where('paid_at', '<', to).executeTakeFirstOrThrow();
    const expected = Number(sum.total) - Number(back.total);
    await ctx.db.insertInto('kernel.cash_closings').values({
      id: ctx.newId(), place: input.place, day: input.day, counted_yen: input.counted, expected_yen: expected, note: input.note ?? '', closed_by: actorKey(ctx.actor), closed_at: ctx.now,
    }).execute();
    ctx.audit({ subject: `cash:${input.place}`, expected, counted: input.counted });
    return done({ expectedYen: expected, differenceYen: input.counted - expected });
  },
});


/** Who money belongs to: issuer, registration number and contact of receipts come from here, never from the city by default. */
export const savePayee = command({
  name: 'payments.savePayee',
  title: { ja: '収納先を登録する', en: 'Save a payee' },
  input: z.object({
    code: codeField({ ja: '収納先コード', en: 'Code' }, 40), name: textField({ ja: '名称', en: 'Name' }, { max: 100 }),
    registrationNumber: optional(textField({ ja: '登録番号', en: 'Registration number' }, { max: 14, numbers: true, pattern: { test: /^T[0-9]{13}$/, say: { ja: '登録番号は「T」と13けたの数字です。', en: 'The registration number is “T” and 13 digits.' } } })),
    address: withDefault(textField({ ja: '所在地', en: 'Address' }, { max: 120, numbers: true }), ''), phone: withDefault(textField({ ja: '電話', en: 'Phone' }, { max: 20, numbers: true }), ''),
  }),
  allow: [staff('payments.payees'), system],
  async run(ctx, input) {
    const row = { code: input.code, name: input.name, registration_number: input.registrationNumber, address: input.address, phone: input.phone };
    await ctx.db.insertInto('kernel.payees').values({ id: ctx.newId(), ...row }).onConflict((conflict) => conflict.column('code').doUpdateSet(row)).execute();
    ctx.audit({ subject: `payee:${input.code}` });
    return done({ payee: input.code });
  },
});
