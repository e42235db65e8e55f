/** 施設予約の入口: my facilities with what waits today. */
import { z } from 'zod';
import { staff } from '../../../../kernel/actor.ts';
import { page, type PageContext } from '../../../../kernel/page.ts';
import { foldForSearch } from '../../../../kernel/text/text.ts';
import { A, DataTable, Form, LinkButton, Notice, Page, Section, Select, Tabs, TextField } from '../../../../ui/index.ts';
import { approvalsCount } from '../../queries/bookings.ts';
import { blocksWaiting, staffFacilities } from '../../queries/facilities.ts';
import { type OfficialAlert, officialAlerts } from '../../queries/official-use.ts';
import { patronsWaitingCount } from '../../queries/patrons.ts';
import { ALERT_PERCENT } from '../../rules/official-use.ts';
import { areaName } from '../citizen/city-data.ts';
import { one } from './words.tsx';

export const everyStaff = ['desk', 'day', 'facilities', 'approve', 'shelter', 'blocks', 'blocks-approve'].map((name) => staff(`reservations.${name}`));

export interface Door {
  readonly to: string;
  readonly label: string;
  readonly needs: readonly string[];
}

/** The rooms of this work, in the order of a day. */
export const doors: readonly Door[] = [
  { to: '/staff/reservations', label: '担当の施設', needs: ['desk', 'day', 'facilities', 'approve', 'shelter', 'blocks', 'blocks-approve'] },
  { to: '/staff/reservations/bookings', label: '予約をさがす', needs: ['desk'] },
  { to: '/staff/reservations/approvals', label: '承認', needs: ['approve'] },
  { to: '/staff/reservations/blocks', label: '公用・休止', needs: ['blocks', 'blocks-approve', 'desk'] },
  { to: '/staff/reservations/patrons', label: '利用者登録', needs: ['patrons', 'desk', 'penalties'] },
  { to: '/staff/reservations/lotteries', label: '抽選', needs: ['lottery'] },
  { to: '/staff/reservations/series', label: '定期利用', needs: ['desk'] },
  { to: '/staff/reservations/penalties', label: '点数・停止', needs: ['penalties'] },
  { to: '/staff/reservations/patterns', label: '確認一覧', needs: ['patterns'] },
  { to: '/staff/reservations/statistics', label: '統計', needs: ['statistics'] },
  { to: '/staff/reservations/shelter', label: '避難所', needs: ['shelter'] },
];

/** The doors this person may open, with what waits behind them. */
export function DoorTabs({ ctx, current, counts = {} }: { readonly ctx: PageContext; readonly current: string; readonly counts?: Readonly<Record<string, number>> }) {
  const open = doors.filter((door) => door.needs.some((name) => ctx.may(`reservations.${name}`)));
  return <Tabs label="施設予約の業務" items={open.map((door) => ({ to: door.to, label: door.label, current: door.to === current, ...(counts[door.to] ? { count: counts[door.to] } : {}) }))} />;
}

/** 公用が目安を超える月: said as soon as it is asked for, in every month to come. */
export function OfficialAlerts({ alerts, today }: { readonly alerts: readonly OfficialAlert[]; readonly today: Temporal.PlainDate }) {
  return (
    <>
      {alerts.map((alert) => {
        const month = alert.month.equals(today.with({ day: 1 })) ? '今月' : `${alert.month.year === today.year ? '' : `${alert.month.year}年`}${alert.month.month}月`;
        return (
          <Notice key={`${alert.code} ${alert.month.toString()}`} kind={alert.asked ? 'warn' : 'bad'} title={`${alert.name}の公用が、${month}の開館時間の${alert.percent}％に${alert.asked ? 'なります（承認待ちの申請を含む' : 'なっています（承認済み'}、目安 ${ALERT_PERCENT}％）`}>
            この割合は公開されます。市民の利用を妨げていないか、確かめてください（地方自治法244条2項・3項）。<A to={`/staff/reservations/blocks?facility=${alert.code}`} about={alert.name}>申請と予定を見る</A>
          </Notice>
        );
      })}
    </>
  );
}

