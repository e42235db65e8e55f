/**
 * Who may know whom. The floor plan as rules that a scanner can check; each finding is one sentence that says what to do.
 * The rules take a tree of texts, so that a test can hand them a tree that is wrong on purpose.
 */
import { readSource, type Import, type SourceFile, type SourceTree } from './source.ts';

const PILLARS = ['citizen-services', 'safety', 'administration', 'registers'] as const;
/** Rooms of the kernel that do nothing but compute: `rules/` and `ui/` may use them. */
const PURE = /^src\/kernel\/(?:view\.ts|outcome\.ts|(?:calendar|text|money|geo)\/)/;
const FORBIDDEN_NAMES = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'managers', 'misc']);
const SYSTEM_PACKAGES = new Set(['zod', 'preact', 'kysely']);
const UI_PACKAGES = new Set(['preact', 'preact-render-to-string', 'budoux', 'echarts', '@digital-go-jp/design-tokens']);
const ISLAND_PACKAGES = new Set(['preact', 'maplibre-gl', '@simplewebauthn/browser', 'echarts']);
/** Of node:crypto only what computes: chance is the kernel's. */
const PURE_CRYPTO = new Set(['createHash', 'createHmac', 'timingSafeEqual']);
const MAX_LINES = 400;

interface SystemHome {
  readonly name: string;
  readonly folder: string;
  readonly schema: string;
}

/** All findings, as sentences; none: the house stands as planned. */
export function findings(tree: SourceTree): readonly string[] {
  const sources = [...tree].filter(([path]) => /\.tsx?$/.test(path)).map(([path, text]) => readSource(path, text));
  const homes = systemsIn([...tree.keys()]);
  return [
    ...[...tree].flatMap(([path, text]) => [...sizeOf(path, text), ...namesOf(path)]),
    ...sources.flatMap((file) => [...exportedNames(file), ...importsOf(file, homes), ...reachesOf(file), ...sqlOf(file, homes)]),
    ...[...tree].filter(([path]) => path.endsWith('.sql')).flatMap(([path, text]) => migrationOf(path, text, homes)),
    ...dependenciesOf(sources, homes),
  ];
}

export function systemsIn(paths: readonly string[]): readonly SystemHome[] {
  const folders = new Set(paths.flatMap((path) => {
    const [src, pillar = '', name = '', rest] = path.split('/');
    return src === 'src' && rest !== undefined && PILLARS.some((one) => one === pillar) ? [`src/${pillar}/${name}/`] : [];
  }));
  return [...folders].map((folder) => {
    const name = folder.split('/')[2] ?? '';
    return { name, folder, schema: name.replaceAll('-', '_') };
  });
}

const isTest = (path: string) => /[.-](?:test|fixture)\.tsx?$/.test(path) || path.includes('/testing');
const isIsland = (path: string) => path.endsWith('.client.ts') || path.endsWith('.client.tsx');
const homeOf = (path: string, homes: readonly SystemHome[]) => homes.find((home) => path.startsWith(home.folder));

function sizeOf(path: string, text: string): string[] {
  if (path.endsWith('/rows.ts') || path.includes('/messages/') || path.endsWith('.sql')) return [];
  const lines = text.split('\n').length - 1;
  return lines > MAX_LINES ? [`${path}: ${lines} 行あります。${MAX_LINES} 行までに分けてください。`] : [];
}

function namesOf(path: string): string[] {
  const bad = path.replaceAll('designated-manager', '').split(/[/.-]/).find((part) => FORBIDDEN_NAMES.has(part.toLowerCase()));
  return bad ? [`${path}: 「${bad}」は何が入っているかを言わない名前です。中身の名前を付けてください。`] : [];
}

function exportedNames(file: SourceFile): string[] {
  // A designated manager (指定管理者) is a person of the field, not a name for whatever did not fit elsewhere.
  return file.exported.filter((name) => /(?:(?<!designated)Manager|Helpers?|Utils?|Misc)$/i.test(name)).map((name) => `${file.path}: ${name} は何をするかを言わない名前です。`);
}

