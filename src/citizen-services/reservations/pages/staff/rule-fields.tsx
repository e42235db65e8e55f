/** The rules' fields as they are drawn: groups in boxes, a row of short fields in one line. */
import { Checkbox, Checkboxes, Facts, Fieldset, Hidden, Select, Submit, TextField } from '../../../../ui/index.ts';
import type { FieldNode, FormNode } from './policy-form.ts';

/** Short names for keys that every part has; the schema's description is then the hint. */
const short: Readonly<Record<string, string>> = {
  ja: '日本語', en: '英語', name: '名前', code: 'コード', from: '始まり', to: '終わり', dow: '曜日', n: '第何週', day: '日', days: '曜日', hours: '時間帯', type: '種類', kind: '種類', unit: '貸出単位', slot: '区分', yen: '金額（円）', time: '時刻',
  numerator: '分子', denominator: '分母', start: '始まり', end: '終わり', classes: '区分', dayClass: '日の区分', per: '単位', monthsBefore: '何か月前', daysBefore: '何日前', legalBasis: '根拠条項', ground: '根拠条項', priority: '強さ', validFrom: '適用の始まり', validTo: '適用の終わり', spaces: '室場', label: '説明',
  daysBeforeMin: '何日前まで', chargePercent: '取消料（％）', points: '点数', ifHoliday: '祝日のとき', ifClosed: '休館日のとき',
};

const words: Readonly<Record<string, string>> = {
  holiday: '祝日', web: 'インターネット', phone: '電話', desk: '窓口', kiosk: '端末', recurring: '定期利用', api: '連携', true: 'はい', false: 'いいえ', quiet: '静か', normal: 'ふつう', loud: '大きい', last: '末日・最後', same: '応当日', no_show: '無断不使用', late_cancel: '期限後の取消し', no_cleanup: '片付けの不足', damage: '破損', purpose_fraud: '目的の偽り', resale: '転売', multi_account: '登録の重複',
  next_day: '翌日', immediate: 'すぐ', random_within_window: 'でたらめな時刻', mini_lottery: '小さな抽選',
  mon: '月', tue: '火', wed: '水', thu: '木', fri: '金', sat: '土', sun: '日', as_is: 'そのまま', next_open_day: '次の開館日', lottery: '抽選', first_come: '先着', kubun: '区分', hourly: '時間', frame: 'こま', warning: '注意', suspend: '利用停止',
  truncate_1: '1円未満切捨て', truncate_10: '10円未満切捨て', truncate_100: '100円未満切捨て', ceil_10: '10円未満切上げ', ceil_100: '100円未満切上げ', none: '端数なし', hour: '1時間', half_hour: '30分', day: '1日', person: '1人・人ごと', patron: '登録ごと', item: '1つ', item_slot: '1つ1区分',
};

/** "祝日に当たるとき（休館のまま／開館／…）": the words of the choices, when the description lists exactly as many. */
function choiceWords(label: string, choices: readonly string[]): readonly string[] {
  const listed = /（([^（）]+)）/.exec(label)?.[1]?.split('／') ?? [];
  return listed.length === choices.length ? listed : choices.map((choice) => words[choice] ?? choice);
}

/** What is left empty and need not be there stands folded away. */
function isIdle(node: FormNode): boolean {
  if (node.is === 'absent') return true;
  if (node.is === 'rows') return node.rows.length === 0 && !node.marker.value.endsWith('!');
  return node.is === 'field' && !node.needed && node.value === '' && node.values.length === 0 && node.choices?.length !== 1;
}

function isShort(node: FormNode): boolean {
  return node.is === 'field' && node.kind !== 'set';
}

function keyOf(node: FormNode): string {
  return node.is === 'group' || node.is === 'rows' ? node.path : node.name;
}

function lastOf(path: string): string {
  return path.split('.').at(-1) ?? '';
}

/** '3行目' for a row, the short word for a key that every part has, else what the schema says. */
function titleOf(path: string, label: string): string {
  const last = lastOf(path);
  return /^\d+$/.test(last) ? `${Number(last) + 1}行目` : (short[last] ?? label);
}

/** The way to a mistake, in the words of the form: '開館日 › 3行目 › 時間帯'. */
export function wayInWords(path: readonly PropertyKey[], part: (key: string) => string | undefined): string {
  return path.map((key, index) => (typeof key === 'number' ? `${key + 1}行目` : (index === 0 ? part(String(key)) : undefined) ?? short[String(key)] ?? String(key))).join(' › ');
}

function Children({ nodes }: { readonly nodes: readonly FormNode[] }) {
  const drawn = (list: readonly FormNode[]) => list.map((child) => <RuleNode key={keyOf(child)} node={child} />);
  const row = nodes.filter(isShort);
  return <>{drawn(nodes.filter((child) => child.is === 'branch'))}{row.length > 0 && <div class="form inline">{drawn(row)}</div>}{drawn(nodes.filter((child) => child.is !== 'branch' && !isShort(child)))}</>;
}

const ONE_LINE = 7;

/** A row of a table (使用料表、取消料、時間帯): all its fields and the tick that takes it out stand in one line. */
function isLine(node: Extract<FormNode, { is: 'group' }>): boolean {
  return node.remove?.startsWith('x') === true && node.children.length <= ONE_LINE && node.children.every(isShort);
}

function Line({ node }: { readonly node: Extract<FormNode, { is: 'group' }> }) {
  const title = titleOf(node.path, node.label);
  return (
    <fieldset class="fieldset">
      <legend class="vh">{title}</legend>
      <div class="form inline">{node.children.map((child) => <RuleNode key={keyOf(child)} node={child} />)}{node.remove !== null && <Checkbox name={node.remove} label={`${title}を消す`} />}</div>
    </fieldset>
  );
}

