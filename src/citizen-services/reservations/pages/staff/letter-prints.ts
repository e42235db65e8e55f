/** The letters and forms of one booking as PDF: slip, change, reduction, refund. */
import { staff } from '../../../../kernel/actor.ts';
import { notFound, type PageContext, route } from '../../../../kernel/page.ts';
import type { Text } from '../../../../kernel/view.ts';
import { changeApplicationPaper, changeNoticePaper, paymentSlipPaper, reductionApplicationPaper, reductionDecisionPaper, refundClaimPaper, refundNoticePaper } from '../../papers/papers.ts';
import { booking, type BookingView } from '../../queries/bookings.ts';
import { changeApplicationOf, changeNoticeOf, reductionApplicationOf, reductionDecisionOf, refundClaimOf, refundNoticeOf, slipOf } from '../letters.ts';

/** One paper of a booking: what it says, or nothing when there is no ground for it. */
function letter<Data>(name: string, title: Text, dataOf: (ctx: PageContext, it: BookingView) => Promise<Data | null>, paperOf: (data: Data) => Promise<Uint8Array>) {
  return route({
    path: `/staff/reservations/bookings/:id/${name}.pdf`,
    title,
    allow: [staff('reservations.desk'), staff('reservations.approve')],
    async run(ctx, { params }) {
      const data = await dataOf(ctx, await ctx.ask(booking, { reservation: params['id'] }, 'print'));
      return data === null ? notFound : { type: 'application/pdf', body: await paperOf(data) };
    },
  });
}

export const letterPrints = [
  letter('slip', { ja: '納入通知書', en: 'Demand for payment' }, slipOf, paymentSlipPaper),
  letter('change-application', { ja: '変更・取消申請書', en: 'Application to change or cancel' }, changeApplicationOf, changeApplicationPaper),
  letter('change-notice', { ja: '変更・取消通知書', en: 'Notice of change or cancellation' }, changeNoticeOf, changeNoticePaper),
  letter('reduction-application', { ja: '減免申請書', en: 'Application for a reduction' }, reductionApplicationOf, reductionApplicationPaper),
  letter('reduction-decision', { ja: '減免決定通知書', en: 'Decision about a reduction' }, reductionDecisionOf, reductionDecisionPaper),
  letter('refund-claim', { ja: '還付請求書', en: 'Refund claim' }, refundClaimOf, refundClaimPaper),
  letter('refund-notice', { ja: '還付通知書', en: 'Refund notice' }, refundNoticeOf, refundNoticePaper),
];
