/** The rules' fields as they are drawn: groups in boxes, a row of short fields in one line. */
import { Checkbox, Fieldset, Hidden, Select, TextArea, TextField } from '../../../../ui/index.ts';
import type { FormNode } from './policy-form.ts';

/** Short names for keys that every part has; the schema's description is then the hint. */
const short: Readonly<Record<string, string>> = {
  ja: '日本語', en: '英語', name: '名前', code: 'コード', from: '始まり', to: '終わり', dow: '曜日', n: '第何週', day: '日', days: '曜日', hours: '時間帯', type: '種類', kind: '種類', unit: '貸出単位', slot: '区分', yen: '金額（円）', time: '時刻',
  numerator: '分子', denominator: '分母', start: '始まり', end: '終わり', classes: '区分', dayClass: '日の区分', per: '単位', monthsBefore: '何か月前', daysBefore: '何日前', legalBasis: '根拠条項', ground: '根拠条項', priority: '強さ', validFrom: '適用の始まり', validTo: '適用の終わり', spaces: '室場', label: '説明',
  daysBeforeMin: '何日前まで', chargePercent: '取消料（％）', points: '点数', ifHoliday: '祝日のとき', ifClosed: '休館日のとき',
};

/** "祝日に当たるとき（休館のまま／開館／…）": the words of the choices, when the description lists exactly as many. */
function choiceWords(label: string, choices: readonly string[]): readonly string[] {
  const listed = /（([^（）]+)）/.exec(label)?.[1]?.split('／') ?? [];
  return listed.length === choices.length ? listed : choices;
}

function isShort(node: FormNode): boolean {
  return node.is === 'field' && node.kind !== 'json' && node.value.length < 40;
}

export function RuleNode({ node, top = false }: { readonly node: FormNode; readonly top?: boolean }) {
  switch (node.is) {
    case 'field': return <RuleField node={node} />;
    case 'add': return <details><summary>{node.label}</summary><TextArea name={node.name} label={node.label} quiet hideLabel rows={3} /></details>;
    case 'group': {
      const inside = node.children.map((child) => <RuleNode key={child.is === 'group' ? child.path : child.name} node={child} />);
      const body = node.children.every(isShort) ? <div class="form inline">{inside}</div> : <>{inside}</>;
      const remove = node.remove === null ? null : <Checkbox name={node.remove} label="この行を消す" />;
      return top ? <>{body}</> : <Fieldset legend={short[node.path.split('.').at(-1) ?? ''] ?? node.label}>{body}{remove}</Fieldset>;
    }
  }
}

function RuleField({ node }: { readonly node: Extract<FormNode, { is: 'field' }> }) {
  const key = node.name.slice(2, -1).split('.').at(-1) ?? '';
  const label = short[key] ?? (node.label.length <= 24 ? node.label : `${node.label.slice(0, 22)}…`);
  if (node.choices?.length === 1) return <Hidden name={node.name} value={node.value || (node.needed ? (node.choices[0] ?? '') : '')} />;
  if (node.kind === 'flag') return <Select name={node.name} label={label} quiet blank="（初期値）" value={node.value} options={[{ value: 'true', label: 'はい' }, { value: 'false', label: 'いいえ' }]} />;
  if (node.choices !== null) {
    const words = choiceWords(node.label, node.choices);
    return <Select name={node.name} label={label} quiet blank={node.needed ? null : '（初期値）'} value={node.value} options={node.choices.map((value, index) => ({ value, label: words[index] ?? value }))} />;
  }
  const hint = label === node.label ? undefined : node.label;
  if (node.kind === 'json') return <TextArea name={node.name} label={label} quiet hint={hint} rows={Math.min(8, 2 + Math.floor(node.value.length / 80))} value={node.value} />;
  const width = node.kind === 'number' || node.kind === 'either' ? 'short' : node.value.length > 16 || node.kind === 'list' ? 'long' : 'medium';
  return <TextField name={node.name} label={label} quiet width={width} value={node.value} autocomplete="off" />;
}
