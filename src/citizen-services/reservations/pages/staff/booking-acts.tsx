/** The forms of a booking's page: pay, come and go, change, cancel. */
import { formatTime } from '../../../../kernel/calendar/calendar.ts';
import type { PageContext } from '../../../../kernel/page.ts';
import { Checkboxes, DateField, Facts, Form, FormActions, Hidden, Money, Notice, NumberField, Radios, Section, Select, Submit, TextArea, TextField, TimeField, When, YenField } from '../../../../ui/index.ts';
import type { BookingView } from '../../queries/bookings.ts';
import { schemeOf, unitOf } from '../../rules/policy.ts';
import type { BookingModel } from './booking.tsx';

const partWords = { whole: '使用料', deposit: '前納金', balance: '残金' } as const;

/** Cash: the amount stands, only what was handed over is typed. */
export function PayPart({ model, ctx }: { readonly model: BookingModel; readonly ctx: PageContext }) {
  const open = model.ledger?.receivables.filter((row) => row.openYen > 0) ?? [];
  const { parts } = model.it;
  const nameOf = (id: string) => partWords[parts.find((part) => part.receivable === id)?.part ?? 'whole'];
  const [first, ...later] = open.toSorted((a, b) => Number(a.dueAt?.epochMilliseconds ?? 0) - Number(b.dueAt?.epochMilliseconds ?? 0));
  if (!first) return null;
  if (!ctx.may('payments.cash')) return <Notice kind="warn" title={`未入金 ${first.openYen.toLocaleString('ja-JP')}円`}>現金を扱う権限のある人が受け取ってください。</Notice>;
  return (
    <Section title="入金" id="pay" aside={model.it.payBy ? <span>期限 <When instant={model.it.payBy} /></span> : undefined}>
      <div data-desk-focus="">
        <Form action="pay" inline about={{ receivable: first.id }}>
          <p><strong>{nameOf(first.id)}　<Money yen={first.openYen} /></strong></p>
          <Hidden name="amount" value={first.openYen} />
          <YenField name="tendered" label="お預かり" required />
          <Submit>受け取る</Submit>
        </Form>
      </div>
      {later.map((row) => (
        <details key={row.id}>
          <summary>{nameOf(row.id)}　<Money yen={row.openYen} />{row.dueAt && <>　期限 <When instant={row.dueAt} style="short" /></>}</summary>
          <Form action="pay" inline about={{ receivable: row.id }}>
            <Hidden name="amount" value={row.openYen} />
            <YenField name="tendered" label="お預かり" required />
            <Submit kind="second">受け取る</Submit>
          </Form>
        </details>
      ))}
      {(model.it.state === 'provisional' || (model.it.state === 'permitted' && model.it.payBy !== null)) && <Form action="slip" inline submit="払込票を出す（コンビニで支払う）" kind="plain" />}
    </Section>
  );
}

export function UsePart({ it, ctx }: { readonly it: BookingView; readonly ctx: PageContext }) {
  const begun = it.date.until(ctx.today).days >= 0;
  if (it.state === 'permitted' && begun) {
    return (
      <Section title="当日">
        <div class="form-actions"><div>
          <Form action="checkIn" inline><NumberField name="persons" label="実際の人数" quiet unit="人" value={it.persons} /><Submit>来場を記録</Submit></Form>
          <Form action="missed" inline submit="無断不使用を記録" kind="danger" />
        </div></div>
      </Section>
    );
  }
  if (it.state !== 'in_use') return null;
  return (
    <Section title="当日">
      <Form action="finish">
        <div class="form inline"><NumberField name="persons" label="実際の人数" quiet unit="人" /><TextField name="note" label="破損・忘れ物などの記録" quiet width="long" /><Submit>利用の終わりを記録</Submit></div>
      </Form>
    </Section>
  );
}

