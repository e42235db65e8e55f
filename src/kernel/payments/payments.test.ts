/** Money: what is owed, what comes in, what goes back; against a real ledger and with real concurrency. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { system } from '../actor.ts';
import { idField, intField, textField } from '../fields.ts';
import { yen } from '../money/money.ts';
import { done } from '../outcome.ts';
import { asOwner, command, label, probeCity, rows } from '../probe.fixture.ts';
import { staffActor, type TestCity } from '../testing.ts';
import { approveRefund, closeCash, payAtDesk, payRefund, reportPayment, reverseReceipt } from './commands.ts';
import { cancelReceivable, owe, oweBack } from './ledger.ts';
import { paymentRefusals } from './refusals.ts';

let house: TestCity;
before(async () => {
  house = await probeCity({}, { poolSize: 16 });
  await rows(house, `insert into kernel.payees (id, code, name) values ($1, 'CITY-GENERAL', '試験市')`, [house.id()]);
});
after(() => house.close());

const clerk = staffActor('01890000-0000-7000-8000-000000000001', ['payments.cash']);
const first = staffActor('01890000-0000-7000-8000-000000000002', ['payments.refund']);
const second = staffActor('01890000-0000-7000-8000-000000000003', ['payments.refund']);
const gateway = staffActor('01890000-0000-7000-8000-000000000004', ['payments.gateway']);
const self = { kind: 'system', id: 'test' } as const;

const charge = command({
  name: 'probe.charge', title: label, input: z.object({ amount: intField(label), subject: textField(label) }), allow: [system],
  async run(ctx, input) {
    const made = owe(ctx, { payee: 'CITY-GENERAL', source: 'probe', subject: input.subject, payerName: '安達 花子', citizenId: null, title: { ja: '体育館', en: 'Gym' }, lines: [{ label: { ja: '使用料', en: 'Fee' }, amountYen: input.amount }], amount: yen(input.amount), taxPercent: 10, dueAt: null });
    return done(made.id);
  },
});
const giveBack = command({
  name: 'probe.giveBack', title: label, input: z.object({ receivable: idField(label), amount: intField(label) }), allow: [system, { who: 'staff', permission: 'payments.refund' }], refusals: { RefundTooLarge: paymentRefusals.RefundTooLarge },
  async run(ctx, input) {
    const back = await oweBack(ctx, { receivableId: input.receivable, amount: yen(input.amount), charge: yen(0), cause: '取消し' });
    return 'refused' in back ? back : done(back.refundId);
  },
});
const giveUp = command({
  name: 'probe.giveUp', title: label, input: z.object({ receivable: idField(label) }), allow: [system],
  async run(ctx, input) {
    await cancelReceivable(ctx, input.receivable);
    return done(null);
  },
});

let serial = 0;
const owed = (amount: number) => house.must(self, charge, { amount, subject: `booking:${++serial}` });
const state = async (id: string) => (await rows<{ state: string; paid_yen: number; refunded_yen: number; tax_yen: number }>(house, 'select state, paid_yen, refunded_yen, tax_yen from kernel.receivables where id = $1', [id]))[0];
const refusedBy = async (answer: Promise<{ ok: boolean; refused?: string }>) => (await answer).refused ?? 'done';

test('cash over the counter: 1,500 of 2,000 yen, 500 back, tax inside, one receipt', async () => {
  const receivable = await owed(1500);
  const paid = await house.must(clerk, payAtDesk, { receivable, amount: 1500, tendered: 2000, place: '窓口1' });
  assert.deepEqual([paid.changeYen, paid.settled], [500, true]);
  assert.match(paid.number, /^R\d{6}-2026$/);
  assert.deepEqual(await state(receivable), { state: 'paid', paid_yen: 1500, refunded_yen: 0, tax_yen: 136 });
});

test('too little given, more than owed, and twice are refused', async () => {
  const receivable = await owed(1000);
  assert.equal(await refusedBy(house.do(clerk, payAtDesk, { receivable, amount: 1000, tendered: 900 })), 'TenderedTooLittle');
  assert.equal(await refusedBy(house.do(clerk, payAtDesk, { receivable, amount: 1001, tendered: 2000 })), 'TooMuch');
  await house.must(clerk, payAtDesk, { receivable, amount: 400, tendered: 400 });
  assert.equal(await refusedBy(house.do(clerk, payAtDesk, { receivable, amount: 601, tendered: 601 })), 'TooMuch');
  await house.must(clerk, payAtDesk, { receivable, amount: 600, tendered: 1000 });
  assert.equal(await refusedBy(house.do(clerk, payAtDesk, { receivable, amount: 1, tendered: 1 })), 'AlreadyPaid');
  assert.equal((await state(receivable))?.state, 'paid');
});

test('ten windows take the same charge at once: paid once', async () => {
  const receivable = await owed(700);
  const answers = await Promise.all(Array.from({ length: 10 }, () => house.do(clerk, payAtDesk, { receivable, amount: 700, tendered: 1000 })));
  assert.equal(answers.filter((answer) => answer.ok).length, 1);
  assert.equal((await state(receivable))?.paid_yen, 700);
  assert.equal((await rows(house, 'select 1 from kernel.receipts where receivable_id = $1', [receivable])).length, 1);
});

test('a payment notice counts once, however often it is delivered', async () => {
  const receivable = await owed(2000);
  const notice = { receivable, amount: 1000, method: 'store', paidAt: '2026-11-23T09:00:00+09:00', noticeKey: 'cvs-20261123-0001' };
  const answers = await Promise.all(Array.from({ length: 5 }, () => house.do(gateway, reportPayment, notice)));
  assert.equal(answers.filter((answer) => answer.ok).length, 1);
  for (const answer of answers) if (!answer.ok) assert.equal(answer.refused, 'AlreadyReported');
  assert.equal((await state(receivable))?.paid_yen, 1000);
});

test('money that was handed over in time counts although we had given up waiting', async () => {
  const receivable = await owed(300);
  await house.must(self, giveUp, { receivable });
  assert.equal(await refusedBy(house.do(clerk, payAtDesk, { receivable, amount: 300, tendered: 300 })), 'NotOwed');
  await house.must(gateway, reportPayment, { receivable, amount: 300, method: 'store', paidAt: '2026-11-22T23:59:00+09:00', noticeKey: 'cvs-20261122-0009' });
  assert.equal((await state(receivable))?.state, 'paid');
});

test('a refund is at most what was paid, and two people stand behind it', async () => {
  const receivable = await owed(1200);
  assert.equal(await refusedBy(house.do(first, giveBack, { receivable, amount: 1 })), 'RefundTooLarge');
  await house.must(clerk, payAtDesk, { receivable, amount: 1200, tendered: 1200 });
  assert.equal(await refusedBy(house.do(first, giveBack, { receivable, amount: 1201 })), 'RefundTooLarge');
  const refund = await house.must(first, giveBack, { receivable, amount: 1000 });
  assert.equal(await refusedBy(house.do(first, giveBack, { receivable, amount: 201 })), 'RefundTooLarge');
  assert.equal(await refusedBy(house.do(second, payRefund, { refund, method: 'transfer' })), 'WrongState');
  assert.equal(await refusedBy(house.do(first, approveRefund, { refund })), 'SamePerson');
  await house.must(second, approveRefund, { refund });
  assert.equal(await refusedBy(house.do(second, approveRefund, { refund })), 'WrongState');
  await house.must(second, payRefund, { refund, method: 'transfer' });
  assert.equal(await refusedBy(house.do(second, payRefund, { refund, method: 'transfer' })), 'WrongState');
  assert.equal((await state(receivable))?.refunded_yen, 1000);
});

test('ten refunds at once never give back more than came in', async () => {
  const receivable = await owed(1000);
  await house.must(clerk, payAtDesk, { receivable, amount: 1000, tendered: 1000 });
  const answers = await Promise.all(Array.from({ length: 10 }, () => house.do(first, giveBack, { receivable, amount: 300 })));
  assert.equal(answers.filter((answer) => answer.ok).length, 3);
  assert.equal((await state(receivable))?.refunded_yen, 900);
});

test('a receipt is reversed by another row, once, and never changed', async () => {
  const receivable = await owed(800);
  const paid = await house.must(clerk, payAtDesk, { receivable, amount: 800, tendered: 800 });
  await house.must(first, reverseReceipt, { receipt: paid.receipt, reason: '金額の打ち間違い' });
  assert.deepEqual([(await state(receivable))?.state, (await state(receivable))?.paid_yen], ['open', 0]);
  assert.equal(await refusedBy(house.do(first, reverseReceipt, { receipt: paid.receipt, reason: 'もう一度' })), 'AlreadyReversed');
  await assert.rejects(asOwner(house, 'update kernel.receipts set amount_yen = 1'), /append-only/);
  await assert.rejects(asOwner(house, 'delete from kernel.receipts'), /append-only/);
});

test('the day’s cash is closed once, with the difference on record', async () => {
  const receivable = await owed(500);
  await house.must(clerk, payAtDesk, { receivable, amount: 500, tendered: 1000, place: '締めの窓口' });
  const closed = await house.must(clerk, closeCash, { place: '締めの窓口', day: '2026-11-23', counted: 480 });
  assert.deepEqual(closed, { expectedYen: 500, differenceYen: -20 });
  assert.equal(await refusedBy(house.do(clerk, closeCash, { place: '締めの窓口', day: '2026-11-23', counted: 500 })), 'AlreadyClosed');
});

test('the constraints hold when the code does not: PostgreSQL refuses impossible money', async () => {
  const receivable = await owed(100);
  for (const wrong of ['paid_yen = 101', 'refunded_yen = 1', `state = 'paid'`, 'amount_yen = 0', 'paid_yen = -1']) {
    await assert.rejects(asOwner(house, `update kernel.receivables set ${wrong} where id = $1`, [receivable]), /constraint/, wrong);
  }
});
