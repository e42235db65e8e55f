/** 利用・減免の承認: the department decides, with a reason where it says no. */
import { staff } from '../../../../kernel/actor.ts';
import { act, page, to } from '../../../../kernel/page.ts';
import { A, Chip, Empty, Facts, Form, FormActions, Money, Notice, Page, Section, Submit, TextArea, When } from '../../../../ui/index.ts';
import { proposeDecision } from '../../commands/decisions.ts';
import { decide } from '../../commands/desk.ts';
import { approvalsWaiting, booking } from '../../queries/bookings.ts';
import { type Proposal, proposals } from '../../queries/decisions.ts';
import { cityRules } from '../../queries/facilities.ts';
import { className, purposeName } from '../../rules/naming.ts';
import { DoorTabs } from './home.tsx';
import { Papers } from './papers.tsx';
import { home, LateRefusal, times } from './words.tsx';

interface DecidingProps {
  readonly reservation: string;
  readonly number: string;
  /** A reduction is asked for. */
  readonly reduction: boolean;
  /** 決裁規程 bind the decision: it is proposed here and decided in the approval room. */
  readonly bound: boolean;
  readonly open: Proposal | null;
}

function Deciding({ reservation, number, reduction, bound, open }: DecidingProps) {
  const inHand = open !== null && open.state === 'draft';
  if (open !== null && !inHand) return <Notice title="決裁を待っています"><A to={`/staff/approvals/${open.id}`}>決裁番号 {open.number}</A>　決裁されると、そのまま申込者に知らせます。</Notice>;
  const words = bound ? { grant: reduction ? '減免も認める案で起案する' : '許可する案で起案する', without: '減免なしの案で起案する', refuse: '不許可の案で起案する' } : { grant: reduction ? '減免も認めて許可する' : '許可する', without: '減免なしで許可する', refuse: '不許可にする' };
  return (
    <>
      {inHand && <Notice kind="warn" title="差し戻されたか、引き戻した起案です"><A to={`/staff/approvals/${open.id}`}>意見を読む</A>　直すところがあれば選び直して、もう一度起案してください。</Notice>}
      <Form action={bound || inHand ? 'propose' : 'decide'} about={{ reservation }}>
        <TextArea name="reason" label="理由" rows={2} value={open?.reason ?? ''} hint="不許可、または減免を認めないときは必ず書きます。通知書に載ります。" />
        <FormActions {...(bound ? { next: '決裁規程の決裁者に届きます。' } : {})}>
          <Submit name="decision" value="grant" about={number}>{words.grant}</Submit>
          {reduction && <Submit kind="second" name="decision" value="grant_without_reduction" about={number}>{words.without}</Submit>}
          <Submit kind="danger" name="decision" value="refuse" about={number}>{words.refuse}</Submit>
        </FormActions>
      </Form>
    </>
  );
}

const MAX_SHOWN = 30;
const results = { refused: '不許可にしました。通知書は、予約の画面から印刷できます。', permitted: '許可しました。', provisional: '認めました。入金の後に許可となります。' } as const;

export const approvalsPage = page({
  path: '/staff/reservations/approvals',
  title: { ja: '承認を待つ申込み', en: 'Applications to decide' },
  allow: [staff('reservations.approve')],
  async load(ctx) {
    const waiting = await ctx.ask(approvalsWaiting, {});
    const shown = await Promise.all(waiting.slice(0, MAX_SHOWN).map(async (line) => ctx.tryAsk(booking, { reservation: line.id })));
    const [{ bound, open }, city] = [await ctx.ask(proposals, {}), await ctx.tryAsk(cityRules, {})];
    return { count: waiting.length, bookings: shown.flatMap((answer) => (answer.ok && answer.value ? [answer.value] : [])), rules: city.ok ? city.value : null, bound, open: new Map(open.map((one) => [one.reservation, one])) };
  },
  actions: {
    decide: act(decide, { done: (value) => to('/staff/reservations/approvals', results[value.state]) }),
    propose: act(proposeDecision, { done: (value) => to('/staff/reservations/approvals', `起案しました（決裁番号 ${value.caseNumber}）。決裁されると、そのまま申込者に知らせます。`) }),
  },
  view(model, ctx) {
    return (
      <Page title={`承認を待つ申込み　${model.count}件`} wide crumbs={[home]} lead={model.count > model.bookings.length ? `利用日の近い${model.bookings.length}件を表示しています。` : undefined}>
        <DoorTabs ctx={ctx} current="/staff/reservations/approvals" />
        <LateRefusal isGone={(action, about) => (action === 'decide' || action === 'propose') && !model.bookings.some((it) => it.id === about('reservation'))} />
        {model.bookings.length === 0 && <Empty title="承認を待つ申込みはありません。" next={<A to="/staff/reservations">担当の施設へ</A>} />}
        {model.bookings.map((it) => (
          <Section key={it.id} id={it.id} title={`${it.facility.name.ja}　${it.unit.name.ja}`} aside={<A to={`/staff/reservations/bookings/${it.id}`}>{it.number}</A>}>
            <Facts rows={[
              { label: '利用日時', value: <><When date={it.date} />　{times(it)}</> },
              { label: '申込者', value: <>{it.patron?.name ?? it.walkInName}　{className(model.rules, it.classCode)}　<When instant={it.createdAt} style="short" /> 申込み</> },
              { label: '目的・人数', value: `${purposeName(model.rules, it.purpose) || '―'}${it.title === '' ? '' : `（${it.title}）`}　${it.persons === null ? '' : `${it.persons}人`}` },
              { label: '使用料', value: <><Money yen={it.feeYen} />{it.reduction !== null && <>　減免の申請 <Chip kind="wait">{it.reductionName ?? it.reduction}</Chip></>}</> },
              it.reduction !== null && { label: '減免の証明', value: <Papers papers={it.papers} /> },
              it.remarks !== '' && { label: '連絡事項', value: it.remarks },
            ]} />
            <Deciding reservation={it.id} number={it.number} reduction={it.reduction !== null} bound={model.bound} open={model.open.get(it.id) ?? null} />
          </Section>
        ))}
      </Page>
    );
  },
});
