/** 窓口・電話の新しい予約: who (number, kana, phone in one field), then what; the fee stands above the button. */
import { staff } from '../../../../kernel/actor.ts';
import { formatTime, parseTime } from '../../../../kernel/calendar/calendar.ts';
import { page, refusedGo, to, type Fields, type PageContext } from '../../../../kernel/page.ts';
import { isRecord } from '../../../../kernel/text/json.ts';
import { A, Chip, DateField, Facts, Form, FormActions, Hidden, LinkList, Money, Notice, Page, Section, Select, Submit, TextField, TimeField, Checkbox, Checkboxes, NumberField, Radios, YenField, When, useUi } from '../../../../ui/index.ts';
import { reserve } from '../../commands/book.ts';
import { quote } from '../../queries/bookings.ts';
import { cityRules } from '../../queries/facilities.ts';
import { openings } from '../../queries/openings.ts';
import { findPatron, patronPage } from '../../queries/patrons.ts';
import { markSigns } from '../../rules/availability.ts';
import { type FacilityPolicy, matchesAny, schemeOf, unitOf } from '../../rules/policy.ts';
import { mayStart } from './desk-table.ts';
import { all, deskCrumbs, one, PatronChip, withSearch } from './words.tsx';

type Search = Readonly<Record<string, string | string[]>>;

/** Fields that a look-up or a recalculation carries along in the address. */
const carried = ['unit', 'date', 'slot', 'from', 'to', 'nights', 'patron', 'walkInName', 'walkInPhone', 'userClass', 'channel', 'purpose', 'title', 'persons', 'admission', 'commercial', 'rehearsal', 'reduction', 'reason', 'remarks'] as const;

function dateOf(text: string, today: Temporal.PlainDate): Temporal.PlainDate {
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    return today;
  }
}

async function chosenPatron(ctx: PageContext, search: Search) {
  const id = one(search, 'patron');
  const q = one(search, 'q').trim();
  if (id === '' && q === '') return { found: null, patron: null, q };
  if (id === '') {
    const answer = await ctx.tryAsk(findPatron, { text: q });
    const found = answer.ok ? answer.value : [];
    const exact = found.filter((one) => one.number === q.normalize('NFKC'));
    const only = exact.length === 1 ? exact[0] : found.length === 1 ? found[0] : undefined;
    return { found, patron: only ?? null, q };
  }
  const known = await ctx.tryAsk(patronPage, { patron: id });
  const row = known.ok ? known.value : null;
  return { found: null, q, patron: row ? { id: row.id, number: row.number, name: row.name, kana: row.kana, kind: row.kind, classCode: row.class_code, phone: row.phone, status: row.status, validTo: row.valid_to } : null };
}

/** Slot codes, or times where the room is lent by the hour; a slot of the grid stands for its beginning. */
interface Wish {
  readonly hourly: boolean;
  readonly slots: readonly string[];
  readonly from: number | null;
  readonly to: number | null;
}

function wishOf(policy: FacilityPolicy, unitCode: string, slots: readonly { readonly code: string; readonly start: number; readonly end: number }[], search: Search): Wish {
  const unit = unitOf(policy, unitCode);
  const scheme = unit ? schemeOf(policy, unit) : null;
  const hourly = scheme?.kind === 'hourly';
  if (!hourly) return { hourly: false, slots: all(search, 'slot'), from: null, to: null };
  const begin = slots.find((slot) => slot.code === one(search, 'slot'))?.start ?? null;
  const typed = (name: string) => {
    const parsed = parseTime(one(search, name));
    return parsed.ok ? parsed.value : null;
  };
  const from = typed('from') ?? begin;
  return { hourly, slots: [], from, to: typed('to') ?? (from === null ? null : from + scheme.minMinutes) };
}

