/** 当日一覧: the day as a list that prints well and works on a caretaker's phone. */
import { z } from 'zod';
import { staff } from '../../../../kernel/actor.ts';
import { dateField, optional } from '../../../../kernel/fields.ts';
import { act, page, to } from '../../../../kernel/page.ts';
import { Chip, DataTable, Form, LinkButton, Page, RangeNav, Section, Submit, When } from '../../../../ui/index.ts';
import { checkIn } from '../../commands/desk.ts';
import { finishSetup } from '../../commands/setup.ts';
import { namePlates } from '../../queries/funeral.ts';
import { setupOfDay } from '../../queries/setup.ts';
import { loadDay } from './desk.tsx';
import { clockOf } from '../../rules/clock.ts';
import { deskCrumbs, Phone, StateChip, times, withSearch } from './words.tsx';

export const dayPage = page({
  path: '/staff/reservations/:code/day',
  title: { ja: '当日一覧', en: 'The day’s list' },
  allow: [staff('reservations.desk'), staff('reservations.day')],
  search: z.object({ date: optional(dateField({ ja: '日', en: 'Date' })) }),
  async load(ctx, { params, search }) {
    const [day, setup, plates] = await Promise.all([loadDay(ctx, params['code'] ?? '', search.date), ctx.tryAsk(setupOfDay, { facility: params['code'], date: search.date?.toString() ?? '' }), ctx.tryAsk(namePlates, { facility: params['code'], date: search.date?.toString() ?? '' })]);
    return { ...day, setup: setup.ok ? setup.value : [], plates: plates.ok ? plates.value : [] };
  },
  actions: {
    setup: act(finishSetup, { done: (_value, at: { params: Record<string, string>; search: { date: Temporal.PlainDate | null } }) => to(withSearch(`/staff/reservations/${at.params['code'] ?? ''}/day`, { date: at.search.date?.toString() ?? null }), '準備作業の済みを記録しました。') }),
    checkIn: act(checkIn, { done: (_value, at: { params: Record<string, string>; search: { date: Temporal.PlainDate | null } }) => to(withSearch(`/staff/reservations/${at.params['code'] ?? ''}/day`, { date: at.search.date?.toString() ?? null }), '来場を記録しました。') }),
  },
  view(model, ctx) {
    const path = `/staff/reservations/${model.facility.code}/day`;
    const near = (day: Temporal.PlainDate) => withSearch(path, { date: day.toString() });
    const today = model.date.equals(ctx.today);
    return (
      <Page
        title={`当日一覧　${model.facility.name.ja}`} wide crumbs={deskCrumbs(model.facility)} lead={<When date={model.date} />}
        actions={<><LinkButton kind="second" icon="print" to={withSearch(`/staff/reservations/${model.facility.code}/day.pdf`, { date: model.date.toString() })}>一覧（PDF）</LinkButton>{model.full && <LinkButton kind="plain" to={withSearch(`/staff/reservations/${model.facility.code}/keys.pdf`, { date: model.date.toString() })}>鍵貸出簿（PDF）</LinkButton>}<LinkButton kind="plain" to={withSearch(`/staff/reservations/${model.facility.code}/signage.pdf`, { date: model.date.toString() })}>掲示（PDF）</LinkButton>{ctx.may('payments.cash') && <LinkButton kind="plain" to={withSearch(`/staff/reservations/${model.facility.code}/cash.pdf`, { date: model.date.toString() })}>日計表（PDF）</LinkButton>}</>}
      >
        <RangeNav label="日の移動" previous={{ to: near(model.date.subtract({ days: 1 })), label: '前日' }} current={<When date={model.date} style="monthDay" />} next={{ to: near(model.date.add({ days: 1 })), label: '翌日' }} />
        <Section title={`利用　${model.bookings.length}件`}>
          <DataTable
            caption="この日の利用" hideCaption keys rows={model.bookings} rowKey={(row) => row.id} empty="この日の利用はありません。"
            columns={[
              { key: 'time', label: '時間', nowrap: true, render: (row) => times(row) },
              { key: 'unit', label: '部屋', render: (row) => row.unit.ja },
              { key: 'who', label: '利用者', render: (row) => <>{row.who || '（名前なし）'}<small>{row.number}　{row.purpose}{row.persons === null ? '' : `　${row.persons}人`}</small></> },
              ...(model.full ? [{ key: 'phone', label: '電話', nowrap: true, render: (row: (typeof model.bookings)[number]) => <Phone number={row.phone} /> }] : []),
              { key: 'state', label: '状況', render: (row) => <StateChip state={row.state} /> },
            ]}
            actions={(row) => (today && row.state === 'permitted' ? <Form action="checkIn" inline about={{ reservation: row.id }}><Submit kind="second" rowKey="c" about={row.number}>来場</Submit></Form> : null)}
          />
        </Section>
        {model.plates.length > 0 && (
          <Section title={`名札　${model.plates.length}件`} aside={<LinkButton kind="plain" icon="print" to={withSearch(`/staff/reservations/${model.facility.code}/name-plates.pdf`, { date: model.date.toString() })}>名札（PDF）</LinkButton>}>
            <DataTable
              caption="名札" hideCaption rows={model.plates} rowKey={(row) => row.reservation} empty=""
              columns={[
                { key: 'time', label: '時間', nowrap: true, render: (row) => clockOf(row.start) },
                { key: 'name', label: '亡くなられた方', render: (row) => <><b>{row.name}</b>{row.kana !== '' && <small>{row.kana}</small>}</> },
                { key: 'place', label: '炉・部屋', render: (row) => [row.unit.ja, ...row.rooms.map((room) => room.ja)].join('、') },
                { key: 'care', label: '注意', render: (row) => [row.coffin === 'large' ? '大型のひつぎ' : '', row.pacemaker ? 'ペースメーカー' : ''].filter((word) => word !== '').join('、') },
                { key: 'permit', label: '許可証', nowrap: true, render: (row) => <Chip kind={row.permit ? 'ok' : 'bad'}>{row.permit ? '受取り済み' : '未受取り'}</Chip> },
              ]}
            />
          </Section>
        )}
        {model.setup.length > 0 && (
          <Section title={`準備作業　${model.setup.filter((task) => task.doneAt === null).length}件`}>
            <DataTable caption="準備作業" hideCaption rows={model.setup} rowKey={(task) => task.id} empty="" columns={[{ key: 'due', label: 'いつまで', nowrap: true, render: (task) => <When instant={task.due} style="short" /> }, { key: 'what', label: '作業', render: (task) => task.what }]}
              actions={(task) => (task.doneAt === null ? <Form action="setup" inline about={{ task: task.id }}><Submit kind="second" about={task.what}>済み</Submit></Form> : <>済み</>)} />
          </Section>
        )}
        {model.blocks.length > 0 && (
          <Section title="公用・休止">
            <DataTable caption="公用・休止" hideCaption rows={model.blocks} rowKey={(row) => row.id} empty="" columns={[{ key: 'time', label: '時間', nowrap: true, render: (row) => times(row) }, { key: 'label', label: '内容', render: (row) => `${row.label}${row.state === 'requested' ? '（申請中）' : ''}` }]} />
          </Section>
        )}
      </Page>
    );
  },
});
