/** Lists and terms of a parsed page. Lists in lists are told line by line; what is drawn has one level. */
import { attribute, type Element, isElement, wordsOf } from './dom.ts';
import type { Flow } from './flow.ts';
import type { Item, Term } from './out.ts';
import { type Format, plainRuns, type Run } from './runs.ts';

const LISTS = new Set(['ul', 'ol', 'menu', 'dir']);
const isList = (element: Element) => LISTS.has(element.tagName);

const letters = (number: number) => String.fromCodePoint(97 + ((number - 1 + 2600) % 26));
function label(kind: string | null, number: number): string {
  if (kind === 'a') return `${letters(number)}.`;
  return kind === 'A' ? `${letters(number).toUpperCase()}.` : `${number}.`;
}

const whole = (text: string | null, otherwise: number) => (text !== null && /^-?\d{1,6}$/.test(text.trim()) ? Number(text) : otherwise);

function itemsOf(flow: Flow, list: Element, format: Format, level: number): Item[] {
  const ordered = list.tagName === 'ol';
  const [reversed, kind] = [attribute(list, 'reversed') !== null, attribute(list, 'type')];
  const own = list.childNodes.filter(isElement);
  let number = whole(attribute(list, 'start'), reversed ? own.filter((one) => one.tagName === 'li').length : 1);
  const items: Item[] = [];
  // Words that stand in the list itself are a line like the others.
  const loose: Element = { ...list, childNodes: list.childNodes.filter((node) => !(isElement(node) && (node.tagName === 'li' || isList(node)))) };
  if (wordsOf(loose) !== '') items.push({ level, number: null, runs: flow.collect(loose, format) });
  for (const child of own) {
    if (isList(child)) items.push(...itemsOf(flow, child, flow.formatOf(child, format), level + 1));
    if (child.tagName !== 'li') continue;
    const inner = flow.formatOf(child, format);
    number = whole(attribute(child, 'value'), number);
    const deeper = child.childNodes.filter((node): node is Element => isElement(node) && isList(node));
    items.push({ level, number: ordered ? label(kind, number) : null, runs: flow.collect({ ...child, childNodes: child.childNodes.filter((node) => !(isElement(node) && isList(node))) }, inner) });
    for (const one of deeper) items.push(...itemsOf(flow, one, flow.formatOf(one, inner), level + 1));
    number += reversed ? -1 : 1;
  }
  return items;
}

const lines = (items: readonly Item[], format: Format): Run[] => items.filter((item) => plainRuns(item.runs) !== '').flatMap((item, index): Run[] => [
  ...(index > 0 ? [{ said: { break: true }, format } as const] : []), { said: `${'　'.repeat(Math.min(item.level, 6) - 1)}${item.number === null ? '・' : `${item.number} `}`, format, kept: true }, ...item.runs,
]);

export function addList(flow: Flow, element: Element, format: Format): void {
  const items = itemsOf(flow, element, format, 1);
  if (flow.isInside) return flow.gather(lines(items, format));
  flow.source.out.list(items);
  flow.flush();
}

export function addTerms(flow: Flow, element: Element, format: Format): void {
  const terms: { term: Run[]; runs: Run[]; closed: boolean }[] = [];
  const read = (parent: Element, around: Format): void => {
    for (const child of parent.childNodes) {
      if (!isElement(child)) continue;
      const inner = flow.formatOf(child, around);
      const last = terms.at(-1);
      if (child.tagName === 'dt') {
        const runs = flow.collect(child, inner);
        const linked = runs.filter((run) => run.format.link !== null);
        if (last && !last.closed) {
          last.term.push({ said: '、', format }, ...runs);
          last.runs.push(...linked);
        } else terms.push({ term: runs, runs: linked, closed: false });
      } else if (child.tagName === 'dd') {
        const runs = flow.collect(child, inner);
        if (!last) terms.push({ term: [], runs, closed: true });
        else {
          if (last.runs.length > 0) last.runs.push({ said: { break: true }, format });
          last.runs.push(...runs);
          last.closed = true;
        }
      } else if (child.tagName === 'div') read(child, inner);
    }
  };
  read(element, format);
  if (terms.length === 0) return flow.children(element, format);
  const found: readonly Term[] = terms;
  if (flow.isInside) {
    return flow.gather(found.flatMap(({ term, runs }, index): Run[] => [...(index > 0 ? [{ said: { break: true }, format } as const] : []), ...term, ...(runs.length > 0 ? [{ said: '：', format } as const] : []), ...runs]));
  }
  flow.source.out.terms(found);
  flow.flush();
}
