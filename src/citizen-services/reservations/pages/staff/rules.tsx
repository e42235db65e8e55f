/** 施設の規則: read, changed part by part, looked at before it is saved, with all its versions. */
import { staff } from '../../../../kernel/actor.ts';
import { page, problem, refusedGo, to, type PageContext } from '../../../../kernel/page.ts';
import { A, Chip, DataTable, Form, FormActions, Money, Notice, Page, Refusal, Section, Submit, Tabs, TextField, When, useUi } from '../../../../ui/index.ts';
import { saveFacility } from '../../commands/facilities.ts';
import { findBookings } from '../../queries/bookings.ts';
import { cityRules, facilityRules } from '../../queries/facilities.ts';
import { occupyingStates } from '../../rules/booking-state.ts';
import { FacilityPolicy } from '../../rules/policy.ts';
import { formOf, partsOf } from './policy-form.ts';
import { addedTo, withFields } from './policy-write.ts';
import { RuleNode, RuleText, wayInWords } from './rule-fields.tsx';
import { leftOutside, previewDays, previewFees } from './rule-preview.ts';
import { deskCrumbs, one, times, withSearch } from './words.tsx';

/** The codes and the name are changed nowhere else, so they are shown last. */
const known: Readonly<Record<string, string>> = { calendar: '開館日', schemes: '時間の貸し方', windows: '受付期間', deadlines: '期限', cancel: '取消料', fee: '使用料', units: '貸出単位', caps: '上限', openUse: '個人開放', lottery: '抽選', release: '取消し枠', penalties: '点数', pools: '備品', spaces: '室場', name: '名前', ordinance: '条例', payee: '収納先', facility: 'コード' };
const order = Object.keys(known);
const parts = partsOf().toSorted((a, b) => order.indexOf(a.part) - order.indexOf(b.part));
const MAX_BOOKING_PAGES = 20;

async function comingBookings(ctx: PageContext, code: string) {
  const rows = [];
  let after: string | null = '';
  for (let turn = 0; turn < MAX_BOOKING_PAGES && after !== null; turn++) {
    const found: { ok: false } | { ok: true; value: Awaited<ReturnType<typeof findBookings.run>> } = await ctx.tryAsk(findBookings, { facility: code, from: ctx.today.toString(), after });
    if (!found.ok) break;
    rows.push(...found.value.bookings.filter((row) => occupyingStates.includes(row.state)));
    after = found.value.next;
  }
  return rows;
}

async function loadRules(ctx: PageContext, code: string, part: string) {
  const [it, city, bookings] = await Promise.all([ctx.ask(facilityRules, { facility: code }), ctx.tryAsk(cityRules, {}), comingBookings(ctx, code)]);
  return { it, part: parts.some((each) => each.part === part) ? part : 'calendar', classes: city.ok && city.value ? city.value.classes : [], bookings, now: ctx.now, today: ctx.today, mayEdit: ctx.may('reservations.facilities', `facility:${code}`) };
}

type RulesModel = Awaited<ReturnType<typeof loadRules>>;
type Sent = Readonly<Record<string, string | readonly string[]>>;

interface Candidate {
  readonly policy: FacilityPolicy | null;
  readonly raw: unknown;
  readonly problems: readonly string[];
}

/** The rules as they would be, or where they are wrong. */
function candidate(current: FacilityPolicy, sent: Sent): Candidate {
  const raw = withFields(current, sent);
  const parsed = FacilityPolicy.safeParse(raw);
  if (parsed.success) return { policy: parsed.data, raw, problems: [] };
  return { policy: null, raw, problems: parsed.error.issues.slice(0, 8).map((issue) => `「${wayInWords(issue.path, (key) => known[key])}」${issue.code === 'custom' ? `：${issue.message}` : 'が、空欄か、正しくない値です。'}`) };
}

export const rulesPage = page({
  path: '/staff/reservations/:code/rules',
  title: { ja: '施設の規則', en: 'A facility’s rules' },
  allow: [staff('reservations.facilities'), staff('reservations.desk')],
  load: (ctx, { params, search }) => loadRules(ctx, params['code'] ?? '', one(search, 'part')),
  actions: {
    save: async (ctx, form, { params, search }) => {
      // Shown again with everything typed and what it would do; nothing is written.
      if (form.get('step') !== '') return problem('まだ保存していません。');
      const code = params['code'] ?? '';
      const model = await loadRules(ctx, code, one(search, 'part'));
      const sent = Object.fromEntries(form.names().map((name) => [name, form.all(name)]));
      const made = candidate(model.it.policy, sent);
      if (made.policy === null) return problem(made.problems.join('\n'));
      const { it } = model;
      const answer = await ctx.do(saveFacility, {
        code: it.code, nameJa: it.nameJa, nameEn: it.nameEn, kana: it.kana, category: it.category, area: it.area, address: it.address, lat: it.lat, lng: it.lng, phone: it.phone, shelter: it.shelter, hidden: !it.public, about: it.about, policy: made.policy, note: form.get('note'),
      });
      return answer.ok ? to(withSearch(`/staff/reservations/${code}/rules`, { part: model.part }), `規則を保存しました（第${answer.value.policyNo}版）。すぐに効きます。`) : refusedGo(answer);
    },
  },
  view: (model) => <RulesView model={model} />,
});

