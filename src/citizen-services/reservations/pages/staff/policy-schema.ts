/** The rules' schema as JSON Schema, and what a form must know of it: which branch a value is of, what an empty row looks like. */
import { z } from 'zod';
import { isRecord } from '../../../../kernel/text/json.ts';
import { FacilityPolicy } from '../../rules/policy.ts';

export type Schema = Readonly<Record<string, unknown>>;

/** References and all, worked out once. */
export const wholeSchema: Schema = z.toJSONSchema(FacilityPolicy, { io: 'input', unrepresentable: 'any', reused: 'inline' });

export function schemaAt(schema: Schema, key: string): Schema {
  const properties = schema['properties'];
  const found = isRecord(properties) ? properties[key] : undefined;
  return isRecord(found) ? found : {};
}

export function keysOf(schema: Schema): readonly string[] {
  return isRecord(schema['properties']) ? Object.keys(schema['properties']) : [];
}

export function requiredOf(schema: Schema): readonly string[] {
  return Array.isArray(schema['required']) ? schema['required'].map(String) : [];
}

export function labelOf(schema: Schema, fallback: string): string {
  return typeof schema['description'] === 'string' ? schema['description'] : fallback;
}

function alternativesOf(schema: Schema): readonly Schema[] {
  return [schema['oneOf'], schema['anyOf']].flatMap((list) => (Array.isArray(list) ? list.filter(isRecord) : []));
}

/** The shapes an object may have (a calendar rule is of one kind of ten); empty when there is only one. */
export function branchesOf(schema: Schema): readonly Schema[] {
  const branches = alternativesOf(schema);
  return branches.length > 1 && branches.every((branch) => branch['type'] === 'object') ? branches : [];
}

/** Which branch the value is of: by its literal (type, kind), else by the names of its fields. */
export function branchIndexOf(schema: Schema, value: unknown): number {
  if (!isRecord(value)) return 0;
  const literal = (branch: Schema) => ['type', 'kind'].every((name) => {
    const expected = schemaAt(branch, name)['const'];
    return expected === undefined || expected === value[name];
  });
  const knows = (branch: Schema) => Object.keys(value).every((name) => keysOf(branch).includes(name));
  const branches = branchesOf(schema);
  const best = branches.findIndex((branch) => literal(branch) && knows(branch));
  return best >= 0 ? best : Math.max(0, branches.findIndex(literal));
}

/** The schema with its branch chosen. */
export function fittingOf(schema: Schema, value: unknown): Schema {
  const branches = branchesOf(schema);
  return branches.length === 0 ? schema : (branches[branchIndexOf(schema, value)] ?? schema);
}

/** What a branch is called: its description, or the words of its fields. */
export function branchLabel(branch: Schema): string {
  return labelOf(branch, keysOf(branch).map((key) => labelOf(schemaAt(branch, key), key).replace(/（.*/, '')).join('・'));
}

/** The words a value may be taken from, for fields and for the members of a list. */
export function choicesOf(schema: Schema): readonly string[] | null {
  if (Array.isArray(schema['enum'])) return schema['enum'].map(String);
  if ('const' in schema) return [String(schema['const'])];
  const inside = alternativesOf(schema).map(choicesOf);
  return inside.length > 0 && inside.every((one) => one !== null) ? inside.flatMap((one) => one ?? []) : null;
}

/** The schema of the members of a list, or null. Pairs of times are rows of their own kind. */
export function itemsOf(schema: Schema): Schema | null {
  return schema['type'] === 'array' && isRecord(schema['items']) ? schema['items'] : null;
}

export function isPair(items: Schema): boolean {
  return Array.isArray(items['prefixItems']);
}

/** Members that are rows with fields of their own, not plain words. */
export function isRow(items: Schema): boolean {
  return isPair(items) || items['type'] === 'object' || branchesOf(items).length > 0;
}

/** An empty value of the shape: literals stand, everything a person must decide is empty. */
export function emptyOf(schema: Schema, branch = 0): unknown {
  const fitting = branchesOf(schema)[branch] ?? schema;
  if ('const' in fitting) return fitting['const'];
  if (Array.isArray(fitting['enum'])) return fitting['enum'][0];
  if (Array.isArray(fitting['prefixItems'])) return fitting['prefixItems'].map(() => '');
  const items = itemsOf(fitting);
  if (items) return typeof fitting['minItems'] === 'number' && fitting['minItems'] > 0 && isRow(items) ? [emptyOf(items)] : [];
  if (isRecord(fitting['properties'])) return Object.fromEntries(requiredOf(fitting).map((key) => [key, emptyOf(schemaAt(fitting, key))] as const).filter(([, value]) => value !== undefined));
  return fitting['type'] === 'string' ? '' : undefined;
}

/** The schema of what stands at this way through the rules, given the rules (they decide the branches). */
export function schemaOn(way: readonly string[], policy: unknown): Schema {
  let schema = wholeSchema;
  let value = policy;
  for (const key of way) {
    const fitting = fittingOf(schema, value);
    schema = itemsOf(fitting) ?? schemaAt(fitting, key);
    value = isRecord(value) || Array.isArray(value) ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
  }
  return schema;
}