function importsOf(file: SourceFile, homes: readonly SystemHome[]): string[] {
  const { path } = file;
  const check = path.startsWith('src/kernel/') ? kernelImport : path.startsWith('src/ui/') ? uiImport : homeOf(path, homes) ? systemImport : null;
  return check ? file.imports.flatMap((one) => check(file, one, homes)).map((found) => `${path}: ${found}`) : [];
}

function kernelImport(_: SourceFile, { target, request }: Import): string[] {
  return target.startsWith('src/') && !target.startsWith('src/kernel/') ? [`kernel は ${request} を知りません。kernel の外に依存しないでください。`] : [];
}

function uiImport(file: SourceFile, one: Import): string[] {
  if (isTest(file.path)) return [];
  if (isIsland(file.path)) return islandImport(one);
  if (one.target.startsWith('src/ui/') || one.target === 'node:path' || one.target === 'node:url') return [];
  // A large library is loaded when it is first needed; the file that names it is held to these rules as well.
  if (one.target === 'node:module' && one.names.join() === 'createRequire') return [];
  if (one.target.startsWith('src/kernel/')) return one.typeOnly || PURE.test(one.target) ? [] : [`ui は kernel の型と計算だけを使います。${one.request} は使えません。`];
  return UI_PACKAGES.has(one.target) ? [] : [`ui は ${one.request} を使えません。`];
}