function Inside({ node }: { readonly node: Extract<FormNode, { is: 'group' }> }) {
  const idle = node.children.filter(isIdle);
  return (
    <>
      <Children nodes={node.children.filter((child) => !isIdle(child))} />
      {idle.length > 0 && <details><summary>そのほかの項目（いまは空欄）</summary><Children nodes={idle} /></details>}
      {node.remove !== null && <Checkbox name={node.remove} label={node.remove.startsWith('x') ? `${titleOf(node.path, node.label)}を消す` : `${titleOf(node.path, node.label)}を定めない`} />}
    </>
  );
}

/** Rows, and a button that makes one more. It works like a look at the preview: nothing is saved by it. */
function Rows({ node, top }: { readonly node: Extract<FormNode, { is: 'rows' }>; readonly top: boolean }) {
  const body = (
    <>
      <Hidden name={node.marker.name} value={node.marker.value} />
      {node.rows.map((row) => <RuleNode key={keyOf(row)} node={row} />)}
      <div class="form inline">
        {node.kinds.length > 0 && <Select name={`k:${node.path}:`} label="加える行の種類" quiet blank={null} value="0" options={node.kinds.map((label, index) => ({ value: String(index), label }))} />}
        <Submit kind="plain" icon="plus" name="step" value={`add:${node.path}`} about={titleOf(node.path, node.label)}>行を加える</Submit>
      </div>
    </>
  );
  return top ? body : <Fieldset legend={titleOf(node.path, node.label)}>{body}</Fieldset>;
}

export function RuleNode({ node, top = false }: { readonly node: FormNode; readonly top?: boolean }) {
  switch (node.is) {
    case 'field': return <RuleField node={node} />;
    case 'absent': return <Checkbox name={node.name} label={`${titleOf(node.name.slice(2, -1), node.label)}を定める`} />;
    case 'branch': return <Select name={node.name} label="種類" quiet blank={null} value={node.value} options={node.choices.map((label, index) => ({ value: String(index), label }))} />;
    case 'rows': return <Rows node={node} top={top} />;
    case 'group': return isLine(node) ? <Line node={node} /> : top ? <Inside node={node} /> : <Fieldset legend={titleOf(node.path, node.label)}><Inside node={node} /></Fieldset>;
  }
}

function RuleField({ node }: { readonly node: FieldNode }) {
  const path = node.name.slice(2, -1);
  const label = short[lastOf(path)] ?? (node.label.length <= 24 ? node.label : `${node.label.slice(0, 22)}…`);
  const hint = label === node.label ? undefined : node.label;
  if (node.kind === 'set') {
    const options = (node.choices ?? []).map((value) => ({ value, label: words[value] ?? value }));
    return <><Hidden name={`e${node.name.slice(1)}`} value="" /><Checkboxes name={node.name} label={label} quiet inline hint={hint} values={[...node.values]} options={options} /></>;
  }
  if (node.choices?.length === 1) return <Hidden name={node.name} value={node.value || (node.needed ? (node.choices[0] ?? '') : '')} />;
  if (node.kind === 'flag') return <Select name={node.name} label={label} quiet blank="（初期値）" value={node.value} options={[{ value: 'true', label: 'はい' }, { value: 'false', label: 'いいえ' }]} />;
  if (node.choices !== null) {
    const said = choiceWords(node.label, node.choices);
    return <Select name={node.name} label={label} quiet blank={node.needed ? null : '（初期値）'} value={node.value} options={node.choices.map((value, index) => ({ value, label: said[index] ?? value }))} />;
  }
  const width = node.kind === 'number' || node.kind === 'either' ? 'short' : node.value.length > 16 || node.kind === 'list' ? 'long' : 'medium';
  return <TextField name={node.name} label={label} quiet width={width} value={node.value} hint={node.kind === 'list' ? hint : undefined} autocomplete="off" />;
}

function saidOf(node: FieldNode): string {
  const said = (value: string) => (node.choices === null ? value : (choiceWords(node.label, node.choices)[node.choices.indexOf(value)] ?? words[value] ?? value));
  return node.kind === 'set' ? node.values.map((value) => words[value] ?? value).join('、') : node.kind === 'flag' ? (words[node.value] ?? node.value) : said(node.value);
}

/** The same for whoever may only read: what is set, without fields. */
export function RuleText({ node, top = false }: { readonly node: FormNode; readonly top?: boolean }) {
  if (node.is === 'field' || node.is === 'absent' || node.is === 'branch') return null;
  const inside = node.is === 'rows' ? node.rows : node.children.filter((child) => !isIdle(child));
  const facts = inside.flatMap((child) => (child.is === 'field' && saidOf(child) !== '' ? [{ label: titleOf(child.name.slice(2, -1), child.label), value: saidOf(child) }] : []));
  const kind = node.is === 'group' ? node.children.find((child) => child.is === 'branch') : undefined;
  const body = (
    <>
      {kind?.is === 'branch' && <p><strong>{kind.choices[Number(kind.value)]}</strong></p>}
      {facts.length > 0 && <Facts rows={facts} />}
      {inside.filter((child) => child.is === 'group' || child.is === 'rows').map((child) => <RuleText key={keyOf(child)} node={child} />)}
    </>
  );
  return top ? body : <Fieldset legend={titleOf(node.path, node.label)}>{body}</Fieldset>;
}
