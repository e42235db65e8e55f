/** Why something is not done, and what to do instead. */
import type { Refusals } from '../../../kernel/outcome.ts';

export const refusals = {
  NotDraft: { ja: () => 'もう下書きではありません。承認を待っているものは、引き戻してから直してください。', en: () => 'This is no longer a draft. Take it back first if it waits for approval.' },
  PolicyOpenTaken: { ja: () => '作りかけの方針がすでにあります。それを開いて直してください。', en: () => 'There is a policy in the making already. Please open that one.' },
  NoPages: { status: 422, field: 'size', ja: () => '公開中のページがないので、試験のページを選べません。', en: () => 'There are no public pages to draw from.' },
  NamedWrong: { status: 422, field: 'named', ja: (d) => `「必ず試験するページ」の ${String(d['path'] ?? '')} は使えません。市のサイトのアドレスを / から書いてください。`, en: (d) => `${String(d['path'] ?? '')} cannot be used. Please write addresses of this site, beginning with /.` },
  DaysWrong: { status: 422, field: 'toOn', ja: () => '「試験を終えた日」は、「試験を始めた日」か、それより後の日にしてください。', en: () => 'The last day must not come before the first.' },
  TechnologiesMissing: { status: 422, field: 'technologies', ja: () => '「依存したウェブコンテンツ技術」を、1行に1つ、12個までで書いてください（例 HTML5）。', en: () => 'Please give one to twelve technologies, one a line.' },
  NotOver: { ja: () => '「試験を終えた日」が、まだ来ていません。試験が終わってから承認を求めるか、日を直してください。', en: () => 'The last day of the test is still to come. Please ask for approval when it is over, or correct the day.' },
  ResultsOpen: { ja: (d) => `まだ答えていない欄が${String(d['open'] ?? '')}あります（ページ ${String(d['pages'] ?? '')}）。すべてに答えてから、承認を求めてください。`, en: (d) => `${String(d['open'] ?? '')} results are still missing (pages ${String(d['pages'] ?? '')}).` },
  ReasonNeeded: { status: 422, ja: (d) => `達成基準 ${String(d['criterion'] ?? '')} は、機械の検査で不適合でした。適合とするなら、備考に理由を書いてください。`, en: (d) => `A machine found criterion ${String(d['criterion'] ?? '')} not met. Please say in the remark why it is.` },
  NotAxe: { status: 422, field: 'report', ja: () => 'axe の検査結果ではありません。axe.run() の結果をJSONのまま貼り付けてください。', en: () => 'This is no report of axe. Please paste the JSON of axe.run().' },
  UnknownCriterion: { status: 422, ja: (d) => `「${String(d['criterion'] ?? '')}」という達成基準はありません。`, en: (d) => `There is no criterion ${String(d['criterion'] ?? '')}.` },
  YearTaken: { status: 422, field: 'fiscalYear', ja: () => 'この年度の評価表は、すでにあります。', en: () => 'There is a sheet for this fiscal year already.' },
  YearWrong: { status: 422, field: 'fiscalYear', ja: () => '評価表は、2016年度から今年度までのものを作れます。', en: () => 'Sheets can be made for fiscal years from 2016 to the present one.' },
  UnknownItem: { status: 422, ja: (d) => `「${String(d['item'] ?? '')}」という項目は、この年度の評価表にありません。`, en: (d) => `This sheet has no item ${String(d['item'] ?? '')}.` },
  PointsTooMany: { status: 422, ja: (d) => `「${String(d['item'] ?? '')}」は${String(d['max'] ?? '')}点までです。`, en: (d) => `“${String(d['item'] ?? '')}” has at most ${String(d['max'] ?? '')} points.` },
  PointsUnproved: { status: 422, ja: (d) => `「${String(d['item'] ?? '')}」は、システムが確かめた点数と違います。備考に理由を書いてください。`, en: (d) => `“${String(d['item'] ?? '')}” differs from what the system can prove. Please say why in the remark.` },
  NotPublic: { ja: () => '訂正できるのは、いま公開中の試験結果だけです。画面を開き直してください。', en: () => 'Only a result that is public now can be corrected. Please reload the page.' },
  CorrectionOpen: { ja: () => 'この試験の訂正は、もう作りかけています。それを開いて直してください。', en: () => 'A correction of this test is in the making already. Please open that one.' },
  NothingCorrected: { ja: () => '公開中の結果と違うところがありません。訂正するところを直してから、承認を求めてください。', en: () => 'Nothing differs from the result that is public. Please correct it first.' },
  DayWrong: { status: 422, field: 'heldOn', ja: () => '「行った日」は、きょうまでの日にしてください。', en: () => 'The day must not be in the future.' },
} as const satisfies Refusals;
