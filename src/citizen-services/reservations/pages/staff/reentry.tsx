/** 停電後の入力: what was written by hand becomes bookings; every line is looked at before, and answered after. */
import { z } from 'zod';
import { staff } from '../../../../kernel/actor.ts';
import { toInstant } from '../../../../kernel/calendar/calendar.ts';
import { dateField, optional } from '../../../../kernel/fields.ts';
import { page, to, type PageContext } from '../../../../kernel/page.ts';
import { Chip, DataTable, DateField, Form, FormActions, Hidden, Notice, Page, Section, Submit, TextArea, When } from '../../../../ui/index.ts';
import { reserve } from '../../commands/book.ts';
import { finish, pay } from '../../commands/desk.ts';
import { findPatron } from '../../queries/patrons.ts';
import { unitOf } from '../../rules/policy.ts';
import { loadDay } from './desk.tsx';
import { conflictOf, MAX_LINES, type Occupied, readLines, type ReentryLine } from './reentry-lines.ts';
import { deskCrumbs, times, withSearch } from './words.tsx';

const search = z.object({ date: optional(dateField({ ja: '日', en: 'Date' })), lines: z.string().max(4000).default(''), failed: z.string().max(4000).default('') });

type Day = Awaited<ReturnType<typeof loadDay>>;

/** Every line with what is in its way; a line occupies its place for those below it. */
function look(day: Day, text: string) {
  const occupied: Occupied[] = [
    ...day.bookings.filter((row) => row.state !== 'no_show').map((row) => ({ start: row.start, end: row.end, label: row.who || row.number, cells: unitOf(day.policy, row.unitCode)?.cells ?? [] })),
    ...day.blocks.filter((block) => block.state === 'approved').map((block) => ({ start: block.start, end: block.end, label: block.label, cells: block.cells })),
  ];
  return readLines(text, day.policy, day.date).map((read, index) => {
    if (!read.ok) return { index, text: read.text, line: null, why: read.why };
    const why = conflictOf(read.line, day.policy, occupied);
    if (why === null) occupied.push({ ...read.line, label: `この用紙の${index + 1}行目`, cells: unitOf(day.policy, read.line.unit)?.cells ?? [] });
    return { index, text: read.text, line: read.line, why: why === null ? null : `すでにあります：${why}` };
  });
}

function isOver(ctx: PageContext, date: Temporal.PlainDate, minute: number): boolean {
  return Temporal.Instant.compare(toInstant(date, minute), ctx.now) <= 0;
}

/** Books a line, takes what was paid, and ends the use when it is over. Answers what went wrong, or null. */
async function enter(ctx: PageContext, day: Day, line: ReentryLine, key: string): Promise<string | null> {
  const unit = day.rows.find((row) => row.code === line.unit);
  const found = /^\d{6,}$/.test(line.name) ? await ctx.tryAsk(findPatron, { text: line.name }) : null;
  const patron = found?.ok ? found.value.find((one) => one.number === line.name) : undefined;
  const who = patron ? { patron: patron.id } : { walkInName: line.name, walkInPhone: line.phone };
  const booked = await ctx.do(reserve, { unit: unit?.unit ?? '', date: day.date.toString(), from: line.start, to: line.end, channel: 'desk', reason: '停電時に用紙で受け付けた利用', recordedAfter: isOver(ctx, day.date, line.start), remarks: line.text, ...who }, `${key}-book`);
  if (!booked.ok) return booked.message;
  const { reservation, number } = booked.value;
  const close = async () => {
    if (!isOver(ctx, day.date, line.end)) return null;
    const ended = await ctx.do(finish, { reservation }, `${key}-finish`);
    return ended.ok ? null : `予約しました（${number}）。利用の終わりは記録できませんでした：${ended.message}`;
  };
  if (booked.value.state === 'permitted') return close();
  if (line.paidYen === null || booked.value.receivable === null) return isOver(ctx, day.date, line.start) ? `予約しました（${number}）。使用料${booked.value.feeYen.toLocaleString('ja-JP')}円の入金は、予約の画面で記録してください。` : null;
  if (line.paidYen !== booked.value.payNowYen || booked.value.parts.length > 1) return `予約しました（${number}）。受け取った額（${line.paidYen}円）が使用料（${booked.value.feeYen}円）と違うため、入金は予約の画面で記録してください。`;
  const paid = await ctx.do(pay, { reservation, receivable: booked.value.receivable, amount: line.paidYen, tendered: line.paidYen }, `${key}-pay`);
  return paid.ok ? close() : `予約しました（${number}）。入金は記録できませんでした：${paid.message}`;
}

