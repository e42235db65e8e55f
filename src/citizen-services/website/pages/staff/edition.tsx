/** 版を見る: how it will look, what it changes, what the checks say, and the decision. */
import { z } from 'zod';
import { act, page, type PageContext, to } from '../../../../kernel/page.ts';
import { A, Chip, DataTable, Facts, Form, FormActions, Hidden, LinkButton, Notice, Page, Section, Submit, TextArea, When } from '../../../../ui/index.ts';
import { decideEdition, recallEdition } from '../../commands/deciding.ts';
import { tickRemark } from '../../commands/previews.ts';
import { editionRemarks } from '../../queries/previews.ts';
import { editionView, readers } from '../../queries/office.ts';
import { Blocks } from '../blocks.tsx';
import { shownOf } from '../public-parts.tsx';
import { EasyAside, EasyChanged } from './easy-parts.tsx';
import { Remarks } from './previews.tsx';
import { editionPath, home, kindName, pagesCrumb, recordPath, SeverityChip, StateChip, writePath } from './words.tsx';

type Model = NonNullable<Awaited<ReturnType<typeof editionView.run>>>;

export const editionPage = page({
  path: editionPath(':id'),
  title: { ja: '版を見る', en: 'An edition' },
  allow: readers,
  params: z.object({ id: z.uuid() }),
  async load(ctx, { params }) {
    const [view, said] = await Promise.all([ctx.ask(editionView, { edition: params.id }), ctx.tryAsk(editionRemarks, { edition: params.id })]);
    return { ...view, remarks: said.ok ? said.value.remarks : [] };
  },
  actions: {
    decide: act(decideEdition, { done: (value, { params }) => to(editionPath(params.id), value.state === 'published' ? '承認し、公開しました。' : value.state === 'scheduled' ? '承認しました。予約した日時に公開します。' : '差し戻しました。') }),
    tick: act(tickRemark, { done: (_, { params }) => to(editionPath(params.id), '記録しました。') }),
    recall: act(recallEdition, { done: (_, { params }) => to(writePath(params.id), '引き戻しました。続きを書けます。') }),
  },
  view(it, ctx) {
    return (
      <Page title={it.draft.title === '' ? '（題名なし）' : it.draft.title} wide crumbs={[home, pagesCrumb, { to: recordPath(it.page), label: `ページ番号 ${it.pageNo}` }]} lead={<><StateChip state={it.state} />　第{it.number}版　{it.office}{it.emergency && <>　<Chip kind="bad">緊急公開</Chip></>}</>}
        actions={it.state === 'draft' && it.mayWrite ? <LinkButton icon="edit" to={writePath(it.id)}>続きを書く</LinkButton> : it.state === 'published' ? <A to={it.path}>公開のページ</A> : undefined}>
        {it.stoppedReason !== '' && <Notice kind="bad" title="予約した日時に公開しませんでした"><p>{it.stoppedReason}</p><p><A to={recordPath(it.page)}>ページの記録</A>で予約を取り消し、直して、もう一度承認を求めてください。</p></Notice>}
        <Decision it={it} />
        <div class="columns">
          <div class="form">
            <Section title="見え方">
              {it.draft.lead !== '' && <p class="lead">{it.draft.lead}</p>}
              <div class="prose"><Blocks blocks={it.draft.blocks} shown={shownOf(ctx, it, 'ja', (sha, name) => `/staff/website/files/${sha}/${encodeURIComponent(name === '' ? 'file' : name)}`)} /></div>
            </Section>
          </div>
          <aside aria-label="この版について">
            {it.easy && <EasyAside easy={it.easy} />}
            <About it={it} ctx={ctx} />
            <Remarks remarks={it.remarks} tick={it.mayWrite ? (one) => <Form action="tick" about={{ remark: one.id }} inline><Submit kind="second" name="state" value={one.doneAt === null ? 'done' : 'open'} about={one.words.slice(0, 30)}>{one.doneAt === null ? '済みにする' : '未対応に戻す'}</Submit></Form> : null} />
            <Findings it={it} />
          </aside>
        </div>
        {it.easy && <EasyChanged easy={it.easy} mayFollow={false} />}
        {it.before && <Changes before={it.before} />}
      </Page>
    );
  },
});

