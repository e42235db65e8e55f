/** What the pages of this system share: the doors, chips, addresses. Staff pages are Japanese. */
import type { PageContext } from '../../../kernel/page.ts';
import { Chip, type ChipKind, type Crumb, Tabs } from '../../../ui/index.ts';
import { type confidentialityWords, disposalStateWords, folderStateWords, planStateWords, requestStateWords, stateWords } from '../messages/words.ts';

export const root = '/staff/documents';
export const home: Crumb = { to: root, label: '文書管理' };
export const registerPath = `${root}/register`;
export const foldersPath = `${root}/folders`;
export const plansPath = `${root}/plans`;
export const disposalsPath = `${root}/disposals`;
export const requestsPath = `${root}/requests`;
export const documentHref = (id: string) => `${registerPath}/${id}`;
export const folderHref = (id: string) => `${foldersPath}/${id}`;
export const fileHref = (id: string) => `${root}/files/${id}`;

const reads = ['documents.work', 'documents.records', 'documents.disclosure', 'documents.archive'];
const doors: readonly { readonly to: string; readonly label: string; readonly needs: readonly string[] }[] = [
  { to: root, label: '今日', needs: reads }, { to: registerPath, label: '登録簿', needs: reads }, { to: foldersPath, label: '簿冊', needs: reads },
  { to: plansPath, label: '基準表', needs: [...reads, 'documents.approvePlan'] }, { to: disposalsPath, label: '廃棄・移管', needs: [...reads, 'documents.dispose'] },
  { to: requestsPath, label: '情報公開', needs: ['documents.disclosure'] }, { to: `${root}/seals`, label: '公印', needs: ['documents.seal', 'documents.records'] },
  { to: `${root}/office`, label: '文書係', needs: ['documents.records'] }, { to: `${root}/statistics`, label: '統計', needs: ['documents.records'] },
];

/** The rooms of this work that the viewer may enter. */
export function DoorTabs({ ctx, current }: { readonly ctx: PageContext; readonly current: string }) {
  const open = doors.filter((door) => door.needs.some((permission) => mayAnywhere(ctx, permission)));
  return <Tabs label="文書管理の業務" items={open.map(({ to, label }) => ({ to, label, current: to === current }))} />;
}

/** Whether the viewer holds it at all, in whatever office. */
export function mayAnywhere(ctx: PageContext, permission: string): boolean {
  return ctx.actor.kind === 'staff' && ctx.actor.grants.some((grant) => grant.permission === permission);
}

const stateKinds: Readonly<Record<keyof typeof stateWords, ChipKind>> = { drafting: 'wait', in_route: 'wait', open: 'wait', decided: 'info', closed: 'info', filed: 'ok', void: 'no', destroyed: 'no', transferred: 'no' };
export function StateChip({ state }: { readonly state: keyof typeof stateWords }) {
  return <Chip kind={stateKinds[state]}>{stateWords[state].ja}</Chip>;
}

const folderKinds: Readonly<Record<keyof typeof folderStateWords, ChipKind>> = { active: 'ok', closed: 'info', destroyed: 'no', transferred: 'no' };
export function FolderChip({ state }: { readonly state: keyof typeof folderStateWords }) {
  return <Chip kind={folderKinds[state]}>{folderStateWords[state].ja}</Chip>;
}

const planKinds: Readonly<Record<keyof typeof planStateWords, ChipKind>> = { draft: 'wait', submitted: 'info', approved: 'ok' };
export function PlanChip({ state }: { readonly state: keyof typeof planStateWords }) {
  return <Chip kind={planKinds[state]}>{planStateWords[state].ja}</Chip>;
}

const disposalKinds: Readonly<Record<keyof typeof disposalStateWords, ChipKind>> = { draft: 'wait', in_route: 'wait', decided: 'info', executed: 'ok', dropped: 'no' };
export function DisposalChip({ state }: { readonly state: keyof typeof disposalStateWords }) {
  return <Chip kind={disposalKinds[state]}>{disposalStateWords[state].ja}</Chip>;
}

const requestKinds: Readonly<Record<keyof typeof requestStateWords, ChipKind>> = { received: 'wait', decided: 'info', disclosed: 'ok', withdrawn: 'no' };
export function RequestChip({ state }: { readonly state: keyof typeof requestStateWords }) {
  return <Chip kind={requestKinds[state]}>{requestStateWords[state].ja}</Chip>;
}

/** Nothing for what is ordinary; a word for what is not. */
export function SecrecyChip({ value }: { readonly value: keyof typeof confidentialityWords }) {
  return value === 'general' ? null : <Chip kind="bad">{value === 'secret' ? '秘' : '部限'}</Chip>;
}

/** The same address with these values; empty ones are left out. */
export function withSearch(path: string, values: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString();
  return text === '' ? path : `${path}?${text}`;
}

/** 文字の選択肢 from a table of words. */
export function optionsOf<T extends string>(words: Readonly<Record<T, { readonly ja: string }>>, values: readonly T[]): { readonly value: T; readonly label: string }[] {
  return values.map((value) => ({ value, label: words[value].ja }));
}

/** Text that people wrote, line by line. */
export function Lines({ text }: { readonly text: string }) {
  return <>{text.split('\n').map((line, index) => <span key={index}>{index > 0 && <br />}{line}</span>)}</>;
}

export const kilobytes = (bytes: number) => `${Math.max(1, Math.round(bytes / 1024)).toLocaleString('ja-JP')} KB`;

/** Addresses of one page of a list, before and after it. */
export function pageHrefs(path: string, values: Readonly<Record<string, string>>, at: { readonly page: number; readonly pages: number }): { readonly previousHref?: string; readonly nextHref?: string } {
  const of = (page: number) => withSearch(path, { ...values, page: page === 1 ? '' : String(page) });
  return { ...(at.page > 1 ? { previousHref: of(at.page - 1) } : {}), ...(at.page < at.pages ? { nextHref: of(at.page + 1) } : {}) };
}