export const reentryPage = page({
  path: '/staff/reservations/:code/reentry',
  title: { ja: '停電後の入力', en: 'Entering what was written by hand' },
  allow: [staff('reservations.desk')],
  search,
  async load(ctx, at) {
    const day = await loadDay(ctx, at.params['code'] ?? '', at.search.date);
    return { day, lines: at.search.lines, seen: look(day, at.search.lines), failed: at.search.failed };
  },
  actions: {
    preview: async (_ctx, form, { params }) => to(withSearch(`/staff/reservations/${params['code'] ?? ''}/reentry`, { date: form.get('date'), lines: form.get('lines').slice(0, 4000) })),
    book: async (ctx, form, { params }) => {
      const code = params['code'] ?? '';
      const asked = search.safeParse({ date: form.get('date') });
      const day = await loadDay(ctx, code, asked.success ? asked.data.date : null);
      const left: string[] = [];
      const said: string[] = [];
      let done = 0;
      for (const row of look(day, form.get('lines'))) {
        const why = row.line === null || row.why !== null ? (row.why ?? '') : await enter(ctx, day, row.line, `${form.get('_request').slice(0, 60)}-${row.index}`);
        if (why === null) done++;
        else {
          said.push(`${row.text} → ${why}`);
          if (!why.startsWith('予約しました')) left.push(row.text);
        }
      }
      const message = `${done}件を記録しました。${said.length > 0 ? `${said.length}件は確かめてください。` : ''}`;
      return to(withSearch(`/staff/reservations/${code}/reentry`, { date: day.date.toString(), lines: left.join('\n').slice(0, 3000), failed: said.join('\n').slice(0, 3000) }), said.length > 0 ? { kind: 'warn', message } : message);
    },
  },
  view(model) {
    const { day, seen } = model;
    const ready = seen.filter((row) => row.why === null).length;
    return (
      <Page title="停電後の入力" wide crumbs={deskCrumbs(day.facility)} scripts={['desk-grid.js']} lead={<><When date={day.date} />　用紙に手で書いた利用を、一度に{MAX_LINES}行まで、14日前の分まで入れられます。済んだ利用は、入金と利用の終わりまで記録します。</>}>
        {model.failed !== '' && <Notice kind="warn" title="次の行を確かめてください">{model.failed.split('\n').map((line) => <p key={line}>{line}</p>)}</Notice>}
        <Section title="1　書き写す">
          <div {...(seen.length === 0 ? { 'data-desk-focus': '' } : {})}>
            <Form action="preview">
              <DateField name="date" label="利用日" required native value={day.date} />
              <TextArea name="lines" label="1行に1件" required rows={10} value={model.lines} hint="時間, 部屋, 名前（または登録番号）, 電話, 受け取った額。例　9:00-12:00, 半面A, 油井卓球愛好会, 0243-00-0000, 1000。表計算ソフトからの貼り付けもできます。" />
              <FormActions><Submit kind={seen.length === 0 ? 'primary' : 'second'}>確かめる</Submit></FormActions>
            </Form>
          </div>
        </Section>
        {seen.length > 0 && (
          <Section title={`2　確かめる　${ready}件を記録できます`}>
            <DataTable
              caption="読み取った行" hideCaption rows={seen} rowKey={(row) => String(row.index)} empty=""
              columns={[
                { key: 'n', label: '行', align: 'end', render: (row) => row.index + 1 },
                { key: 'time', label: '時間', nowrap: true, render: (row) => (row.line ? times(row.line) : '―') },
                { key: 'unit', label: '部屋', render: (row) => (row.line ? (unitOf(day.policy, row.line.unit)?.name.ja ?? row.line.unit) : row.text) },
                { key: 'who', label: '利用者', render: (row) => (row.line ? <>{row.line.name}<small>{row.line.phone}</small></> : '') },
                { key: 'paid', label: '受取額', align: 'end', render: (row) => (row.line?.paidYen ? `${row.line.paidYen.toLocaleString('ja-JP')}円` : '―') },
                { key: 'why', label: '結果', render: (row) => (row.why === null ? <Chip kind="ok">記録できます</Chip> : <><Chip kind="bad">確かめる</Chip><small>{row.why}</small></>) },
              ]}
            />
            <div data-desk-focus="">
              <Form action="book">
                <Hidden name="date" value={day.date.toString()} />
                <Hidden name="lines" value={model.lines} />
                <FormActions next="「確かめる」の行は飛ばし、残りを予約にします。結果は行ごとに示します。"><Submit>{ready}件を記録する</Submit></FormActions>
              </Form>
            </div>
          </Section>
        )}
      </Page>
    );
  },
});
