/** 抽選: announced with its commitment, closed and drawn by the clock; staff enter the public number and may void, never redraw. */
import { staff } from '../../../../kernel/actor.ts';
import { parseDate, parseTime, toInstant } from '../../../../kernel/calendar/calendar.ts';
import { act, page, problem, refusedGo, to } from '../../../../kernel/page.ts';
import { A, Checkboxes, Chip, type ChipKind, DataTable, DateField, Form, FormActions, LinkButton, NumberField, Page, Section, Select, Submit, TextArea, TextField, TimeField, When } from '../../../../ui/index.ts';
import { setPublicValue } from '../../commands/lottery-draw.ts';
import { announceLottery, voidLottery } from '../../commands/lottery.ts';
import { cityRules, staffFacilities } from '../../queries/facilities.ts';
import { lotteryStaff } from '../../queries/lottery.ts';
import { openings } from '../../queries/openings.ts';
import { DoorTabs } from './home.tsx';
import { home, one } from './words.tsx';

const path = '/staff/reservations/lotteries';
const states: Readonly<Record<string, readonly [ChipKind, string]>> = { announced: ['info', '告知'], open: ['ok', '受付中'], frozen: ['wait', '締切・抽選待ち'], drawn: ['wait', '抽選済み・発表待ち'], published: ['no', '発表済み'], void: ['bad', '取りやめ'] };
const moments = ['opens', 'closes', 'draws', 'results', 'confirm'] as const;

