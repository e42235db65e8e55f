/** Words for states, channels and views, in both languages. */
import type { Text } from '../../../kernel/view.ts';
import type { Channel, Need } from '../commands/fields.ts';
import type { Obstacle, Outcome, View } from '../rules/result.ts';
import type { Stage } from '../rules/stage.ts';

const text = (ja: string, en: string): Text => ({ ja, en });

export const stageWords: Readonly<Record<Stage, Text>> = {
  planned: text('準備中', 'Planned'), open: text('意見募集中', 'Open'), closed: text('募集終了', 'Closed'), considering: text('検討中', 'Under consideration'), result_published: text('結果公表', 'Result published'), archived: text('保存', 'Archived'),
};
export const channelWords: Readonly<Record<Channel, Text>> = { web: text('このページから', 'On this page'), mail: text('電子メール', 'E-mail'), post: text('郵送', 'Post'), fax: text('ファクス', 'Fax'), counter: text('窓口へ持参', 'At the counter') };
export const needWords: Readonly<Record<Need, Text>> = { none: text('聞かない', 'Not asked'), optional: text('任意', 'Optional'), required: text('必須', 'Required') };
export const viewWords: Readonly<Record<View, Text>> = {
  adopted: text('反映する', 'Adopted'), partly: text('一部反映する', 'Partly adopted'), noted: text('今後の参考とする', 'Noted'), not_adopted: text('反映しない', 'Not adopted'), out_of_scope: text('案の対象外', 'Out of scope'),
};
export const outcomeWords: Readonly<Record<Outcome, Text>> = { as_drafted: text('案のとおり決めました', 'Decided as drafted'), changed: text('案を修正して決めました', 'Decided with changes'), not_made: text('決めないことにしました', 'Not decided') };
export const submissionWords: Readonly<Record<'received' | 'late' | 'withdrawn', Text>> = { received: text('受付', 'Received'), late: text('期限後', 'Late'), withdrawn: text('取下げ', 'Withdrawn') };

export function obstacleInWords(obstacle: Obstacle): string {
  switch (obstacle.what) {
    case 'unassigned': return `整理していない意見が${obstacle.count}件あります`;
    case 'unanswered': return `市の考え方が書かれていない意見の概要があります（${obstacle.ordinals.slice(0, 10).join('、')}）`;
    case 'noOutcome': return '結論（案のとおり・修正・決めない）を選んでください';
    case 'noDay': return '決めた日を入力してください';
    case 'contradiction': return '「反映する」意見があるのに、結論が「案のとおり」です';
  }
}
