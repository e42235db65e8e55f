/** 確認書類 for the office: opened one at a time, and every look is recorded. */
import { staff } from '../../../../kernel/actor.ts';
import { loadFile } from '../../../../kernel/files/files.ts';
import { route } from '../../../../kernel/page.ts';
import { A, DataTable, When } from '../../../../ui/index.ts';
import { evidenceFile } from '../../queries/evidence.ts';
import type { Paper } from '../../queries/papers.ts';

export const paperWords: Readonly<Record<string, string>> = { residency: '住所・勤務先の確認', identity: '本人の確認', roster: '構成員の名簿', reduction: '減免の証明', other: 'その他' };

function sizeOf(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${(bytes / 1024 / 1024).toFixed(1)}MB` : `${Math.max(1, Math.round(bytes / 1024))}KB`;
}

/** Bytes as they came in: a picture or a PDF, nothing else is ever kept. */
export const evidenceRoute = route({
  path: '/staff/reservations/evidence/:id',
  title: { ja: '確認書類', en: 'A paper' },
  allow: [staff('reservations.patrons'), staff('reservations.desk'), staff('reservations.approve')],
  async run(ctx, { params }) {
    const paper = await ctx.ask(evidenceFile, { evidence: params['id'] }, '書類の確認');
    return { type: paper.mediaType, body: await loadFile(ctx.city, paper.sha256), filename: paper.name };
  },
});

/** The papers of a registration or a booking, newest last. `remove` draws the form that takes one out. */
export function Papers({ papers, remove }: { readonly papers: readonly Paper[]; readonly remove?: (paper: Paper) => preact.VNode }) {
  if (papers.length === 0) return <p>送られた書類はありません。</p>;
  return (
    <>
      <DataTable
        caption="確認書類" hideCaption rows={papers} rowKey={(row) => row.id} empty=""
        columns={[
          { key: 'kind', label: '種類', nowrap: true, render: (row) => <A to={`/staff/reservations/evidence/${row.id}`} about={row.name}>{paperWords[row.kind] ?? row.kind}を開く</A> },
          { key: 'name', label: 'ファイル', render: (row) => row.name }, { key: 'size', label: '大きさ', align: 'end', render: (row) => sizeOf(row.bytes) }, { key: 'at', label: '届いた日時', nowrap: true, render: (row) => <When instant={row.sentAt} style="short" /> },
        ]}
        {...(remove ? { actions: remove } : {})}
      />
      <p class="hint">開いたことは、だれがいつ見たかとして記録されます。</p>
    </>
  );
}
