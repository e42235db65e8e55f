/** A school's own desk: what waits, how the site looks from outside, the days; and the list of names with its consents. */
import { act, page, to } from '../../../kernel/page.ts';
import { formatFiscalYear } from '../../../kernel/calendar/calendar.ts';
import { A, Checkbox, Chip, DataTable, DateField, Facts, Fieldset, FileField, Form, FormActions, LinkButton, LinkList, Notice, Page, Radios, Section, Submit, TextField, When } from '../../../ui/index.ts';
import { myWork, pageListAll } from '../../website/index.ts';
import { importChildren, setConsent } from '../commands/children.ts';
import { removeOccasion, saveOccasion } from '../commands/days.ts';
import { closureWords, folderKinds, folderWords } from '../messages/words.ts';
import { desk, people, readers } from '../queries/office.ts';
import { standsOn } from '../posting.ts';
import { CHILD_COLUMNS, CONSENT_COLUMNS } from '../rules/csv-lines.ts';
import { codeParams, spanWords } from './public.tsx';
import { ageWords, ColourChip, crumbsTo, deskPath, home, newsPath, root, SchoolTabs, sheetOf } from './staff-parts.tsx';

const LISTED = 15;

interface Counted {
  readonly allowed: number;
  readonly withheld: number;
  readonly missing: number;
}

const answered = (typed: string) => (typed === 'keep' ? '' : typed);

function ConsentCounts({ it }: { readonly it: Counted & { readonly name: Counted; readonly film: Counted } }) {
  const line = (label: string, one: Counted) => <li>{label}　可 {one.allowed}人、否 {one.withheld}人、未提出 {one.missing}人</li>;
  return <ul>{line('写真', it)}{line('氏名', it.name)}{line('声・動画', it.film)}</ul>;
}

