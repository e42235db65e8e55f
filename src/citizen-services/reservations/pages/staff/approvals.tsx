/** 利用・減免の承認: the department decides, with a reason where it says no. */
import { staff } from '../../../../kernel/actor.ts';
import { act, page, to } from '../../../../kernel/page.ts';
import { A, Chip, Empty, Facts, Form, FormActions, Money, Page, Section, Submit, TextArea, When } from '../../../../ui/index.ts';
import { decide } from '../../commands/desk.ts';
import { approvalsWaiting, booking } from '../../queries/bookings.ts';
import { DoorTabs } from './home.tsx';
import { Papers } from './papers.tsx';
import { home, LateRefusal, times } from './words.tsx';

const MAX_SHOWN = 30;
const results = { refused: '不許可にしました。通知書は、予約の画面から印刷できます。', permitted: '許可しました。', provisional: '認めました。入金の後に許可となります。' } as const;

export const approvalsPage = page({
  path: '/staff/reservations/approvals',
  title: { ja: '承認を待つ申込み', en: 'Applications to decide' },
  allow: [staff('reservations.approve')],
  async load(ctx) {
    const waiting = await ctx.ask(approvalsWaiting, {});
    const shown = await Promise.all(waiting.slice(0, MAX_SHOWN).map(async (line) => ctx.tryAsk(booking, { reservation: line.id })));
    return { count: waiting.length, bookings: shown.flatMap((answer) => (answer.ok && answer.value ? [answer.value] : [])) };
  },
  actions: { decide: act(decide, { done: (value) => to('/staff/reservations/approvals', results[value.state]) }) },
  view(model, ctx) {
    return (
      <Page title={`承認を待つ申込み　${model.count}件`} wide crumbs={[home]} lead={model.count > model.bookings.length ? `利用日の近い${model.bookings.length}件を表示しています。` : undefined}>
        <DoorTabs ctx={ctx} current="/staff/reservations/approvals" />
        <LateRefusal isGone={(action, about) => action === 'decide' && !model.bookings.some((it) => it.id === about('reservation'))} />
        {model.bookings.length === 0 && <Empty title="承認を待つ申込みはありません。" next={<A to="/staff/reservations">担当の施設へ</A>} />}
        {model.bookings.map((it) => (
          <Section key={it.id} id={it.id} title={`${it.facility.name.ja}　${it.unit.name.ja}`} aside={<A to={`/staff/reservations/bookings/${it.id}`}>{it.number}</A>}>
            <Facts rows={[
              { label: '利用日時', value: <><When date={it.date} />　{times(it)}</> },
              { label: '申込者', value: <>{it.patron?.name ?? it.walkInName}　{it.classCode}　<When instant={it.createdAt} style="short" /> 申込み</> },
              { label: '目的・人数', value: `${it.purpose || '―'}${it.title === '' ? '' : `（${it.title}）`}　${it.persons === null ? '' : `${it.persons}人`}` },
              { label: '使用料', value: <><Money yen={it.feeYen} />{it.reduction !== null && <>　減免の申請 <Chip kind="wait">{it.reduction}</Chip></>}</> },
              it.reduction !== null && { label: '減免の証明', value: <Papers papers={it.papers} /> },
              it.remarks !== '' && { label: '連絡事項', value: it.remarks },
            ]} />
            <Form action="decide" about={{ reservation: it.id }}>
              <TextArea name="reason" label="理由" rows={2} hint="不許可、または減免を認めないときは必ず書きます。通知書に載ります。" />
              <FormActions>
                <Submit name="decision" value="grant" about={it.number}>{it.reduction === null ? '許可する' : '減免も認めて許可する'}</Submit>
                {it.reduction !== null && <Submit kind="second" name="decision" value="grant_without_reduction" about={it.number}>減免なしで許可する</Submit>}
                <Submit kind="danger" name="decision" value="refuse" about={it.number}>不許可にする</Submit>
              </FormActions>
            </Form>
          </Section>
        ))}
      </Page>
    );
  },
});