export function ChangePart({ model }: { readonly model: BookingModel }) {
  const { it, open } = model;
  if (open === null) return null;
  const { policy } = open.facility;
  const unit = unitOf(policy, it.unit.code);
  const scheme = unit ? schemeOf(policy, unit) : null;
  const slots = open.units.find((row) => row.code === it.unit.code)?.days[0]?.slots ?? [];
  return (
    <Section title="変更">
      <details>
        <summary>日時・部屋・内容を変える（同じ予約番号のまま）</summary>
        <Form action="change">
          <Hidden name="version" value={it.version} />
          <Hidden name="purpose" value={it.purpose} />
          {it.commercial && <Hidden name="commercial" value="on" />}
          {it.rehearsal && <Hidden name="rehearsal" value="on" />}
          {it.extras.map((extra, index) => <span key={extra.code} hidden><Hidden name={`extras.${index}.code`} value={extra.code} /><Hidden name={`extras.${index}.quantity`} value={extra.quantity} /></span>)}
          <div class="form inline">
            <DateField name="date" label="利用日" required native value={it.date} />
            <Select name="unit" label="部屋" required blank={null} value={it.unit.id} options={open.units.map((row) => ({ value: row.unit, label: row.name.ja }))} />
            <NumberField name="persons" label="人数" quiet unit="人" value={it.persons} />
          </div>
          {scheme?.kind === 'hourly'
            ? <div class="form inline"><TimeField name="from" label="始まり" required value={formatTime(it.start)} /><TimeField name="to" label="終わり" required value={formatTime(it.end)} /></div>
            : <Checkboxes name="slots" label="時間" required inline values={it.slots} options={slots.map((slot) => ({ value: slot.code, label: `${slot.name.ja} ${formatTime(slot.start)}～${formatTime(slot.end)}` }))} />}
          {unit?.stay && <NumberField name="nights" label="泊数" required unit="泊" value={it.nights} hint={`${unit.stay.maxNights}泊まで。減らすときは、取消料を計算する「泊数を減らす」を使ってください。`} />}
          <TextField name="reason" label="理由" quiet hint="受付期間の外へ移すときは必ず書きます。" width="long" />
          <FormActions next="使用料に差があるときは、追加の請求か還付が自動でできます。"><Submit kind="second">変更する</Submit></FormActions>
        </Form>
      </details>
    </Section>
  );
}

/** Nights given up at the counter, with the cause that decides the charge. */
export function FewerNightsPart({ model }: { readonly model: BookingModel }) {
  const { it } = model;
  if (model.shorter.length === 0) return null;
  return (
    <Section title="泊数を減らす">
      <details>
        <summary>最後の夜からやめる（いま{it.nights}泊）</summary>
        <Form action="shorten">
          <Radios name="nights" label="泊数" required value={String(model.shorter[0]?.nights ?? 1)} options={model.shorter.map((option) => ({ value: String(option.nights), label: `${option.nights}泊`, note: <>利用者の都合なら、取消料 <Money yen={option.chargeYen} />　使用料 <Money yen={option.feeYen} />{option.refundYen > 0 && <>　還付 <Money yen={option.refundYen} /></>}</> }))} />
          <Radios name="cause" label="事情" required inline value="patron" options={causes} />
          <FormActions next="やめた夜は、施設の規則の時刻に空きへ戻ります。利用者に知らせが届きます。"><Submit kind="danger">泊数を減らす</Submit></FormActions>
        </Form>
      </details>
    </Section>
  );
}

const causes = [
  { value: 'patron', label: '利用者の都合' }, { value: 'city', label: '市の都合' }, { value: 'disaster', label: '災害' }, { value: 'transport', label: '交通機関の運休' }, { value: 'weather', label: '天候' },
];

export function CancelPart({ it }: { readonly it: BookingView }) {
  const { cancellation } = it;
  return (
    <Section title="取消し">
      <details>
        <summary>この予約を取り消す</summary>
        {cancellation && (
          <Facts rows={[
            { label: '利用者の都合なら', value: <>取消料 <Money yen={cancellation.charge} />（{cancellation.chargePercent}%）　還付 <Money yen={cancellation.refund} />{cancellation.due > 0 && <>　追加の請求 <Money yen={cancellation.due} /></>}</> },
            { label: '市の都合・災害なら', value: '取消料なし、支払い済みの額をすべて還付' },
            cancellation.ground !== '' && { label: '根拠', value: cancellation.ground },
          ]} />
        )}
        <Form action="cancel">
          <Radios name="cause" label="事情" required inline value="patron" options={causes} />
          <TextArea name="reason" label="理由" rows={2} />
          <FormActions next="利用者に知らせが届きます。元に戻すことはできません。"><Submit kind="danger">取り消す</Submit></FormActions>
        </Form>
      </details>
    </Section>
  );
}