async function countOf(ctx: PageContext, query: Parameters<PageContext['tryAsk']>[0]): Promise<number> {
  const answer = await ctx.tryAsk(query, {});
  return answer.ok && typeof answer.value === 'number' ? answer.value : 0;
}

export const homePage = page({
  path: '/staff/reservations',
  title: { ja: '施設予約', en: 'Facility reservations' },
  allow: everyStaff,
  search: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  async load(ctx, { search }) {
    const [facilities, alerts, approvals, blocks, patrons] = await Promise.all([ctx.ask(staffFacilities, {}), ctx.tryAsk(officialAlerts, {}), countOf(ctx, approvalsCount), countOf(ctx, blocksWaiting), countOf(ctx, patronsWaitingCount)]);
    const q = foldForSearch(one(search, 'q'));
    const area = one(search, 'area');
    const shown = facilities.filter((facility) => (area === '' || facility.area === area) && (q === '' || foldForSearch(`${facility.name.ja} ${facility.kana} ${facility.code}`).includes(q)));
    // What hurts most first: unpaid bookings, then busy halls.
    const rows = shown.toSorted((a, b) => Number(b.unpaid > 0) - Number(a.unpaid > 0) || b.today - a.today || a.kana.localeCompare(b.kana));
    return { facilities, rows, alerts: alerts.ok ? alerts.value : [], areas: [...new Set(facilities.map((facility) => facility.area))].toSorted(), q: one(search, 'q'), area, counts: { '/staff/reservations/approvals': approvals, '/staff/reservations/blocks': blocks, '/staff/reservations/patrons': patrons } };
  },
  view(model, ctx) {
    const sums = { today: model.rows.reduce((sum, row) => sum + row.today, 0), unpaid: model.rows.reduce((sum, row) => sum + row.unpaid, 0) };
    return (
      <Page title="施設予約" wide actions={ctx.may('reservations.desk') ? <LinkButton to="/staff/reservations/bookings" kind="second" icon="search">予約をさがす</LinkButton> : undefined}>
        <DoorTabs ctx={ctx} current="/staff/reservations" counts={model.counts} />
        <OfficialAlerts alerts={model.alerts} today={ctx.today} />
        <Section title={`担当の施設　${model.rows.length}`}>
          <Form method="get" label="施設をしぼり込む" search>
            <TextField name="q" label="施設名・フリガナ" value={model.q} quiet width="medium" autocomplete="off" />
            <Select name="area" label="地域" quiet value={model.area} blank="すべての地域" options={model.areas.map((area) => ({ value: area, label: areaName(ctx.city, area, 'ja') }))} />
          </Form>
          <DataTable
            caption="担当の施設" hideCaption keys rows={model.rows} rowKey={(row) => row.code} current={model.rows[0]?.code}
            empty={model.facilities.length === 0 ? '担当の施設がまだありません。権限を持つ管理者に、施設の担当を設定してもらってください。' : '当てはまる施設がありません。'}
            columns={[
              { key: 'name', label: '施設', render: (row) => <><A to={`/staff/reservations/${row.code}`}>{row.name.ja}</A><small>{areaName(ctx.city, row.area, 'ja')}　{row.units}室{row.public ? '' : '　非公開'}{row.shelter ? '　指定避難所' : ''}</small></> },
              { key: 'today', label: '今日の利用', align: 'end', render: (row) => `${row.today}件` },
              { key: 'unpaid', label: '未入金', align: 'end', render: (row) => (row.unpaid > 0 ? <A to={`/staff/reservations/bookings?facility=${row.code}&state=provisional`} about={row.name.ja}>{row.unpaid}件</A> : '0件') },
              { key: 'day', label: '一覧', nowrap: true, render: (row) => <A to={`/staff/reservations/${row.code}/day`} about={row.name.ja}>当日一覧</A> },
            ]}
            foot={['計', `${sums.today}件`, `${sums.unpaid}件`, '']}
          />
        </Section>
      </Page>
    );
  },
});
