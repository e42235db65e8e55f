/** 個人開放: the door of a day. Tickets first, for they are the quickest; then cash, then the sale of books. */
import { z } from 'zod';
import { staff } from '../../../../kernel/actor.ts';
import { formatDate } from '../../../../kernel/calendar/calendar.ts';
import { dateField, optional } from '../../../../kernel/fields.ts';
import { act, type PageContext, page, to } from '../../../../kernel/page.ts';
import { receipt } from '../../../../kernel/payments/queries.ts';
import { Chip, DataTable, Facts, Form, Money, Notice, NumberField, Page, RangeNav, Section, Select, Submit, TextField, When, YenField } from '../../../../ui/index.ts';
import { admit, admitWithTickets, sellBook, undoAdmission } from '../../commands/open-use.ts';
import { openUseDay } from '../../queries/open-use.ts';
import { clockOf } from '../../rules/clock.ts';
import { deskCrumbs, withSearch } from './words.tsx';

const text = optional(z.string().max(60));

async function load(ctx: PageContext, code: string, search: { readonly date: Temporal.PlainDate | null; readonly paid: string | null; readonly sold: string | null; readonly number: string | null }) {
  const [day, taken] = await Promise.all([ctx.ask(openUseDay, { facility: code, date: search.date?.toString() ?? '', number: search.number ?? search.sold ?? '' }), search.paid ? ctx.tryAsk(receipt, { receipt: search.paid }) : null]);
  return { day, taken: taken?.ok ? taken.value : null, sold: search.sold, now: day.date.equals(ctx.today) };
}

type Model = Awaited<ReturnType<typeof load>>;
interface At {
  readonly params: Readonly<Record<string, string>>;
}
const here = (at: At) => `/staff/reservations/${at.params['code'] ?? ''}/open-use`;

export const openUsePage = page({
  path: '/staff/reservations/:code/open-use',
  title: { ja: '個人開放', en: 'Drop-in use' },
  allow: [staff('reservations.desk'), staff('reservations.day')],
  search: z.object({ date: optional(dateField({ ja: '日', en: 'Date' })), paid: text, sold: text, number: text }),
  load: (ctx, { params, search }) => load(ctx, params['code'] ?? '', search),
  actions: {
    tickets: act(admitWithTickets, { input: (form, at: At) => ({ ...form.input(), facility: at.params['code'] }), done: (value, at: At) => to(withSearch(here(at), { number: value.number }), `入場を記録しました。${value.left === null ? `定期券の期限は${formatDate(Temporal.PlainDate.from(value.validTo), 'ja')}です。` : `残り${value.left}枚です。`}`) }),
    cash: act(admit, { input: (form, at: At) => ({ ...form.input(), facility: at.params['code'] }), done: (value, at: At) => to(withSearch(here(at), { paid: value.receipt ?? '' }), value.receipt === null ? '入場を記録しました。料金はかかりません。' : undefined) }),
    sell: act(sellBook, { input: (form, at: At) => ({ ...form.input(), facility: at.params['code'] }), done: (value, at: At) => to(withSearch(here(at), { sold: value.number, paid: value.receipt ?? '' })) }),
    undo: act(undoAdmission, { done: (_value, at: At) => to(here(at), '入場を取り消し、券を戻しました。') }),
  },
  view(model, ctx) {
    const { day } = model;
    const path = `/staff/reservations/${day.facility.code}/open-use`;
    const near = (date: Temporal.PlainDate) => withSearch(path, { date: date.toString() });
    const atDesk = ctx.may('reservations.desk', `facility:${day.facility.code}`);
    return (
      <Page title={`個人開放　${day.facility.name.ja}`} wide crumbs={deskCrumbs(day.facility)} lead={<><When date={day.date} />{day.capacity !== null && <>　定員 {day.capacity}人{day.inside !== null && `（いま ${day.inside}人）`}</>}</>}>
        <RangeNav label="日の移動" previous={{ to: near(day.date.subtract({ days: 1 })), label: '前日' }} current={<When date={day.date} style="monthDay" />} next={{ to: near(day.date.add({ days: 1 })), label: '翌日' }} />
        <Taken model={model} />
        {model.now && <Tickets model={model} />}
        {model.now && atDesk && <Cash model={model} mayCash={ctx.may('payments.cash')} />}
        {model.now && atDesk && day.openUse.books.length > 0 && <Sell model={model} mayCash={ctx.may('payments.cash')} />}
        <Totals model={model} />
        <Admissions model={model} mayUndo={model.now && atDesk} />
      </Page>
    );
  },
});

/** The number of the book just sold, in large figures, and the receipt. */
function Taken({ model }: { readonly model: Model }) {
  const { taken, sold, day } = model;
  if (taken === null && sold === null) return null;
  return (
    <Notice kind="good" role="status" title={sold === null ? '入場を記録しました' : '回数券を売りました'}>
      {sold !== null && <h2>番号　<span class="num">{sold}</span></h2>}
      {sold !== null && day.book !== null && <p>{day.book.left === null ? '期限まで何回でも使えます。' : `${day.book.left}枚`}　{formatDate(day.book.validTo, 'ja')}まで。番号を券に書いてお渡しください。</p>}
      {taken !== null && <p>お釣り <b><Money yen={taken.changeYen} /></b>　料金 <Money yen={taken.amountYen} />　領収番号 <span class="num">{taken.number}</span></p>}
      {taken !== null && <Form action="print" to={`/staff/collection/receipts/${taken.id}`} about={{ receipt: taken.id }} inline submit="領収書を印刷" kind="second" />}
    </Notice>
  );
}

