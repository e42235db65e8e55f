/** 公用・休止: asked for by the facility, agreed to by somebody outside it, shown to everybody. */
import { staff } from '../../../../kernel/actor.ts';
import { parseDate, parseTime, toInstant } from '../../../../kernel/calendar/calendar.ts';
import { act, page, problem, refusedGo, to, type Fields } from '../../../../kernel/page.ts';
import { A, Checkboxes, Chip, DataTable, DateField, Form, FormActions, Page, Radios, Section, Select, Submit, TextField, TimeField, When } from '../../../../ui/index.ts';
import { decideBlock, endBlock, requestBlock } from '../../commands/blocks.ts';
import { blockList, staffFacilities } from '../../queries/facilities.ts';
import { blockCases } from '../../queries/decisions.ts';
import { officialAlerts } from '../../queries/official-use.ts';
import { openings } from '../../queries/openings.ts';
import { DoorTabs, OfficialAlerts } from './home.tsx';
import { blockWords, home, LateRefusal, one, withSearch } from './words.tsx';

const path = '/staff/reservations/blocks';

/** The two moments of a request; the end may be on the day after. */
function momentsOf(form: Fields, today: Temporal.PlainDate): { readonly from: string; readonly to: string } | string {
  const at = (dateName: string, timeName: string) => {
    const date = parseDate(form.get(dateName) || form.get('date'), today);
    const time = parseTime(form.get(timeName));
    return date.ok && time.ok ? toInstant(date.value, time.value).toString() : null;
  };
  const from = at('date', 'fromTime');
  const until = at('lastDate', 'toTime');
  if (from === null) return 'fromTime';
  return until === null ? 'toTime' : { from, to: until };
}

export const blocksPage = page({
  path,
  title: { ja: '公用・休止', en: 'Block-outs' },
  allow: [staff('reservations.blocks'), staff('reservations.blocks-approve'), staff('reservations.shelter'), staff('reservations.desk')],
  async load(ctx, { search }) {
    const facility = one(search, 'facility');
    const [blocks, facilities, alerts, decided] = await Promise.all([ctx.ask(blockList, { facility }), ctx.ask(staffFacilities, {}), ctx.ask(officialAlerts, {}), ctx.ask(blockCases, {})]);
    const chosen = facility === '' ? null : await ctx.tryAsk(openings, { facility, days: 1 });
    return { facility, blocks, facilities, alerts, bound: decided.bound, cases: new Map(decided.cases.map((one) => [one.block, one])), units: chosen?.ok && chosen.value ? chosen.value.units : [] };
  },
  actions: {
    request: async (ctx, form) => {
      const moments = momentsOf(form, ctx.today);
      if (typeof moments === 'string') return problem('日付と時刻を読み取れません。例 2026-12-01、9:00', moments);
      const answer = await ctx.do(requestBlock, { ...form.input(), ...moments });
      if (!answer.ok) return refusedGo(answer);
      return to(withSearch(path, { facility: form.get('facility') }), answer.value.state === 'requested' ? (answer.value.caseNumber === null ? '申請しました。施設の外の人の承認を待ちます。' : `申請しました。決裁を待ちます（決裁番号 ${answer.value.caseNumber}）。`) : `休止にしました。${answer.value.cancelled > 0 ? `予約${answer.value.cancelled}件を取り消しました。` : ''}`);
    },
    decide: act(decideBlock, { done: (value) => to(path, value.state === 'approved' ? `承認しました。${value.cancelled > 0 ? `予約${value.cancelled}件を取り消し、利用者に知らせました。` : ''}` : '認めませんでした。') }),
    end: act(endBlock, { done: () => to(path, '終わりにしました。枠は空きに戻ります。予約は自動では戻りません。') }),
  },
  view(model, ctx) {
    return (
      <Page title="公用・休止" wide crumbs={[home]} actions={<A to="/reservations/official-use">公用の割合（公開のページ）</A>}>
        <DoorTabs ctx={ctx} current={path} />
        <LateRefusal isGone={(action, about) => (action === 'decide' || action === 'end') && !model.blocks.some((row) => row.id === about('block') && (action === 'end' || row.state === 'requested'))} />
        <OfficialAlerts alerts={model.alerts} today={ctx.today} />
        <Section title={`申請と予定　${model.blocks.length}件`}>
          <DataTable
            caption="申請と予定" hideCaption keys rows={model.blocks} rowKey={(row) => row.id} empty="公用・休止の申請も予定もありません。"
            columns={[
              { key: 'place', label: '施設・部屋', render: (row) => <><A to={withSearch(path, { facility: row.facility })}>{row.facilityName}</A><small>{row.units.slice(0, 4).join('、')}{row.units.length > 4 ? ` ほか${row.units.length - 4}室` : ''}</small></> },
              { key: 'when', label: '期間', render: (row) => <><When instant={row.from} style="short" /> ～ {row.to === null ? '未定' : <When instant={row.to} style="short" />}</> },
              { key: 'why', label: '理由', render: (row) => <>{blockWords[row.reason] ?? row.reason}<small>{row.note}</small></> },
              { key: 'state', label: '状況', render: (row) => <><Chip kind={row.state === 'requested' ? 'wait' : 'ok'}>{row.state === 'requested' ? (model.cases.has(row.id) ? '決裁待ち' : '承認待ち') : '承認済み'}</Chip><CaseLink found={model.cases.get(row.id)} />{row.displaces === 'takeover' && row.state === 'requested' && <small>予約があれば取り消す</small>}</> },
            ]}
            actions={(row) => (
              <>
                {row.state === 'requested' && !model.cases.has(row.id) && ctx.may('reservations.blocks-approve', `facility:${row.facility}`) && (
                  <Form action="decide" inline about={{ block: row.id }}><Submit kind="second" name="decision" value="approve" rowKey="a" about={row.facilityName}>承認</Submit><Submit kind="plain" name="decision" value="refuse" rowKey="r" about={row.facilityName}>認めない</Submit></Form>
                )}
                {!model.cases.has(row.id) && ctx.may(row.reason === 'disaster' ? 'reservations.shelter' : 'reservations.blocks', `facility:${row.facility}`) && <Form action="end" inline about={{ block: row.id }}><Submit kind="plain" about={row.facilityName}>{row.state === 'requested' ? '取り下げる' : '終える'}</Submit></Form>}
              </>
            )}
          />
        </Section>
        {ctx.may('reservations.blocks') && <RequestPart model={model} />}
      </Page>
    );
  },
});

