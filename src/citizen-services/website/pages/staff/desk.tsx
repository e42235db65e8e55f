/** 自分の仕事: drafts, what waits for a decision, reservations, pages whose review is due, what was published in a hurry. */
import { act, page, to } from '../../../../kernel/page.ts';
import { A, Chip, DataTable, Empty, Form, FormActions, Hidden, LinkButton, Notice, Page, Section, Submit, TextField, When } from '../../../../ui/index.ts';
import { reviewEmergency } from '../../commands/deciding.ts';
import { keepPage } from '../../commands/pages.ts';
import { myWork, readers } from '../../queries/office.ts';
import { DoorTabs, editionPath, holds, recordPath, root, writePath } from './words.tsx';

export const deskPage = page({
  path: root,
  title: { ja: 'ウェブサイト', en: 'Website' },
  allow: readers,
  load: (ctx) => ctx.ask(myWork, {}),
  actions: {
    keep: act(keepPage, { done: (value) => to(root, `確かめました。次の見直しは ${value.reviewOn} です。`) }),
    review: act(reviewEmergency, { done: () => to(root, '事後の確認を記録しました。') }),
  },
  view(work, ctx) {
    const mayWrite = holds(ctx, 'website.write', 'website.edit', 'website.emergency');
    const returned = work.drafts.filter((row) => row.returnedNote !== '');
    return (
      <Page title="ウェブサイト" wide actions={mayWrite ? <LinkButton icon="plus" to={`${root}/new`}>ページを作る</LinkButton> : undefined}>
        <DoorTabs ctx={ctx} current={root} />
        {returned.map((row) => <Notice key={row.id} kind="warn" title={`「${row.title}」が差し戻されました`}><p>{row.returnedNote}</p><p><A to={writePath(row.id)}>直す</A></p></Notice>)}
        {work.emergencies.length > 0 && (
          <Section title={`事後の確認を待つ緊急公開　${work.emergencies.length}件`}>
            <DataTable caption="事後の確認を待つ緊急公開" hideCaption rows={work.emergencies} rowKey={(row) => row.id} empty=""
              columns={[{ key: 't', label: '題名', heads: true, render: (row) => <A to={editionPath(row.id)}>{row.title}</A> }, { key: 'o', label: '所属', render: (row) => row.office }, { key: 'b', label: '公開した人', render: (row) => row.savedName }]}
              actions={(row) => (row.mayDecide ? <details><summary>確かめる<span class="vh">：{row.title}</span></summary><Form action="review" about={{ edition: row.id }}><TextField name="note" label="意見" width="long" maxlength={200} /><FormActions><Submit name="decision" value="stands">このままでよい</Submit><Submit kind="danger" name="decision" value="take-back">公開を取り消す</Submit></FormActions></Form></details> : <Chip kind="wait">別の人の確認待ち</Chip>)} />
          </Section>
        )}
        <Section title={`承認を待つ版　${work.waiting.length}件`}>
          <DataTable caption="承認を待つ版" hideCaption keys rows={work.waiting} rowKey={(row) => row.id} empty="承認を待つ版はありません。"
            columns={[
              { key: 't', label: '題名', heads: true, render: (row) => <A to={editionPath(row.id)} rowKey="Enter">{row.title === '' ? '（題名なし）' : row.title}</A> }, { key: 'n', label: '版', nowrap: true, render: (row) => `第${row.number}版` }, { key: 'o', label: '所属', render: (row) => row.office }, { key: 'b', label: '書いた人', render: (row) => row.savedName },
              { key: 's', label: '求めた日時', render: (row) => (row.submittedAt ? <When instant={row.submittedAt} style="short" /> : '―') },
              { key: 'd', label: '決める人', render: (row) => (row.case ? <A to={`/staff/approvals/${row.case.id}`}>決裁 {row.case.number}</A> : row.mayDecide ? <Chip kind="wait">あなた</Chip> : row.mine ? '別の人' : '承認する人') },
            ]} />
        </Section>
        <Section title={`自分の下書き　${work.drafts.length}件`}>
          <DataTable caption="自分の下書き" hideCaption keys rows={work.drafts} rowKey={(row) => row.id} empty={<Empty title="書きかけの版はありません。" next={mayWrite ? <A to={`${root}/new`}>ページを作る</A> : undefined} />}
            columns={[{ key: 't', label: '題名', heads: true, render: (row) => <A to={writePath(row.id)} rowKey="Enter">{row.title === '' ? '（題名なし）' : row.title}</A> }, { key: 'n', label: '版', nowrap: true, render: (row) => `第${row.number}版` }, { key: 'p', label: 'アドレス', render: (row) => row.path }, { key: 's', label: '保存', render: (row) => <When instant={row.savedAt} style="short" /> }]} />
        </Section>
        {work.scheduled.length > 0 && (
          <Section title={`公開の予約　${work.scheduled.length}件`}>
            <DataTable caption="公開の予約" hideCaption rows={work.scheduled} rowKey={(row) => row.id} empty="" columns={[{ key: 't', label: '題名', heads: true, render: (row) => <A to={editionPath(row.id)}>{row.title}</A> }, { key: 'w', label: '公開する日時', render: (row) => <>{row.publishAt ? <When instant={row.publishAt} style="short" /> : '―'}{row.stoppedReason !== '' && <>　<Chip kind="bad">公開しませんでした</Chip><br /><small>{row.stoppedReason}</small></>}</> }, { key: 'o', label: '所属', render: (row) => row.office }]} />
          </Section>
        )}
        {work.behind.length > 0 && (
          <Section title={`もとのページが変わった、やさしい日本語の版　${work.behind.length}件`}>
            <DataTable caption="もとのページが変わった、やさしい日本語の版" hideCaption rows={work.behind} rowKey={(row) => row.page} empty=""
              columns={[{ key: 't', label: '題名', heads: true, render: (row) => <A to={recordPath(row.page)}>{row.title}</A> }, { key: 'd', label: 'もとにした版の公開', render: (row) => <When instant={row.madeFromAt} style="short" /> }, { key: 'o', label: '所属', render: (row) => row.office }]} />
          </Section>
        )}
        <Section title={`30日以内に見直すページ　${work.reviews.length}件`}>
          <DataTable caption="見直すページ" hideCaption rows={work.reviews} rowKey={(row) => row.page} empty="見直す時期のページはありません。"
            columns={[
              { key: 't', label: '題名', heads: true, render: (row) => <A to={recordPath(row.page)}>{row.title}</A> }, { key: 'o', label: '所属', render: (row) => row.office },
              { key: 'd', label: '見直す日', render: (row) => (row.reviewOn ? <><When date={row.reviewOn} style="short" />{Temporal.PlainDate.compare(row.reviewOn, ctx.today) < 0 && <>　<Chip kind="bad">過ぎています</Chip></>}</> : '―') },
            ]}
            actions={(row) => (mayWrite ? <Form action="keep" inline about={{ page: row.page }}><Hidden name="months" value={12} /><Submit kind="second" about={row.title}>内容に変更なし</Submit></Form> : null)} />
        </Section>
      </Page>
    );
  },
});
