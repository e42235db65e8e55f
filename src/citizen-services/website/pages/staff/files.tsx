/** 様式・ファイル: what there is under a name, its versions, the pages that show it, and replacing it. */
import { z } from 'zod';
import { act, type At, type Fields, type Go, page, type PageContext, problem, refusedGo, to } from '../../../../kernel/page.ts';
import { A, Chip, DataTable, Empty, Facts, FileField, Form, FormActions, Hidden, Notice, Page, Pager, Section, Select, Submit, TextField, When } from '../../../../ui/index.ts';
import { approveReplacement, carryFile, type CarriedPage, registerFile, replaceFile, saveFile } from '../../commands/files.ts';
import { fileList, fileRecord } from '../../queries/files.ts';
import { PAGE, readers } from '../../queries/office.ts';
import { FILE_MEGABYTES } from '../../taking.ts';
import { fileHref } from '../public-parts.tsx';
import { DoorTabs, editionPath, home, recordPath, root, StateChip, withSearch, writePath } from './words.tsx';

const path = `${root}/files`;
const crumb = { to: path, label: '様式・ファイル' };
const filePath = (id: string) => `${path}/${id}`;
const HINT = `写真（JPEG・PNG・GIF・WebP）、PDF、Word・Excel・PowerPoint、CSV。${FILE_MEGABYTES}MBまで。撮影した場所や作成者の名前は、自動で取り除きます。`;

function uploaded(form: Fields): { readonly name: string; readonly content: Uint8Array } | null {
  const file = form.file('file');
  return !file || file.bytes.byteLength === 0 ? null : { name: file.name.split(/[\\/]/).at(-1)?.slice(-200) || 'file', content: file.bytes };
}
const removedWords = (removed: readonly string[]) => (removed.length === 0 ? '' : `次のものは取り除きました：${removed.join('、')}。`);

async function register(ctx: PageContext, form: Fields): Promise<Go> {
  const file = uploaded(form);
  if (!file) return problem('ファイルを選んでください。', 'file');
  const answer = await ctx.do(registerFile, { ...file, handle: form.get('handle'), title: form.get('title'), department: form.get('department') });
  return answer.ok ? to(filePath(answer.value.file), `登録しました。ページを書く画面から入れられます。${removedWords(answer.value.removed)}`) : refusedGo(answer);
}

export const filesPage = page({
  path,
  title: { ja: '様式・ファイル', en: 'Files' },
  allow: readers,
  uploads: true,
  search: z.object({ q: z.string().max(100).catch(''), page: z.coerce.number().int().min(1).max(10_000).catch(1) }),
  load: (ctx, { search }) => ctx.ask(fileList, search),
  actions: { register },
  view(list, ctx, { search }) {
    const here = (at: number) => withSearch(path, { q: search.q, page: at });
    return (
      <Page title="様式・ファイル" wide crumbs={[home]} lead="申請書の様式のように、中身が差し替わるファイルです。アドレスは変わりません。">
        <DoorTabs ctx={ctx} current={path} />
        <Form method="get" label="ファイルをしぼる" search submit="しぼる"><TextField name="q" label="題・名前" type="search" quiet value={search.q} maxlength={100} /></Form>
        <DataTable caption={`様式・ファイル　${list.count.toLocaleString('ja-JP')}件`} keys rows={list.rows} rowKey={(row) => row.id} empty={<Empty title="当てはまるファイルはありません。" next="下から登録できます。" />}
          columns={[
            { key: 't', label: '題', heads: true, render: (row) => <><A to={filePath(row.id)} rowKey="Enter">{row.title}</A><br /><small>/files/by-name/{row.handle}</small></> },
            { key: 'o', label: '担当', render: (row) => row.office }, { key: 'n', label: '新しい版', nowrap: true, render: (row) => <>第{row.number}版<br /><small><When instant={row.madeAt} style="short" /></small></> }, { key: 'p', label: '見せているページ', render: (row) => `${row.pages}` },
          ]} />
        <Pager shown={list.rows.length} total={list.count} {...(search.page > 1 ? { previousHref: here(search.page - 1) } : {})} {...(search.page * PAGE < list.count ? { nextHref: here(search.page + 1) } : {})} />
        {list.offices.length > 0 && (
          <Section title="登録する">
            <Form action="register" multipart>
              <TextField name="title" label="ファイルの題" required width="long" maxlength={100} hint="例：住民票の写しの申請書" />
              <TextField name="handle" label="名前のアドレス" required width="medium" maxlength={64} spellcheck={false} hint="半角の英小文字・数字・ハイフン。例：juminhyo-shinsei。印刷物に載せられます。あとから変えられません。" />
              <Select name="department" label="担当の所属" required value={list.offices.length === 1 ? (list.offices[0]?.id ?? '') : ''} options={list.offices.map((one) => ({ value: one.id, label: one.name }))} />
              <FileField name="file" label="ファイル" required hint={HINT} />
              <FormActions><Submit icon="upload">登録する</Submit></FormActions>
            </Form>
          </Section>
        )}
      </Page>
    );
  },
});

