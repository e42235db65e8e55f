/** 定期利用: looked at date by date before it is booked; year plans agreed in a meeting come as CSV. */
import { staff } from '../../../../kernel/actor.ts';
import { fiscalYearOf, parseTime } from '../../../../kernel/calendar/calendar.ts';
import { act, page, refusedGo, to, type Fields } from '../../../../kernel/page.ts';
import { A, Checkboxes, Chip, DataTable, DateField, FileField, Form, FormActions, Hidden, Notice, NumberField, Page, Section, Select, Submit, TextArea, TextField, TimeField, When } from '../../../../ui/index.ts';
import { bookSeries, endSeries } from '../../commands/series.ts';
import { importYearPlan } from '../../commands/year-plan.ts';
import { staffFacilities } from '../../queries/facilities.ts';
import { openings } from '../../queries/openings.ts';
import { findPatron } from '../../queries/patrons.ts';
import { planSeries, seriesList } from '../../queries/series.ts';
import { DoorTabs } from './home.tsx';
import { all, home, one, withSearch } from './words.tsx';

const path = '/staff/reservations/series';
const weekdays = ['月', '火', '水', '木', '金', '土', '日'].map((label, index) => ({ value: String(index + 1), label }));
const results = { booked: ['ok', '予約'], closed: ['no', '休館'], conflict: ['bad', '重なり'], refused: ['bad', '受けられない'] } as const;
type Search = Readonly<Record<string, string | string[]>>;
const carried = ['facility', 'unit', 'number', 'slots', 'from', 'to', 'seriesFrom', 'seriesUntil', 'weekdays', 'everyWeeks', 'nthOfMonth', 'skipped', 'purpose', 'persons', 'title'] as const;

function listOf(text: string): readonly string[] {
  return text.split(/[,、，\s]+/).filter((each) => each !== '');
}

/** What the plan and the booking are asked with. */
function wishOf(search: Search) {
  const minutes = (name: string) => {
    const parsed = parseTime(one(search, name));
    return parsed.ok ? parsed.value : null;
  };
  return {
    unit: one(search, 'unit'), slots: all(search, 'slots'), from: minutes('from'), to: minutes('to'), seriesFrom: one(search, 'seriesFrom'), seriesUntil: one(search, 'seriesUntil'), weekdays: all(search, 'weekdays'), everyWeeks: one(search, 'everyWeeks'),
    nthOfMonth: all(search, 'nthOfMonth'), skipped: listOf(one(search, 'skipped')), added: [], purpose: one(search, 'purpose'), persons: one(search, 'persons'), title: one(search, 'title'),
  };
}

async function csvOf(form: Fields): Promise<string> {
  const file = form.file('file');
  if (file === null || file.bytes.length === 0) return form.get('csv');
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  try {
    return utf8.decode(file.bytes);
  } catch {
    // Spreadsheets on office machines still save MS932.
    return new TextDecoder('shift_jis').decode(file.bytes);
  }
}

