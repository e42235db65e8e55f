/** One row of a 決裁規程 as the fields of a form, and back. Whatever the form does not ask (審査, 段階, 供覧 …) stays as it was. */
import type { Condition, FactSchema } from '../../../kernel/approval/rules/facts.ts';
import type { Consult, ConsultMode, Rule } from '../../../kernel/approval/rules/rule-set.ts';

export const CONSULTS = 4;
export const consultModes = ['agree', 'notify', 'postView'] as const satisfies readonly ConsultMode[];

export interface Sent {
  get(name: string): string;
  all(name: string): readonly string[];
}

export type ReadRow = { readonly ok: true; readonly rule: Rule } | { readonly ok: false; readonly field: string; readonly message: string };

/** Whether the form can show every condition of a row; one it cannot show is edited as JSON, so that nothing is lost. */
export function showable(rule: Rule, schema: FactSchema): boolean {
  const facts = rule.when.flatMap((one) => ('fact' in one ? [one.fact] : []));
  const flags = rule.when.filter((one) => one.op === 'flag');
  const fits = (one: Condition) => {
    if (one.op === 'flag') return one.anyOf.every((flag) => flag in schema.flags);
    if (!('fact' in one)) return true;
    const type = schema.facts[one.fact]?.type;
    return one.op === 'between' ? type === 'number' : one.op === '=' ? type === 'choice' || type === 'text' : type === 'choice';
  };
  return new Set(facts).size === facts.length && flags.length <= 1 && rule.when.filter((one) => one.op === 'under').length <= 1 && rule.when.filter((one) => one.op === 'drafter').length <= 1 && rule.when.every(fits) && (rule.demands.consult ?? []).length <= CONSULTS;
}

/** The end of an interval as it is typed, with or without separators; null: open; undefined: no whole number. */
function endOf(typed: string): number | null | undefined {
  const plain = typed.normalize('NFKC').replaceAll(/[,\s円]/g, '');
  if (plain === '') return null;
  const value = Number(plain);
  return /^\d{1,15}$/.test(plain) && Number.isSafeInteger(value) ? value : undefined;
}

const list = <T>(value: T | null): readonly T[] => (value === null ? [] : [value]);

function conditions(sent: Sent, schema: FactSchema): { readonly when: readonly Condition[] } | { readonly field: string; readonly message: string } {
  const when: Condition[] = [];
  for (const [fact, type] of Object.entries(schema.facts)) {
    if (type.type === 'number') {
      const [min, max] = [endOf(sent.get(`min.${fact}`)), endOf(sent.get(`max.${fact}`))];
      if (min === undefined) return { field: `min.${fact}`, message: `${type.label}は、整数で入力してください。` };
      if (max === undefined) return { field: `max.${fact}`, message: `${type.label}は、整数で入力してください。` };
      if (min !== null && max !== null && min >= max) return { field: `max.${fact}`, message: `${type.label}の「以下」は、「を超える」より大きくしてください。` };
      if (min !== null || max !== null) when.push({ op: 'between', fact, min, max });
    } else if (type.type === 'choice') {
      const values = type.choices.filter((choice) => sent.all(`in.${fact}`).includes(choice));
      const [only] = values;
      if (values.length === 1 && only !== undefined) when.push({ op: '=', fact, value: only });
      else if (values.length > 1 && values.length < type.choices.length) when.push({ op: 'in', fact, values });
    } else if (sent.get(`is.${fact}`).trim() !== '') when.push({ op: '=', fact, value: sent.get(`is.${fact}`).trim() });
  }
  const flags = Object.keys(schema.flags).filter((flag) => sent.all('flags').includes(flag));
  if (flags.length > 0) when.push({ op: 'flag', anyOf: flags });
  const [under, drafter] = [sent.get('under').trim(), sent.get('drafter')];
  return { when: [...when, ...list(under === '' ? null : { op: 'under' as const, department: under }), ...list(drafter === '' ? null : { op: 'drafter' as const, atLeast: drafter })] };
}

/** The row that was sent. `before`: the row it replaces, null for a new one; `others`: numbers that are taken. */
export function readRow(sent: Sent, schema: FactSchema, before: Pick<Rule, 'demands' | 'relax'> | null, kind: string | null, others: readonly string[]): ReadRow {
  const no = sent.get('no').trim();
  const article = sent.get('article').trim();
  if (no === '' || no.length > 20) return { ok: false, field: 'no', message: '番号を20字以内で入力してください。' };
  if (others.includes(no)) return { ok: false, field: 'no', message: `番号${no}の行は、すでにあります。` };
  if (article === '' || article.length > 100) return { ok: false, field: 'article', message: '条項を100字以内で入力してください。' };
  if (sent.get('decider') === '') return { ok: false, field: 'decider', message: '決裁者を選んでください。' };
  const found = conditions(sent, schema);
  if ('field' in found) return { ok: false, ...found };
  const kept = new Map((before?.demands.consult ?? []).map((one) => [one.post, one]));
  const named = Array.from({ length: CONSULTS }, (_, index): readonly Consult[] => {
    const post = sent.get(`post.${index}`);
    const mode = consultModes.find((one) => one === sent.get(`mode.${index}`)) ?? 'agree';
    return post === '' ? [] : [{ ...kept.get(post), post, mode }];
  }).flat();
  const consult = [...new Map(named.map((one) => [one.post, one])).values()];
  const { consult: _before, ...rest } = before?.demands ?? { decider: '', deputyOk: false };
  const note = sent.get('note').trim().slice(0, 200);
  return {
    ok: true,
    rule: { no, article, kind, when: found.when, demands: { ...rest, decider: sent.get('decider'), deputyOk: sent.get('deputyOk') === 'yes', ...(consult.length > 0 ? { consult } : {}) }, ...(before?.relax === undefined ? {} : { relax: before.relax }), ...(note === '' ? {} : { note }) },
  };
}

/** The rows with one moved a place up or down. */
export function moved(rules: readonly Rule[], no: string, by: -1 | 1): readonly Rule[] {
  const at = rules.findIndex((rule) => rule.no === no);
  const row = rules[at];
  const other = rules[at + by];
  return row && other ? rules.map((rule, index) => (index === at ? other : index === at + by ? row : rule)) : rules;
}
