/** Words of 電子決裁 that several of its pages say. */
import { kindOf } from '../../../../kernel/approval/kinds.ts';
import { factWord } from '../../../../kernel/approval/rules/facts.ts';
import { formatYen, yen } from '../../../../kernel/money/money.ts';
import { isRecord } from '../../../../kernel/text/json.ts';
import { Chip, type ChipKind, Refusal, useUi } from '../../../../ui/index.ts';

export const root = '/staff/approvals';
export const home = { to: root, label: '電子決裁' };
/** The path of one case. */
export const caseHref = (id: string) => `${root}/${id}`;

export const roleWords: Readonly<Record<string, string>> = {
  lineReview: '回議', review: '段階承認', consult_agree: '合議', consult_notify: '合議（通知）', examine: '審査', decide: '決裁',
  deputy: '後閲（代決）', skipped: '後閲（回議）', consult: '後閲（通知）', circulate: '供覧', oral: '後閲（口頭決裁）', emergency: '後閲（緊急）',
};

const stateChips: Readonly<Record<string, readonly [ChipKind, string]>> = {
  draft: ['info', '起案中'], in_route: ['wait', '回付中'], decided: ['ok', '決裁済み'], sealed: ['ok', '公印審査済み'], executed: ['ok', '施行済み'], closed: ['ok', '完結'], rejected: ['bad', '否決'], withdrawn: ['no', '取下げ'],
};

/** The state of a case. A draft that was on its way before has come back. */
export function StateChip({ state, version }: { readonly state: string; readonly version: number }) {
  const [kind, words] = state === 'draft' && version > 0 ? (['bad', '差戻し・引戻し'] as const) : (stateChips[state] ?? (['no', state] as const));
  return <Chip kind={kind}>{words}</Chip>;
}

const stepChips: Readonly<Record<string, readonly [ChipKind, string]>> = {
  pending: ['no', 'これから'], active: ['wait', 'いまの番'], done_ok: ['ok', '承認'], done_opinion: ['ok', '意見付き承認'], disagreed: ['bad', '不同意'], examined: ['ok', '審査済み'], returned: ['bad', '差戻し'], decided: ['ok', '決裁'], rejected: ['bad', '否決'], skipped: ['no', '省略'], superseded: ['no', '取消し'],
};
export const skipWords: Readonly<Record<string, string>> = { pulledUp: '引上げ', postView: '後閲の指定', samePerson: '同一人のため集約', absence: '不在のため後閲', vacancy: '欠員', quorum: '必要数に達した', oral: '口頭決裁' };

/** A consulted section agrees; the own line approves. */
const consultWords: Readonly<Record<string, string>> = { done_ok: '同意', done_opinion: '意見付き同意' };

export function StepChip({ status, reason, role }: { readonly status: string; readonly reason: string | null; readonly role: string }) {
  const [kind, line] = stepChips[status] ?? (['no', status] as const);
  const words = role.startsWith('consult') ? (consultWords[status] ?? line) : line;
  return <Chip kind={kind}>{status === 'skipped' && reason !== null ? (skipWords[reason] ?? words) : words}</Chip>;
}

/** What is written beside a name on the paper: 「代」. */
export const capacityWords: Readonly<Record<string, string>> = { self: '', deputy: '代決', caretaker: '事務取扱', acting: '職務代理', superior: '引上げ', drafter: '起案者', office: '決裁の事務', house: 'システム' };
export const decidedWords: Readonly<Record<string, string>> = { own: '決裁', standing: '専決', deputy: '代決' };
export const urgencyWords: Readonly<Record<string, string>> = { ordinary: '普通', urgent: '至急', same_day: '即日' };
export const secrecyWords: Readonly<Record<string, string>> = { general: '一般', department: '部内', restricted: '限定', secret: '秘' };
export const actionWords: Readonly<Record<string, string>> = {
  draft: '起案', submit: '提出', approve: '承認', agree: '合議に同意', disagree: '合議に不同意', examine: '審査', return: '差戻し', returnTo: '前の段階へ差戻し', decide: '決裁', reject: '否決', recall: '引戻し', askRecall: '引戻しの願い', consentRecall: '引戻しに同意', withdraw: '取下げ', pullUp: '引上げ',
  edit: '文面の直し', acceptEdit: '直しの確認', instruct: '事前の指示', release: '緊急の施行', seal: '公印審査', execute: '施行', close: '完結', viewed: '後閲・供覧', oral: '口頭決裁の記録', denyOral: '口頭決裁の否認', skip: '省略',
};
export const modeWords: Readonly<Record<string, string>> = { serial_one: '', all: '同時・全員', any: '同時・だれか一人', quorum: '必要数' };

