/**
 * A facility's rules as a form. The fields come from the schema of the rules and its Japanese descriptions, the values from
 * the rules as they stand; `policy-write.ts` takes what comes back. A clerk sees fields, rows and buttons, never the notation.
 * A name is a letter for the kind of value and the way to it: 'n:cancel.tiers.0.chargePercent:'. The colon at the end keeps a
 * field of codes from being taken for a secret and left out when the page is shown again.
 */
import { isRecord } from '../../../../kernel/text/json.ts';
import { branchesOf, branchIndexOf, branchLabel, choicesOf, fittingOf, isPair, isRow, itemsOf, keysOf, labelOf, requiredOf, type Schema, schemaAt, wholeSchema } from './policy-schema.ts';

export type ValueKind = 'text' | 'number' | 'either' | 'flag' | 'list' | 'set';

export interface FieldNode {
  readonly is: 'field';
  readonly name: string;
  readonly label: string;
  readonly kind: ValueKind;
  readonly value: string;
  /** Of a set: the chosen ones. */
  readonly values: readonly string[];
  readonly choices: readonly string[] | null;
  readonly needed: boolean;
}

export type FormNode =
  | FieldNode
  | { readonly is: 'group'; readonly path: string; readonly label: string; readonly children: readonly FormNode[]; /** Takes the row, or the optional part, out. */ readonly remove: string | null }
  | { readonly is: 'rows'; readonly path: string; readonly label: string; readonly marker: { readonly name: string; readonly value: string }; readonly rows: readonly FormNode[]; readonly kinds: readonly string[] }
  | { readonly is: 'branch'; readonly name: string; readonly value: string; readonly choices: readonly string[] }
  | { readonly is: 'absent'; readonly name: string; readonly label: string };

const letters: Readonly<Record<ValueKind, string>> = { text: 's', number: 'n', either: 'v', flag: 'b', list: 'l', set: 'm' };

function kindOf(schema: Schema): ValueKind {
  const { type } = schema;
  if (type === 'boolean') return 'flag';
  if (type === 'integer' || type === 'number') return 'number';
  const items = itemsOf(schema);
  if (items) return choicesOf(items) === null ? 'list' : 'set';
  const branches = Array.isArray(schema['anyOf']) ? schema['anyOf'].filter(isRecord) : [];
  return branches.some((branch) => branch['type'] === 'integer' || branch['type'] === 'number') ? 'either' : 'text';
}

function fieldNode(schema: Schema, value: unknown, path: string, label: string, needed: boolean): FieldNode {
  const kind = kindOf(schema);
  const items = itemsOf(schema);
  const values = Array.isArray(value) ? value.map(String) : [];
  // A text that must be there may still be empty (a rule without a legal basis is kept, and stays out of force).
  const letter = kind === 'text' && needed ? 't' : kind === 'list' && items?.['type'] === 'integer' ? 'q' : letters[kind];
  return { is: 'field', name: `${letter}:${path}:`, label, kind, value: value === undefined ? '' : kind === 'list' ? values.join(', ') : String(value), values, choices: choicesOf(kind === 'set' && items ? items : schema), needed };
}

function rowsNode(schema: Schema, items: Schema, value: unknown, path: string, label: string, needed: boolean): FormNode {
  const list = Array.isArray(value) ? value : [];
  const rows = list.map((one: unknown, index): FormNode => {
    const at = `${path}.${index}`;
    const name = `${index + 1}`;
    if (!isPair(items)) return node(items, one, at, name, true, `x:${at}:`);
    const ends = Array.isArray(one) ? one : [];
    return { is: 'group', path: at, label: name, remove: `x:${at}:`, children: ['から', 'まで'].map((word, side) => ({ ...fieldNode({ type: 'string' }, ends[side], `${at}.${side}`, word, true) })) };
  });
  // How many rows the form shows is part of it: rows move up when one is taken out, and nothing of the old ones may stay behind.
  return { is: 'rows', path, label, rows, marker: { name: `${isPair(items) ? 'd' : 'c'}:${path}:`, value: `${list.length}${needed ? '!' : ''}` }, kinds: branchesOf(items).map(branchLabel) };
}

function node(schema: Schema, value: unknown, path: string, label: string, needed: boolean, remove: string | null): FormNode {
  const branches = branchesOf(schema);
  const fitting = fittingOf(schema, value);
  const says = labelOf(fitting, labelOf(schema, label));
  const items = itemsOf(fitting);
  if (items && isRow(items)) return rowsNode(fitting, items, value, path, says, needed);
  if (!isRecord(fitting['properties'])) return fieldNode(fitting, value, path, says, needed);
  if (!isRecord(value) && !needed) return { is: 'absent', name: `y:${path}:`, label: labelOf(schema, label) };
  const required = requiredOf(fitting);
  const inside = isRecord(value) ? value : {};
  const choose: readonly FormNode[] = branches.length === 0 ? [] : [{ is: 'branch', name: `u:${path}:`, value: String(branchIndexOf(schema, value)), choices: branches.map(branchLabel) }];
  return {
    is: 'group', path, label: labelOf(schema, says), remove: remove ?? (needed ? null : `z:${path}:`),
    children: [...choose, ...keysOf(fitting).map((key) => node(schemaAt(fitting, key), inside[key], `${path}.${key}`, key, required.includes(key), null))],
  };
}

/** The fields of one part of the rules: 'calendar', 'fee', 'cancel' … */
export function formOf(policy: unknown, part: string): FormNode {
  const value = isRecord(policy) ? policy[part] : undefined;
  return node(schemaAt(wholeSchema, part), value, part, part, requiredOf(wholeSchema).includes(part), null);
}

/** Every part of the rules with its description, in the schema's order. */
export function partsOf(): readonly { readonly part: string; readonly label: string }[] {
  return keysOf(wholeSchema).map((part) => ({ part, label: labelOf(schemaAt(wholeSchema, part), part) }));
}
