/** ページの記録: where it stands, its editions, everything that ever happened to it. */
import { z } from 'zod';
import { act, page, to } from '../../../../kernel/page.ts';
import { A, Chip, DataTable, Facts, Form, FormActions, Hidden, LinkButton, Notice, NumberField, Page, Section, Select, Submit, TextField, When } from '../../../../ui/index.ts';
import { makeEasy } from '../../commands/easy.ts';
import { dropEdition, keepPage, movePage, startEdition, undoPublication, withdrawPage } from '../../commands/pages.ts';
import { unschedule } from '../../commands/scheduling.ts';
import { releaseWords } from '../../messages/words.ts';
import { pageRecord, placesToWrite, readers } from '../../queries/office.ts';
import { CHANGED } from './easy-parts.tsx';
import { previewsPath } from './previews.tsx';
import { editionPath, home, PageStateChip, pagesCrumb, recordPath, StateChip, writePath } from './words.tsx';

type Record = NonNullable<Awaited<ReturnType<typeof pageRecord.run>>>;
type Places = Awaited<ReturnType<typeof placesToWrite.run>>;

export const recordPage = page({
  path: recordPath(':id'),
  title: { ja: 'ページの記録', en: 'A page' },
  allow: readers,
  params: z.object({ id: z.uuid() }),
  async load(ctx, { params }) {
    const [record, places] = await Promise.all([ctx.ask(pageRecord, { page: params.id }), ctx.ask(placesToWrite, {})]);
    return { record, places };
  },
  actions: {
    start: act(startEdition, { input: (_, { params }) => ({ page: params.id }), done: (made) => to(writePath(made.edition), `第${made.number}版を書き始めました。いま公開している版は、この版が公開されるまでそのままです。`) }),
    easy: act(makeEasy, { input: (_, { params }) => ({ page: params.id }), done: (made) => to(writePath(made.edition), 'もとのページを写しました。短い文と、やさしい言葉に書き直してください。ふりがなは、公開すると自動で付きます。') }),
    drop: act(dropEdition, { done: (_, { params }) => to(recordPath(params.id), '作りかけの版を取りやめました。') }),
    keep: act(keepPage, { input: (form, { params }) => ({ page: params.id, months: form.get('months') }), done: (value, { params }) => to(recordPath(params.id), `確かめました。次の見直しは ${value.reviewOn} です。`) }),
    move: act(movePage, { input: (form, { params }) => ({ ...form.input(), page: params.id }), done: (value, { params }) => to(recordPath(params.id), `${value.path} に移しました。前のアドレスは、いつまでも新しいほうへ案内します。`) }),
    withdraw: act(withdrawPage, { input: (form, { params }) => ({ ...form.input(), page: params.id }), done: (_, { params }) => to(recordPath(params.id), '公開を終えました。アドレスには、理由と代わりのページを示しています。') }),
    undo: act(undoPublication, { input: (_, { params }) => ({ page: params.id }), done: (_, { params }) => to(recordPath(params.id), '公開を取り消し、前の状態に戻しました。') }),
    unschedule: act(unschedule, { done: (_, { params }) => to(recordPath(params.id), '公開の予約を取り消しました。版は下書きに戻りました。') }),
  },
  view({ record, places }) {
    const live = record.editions.find((one) => one.state === 'published');
    const title = (live ?? record.editions[0])?.title ?? '';
    return (
      <Page title={title === '' ? '（題名なし）' : title} wide crumbs={[home, pagesCrumb]} lead={<><PageStateChip state={record.state} />　ページ番号 <span class="num">{record.pageNo}</span>　{record.office}</>} actions={record.state === 'public' ? <A to={record.path}>公開のページ</A> : undefined}>
        {record.easyPage !== null && record.behind && <Notice kind="warn" title="このページのやさしい日本語の版は、前の版から作ったままです"><p><A to={recordPath(record.easyPage.id)}>{record.easyPage.title}</A>を直してください。</p></Notice>}
        {record.original !== null && record.behind && <Notice kind="warn" title={CHANGED}><p>差し替える版を書いて、変わったところを直してください。</p></Notice>}
        <NextStep record={record} />
        <Section title="このページ">
          <Facts rows={[
            { label: 'アドレス', value: record.path }, { label: 'フォルダー', value: record.section },
            record.first_public_at !== null && { label: '初めて公開した日', value: <When instant={record.first_public_at} /> }, record.changed_at !== null && { label: '最後に内容を変えた日', value: <When instant={record.changed_at} /> },
            record.review_on !== null && { label: '見直す日', value: <When date={record.review_on} /> }, record.withdrawn_at !== null && { label: '公開を終えた日', value: <><When instant={record.withdrawn_at} />　{record.withdrawn_reason}</> },
            record.easyPage !== null && { label: 'やさしい日本語', value: <><A to={recordPath(record.easyPage.id)}>{record.easyPage.title}</A>　<PageStateChip state={record.easyPage.state} /></> },
            record.original !== null && { label: 'もとのページ', value: <><A to={recordPath(record.original.id)}>{record.original.title}</A>　<PageStateChip state={record.original.state} /></> },
            record.successor !== null && { label: '代わりのページ', value: <A to={record.successor.path}>{record.successor.title}</A> },
            record.addresses.length > 1 && { label: '前のアドレス', value: record.addresses.filter((one) => one.path !== record.path).map((one) => <div key={one.path}>{one.path}</div>) },
          ]} />
        </Section>
        <Section title="版">
          <DataTable caption="版" hideCaption rows={record.editions} rowKey={(row) => row.id} empty=""
            columns={[
              { key: 'n', label: '版', heads: true, nowrap: true, render: (row) => <A to={editionPath(row.id)}>第{row.number}版</A> }, { key: 's', label: '状態', render: (row) => <><StateChip state={row.state} />{row.emergency && <>　<Chip kind="bad">緊急</Chip></>}</> },
              { key: 't', label: '題名', render: (row) => row.title }, { key: 'w', label: '書いた人', render: (row) => <>{row.savedName}<br /><small><When instant={row.savedAt} style="short" /></small></> },
              { key: 'p', label: '公開', render: (row) => (row.publishedAt ? <><When instant={row.publishedAt} style="short" />{row.decidedName !== null && <><br /><small>{row.decidedName} 承認</small></>}</> : row.publishAt ? <><When instant={row.publishAt} style="short" />（予約）</> : '―') },
              { key: 'c', label: '変更の説明', render: (row) => <>{row.changeNote}{row.minor && '（軽い直し）'}</> },
            ]} />
        </Section>
        <Section title="公開の記録">
          <DataTable caption="公開の記録" hideCaption rows={record.releases} rowKey={(row) => String(row.id)} empty="まだ公開していません。"
            columns={[{ key: 'w', label: '日時', nowrap: true, render: (row) => <When instant={row.made_at} style="short" /> }, { key: 'x', label: 'こと', heads: true, render: (row) => releaseWords[row.what] }, { key: 'b', label: '人', render: (row) => row.made_name }, { key: 'n', label: '説明', render: (row) => row.note }, { key: 'h', label: '内容のハッシュ', render: (row) => (row.hash === null ? '' : <span class="num" title={row.hash}>{row.hash.slice(0, 12)}…</span>) }]} />
        </Section>
        <p><A to={previewsPath(record.id)}>プレビューのアドレスの記録</A></p>
        <Others record={record} places={places} />
      </Page>
    );
  },
});