export const seriesPage = page({
  path,
  title: { ja: '定期利用', en: 'Series' },
  allow: [staff('reservations.desk')],
  uploads: true,
  async load(ctx, { search }) {
    const facility = one(search, 'facility');
    const ready = one(search, 'unit') !== '' && one(search, 'seriesFrom') !== '';
    const [rows, facilities, open, plan, found] = await Promise.all([
      ctx.ask(seriesList, {}), ctx.ask(staffFacilities, {}), facility === '' ? null : ctx.tryAsk(openings, { facility, days: 7 }), ready ? ctx.tryAsk(planSeries, wishOf(search)) : null, one(search, 'number') === '' ? null : ctx.tryAsk(findPatron, { text: one(search, 'number') }),
    ]);
    const units = open?.ok && open.value ? open.value.units : [];
    const slots = new Map(units.flatMap((unit) => unit.days.flatMap((day) => day.slots)).map((slot) => [slot.code, slot.name.ja]));
    return {
      search, rows, facilities, chosen: facilities.find((each) => each.code === facility) ?? null, units, slots: slots.size <= 12 ? [...slots] : [], plan: plan?.ok ? plan.value : null, problem: plan && !plan.ok ? (plan.errors[0]?.message ?? plan.message) : null,
      patron: found?.ok && found.value.length === 1 ? (found.value[0] ?? null) : null, found: found?.ok ? found.value.length : 0, year: fiscalYearOf(ctx.today.add({ months: 3 })),
    };
  },
  actions: {
    book: async (ctx, form, { search }) => {
      const answer = await ctx.do(bookSeries, { ...wishOf(search), patron: form.get('patron') });
      if (!answer.ok) return refusedGo(answer);
      const { counts } = answer.value;
      return to(path, `定期利用を予約しました。予約 ${counts.booked}日、休館 ${counts.closed}日、重なり ${counts.conflict}日。`);
    },
    end: act(endSeries, { done: (value) => to(path, `定期利用を終えました。予約${Array.isArray(value.cancelled) ? value.cancelled.length : String(value.cancelled)}件を取り消しました。`) }),
    import: async (ctx, form) => {
      const answer = await ctx.do(importYearPlan, { facility: form.get('facility'), year: form.get('year'), csv: await csvOf(form) });
      if (!answer.ok) return refusedGo(answer);
      const { counts } = answer.value;
      return to(path, `年間計画を取り込みました。予約 ${counts.booked}件、休館 ${counts.closed}件、重なり ${counts.conflict}件。`);
    },
  },
  view(model, ctx) {
    const { search } = model;
    return (
      <Page title="定期利用" wide crumbs={[home]}>
        <DoorTabs ctx={ctx} current={path} />
        {model.plan !== null && <PlanPart model={model} />}
        {model.problem !== null && <Notice kind="bad" title={model.problem} />}
        <Section title={`新しい定期利用${model.chosen ? `　${model.chosen.name.ja}` : ''}`}>
          {model.chosen === null ? <Form method="get" label="施設を選ぶ" submit="次へ"><Select name="facility" label="施設" quiet options={model.facilities.map((each) => ({ value: each.code, label: each.name.ja }))} /></Form> : (
            <Form method="get" label="定期利用を下見する" submit="下見する" inline={false} kind="primary">
              <Hidden name="facility" value={model.chosen.code} />
              <div class="form inline"><TextField name="number" label="利用者（登録番号・フリガナ・電話）" required value={one(search, 'number')} width="medium" autocomplete="off" /><Select name="unit" label="部屋" required value={one(search, 'unit')} options={model.units.map((unit) => ({ value: unit.unit, label: unit.name.ja }))} /></div>
              {model.slots.length > 0 ? <Checkboxes name="slots" label="時間" inline values={all(search, 'slots')} options={model.slots.map(([value, label]) => ({ value, label }))} /> : <div class="form inline"><TimeField name="from" label="始まり" value={one(search, 'from')} /><TimeField name="to" label="終わり" value={one(search, 'to')} /></div>}
              <Checkboxes name="weekdays" label="曜日" required inline values={all(search, 'weekdays')} options={weekdays} />
              <div class="form inline"><DateField name="seriesFrom" label="始まりの日" required native value={one(search, 'seriesFrom')} /><DateField name="seriesUntil" label="終わりの日" required native value={one(search, 'seriesUntil')} /><NumberField name="everyWeeks" label="何週ごと" quiet unit="週" value={one(search, 'everyWeeks') || '1'} /></div>
              <Checkboxes name="nthOfMonth" label="第何週だけ（選ばなければ毎週）" inline values={all(search, 'nthOfMonth')} options={[1, 2, 3, 4, 5].map((n) => ({ value: String(n), label: `第${n}` }))} />
              <TextField name="skipped" label="除く日" quiet hint="例 2027-05-04, 2027-08-13" value={one(search, 'skipped')} width="long" />
            </Form>
          )}
        </Section>
        <Section title={`定期利用　${model.rows.length}件`}>
          <DataTable caption="定期利用" hideCaption rows={model.rows} rowKey={(row) => row.id} empty="定期利用はまだありません。"
            columns={[
              { key: 'who', label: '利用者', render: (row) => <A to={`/staff/reservations/patrons/${row.patron}`}>{row.patronName}</A> },
              { key: 'where', label: '施設', render: (row) => <>{row.facility}<small>{row.unit}</small></> },
              { key: 'when', label: '曜日・期間', render: (row) => <>{row.series.rule.weekdays.map((day) => weekdays[day - 1]?.label ?? '').join('・')}　<When date={row.series.rule.from} style="short" /> ～ <When date={row.series.rule.until} style="short" /></> },
              { key: 'result', label: '結果', render: (row) => `予約 ${row.results.filter((one) => one.result === 'booked').length}・重なり ${row.results.filter((one) => one.result === 'conflict').length}・休館 ${row.results.filter((one) => one.result === 'closed').length}` },
              { key: 'state', label: '状態', render: (row) => (row.endedFrom ? <Chip kind="no">終了</Chip> : <Chip kind="ok">継続</Chip>) },
            ]}
            actions={(row) => (row.endedFrom ? null : <><A to={`${path}/${row.id}/results.pdf`} about={row.patronName}>結果一覧（PDF）</A><details><summary>終える</summary><Form action="end" about={{ series: row.id }}><DateField name="fromDate" label="この日から" required native value={ctx.today} /><TextField name="reason" label="理由" required /><Submit kind="danger" about={row.patronName}>終える</Submit></Form></details></>)}
          />
        </Section>
        <Section title="年間計画の取込み（CSV）">
          <Form action="import" multipart>
            <div class="form inline"><Select name="facility" label="施設" required options={model.facilities.map((each) => ({ value: each.id, label: each.name.ja }))} /><NumberField name="year" label="年度" required value={model.year} unit="年度" /></div>
            <FileField name="file" label="CSVファイル" quiet accept=".csv,text/csv" hint="見出しは 日付, 部屋, 登録番号 と、区分（または 開始, 終了）。日付は 2027/4/1、4月1日、46113 のどれでもかまいません。" />
            <TextArea name="csv" label="または、表の貼り付け" quiet rows={5} />
            <FormActions next="読み取れない行があるときは、取り込まずに行の番号を示します。重なりのある日は、その日だけ予約せずに知らせます。"><Submit kind="second">取り込む</Submit></FormActions>
          </Form>
        </Section>
      </Page>
    );
  },
});

