/** The board of education: which school has fallen silent, a school more or less, menus for many. */
import { staff } from '../../../kernel/actor.ts';
import { act, page, to } from '../../../kernel/page.ts';
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import { A, Checkboxes, DataTable, DateField, Empty, FileField, Form, FormActions, LinkButton, LinkList, Notice, NumberField, Page, Section, Select, Submit, TextArea, TextField, When } from '../../../ui/index.ts';
import { importMenus } from '../commands/days.ts';
import { archiveSchool, saveSchool } from '../commands/school.ts';
import { schoolKinds, schoolKindWords } from '../messages/words.ts';
import { freeOffices, mySchools, overview, people, readers, schoolSetup } from '../queries/office.ts';
import { MENU_COLUMNS } from '../rules/csv-lines.ts';
import { codeParams } from './public.tsx';
import { ageWords, BoardTabs, ColourChip, crumbsTo, deskPath, home, root, sheetOf } from './staff-parts.tsx';

export const overviewPage = page({
  path: root,
  title: { ja: '学校のサイト', en: 'School sites' },
  allow: readers,
  load: (ctx) => ctx.ask(overview, {}),
  view(it, ctx) {
    const silent = it.open.filter((one) => one.colour === 'red').length;
    return (
      <Page title="学校のサイト" wide lead={it.open.length === 0 ? undefined : <>{it.open.length}校のうち、止まっている学校は{silent}校です。最後のニュースからの授業日で数えます（土日・祝日・学校の休みを除く）。</>} actions={it.board ? <LinkButton to={`${root}/closure`} icon="warning" kind="second">臨時休校を知らせる</LinkButton> : undefined}>
        <BoardTabs ctx={ctx} current={root} />
        <Section title="更新のようす">
          <DataTable
            caption="学校と最後のニュース" hideCaption rows={it.open} rowKey={(one) => one.code} empty={<Empty title="学校がまだありません" next={it.board ? <A to={`${root}/new`}>学校を加える</A> : <p>受け持つ学校がありません。教育委員会の担当にお尋ねください。</p>} />}
            columns={[
              { key: 'name', label: '学校', heads: true, render: (one) => <A to={deskPath(one.code)}>{one.name}</A> },
              { key: 'colour', label: 'ようす', nowrap: true, render: (one) => <ColourChip colour={one.colour} /> },
              { key: 'age', label: '最後のニュースから', nowrap: true, render: (one) => ageWords(one.age) },
              { key: 'last', label: '最後のニュース', nowrap: true, render: (one) => (one.last ? <When date={one.last} style="withWeekday" /> : '―') },
              { key: 'reminded', label: '知らせた日', nowrap: true, render: (one) => (one.reminded ? <When instant={one.reminded.sentAt} style="short" /> : '―') },
            ]}
            actions={it.board ? (one) => <A to={`${deskPath(one.code)}/setup`}>設定</A> : undefined}
          />
        </Section>
        {it.archived.length > 0 && <Section title="過去の学校"><LinkList items={it.archived.map((one) => ({ to: deskPath(one.code), label: one.name, ...(one.archivedOn ? { note: `${formatDate(one.archivedOn, 'ja')} 閉校` } : {}) }))} /></Section>}
      </Page>
    );
  },
});

interface Shown {
  readonly name: string;
  readonly name_en: string;
  readonly kind: string;
  readonly department_id: string;
  readonly area: string;
  readonly address: string;
  readonly phone: string;
  readonly ordinal: number;
}

function SchoolFields({ it, offices, areas }: { readonly it: Shown | null; readonly offices: readonly { readonly id: string; readonly code: string; readonly name: string; readonly school: string | null }[]; readonly areas: readonly { readonly code: string; readonly name: { readonly ja: string } }[] }) {
  return (
    <>
      <TextField name="name" label="名前" required maxlength={60} value={it?.name ?? ''} hint="例　二本松北小学校" />
      <TextField name="nameEn" label="英語の名前" required maxlength={80} value={it?.name_en ?? ''} lang="en" />
      <Select name="kind" label="種類" required blank={null} value={it?.kind ?? 'elementary'} options={schoolKinds.map((kind) => ({ value: kind, label: schoolKindWords[kind].ja }))} />
      <Select name="department" label="所属" required value={it?.department_id ?? ''} options={offices.filter((one) => one.school === null || one.id === it?.department_id).map((one) => ({ value: one.id, label: `${one.code} ${one.name}` }))} hint="学校の先生が入っている所属です。この所属の人が書き、別の人が承認します。" />
      <Select name="area" label="地域" quiet blank="（なし）" value={it?.area ?? ''} options={areas.map((area) => ({ value: area.code, label: area.name.ja }))} />
      <TextField name="address" label="所在地" maxlength={120} width="long" value={it?.address ?? ''} />
      <TextField name="phone" label="電話" type="tel" value={it?.phone ?? ''} />
      <NumberField name="ordinal" label="並び" quiet value={it?.ordinal ?? 100} />
    </>
  );
}