function RulesView({ model }: { readonly model: RulesModel }) {
  const ui = useUi();
  const { it, part } = model;
  const path = `/staff/reservations/${it.code}/rules`;
  const typed = ui.form?.values ?? null;
  const made = typed === null ? null : candidate(it.policy, typed);
  const added = addedTo(typed?.['step']);
  const shown = made?.raw ?? it.policy;
  // The fields below are filled from the rules as typed, so their form keeps no state of its own (a new `draft` each time).
  const refused = made?.policy !== undefined && made.policy !== null && (typed?.['step'] ?? '') === '';
  const words = parts.find((each) => each.part === part)?.label ?? part;
  return (
    <Page title={`規則　${it.nameJa}`} wide crumbs={deskCrumbs({ code: it.code, name: { ja: it.nameJa } })} lead={<>第{it.policyNo}版　{it.policy.ordinance}</>}>
      <Tabs label="規則の部分" items={parts.map((each) => ({ to: withSearch(path, { part: each.part }), label: known[each.part] ?? each.label, current: each.part === part }))} />
      {refused && <Refusal />}
      {added !== null && <Notice kind="good" role="status" title={`「${wayInWords(added.map((key) => (/^\d+$/.test(key) ? Number(key) : key)), (key) => known[key])}」に行を加えました`}>内容を入力して、保存してください。</Notice>}
      {made !== null && added === null && <PreviewPart model={model} made={made} />}
      <Section title={words}>
        {model.mayEdit ? (
          <Form action="save" about={{ draft: ui.newRequestId() }}>
            <button type="submit" class="vh" name="step" value="preview" tabindex={-1}>保存せずに見てみる</button>
            <RuleNode node={formOf(shown, part)} top />
            <TextField name="note" label="変更の理由" quiet width="long" value={typeof typed?.['note'] === 'string' ? typed['note'] : ''} hint="版の一覧に残ります。例 条例の改正（令和9年4月1日施行）" />
            <FormActions next="保存すると、すぐに効きます。先に「保存せずに見てみる」で、開館日・使用料・これからの予約への影響を確かめてください。">
              <Submit kind="second" name="step" value="preview">保存せずに見てみる</Submit>
              <Submit>保存する</Submit>
            </FormActions>
          </Form>
        ) : <RuleText node={formOf(it.policy, part)} top />}
      </Section>
      <Section title="版の一覧">
        <DataTable caption="版の一覧" hideCaption rows={it.versions} rowKey={(row) => String(row.no)} empty="まだ版はありません。" columns={[
          { key: 'no', label: '版', nowrap: true, render: (row) => `第${row.no}版` }, { key: 'at', label: '保存', nowrap: true, render: (row) => <When instant={row.savedAt} style="short" /> }, { key: 'note', label: '理由', render: (row) => row.note || '―' },
        ]} />
      </Section>
    </Page>
  );
}

function PreviewPart({ model, made }: { readonly model: RulesModel; readonly made: Candidate }) {
  if (made.policy === null) return <Notice kind="bad" role="alert" title="規則に誤りがあります。まだ保存していません">{made.problems.map((line) => <p key={line}>{line}</p>)}</Notice>;
  const days = previewDays(made.policy, model.today);
  const before = previewDays(model.it.policy, model.today);
  const fees = previewFees(made.policy, model.classes, model.now);
  const outside = leftOutside(made.policy, model.bookings, model.now);
  return (
    <Section title="この規則にしたとき（まだ保存していません）">
      {outside.length > 0 ? (
        <>
          <Notice kind="warn" title={`これからの予約 ${model.bookings.length}件のうち ${outside.length}件が、新しい規則に合わなくなります`}>予約は残ります。利用者と相談して、変更か取消しをしてください。</Notice>
          <DataTable caption="新しい規則に合わない予約" rows={outside.slice(0, 50)} rowKey={(row) => row.booking.id} empty="" columns={[
            { key: 'when', label: '利用日時', render: ({ booking }) => <A to={`/staff/reservations/bookings/${booking.id}`}><When date={booking.date} style="monthDay" /> {times(booking)}</A> },
            { key: 'unit', label: '部屋', render: ({ booking }) => booking.unit.ja }, { key: 'who', label: '利用者', render: ({ booking }) => booking.who }, { key: 'why', label: '理由', render: ({ why }) => why },
          ]} />
        </>
      ) : <Notice kind="good" title={`これからの予約 ${model.bookings.length}件は、すべて新しい規則に合います`} />}
      <DataTable caption="これから2週間の開館" rows={days} rowKey={(day) => day.date.toString()} empty="" columns={[
        { key: 'date', label: '日', nowrap: true, render: (day) => <When date={day.date} style="monthDay" /> }, { key: 'open', label: '開館', render: (day) => day.open ?? <Chip kind="no">{day.closed ?? '休館'}</Chip> },
        { key: 'slots', label: '貸す枠', align: 'end', render: (day) => `${day.slots}枠` },
        { key: 'change', label: 'いまとの違い', render: (day) => (before.find((old) => old.date.equals(day.date) && old.open === day.open && old.slots === day.slots) ? '' : <Chip kind="wait">変わります</Chip>) },
      ]} />
      <DataTable caption="使用料の例（最初の区分・加算なし）" rows={fees} rowKey={(row) => row.unit} empty="" columns={[
        { key: 'unit', label: '部屋', render: (row) => <>{row.unit}<small>{row.slot}</small></> },
        ...model.classes.map((each, index) => ({ key: each.code, label: each.name.ja, align: 'end' as const, render: (row: (typeof fees)[number]) => (row.yen[index] === null || row.yen[index] === undefined ? '―' : <Money yen={row.yen[index]} />) })),
      ]} />
    </Section>
  );
}
