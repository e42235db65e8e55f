/** The papers of the plan: binder, card, report, and the whole document. Everything is prepared here as text; the templates only set it. */
import { formatDate, formatInstant } from '../../../kernel/calendar/calendar.ts';
import { compilePaper, type PaperOptions } from '../../../kernel/paper/paper.ts';
import { drillWords } from '../messages/words.ts';
import { formatDuration, formatSeconds } from '../rules/duration.ts';
import type { Plan } from '../rules/plan.ts';
import { bookOf, dayWords, otherRows, phone, treeRows } from './plan-rows.ts';

export { planPaper } from './plan-document.ts';
export type { EditionFacts } from './plan-document.ts';

/** 手順書つづり, all of them or one. */
export function runbookPaper(plan: Plan, only: string | null, options?: PaperOptions): Promise<Uint8Array> {
  const books = plan.runbooks.filter((runbook) => only === null || runbook.id === only).flatMap(bookOf);
  return compilePaper({ file: new URL('runbooks.typ', import.meta.url) }, {
    title: only === null ? '情報システム復旧手順書つづり' : `手順書　${books[0]?.title ?? ''}`, subtitle: `${plan.city}　${dayWords(plan.asOf)}印刷`, city: plan.city, note: `${plan.city}　情報システムBCP`, books,
    notes: ['サーバー室、情報政策課、第二拠点に一部ずつ置く。新しい版が承認されたら、その日に差し替え、古い版は裁断する。', '時計を見て、段ごとに時刻を書き込む。あとで訓練や災害の記録になる。'],
  }, options);
}

/** 連絡網カード, with the private numbers that were asked for (and whose showing was recorded). */
export function contactCardPaper(plan: Plan, privatePhones: ReadonlyMap<string, string>, options?: PaperOptions): Promise<Uint8Array> {
  const { rows, lastMinute } = treeRows(plan);
  return compilePaper({ file: new URL('contact-card.typ', import.meta.url) }, {
    title: '緊急連絡網カード', subtitle: `${plan.city}　${dayWords(plan.asOf)}現在`, city: plan.city, note: `${plan.city}　情報システムBCP　取扱注意`, tree: rows.map((row) => ({ ...row, phone: phone(privatePhones.get(row.id) ?? null) })), others: otherRows({ contacts: plan.contacts.filter((contact) => !rows.some((row) => row.id === contact.id)) }),
    timing: rows.length === 0 ? '' : `全員が出れば、最後の人に${lastMinute}分後に届く。出ないときは鳴らし続けず、右の欄のとおりにする。`,
    words: ['1　「情報システムBCPの連絡です。訓練です／訓練ではありません。」', '2　何が、いつ、どこで起きたか。けが人はいないか。', '3　集まる所と時刻。来られるか、来られないか。', '4　次にかける人を伝え、復唱してもらう。かけた時刻を書く。'],
  }, options);
}

export interface DrillReport {
  readonly id: string;
  readonly kind: keyof typeof drillWords;
  readonly title: string;
  readonly held_at: Temporal.Instant | null;
  readonly recorded_name: string | null;
  readonly source: 'person' | 'machine' | null;
  readonly tables: number | null;
  readonly files: number | null;
  readonly all_equal: boolean | null;
  readonly note: string;
  readonly hash: string | null;
  readonly measures: readonly { readonly name: string; readonly rtoSeconds: number; readonly rpoSeconds: number | null; readonly rtoMinutes: number; readonly rpoMinutes: number }[];
  readonly followUps: readonly { readonly finding: string; readonly action: string; readonly post: string; readonly dueOn: Temporal.PlainDate; readonly doneOn: Temporal.PlainDate | null }[];
}

/** 訓練記録: the signed record of one drill. */
export function drillPaper(drill: DrillReport, city: string, options?: PaperOptions): Promise<Uint8Array> {
  const verdict = (seconds: number, minutes: number) => (seconds > minutes * 60 ? '超過' : '以内');
  return compilePaper({ file: new URL('drill-report.typ', import.meta.url) }, {
    title: `訓練記録　${drill.title}`, subtitle: city, city, note: `${city}　情報システムBCP`, hash: drill.hash ?? '',
    facts: [
      ['種類', drillWords[drill.kind].ja], ['行った日時', drill.held_at === null ? '' : formatInstant(drill.held_at, 'ja')], ['記録した人', `${drill.recorded_name ?? ''}${drill.source === 'machine' ? '（機械の報告）' : ''}`],
      ['元との一致', drill.all_equal === null ? '比べていない' : drill.all_equal ? 'すべて一致' : '一致しないものがあった'], ['復元したもの', drill.tables === null ? '―' : `表 ${drill.tables}個、ファイル ${drill.files ?? 0}個`], ['経過', drill.note || '―'],
    ],
    measures: drill.measures.map((one) => [one.name, formatSeconds(one.rtoSeconds), formatDuration(one.rtoMinutes), verdict(one.rtoSeconds, one.rtoMinutes), one.rpoSeconds === null ? '―' : formatSeconds(one.rpoSeconds), formatDuration(one.rpoMinutes), one.rpoSeconds === null ? '―' : verdict(one.rpoSeconds, one.rpoMinutes)]),
    followUps: drill.followUps.map((one) => [one.finding, one.action, one.post, formatDate(one.dueOn, 'ja', 'short'), one.doneOn === null ? 'まだ' : `済み ${formatDate(one.doneOn, 'ja', 'short')}`]),
  }, options);
}