export const deskPage = page({
  path: `${root}/:code`,
  title: { ja: '学校の机', en: 'A school’s desk' },
  allow: readers,
  params: codeParams,
  async load(ctx, { params }) {
    const it = await ctx.ask(desk, { school: params.code });
    const [work, pages] = await Promise.all([ctx.tryAsk(myWork, {}), ctx.tryAsk(pageListAll, { office: it.office, kind: 'school_news' })]);
    const here = <T extends { readonly path: string }>(rows: readonly T[]) => rows.filter((row) => standsOn(row.path, it.code));
    return { it, waiting: work.ok ? here(work.value.waiting) : [], drafts: work.ok ? here(work.value.drafts) : [], pages: pages.ok ? here(pages.value.rows).filter((row) => row.state === 'public') : [] };
  },
  actions: {
    occasion: act(saveOccasion, { done: (_, at) => to(`${deskPath(at.params.code)}#days`, '加えました。') }),
    remove: act(removeOccasion, { done: (_, at) => to(`${deskPath(at.params.code)}#days`, '消しました。') }),
  },
  view({ it, waiting, drafts, pages }) {
    const taken = pages.filter((row) => it.withdrawn.includes(row.page));
    return (
      <Page title={it.name} wide crumbs={[home]} lead={it.freshness ? <><ColourChip colour={it.freshness.colour} />　最後のニュースから：{ageWords(it.freshness.age)}</> : undefined} actions={it.mayWork ? <LinkButton icon="edit" to={`${deskPath(it.code)}/post`}>ニュースを書く</LinkButton> : undefined}>
        <SchoolTabs code={it.code} current="" work={it.mayWork} decide={it.mayDecide} />
        {it.state === 'archived' && <Notice kind="warn" title="過去の学校です"><p>サイトは記録として残ります。書き足すことはできません。</p></Notice>}
        {taken.length > 0 && (
          <Notice kind="bad" title={`同意のない子どもの写真・動画・名前が、${taken.length}件のニュースに載っています`}>
            <p>同意が取り下げられました。写真・動画・名前を替えた版に差し替えるか、公開を終えてください。</p>
            <ul>{taken.map((row) => <li key={row.page}><A to={`/staff/website/pages/${row.page}`}>{row.title}</A></li>)}</ul>
          </Notice>
        )}
        {waiting.length > 0 && (
          <Section title={`承認を待つニュース　${waiting.length}件`}>
            <LinkList items={waiting.map((row) => ({ to: newsPath(it.code, row.id), label: row.title, lead: row.submittedAt ? <When instant={row.submittedAt} style="short" /> : undefined, note: row.mine ? 'あなたが書きました。別の人の承認を待っています。' : `${row.savedName}さんが書きました。` }))} />
          </Section>
        )}
        {drafts.length > 0 && (
          <Section title={`書きかけ・直すもの　${drafts.length}件`}>
            <LinkList items={drafts.map((row) => ({ to: newsPath(it.code, row.id), label: row.title === '' ? '（題名なし）' : row.title, lead: <When instant={row.savedAt} style="short" />, ...(row.returnedNote === '' ? {} : { note: <><Chip kind="wait">差し戻し</Chip>　{row.returnedNote}</> }) }))} />
          </Section>
        )}
        <Section title="公開しているニュース" aside={<A to={`/schools/${it.code}`}>公開のページ</A>}>
          {pages.length === 0 ? <p>まだありません。写真一枚と数行から始められます。</p> : <LinkList items={pages.slice(0, LISTED).map((row) => ({ to: row.path, label: row.title, lead: row.changedAt ? <When instant={row.changedAt} style="short" /> : undefined }))} />}
        </Section>
        <Section title="この学校について">
          <Facts rows={[
            { label: '名簿', value: it.children.count === 0 ? <Chip kind="wait">まだ入っていません</Chip> : <>{it.children.count}人{it.children.at && <>　<When instant={it.children.at} style="long" /></>}</> },
            { label: `同意書（${formatFiscalYear(it.year, 'ja')}）`, value: <ConsentCounts it={it.children} /> },
            { label: '献立', value: it.lastMenu ? <><When date={it.lastMenu} style="withWeekday" />まで　<A to={`${root}/menus`}>取り込む</A></> : <A to={`${root}/menus`}>取り込む</A> },
            { label: '保護者のお知らせメール', value: <>{it.mails}件のアドレス　<A to={`/schools/mail?school=${it.code}`}>申込みの画面</A></> },
            { label: 'フォルダー', value: <>{folderKinds.flatMap((kind) => it.folders.filter((one) => one.kind === kind)).map((one) => <span key={one.kind}><A to={one.path}>{folderWords[one.kind].ja}</A>　</span>)}</> },
          ]} />
        </Section>
        <Section title="行事と休みの日" id="days">
          <DataTable
            caption="行事と休みの日" hideCaption rows={it.occasions} rowKey={(one) => one.id} empty="まだありません。「授業がない」日は、更新の間隔に数えません。"
            columns={[{ key: 'when', label: '日', nowrap: true, render: (one) => spanWords(one.from_on, one.to_on, 'ja') }, { key: 'title', label: '行事', heads: true, render: (one) => one.title }, { key: 'off', label: '授業', nowrap: true, render: (one) => (one.no_school ? <Chip kind="no">なし</Chip> : 'あり') }]}
            actions={it.mayWork ? (one) => <Form action="remove" inline about={{ school: it.code, occasion: one.id }}><Submit kind="plain" about={one.title}>消す</Submit></Form> : undefined}
          />
          {it.mayWork && (
            <Form action="occasion" about={{ school: it.code }}>
              <Fieldset legend="加える" inline><DateField name="from" label="始まりの日" native required /><DateField name="to" label="終わりの日" native required /></Fieldset>
              <TextField name="title" label="行事" required maxlength={60} hint="例　運動会、夏休み、振替休業日" />
              <TextField name="titleEn" label="英語の名前" maxlength={80} lang="en" />
              <Checkbox name="noSchool" label="授業がない" />
              <FormActions><Submit kind="second" icon="plus">加える</Submit></FormActions>
            </Form>
          )}
        </Section>
        {it.closures.length > 0 && <Section title="休校などの記録"><ul class="list">{it.closures.map((one) => <li key={one.id}>{closureWords[one.kind].ja}　{spanWords(one.from_on, one.to_on, 'ja')}　{one.reason}{one.became === 'ended' ? '（終えました）' : one.became === 'changed' ? '（内容が変わりました）' : ''}　<small>{one.made_name}　<When instant={one.made_at} style="short" /></small></li>)}</ul></Section>}
        {it.mayBoard && <p><A to={`${deskPath(it.code)}/setup`}>学校の設定</A></p>}
      </Page>
    );
  },
});

