/** Words for the codes of this system. */
import type { Lang, Text } from '../../../kernel/view.ts';
import type { Draft } from '../rules/texts.ts';

export const kindWords: Readonly<Record<Draft['kind'], Text>> = {
  procedure: { ja: '手続き', en: 'Procedure' }, notice: { ja: 'お知らせ', en: 'Notice' }, news: { ja: 'ニュース', en: 'News' }, event: { ja: '催し', en: 'Event' }, facility: { ja: '施設', en: 'Facility' },
  faq: { ja: 'よくある質問', en: 'Question' }, guide: { ja: '案内', en: 'Guide' }, landing: { ja: '入口のページ', en: 'Landing page' }, emergency: { ja: '緊急情報', en: 'Emergency' }, school_news: { ja: '学校ニュース', en: 'School news' },
};
export const stateWords = {
  draft: { ja: '下書き', en: 'Draft' }, submitted: { ja: '承認待ち', en: 'Waiting' }, scheduled: { ja: '公開予約', en: 'Scheduled' }, published: { ja: '公開中', en: 'Public' }, superseded: { ja: '差し替え済み', en: 'Superseded' }, withdrawn: { ja: '公開終了', en: 'Withdrawn' }, dropped: { ja: '取りやめ', en: 'Dropped' },
} as const satisfies Record<string, Text>;
export const pageStateWords = { new: { ja: '未公開', en: 'Not public' }, public: { ja: '公開中', en: 'Public' }, withdrawn: { ja: '公開終了', en: 'Withdrawn' } } as const satisfies Record<string, Text>;
export const severityWords = { block: '直す', confirm: '確かめる', info: '参考' } as const;
export const releaseWords = {
  published: '公開', scheduled: '公開予約', unscheduled: '予約取消', stopped: '予約した公開の停止', emergency: '緊急公開', reviewed: '事後確認', withdrawn: '公開終了', restored: '公開の取消', moved: '移動', kept: '内容に変更なし',
} as const;
export const noticeKinds = ['evacuation', 'shelter', 'water', 'power', 'road', 'school', 'garbage', 'other'] as const;
export const noticeKindWords: Readonly<Record<(typeof noticeKinds)[number], Text>> = {
  evacuation: { ja: '避難', en: 'Evacuation' }, shelter: { ja: '避難所', en: 'Shelters' }, water: { ja: '水道', en: 'Water' }, power: { ja: '停電', en: 'Power' }, road: { ja: '道路', en: 'Roads' }, school: { ja: '学校', en: 'Schools' }, garbage: { ja: 'ごみ', en: 'Garbage' }, other: { ja: 'その他', en: 'Other' },
};
/** 災害対策基本法 第56条・第60条 and the five levels of warning (避難情報に関するガイドライン、内閣府). */
export const severityNames: Readonly<Record<number, Text>> = {
  5: { ja: '警戒レベル5 緊急安全確保', en: 'Level 5: Secure your safety now' }, 4: { ja: '警戒レベル4 避難指示', en: 'Level 4: Evacuate' }, 3: { ja: '警戒レベル3 高齢者等避難', en: 'Level 3: Older people evacuate' }, 2: { ja: '注意', en: 'Caution' }, 1: { ja: 'お知らせ', en: 'Information' },
};
/** How urgent it is, of whatever is no evacuation. */
const urgency: Readonly<Record<number, Text>> = { 5: { ja: '緊急', en: 'Emergency' }, 4: { ja: '緊急', en: 'Emergency' }, 3: { ja: '重要', en: 'Important' }, 2: { ja: '注意', en: 'Caution' }, 1: { ja: 'お知らせ', en: 'Information' } };

/** What stands before a notice. A level of warning is said of evacuations alone: 「避難指示」 over a burst pipe would send people out of their homes. */
export function noticeLabel(notice: { readonly kind: string; readonly severity: number; readonly state: string }, lang: Lang): string {
  const cancelled = notice.state !== 'cancelled' ? '' : lang === 'ja' ? '【取消】' : '[Cancelled] ';
  if (notice.kind === 'evacuation') return `${cancelled}${severityNames[notice.severity]?.[lang] ?? ''}`;
  const kind = noticeKindWords[noticeKinds.find((one) => one === notice.kind) ?? 'other'][lang];
  return `${cancelled}${kind}${lang === 'ja' ? '　' : ': '}${urgency[notice.severity]?.[lang] ?? ''}`;
}

export const levelWords: Readonly<Record<number, Text>> = { 0: { ja: '0 通常', en: '0 Normal' }, 1: { ja: '1 注意（全ページに帯）', en: '1 Banner' }, 2: { ja: '2 災害トップ', en: '2 Disaster page' }, 3: { ja: '3 軽量固定', en: '3 Light page' } };
