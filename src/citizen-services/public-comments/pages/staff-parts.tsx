/** What the office's pages share: the doors of a consultation, fields, words of the course. Staff pages are Japanese. */
import { z } from 'zod';
import type { PageContext } from '../../../kernel/page.ts';
import { type Crumb, type Option, Tabs } from '../../../ui/index.ts';
import { isNumber } from '../commands/fields.ts';
import { viewWords } from '../messages/words.ts';
import type { StepName } from '../office.ts';
import { views } from '../rules/result.ts';

export const office = '/staff/public-comments';
export const officeCrumb: Crumb = { to: office, label: 'パブリックコメント' };
export const numberParams = z.object({ number: z.string().refine(isNumber) });
export const crumbsTo = (number: string, title: string): readonly Crumb[] => [officeCrumb, { to: `${office}/${number}`, label: title }];

export function Doors({ number, current, ctx, left }: { readonly number: string; readonly current: '' | 'edit' | 'submissions' | 'result'; readonly ctx: PageContext; readonly left?: number }) {
  const writes = ctx.may('public-comments.write');
  const doors = [{ to: '', label: '記録' }, ...(writes ? [{ to: 'edit', label: '案と期間' }] : []), { to: 'submissions', label: '届いた意見', ...(left === undefined || left === 0 ? {} : { count: left }) }, { to: 'result', label: '結果' }];
  return <Tabs label="この意見公募の画面" items={doors.map((door) => ({ ...door, to: door.to === '' ? `${office}/${number}` : `${office}/${number}/${door.to}`, current: door.to === current }))} />;
}

export const stepWords: Readonly<Record<StepName, string>> = {
  made: '作りました', saved: '内容と期間を保存しました', asked: '公表の承認を求めました', recalled: '承認を準備に戻しました', returned: '差し戻しました', approved: '公表を承認しました', opened: '募集を始めました', closed: '募集を終えました',
  considering: '検討を始めました', result_asked: '結果の承認を求めました', result_published: '結果を承認し、公表しました', archived: '過去の意見公募に移しました', forgotten: '氏名・住所を消しました',
};

export const viewOptions: readonly Option[] = views.map((view) => ({ value: view, label: viewWords[view].ja }));
export const partOptions = (sections: readonly { readonly ref: string; readonly heading: string }[]): readonly Option[] => sections.map((one) => ({ value: one.ref, label: `${one.ref}　${one.heading}` }));

/** The same address with these values; empty ones are left out. */
export function withSearch(path: string, values: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString();
  return text === '' ? path : `${path}?${text}`;
}
