/** Parts of a plan as the templates take them, shared by the papers. */
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import { formatPhone } from '../../../kernel/text/phone.ts';
import { callTree } from '../rules/call-tree.ts';
import { formatDuration } from '../rules/duration.ts';
import type { Plan, PlanRunbook } from '../rules/plan.ts';

export const dayWords = (text: string) => formatDate(Temporal.PlainDate.from(text), 'ja', 'short');

/** The approved version of a runbook as the templates take it. */
export function bookOf(runbook: PlanRunbook) {
  const { approved } = runbook;
  return approved === null ? [] : [{
    code: runbook.code, title: runbook.title, opening: approved.opening || '―', asset: runbook.asset, number: approved.number, author: approved.author, approved: `${dayWords(approved.approvedOn)} ${approved.approvedBy}`, hash: approved.hash,
    total: formatDuration(approved.steps.reduce((sum, step) => sum + step.minutes, 0)), steps: approved.steps,
  }];
}

export interface TreeRow {
  readonly order: string;
  readonly name: string;
  readonly post: string;
  readonly duty: string;
  readonly id: string;
  readonly office: string;
  readonly by: string;
  readonly instead: string;
  readonly minute: number | null;
}

export const phone = (digits: string | null) => (digits === null ? '―' : formatPhone(digits));

/** The tree as lines: 1, 1-1, 1-2, 1-2-1 … */
export function treeRows(plan: Pick<Plan, 'contacts' | 'calls'>): { readonly rows: readonly TreeRow[]; readonly lastMinute: number } {
  const result = callTree(plan.contacts.map(({ id, deputy }) => ({ id, deputy })), plan.calls, []);
  const byId = new Map(plan.contacts.map((contact) => [contact.id, contact]));
  const walk = (caller: string | null, order: string): readonly TreeRow[] => plan.calls.filter((call) => call.caller === caller).toSorted((a, b) => a.ordinal - b.ordinal).flatMap((call, index) => {
    const contact = byId.get(call.callee);
    if (!contact) return [];
    const own = order === '' ? String(index + 1) : `${order}-${index + 1}`;
    const deputy = contact.deputy === null ? undefined : byId.get(contact.deputy);
    const row: TreeRow = {
      order: own, id: contact.id, name: contact.kind === 'staff' ? contact.name : contact.organization || contact.name, post: contact.kind === 'staff' ? contact.post : contact.name, duty: contact.duty || '―', office: phone(contact.officePhone), by: caller === null ? '（最初）' : (byId.get(caller)?.name ?? ''),
      instead: deputy ? `代理 ${deputy.name}` : caller === null ? '―' : 'かけた人が引き継ぐ', minute: result.people.find((one) => one.id === contact.id)?.minute ?? null,
    };
    return [row, ...(own.length > 40 ? [] : walk(contact.id, own))];
  });
  return { rows: walk(null, ''), lastMinute: result.lastMinute };
}

export function otherRows(plan: Pick<Plan, 'contacts'>) {
  return plan.contacts.filter((contact) => contact.kind !== 'staff').map((contact) => ({ name: `${contact.organization} ${contact.name}`.trim(), duty: contact.duty || contact.post || '―', phone: phone(contact.officePhone) }));
}
