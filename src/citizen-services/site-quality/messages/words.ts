/** Names of what is chosen from, for people. */
import type { Lang, Text } from '../../../kernel/view.ts';
import type { EffortsRow } from '../rows.ts';
import type { Claim } from '../rules/checklist.ts';
import type { StatementPart, Verdict } from '../rules/correction.ts';
import type { Outcome } from '../rules/evidence.ts';

export type State = 'draft' | 'waiting' | 'public' | 'past' | 'dropped';
export const stateWords: Readonly<Record<State, Text>> = {
  draft: { ja: '下書き', en: 'Draft' }, waiting: { ja: '承認待ち', en: 'Waiting' }, public: { ja: '公開中', en: 'Public' }, past: { ja: '以前のもの', en: 'Past' }, dropped: { ja: '取りやめ', en: 'Dropped' },
};
export const effortWords: Readonly<Record<EffortsRow['kind'], Text>> = {
  training: { ja: '職員研修', en: 'Training' }, user_test: { ja: '利用者による評価', en: 'Test with users' }, opinions: { ja: '意見への対応', en: 'Opinions answered' }, improvement: { ja: 'ページの改善', en: 'Improvement' },
};
export const claimWords: Readonly<Record<Claim, Text>> = { conforms: { ja: '準拠', en: 'conforms' }, partly: { ja: '一部準拠', en: 'partially conforms' }, open: { ja: '試験中', en: 'being tested' } };
export const outcomeWords: Readonly<Record<Outcome, string>> = { fail: '不適合', look: '要確認', not_applicable: '適用なし', pass: '問題なし' };
/** Said of corrected editions alone. */
export const editionWords = (edition: number | null, lang: Lang): string => (edition === null || edition === 1 ? '' : lang === 'ja' ? `・訂正第${edition}版` : `, corrected edition ${edition}`);
export const verdictWords: Readonly<Record<Verdict, Text>> = { met: { ja: '適合', en: 'met' }, not_met: { ja: '不適合', en: 'not met' }, absent: { ja: '適用なし', en: 'does not apply' }, open: { ja: '未回答', en: 'open' } };
export const statementWords: Readonly<Record<StatementPart, Text>> = { scope: { ja: '対象となるウェブページ', en: 'Scope' }, technologies: { ja: '依存したウェブコンテンツ技術', en: 'Technologies' }, tester: { ja: '試験した人', en: 'Tested by' }, period: { ja: '試験した期間', en: 'Tested' } };
export const kindWords = { policy: '方針', test: '試験結果', assessment: '取組確認・評価表' } as const;
/** Where each of the three is worked on. */
export const kindPaths = { policy: '/staff/site-quality/policy', test: '/staff/site-quality/tests', assessment: '/staff/site-quality/assessments' } as const;
