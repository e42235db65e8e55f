/** Reads XML strictly enough to prove that what we write is well-formed. Throws with the place where it is not. */
export interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Node[];
  readonly text: string;
}

interface Open extends Node {
  readonly children: Node[];
  text: string;
  readonly prefixes: ReadonlySet<string>;
}

const NAME = '[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?';
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(text: string, at: number): string {
  // XML 1.0 §2.2: the only characters there are.
  for (const character of text) if (!/^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]$/u.test(character)) throw new Error(`forbidden character U+${character.codePointAt(0)?.toString(16)} near ${at}`);
  if (text.includes('<') || text.includes(']]>')) throw new Error(`bare sign near ${at}`);
  return text.replaceAll(/&([^;\s&]{0,8});?/g, (whole, name: string) => {
    const value = name.startsWith('#') ? String.fromCodePoint(Number(name.slice(1).replace(/^x/, '0x'))) : ENTITIES[name];
    if (value === undefined || !whole.endsWith(';')) throw new Error(`entity ${whole} near ${at}`);
    return value;
  });
}

function opened(name: string, written: string, parent: Open | undefined, at: number): Open {
  const pairs = [...written.matchAll(new RegExp(`(${NAME})="([^"]*)"`, 'g'))].map((pair) => [pair[1] ?? '', decoded(pair[2] ?? '', at)] as const);
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error(`attribute twice near ${at}`);
  const prefixes = new Set([...(parent?.prefixes ?? ['xml', 'xmlns']), ...pairs.flatMap(([key]) => (key.startsWith('xmlns:') ? [key.slice(6)] : []))]);
  for (const one of [name, ...pairs.map(([key]) => key)]) if (one.includes(':') && !prefixes.has(one.split(':')[0] ?? '')) throw new Error(`prefix of ${one} near ${at}`);
  return { name, attributes: Object.fromEntries(pairs), children: [], text: '', prefixes };
}

export function parseXml(xml: string): Node {
  const head = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/.exec(xml);
  if (!head) throw new Error('no declaration');
  const token = new RegExp(`<(/?)(${NAME})((?:\\s+${NAME}="[^"<]*")*)\\s*(/?)>|([^<]+)`, 'y');
  token.lastIndex = head[0].length;
  const roots: Node[] = [];
  const open: Open[] = [];
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const found = token.exec(xml);
    if (!found) throw new Error(`not XML near ${at}`);
    const [, closing, name = '', attributes = '', empty, text] = found;
    const parent = open.at(-1);
    if (text !== undefined) {
      if (parent) parent.text += decoded(text, at);
      else if (text.trim() !== '') throw new Error(`text outside near ${at}`);
    } else if (closing === '/') {
      if (parent?.name !== name) throw new Error(`</${name}> near ${at}`);
      open.pop();
    } else {
      const node = opened(name, attributes, parent, at);
      (parent?.children ?? roots).push(node);
      if (empty !== '/') open.push(node);
    }
  }
  const [root, ...others] = roots;
  if (!root || others.length > 0 || open.length > 0) throw new Error('not one closed root');
  return root;
}

export const childrenOf = (node: Node, name: string) => node.children.filter((child) => child.name === name);
export const textOf = (node: Node, name: string) => childrenOf(node, name)[0]?.text ?? null;
