/** サイトの組み立て: folders, classifications, contacts, redirects, dictionaries. */
import { z } from 'zod';
import { staff } from '../../../../kernel/actor.ts';
import { act, page, type PageContext, to } from '../../../../kernel/page.ts';
import { A, Checkbox, Chip, DataTable, Form, FormActions, Hidden, NumberField, Page, Section, Select, Submit, Tabs, TextField, When } from '../../../../ui/index.ts';
import { addRedirect, closeSection, removeWord, saveCategory, saveContact, saveSection, saveWord } from '../../commands/setup.ts';
import { siteSetup } from '../../queries/office.ts';
import { DoorTabs, home, root, withSearch } from './words.tsx';

type Model = Awaited<ReturnType<typeof siteSetup.run>>;
const path = `${root}/setup`;
const parts = ['sections', 'categories', 'contacts', 'redirects', 'words'] as const;
type Part = (typeof parts)[number];
const partWords: Readonly<Record<Part, string>> = { sections: 'フォルダー', categories: '分類', contacts: '問い合わせ先', redirects: '転送', words: '辞書' };
const facetWords = { purpose: '目的', life: 'くらしの場面', audience: '対象の人' } as const;
const wordKinds = { short_link: '短くてもよいリンクの名前', unfavourable: '単独で使わない言葉', plain: '言いかえ', reading: '読み方', synonym: '同じ意味の言葉', easy: 'やさしい日本語（言いかえ）', basic: 'やさしい言葉' } as const;
const options = <K extends string>(words: Readonly<Record<K, string>>) => (Object.entries(words) as [K, string][]).map(([value, label]) => ({ value, label }));
const at = (part: Part, more: Readonly<Record<string, string>> = {}) => withSearch(path, { part: part === 'sections' ? '' : part, ...more });

export const setupPage = page({
  path,
  title: { ja: 'フォルダー・分類', en: 'Site setup' },
  allow: [staff('website.edit')],
  search: z.object({ part: z.enum(parts).catch('sections'), id: z.string().max(60).catch('') }),
  load: (ctx) => ctx.ask(siteSetup, {}),
  actions: {
    section: act(saveSection, { done: (value) => to(at('sections'), `${value.path} を保存しました。`) }),
    close: act(closeSection, { done: () => to(at('sections'), 'フォルダーを閉じました。') }),
    category: act(saveCategory, { done: () => to(at('categories'), '分類を保存しました。') }),
    contact: act(saveContact, { done: () => to(at('contacts'), '問い合わせ先を保存しました。') }),
    redirect: act(addRedirect, { done: (value) => to(at('redirects'), `${value.from} からの転送を加えました。`) }),
    word: act(saveWord, { done: (value) => to(at('words'), `「${value.word}」を入れました。`) }),
    removeWord: act(removeWord, { done: (value) => to(at('words'), `「${value.word}」を外しました。`) }),
  },
  view(model, ctx, { search }) {
    return (
      <Page title="フォルダー・分類" wide crumbs={[home]}>
        <DoorTabs ctx={ctx} current={path} />
        <Tabs label="設定" items={parts.map((part) => ({ to: at(part), label: partWords[part], current: part === search.part }))} />
        <PartOf part={search.part} model={model} id={search.id} ctx={ctx} />
      </Page>
    );
  },
});

function PartOf({ part, model, id, ctx }: { readonly part: Part; readonly model: Model; readonly id: string; readonly ctx: PageContext }) {
  switch (part) {
    case 'sections': return <Sections model={model} id={id} />;
    case 'categories': return <Categories model={model} id={id} />;
    case 'contacts': return <Contacts model={model} id={id} ctx={ctx} />;
    case 'redirects': return <Redirects model={model} />;
    case 'words': return <Words model={model} />;
  }
}

const officeOptions = (model: Model) => model.offices.map((one) => ({ value: one.id, label: one.name }));