function Decision({ it }: { readonly it: Model }) {
  if (it.state !== 'submitted') return null;
  if (it.case) return <Notice title="電子決裁で進んでいます"><A to={`/staff/approvals/${it.case.id}`}>決裁番号 {it.case.number}</A></Notice>;
  return (
    <Section title="承認する・差し戻す">
      {it.mayDecide ? (
        <Form action="decide" about={{ edition: it.id }}><Hidden name="version" value={it.version} />
          <TextArea name="note" label="意見" rows={2} maxlength={500} hint="差し戻すときは、どこをどう直すかを書きます。" />
          <FormActions next={it.publishAt === null ? '承認すると、すぐに公開します。10分以内なら取り消せます。' : '承認すると、予約した日時に公開します。'}><Submit name="decision" value="approve" icon="check">承認する</Submit><Submit name="decision" value="return" kind="second">差し戻す</Submit></FormActions>
        </Form>
      ) : <p>{it.mine ? '自分が書いた版は、自分では承認できません。別の人の承認を待っています。' : '承認する権限のある人の承認を待っています。'}</p>}
      {it.mayRecall && <Form action="recall" about={{ edition: it.id }} inline><Submit kind="second">引き戻して書き直す</Submit></Form>}
    </Section>
  );
}

function About({ it, ctx }: { readonly it: Model; readonly ctx: PageContext }) {
  const live = it.hash !== null && it.state === 'published';
  return (
    <Section title="この版について">
      <Facts rows={[
        { label: 'アドレス', value: it.path }, { label: '種類', value: kindName(it.draft.kind) }, { label: '書いた人', value: <>{it.savedName}　<When instant={it.savedAt} style="short" /></> },
        it.changeNote !== '' && { label: '変更の説明', value: it.changeNote }, it.publishAt !== null && { label: '公開する日時', value: <When instant={it.publishAt} /> }, it.unpublishAt !== null && { label: '公開を終える日時', value: <When instant={it.unpublishAt} /> },
        it.draft.reviewOn !== null && { label: '見直す日', value: <When date={it.draft.reviewOn} /> }, it.hash !== null && { label: '内容のハッシュ', value: <span class="num" title={it.hash}>{it.hash.slice(0, 16)}…</span> },
        live && { label: '公開のアドレス', value: `${ctx.city.origin}/p/${it.pageNo}` },
      ]} />
    </Section>
  );
}

function Findings({ it }: { readonly it: Model }) {
  return (
    <Section title={`点検　${it.findings.length}件`}>
      {it.findings.length === 0 ? <p>決まりに反するところは見つかりませんでした。</p> : <ul class="findings">{it.findings.map((one) => <li key={one.key}><p>{one.answer ? <Chip kind="ok">確認済み</Chip> : <SeverityChip severity={one.severity} />}　<small>{one.rule}</small></p><p>{one.reason}</p>{one.excerpt !== '' && <p><q>{one.excerpt}</q></p>}{one.answer && <p><small>{one.answer.by}：{one.answer.reason}</small></p>}</li>)}</ul>}
    </Section>
  );
}

/** Added and taken words say so in words, not by colour alone. */
function Changes({ before }: { readonly before: NonNullable<Model['before']> }) {
  const changed = before.diff.filter((line) => line.change !== 'same' && line.text !== '');
  return (
    <Section title={`第${before.number}版からの変更　${changed.length}行`}>
      <DataTable caption="変更した行" hideCaption rows={changed.map((line, index) => ({ ...line, index }))} rowKey={(row) => String(row.index)} empty="言葉の変更はありません。"
        columns={[{ key: 'c', label: '変更', nowrap: true, render: (row) => (row.change === 'new' ? <Chip kind="ok">加えた</Chip> : <Chip kind="no">消した</Chip>) }, { key: 't', label: '言葉', heads: true, render: (row) => (row.change === 'new' ? <ins>{row.text}</ins> : <del>{row.text}</del>) }]} />
    </Section>
  );
}