async function loadNew(ctx: PageContext, code: string, search: Search) {
  const date = dateOf(one(search, 'date'), ctx.today);
  const open = await ctx.ask(openings, { facility: code, from: date.toString(), days: 1 });
  const { policy } = open.facility;
  const unit = open.units.find((row) => row.unit === one(search, 'unit')) ?? null;
  const slots = unit?.days[0]?.slots ?? [];
  const rules = unit ? unitOf(policy, unit.code) : undefined;
  const { found, patron, q } = await chosenPatron(ctx, search);
  const wish = wishOf(policy, unit?.code ?? '', slots, search);
  const city = await ctx.tryAsk(cityRules, {});
  const classCode = patron?.classCode ?? (one(search, 'userClass') || 'N-PERSON');
  const ready = unit !== null && (wish.slots.length > 0 || (wish.from !== null && wish.to !== null));
  const price = ready ? await ctx.tryAsk(quote, {
    unit: unit.unit, date: date.toString(), slots: wish.slots, from: wish.from, to: wish.to, nights: one(search, 'nights'), userClass: classCode, purpose: one(search, 'purpose'), persons: one(search, 'persons'), admission: one(search, 'admission'),
    commercial: one(search, 'commercial'), rehearsal: one(search, 'rehearsal'), reduction: one(search, 'reduction'),
  }) : null;
  const purposes = city.ok && city.value ? city.value.purposes : [];
  return {
    code, facility: open.facility, date, units: open.units, unit, slots, wish, found, patron, q, classCode, rules, search,
    classes: city.ok && city.value ? city.value.classes : [],
    purposes: purposes.filter((purpose) => !rules || ((rules.purposes.includes('*') || matchesAny(rules.purposes, purpose.code)) && !matchesAny(rules.forbiddenPurposes, purpose.code))),
    extras: policy.fee?.versions.at(-1)?.extras.filter((extra) => unit && matchesAny(extra.units, unit.code) && !rules?.tied.some((tied) => tied.extra === extra.code)) ?? [],
    reductions: policy.fee?.versions.at(-1)?.reductions ?? [],
    price: price?.ok ? price.value : null,
  };
}

type NewModel = Awaited<ReturnType<typeof loadNew>>;

/** The same page with everything typed in its address, to look at the fee again. */
function again(code: string, form: Fields): string {
  const values: Record<string, string | readonly string[]> = {};
  for (const name of carried) values[name] = name === 'slot' ? form.all('slots') : form.get(name);
  return withSearch(`/staff/reservations/${code}/new`, values);
}

export const newBookingPage = page({
  path: '/staff/reservations/:code/new',
  title: { ja: '新しい予約', en: 'A new booking' },
  allow: [staff('reservations.desk')],
  load: (ctx, { params, search }) => loadNew(ctx, params['code'] ?? '', search),
  actions: {
    book: async (ctx, form, { params }) => {
      const code = params['code'] ?? '';
      if (form.get('step') === 'quote') return to(again(code, form));
      const answer = await ctx.do(reserve, form.input());
      if (!answer.ok) return refusedGo(answer);
      const { reservation, number, state, feeYen } = answer.value;
      const next = state === 'provisional' ? `使用料 ${feeYen.toLocaleString('ja-JP')}円を受け取ってください。` : state === 'permitted' ? '使用料はかかりません。許可しました。' : '所管課の承認を待ちます。';
      return to(`/staff/reservations/bookings/${reservation}`, `予約しました（${number}）。${next}`);
    },
  },
  view(model) {
    return (
      <Page title="新しい予約" wide crumbs={deskCrumbs(model.facility)} scripts={['desk-grid.js']} lead={<>{model.facility.name.ja}　{model.unit?.name.ja ?? '部屋を選んでください'}　<When date={model.date} /></>}>
        <Section title="1　だれが">
          <PatronPart model={model} />
        </Section>
        {model.unit === null ? <PlacePart model={model} /> : <BookingPart model={model} />}
      </Page>
    );
  },
});

function stay(model: NewModel, more: Readonly<Record<string, string>>): string {
  const kept: Record<string, string | readonly string[]> = {};
  for (const name of carried) kept[name] = name === 'slot' ? all(model.search, 'slot') : one(model.search, name);
  return withSearch(`/staff/reservations/${model.code}/new`, { ...kept, ...more });
}

function PatronPart({ model }: { readonly model: NewModel }) {
  const { patron, found } = model;
  const wanted = patron === null && one(model.search, 'walkInName') === '';
  return (
    <>
      <div {...(wanted && (found === null || found.length === 0) ? { 'data-desk-focus': '' } : {})}>
        <Form method="get" to={`/staff/reservations/${model.code}/new`} label="利用者をさがす" search submit="さがす">
          {carried.filter((name) => name !== 'patron').flatMap((name) => (name === 'slot' ? all(model.search, 'slot') : [one(model.search, name)]).filter((value) => value !== '').map((value) => <Hidden key={`${name} ${value}`} name={name} value={value} />))}
          <TextField name="q" label="利用者（番号・フリガナ・電話・名前）" quiet value={patron ? patron.number : model.q} width="long" autocomplete="off" />
        </Form>
      </div>
      {found !== null && patron === null && (found.length === 0
        ? <Notice kind="warn" title={`「${model.q}」に当たる利用者登録はありません`}>下に、お名前だけで受け付けることもできます。</Notice>
        : <div data-desk-focus=""><LinkList items={found.map((one) => ({ to: stay(model, { patron: one.id }), label: `${one.name}（${one.kana}）`, lead: <span class="num">{one.number}</span>, note: <>{one.kind === 'group' ? '団体' : '個人'}　{one.classCode}　{one.phone}　<PatronChip status={one.status} /></> }))} /></div>)}
      {patron !== null && (
        <>
          <p><b>{patron.name}</b>（{patron.kana}）　<span class="num">{patron.number}</span>　{patron.phone}　{className(model, patron.classCode)}　<PatronChip status={patron.status} />　<A to={stay(model, { patron: '' })}>選び直す</A></p>
          {patron.status !== 'active' && <Notice kind="bad" title="この利用者登録では、いま予約できません"><A to={`/staff/reservations/patrons/${patron.id}`}>利用者登録を見る</A></Notice>}
        </>
      )}
    </>
  );
}