function NextStep({ record }: { readonly record: Record }) {
  const { open } = record;
  if (!record.mayWrite) return null;
  return (
    <Section title="次にすること">
      {open?.state === 'draft' && <p><LinkButton icon="edit" to={writePath(open.id)}>第{open.number}版の続きを書く</LinkButton></p>}
      {open?.state === 'submitted' && <p><LinkButton kind="second" to={editionPath(open.id)}>承認を待っている第{open.number}版を見る</LinkButton></p>}
      {open?.state === 'scheduled' && open.stoppedReason !== '' && <Notice kind="bad" title={`第${open.number}版は、予約した日時に公開しませんでした`}><p>{open.stoppedReason}</p><p>予約を取り消すと下書きに戻ります。直して、もう一度承認を求めてください。</p></Notice>}
      {open?.state === 'scheduled' && <Form action="unschedule" about={{ edition: open.id }} inline>{open.stoppedReason === '' && <p>第{open.number}版は、{open.publishAt && <When instant={open.publishAt} />}に公開します。</p>}<Submit kind="second">予約を取り消す</Submit></Form>}
      {!open && <Form action="start" inline><Submit icon="edit">{record.state === 'public' ? '差し替える版を書く' : '新しい版を書く'}</Submit></Form>}
      {open && <p><LinkButton kind="second" to={previewsPath(record.id)}>プレビュー共有・事実確認</LinkButton></p>}
      {record.mayEasy && <Form action="easy" inline><Submit kind="second">やさしい日本語の版を作る</Submit></Form>}
      {record.undoable && <Form action="undo" inline><Submit kind="danger">いまの公開を取り消す（10分以内）</Submit></Form>}
      {record.state === 'public' && <Form action="keep" inline><NumberField name="months" label="次の見直しまで" quiet unit="か月" value={12} /><Submit kind="second" icon="check">内容に変更がないことを確かめた</Submit></Form>}
    </Section>
  );
}

function Others({ record, places }: { readonly record: Record; readonly places: Places }) {
  if (!record.mayWrite && !record.mayWithdraw) return null;
  return (
    <Section title="ほかの操作">
      {record.mayWrite && (
        <details><summary>移す・アドレスを変える</summary>
          <Form action="move"><Hidden name="version" value={record.version} />
            <Select name="section" label="フォルダー" required value={record.section_id} options={places.sections.map((one) => ({ value: one.id, label: `${one.path} ${one.name}` }))} />
            <TextField name="slug" label="アドレスの文字" required value={record.slug} maxlength={64} spellcheck={false} />
            <Select name="department" label="担当の所属" value={record.department_id} blank="変えない" options={places.offices.map((one) => ({ value: one.id, label: one.name }))} />
            <FormActions next="前のアドレスと印刷物のQRコードは、いつまでも新しいアドレスへ案内します。"><Submit kind="second">移す</Submit></FormActions>
          </Form>
        </details>
      )}
      {record.mayWithdraw && record.state === 'public' && (
        <details><summary>公開を終える</summary>
          <Form action="withdraw">
            <TextField name="reason" label="理由" required width="long" maxlength={200} hint="公開されます。例：受付は令和8年3月31日で終わりました。" /><TextField name="successor" label="代わりのページの番号" inputmode="numeric" maxlength={7} />
            <FormActions next="一覧・検索・新着からも、5秒以内に消えます。記録は残り、あとで新しい版を公開できます。"><Submit kind="danger">公開を終える</Submit></FormActions>
          </Form>
        </details>
      )}
      {record.mayWrite && record.open?.state === 'draft' && <details><summary>第{record.open.number}版を取りやめる</summary><Form action="drop" about={{ edition: record.open.id }} inline><Submit kind="danger">取りやめる</Submit></Form></details>}
    </Section>
  );
}
