/** 日計: what came in on a day, by desk and method; the drawer is closed here. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { dateField, optional } from '../../../kernel/fields.ts';
import { act, page, route, to } from '../../../kernel/page.ts';
import { closeCash } from '../../../kernel/payments/commands.ts';
import { dayBook, refundsWaiting } from '../../../kernel/payments/queries.ts';
import { formatInstant } from '../../../kernel/calendar/calendar.ts';
import { writeCsv } from '../../../kernel/text/text.ts';
import { A, Chip, DataTable, DateField, Form, FormActions, Money, Page, RangeNav, Section, Submit, TextField, When, YenField } from '../../../ui/index.ts';
import { cashRefunds } from '../queries.ts';
import { DoorTabs, methodWords } from '../words.tsx';

const path = '/staff/collection';
const daySearch = z.object({ date: optional(dateField({ ja: '日', en: 'Date' })), place: z.string().max(60).default('') });
const looking = [staff('payments.cash'), staff('payments.read')];

/** Cash that goes back leaves the same drawer. */
interface CashBack {
  readonly place: string;
  readonly amountYen: number;
}

interface Entry {
  readonly place: string;
  readonly method: string;
  readonly amountYen: number;
}

export interface PlaceSum {
  readonly place: string;
  readonly count: number;
  /** What the drawer must hold: cash taken, less reversals and cash refunds. */
  readonly cashYen: number;
  readonly backYen: number;
  readonly otherYen: number;
}

/** Takings by desk. Reversals and cash refunds count against the cash, as the closing does. */
export function sumsByPlace(entries: readonly Entry[], back: readonly CashBack[] = []): readonly PlaceSum[] {
  const isCash = (entry: Entry) => entry.method === 'cash' || entry.method === 'reversal';
  const sum = (list: readonly CashBack[]) => list.reduce((total, entry) => total + entry.amountYen, 0);
  return [...new Set([...entries, ...back].map((entry) => entry.place))].map((place) => {
    const list = entries.filter((entry) => entry.place === place);
    const backYen = sum(back.filter((one) => one.place === place));
    return { place, count: list.length, cashYen: sum(list.filter(isCash)) - backYen, backYen, otherYen: sum(list.filter((entry) => !isCash(entry))) };
  }).toSorted((a, b) => a.place.localeCompare(b.place));
}