export const childrenPage = page({
  path: `${root}/:code/children`,
  title: { ja: '名簿と同意書', en: 'Names and consents' },
  allow: people,
  params: codeParams,
  uploads: true,
  load: (ctx, { params }) => ctx.ask(desk, { school: params.code }),
  actions: {
    import: act(importChildren, { input: (form, at) => ({ school: at.params.code, csv: sheetOf(form) }), done: (value, at) => to(`${deskPath(at.params.code)}/children`, `${value.children}人の名簿を入れました（可 ${value.allowed}人、否 ${value.withheld}人、未提出 ${value.missing}人、名簿を離れた子 ${value.left}人）。${value.unparted > 0 ? `${value.unparted}人は姓と名のあいだが空いていないので、名だけの呼び方は見つけられません。` : ''}`) }),
    consent: act(setConsent, { input: (form, at) => ({ school: at.params.code, child: form.get('secretChild'), photo: form.get('photo'), name: answered(form.get('name')), film: answered(form.get('film')) }), done: (_, at) => to(`${deskPath(at.params.code)}/children`, '同意書を直しました。') }),
  },
  view: (it) => (
    <Page title="名簿と同意書" wide crumbs={crumbsTo(it.code, it.name)} lead={<>名前は、取り込むときに一度だけ読み、市の鍵による印に変えます。名簿として読み出すことは、だれにもできません。</>}>
      <SchoolTabs code={it.code} current="children" work={it.mayWork} decide={it.mayDecide} />
      <Section title={`いまの名簿　${formatFiscalYear(it.year, 'ja')}`}>
        <Facts rows={[
          { label: '人数', value: `${it.children.count}人` }, { label: 'ウェブ掲載の同意', value: <ConsentCounts it={it.children} /> },
          it.children.at !== null && { label: '取り込んだ日時', value: <When instant={it.children.at} /> },
        ]} />
        {it.children.count > 0 && it.children.missing > 0 && <Notice kind="warn" title={`${it.children.missing}人の同意書が、まだ出ていません`}><p>未提出の子どもが分かる写真は公開できません。同意は毎年度、3月31日24時で切れます。</p></Notice>}
      </Section>
      {it.mayWork && <>
        <Section title="名簿を入れ替える">
          <Form action="import" multipart>
            <FileField name="file" label="CSVファイル" required accept=".csv,text/csv" hint={`1行目の見出し：${CHILD_COLUMNS.join('、')}。姓と名のあいだを空けます。掲載は「可」か「否」、未提出は空。「${CONSENT_COLUMNS.join('」「')}」の列もあれば読みます。前の名簿と入れ替わります。`} />
            <FormActions next="ファイルは保存しません。"><Submit icon="upload">入れ替える</Submit></FormActions>
          </Form>
        </Section>
        <Section title="一人の同意書を直す">
          <Form action="consent">
            <TextField name="secretChild" label="氏名" required maxlength={60} autocomplete="off" hint="名簿のとおりの漢字か、かなで。" />
            <Radios name="photo" label="写真のウェブ掲載" required inline value="" options={[{ value: 'allow', label: '可' }, { value: 'withhold', label: '否（取り下げを含む）' }]} />
            {([['name', '氏名のウェブ掲載'], ['film', '声・動画のウェブ掲載']] as const).map(([name, label]) => <Radios key={name} name={name} label={label} quiet inline value="keep" options={[{ value: 'keep', label: '変えない' }, { value: 'allow', label: '可' }, { value: 'withhold', label: '否（取り下げを含む）' }]} />)}
            <FormActions><Submit kind="second">直す</Submit></FormActions>
          </Form>
        </Section>
      </>}
    </Page>
  ),
});
