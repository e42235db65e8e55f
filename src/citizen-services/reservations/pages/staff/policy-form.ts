/**
 * A facility's rules as a form. The fields come from the schema of the rules and its Japanese descriptions, the values from
 * the rules as they stand; what comes back is written into a copy by the names of the fields, and the schema checks the whole.
 * A name is a letter for the kind of value and the way to it: 'n:cancel.tiers.0.chargePercent:'. The colon at the end keeps a
 * field of codes from being taken for a secret and left out when the page is shown again.
 */
import { z } from 'zod';
import { isRecord } from '../../../../kernel/text/json.ts';
import { FacilityPolicy } from '../../rules/policy.ts';

export type ValueKind = 'text' | 'number' | 'either' | 'flag' | 'list' | 'json';

export type FormNode =
  | { readonly is: 'field'; readonly name: string; readonly label: string; readonly kind: ValueKind; readonly value: string; readonly choices: readonly string[] | null; readonly needed: boolean }
  | { readonly is: 'group'; readonly path: string; readonly label: string; readonly children: readonly FormNode[]; readonly remove: string | null }
  | { readonly is: 'add'; readonly name: string; readonly label: string };

const letters: Readonly<Record<ValueKind, string>> = { text: 's', number: 'n', either: 'v', flag: 'b', list: 'l', json: 'j' };

type Schema = Readonly<Record<string, unknown>>;

/** The rules' schema as JSON Schema, references and all, worked out once. */
const whole: Schema = z.toJSONSchema(FacilityPolicy, { io: 'input', unrepresentable: 'any', reused: 'inline' });

function schemaAt(schema: Schema, key: string): Schema {
  const properties = schema['properties'];
  const found = isRecord(properties) ? properties[key] : undefined;
  return isRecord(found) ? found : {};
}

/** A union's branch that fits the value: by its literal (type, kind), else by the names of its fields. */
function branchFor(schema: Schema, value: unknown): Schema {
  const branches = [schema['oneOf'], schema['anyOf']].flatMap((list) => (Array.isArray(list) ? list.filter(isRecord) : []));
  if (branches.length === 0 || !isRecord(value)) return schema;
  const names = Object.keys(value);
  const literal = (branch: Schema) => ['type', 'kind'].every((name) => {
    const expected = schemaAt(branch, name)['const'];
    return expected === undefined || expected === value[name];
  });
  const knows = (branch: Schema) => names.every((name) => isRecord(branch['properties']) && name in branch['properties']);
  const found = branches.find((branch) => literal(branch) && knows(branch)) ?? branches.find(literal) ?? schema;
  return { ...found, description: found['description'] ?? schema['description'] };
}

function kindOf(schema: Schema): ValueKind {
  const { type } = schema;
  if (Array.isArray(schema['enum']) || type === 'string' || 'const' in schema) return 'text';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'boolean') return 'flag';
  if (type === 'array' && isRecord(schema['items']) && ['string'].includes(String(schema['items']['type']))) return 'list';
  const branches = Array.isArray(schema['anyOf']) ? schema['anyOf'].filter(isRecord) : [];
  if (branches.length > 0 && branches.every((branch) => branch['type'] !== 'object' && branch['type'] !== 'array')) return branches.some((branch) => branch['type'] === 'integer' || branch['type'] === 'number') ? 'either' : 'text';
  return 'json';
}

function shown(kind: ValueKind, value: unknown): string {
  if (value === undefined) return '';
  if (kind === 'json') return JSON.stringify(value);
  if (kind === 'list') return Array.isArray(value) ? value.join(', ') : '';
  return String(value);
}

function labelOf(schema: Schema, fallback: string): string {
  return typeof schema['description'] === 'string' ? schema['description'] : fallback;
}

const MAX_DEPTH = 7;

function node(schema: Schema, value: unknown, path: string, label: string, needed: boolean, remove: string | null): FormNode {
  const fitting = branchFor(schema, value);
  const says = labelOf(fitting, label);
  if (isRecord(fitting['properties']) && (isRecord(value) || needed) && path.split('.').length < MAX_DEPTH) {
    const required: unknown[] = Array.isArray(fitting['required']) ? fitting['required'] : [];
    const inside = isRecord(value) ? value : {};
    return { is: 'group', path, label: says, remove, children: Object.keys(fitting['properties']).map((key) => node(schemaAt(fitting, key), inside[key], `${path}.${key}`, key, required.includes(key), null)) };
  }
  const { items } = fitting;
  if (fitting['type'] === 'array' && isRecord(items) && kindOf(fitting) !== 'list' && Array.isArray(value) && value.every(isRecord)) {
    return { is: 'group', path, label: says, remove, children: [...value.map((one: unknown, index) => node(items, one, `${path}.${index}`, `${index + 1}`, true, `x:${path}.${index}:`)), { is: 'add', name: `a:${path}:`, label: `「${says}」に加える（JSON）` }] };
  }
  const kind = kindOf(fitting);
  const choices = Array.isArray(fitting['enum']) ? fitting['enum'].map(String) : 'const' in fitting ? [String(fitting['const'])] : null;
  // A text that must be there may still be empty (a rule without a legal basis is kept, and stays out of force).
  const letter = kind === 'text' && needed ? 't' : letters[kind];
  return { is: 'field', name: `${letter}:${path}:`, label: says, kind, value: shown(kind, value), choices, needed };
}

