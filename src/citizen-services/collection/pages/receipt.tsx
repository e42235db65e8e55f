/** 領収: one receipt, its paper, and its reversal when it was a mistake. */
import { staff } from '../../../kernel/actor.ts';
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import { act, notFound, page, refusedGo, route, to } from '../../../kernel/page.ts';
import { reverseReceipt } from '../../../kernel/payments/commands.ts';
import { receipt } from '../../../kernel/payments/queries.ts';
import { DataTable, Facts, Form, FormActions, Money, Notice, Page, Section, Submit, TextField, When } from '../../../ui/index.ts';
import { notePrint } from '../commands.ts';
import { receiptPaper } from '../papers/receipt.ts';
import { receiptPrints } from '../queries.ts';
import { home, methodWords } from '../words.tsx';

const looking = [staff('payments.cash'), staff('payments.read')];
const BOOKING = 'reservation:';

/** Only the copy that was noted first is the receipt; what nobody noted is for the eyes of the office. */
function reissueMark(prints: number, today: string): string | null {
  if (prints === 0) return `控え　${today}`;
  return prints === 1 ? null : `再発行（${prints - 1}回目）　${today}`;
}

/** Where the copy that was just noted is printed: a booking's receipt stands beside its permit. */
function printAddress(noted: { readonly receipt: string; readonly copy: number; readonly source: string; readonly subject: string }, paper: string): string {
  if (noted.source !== 'reservations' || !noted.subject.startsWith(BOOKING) || paper === '') return `/staff/collection/receipts/${noted.receipt}/receipt.pdf`;
  return `/staff/reservations/bookings/${noted.subject.slice(BOOKING.length)}/${paper === 'desk' ? 'desk' : 'receipt'}.pdf?receipt=${noted.receipt}&copy=${noted.copy}`;
}

export const receiptPage = page({
  path: '/staff/collection/receipts/:id',
  title: { ja: '領収', en: 'A receipt' },
  allow: looking,
  async load(ctx, { params, search }) {
    const [it, prints] = await Promise.all([ctx.ask(receipt, { receipt: params['id'] }), ctx.ask(receiptPrints, { receipt: params['id'] })]);
    return { it, prints, isNew: search['paid'] === '1' };
  },
  actions: {
    print: async (ctx, form, { params }) => {
      const noted = await ctx.do(notePrint, { receipt: params['id'] });
      return noted.ok ? to(printAddress(noted.value, form.get('paper'))) : refusedGo(noted);
    },
    reverse: act(reverseReceipt, { input: (form, { params }) => ({ receipt: params['id'], reason: form.get('reason') }), done: (value) => to('/staff/collection', { kind: 'warn', message: `領収を取り消しました（${value.number}）。` }) }),
  },
  view({ it, isNew, prints }, ctx) {
    return (
      <Page title={`領収 ${it.number}`} wide crumbs={[home]} lead={it.title.ja} actions={it.amountYen > 0 ? <Form action="print" inline submit={prints === 0 ? '領収書を印刷' : '領収書を再発行'} kind={isNew ? 'primary' : 'second'} /> : undefined}>
        {isNew && it.changeYen > 0 && <Notice kind="good" title={`お釣り ${it.changeYen.toLocaleString('ja-JP')}円`} />}
        <Facts rows={[
          { label: '金額', value: <b><Money yen={it.amountYen} /></b> }, it.tenderedYen !== null && { label: 'お預かり・お釣り', value: <><Money yen={it.tenderedYen} />　お釣り <Money yen={it.changeYen} /></> },
          { label: '納めた人', value: it.payerName }, { label: '方法', value: `${methodWords[it.method] ?? it.method}　${it.place}` }, { label: '日時', value: <When instant={it.paidAt} /> }, { label: '調定番号', value: it.billNumber }, { label: '領収書の印刷', value: prints === 0 ? 'まだ' : `${prints}回` },
          { label: '税', value: it.taxPercent === 0 ? '課税対象外' : <>{it.taxPercent}％　うち消費税等 <Money yen={it.taxYen} /></> }, { label: '収納先', value: `${it.payee.name}　${it.payee.registrationNumber ?? '登録番号なし'}` },
        ]} />
        <Section title="内訳"><DataTable caption="内訳" hideCaption rows={it.lines.map((line, index) => ({ ...line, index }))} rowKey={(line) => String(line.index)} empty="内訳はありません。" columns={[{ key: 'label', label: '内容', render: (line) => line.label.ja }, { key: 'amount', label: '金額', align: 'end', render: (line) => <Money yen={line.amountYen} /> }]} /></Section>
        {it.amountYen > 0 && ctx.may('payments.refund') && (
          <Section title="領収の取消し">
            <details>
              <summary>誤って受け取った・打ち間違えたとき</summary>
              <Form action="reverse"><TextField name="reason" label="理由" required width="long" /><FormActions next="領収は消えず、取消しの行が加わります。料金は未収に戻ります。"><Submit kind="danger">取り消す</Submit></FormActions></Form>
            </details>
          </Section>
        )}
      </Page>
    );
  },
});

export const receiptPdf = route({
  path: '/staff/collection/receipts/:id/receipt.pdf',
  title: { ja: '領収書', en: 'Receipt' },
  allow: looking,
  async run(ctx, { params }) {
    const it = await ctx.ask(receipt, { receipt: params['id'] }, 'print');
    if (it.amountYen <= 0) return notFound;
    const prints = await ctx.ask(receiptPrints, { receipt: it.id });
    return { type: 'application/pdf', body: await receiptPaper(it, reissueMark(prints, formatDate(ctx.today, 'ja'))) };
  },
});
