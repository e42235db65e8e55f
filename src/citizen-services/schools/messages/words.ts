import type { Text } from '../../../kernel/view.ts';
import type { Colour } from '../rules/freshness.ts';

export const schoolKinds = ['kindergarten', 'elementary', 'junior_high', 'compulsory'] as const;
/** 学校教育法 第1条. */
export const schoolKindWords: Readonly<Record<(typeof schoolKinds)[number], Text>> = {
  kindergarten: { ja: '幼稚園', en: 'Kindergarten' }, elementary: { ja: '小学校', en: 'Elementary school' }, junior_high: { ja: '中学校', en: 'Junior high school' }, compulsory: { ja: '義務教育学校', en: 'Compulsory education school' },
};

export const folderKinds = ['news', 'letter', 'menu', 'event', 'about'] as const;
export type FolderKind = (typeof folderKinds)[number];
export const folderWords: Readonly<Record<FolderKind, Text & { readonly slug: string; readonly ordinal: number }>> = {
  news: { ja: '学校ニュース', en: 'News', slug: 'news', ordinal: 10 }, letter: { ja: '学校だより', en: 'School letter', slug: 'tayori', ordinal: 20 }, event: { ja: '行事', en: 'Events', slug: 'gyoji', ordinal: 30 }, menu: { ja: '給食', en: 'School lunch', slug: 'kyushoku', ordinal: 40 }, about: { ja: '学校の紹介', en: 'About the school', slug: 'gaiyo', ordinal: 50 },
};

export const seenKinds = ['nobody', 'unknown', 'children'] as const;
export type Seen = (typeof seenKinds)[number];
export const seenWords: Readonly<Record<Seen, string>> = { nobody: '子どもは写っていない', unknown: '写っているが、だれか分からない（後ろ姿・遠くなど）', children: 'だれか分かる子どもが写っている' };

export const filmWords: Readonly<Record<Seen, string>> = { nobody: '子どもは出ていない', unknown: '出ているが、だれか分からない（遠く・後ろ姿・大勢の声など）', children: 'だれか分かる子ども（声だけも）が出ている' };

export const closureKinds = ['closure', 'late', 'early', 'handover'] as const;
export type ClosureKind = (typeof closureKinds)[number];
/** 学校保健安全法 第20条, 学校教育法施行規則 第63条. */
export const closureWords: Readonly<Record<ClosureKind, Text>> = {
  closure: { ja: '臨時休校', en: 'School closed' }, late: { ja: '登校時刻の繰り下げ', en: 'Late start' }, early: { ja: '一斉下校', en: 'Early dismissal' }, handover: { ja: '引き渡し下校', en: 'Handover to guardians' },
};

/** A view's words are typed as any text. */
export const closureWord = (kind: string): Text => closureWords[closureKinds.find((one) => one === kind) ?? 'closure'];

export const colourWords: Readonly<Record<Colour, string>> = { green: '更新されている', yellow: '間があいている', red: '止まっている' };

/** The classification every post of a school carries. */
export const CATEGORY = { code: 'school-news', name: '学校からのお知らせ', nameEn: 'From schools' } as const;

export const allergenClasses = ['required', 'advised'] as const;
/** 食品表示基準 別表第14, and what 消費者庁 advises to show besides. */
export const allergenClassWords: Readonly<Record<(typeof allergenClasses)[number], Text>> = { required: { ja: '特定原材料（義務）', en: 'Required' }, advised: { ja: '準ずるもの（推奨）', en: 'Advised' } };