/** The first sixteen figures: enough to compare two papers by eye. */
export const shortHash = (hash: string) => (hash.slice(0, 16).match(/.{4}/g) ?? []).join(' ');

/** Working time since it came, as a desk says it. A working day has 8 hours 45 minutes. */
export function ageWords(minutes: number): string {
  if (minutes < 60) return `${minutes}分`;
  if (minutes < 525) return `${Math.floor(minutes / 60)}時間`;
  return `${Math.floor(minutes / 525)}日`;
}

interface FactsLike {
  readonly values: Readonly<Record<string, string | number | boolean>>;
  readonly flags: readonly string[];
}

function factWords(value: string | number | boolean, unit: string | null): string {
  if (typeof value === 'boolean') return value ? 'はい' : 'いいえ';
  if (typeof value === 'string') return value;
  return unit === '円' ? formatYen(yen(value), 'ja') : `${value.toLocaleString('ja-JP')}${unit ?? ''}`;
}

/** What the rules read of a case, with the words its kind gives. */
export function factRows(kind: string, facts: FactsLike): readonly { readonly label: string; readonly value: string }[] {
  const schema = kindOf(kind)?.schema;
  const values = Object.entries(facts.values).map(([name, value]) => {
    const type = schema?.facts[name];
    return { label: type?.label ?? name, value: type?.type === 'choice' ? factWord(type, value) : factWords(value, type?.type === 'number' ? type.unit : null) };
  });
  const flags = facts.flags.map((flag) => schema?.flags[flag] ?? flag);
  return flags.length === 0 ? values : [...values, { label: '該当する事項', value: flags.join('、') }];
}

function inWords(value: unknown): string {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return '―';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return value.toLocaleString('ja-JP');
  if (typeof value === 'boolean') return value ? 'はい' : 'いいえ';
  if (Array.isArray(value)) return value.map(inWords).join('\n');
  return isRecord(value) ? Object.entries(value).map(([name, inner]) => `${name}：${inWords(inner)}`).join('\n') : '';
}

/** The text under decision, member by member in the order of its labels. */
export function contentRows(kind: string, content: Readonly<Record<string, unknown>>, labels: Readonly<Record<string, string>>): readonly { readonly label: string; readonly value: string }[] {
  const named = Object.keys(labels).filter((name) => name in content);
  const others = Object.keys(content).filter((name) => !(name in labels));
  const words = kindOf(kind)?.words ?? {};
  return [...named, ...others].map((name) => ({ label: labels[name] ?? name, value: words[name]?.[String(content[name])] ?? inWords(content[name]) }));
}

/** Text that people wrote, line by line. */
export function Lines({ text }: { readonly text: string }) {
  return <>{text.split('\n').map((line, index) => <span key={index}>{index > 0 && <br />}{line}</span>)}</>;
}

/** A refusal whose form is gone by now is said at the top; else its own form says it. `rows`: where each row has a form, which rows there are, by their field `no`. */
export function LostRefusal({ offered, rows }: { readonly offered: readonly string[]; readonly rows?: readonly string[] }) {
  const { form } = useUi();
  if (form === null) return null;
  const rowGone = rows !== undefined && !rows.includes(String(form.values['no'] ?? ''));
  return rowGone || !offered.includes(form.action) ? <Refusal /> : null;
}
