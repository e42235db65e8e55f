/** Who is told what. Ordinary work waits for the digest of 8:30 and 13:00; at once only what must be done today, and the outcome. */
import { eventType } from '../act.ts';
import type { Text } from '../view.ts';
import { z } from 'zod';
import type { CaseRow, Context } from './record.ts';
import type { CaseState } from './rules/case-state.ts';
import { holdersOf, type Organization, postOf } from './rules/organization.ts';

const about = z.object({ caseId: z.string(), number: z.string().nullable(), kind: z.string(), subject: z.string() });
export const caseSubmitted = eventType('approval.submitted', about);
export const caseReturned = eventType('approval.returned', about);
export const caseDecided = eventType('approval.decided', about.extend({ decidedKind: z.string(), hash: z.string() }));
export const caseRejected = eventType('approval.rejected', about);
export const caseWithdrawn = eventType('approval.withdrawn', about);
export const postViewOpened = eventType('approval.postViewOpened', about.extend({ views: z.number() }));

interface Change {
  readonly before: CaseState;
  readonly after: CaseState;
  readonly row: Pick<CaseRow, 'id' | 'number' | 'kind' | 'subject' | 'title' | 'urgency' | 'drafter_id' | 'confidentiality'>;
  readonly organization: Organization;
}

/** The path of a case's page. */
export function hrefOf(caseId: string): string {
  return `/staff/approvals/${caseId}`;
}

/** Titles of confidential cases stay out of messages: mail leaves the house. */
function subjectLine(row: Change['row']): string {
  return row.confidentiality === 'general' || row.confidentiality === 'department' ? `${row.number ?? ''} ${row.title}` : (row.number ?? '');
}

function notify(ctx: Context, staff: string, kind: string, row: Change['row'], title: Text, body: Text): void {
  ctx.notify({ to: { staff }, kind: `approval.${kind}`, title, body, href: hrefOf(row.id) });
}

/** Messages and events that follow from a change of state. */
export async function announce(ctx: Context, change: Change): Promise<void> {
  const { before, after, row, organization } = change;
  const line = subjectLine(row);
  const payload = { caseId: row.id, number: row.number, kind: row.kind, subject: row.subject };
  const fresh = after.steps.filter((step) => step.status === 'active' && before.steps.find((one) => one.no === step.no)?.status !== 'active');
  const vacant: string[] = [];
  for (const step of fresh) {
    const [holder] = holdersOf(organization, step.post);
    if (!holder) vacant.push(postOf(organization, step.post)?.title ?? '');
    else if (row.urgency === 'same_day') notify(ctx, holder.staff, 'today', row, { ja: `本日中：${line}`, en: `Today: ${line}` }, { ja: '本日中に処理が必要な案件が届きました。', en: 'A case that must be handled today has arrived.' });
  }
  if (vacant.length > 0) await alarmOffice(ctx, row, vacant);
  if (before.status === 'draft' && after.status === 'in_route') ctx.emit(caseSubmitted, payload);
  if (before.status === 'in_route' && after.status === 'draft') {
    ctx.emit(caseReturned, payload);
    if (after.steps.some((step) => step.status === 'returned' && before.steps.find((one) => one.no === step.no)?.status === 'active')) notify(ctx, row.drafter_id, 'returned', row, { ja: `差戻し：${line}`, en: `Returned: ${line}` }, { ja: '案件が差し戻されました。意見を読んで、直してから出し直してください。', en: 'Your case was returned. Please read the comment, correct it and submit it again.' });
  }
  if (after.views.length > before.views.length) ctx.emit(postViewOpened, { ...payload, views: after.views.length - before.views.length });
  if (before.status === after.status) return;
  if (after.status === 'decided' && after.decided) {
    ctx.emit(caseDecided, { ...payload, decidedKind: after.decided.kind, hash: after.hash ?? '' });
    notify(ctx, row.drafter_id, 'decided', row, { ja: `決裁：${line}`, en: `Decided: ${line}` }, { ja: '起案した案件が決裁されました。', en: 'Your case was decided.' });
  }
  if (after.status === 'withdrawn') ctx.emit(caseWithdrawn, payload);
  if (after.status === 'rejected') {
    ctx.emit(caseRejected, payload);
    const told = new Set([row.drafter_id, ...after.steps.flatMap((step) => (step.actor && (step.role === 'consult_agree' || step.role === 'consult_notify') ? [step.actor] : []))]);
    for (const staff of told) notify(ctx, staff, 'rejected', row, { ja: `否決：${line}`, en: `Rejected: ${line}` }, { ja: '案件は否決されました。理由は案件の履歴にあります。', en: 'The case was rejected. The reason stands in its history.' });
  }
}

/** A post on the way is empty: the office is told at once, for nobody deputises for a vacancy. */
export async function alarmOffice(ctx: Context, row: Change['row'], posts: readonly string[]): Promise<void> {
  const office = await officeStaff(ctx);
  for (const staff of office) notify(ctx, staff, 'unassigned', row, { ja: `欠員で止まっています：${posts.join('、')}`, en: `Stopped at a vacant post: ${posts.join(', ')}` }, { ja: `案件 ${row.number ?? ''} が、欠員の職で止まっています。事務取扱か職務代理の発令を手配してください。`, en: `Case ${row.number ?? ''} waits at a vacant post. Please have somebody ordered to fill it.` });
}

/** Everybody who holds 'approval.office' today, by a role of the own or of the post. */
export async function officeStaff(ctx: Context): Promise<readonly string[]> {
  const given = ctx.db.selectFrom('kernel.staff_roles as g').innerJoin('kernel.role_permissions as p', 'p.role_id', 'g.role_id').select('g.staff_id as staff').where('p.permission', '=', 'approval.office').where('g.valid_from', '<=', ctx.today).where((eb) => eb.or([eb('g.valid_to', 'is', null), eb('g.valid_to', '>', ctx.today)]));
  const seated = ctx.db.selectFrom('kernel.holdings as h').innerJoin('kernel.post_roles as r', 'r.post_id', 'h.post_id').innerJoin('kernel.role_permissions as p', 'p.role_id', 'r.role_id').select('h.staff_id as staff').where('p.permission', '=', 'approval.office').where('h.valid_from', '<=', ctx.today).where((eb) => eb.or([eb('h.valid_to', 'is', null), eb('h.valid_to', '>', ctx.today)]));
  return (await given.union(seated).execute()).map((row) => row.staff);
}
