/** What the pages of this system share: the doors, chips, the list of findings. Staff pages are Japanese. */
import type { PageContext } from '../../../kernel/page.ts';
import { A, Chip, type Crumb, DataTable, Tabs } from '../../../ui/index.ts';
import type { SaidFinding } from '../queries/overview.ts';
import type { Finding } from '../rules/findings.ts';

export const root = '/staff/continuity';
export const home: Crumb = { to: root, label: '業務継続' };

const doors = [
  { to: root, label: '様子' }, { to: `${root}/systems`, label: '情報システム台帳' }, { to: `${root}/picture`, label: 'つながりの図' }, { to: `${root}/contacts`, label: '連絡網' }, { to: `${root}/runbooks`, label: '手順書' },
  { to: `${root}/drills`, label: '訓練' }, { to: `${root}/power`, label: '電源・通信' }, { to: `${root}/plan`, label: '計画の版' },
] as const;

/** The rooms of this work. Whoever may only approve sees the two that hold what waits for them. */
export function DoorTabs({ ctx, current }: { readonly ctx: PageContext; readonly current: string }) {
  const open = ctx.may('continuity.view') ? doors : doors.filter((door) => (door.to.endsWith('/runbooks') || door.to.endsWith('/plan') ? ctx.may('continuity.approve') : door.to.endsWith('/contacts') && ctx.may('continuity.contacts')));
  return <Tabs label="業務継続の業務" items={open.map((door) => ({ ...door, current: door.to === current }))} />;
}

export function TierChip({ tier }: { readonly tier: number }) {
  return <Chip kind={tier <= 1 ? 'bad' : tier <= 3 ? 'wait' : 'no'}>{`区分${tier}`}</Chip>;
}

export function LevelChip({ level }: { readonly level: Finding['level'] }) {
  return level === 'red' ? <Chip kind="bad">直す</Chip> : <Chip kind="wait">確かめる</Chip>;
}

/** Where a finding is put right. */
function placeOf({ type, id }: Finding['about']): string {
  switch (type) {
    case 'asset': return `${root}/systems/${id}`;
    case 'contact': return `${root}/contacts`;
    case 'place': case 'means': return `${root}/power`;
    case 'runbook': return `${root}/runbooks/${id}`;
    case 'drill': return id === '' ? `${root}/drills` : `${root}/drills/${id}`;
    case 'plan': return `${root}/plan`;
  }
}

const drillName = /^(?:restore|failover|power|call|paper|security|tabletop)$/;

export function FindingTable({ findings, empty }: { readonly findings: readonly SaidFinding[]; readonly empty: string }) {
  return (
    <DataTable
      caption="指摘" hideCaption keys rows={findings.map((finding, index) => ({ ...finding, index }))} rowKey={(row) => String(row.index)} empty={empty}
      columns={[
        { key: 'about', label: '対象', heads: true, render: (row) => <A to={placeOf(row.about)} rowKey="Enter">{drillName.test(row.about.name) ? '訓練の予定' : row.about.name}</A> },
        { key: 'level', label: '重さ', nowrap: true, render: (row) => <LevelChip level={row.level} /> },
        { key: 'text', label: '指摘と、すること', render: (row) => row.text.ja },
      ]}
    />
  );
}

/** One value of the address's search part. */
export function one(search: Readonly<Record<string, string | string[]>>, name: string): string {
  const value = search[name];
  return typeof value === 'string' ? value : (value?.at(-1) ?? '');
}

export function all(search: Readonly<Record<string, string | string[]>>, name: string): readonly string[] {
  const value = search[name];
  return value === undefined || value === '' ? [] : typeof value === 'string' ? [value] : value;
}

/** The same address with these values; empty ones are left out. */
export function withSearch(path: string, values: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString();
  return text === '' ? path : `${path}?${text}`;
}
