/** Word's own way of writing lists: paragraphs with the bullet or number typed before the words. */
import { attribute, classOf, type Element, elementsBelow, isComment, isElement, isText, type Node, textOf } from './dom.ts';
import { styleOf } from './style.ts';

export const isFromWord = (html: string): boolean => /class="?(?:Mso|xl\d)|mso-|urn:schemas-microsoft-com:office|<\/?o:p/i.test(html);

export interface WordItem {
  readonly element: Element;
  readonly level: number;
  /** The list it belongs to. */
  readonly list: string;
  readonly label: string;
  /** How many characters of its text are the label, where Word did not mark it. */
  readonly skip: number;
}

const isLabel = (element: Element) => /^ignore/i.test(styleOf(element).get('mso-list') ?? '');
/** Blanks after it tell a typed label from words; the letters are Wingdings' and Symbol's bullets. */
const TYPED = /^[\s\u00a0]*((?:[·•●○■□◆◇▪➢✓⮚\uf000-\uf0ff]|[-–—*lnuoØü§](?=[\s\u00a0]{2})|[(（]?[0-9０-９]{1,3}[.)．）](?=[\s\u00a0])|[①-⑳](?=[\s\u00a0])|[(（]?[a-zA-Zア-ン][.)）](?=[\s\u00a0]{2}))[\s\u00a0]*)/;

/** The list line a paragraph is, or null. */
export function wordItem(node: Node): WordItem | null {
  if (!isElement(node) || !/^(?:p|div|h[1-6])$/.test(node.tagName)) return null;
  const said = styleOf(node).get('mso-list') ?? '';
  const level = Number(/level(\d)/i.exec(said)?.[1] ?? 1);
  const list = /\bl\d+\b/i.exec(said)?.[0] ?? '';
  const marked = /\bl\d+\s+level\d/i.test(said);
  if (!marked && !/\bMsoListParagraph/.test(classOf(node))) return null;
  // Headings are numbered by lists too; they stay headings.
  if (node.tagName.startsWith('h')) return null;
  for (const element of elementsBelow(node)) if (isLabel(element)) return { element: node, level: level || 1, list, label: textOf(element).replaceAll(/[\s\u00a0]+/g, ''), skip: 0 };
  const typed = TYPED.exec(textOf(node));
  if (typed === null) return marked ? { element: node, level: level || 1, list, label: '', skip: 0 } : null;
  return { element: node, level: level || 1, list, label: (typed[1] ?? '').replaceAll(/[\s\u00a0]+/g, ''), skip: typed[0].length };
}

/** What a numbered line says before it; null for a bullet. */
export const numberOf = (label: string): string | null => (/[0-9０-９①-⑳]|^[(（]?[a-zA-Zア-ン一二三四五六七八九十]+[.)．）、]$/.test(label) ? label : null);

/** Without the label, marked by Word or typed. Word's comments say where the label is, too. */
export function withoutLabel(item: WordItem): Element {
  let skip = item.skip;
  const copy = (node: Node): Node[] => {
    if (isText(node)) {
      const gone = Math.min(skip, node.value.length);
      skip -= gone;
      return [{ ...node, value: node.value.slice(gone) }];
    }
    if (isComment(node) || !isElement(node)) return [];
    return item.skip === 0 && isLabel(node) ? [] : [{ ...node, childNodes: node.childNodes.flatMap(copy) }];
  };
  return { ...item.element, childNodes: item.element.childNodes.flatMap(copy) };
}

/** A paragraph that Word's styles make a heading. */
export function wordHeading(element: Element): number | null {
  if (element.tagName !== 'p') return null;
  if (/\bMsoTitle\b/.test(classOf(element))) return 1;
  const level = Number(styleOf(element).get('mso-outline-level') ?? Number.NaN);
  return Number.isInteger(level) && level >= 1 && level <= 6 ? level : null;
}

/** Remarks and struck-out words of the people who wrote the document: never for the public. */
export function wordLeavesOut(element: Element): 'comment' | 'deleted' | null {
  const part = styleOf(element).get('mso-element') ?? '';
  if (/^comment/i.test(part) || /\bMsoComment|\bmsocom/i.test(`${classOf(element)} ${attribute(element, 'id') ?? ''}`)) return 'comment';
  return element.tagName === 'del' && (attribute(element, 'cite') !== null || attribute(element, 'datetime') !== null) ? 'deleted' : null;
}