function islandImport(one: Import): string[] {
  if (one.typeOnly || ISLAND_PACKAGES.has(one.target) || PURE.test(one.target) || /\/rules\//.test(one.target) || isIsland(one.target) || one.target.startsWith('src/ui/')) return [];
  return [`ブラウザーで動く島は ${one.request} を使えません。`];
}

function systemImport(file: SourceFile, one: Import, homes: readonly SystemHome[]): string[] {
  const home = homeOf(file.path, homes);
  if (!home) return [];
  const { target, request } = one;
  if (file.path.startsWith(`${home.folder}rules/`) && !isTest(file.path)) return ruleImport(home, one);
  if (isIsland(file.path) && !target.startsWith(home.folder)) return islandImport(one);
  if (!target.startsWith('src/')) return isTest(file.path) || SYSTEM_PACKAGES.has(target) || pureCrypto(one) ? [] : [`業務は ${request} を使えません。ファイル・通信・時計・乱数は kernel を通してください。`];
  if (target.startsWith(home.folder) || target.startsWith('src/kernel/') || target.startsWith('src/ui/')) return [];
  const other = homeOf(target, homes);
  if (other) return target === `${other.folder}index.ts` || target === `${other.folder}index.tsx` ? [] : [`${other.name} は index.ts からだけ使えます（${request}）。`];
  return isTest(file.path) ? [] : [`業務は ${request} を使えません。`];
}

function pureCrypto(one: Import): boolean {
  return one.target === 'node:crypto' && one.names.length > 0 && one.names.every((name) => PURE_CRYPTO.has(name));
}

/** Packages that compute and touch nothing. */
const PURE_PACKAGES = new Set(['zod', 'parse5']);

function ruleImport(home: SystemHome, one: Import): string[] {
  const fine = one.target.startsWith(`${home.folder}rules/`) || PURE.test(one.target) || PURE_PACKAGES.has(one.target) || pureCrypto(one) || (one.typeOnly && one.target.startsWith('src/kernel/'));
  return fine ? [] : [`rules/ は計算だけをします。${one.request} は使えません。`];
}

/** Time, chance and the network enter in the kernel and the command line only. */
function reachesOf(file: SourceFile): string[] {
  const { path } = file;
  if (isTest(path) || !path.startsWith('src/')) return [];
  const inKernel = path.startsWith('src/kernel/') || /^src\/[\w-]+\.ts$/.test(path);
  const never = new Set(['Date', 'Date.now', 'Date.parse', 'Date.UTC', 'Math.random']);
  const found = file.reaches.filter((reach) => {
    if (never.has(reach)) return true;
    if (isIsland(path)) return false;
    return !inKernel;
  });
  return [...new Set(found)].map((reach) => `${path}: ${reach} は使えません。時計・乱数・通信・環境は kernel から受け取ってください。`);
}

const TABLE_METHODS = new Set(['selectFrom', 'insertInto', 'updateTable', 'deleteFrom', 'innerJoin', 'leftJoin', 'rightJoin', 'fullJoin', 'mergeInto', 'using', 'table']);
const LOOKS_LIKE_SQL = /^\s*(?:select\b.+\bfrom\b|insert\s+into\b|update\s+[\w.]+\s+set\b|delete\s+from\b|with\s+\w+\s+as\s*\()/is;

function sqlOf(file: SourceFile, homes: readonly SystemHome[]): string[] {
  const home = homeOf(file.path, homes);
  if (!home || isTest(file.path)) return [];
  const statements = file.literals.filter((literal) => literal.tag === 'sql' || TABLE_METHODS.has(literal.argumentOf) || LOOKS_LIKE_SQL.test(literal.text));
  const strangers = statements.flatMap((literal) => foreignSchemas(literal.text, home, homes)).map((schema) => `${file.path}: ${schema} の表には触れません。その業務の index.ts が出すものを使ってください。`);
  const inPage = file.path.startsWith(`${home.folder}pages/`) && (statements.length > 0 || file.imports.some((one) => one.target === 'kysely' && !one.typeOnly));
  return inPage ? [...strangers, `${file.path}: ページに SQL は書けません。query を呼んでください。`] : strangers;
}

function migrationOf(path: string, text: string, homes: readonly SystemHome[]): string[] {
  const home = homeOf(path, homes);
  const sql = text.replaceAll(/--[^\n]*/g, '').replaceAll(/\/\*[\s\S]*?\*\//g, '');
  const own = home ?? { name: 'kernel', folder: 'src/kernel/', schema: 'kernel' };
  return foreignSchemas(sql, own, homes).map((schema) => `${path}: 移行は自分の表だけを作ります。${schema} には触れません。`);
}

function foreignSchemas(sql: string, home: SystemHome, homes: readonly SystemHome[]): string[] {
  const named = new Set([...sql.matchAll(/(?<![\w.'])"?(\w+)"?\.\w+/g)].map((match) => match[1] ?? ''));
  return homes.filter((other) => other.name !== home.name && named.has(other.schema)).map((other) => other.schema);
}

function dependenciesOf(sources: readonly SourceFile[], homes: readonly SystemHome[]): string[] {
  const declared = new Map<string, readonly string[]>();
  const found: string[] = [];
  for (const home of homes) {
    const index = sources.find((file) => file.path === `${home.folder}index.ts` || file.path === `${home.folder}index.tsx`);
    if (!index) continue; // being built
    declared.set(home.name, index.dependsOn);
    const used = new Set(sources.filter((file) => file.path.startsWith(home.folder)).flatMap((file) => file.imports.flatMap((one) => {
      const other = homeOf(one.target, homes);
      return other && other.name !== home.name ? [other.name] : [];
    })));
    for (const name of used) if (!index.dependsOn.includes(name)) found.push(`${index.path}: ${name} を使っているのに dependsOn にありません。`);
    for (const name of index.dependsOn) if (!used.has(name)) found.push(`${index.path}: dependsOn の ${name} は使われていません。`);
  }
  return [...found, ...circlesIn(declared)];
}

function circlesIn(declared: ReadonlyMap<string, readonly string[]>): string[] {
  const found = new Set<string>();
  const visit = (name: string, trail: readonly string[]): void => {
    if (trail.includes(name)) {
      const circle = trail.slice(trail.indexOf(name));
      const first = circle.indexOf(circle.toSorted()[0] ?? '');
      found.add([...circle.slice(first), ...circle.slice(0, first)].join(' → '));
      return;
    }
    for (const next of declared.get(name) ?? []) visit(next, [...trail, name]);
  };
  for (const name of declared.keys()) visit(name, []);
  return [...found].map((circle) => `業務が輪になって依存しています: ${circle}`);
}
