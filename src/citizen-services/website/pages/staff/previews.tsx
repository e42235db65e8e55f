/** プレビュー共有: the addresses that show an edition to people without an account; and what they said of it, beside the edition. */
import type { VNode } from 'preact';
import { z } from 'zod';
import { act, page, to } from '../../../../kernel/page.ts';
import { Chip, DataTable, Empty, Form, FormActions, Notice, Page, Radios, Section, Submit, TextField, When } from '../../../../ui/index.ts';
import { makePreview, revokePreview } from '../../commands/previews.ts';
import { PREVIEW_DAYS } from '../../previews.ts';
import { pagePreviews, type Remark } from '../../queries/previews.ts';
import { readers } from '../../queries/office.ts';
import { home, pagesCrumb, recordPath } from './words.tsx';

export const previewsPath = (id: string) => `${recordPath(id)}/previews`;
const kindWords = { look: '見てもらう', check: '事実確認' } as const;
const stateWords = { open: '使えます', over: '期限切れ', revoked: '取り消し', ended: '公開済み・取りやめ' } as const;

export const previewsPage = page({
  path: previewsPath(':id'),
  title: { ja: 'プレビュー共有・事実確認', en: 'Preview links' },
  allow: readers,
  params: z.object({ id: z.uuid() }),
  load: (ctx, { params }) => ctx.ask(pagePreviews, { page: params.id }),
  actions: {
    make: act(makePreview, { done: (_, { params }) => to(previewsPath(params.id), `アドレスを作りました。下の一覧から写して、見てもらう人に送ってください。${PREVIEW_DAYS}日間使えます。`) }),
    revoke: act(revokePreview, { done: (_, { params }) => to(previewsPath(params.id), '取り消しました。このアドレスは、もう開けません。') }),
  },
  view(it) {
    return (
      <Page title="プレビュー共有・事実確認" wide crumbs={[home, pagesCrumb, { to: recordPath(it.page), label: `ページ番号 ${it.pageNo}` }]} lead={it.title === '' ? '（題名なし）' : it.title}
        help={<p>アドレスを知っている人は、サインインしなくても、この版だけを見られます。検索には出ません。送り先を間違えたら、すぐに取り消してください。</p>}>
        {it.mayWrite && it.open !== null && (
          <Section title={`第${it.open.number}版のアドレスを作る`}>
            <Form action="make" about={{ edition: it.open.id }}>
              <Radios name="kind" label="使いみち" required value="look" options={[{ value: 'look', label: '見てもらう（意見の欄なし）' }, { value: 'check', label: '事実確認を頼む（意見の欄あり）' }]} />
              <div class="form inline"><TextField name="body" label="相手の所属" maxlength={80} hint="例：消防本部予防課、商工会" /><TextField name="reader" label="相手の名前" maxlength={60} hint="事実確認では、所属と名前が要ります。" /></div>
              <FormActions next={`${PREVIEW_DAYS}日たつと、自動で開けなくなります。相手の名前は、期限から1年で消します。`}><Submit icon="plus">アドレスを作る</Submit></FormActions>
            </Form>
          </Section>
        )}
        {it.open === null && <Notice title="作りかけの版がありません"><p>公開中のページは、だれでも見られます。差し替える版を書き始めると、ここでアドレスを作れます。</p></Notice>}
        <Section title="作ったアドレス">
          <DataTable caption="作ったアドレス" hideCaption rows={it.previews} rowKey={(row) => row.id} empty={<Empty title="まだありません。" />}
            columns={[
              { key: 'w', label: '作った日時', heads: true, render: (row) => <><When instant={row.madeAt} style="short" /><br /><small>{row.madeName}</small></> }, { key: 'n', label: '版', nowrap: true, render: (row) => `第${row.number}版` },
              { key: 'k', label: '使いみち', render: (row) => <>{kindWords[row.kind]}{row.reader + row.body !== '' && <><br /><small>{row.body}　{row.reader}</small></>}</> },
              { key: 's', label: '状態', render: (row) => <><Chip kind={row.state === 'open' ? 'ok' : 'no'}>{stateWords[row.state]}</Chip><br /><small>{row.revokedAt === null ? <><When instant={row.expiresAt} style="short" /> まで</> : <><When instant={row.revokedAt} style="short" />　{row.revokedName}</>}</small></> },
              { key: 'o', label: '開いた回数', align: 'end', render: (row) => <>{row.opened}回{row.lastOpenedAt !== null && <><br /><small>最後 <When instant={row.lastOpenedAt} style="short" /></small></>}</> }, { key: 'r', label: '意見', align: 'end', render: (row) => (row.kind === 'check' ? `${row.remarks}件` : '―') },
              { key: 'a', label: 'アドレス', render: (row) => (row.address === null ? '―' : <a href={row.address}><small>{row.address}</small></a>) },
            ]}
            actions={(row) => (row.state === 'open' && it.mayWrite ? <Form action="revoke" about={{ preview: row.id }} inline><Submit kind="danger" about={`${row.body}${row.reader}`}>取り消す</Submit></Form> : null)} />
        </Section>
      </Page>
    );
  },
});

/** What was said, each with its tick. `tick`: the button, made by whichever form it stands in. */
export function Remarks({ remarks, tick }: { readonly remarks: readonly Remark[]; readonly tick: ((remark: Remark) => VNode) | null }) {
  if (remarks.length === 0) return null;
  const left = remarks.filter((one) => one.doneAt === null).length;
  return (
    <Section title={left === 0 ? `事実確認の意見　${remarks.length}件` : `事実確認の意見　残り${left}件`}>
      <ul class="findings">{remarks.map((one) => (
        <li key={one.id}>
          <p>{one.doneAt === null ? <Chip kind="wait">未対応</Chip> : <Chip kind="ok">済み</Chip>}　<small>{one.body}　{one.reader}　<When instant={one.at} style="short" />{one.changedSince && '（そのあと書き直しています）'}</small></p>
          {one.words.split('\n').map((line, index) => <p key={index}>{line}</p>)}
          {one.doneAt !== null && <p><small>{one.doneName}　<When instant={one.doneAt} style="short" /></small></p>}
          {tick?.(one)}
        </li>
      ))}</ul>
    </Section>
  );
}