function className(model: NewModel, code: string): string {
  return model.classes.find((one) => one.code === code)?.name.ja ?? code;
}

function PlacePart({ model }: { readonly model: NewModel }) {
  return (
    <Section title="2　いつ・どこで">
      <Form method="get" to={`/staff/reservations/${model.code}/new`} label="部屋と日を選ぶ" submit="次へ">
        {model.patron && <Hidden name="patron" value={model.patron.id} />}
        <DateField name="date" label="利用日" quiet native value={model.date} />
        <Select name="unit" label="部屋" quiet options={model.units.map((unit) => ({ value: unit.unit, label: unit.name.ja }))} />
      </Form>
    </Section>
  );
}

function BookingPart({ model }: { readonly model: NewModel }) {
  const { search, unit } = model;
  return (
    <Section title="2　いつ・何に" aside={<A to={withSearch(`/staff/reservations/${model.code}`, { date: model.date.toString() })}>表に戻る</A>}>
      <Form action="book">
        <Alternatives code={model.code} />
        <Hidden name="unit" value={unit?.unit ?? ''} />
        <Hidden name="date" value={model.date.toString()} />
        {model.patron && <Hidden name="patron" value={model.patron.id} />}
        <TimePart model={model} />
        {model.patron === null && (
          <div class="form inline">
            <TextField name="walkInName" label="お名前（登録のない方）" required value={one(search, 'walkInName')} width="medium" autocomplete="off" />
            <TextField name="walkInPhone" label="電話" quiet type="tel" value={one(search, 'walkInPhone')} width="medium" autocomplete="off" />
            <Select name="userClass" label="区分" quiet blank={null} value={model.classCode} options={model.classes.map((each) => ({ value: each.code, label: each.name.ja }))} />
          </div>
        )}
        <div class="form inline">
          <Select name="purpose" label="利用目的" quiet value={one(search, 'purpose')} blank="（書かない）" options={model.purposes.map((purpose) => ({ value: purpose.code, label: purpose.name.ja }))} />
          <NumberField name="persons" label="人数" quiet unit="人" value={one(search, 'persons')} />
          <Radios name="channel" label="受付" quiet inline value={one(search, 'channel') || 'desk'} options={[{ value: 'desk', label: '窓口' }, { value: 'phone', label: '電話' }]} />
        </div>
        <TiedChoice rules={model.rules} />
        <More model={model} />
        <FeePart model={model} />
      </Form>
    </Section>
  );
}

function TimePart({ model }: { readonly model: NewModel }) {
  if (model.wish.hourly) {
    return (
      <div class="form inline">
        <TimeField name="from" label="始まり" required value={model.wish.from === null ? '' : formatTime(model.wish.from)} />
        <TimeField name="to" label="終わり" required value={model.wish.to === null ? '' : formatTime(model.wish.to)} />
      </div>
    );
  }
  const stay = model.unit ? unitOf(model.facility.policy, model.unit.code)?.stay : undefined;
  if (stay) return <><Hidden name="slots" value={stay.slot} /><NumberField name="nights" label="泊数" required unit="泊" value={one(model.search, 'nights') || 1} hint={`${stay.maxNights}泊まで`} /></>;
  return <Checkboxes name="slots" label="時間" required inline values={model.wish.slots} options={model.slots.map((slot) => ({ value: slot.code, label: `${slot.name.ja} ${formatTime(slot.start)}～${formatTime(slot.end)} ${markSigns[slot.mark].sign}`, disabled: !mayStart(slot) && !model.wish.slots.includes(slot.code) }))} />;
}