/** The fields of one part of the rules: 'calendar', 'fee', 'cancel' … */
export function formOf(policy: unknown, part: string): FormNode {
  const value = isRecord(policy) ? policy[part] : undefined;
  return node(schemaAt(whole, part), value, part, part, false, null);
}

/** Every part of the rules with its description, in the schema's order. */
export function partsOf(): readonly { readonly part: string; readonly label: string }[] {
  const properties = whole['properties'];
  return isRecord(properties) ? Object.keys(properties).map((part) => ({ part, label: labelOf(schemaAt(whole, part), part) })) : [];
}

type Change = { readonly at: readonly string[]; readonly set: unknown } | { readonly at: readonly string[]; readonly drop: true } | { readonly problem: string };

function changeOf(name: string, sent: string): Change | null {
  const match = /^([stnvbljxa]):([\w.-]+):$/.exec(name);
  if (!match) return null;
  const [, letter, path = ''] = match;
  const at = path.split('.');
  if (at.some((key) => key in Object.prototype)) return null;
  const text = sent.trim();
  if (letter === 'x') return text === 'on' ? { at, drop: true } : null;
  if (letter === 'b') return text === '' ? { at, drop: true } : { at, set: text === 'true' };
  if (letter === 't') return { at, set: text };
  if (text === '') return letter === 'a' ? null : { at, drop: true };
  switch (letter) {
    case 'n': return { at, set: /^-?\d+(\.\d+)?$/.test(text.normalize('NFKC')) ? Number(text.normalize('NFKC')) : text };
    case 'v': return { at, set: /^-?\d+$/.test(text.normalize('NFKC')) ? Number(text.normalize('NFKC')) : text };
    case 'l': return { at, set: text.split(/[,、，]/).map((one) => one.trim()).filter((one) => one !== '') };
    case 'j': case 'a':
      try {
        const value: unknown = JSON.parse(text);
        return letter === 'a' ? { at: [...at, 'end'], set: value } : { at, set: value };
      } catch {
        return { problem: `「${path}」を JSON として読み取れません。かっこ・引用符・コンマを確かめてください。` };
      }
    default: return { at, set: text };
  }
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function write(root: Record<string, unknown>, change: Exclude<Change, { problem: string }>): void {
  let here: Record<string, unknown> = root;
  for (const key of change.at.slice(0, -1)) {
    const next = here[key];
    if (isBranch(next)) here = next;
    else {
      if ('drop' in change) return;
      const made: Record<string, unknown> = {};
      here[key] = made;
      here = made;
    }
  }
  const last = change.at.at(-1) ?? '';
  if ('drop' in change) delete here[last];
  else if (Array.isArray(here) && last === 'end') here.push(change.set);
  else here[last] = change.set;
}

/** Holes left by removed rows are closed, and what is empty now is left out. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => one !== undefined && one !== null).map(tidy);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, tidy(inner)]));
}

/** The rules with what the form says. Unknown names are ignored; a removed row goes with everything in it. */
export function withFields(policy: unknown, sent: Readonly<Record<string, string | readonly string[]>>): { readonly policy: unknown; readonly problems: readonly string[] } {
  const copy: unknown = structuredClone(policy);
  if (!isBranch(copy)) return { policy, problems: [] };
  const changes = Object.entries(sent).flatMap(([name, value]) => changeOf(name, typeof value === 'string' ? value : (value.at(-1) ?? '')) ?? []);
  const problems = changes.flatMap((change) => ('problem' in change ? [change.problem] : []));
  const removed = Object.entries(sent).filter(([name, value]) => name.startsWith('x:') && value === 'on').map(([name]) => name.slice(2, -1));
  for (const change of changes) {
    if ('problem' in change) continue;
    const path = change.at.join('.');
    if (removed.some((gone) => path.startsWith(`${gone}.`))) continue;
    write(copy, change);
  }
  return { policy: tidy(copy), problems };
}
