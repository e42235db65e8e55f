/** アレルゲンの言葉: what menus may name, each from its day. */
import { staff } from '../../../kernel/actor.ts';
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import { act, page, to } from '../../../kernel/page.ts';
import { type Column, DataTable, DateField, Form, FormActions, Page, Radios, Section, Select, Submit, TextArea, TextField } from '../../../ui/index.ts';
import { dropAllergen, endAllergen, saveAllergen } from '../commands/allergens.ts';
import { allergenClasses, allergenClassWords } from '../messages/words.ts';
import { allergenWords } from '../queries/allergens.ts';
import { BoardTabs, home, root } from './staff-parts.tsx';

const here = `${root}/allergens`;
type Row = Awaited<ReturnType<typeof allergenWords.run>>['now'][number];

const columns: readonly Column<Row>[] = [
  { key: 'name', label: '表示の言葉', heads: true, render: (one) => one.name }, { key: 'en', label: '英語', render: (one) => <span lang="en">{one.nameEn}</span> },
  { key: 'class', label: '区分', render: (one) => allergenClassWords[one.class].ja }, { key: 'other', label: 'ほかの書き方', render: (one) => (one.otherWords.length === 0 ? '―' : one.otherWords.join('、')) },
  { key: 'days', label: '期間', render: (one) => `${formatDate(one.from, 'ja')}から${one.to === null ? '' : `${formatDate(one.to.subtract({ days: 1 }), 'ja')}まで`}` },
];
const key = (one: Row) => `${one.code}-${one.from.toString()}`;

export const allergensPage = page({
  path: here,
  title: { ja: 'アレルゲンの言葉', en: 'Words for allergens' },
  allow: [staff('schools.board')],
  load: (ctx) => ctx.ask(allergenWords, {}),
  actions: {
    save: act(saveAllergen, { done: () => to(here, '言葉を入れました。決めた日の献立から、この言葉で読み、表示します。') }),
    end: act(endAllergen, { done: () => to(here, '終わりの日を決めました。') }),
    drop: act(dropAllergen, { done: () => to(here, '取りやめました。') }),
  },
  view: (it, ctx) => (
    <Page title="アレルゲンの言葉" wide crumbs={[home]} lead={<>給食の献立は、その日に有効な言葉で読み、表示します。食品表示基準の別表第14（表示の義務）と、消費者庁が勧めるもの（推奨）が改められたら、始まる日とともに加えます。</>}>
      <BoardTabs ctx={ctx} current={here} />
      {it.toCome.length > 0 && <Section title="これから始まる言葉"><DataTable caption="これから始まる言葉" hideCaption rows={it.toCome} rowKey={key} empty="ありません。" columns={columns} actions={(one) => <Form action="drop" inline about={{ code: one.code, from: one.from.toString() }}><Submit kind="plain" about={one.name}>取りやめる</Submit></Form>} /></Section>}
      <Section title={`いま有効な言葉　${it.now.length}`}><DataTable caption="いま有効な言葉" hideCaption rows={it.now} rowKey={key} empty="ありません。" columns={columns} /></Section>
      <Section title="加える・改める">
        <Form action="save">
          <Select name="code" label="どの言葉" quiet blank="（新しい言葉）" value="" options={[...it.now, ...it.toCome.filter((row) => !it.now.some((one) => one.code === row.code)), ...it.ended.filter((row) => ![...it.now, ...it.toCome].some((one) => one.code === row.code))].map((one) => ({ value: one.code, label: one.name }))} hint="推奨から義務に変わるときなどは、いまの言葉を選びます。いまの行は前の日までになります。" />
          <TextField name="name" label="表示の言葉" required maxlength={20} hint="例　ピスタチオ" />
          <TextField name="nameEn" label="英語" required maxlength={30} lang="en" hint="例　Pistachio" />
          <Radios name="class" label="区分" required inline value="" options={allergenClasses.map((one) => ({ value: one, label: allergenClassWords[one].ja }))} />
          <TextArea name="otherWords" label="ほかの書き方" rows={2} maxlength={400} hint="献立の表で使われる書き方を「、」で区切って。漢字、かな、商品での呼び名など" />
          <DateField name="from" label="いつから" required native value={ctx.today} hint="今日か、これからの日" />
          <FormActions><Submit icon="plus">入れる</Submit></FormActions>
        </Form>
      </Section>
      <Section title="終える">
        <Form action="end">
          <Select name="code" label="どの言葉" required value="" options={it.now.map((one) => ({ value: one.code, label: one.name }))} hint="この日からあとの献立に入っている言葉は、終えられません。" />
          <DateField name="on" label="表示しなくなる日" required native />
          <FormActions><Submit kind="danger">終わりの日を決める</Submit></FormActions>
        </Form>
      </Section>
      {it.ended.length > 0 && <details><summary>終わった言葉　{it.ended.length}</summary><DataTable caption="終わった言葉" rows={it.ended} rowKey={key} empty="ありません。" columns={columns} /></details>}
    </Page>
  ),
});
