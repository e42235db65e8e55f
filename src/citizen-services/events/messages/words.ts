/** Words for the codes of this system. */
import type { Text } from '../../../kernel/view.ts';
import type { Category } from '../rules/content.ts';
import type { Period } from '../rules/periods.ts';
import type { EventStatus, HolidayRule, Weekday } from '../rules/recurrence.ts';
import type { Repeat } from '../rules/rule-form.ts';

export const categoryWords: Readonly<Record<Category, Text>> = {
  course: { ja: '講座・教室', en: 'Courses' }, festival: { ja: '祭り・催し', en: 'Festivals' }, sports: { ja: 'スポーツ', en: 'Sports' }, health: { ja: '健診・予防', en: 'Health checks' }, consultation: { ja: '相談', en: 'Consultation' },
  meeting: { ja: '会議・説明会', en: 'Meetings' }, deadline: { ja: '締切・納期', en: 'Deadlines' }, recruitment: { ja: '募集', en: 'Recruitment' }, tourism: { ja: '観光', en: 'Sightseeing' },
};
export const statusWords: Readonly<Record<EventStatus, Text>> = { scheduled: { ja: '予定どおり', en: 'As planned' }, postponed: { ja: '延期', en: 'Postponed' }, cancelled: { ja: '中止', en: 'Cancelled' }, moved_online: { ja: 'オンライン開催', en: 'Moved online' } };
export const periodWords: Readonly<Record<Period, Text>> = { all: { ja: 'これから', en: 'Upcoming' }, today: { ja: '今日', en: 'Today' }, weekend: { ja: '今週末', en: 'This weekend' }, month: { ja: '今月', en: 'This month' }, deadline: { ja: '申込締切が近い', en: 'Apply soon' } };
export const stateWords = { draft: '下書き', waiting: '承認待ち', public: '公開中', superseded: '前の版', dropped: '取りやめ', withdrawn: '掲載終了' } as const;
export const repeatWords: Readonly<Record<Repeat, string>> = { none: '繰り返さない', daily: '毎日', weekly: '毎週', monthly_weekday: '毎月（第2月曜日のように）', monthly_day: '毎月（15日のように）' };
export const holidayWords: Readonly<Record<HolidayRule, string>> = { as_is: '祝日でも行う', skip: '祝日は休む', next_day: '翌日に移す（翌日も祝日ならその次）', next_weekday: '次の平日に移す' };
export const weekdayWords: Readonly<Record<Weekday, string>> = { MO: '月', TU: '火', WE: '水', TH: '木', FR: '金', SA: '土', SU: '日' };
export const nthWords: readonly (readonly [nth: number, word: string])[] = [[1, '第1'], [2, '第2'], [3, '第3'], [4, '第4'], [-1, '最終']];
export const decisionWords = { new: '新しく登録', update: '変更', same: '同じ', older: '古い', left: 'そのまま' } as const;
