import type { PageContext } from '../../kernel/page.ts';
import { Chip, type ChipKind, type Crumb, Tabs } from '../../ui/index.ts';

export const methodWords: Readonly<Record<string, string>> = { cash: '現金', store: 'コンビニ', card: 'カード', code: 'コード決済', transfer: '口座振込', reversal: '取消し' };
const refundWords: Readonly<Record<string, readonly [ChipKind, string]>> = { due: ['wait', '承認待ち'], approved: ['info', '支払い待ち'], paid: ['ok', '支払い済み'], withdrawn: ['no', '取下げ'] };
const chargeWords: Readonly<Record<string, readonly [ChipKind, string]>> = { open: ['wait', '未収'], paid: ['ok', '収納済み'], cancelled: ['no', '取消し'] };

export function RefundChip({ state }: { readonly state: string }) {
  const [kind, word] = refundWords[state] ?? ['no', state];
  return <Chip kind={kind}>{word}</Chip>;
}

export function ChargeChip({ state }: { readonly state: string }) {
  const [kind, word] = chargeWords[state] ?? ['no', state];
  return <Chip kind={kind}>{word}</Chip>;
}

export const home: Crumb = { to: '/staff/collection', label: '収納' };

const doors = [
  { to: '/staff/collection', label: '日計', needs: ['payments.cash', 'payments.read'] },
  { to: '/staff/collection/refunds', label: '還付', needs: ['payments.refund', 'payments.cash', 'payments.read'] },
  { to: '/staff/collection/ledger', label: '調定・収納をさがす', needs: ['payments.cash', 'payments.read', 'payments.refund'] },
];

export function DoorTabs({ ctx, current, refunds }: { readonly ctx: PageContext; readonly current: string; readonly refunds?: number }) {
  return <Tabs label="収納の業務" items={doors.filter((door) => door.needs.some((name) => ctx.may(name))).map((door) => ({ to: door.to, label: door.label, current: door.to === current, ...(door.to.endsWith('refunds') && refunds ? { count: refunds } : {}) }))} />;
}
