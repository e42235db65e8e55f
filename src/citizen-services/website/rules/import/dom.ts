/** The few things an import asks of a parsed page. Nothing here descends without end: a page may be nested a hundred thousand deep. */
import { type DefaultTreeAdapterTypes, defaultTreeAdapter as tree, parse } from 'parse5';
import type { Notes } from './note.ts';

export type Element = DefaultTreeAdapterTypes.Element;
export type Node = DefaultTreeAdapterTypes.ChildNode;
type Parent = DefaultTreeAdapterTypes.ParentNode;

/** Deeper than any page that was meant to be read. */
const DEEPEST = 120;

export const isElement = (node: Node | Parent): node is Element => tree.isElementNode(node);
export const isText = (node: Node): node is DefaultTreeAdapterTypes.TextNode => tree.isTextNode(node);
export const isComment = (node: Node): node is DefaultTreeAdapterTypes.CommentNode => tree.isCommentNode(node);

export function attribute(element: Element, name: string): string | null {
  return element.attrs.find((one) => one.name === name)?.value ?? null;
}

export const classOf = (element: Element): string => attribute(element, 'class') ?? '';

/** Everything below a node in the order in which it is read. `into` says whether to go on below one. */
export function* below(root: Parent, into: (element: Element) => boolean = () => true): Generator<Node> {
  const stack: Node[] = [...root.childNodes].reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    if (isElement(node) && into(node)) for (let at = node.childNodes.length - 1; at >= 0; at -= 1) { const child = node.childNodes[at]; if (child) stack.push(child); }
  }
}

export function* elementsBelow(root: Parent, into?: (element: Element) => boolean): Generator<Element> {
  for (const node of below(root, into)) if (isElement(node)) yield node;
}

export function first(root: Parent, test: (element: Element) => boolean): Element | null {
  for (const element of elementsBelow(root)) if (test(element)) return element;
  return null;
}

export const holds = (root: Parent, names: ReadonlySet<string>): boolean => first(root, (element) => names.has(element.tagName)) !== null;

export function textOf(root: Parent): string {
  const parts: string[] = [];
  for (const node of below(root)) if (isText(node)) parts.push(node.value);
  return parts.join('');
}

/** What is written, on one line. */
export const wordsOf = (root: Parent): string => textOf(root).replaceAll(/[\s\u00a0]+/g, ' ').trim();

export const isWithin = (node: Node | Parent, ancestor: Node | Parent): boolean => {
  for (let at: Node | Parent | null = node; at !== null; at = 'parentNode' in at ? at.parentNode : null) if (at === ancestor) return true;
  return false;
};

/** A page or a pasted part of one. What lies too deep becomes words there, so that whoever walks the tree may call themselves. */
export function parsePage(html: string, notes: Notes): DefaultTreeAdapterTypes.Document {
  const page = parse(html, { scriptingEnabled: false });
  const stack: { readonly node: Parent; readonly depth: number }[] = [{ node: page, depth: 0 }];
  for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
    if (one.depth >= DEEPEST && one.node.childNodes.some(isElement)) {
      const text = textOf(one.node);
      notes.add('too_deep', text);
      one.node.childNodes = [{ nodeName: '#text', value: text, parentNode: one.node }];
    } else for (const child of one.node.childNodes) if (isElement(child)) stack.push({ node: child, depth: one.depth + 1 });
  }
  return page;
}