export const newPage = page({
  path: `${root}/new`,
  title: { ja: '学校を加える', en: 'Add a school' },
  allow: [staff('schools.board')],
  load: (ctx) => ctx.ask(freeOffices, {}),
  actions: { add: act(saveSchool, { done: (value) => to(deskPath(value.school), '学校を加え、サイトとフォルダーを作りました。') }) },
  view: (offices, ctx) => (
    <Page title="学校を加える" wide crumbs={[home]} lead={<>学校のサイトと、ニュース・学校だより・行事・給食・紹介のフォルダーを一度に作ります。</>}>
      <BoardTabs ctx={ctx} current={`${root}/new`} />
      {!ctx.may('website.edit') && <Notice kind="warn" title="いまの権限では加えられません"><p>「サイト全体を整える（広報）」の権限も要ります。</p></Notice>}
      <Section title="学校">
        <Form action="add">
          <TextField name="school" label="記号" required maxlength={32} hint="アドレスになります。半角の英小文字・数字・ハイフン（例　nihonmatsu-kita）。あとで変えられません。" />
          <SchoolFields it={null} offices={offices} areas={ctx.city.facts.areas ?? []} />
          <FormActions><Submit icon="plus">学校を加える</Submit></FormActions>
        </Form>
      </Section>
    </Page>
  ),
});

export const setupPage = page({
  path: `${root}/:code/setup`,
  title: { ja: '学校の設定', en: 'Set up a school' },
  allow: [staff('schools.board')],
  params: codeParams,
  async load(ctx, { params }) {
    const [it, offices] = await Promise.all([ctx.ask(schoolSetup, { school: params.code }), ctx.ask(freeOffices, {})]);
    return { it, offices };
  },
  actions: {
    save: act(saveSchool, { done: (value) => to(`${deskPath(value.school)}/setup`, '保存しました。') }),
    archive: act(archiveSchool, { done: (value) => to(deskPath(value.school), '学校を閉じました。ページは記録として残ります。') }),
  },
  view: ({ it, offices }, ctx) => (
    <Page title={`${it.name}の設定`} wide crumbs={crumbsTo(it.code, it.name)}>
      {it.state === 'archived' ? <Notice title="閉校した学校です"><p>{it.archived_on && <When date={it.archived_on} style="long" />}に閉じました。設定は変えられません。</p></Notice> : <>
        <Section title="学校"><Form action="save" about={{ school: it.code, version: it.version }}><SchoolFields it={it} offices={offices} areas={ctx.city.facts.areas ?? []} /><FormActions><Submit>保存する</Submit></FormActions></Form></Section>
        <Section title="閉校・統合">
          <p>閉じると、だれも書けなくなります。ページはいまのアドレスに残り、「過去の学校」と表示されます。名簿の印は消します。</p>
          <Form action="archive" about={{ school: it.code, version: it.version }}>
            <DateField name="on" label="閉校の日" required native />
            <Select name="mergedInto" label="統合先" quiet blank="（なし）" value="" options={it.others.map((one) => ({ value: one.code, label: one.name }))} />
            <FormActions><Submit kind="danger">この学校を閉じる</Submit></FormActions>
          </Form>
        </Section>
      </>}
    </Page>
  ),
});

export const menusImportPage = page({
  path: `${root}/menus`,
  title: { ja: '給食の取込み', en: 'Import menus' },
  allow: people,
  uploads: true,
  load: (ctx) => ctx.ask(mySchools, {}),
  actions: { import: act(importMenus, { input: (form) => ({ schools: form.all('schools'), csv: sheetOf(form) || form.get('csv') }), done: (value) => to(`${root}/menus`, `${value.schools}校に、${value.days}日分の献立を取り込みました。`) }) },
  view: (schools, ctx) => (
    <Page title="給食の取込み" wide lead={<>1か所でも誤りがあれば、何も取り込みません。同じ日の献立は、新しいものに替わります。</>}>
      <BoardTabs ctx={ctx} current={`${root}/menus`} />
      <Section title="献立の表">
        {schools.length === 0 ? <p>受け持つ学校がありません。</p> : (
          <Form action="import" multipart>
            <Checkboxes name="schools" label="学校" required inline values={schools.length === 1 ? schools.map((one) => one.code) : []} options={schools.map((one) => ({ value: one.code, label: one.name }))} />
            <FileField name="file" label="CSVファイル" accept=".csv,text/csv" hint={`1行目の見出し：${MENU_COLUMNS.join('、')}。献立とアレルゲンは「、」で区切ります。アレルゲンがない日は「なし」。`} />
            <TextArea name="csv" label="または、表を貼り付ける" rows={6} hint="表計算ソフトで選んでコピーしたものを、そのまま貼り付けられます。" />
            <FormActions><Submit icon="upload">取り込む</Submit></FormActions>
          </Form>
        )}
      </Section>
    </Page>
  ),
});