type Where = At<{ readonly id: string }, unknown>;
type Model = NonNullable<Awaited<ReturnType<typeof fileRecord.run>>>;

/** What became of the pages, in one sentence. */
function carriedWords(pages: readonly CarriedPage[]): { readonly kind: 'good' | 'warn'; readonly message: string } {
  const count = (state: CarriedPage['state']) => pages.filter((one) => one.state === state).length;
  const [sent, draft, waiting, elsewhere] = [count('submitted'), count('draft'), count('waiting'), count('elsewhere')];
  const said = [sent > 0 && `${sent}ページの承認を求めました`, draft > 0 && `${draft}ページは下書きに入れました（確かめてから承認を求めてください）`, waiting > 0 && `${waiting}ページは作りかけの版があり、前の版のままです`, elsewhere > 0 && `${elsewhere}ページは、ほかの課が書いているので、書いた人に知らせました`].filter((one) => one !== false);
  return { kind: draft + waiting + elsewhere > 0 ? 'warn' : 'good', message: said.length === 0 ? '合わせるページはありません。' : `${said.join('。')}。` };
}

async function replace(ctx: PageContext, form: Fields, { params }: Where): Promise<Go> {
  const file = uploaded(form);
  if (!file) return problem('ファイルを選んでください。', 'file');
  const answer = await ctx.do(replaceFile, { ...file, file: params.id, version: form.get('version'), note: form.get('note') });
  if (!answer.ok) return refusedGo(answer);
  const told = carriedWords(answer.value.pages);
  return to(filePath(params.id), { kind: told.kind, message: `第${answer.value.number}版にしました。${told.message}${removedWords(answer.value.removed)}` });
}

const why: Readonly<Record<string, string>> = { SelfApproval: '自分が書いた版です', NotAllowed: '承認する権限がありません', InApproval: '電子決裁で進んでいます', FindingsLeft: '直すところがあります' };