export const lotteriesPage = page({
  path,
  title: { ja: '抽選', en: 'Lotteries' },
  allow: [staff('reservations.lottery')],
  async load(ctx, { search }) {
    const facility = one(search, 'facility');
    const [rows, facilities, city, open] = await Promise.all([ctx.ask(lotteryStaff, {}), ctx.tryAsk(staffFacilities, {}), ctx.tryAsk(cityRules, {}), facility === '' ? null : ctx.tryAsk(openings, { facility, days: 1 })]);
    const list = facilities.ok ? facilities.value : [];
    return { rows, facilities: list, classes: city.ok && city.value ? city.value.classes : [], chosen: list.find((each) => each.code === facility) ?? null, units: open?.ok && open.value ? open.value.units : [], next: ctx.today.add({ months: 2 }).with({ day: 1 }) };
  },
  actions: {
    announce: async (ctx, form) => {
      const at: Record<string, string> = {};
      for (const name of moments) {
        if (name === 'confirm' && form.get('confirmDate') === '') continue;
        const date = parseDate(form.get(`${name}Date`), ctx.today);
        const time = parseTime(form.get(`${name}Time`));
        if (!date.ok || !time.ok) return problem('日付と時刻を読み取れません。例 2026-12-10、9:00', date.ok ? `${name}Time` : `${name}Date`);
        at[name === 'confirm' ? 'confirmBy' : `${name}At`] = toInstant(date.value, time.value).toString();
      }
      const answer = await ctx.do(announceLottery, { ...form.input(), nameEn: form.get('nameEn') || form.get('nameJa'), ...at });
      return answer.ok ? to(path, `告知しました。約束の値 ${answer.value.commitment.slice(0, 16)}… を公開しています。`) : refusedGo(answer);
    },
    value: act(setPublicValue, { done: () => to(path, '公の数字を記録しました。抽選の時刻に、自動で抽選します。') }),
    void: act(voidLottery, { done: () => to(path, { kind: 'warn', message: '取りやめました。理由は公表され、申込者に知らせます。' }) }),
  },
  view(model, ctx) {
    return (
      <Page title="抽選" wide crumbs={[home]} lead="締切・抽選・発表は、決めた時刻に自動で行います。やり直しはできません。" actions={<A to="/lotteries">公開のページ</A>}>
        <DoorTabs ctx={ctx} current={path} />
        <Section title="進み具合">
          <DataTable caption="抽選の進み具合" hideCaption rows={model.rows} rowKey={(row) => row.id} empty="抽選はまだありません。下で告知できます。"
            columns={[
              { key: 'name', label: '抽選', render: (row) => <>{row.name}<small>{row.facility}　{row.code}</small></> },
              { key: 'state', label: '状態', render: (row) => <Chip kind={states[row.state]?.[0] ?? 'no'}>{states[row.state]?.[1] ?? row.state}</Chip> },
              { key: 'entries', label: '申込み', align: 'end', render: (row) => `${row.entries}件` },
              { key: 'when', label: '受付・締切', render: (row) => <><When instant={row.opensAt} style="short" /> ～ <When instant={row.closesAt} style="short" /></> },
              { key: 'draw', label: '抽選・発表', render: (row) => <><When instant={row.drawsAt} style="short" />、<When instant={row.resultsAt} style="short" /></> },
              { key: 'public', label: '公の数字', render: (row) => row.publicValue ?? (row.needsPublicValue ? <Chip kind="bad">入力が必要</Chip> : <small>{row.publicSource}</small>) },
            ]}
            actions={(row) => (
              <>
                {row.state === 'published' && <A to={`${path}/${row.id}/results.pdf`} about={row.name}>結果一覧（PDF）</A>}
                {row.needsPublicValue && <Form action="value" inline about={{ lottery: row.id }}><TextField name="value" label={`公の数字（${row.publicSource}）`} required width="medium" autocomplete="off" /><Submit>記録する</Submit></Form>}
                {row.state !== 'published' && row.state !== 'void' && <details><summary>取りやめる</summary><Form action="void" about={{ lottery: row.id }}><TextArea name="reason" label="理由（公表されます）" required rows={2} /><Submit kind="danger" about={row.name}>取りやめる</Submit></Form></details>}
              </>
            )}
          />
        </Section>
        {model.chosen === null ? (
          <Section title="告知する"><Form method="get" label="施設を選ぶ" submit="次へ"><Select name="facility" label="施設" quiet options={model.facilities.map((each) => ({ value: each.code, label: each.name.ja }))} /></Form></Section>
        ) : (
          <Section title={`告知する　${model.chosen.name.ja}`}>
            <Form action="announce" about={{ facility: model.chosen.id }}>
              <div class="form inline"><TextField name="code" label="抽選番号" required width="medium" hint="例 GYM-2027-02" autocomplete="off" /><TextField name="nameJa" label="名前" required width="long" /><TextField name="nameEn" label="英語の名前" quiet width="long" /></div>
              <Checkboxes name="units" label="対象の部屋" required inline options={model.units.map((unit) => ({ value: unit.code, label: unit.name.ja }))} />
              <Checkboxes name="classes" label="申し込める区分" inline values={model.classes.map((each) => each.code)} options={model.classes.map((each) => ({ value: each.code, label: each.name.ja }))} />
              <div class="form inline"><DateField name="useFrom" label="利用日の始まり" required native value={model.next} /><DateField name="useTo" label="利用日の終わり" required native value={model.next.add({ months: 1 }).subtract({ days: 1 })} /><NumberField name="capEntries" label="一人の申込みの上限" quiet unit="件" /></div>
              {([['opens', '受付の始まり'], ['closes', '締切'], ['draws', '抽選'], ['results', '発表'], ['confirm', '当選の確定の期限（空欄なら確定不要）']] as const).map(([name, label]) => <div key={name} class="form inline"><DateField name={`${name}Date`} label={label} quiet={name === 'confirm'} required={name !== 'confirm'} native /><TimeField name={`${name}Time`} label={`${label.slice(0, 4)}の時刻`} quiet hint="" /></div>)}
              <TextField name="publicSource" label="種に混ぜる公の数字" required width="long" hint="締切の後に公表され、だれも前もって知り得ない数字。例 締切の翌日の日経平均株価の終値" />
              <FormActions next="約束の値（市だけが知る種のハッシュ）を告知と同時に公開します。告知した後は、条件を変えられません。"><Submit>告知する</Submit><LinkButton kind="plain" to={path}>やめる</LinkButton></FormActions>
            </Form>
          </Section>
        )}
      </Page>
    );
  },
});
