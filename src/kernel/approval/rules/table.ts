/** The rule set as the 訓令 prints it (別表) and as other engines read it (DMN 1.3): one source for the ordinance and the running rules. */
import type { Condition, FactValue } from './facts.ts';
import type { Rule, RuleSet } from './rule-set.ts';

export interface Names {
  readonly kind: (code: string) => string;
  readonly post: (code: string) => string;
  readonly fact: (name: string) => { readonly label: string; readonly unit: string; readonly word: (value: FactValue) => string };
  readonly flag: (code: string) => string;
}

/** 別表: one row for each rule, the same columns as on paper. */
export function scheduleTable(set: RuleSet, names: Names): { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const title = (code: string) => set.authorities.find((one) => one.code === code)?.title ?? code;
  return {
    columns: ['番号', '条項', '事項', '区分', '決裁者', '合議', '審査', '代決', '保存年限', '備考'],
    rows: set.rules.map((rule) => {
      const { consult = [], review = [], examine = [], deputyOk, decider, retentionYears } = rule.demands;
      const mode = { agree: '', notify: '（通知）', postView: '（後閲）' } as const;
      return [
        rule.no, rule.article, rule.kind === null ? '全ての事項' : names.kind(rule.kind), rule.when.map((condition) => inWords(condition, names, title)).join('かつ') || '全て', title(decider),
        [...consult.map((one) => `${names.post(one.post)}${mode[one.mode]}`), ...review.map((one) => one.label)].join('、') || '－', examine.map(names.post).join('、') || '－', deputyOk ? '可' : '不可',
        retentionYears === undefined ? '－' : `${retentionYears}年`, [rule.note ?? '', rule.relax === undefined ? '' : `${rule.relax}の特例`].filter((part) => part !== '').join('。'),
      ];
    }),
  };
}

function inWords(condition: Condition, names: Names, title: (code: string) => string): string {
  switch (condition.op) {
    case 'between': {
      const { label, unit } = names.fact(condition.fact);
      const yen = (value: number) => `${value.toLocaleString('ja-JP')}${unit}`;
      if (condition.min === null) return condition.max === null ? label : `${label} ${yen(condition.max)}以下`;
      return condition.max === null ? `${label} ${yen(condition.min)}を超える` : `${label} ${yen(condition.min)}を超え${yen(condition.max)}以下`;
    }
    case '=':
      return `${names.fact(condition.fact).label}が${names.fact(condition.fact).word(condition.value)}`;
    case 'in':
      return `${names.fact(condition.fact).label}が${condition.values.map(names.fact(condition.fact).word).join('・')}`;
    case 'under':
      return `${condition.department}の所管`;
    case 'flag':
      return condition.anyOf.map(names.flag).join('又は');
    case 'drafter':
      return `起案者が${title(condition.atLeast)}以上`;
  }
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const quoted = (value: unknown) => (typeof value === 'string' ? `"${value.replaceAll('"', '\\"')}"` : String(value));

/** One cell in FEEL (simple unary tests of DMN 1.3 §9); '-' when the row does not ask. */
function feel(conditions: readonly Condition[]): string {
  const [condition] = conditions;
  switch (condition?.op) {
    case undefined:
      return '-';
    case 'between':
      return condition.min === null ? (condition.max === null ? '-' : `<= ${condition.max}`) : condition.max === null ? `> ${condition.min}` : `(${condition.min}..${condition.max}]`;
    case '=':
      return quoted(condition.value);
    case 'in':
      return condition.values.map(quoted).join(', ');
    case 'under':
      return `list contains(?, ${quoted(condition.department)})`;
    case 'flag':
      return condition.anyOf.map((flag) => `list contains(?, ${quoted(flag)})`).join(' or ');
    case 'drafter':
      return quoted(condition.atLeast);
  }
}

/** DMN 1.3 XML: a decision table that collects; "take the strictest" is the reader's last step, as its description says. */
export function dmn(set: RuleSet, name: string, namespace: string): string {
  const facts = [...new Set(set.rules.flatMap((rule) => rule.when.flatMap((condition) => ('fact' in condition ? [condition.fact] : []))))];
  const inputs: readonly { readonly label: string; readonly type: string; readonly entry: (rule: Rule) => string }[] = [
    { label: 'kind', type: 'string', entry: (rule) => (rule.kind === null ? '-' : quoted(rule.kind)) },
    ...facts.map((fact) => ({ label: fact, type: set.rules.some((rule) => rule.when.some((one) => one.op === 'between' && one.fact === fact)) ? 'number' : 'string', entry: (rule: Rule) => feel(rule.when.filter((one) => 'fact' in one && one.fact === fact)) })),
    { label: 'flags', type: 'Any', entry: (rule) => feel(rule.when.filter((one) => one.op === 'flag')) },
    { label: 'drafter', type: 'string', entry: (rule) => feel(rule.when.filter((one) => one.op === 'drafter')) },
    { label: 'departments', type: 'Any', entry: (rule) => feel(rule.when.filter((one) => one.op === 'under')) },
  ];
  const outputs: readonly { readonly label: string; readonly type: string; readonly entry: (rule: Rule) => string }[] = [
    { label: 'decider', type: 'string', entry: (rule) => quoted(rule.demands.decider) },
    { label: 'consult', type: 'string', entry: (rule) => quoted((rule.demands.consult ?? []).map((one) => `${one.post}:${one.mode}`).join(' ')) },
    { label: 'examine', type: 'string', entry: (rule) => quoted((rule.demands.examine ?? []).join(' ')) },
    { label: 'deputyOk', type: 'boolean', entry: (rule) => String(rule.demands.deputyOk) },
    { label: 'relax', type: 'string', entry: (rule) => quoted(rule.relax ?? '') },
  ];
  const lines = set.rules.map((rule, index) => [
    `      <rule id="rule-${index + 1}"><description>${escaped(`${rule.no} ${rule.article}`)}</description>`,
    ...inputs.map((one, at) => `        <inputEntry id="in-${index + 1}-${at + 1}"><text>${escaped(one.entry(rule))}</text></inputEntry>`),
    ...outputs.map((one, at) => `        <outputEntry id="out-${index + 1}-${at + 1}"><text>${escaped(one.entry(rule))}</text></outputEntry>`),
    '      </rule>',
  ].join('\n'));
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="approval" name="${escaped(name)}" namespace="${escaped(namespace)}">
  <decision id="authority" name="${escaped(name)}">
    <description>All matching rows are collected and the strictest is taken; a row named by another's "relax" is left out.</description>
    <decisionTable id="rules" hitPolicy="COLLECT">
${inputs.map((one, at) => `      <input id="input-${at + 1}" label="${escaped(one.label)}"><inputExpression id="expression-${at + 1}" typeRef="${one.type}"><text>${escaped(one.label)}</text></inputExpression></input>`).join('\n')}
${outputs.map((one, at) => `      <output id="output-${at + 1}" name="${escaped(one.label)}" typeRef="${one.type}" />`).join('\n')}
${lines.join('\n')}
    </decisionTable>
  </decision>
</definitions>
`;
}