function CaseLink({ found }: { readonly found: { readonly id: string; readonly number: string | null } | undefined }) {
  return found ? <small><A to={`/staff/approvals/${found.id}`}>{found.number ?? '起案中'}</A></small> : null;
}

interface RequestModel {
  /** 決裁規程 bind official use. */
  readonly bound: boolean;
  readonly facility: string;
  readonly facilities: readonly { readonly code: string; readonly name: { readonly ja: string } }[];
  readonly units: readonly { readonly code: string; readonly name: { readonly ja: string } }[];
}

function RequestPart({ model }: { readonly model: RequestModel }) {
  if (model.facility === '') {
    return (
      <Section title="申請する">
        <Form method="get" label="施設を選ぶ" submit="次へ"><Select name="facility" label="施設" quiet options={model.facilities.map((each) => ({ value: each.code, label: each.name.ja }))} /></Form>
      </Section>
    );
  }
  return (
    <Section title={`申請する　${model.facilities.find((each) => each.code === model.facility)?.name.ja ?? ''}`}>
      <Form action="request" about={{ facility: model.facility }}>
        <Checkboxes name="units" label="部屋（選ばなければ全部）" inline options={model.units.map((unit) => ({ value: unit.code, label: unit.name.ja }))} />
        <div class="form inline">
          <DateField name="date" label="日" required native />
          <TimeField name="fromTime" label="始まり" required />
          <DateField name="lastDate" label="終わりの日（同じ日なら空欄）" quiet native />
          <TimeField name="toTime" label="終わり" required />
        </div>
        <Select name="reason" label="理由の種類" required options={Object.entries(blockWords).filter(([code]) => code !== 'disaster').map(([value, label]) => ({ value, label }))} />
        <TextField name="note" label="具体的な理由" required hint="公開の表では「公用」などと表示され、この文は承認する人と記録だけに見えます。" width="long" />
        <Radios name="displaces" label="予約があるとき" required value="refuse_if_booked" options={[{ value: 'refuse_if_booked', label: '申請をやめる' }, { value: 'takeover', label: '予約を取り消す', note: '利用者にすべて知らせ、全額を還付します。' }]} />
        <FormActions next={`保守・点検・天候はすぐに休止になります。公用・選挙・学校・行事は、${model.bound ? '決裁規程の決裁者が決裁した' : '施設の外の人が承認した'}後に枠をふさぎます。`}><Submit>申請する</Submit></FormActions>
      </Form>
    </Section>
  );
}