interface PlanModel {
  readonly search: Search;
  readonly plan: { readonly dates: readonly { readonly date: Temporal.PlainDate; readonly result: 'booked' | 'closed' | 'conflict' }[]; readonly counts: { readonly booked: number; readonly closed: number; readonly conflict: number } } | null;
  readonly patron: { readonly id: string; readonly name: string; readonly number: string } | null;
  readonly found: number;
}

function PlanPart({ model }: { readonly model: PlanModel }) {
  const { plan, patron, search } = model;
  if (plan === null) return null;
  const kept: Record<string, string | readonly string[]> = {};
  for (const name of carried) kept[name] = name === 'slots' || name === 'weekdays' || name === 'nthOfMonth' ? all(search, name) : one(search, name);
  return (
    <Section title={`下見　${plan.dates.length}日のうち、予約できる日 ${plan.counts.booked}・重なり ${plan.counts.conflict}・休館 ${plan.counts.closed}`}>
      {patron === null ? <Notice kind="warn" title={model.found === 0 ? '利用者が見つかりません。登録番号を確かめてください' : '利用者が一人に決まりません。登録番号を入れてください'} /> : (
        <Form action="book" to={withSearch(path, kept)} about={{ patron: patron.id }}>
          <p><b>{patron.name}</b>　<span class="num">{patron.number}</span></p>
          <FormActions next="予約できる日だけを予約し、重なりと休館の日は一覧にして知らせます。"><Submit>{plan.counts.booked}日を予約する</Submit></FormActions>
        </Form>
      )}
      <DataTable caption="日ごとの見込み" hideCaption rows={plan.dates} rowKey={(row) => row.date.toString()} empty="当てはまる日がありません。" columns={[{ key: 'd', label: '日', nowrap: true, render: (row) => <When date={row.date} /> }, { key: 'r', label: '見込み', render: (row) => <Chip kind={results[row.result][0]}>{results[row.result][1]}</Chip> }]} />
    </Section>
  );
}