function Sections({ model, id }: { readonly model: Model; readonly id: string }) {
  const one = model.sections.find((row) => row.id === id);
  const open = model.sections.filter((row) => row.closed_at === null);
  return (
    <>
      <Section title={one ? `「${one.name}」を直す` : 'フォルダーを作る'} id="edit">
        <Form action="section" about={one ? { section: one.id } : {}}>
          {one && <Hidden name="version" value={one.version} />}
          {one && <Hidden name="site" value={one.site_code} />}
          <div class="form inline">
            <TextField name="name" label="名前" required value={one?.name} maxlength={40} /><TextField name="nameEn" label="英語の名前" value={one?.name_en} maxlength={60} lang="en" />
            <TextField name="slug" label="アドレスの文字" required value={one?.slug} maxlength={64} spellcheck={false} hint="例：kurashi" />
          </div>
          <Select name="parent" label="上のフォルダー" value={one?.parent_id ?? ''} blank="（いちばん上）" options={open.filter((row) => row.id !== id).map((row) => ({ value: row.id, label: `${row.path} ${row.name}` }))} />
          <TextField name="lead" label="説明" width="long" maxlength={200} value={one?.lead} />
          <div class="form inline"><Select name="department" label="担当の所属" required value={one?.department_id ?? ''} options={officeOptions(model)} /><NumberField name="ordinal" label="並び順" quiet value={one?.ordinal ?? 100} /><TextField name="icon" label="印" width="short" value={one?.icon} maxlength={20} hint="home、users など" /></div>
          <Checkbox name="door" label="トップページの「分野から」に出す" value="on" checked={one?.door ?? false} />
          <FormActions {...(one ? { next: 'アドレスの文字を変えると、中のページのアドレスも変わり、前のアドレスは案内になります。' } : {})}><Submit>{one ? '直す' : '作る'}</Submit></FormActions>
        </Form>
        {one && one.closed_at === null && <details><summary>このフォルダーを閉じる</summary><Form action="close" about={{ section: one.id }} inline><Hidden name="version" value={one.version} /><Submit kind="danger">閉じる</Submit></Form></details>}
      </Section>
      <DataTable caption="フォルダー" rows={model.sections} rowKey={(row) => row.id} current={id} empty="フォルダーはまだありません。"
        columns={[
          { key: 'p', label: 'アドレス', render: (row) => <A to={row.path}>{row.path}</A> }, { key: 'n', label: '名前', heads: true, render: (row) => <><A to={`${at('sections', { id: row.id })}#edit`}>{row.name}</A>{row.closed_at !== null && <>　<Chip kind="no">閉じた</Chip></>}{row.door && <>　<Chip kind="info">トップ</Chip></>}</> },
          { key: 'o', label: '担当', render: (row) => row.office }, { key: 'c', label: '公開中のページ', align: 'end', render: (row) => <A to={withSearch(`${root}/pages`, { section: row.id })}>{Number(row.pages).toLocaleString('ja-JP')}</A> },
        ]} />
    </>
  );
}

function Categories({ model, id }: { readonly model: Model; readonly id: string }) {
  const one = model.categories.find((row) => row.code === id);
  return (
    <>
      <Section title={one ? `「${one.name}」を直す` : '分類を作る'} id="edit">
        <Form action="category" about={one ? { code: one.code } : {}}>
          {one && <Hidden name="version" value={one.version} />}
          <div class="form inline">
            {!one && <TextField name="code" label="記号" required maxlength={32} spellcheck={false} hint="例：kosodate" />}
            <Select name="facet" label="見方" required value={one?.facet ?? 'purpose'} options={options(facetWords)} /><TextField name="name" label="名前" required value={one?.name} maxlength={30} /><TextField name="nameEn" label="英語の名前" required value={one?.name_en} maxlength={40} lang="en" />
            <NumberField name="ordinal" label="並び順" quiet value={one?.ordinal ?? 100} /><TextField name="icon" label="印" width="short" value={one?.icon} maxlength={20} />
          </div>
          {one && <Checkbox name="closed" label="これからは使わない" value="on" checked={one.closed} />}
          <FormActions><Submit>{one ? '直す' : '作る'}</Submit></FormActions>
        </Form>
      </Section>
      <DataTable caption="分類" rows={model.categories} rowKey={(row) => row.code} current={id} empty="分類はまだありません。"
        columns={[{ key: 'f', label: '見方', render: (row) => facetWords[row.facet] }, { key: 'n', label: '名前', heads: true, render: (row) => <><A to={`${at('categories', { id: row.code })}#edit`}>{row.name}</A>{row.closed && <>　<Chip kind="no">使わない</Chip></>}</> }, { key: 'e', label: '英語', render: (row) => <span lang="en">{row.name_en}</span> }, { key: 'c', label: '記号', render: (row) => row.code }]} />
    </>
  );
}

