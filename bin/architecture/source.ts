/** What the architecture rules look at: each file's imports, literals and the places it reaches for time, chance or the network. */
import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync } from 'rolldown/utils';

/** Path from the root of the repository → text. */
export type SourceTree = ReadonlyMap<string, string>;

export interface Import {
  /** As written. */
  readonly request: string;
  /** Path from the root for our own files, the package's name for others, 'node:…'. */
  readonly target: string;
  /** Disappears when types are stripped. */
  readonly typeOnly: boolean;
  readonly names: readonly string[];
}

export interface Literal {
  readonly text: string;
  /** The tag of a tagged template, e.g. 'sql'; '' for others. */
  readonly tag: string;
  /** The method it is an argument of, e.g. 'selectFrom'. */
  readonly argumentOf: string;
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  readonly literals: readonly Literal[];
  /** 'Date', 'Math.random', 'Temporal.Now', 'fetch' … */
  readonly reaches: readonly string[];
  /** Names in `dependsOn: [...]`. */
  readonly dependsOn: readonly string[];
  readonly exported: readonly string[];
}

/** Everything of ours under src, bin, bench and e2e. */
export function readTree(root: string): SourceTree {
  const files = globSync(['{src,bin,bench,e2e}/**/*.{ts,tsx,sql}'], { cwd: root });
  return new Map(files.map((file) => file.replaceAll('\\', '/')).sort().map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}

type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Calls `see` for every node with the node it stands in. */
function walk(node: unknown, see: (node: Node, parent: Node | null) => void, parent: Node | null = null): void {
  if (Array.isArray(node)) {
    for (const one of node) walk(one, see, parent);
    return;
  }
  if (!isNode(node)) return;
  const typed = typeof node['type'] === 'string';
  if (typed) see(node, parent);
  for (const value of Object.values(node)) if (typeof value === 'object') walk(value, see, typed ? node : parent);
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  if (node['type'] === 'Identifier' && typeof node['name'] === 'string') return node['name'];
  if (node['type'] === 'MemberExpression') return nameOf(node['property']);
  return '';
}

function textOf(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node['type'] === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node['type'] !== 'TemplateLiteral' || !Array.isArray(node['quasis'])) return null;
  return node['quasis'].map((part: unknown) => (isNode(part) && isNode(part['value']) ? String(part['value']['cooked'] ?? '') : '')).join(' ? ');
}

const MEMBERS = new Set(['Math.random', 'Temporal.Now', 'crypto.randomUUID', 'crypto.getRandomValues', 'Date.now', 'Date.parse', 'Date.UTC', 'process.env', 'process.exit']);

function reachOf(node: Node): string | null {
  if (node['type'] === 'NewExpression' || node['type'] === 'CallExpression') {
    const name = isNode(node['callee']) && node['callee']['type'] === 'Identifier' ? nameOf(node['callee']) : '';
    if (name === 'Date' || (name === 'fetch' && node['type'] === 'CallExpression') || name === 'WebSocket') return name;
  }
  if (node['type'] === 'MemberExpression') {
    const name = `${nameOf(node['object'])}.${nameOf(node['property'])}`;
    if (MEMBERS.has(name)) return name;
  }
  return null;
}

function resolve(path: string, request: string): string {
  if (request.startsWith('.')) return posix.normalize(posix.join(posix.dirname(path), request));
  if (request.startsWith('node:')) return request;
  return request.split('/').slice(0, request.startsWith('@') ? 2 : 1).join('/');
}

function importOf(path: string, node: Node): Import | null {
  const source = isNode(node['source']) ? node['source']['value'] : undefined;
  if (typeof source !== 'string') return null;
  const specifiers = Array.isArray(node['specifiers']) ? node['specifiers'].filter(isNode) : [];
  const kind = node['importKind'] ?? node['exportKind'];
  const typeOnly = kind === 'type' || (specifiers.length > 0 && specifiers.every((one) => (one['importKind'] ?? one['exportKind']) === 'type'));
  return { request: source, target: resolve(path, source), typeOnly, names: specifiers.map((one) => nameOf(one['imported'] ?? one['local'])) };
}

/** Reads one TypeScript file. Throws when it does not parse. */
export function readSource(path: string, text: string): SourceFile {
  const parsed = parseSync(path, text, { lang: path.endsWith('.tsx') ? 'tsx' : 'ts' });
  if (parsed.errors.length > 0) throw new SyntaxError(`${path}: ${parsed.errors.map((error) => error.message).join('; ')}`);
  const imports: Import[] = [];
  const literals: Literal[] = [];
  const reaches: string[] = [];
  const dependsOn: string[] = [];
  const exported: string[] = [];
  walk(parsed.program, (node, parent) => {
    const type = node['type'];
    if (type === 'ImportDeclaration' || type === 'ExportNamedDeclaration' || type === 'ExportAllDeclaration' || type === 'ImportExpression') {
      const found = importOf(path, node);
      if (found) imports.push(found);
    }
    if (type === 'ExportNamedDeclaration' && isNode(node['declaration'])) {
      const declared = node['declaration'];
      const names = Array.isArray(declared['declarations']) ? declared['declarations'].filter(isNode).map((one) => nameOf(one['id'])) : [nameOf(declared['id'])];
      exported.push(...names);
    }
    const literal = textOf(node);
    if (literal !== null && !(parent && (parent['type'] === 'ImportDeclaration' || parent['source'] === node))) {
      const tag = parent?.['type'] === 'TaggedTemplateExpression' ? nameOf(parent['tag']) : '';
      literals.push({ text: literal, tag, argumentOf: parent?.['type'] === 'CallExpression' ? nameOf(parent['callee']) : '' });
    }
    const reach = reachOf(node);
    if (reach) reaches.push(reach);
    if (type === 'Property' && nameOf(node['key']) === 'dependsOn' && isNode(node['value']) && Array.isArray(node['value']['elements'])) {
      dependsOn.push(...node['value']['elements'].map(textOf).filter((name) => name !== null));
    }
  });
  return { path, text, imports, literals, reaches, dependsOn, exported };
}
