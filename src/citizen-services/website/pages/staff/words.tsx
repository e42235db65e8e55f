/** What the office's pages of the website have in common. */
import type { PageContext } from '../../../../kernel/page.ts';
import { Chip, type ChipKind, type Crumb, Tabs } from '../../../../ui/index.ts';
import { kindWords, pageStateWords, severityWords, stateWords } from '../../messages/words.ts';
import { pageKinds } from '../../draft.ts';
import type { Severity } from '../../rules/finding.ts';

export const root = '/staff/website';
export const home: Crumb = { to: root, label: 'ウェブサイト' };
export const pagesCrumb: Crumb = { to: `${root}/pages`, label: 'ページ' };
export const editionPath = (id: string) => `${root}/editions/${id}`;
export const writePath = (id: string) => `${root}/editions/${id}/write`;
export const recordPath = (id: string) => `${root}/pages/${id}`;

/** Whether the viewer holds it at all, in whatever office. */
export const holds = (ctx: PageContext, ...permissions: readonly string[]) => ctx.actor.kind === 'staff' && ctx.actor.grants.some((grant) => permissions.includes(grant.permission));

const doors = [
  { to: root, label: '自分の仕事', needs: ['website.write', 'website.approve', 'website.edit', 'website.emergency'] },
  { to: `${root}/pages`, label: 'ページ', needs: ['website.write', 'website.approve', 'website.edit', 'website.emergency'] },
  { to: `${root}/files`, label: '様式・ファイル', needs: ['website.write', 'website.approve', 'website.edit', 'website.emergency'] },
  { to: `${root}/import`, label: '取込み', needs: ['website.edit'] },
  { to: `${root}/setup`, label: 'フォルダー・分類', needs: ['website.edit'] },
  { to: `${root}/errands`, label: '手続きナビ', needs: ['website.edit'] },
  { to: `${root}/offices`, label: '組織改正', needs: ['website.edit'] },
  { to: `${root}/disaster`, label: '災害モード', needs: ['website.emergency', 'website.edit', 'website.approve'] },
] as const;

export function DoorTabs({ ctx, current }: { readonly ctx: PageContext; readonly current: string }) {
  return <Tabs label="ウェブサイトの業務" items={doors.filter((door) => holds(ctx, ...door.needs)).map(({ to, label }) => ({ to, label, current: to === current }))} />;
}

const stateKinds: Readonly<Record<keyof typeof stateWords, ChipKind>> = { draft: 'info', submitted: 'wait', scheduled: 'wait', published: 'ok', superseded: 'no', withdrawn: 'no', dropped: 'no' };
export const StateChip = ({ state }: { readonly state: keyof typeof stateWords }) => <Chip kind={stateKinds[state]}>{stateWords[state].ja}</Chip>;

const pageStateKinds: Readonly<Record<keyof typeof pageStateWords, ChipKind>> = { new: 'info', public: 'ok', withdrawn: 'no' };
export const PageStateChip = ({ state }: { readonly state: keyof typeof pageStateWords }) => <Chip kind={pageStateKinds[state]}>{pageStateWords[state].ja}</Chip>;

const severityKinds: Readonly<Record<Severity, ChipKind>> = { block: 'bad', confirm: 'wait', info: 'info' };
export const SeverityChip = ({ severity }: { readonly severity: Severity }) => <Chip kind={severityKinds[severity]}>{severityWords[severity]}</Chip>;

export const kindOptions = pageKinds.map((kind) => ({ value: kind, label: kindWords[kind].ja }));
export const kindName = (kind: string) => kindOptions.find((option) => option.value === kind)?.label ?? kind;

export function withSearch(path: string, search: Readonly<Record<string, string | number | null | undefined>>): string {
  const said = Object.entries(search).flatMap(([name, value]) => (value === null || value === undefined || value === '' ? [] : [[name, String(value)]]));
  return said.length === 0 ? path : `${path}?${new URLSearchParams(said).toString()}`;
}