function Tickets({ model }: { readonly model: Model }) {
  const { book, asked } = model.day;
  return (
    <Section title="回数券・定期券で入場">
      <Form action="tickets">
        <div class="form inline">
          <TextField name="number" label="番号" required />
          <NumberField name="persons" label="人数" required unit="人" value={1} />
          <Submit>入場</Submit>
        </div>
      </Form>
      {asked !== '' && book === null && <Notice kind="warn" title={`番号 ${asked} の回数券は、この施設にありません。`} />}
      {book !== null && <Facts rows={[{ label: '番号', value: <span class="num">{book.number}</span> }, { label: '残り', value: book.left === null ? '何回でも' : `${book.left}枚（${book.uses ?? 0}枚つづり）` }, { label: '期限', value: <When date={book.validTo} /> }]} />}
    </Section>
  );
}

interface MoneyPart {
  readonly model: Model;
  readonly mayCash: boolean;
}

function Cash({ model, mayCash }: MoneyPart) {
  const entries = model.day.openUse.entries.filter((entry) => mayCash || entry.yen === 0);
  if (entries.length === 0) return null;
  return (
    <Section title="現金で入場">
      <Form action="cash">
        <div class="form inline">
          <Select name="entry" label="区分" required blank={null} value={entries[0]?.code ?? ''} options={entries.map((entry) => ({ value: entry.code, label: `${entry.name.ja}　${entry.yen === 0 ? '無料' : `${entry.yen.toLocaleString('ja-JP')}円`}` }))} />
          <NumberField name="persons" label="人数" required unit="人" value={1} />
          <YenField name="tendered" label="お預かり" quiet />
          <Submit kind="second">受け取る</Submit>
        </div>
        <p class="hint">お預かりが空欄なら、ちょうど受け取ったものとして記録します。</p>
      </Form>
    </Section>
  );
}

function Sell({ model, mayCash }: MoneyPart) {
  const { books } = model.day.openUse;
  if (!mayCash) return null;
  return (
    <Section title="回数券を売る">
      <Form action="sell">
        <div class="form inline">
          <Select name="book" label="種類" required blank={null} value={books[0]?.code ?? ''} options={books.map((book) => ({ value: book.code, label: `${book.name.ja}　${book.yen.toLocaleString('ja-JP')}円（${book.months}か月）` }))} />
          <YenField name="tendered" label="お預かり" quiet />
          <Submit kind="second">売る</Submit>
        </div>
      </Form>
    </Section>
  );
}

function Totals({ model }: { readonly model: Model }) {
  const { totals, openUse, sales } = model.day;
  const sum = (of: (one: (typeof totals)[number]) => number) => totals.reduce((total, one) => total + of(one), 0);
  const persons = (count: number) => `${count.toLocaleString('ja-JP')}人`;
  return (
    <Section title={`この日の利用　${persons(sum((one) => one.persons))}`}>
      <DataTable
        caption="区分ごとの人数" hideCaption rows={totals} rowKey={(one) => one.entry} empty="入場はありません。"
        columns={[
          { key: 'entry', label: '区分', render: (one) => openUse.entries.find((entry) => entry.code === one.entry)?.name.ja ?? one.entry },
          { key: 'cash', label: '現金', align: 'end', render: (one) => persons(one.cash) }, { key: 'tickets', label: '回数券', align: 'end', render: (one) => persons(one.tickets) },
          { key: 'persons', label: '合計', align: 'end', render: (one) => persons(one.persons) }, { key: 'yen', label: '現金の額', align: 'end', render: (one) => <Money yen={one.yen} /> },
        ]}
        foot={['合計', persons(sum((one) => one.cash)), persons(sum((one) => one.tickets)), persons(sum((one) => one.persons)), <Money key="yen" yen={sum((one) => one.yen)} />]}
      />
      {sales.some((one) => one.count > 0) && <Facts rows={sales.filter((one) => one.count > 0).map((one) => ({ label: one.name.ja, value: <>{one.count}冊　<Money yen={one.yen} /></> }))} />}
    </Section>
  );
}

function Admissions({ model, mayUndo }: { readonly model: Model; readonly mayUndo: boolean }) {
  const { admissions, openUse } = model.day;
  if (admissions.length === 0) return null;
  return (
    <Section title={`入場の記録　${admissions.length}件`}>
      <DataTable
        caption="入場の記録" hideCaption rows={admissions} rowKey={(row) => row.id} empty=""
        columns={[
          { key: 'at', label: '時刻', nowrap: true, render: (row) => clockOf(row.at) },
          { key: 'entry', label: '区分', render: (row) => openUse.entries.find((entry) => entry.code === row.entry)?.name.ja ?? row.entry },
          { key: 'persons', label: '人数', align: 'end', render: (row) => `${row.persons}人` },
          { key: 'how', label: '支払い', render: (row) => (row.undone ? <Chip kind="no">取消し</Chip> : row.book === null ? <Money yen={row.yen} /> : <>回数券 <span class="num">{row.book}</span></>) },
        ]}
        actions={(row) => (mayUndo && row.book !== null && !row.undone ? <Form action="undo" inline about={{ admission: row.id }}><Submit kind="plain" about={`${clockOf(row.at)} ${row.book}`}>取り消す</Submit></Form> : null)}
      />
    </Section>
  );
}