function Contacts({ model, id, ctx }: { readonly model: Model; readonly id: string; readonly ctx: PageContext }) {
  const one = model.offices.find((row) => row.code === id);
  return (
    <>
      {one && (
        <Section title={`「${one.name}」の問い合わせ先`} id="edit">
          <Form action="contact" about={{ department: one.id }}>
            <div class="form inline"><TextField name="phone" label="電話番号" required type="tel" value={one.phone} /><TextField name="mail" label="課のメールアドレス" type="email" value={one.mail} maxlength={254} /></div>
            <TextField name="place" label="場所" width="long" value={one.place} maxlength={120} hint="例：本庁舎1階 3番窓口" /><TextField name="hours" label="受付時間" width="long" value={one.hours} maxlength={120} />
            <FormActions next="この課を問い合わせ先にしている、すべてのページに出ます。"><Submit>保存する</Submit></FormActions>
          </Form>
        </Section>
      )}
      <DataTable caption="問い合わせ先" rows={model.offices} rowKey={(row) => row.id} empty="所属がありません。"
        columns={[{ key: 'n', label: '課', heads: true, render: (row) => <A to={`${at('contacts', { id: row.code })}#edit`}>{row.name}</A> }, { key: 'p', label: '電話', nowrap: true, render: (row) => row.phone ?? <small>{ctx.city.facts.phone}（代表）</small> }, { key: 'w', label: '場所', render: (row) => row.place ?? '' }, { key: 'h', label: '受付時間', render: (row) => row.hours ?? '' }]} />
    </>
  );
}

function Redirects({ model }: { readonly model: Model }) {
  return (
    <>
      <Section title="転送を加える">
        <Form action="redirect">
          <div class="form inline"><TextField name="from" label="元のアドレス" required width="long" maxlength={300} spellcheck={false} hint="例：/gomi" /><TextField name="to" label="行き先" required width="long" maxlength={500} spellcheck={false} hint="例：/p/0000012、https://…" /><Select name="reason" label="わけ" quiet blank={null} value="redirect" options={[{ value: 'redirect', label: '短いアドレス' }, { value: 'migration', label: '前のサイトから' }]} /></div>
          <FormActions next="一度加えた転送は消せません。印刷物に載ることがあるためです。"><Submit>加える</Submit></FormActions>
        </Form>
      </Section>
      <DataTable caption="転送（新しいもの200件）" rows={model.redirects} rowKey={(row) => row.path} empty="転送はありません。"
        columns={[{ key: 'f', label: '元のアドレス', heads: true, render: (row) => row.path }, { key: 't', label: '行き先', render: (row) => row.pagePath ?? row.sectionPath ?? row.away ?? '' }, { key: 'r', label: 'わけ', render: (row) => (row.reason === 'moved' ? '移動' : row.reason === 'migration' ? '前のサイト' : '短いアドレス') }, { key: 'w', label: '加えた日', render: (row) => <When instant={row.madeAt} style="short" /> }]} />
    </>
  );
}

function Words({ model }: { readonly model: Model }) {
  return (
    <>
      <Section title="言葉を入れる">
        <Form action="word">
          <div class="form inline"><Select name="kind" label="辞書" required options={options(wordKinds)} /><TextField name="word" label="言葉" required maxlength={60} /><TextField name="becomes" label="言いかえ・読み・同じ言葉" maxlength={60} /></div>
          <FormActions next="「やさしい日本語（言いかえ）」は、やさしい日本語の版の点検と報告に使います。「やさしい言葉」は、だれでも知っていると数える言葉です。"><Submit>入れる</Submit></FormActions>
        </Form>
      </Section>
      <DataTable caption="辞書" rows={model.words} rowKey={(row) => `${row.kind} ${row.word}`} empty="言葉はありません。"
        columns={[{ key: 'k', label: '辞書', render: (row) => wordKinds[row.kind] }, { key: 'w', label: '言葉', heads: true, render: (row) => row.word }, { key: 'b', label: '言いかえ・読み', render: (row) => row.becomes }]}
        actions={(row) => <Form action="removeWord" about={{ kind: row.kind, word: row.word }} inline><Submit kind="plain" about={row.word}>外す</Submit></Form>} />
    </>
  );
}
