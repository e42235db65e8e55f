/** 避難所: one action. What it will cancel is counted before the button is pressed. */
import { staff } from '../../../../kernel/actor.ts';
import { act, page, to } from '../../../../kernel/page.ts';
import { A, Chip, DataTable, Form, FormActions, LinkButton, Notice, Page, Section, Submit, TextField, When } from '../../../../ui/index.ts';
import { endBlock, openShelter } from '../../commands/blocks.ts';
import { blockList, shelterImpact, staffFacilities } from '../../queries/facilities.ts';
import { DoorTabs } from './home.tsx';
import { home, one, withSearch } from './words.tsx';

const path = '/staff/reservations/shelter';

export const shelterPage = page({
  path,
  title: { ja: '避難所として使う', en: 'Take over as a shelter' },
  allow: [staff('reservations.shelter')],
  async load(ctx, { search }) {
    const [facilities, blocks] = await Promise.all([ctx.ask(staffFacilities, {}), ctx.ask(blockList, {})]);
    const mine = facilities.filter((facility) => ctx.may('reservations.shelter', `facility:${facility.code}`));
    const chosen = mine.find((facility) => facility.code === one(search, 'facility')) ?? null;
    const impact = chosen ? await ctx.ask(shelterImpact, { facility: chosen.code }) : null;
    return { facilities: mine, open: blocks.filter((block) => block.reason === 'disaster' && block.state === 'approved'), chosen, impact };
  },
  actions: {
    open: act(openShelter, { done: (value) => to(path, `避難所に切り替えました。予約${value.cancelled}件を取り消し、利用者に知らせました。`) }),
    end: act(endBlock, { done: () => to(path, '避難所を終えました。枠は空きに戻りました。予約は自動では戻りません。') }),
  },
  view(model, ctx) {
    const { chosen, impact } = model;
    return (
      <Page title="避難所として使う" wide crumbs={[home]} lead="災害のとき、施設を今すぐ避難所に切り替えます（災害対策基本法49条の4）。">
        <DoorTabs ctx={ctx} current={path} />
        {chosen && impact && (
          <Section title={`${chosen.name.ja}を避難所に切り替える`}>
            <Notice kind="bad" title={impact.bookings === 0 ? `これから${impact.days}日間に、取り消される予約はありません` : `これから${impact.days}日間の予約 ${impact.bookings}件が取り消されます`}>
              支払い済みの使用料（{impact.refundYen.toLocaleString('ja-JP')}円）は全額を還付し、利用者に知らせ、近い空きを案内します。終わりの日は決めなくてかまいません。元に戻しても、予約は自動では戻りません。
            </Notice>
            <Form action="open" about={{ facility: chosen.code }}>
              <TextField name="note" label="災害の名前" required hint="例 令和8年11月の大雨" width="long" />
              <FormActions><Submit kind="danger">いますぐ避難所に切り替える</Submit><LinkButton kind="plain" to={path}>やめる</LinkButton></FormActions>
            </Form>
          </Section>
        )}
        {model.open.length > 0 && (
          <Section title="開いている避難所">
            <DataTable
              caption="開いている避難所" hideCaption rows={model.open} rowKey={(row) => row.id} empty=""
              columns={[{ key: 'name', label: '施設', render: (row) => row.facilityName }, { key: 'from', label: '開設', render: (row) => <When instant={row.from} /> }, { key: 'note', label: '災害', render: (row) => row.note }]}
              actions={(row) => <Form action="end" inline about={{ block: row.id }} submit="避難所を終える" kind="second" />}
            />
          </Section>
        )}
        <Section title="施設を選ぶ">
          <DataTable
            caption="施設" hideCaption keys rows={model.facilities.toSorted((a, b) => Number(b.shelter !== null) - Number(a.shelter !== null))} rowKey={(row) => row.code} empty="担当の施設がありません。"
            columns={[
              { key: 'name', label: '施設', render: (row) => <A to={withSearch(path, { facility: row.code })}>{row.name.ja}</A> },
              { key: 'kind', label: '指定', render: (row) => (row.shelter === null ? '―' : <Chip kind="info">{row.shelter === 'welfare' ? '福祉避難所' : '指定避難所'}</Chip>) },
              { key: 'area', label: '地域', render: (row) => row.area },
              { key: 'today', label: '今日の利用', align: 'end', render: (row) => `${row.today}件` },
            ]}
          />
        </Section>
      </Page>
    );
  },
});