export const dayBookPage = page({
  path,
  title: { ja: '日計', en: 'The day’s takings' },
  allow: looking,
  search: daySearch,
  async load(ctx, { search }) {
    const day = search.date ?? ctx.today;
    const [book, back, waiting] = await Promise.all([ctx.ask(dayBook, { day: day.toString() }), ctx.ask(cashRefunds, { day: day.toString() }), ctx.tryAsk(refundsWaiting, {})]);
    const sums = sumsByPlace(book.entries, back);
    const place = sums.find((row) => row.place === search.place && search.place !== '') ?? null;
    return { book, sums, back: place === null ? back : back.filter((row) => row.place === place.place), place, entries: place === null ? book.entries : book.entries.filter((row) => row.place === place.place), waiting: waiting.ok ? waiting.value : 0 };
  },
  actions: {
    close: act(closeCash, {
      done: (value, at: { search: { date: Temporal.PlainDate | null } }) => to(at.search.date === null ? path : `${path}?date=${at.search.date.toString()}`, value.differenceYen === 0 ? '締めました。現金は帳簿と一致しています。' : { kind: 'warn', message: `締めました。差額 ${value.differenceYen > 0 ? '＋' : '−'}${Math.abs(value.differenceYen).toLocaleString('ja-JP')}円（帳簿 ${value.expectedYen.toLocaleString('ja-JP')}円）` }),
    }),
  },
  view(model, ctx) {
    const { book } = model;
    const at = (day: Temporal.PlainDate) => `${path}?date=${day.toString()}`;
    return (
      <Page title="日計" wide lead={<When date={book.day} />} actions={<A to={`/staff/collection/csv/day-book?date=${book.day.toString()}`} download>CSV</A>}>
        <DoorTabs ctx={ctx} current={path} refunds={model.waiting} />
        <div class="section-aside">
          <RangeNav label="日の移動" previous={{ to: at(book.day.subtract({ days: 1 })), label: '前日' }} current={<When date={book.day} style="monthDay" />} next={{ to: at(book.day.add({ days: 1 })), label: '翌日' }} />
          <Form method="get" label="日を選ぶ" submit="表示"><DateField name="date" label="日" hideLabel quiet native value={book.day} /></Form>
        </div>
        <Section title="窓口ごとの合計" aside={ctx.may('payments.cash') ? <span class="hint">窓口の名前を押すと、現金を締められます。</span> : undefined}>
          <DataTable
            caption="窓口ごとの合計" hideCaption rows={model.sums} rowKey={(row) => row.place} empty="この日の収納はまだありません。"
            columns={[
              { key: 'place', label: '窓口', render: (row) => (row.place === '' ? '（窓口以外）' : <A to={`${at(book.day)}&place=${encodeURIComponent(row.place)}`} current={row.place === model.place?.place}>{row.place}</A>) },
              { key: 'count', label: '件数', align: 'end', render: (row) => `${row.count}件` },
              { key: 'cash', label: '現金', align: 'end', render: (row) => <><Money yen={row.cashYen} />{row.backYen > 0 && <small>還付 <Money yen={-row.backYen} />を引いた額</small>}</> },
              { key: 'other', label: 'その他', align: 'end', render: (row) => <Money yen={row.otherYen} /> },
              { key: 'closed', label: '締め', render: (row) => <Closed closing={book.closings.find((one) => one.place === row.place)} /> },
            ]}
            foot={['計', `${book.entries.length}件`, <Money key="cash" yen={model.sums.reduce((sum, row) => sum + row.cashYen, 0)} />, <Money key="other" yen={model.sums.reduce((sum, row) => sum + row.otherYen, 0)} />, '']}
          />
        </Section>
        {model.place !== null && ctx.may('payments.cash') && !book.closings.some((one) => one.place === model.place?.place) && (
          <Section title={`現金を締める　${model.place.place}`}>
            <Form action="close" about={{ place: model.place.place, day: book.day.toString() }}>
              <p>帳簿の現金　<b><Money yen={model.place.cashYen} /></b>（釣銭の準備金を除いて数えてください）</p>
              <div class="form inline"><YenField name="counted" label="実際の現金" required /><TextField name="note" label="差額の理由" quiet width="long" /></div>
              <FormActions next="締めた後は、同じ日の締めをやり直せません。"><Submit kind="second" about={model.place.place}>締める</Submit></FormActions>
            </Form>
          </Section>
        )}
        <Section title={`収納の明細${model.place === null ? '' : `　${model.place.place}`}　${model.entries.length}件`} aside={model.place === null ? undefined : <A to={at(book.day)}>すべての窓口</A>}>
          <DataTable
            caption="収納の明細" hideCaption keys rows={model.entries} rowKey={(row) => row.id} empty="この日の収納はまだありません。"
            columns={[
              { key: 'number', label: '領収番号', nowrap: true, render: (row) => <A to={`/staff/collection/receipts/${row.id}`}>{row.number}</A> },
              { key: 'at', label: '時刻', nowrap: true, render: (row) => formatInstant(row.at, 'ja', 'short').split(' ').at(-1) },
              { key: 'title', label: '件名', render: (row) => <>{row.title}<small>{row.payer}</small></> },
              { key: 'place', label: '窓口', render: (row) => row.place || '―' },
              { key: 'method', label: '方法', nowrap: true, render: (row) => methodWords[row.method] ?? row.method },
              { key: 'amount', label: '金額', align: 'end', render: (row) => <Money yen={row.amountYen} /> },
            ]}
          />
        </Section>
        {model.back.length > 0 && (
          <Section title={`現金で返した還付　${model.back.length}件`}>
            <DataTable
              caption="現金で返した還付" hideCaption rows={model.back} rowKey={(row) => row.id} empty=""
              columns={[
                { key: 'number', label: '還付番号', nowrap: true, render: (row) => row.number }, { key: 'title', label: '件名', render: (row) => row.title },
                { key: 'place', label: '窓口', render: (row) => row.place || '―' }, { key: 'amount', label: '金額', align: 'end', render: (row) => <Money yen={-row.amountYen} /> },
              ]}
            />
          </Section>
        )}
      </Page>
    );
  },
});

function Closed({ closing }: { readonly closing: { readonly countedYen: number; readonly expectedYen: number; readonly note: string; readonly closedAt: Temporal.Instant } | undefined }) {
  if (!closing) return <Chip kind="wait">まだ</Chip>;
  const difference = closing.countedYen - closing.expectedYen;
  return <><Chip kind={difference === 0 ? 'ok' : 'bad'}>{difference === 0 ? '一致' : `差額 ${difference.toLocaleString('ja-JP')}円`}</Chip><small>{closing.note}</small></>;
}

export const dayBookCsv = route({
  path: '/staff/collection/csv/day-book',
  title: { ja: '日計（CSV）', en: 'The day’s takings as CSV' },
  allow: looking,
  async run(ctx, { search }) {
    const asked = daySearch.safeParse(search);
    const day = (asked.success ? asked.data.date : null) ?? ctx.today;
    const book = await ctx.ask(dayBook, { day: day.toString() });
    // Without the payer's name: a file leaves the house, and the ledger cannot tell whose name must stay in it (DV等支援措置). The number finds the rest.
    const body = writeCsv([['領収番号', '日時', '件名', '窓口', '方法', '金額', '収納先'], ...book.entries.map((row) => [row.number, formatInstant(row.at, 'ja', 'short'), row.title, row.place, methodWords[row.method] ?? row.method, row.amountYen, row.payee])]);
    return { type: 'text/csv; charset=utf-8', body, filename: `日計-${day.toString()}.csv` };
  },
});
