/** What the office's pages share. Staff pages are Japanese. */
import type { Fields, PageContext } from '../../../kernel/page.ts';
import { decodeText } from '../../../kernel/text/csv.ts';
import { Chip, type ChipKind, type Crumb, Tabs } from '../../../ui/index.ts';
import { colourWords } from '../messages/words.ts';
import type { Colour } from '../rules/freshness.ts';

export const root = '/staff/schools';
export const home: Crumb = { to: root, label: '学校' };
export const deskPath = (code: string) => `${root}/${code}`;
export const newsPath = (code: string, edition: string) => `${root}/${code}/news/${edition}`;
export const crumbsTo = (code: string, name: string): readonly Crumb[] => [home, { to: deskPath(code), label: name }];

const chips: Readonly<Record<Colour, ChipKind>> = { green: 'ok', yellow: 'wait', red: 'bad' };
export const ColourChip = ({ colour }: { readonly colour: Colour }) => <Chip kind={chips[colour]}>{colourWords[colour]}</Chip>;
export const ageWords = (age: number | null) => (age === null ? 'まだニュースがありません' : age === 0 ? '今日か、休みの前' : `${age}授業日`);

export function BoardTabs({ ctx, current }: { readonly ctx: PageContext; readonly current: string }) {
  const board = ctx.may('schools.board');
  const doors = [{ to: root, label: '更新のようす' }, { to: `${root}/menus`, label: '給食の取込み' }, ...(board ? [{ to: `${root}/allergens`, label: 'アレルゲンの言葉' }, { to: `${root}/closure`, label: '臨時休校' }, { to: `${root}/new`, label: '学校を加える' }] : [])];
  return <Tabs label="学校の業務" items={doors.map((door) => ({ ...door, current: door.to === current }))} />;
}

export function SchoolTabs({ code, current, work, decide = false }: { readonly code: string; readonly current: '' | 'post' | 'children' | 'pictures'; readonly work: boolean; readonly decide?: boolean }) {
  const doors = [{ to: '', label: '学校の机' }, ...(work ? [{ to: 'post', label: 'ニュースを書く' }, { to: 'children', label: '名簿と同意' }] : []), ...(decide ? [{ to: 'pictures', label: '古い写真' }] : [])];
  return <Tabs label="この学校の画面" items={doors.map((door) => ({ ...door, to: door.to === '' ? deskPath(code) : `${deskPath(code)}/${door.to}`, current: door.to === current }))} />;
}

/** A sheet as somebody saved it, in whichever encoding. Unreadable: as if nothing was sent, and the command says so. */
export function sheetOf(form: Fields): string {
  const file = form.file('file');
  return file === null ? '' : (decodeText(file.bytes) ?? '');
}
