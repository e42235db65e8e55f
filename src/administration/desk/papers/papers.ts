/** The papers of 電子決裁. Everything is prepared here as text; the templates only set it. */
import type { ruleSetView } from '../../../kernel/approval/rule-queries.ts';
import { formatDate, formatInstant } from '../../../kernel/calendar/calendar.ts';
import { compilePaper, type PaperOptions } from '../../../kernel/paper/paper.ts';
import { actionAt, deciderOf, type Shown, type Step } from '../pages/approvals/case-model.ts';
import { actionWords, capacityWords, contentRows, decidedWords, factRows, roleWords, secrecyWords, shortHash, skipWords, urgencyWords } from '../pages/approvals/words.tsx';

const moment = (text: string | null) => (text === null ? '' : formatInstant(Temporal.Instant.from(text), 'ja', 'short'));

/** The mark beside a name, as it stands on paper: 「代」, 「後閲」. */
function markOf(it: Shown, step: Step): string {
  if (step.status === 'skipped') return step.reason === 'pulledUp' || step.reason === 'absence' || step.reason === 'postView' ? '後閲' : (skipWords[step.reason ?? ''] ?? '');
  const capacity = actionAt(it, step.no)?.capacity ?? 'self';
  return step.actor === null ? '' : capacity === 'deputy' ? '代' : (capacityWords[capacity] ?? '');
}

function seatRow(it: Shown, step: Step): readonly string[] {
  const said = step.actor === null ? undefined : actionAt(it, step.no);
  const answer = step.status === 'disagreed' ? '不同意' : step.status === 'skipped' || said === undefined ? '' : (actionWords[said.action] ?? '');
  return [roleWords[step.role] ?? step.role, step.post ?? '', step.actor ?? (step.status === 'skipped' ? '' : (step.holder ?? '')), markOf(it, step), answer, moment(step.actedAt), said?.comment ?? ''];
}

/** 起案用紙: the text of one version and whose name stands under it. */
export function sheetPaper(it: Shown, city: string, options?: PaperOptions): Promise<Uint8Array> {
  const steps = it.stages.filter((stage) => stage.version === it.version).flatMap((stage) => stage.steps.map((step) => seatRow(it, step)));
  return compilePaper({ file: new URL('sheet.typ', import.meta.url) }, {
    title: it.title, city, number: it.number ?? '', kind: it.kindTitle.ja,
    facts: [
      ['件名', it.title], ['起案', `${moment(it.submittedAt)}　${it.drafter.post ?? ''} ${it.drafter.name}`], ['決裁区分', it.authority ?? ''], ['決裁者', deciderOf(it) ?? ''], ['決裁', it.decidedAt === null ? '' : `${moment(it.decidedAt)}　${decidedWords[it.decidedKind ?? ''] ?? ''}　${it.decider ?? ''}`],
      ['緊急度・取扱い', `${urgencyWords[it.urgency] ?? ''}・${secrecyWords[it.confidentiality] ?? ''}`], ['保存年限', it.retentionYears === null ? '' : `${it.retentionYears}年`], ...factRows(it.kind, it.facts).map((fact) => [fact.label, fact.value]),
    ],
    content: contentRows(it.kind, it.content ?? {}, it.labels).map((row) => [row.label, row.value]),
    steps, views: it.views.map((view) => [roleWords[view.kind] ?? view.kind, view.post ?? '', view.doneAt === null ? 'まだ' : moment(view.doneAt), view.remark]),
    foot: `${it.case}　第${it.version}版　${shortHash(it.hash ?? '')}`,
  }, options);
}

/** 別表 as the 訓令 prints it. */
export function schedulePaper(set: NonNullable<Awaited<ReturnType<typeof ruleSetView.run>>>, city: string, options?: PaperOptions): Promise<Uint8Array> {
  return compilePaper({ file: new URL('schedule.typ', import.meta.url) }, {
    title: `${set.name}　別表`, city, note: `${set.legalRef}　${formatDate(set.from, 'ja')}施行　名義 ${set.inNameOf}`, columns: set.table.columns, rows: set.table.rows, foot: `指紋（SHA-256）${set.hash}`,
  }, options);
}