export const filePage = page({
  path: filePath(':id'),
  title: { ja: '様式・ファイルの記録', en: 'A file' },
  allow: readers,
  uploads: true,
  params: z.object({ id: z.uuid() }),
  load: (ctx, { params }) => ctx.ask(fileRecord, { file: params.id }),
  actions: {
    replace,
    carry: act(carryFile, { input: (_, { params }: Where) => ({ file: params.id }), done: (value, { params }) => to(filePath(params.id), carriedWords(value.pages)) }),
    save: act(saveFile, { input: (form, { params }: Where) => ({ ...form.input(), file: params.id }), done: (_, { params }) => to(filePath(params.id), '保存しました。') }),
    approve: act(approveReplacement, { input: (form, { params }: Where) => ({ file: params.id, number: form.get('number') }), done: (value, { params }) => to(filePath(params.id), value.left.length === 0 ? `${value.approved}ページを承認しました。` : { kind: 'warn', message: `${value.approved}ページを承認しました。${value.left.map((one) => `「${one.title}」は承認していません（${why[one.why] ?? '画面を開いて確かめてください'}）`).join('。')}。` }) }),
  },
  view(it, ctx) {
    const [newest] = it.versions;
    return (
      <Page title={it.title} wide crumbs={[home, crumb]} lead={<>第{newest?.number}版　{it.office}</>}>
        <Waiting it={it} />
        <Section title={`見せているページ　${it.uses.length}ページ`}>
          <DataTable caption="見せているページ" hideCaption rows={it.uses} rowKey={(row) => `${row.page} ${row.sha256}`} empty="公開中のページは、まだ見せていません。"
            columns={[{ key: 't', label: '題名', heads: true, render: (row) => <><A to={recordPath(row.page)}>{row.title}</A><br /><small>{row.path}</small></> }, { key: 'o', label: '所属', render: (row) => row.office }, { key: 'v', label: '見せている版', render: (row) => <>第{row.number}版{row.behind && <>　<Chip kind="wait">前の版</Chip></>}</> }]} />
          {it.mayWrite && it.uses.some((row) => row.behind && row.mine && !it.waiting.some((one) => one.page === row.page)) && <Form action="carry" inline><Submit kind="second">前の版のままのページを、新しい版に合わせる</Submit></Form>}
        </Section>
        {it.mayWrite && <Replace it={it} />}
        <Section title="このファイル">
          <Facts rows={[{ label: '変わらないアドレス', value: `${ctx.city.origin}/files/by-name/${it.handle}` }, { label: '担当', value: it.office }]} />
          {it.mayWrite && (
            <details><summary>題と担当を直す</summary>
              <Form action="save"><Hidden name="version" value={it.version} />
                <TextField name="title" label="ファイルの題" required width="long" maxlength={100} value={it.title} /><Select name="department" label="担当の所属" required value={it.department} options={it.offices.map((one) => ({ value: one.id, label: one.name }))} />
                <FormActions><Submit kind="second">保存する</Submit></FormActions>
              </Form>
            </details>
          )}
        </Section>
        <Section title="版">
          <DataTable caption="版" hideCaption rows={it.versions} rowKey={(row) => String(row.number)} empty=""
            columns={[
              { key: 'n', label: '版', heads: true, nowrap: true, render: (row) => <a href={fileHref(row.sha256, row.name).replace('/files/', `${root}/files/`)}>第{row.number}版</a> }, { key: 'f', label: 'ファイル', render: (row) => <>{row.name}<br /><small>{Math.max(1, Math.round(Number(row.bytes) / 1024)).toLocaleString('ja-JP')} KB</small></> },
              { key: 'm', label: '入れた人', render: (row) => <>{row.madeName}<br /><small><When instant={row.madeAt} style="short" /></small></> }, { key: 'p', label: '公開した日', render: (row) => (row.publicAt === null ? '―' : <When instant={row.publicAt} style="short" />) }, { key: 'c', label: '変わったところ', render: (row) => row.note },
            ]} />
        </Section>
      </Page>
    );
  },
});

function Waiting({ it }: { readonly it: Model }) {
  if (it.waiting.length === 0) return null;
  const numbers = [...new Set(it.waiting.filter((row) => row.mayDecide).map((row) => row.number))];
  return (
    <Section title={`差替えの版　${it.waiting.length}件`}>
      <DataTable caption="差替えの版" hideCaption rows={it.waiting} rowKey={(row) => `${row.number} ${row.id}`} empty=""
        columns={[{ key: 't', label: 'ページ', heads: true, render: (row) => <A to={row.state === 'draft' ? writePath(row.id) : editionPath(row.id)}>{row.title}</A> }, { key: 'n', label: 'ファイルの版', render: (row) => `第${row.number}版` }, { key: 's', label: '状態', render: (row) => <StateChip state={row.state} /> }]} />
      {numbers.map((number) => <Form key={number} action="approve" about={{ number }} inline><Submit icon="check">第{number}版への差替えを、まとめて承認する</Submit></Form>)}
    </Section>
  );
}

function Replace({ it }: { readonly it: Model }) {
  const mine = it.uses.filter((row) => row.mine).length;
  return (
    <Section title="新しい版に差し替える">
      {it.uses.length > 0 && <Notice title={`押すと、${mine}ページの差し替えの版を作り、承認を求めます`}><p>承認されるまで、公開のページは前の版のままです。{mine < it.uses.length && `ほかの課の${it.uses.length - mine}ページは、書いた人に知らせます。`}</p></Notice>}
      <Form action="replace" multipart><Hidden name="version" value={it.version} />
        <FileField name="file" label="新しいファイル" required hint={HINT} />
        <TextField name="note" label="変わったところ" width="long" maxlength={200} hint="職員に見えます。例：押印の欄をなくした。" />
        <FormActions><Submit icon="upload">差し替える</Submit></FormActions>
      </Form>
    </Section>
  );
}
