/** Writes what a form of rules sent into a copy of the rules. Unknown names are ignored; the schema checks the whole afterwards. */
import { isRecord } from '../../../../kernel/text/json.ts';
import { branchesOf, branchIndexOf, emptyOf, itemsOf, keysOf, fittingOf, schemaOn } from './policy-schema.ts';

type Sent = Readonly<Record<string, string | readonly string[]>>;
type Branch = Record<string, unknown>;

interface Entry {
  readonly letter: string;
  readonly at: readonly string[];
  readonly text: string;
  readonly all: readonly string[];
}

function entriesOf(sent: Sent): readonly Entry[] {
  return Object.entries(sent).flatMap(([name, value]): Entry[] => {
    const match = /^([stnvblqmecdxyzuk]):([\w.-]+):$/.exec(name);
    const at = match?.[2]?.split('.') ?? [];
    if (!match?.[1] || at.some((key) => key in Object.prototype)) return [];
    const all = typeof value === 'string' ? [value] : value;
    return [{ letter: match[1], at, all, text: (all.at(-1) ?? '').trim() }];
  });
}

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null;
}

/** The object or list that holds the last key of the way; made on the way when `make`. */
function holderOf(root: Branch, at: readonly string[], make: boolean): Branch | null {
  let here = root;
  for (const key of at.slice(0, -1)) {
    const next = here[key];
    if (isBranch(next)) here = next;
    else if (!make) return null;
    else {
      const made: Branch = {};
      here[key] = made;
      here = made;
    }
  }
  return here;
}

function put(root: Branch, at: readonly string[], value: unknown): void {
  const holder = holderOf(root, at, value !== undefined);
  const key = at.at(-1) ?? '';
  if (!holder) return;
  if (value === undefined) delete holder[key];
  else holder[key] = value;
}

function valueAt(root: unknown, at: readonly string[]): unknown {
  return at.reduce<unknown>((here, key) => (isBranch(here) ? here[key] : undefined), root);
}

const numeral = (text: string): unknown => (/^-?\d+(\.\d+)?$/.test(text.normalize('NFKC')) ? Number(text.normalize('NFKC')) : text);

function valueOf({ letter, text, all }: Entry): unknown {
  if (letter === 't') return text;
  if (letter === 'm') return all.filter((one) => one !== '');
  if (text === '') return undefined;
  switch (letter) {
    case 'b': return text === 'true';
    case 'n': case 'v': return numeral(text);
    case 'l': return text.split(/[,、，]/).map((one) => one.trim()).filter((one) => one !== '');
    case 'q': return text.split(/[,、，\s]+/).filter((one) => one !== '').map(numeral);
    default: return text;
  }
}

const MAX_ROWS = 500;

/** As many empty rows as the form shows; their fields follow. Optional lists without rows are left out. */
function emptyRows(root: Branch, { letter, at, text }: Entry): void {
  const count = Math.min(MAX_ROWS, Number(/^\d{1,3}/.exec(text)?.[0] ?? 0));
  put(root, at, count === 0 && !text.endsWith('!') ? undefined : Array.from({ length: count }, () => (letter === 'd' ? [] : {})));
}

/** Another kind of row was chosen: what both kinds have stays, the rest begins empty. */
function chooseBranch(root: Branch, { at, text }: Entry): void {
  const value = valueAt(root, at);
  const schema = schemaOn(at, root);
  const branch = branchesOf(schema)[Number(text)];
  if (!branch || !isRecord(value) || branchIndexOf(schema, value) === Number(text)) return;
  const shared = Object.entries(value).filter(([key]) => keysOf(branch).includes(key) && key !== 'type' && key !== 'kind');
  put(root, at, { ...Object(emptyOf(schema, Number(text))), ...Object.fromEntries(shared) });
}

function addRow(root: Branch, at: readonly string[], kind: number): void {
  const items = itemsOf(fittingOf(schemaOn(at, root), valueAt(root, at)));
  if (!items) return;
  const value = valueAt(root, at);
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  if (list.length < MAX_ROWS) put(root, at, [...list, emptyOf(items, kind)]);
}

/** Holes left by removed rows are closed. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => one !== undefined && one !== null).map(tidy);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, tidy(inner)]));
}

/** The way a button 'add:calendar' points to; null for any other button. */
export function addedTo(step: unknown): readonly string[] | null {
  const match = typeof step === 'string' ? /^add:([\w.-]+)$/.exec(step) : null;
  const at = match?.[1]?.split('.') ?? null;
  return at?.some((key) => key in Object.prototype) ? null : at;
}

/** The rules with what the form says: first its rows, then its fields, then what was chosen, taken out and added. */
export function withFields(policy: unknown, sent: Sent): unknown {
  const copy: unknown = structuredClone(policy);
  if (!isBranch(copy)) return policy;
  const entries = entriesOf(sent);
  const of = (letters: string) => entries.filter((entry) => letters.includes(entry.letter));
  for (const entry of of('cd').toSorted((a, b) => a.at.length - b.at.length)) emptyRows(copy, entry);
  for (const entry of of('e')) put(copy, entry.at, undefined);
  for (const entry of of('stnvblqm')) put(copy, entry.at, valueOf(entry));
  for (const entry of of('u')) chooseBranch(copy, entry);
  for (const entry of of('y')) if (entry.text === 'on') put(copy, entry.at, emptyOf(schemaOn(entry.at, copy)));
  for (const entry of of('zx')) if (entry.text === 'on') put(copy, entry.at, undefined);
  const whole = tidy(copy);
  const target = addedTo(sent['step']);
  if (target && isBranch(whole)) addRow(whole, target, Number(entries.find((entry) => entry.letter === 'k' && entry.at.join('.') === target.join('.'))?.text ?? 0) || 0);
  return whole;
}
