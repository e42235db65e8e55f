import { Form } from '../form.tsx';
import { A, Chip, Money, Section } from '../parts.tsx';
import { DataTable, SlotTable } from '../table.tsx';
import type { Column, SlotCell } from '../table.tsx';

interface Draft {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly by: string;
  readonly amountYen: number;
  readonly waiting: string;
  readonly state: { readonly kind: 'ok' | 'wait' | 'bad' | 'info'; readonly word: string };
}

const drafts: readonly Draft[] = [
  { id: '1', title: '市道 原瀬・才木線 舗装補修工事（第2工区）執行伺', kind: '工事　専決：部長　契約検査課・財政課 合議済み', by: '安齋 美咲', amountYen: 9_800_000, waiting: '2日', state: { kind: 'bad', word: '期限 11/20' } },
  { id: '2', title: '除雪業務 単価契約（安達地域）', kind: '業務委託　専決：課長', by: '本多 健', amountYen: 1_240_000, waiting: '3時間', state: { kind: 'wait', word: '合議 1/2' } },
  { id: '3', title: '道路占用許可（電力会社・電柱2本）', kind: '許認可　専決：課長', by: '安齋 美咲', amountYen: 4_320, waiting: '1日', state: { kind: 'ok', word: '全員同意' } },
];

const columns: readonly Column<Draft>[] = [
  { key: 'title', label: '件名', render: (draft) => <><A to={`/drafts/${draft.id}`}>{draft.title}</A><small>{draft.kind}</small></> },
  { key: 'by', label: '起案', render: (draft) => draft.by, nowrap: true },
  { key: 'amount', label: '金額', align: 'end', render: (draft) => <Money yen={draft.amountYen} />, sortHref: '?sort=amount', sorted: 'descending' },
  { key: 'waiting', label: '待ち', align: 'end', render: (draft) => draft.waiting, sortHref: '?sort=waiting' },
  { key: 'state', label: '状況', render: (draft) => <Chip kind={draft.state.kind}>{draft.state.word}</Chip> },
];

const days = ['07', '08', '09', '10', '11', '12', '13'].map((day) => ({ date: Temporal.PlainDate.from(`2026-12-${day}`), holiday: day === '11' ? '市制記念日' : undefined }));

/** ○ 750 = free at 750 yen; the sign alone is not for choosing. */
function cells(pattern: string, priceYen: number, slot: string): readonly SlotCell[] {
  return [...pattern].map((sign, day): SlotCell => {
    const href = `/reservations/hold?slot=${slot}-${day}`;
    switch (sign) {
      case '○': return { mark: 'free', priceYen, href };
      case '△': return { mark: 'part', priceYen: priceYen / 2, href };
      case '抽': return { mark: 'lottery', count: 3, href };
      case '公': return { mark: 'public' };
      case '休': return { mark: 'closed' };
      case 'ー': return { mark: 'none' };
      default: return { mark: 'taken' };
    }
  });
}

const slots = [
  { label: '9時〜12時', cells: cells('休○○×○×抽', 750, 'am') },
  { label: '13時〜17時', cells: cells('休○×○○△×', 1000, 'pm') },
  { label: '18時〜21時', cells: cells('休公×○ー○○', 1500, 'night') },
];

export function TableSamples() {
  return (
    <>
      <Section title="決裁待ち" aside={<Chip kind="bad">期限超過 1</Chip>}>
        <DataTable
          id="drafts" caption="決裁待ちの一覧" hideCaption keys columns={columns} rows={drafts} rowKey={(draft) => draft.id} current="1" csvHref="?format=csv"
          empty="決裁を待っているものはありません" foot={['合計', '', <Money key="sum" yen={11_044_320} />, '', '']}
          actions={(draft) => <Form action="approve" inline about={{ draftId: draft.id }} submit="承認" kind="second" />}
        />
      </Section>
      <Section title="差戻し">
        <DataTable caption="差戻しの一覧" hideCaption columns={columns} rows={[]} rowKey={(draft) => draft.id} empty="差戻しはありません" />
      </Section>
      <Section title="空き状況">
        <SlotTable caption="城山第二体育館　半面A（1面・市内団体の料金）" days={days} slots={slots} />
      </Section>
    </>
  );
}