/** What few bookings need stands folded away, open when something is in it. */
function More({ model }: { readonly model: NewModel }) {
  const { search } = model;
  const ui = useUi();
  const filled = ['title', 'admission', 'commercial', 'rehearsal', 'reduction', 'reason', 'remarks'].some((name) => one(search, name) !== '') || ui.form !== null;
  return (
    <details open={filled}>
      <summary>催しの名前・入場料・設備・減免・規則と違う扱い</summary>
      <div class="form">
        <div class="form inline">
          <TextField name="title" label="催しの名前" quiet value={one(search, 'title')} width="long" />
          <YenField name="admission" label="入場料（最高額）" quiet value={one(search, 'admission')} />
          <Checkbox name="commercial" label="営利・宣伝" checked={one(search, 'commercial') !== ''} />
          <Checkbox name="rehearsal" label="準備・練習" checked={one(search, 'rehearsal') !== ''} />
        </div>
        {model.extras.length > 0 && (
          <div class="form inline">
            {model.extras.map((extra, index) => <div key={extra.code}><Hidden name={`extras.${index}.code`} value={extra.code} /><NumberField name={`extras.${index}.quantity`} label={extra.name.ja} quiet value="" /></div>)}
          </div>
        )}
        {model.reductions.length > 0 && <Select name="reduction" label="減免" quiet blank="なし" value={one(search, 'reduction')} options={model.reductions.map((reduction) => ({ value: reduction.code, label: `${reduction.name.ja}${reduction.approval ? '（承認が必要）' : ''}` }))} />}
        <TextField name="reason" label="規則と違う扱いをする理由" quiet hint="受付期間の外・抽選中・回数の上限を超える予約のときに書きます。記録に残ります。" value={one(search, 'reason')} width="long" />
        <TextField name="remarks" label="連絡事項" quiet value={one(search, 'remarks')} width="long" />
      </div>
    </details>
  );
}

/** Rooms that go along only when somebody asks for them (斎場の式場). */
function TiedChoice({ rules }: Pick<NewModel, 'rules'>) {
  const asked = rules?.tied.filter((one) => one.onRequest) ?? [];
  return asked.length === 0 ? null : <Checkboxes name="rooms" label="一緒に使う部屋" inline values={[]} options={asked.map((one) => ({ value: one.code, label: one.name.ja }))} />;
}

function FeePart({ model }: { readonly model: NewModel }) {
  const { price, patron, wish } = model;
  const chosen = wish.slots.length > 0 || wish.from !== null;
  const ready = (patron !== null && patron.status === 'active' && chosen) || one(model.search, 'walkInName') !== '';
  return (
    <>
      {price !== null && (
        <Facts rows={[
          { label: '使用料', value: price.feeYen === null ? <Chip kind="bad">{price.why?.ja ?? '計算できません'}</Chip> : <><b><Money yen={price.feeYen} /></b>{model.extras.length > 0 && '（設備を除く）'}</> },
          price.payBy !== null && price.parts.length === 0 && { label: '支払期限', value: <When instant={price.payBy} /> },
          ...price.parts.map((part) => ({ label: part.part === 'deposit' ? '前納金' : '残金', value: <><Money yen={part.amountYen} />{part.payBy && <>　<When instant={part.payBy} />まで</>}</> })),
          price.why !== null && price.feeYen !== null && { label: '受付', value: <Chip kind="wait">{price.why.ja}</Chip> },
        ]} />
      )}
      {model.rules?.funeral && <p class="hint">使用料は、亡くなられた方の住所で決まります。記録するまでは、市外の額で計算します。</p>}
      <FormActions next="押すと、この時間を予約し、支払いの画面に進みます。">
        <span {...(ready ? { 'data-desk-focus': '' } : {})}><Submit>予約する</Submit></span>
        <Submit kind="second" name="step" value="quote">料金を計算し直す</Submit>
      </FormActions>
    </>
  );
}

/** What is free instead, when somebody was faster. */
function Alternatives({ code }: { readonly code: string }) {
  const { form } = useUi();
  const list: unknown = form?.refusal?.details?.['alternatives'];
  if (!Array.isArray(list) || list.length === 0) return null;
  return (
    <Notice title="近い空き">
      {list.map((each: unknown) => (isRecord(each) ? <p key={`${String(each['unit'])} ${String(each['slot'])}`}><A to={withSearch(`/staff/reservations/${code}/new`, { unit: String(each['unit']), date: String(each['date']), slot: String(each['slot']), nights: typeof each['nights'] === 'number' ? String(each['nights']) : '' })}>{String(each['ja'])}</A></p> : null))}
    </Notice>
  );
}
