/** The rules' fields as they are drawn: groups in boxes, a row of short fields in one line. */
import { Checkbox, Fieldset, Hidden, Select, TextArea, TextField } from '../../../../ui/index.ts';
import type { FormNode } from './policy-form.ts';

/** Short names for keys that every part has; the schema's description is then the hint. */
const short: Readonly<Record<string, string>> = {
  ja: '日本語', en: '英語', name: '名前', code: 'コード', from: '始まり', to: '終わり', dow: '曜日', n: '第何週', day: '日', days: '曜日', hours: '時間帯', type: '種類', kind: '種類', unit: '貸出単位', slot: '区分', yen: '金額（円）', time: '時刻',
  numerator: '分子', denominator: '分母', start: '始まり', end: '終わり', classes: '区分', dayClass: '日の区分', per: '単位', monthsBefore: '何か月前', daysBefore: '何日前', legalBasis: '根拠条項', ground: '根拠条項', priority: '強さ', validFrom: '適用の始まり', validTo: '適用の終わり', spaces: '室場', label: '説明',
  daysBeforeMin: '何日前まで', chargePercent: '取消料（％）', points: '点数', ifHoliday: '祝日のとき', ifClosed: '休館日のとき',
};

const words: Readonly<Record<string, string>> = {
  mon: '月', tue: '火', wed: '水', thu: '木', fri: '金', sat: '土', sun: '日', as_is: 'そのまま', next_open_day: '次の開館日', lottery: '抽選', first_come: '先着', kubun: '区分', hourly: '時間', frame: 'こま', warning: '注意', suspend: '利用停止',
  truncate_1: '1円未満切捨て', truncate_10: '10円未満切捨て', truncate_100: '100円未満切捨て', ceil_10: '10円未満切上げ', ceil_100: '100円未満切上げ', none: '端数なし', hour: '1時間', half_hour: '30分', day: '1日', person: '1人', item: '1つ', item_slot: '1つ1区分',
};

/** "祝日に当たるとき（休館のまま／開館／…）": the words of the choices, when the description lists exactly as many. */
function choiceWords(label: string, choices: readonly string[]): readonly string[] {
  const listed = /（([^（）]+)）/.exec(label)?.[1]?.split('／') ?? [];
  return listed.length === choices.length ? listed : choices.map((choice) => words[choice] ?? choice);
}

/** What is left empty and need not be there stands folded away. */
function isIdle(node: FormNode): boolean {
  return node.is === 'field' && !node.needed && node.value === '' && node.choices?.length !== 1;
}

function isShort(node: FormNode): boolean {
  return node.is === 'field' && (node.kind !== 'json' || node.value.length < 40);
}

function Children({ nodes }: { readonly nodes: readonly FormNode[] }) {
  const drawn = (list: readonly FormNode[]) => list.map((child) => <RuleNode key={child.is === 'group' ? child.path : child.name} node={child} />);
  const row = nodes.filter(isShort);
  return <>{row.length > 0 && <div class="form inline">{drawn(row)}</div>}{drawn(nodes.filter((child) => !isShort(child)))}</>;
}

export function RuleNode({ node, top = false }: { readonly node: FormNode; readonly top?: boolean }) {
  switch (node.is) {
    case 'field': return <RuleField node={node} />;
    case 'add': return <details><summary>{node.label}</summary><TextArea name={node.name} label={node.label} quiet hideLabel rows={3} /></details>;
    case 'group': {
      const idle = node.children.filter(isIdle);
      const body = (
        <>
          <Children nodes={node.children.filter((child) => !isIdle(child))} />
          {(idle.length > 0 || node.remove !== null) && (
            <details>
              <summary>{node.remove === null ? '空欄の項目' : '空欄の項目・行の削除'}</summary>
              <Children nodes={idle} />
              {node.remove !== null && <Checkbox name={node.remove} label="この行を消す" />}
            </details>
          )}
        </>
      );
      return top ? body : <Fieldset legend={short[node.path.split('.').at(-1) ?? ''] ?? node.label}>{body}</Fieldset>;
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
