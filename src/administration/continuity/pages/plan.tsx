/** 計画の版: the chapters written by hand, the editions, and the second person's decision. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { act, page, to } from '../../../kernel/page.ts';
import { A, Chip, DataTable, Facts, Form, FormActions, Hidden, LinkButton, Notice, NumberField, Page, Section, Submit, TextArea, TextField, useUi, When } from '../../../ui/index.ts';
import { decideEdition, makeEdition, saveChapter } from '../commands/editions.ts';
import { edition, editionList } from '../queries/editions.ts';
import { DoorTabs, home, root } from './words.tsx';

const path = `${root}/plan`;
const readers = [staff('continuity.view'), staff('continuity.approve')];
const stateWords = { submitted: '承認待ち', approved: '承認', returned: '差戻し' } as const;
const stateKinds = { submitted: 'wait', approved: 'ok', returned: 'no' } as const;

export const planPage = page({
  path,
  title: { ja: '計画の版', en: 'Editions of the plan' },
  allow: readers,
  load: (ctx) => ctx.ask(editionList, {}),
  actions: {
    make: act(makeEdition, { done: (value) => to(`${path}/${value.edition}`, `第${value.number}版を作り、承認を求めました。`) }),
    chapter: act(saveChapter, { done: () => to(path, '本文を保存しました。') }),
  },
  view(model, ctx) {
    const mayEdit = ctx.may('continuity.edit');
    return (
      <Page title="計画の版" wide crumbs={[home]} actions={ctx.may('continuity.view') ? <LinkButton kind="second" icon="print" to={`${root}/plan.pdf`}>いまの内容を下書きとして印刷する</LinkButton> : undefined}>
        <DoorTabs ctx={ctx} current={path} />
        <Section title={`版　${model.editions.length}件`}>
          <DataTable caption="計画の版" hideCaption keys rows={model.editions} rowKey={(row) => row.id} empty="まだ版はありません。"
            columns={[
              { key: 'n', label: '版', heads: true, render: (row) => <A to={`${path}/${row.id}`} rowKey="Enter">{`第${row.number}版`}</A> }, { key: 's', label: '状態', render: (row) => <Chip kind={stateKinds[row.state]}>{stateWords[row.state]}</Chip> }, { key: 'c', label: '改訂の内容', render: (row) => row.changeNote },
              { key: 'm', label: '作った人', render: (row) => <>{row.madeName}<small><When instant={row.madeAt} style="short" /></small></> }, { key: 'd', label: '承認・差戻し', render: (row) => (row.decidedAt ? <>{row.decidedName}<small><When instant={row.decidedAt} style="short" /></small></> : '―') },
            ]} />
        </Section>
        {mayEdit && (
          <Section title="次の版を作る">
            <Form action="make"><TextArea name="changeNote" label="改訂の内容" required rows={2} hint="前の版から何を変えたか。改訂履歴に載ります。" /><FormActions next="台帳・つながり・連絡網・手順書・訓練・本文の、いまの内容をそのまま固定します。個人の電話番号は入りません。"><Submit>版を作り、承認を求める</Submit></FormActions></Form>
          </Section>
        )}
        <Section title={`本文　${model.chapters.length}章`}>
          {model.chapters.length === 0 && <p>目的、被害の想定、体制などの本文は、まだ書かれていません。</p>}
          {model.chapters.map((chapter) => (
            <div key={chapter.code}>
              <h3>{chapter.heading}</h3>
              <p class="hint"><When date={chapter.asOf} style="short" /> 現在</p>
              {chapter.body.split('\n').map((line, index) => <p key={index}>{line}</p>)}
              {mayEdit && <ChapterForm chapter={chapter} />}
            </div>
          ))}
          {mayEdit && <ChapterForm chapter={null} />}
        </Section>
      </Page>
    );
  },
});

interface Chapter {
  readonly code: string;
  readonly ordinal: number;
  readonly heading: string;
  readonly body: string;
  readonly version: number;
}

function ChapterForm({ chapter }: { readonly chapter: Chapter | null }) {
  const { form } = useUi();
  const open = form?.action === 'chapter' && (chapter ? form.values['chapter'] === chapter.code && form.values['made'] === 'before' : form.values['made'] === 'new');
  return (
    <details open={open}><summary>{chapter ? `「${chapter.heading}」を直す` : '章を加える'}</summary>
      <Form action="chapter" about={chapter ? { chapter: chapter.code, made: 'before' } : { made: 'new' }}>{chapter && <Hidden name="version" value={chapter.version} />}
        {chapter === null && <TextField name="chapter" label="章の記号" required hint="例 training" width="medium" />}
        <div class="form inline"><TextField name="heading" label="見出し" required width="long" value={chapter?.heading} /><NumberField name="ordinal" label="順番" required value={chapter?.ordinal} /></div>
        <TextArea name="body" label="本文" required rows={8} value={chapter?.body} />
        <FormActions><Submit kind="second" about={chapter?.heading}>保存する</Submit></FormActions>
      </Form>
    </details>
  );
}

export const editionPage = page({
  path: `${path}/:id`,
  title: { ja: '計画の版', en: 'An edition' },
  allow: readers,
  params: z.object({ id: z.uuid() }),
  load: (ctx, { params }) => ctx.ask(edition, { edition: params.id }),
  actions: { decide: act(decideEdition, { input: (form, { params }) => ({ ...form.input(), edition: params.id }), done: (value, { params }) => to(`${path}/${params.id}`, value.state === 'approved' ? '承認しました。この版が、いまの計画です。' : '差し戻しました。') }) },
  view(it, ctx) {
    return (
      <Page title={`情報システムBCP　第${it.number}版`} wide crumbs={[home, { to: path, label: '計画の版' }]} lead={<Chip kind={stateKinds[it.state]}>{stateWords[it.state]}</Chip>} actions={<LinkButton icon="print" to={`${path}/${it.id}/document.pdf`}>文書を開く（PDF）</LinkButton>}>
        {!it.intact && <Notice kind="bad" title="保存されている内容が、作ったときのハッシュと一致しません">この版は使わず、運用の担当者に知らせてください。</Notice>}
        <Section title="この版について">
          <Facts rows={[
            { label: '改訂の内容', value: it.change_note }, { label: '作った人', value: <>{it.made_name}　<When instant={it.made_at} /></> }, it.decided_at !== null && { label: stateWords[it.state], value: <>{it.decided_name}　<When instant={it.decided_at} /></> }, it.decision_note ? { label: '意見', value: it.decision_note } : null,
            { label: '中身', value: `システム${it.plan.assets.length}件、つながり${it.plan.needs.length}本、連絡先${it.plan.contacts.length}件、手順書${it.plan.runbooks.filter((runbook) => runbook.approved !== null).length}件、訓練${it.plan.drills.length}件、本文${it.plan.chapters.length}章` },
            { label: 'ハッシュ（SHA-256）', value: <><span class="num">{it.hash}</span>　{it.intact ? <Chip kind="ok">内容と一致</Chip> : <Chip kind="bad">不一致</Chip>}</> },
          ]} />
        </Section>
        {it.state === 'submitted' && it.case !== null && <Notice title="電子決裁で進んでいます"><A to={`/staff/approvals/${it.case.id}`}>決裁番号 {it.case.number}</A>　計画を直すときは、取り下げてから新しい版を作ります。</Notice>}
        {it.state === 'submitted' && it.case === null && (!ctx.may('continuity.approve') ? <Notice title="承認する権限のある、作った人とは別の人の承認を待っています" /> : it.mine ? <Notice kind="warn" title="自分が作った版は、自分では承認できません">別の人に承認してもらってください。差し戻すことはできます。</Notice> : null)}
        {it.state === 'submitted' && it.case === null && ctx.may('continuity.approve') && (
          <Section title={it.mine ? '差し戻す' : '承認する・差し戻す'}>
            <Form action="decide" about={{ hash: it.hash }}>
              <TextArea name="note" label="意見" rows={2} />
              <FormActions>{!it.mine && <Submit name="decision" value="approve" icon="check">この版を承認する</Submit>}<Submit kind="second" name="decision" value="return">差し戻す</Submit></FormActions>
            </Form>
          </Section>
        )}
      </Page>
    );
  },
});
