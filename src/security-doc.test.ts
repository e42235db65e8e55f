/** docs/security.md says of every requirement how it stands. Here: that it says so once, that what it points to is there, and that it counts right. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FORM_LIMIT, UPLOAD_LIMIT } from './kernel/http/forms.ts';
import { CITIZEN_IDLE_SECONDS, CITIZEN_SESSION_SECONDS, STAFF_IDLE_SECONDS, STAFF_SESSION_SECONDS } from './kernel/identity/session.ts';
import { PASSWORD_LEAST } from './kernel/identity/sign-up.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const pages = ['docs/security.md', ...globSync('docs/security/*.md', { cwd: root })].map((path) => ({ path, text: read(path) }));
const wanted: Record<string, 1 | 2> = JSON.parse(read('docs/security/asvs-5.0.0.json'));

const STANDINGS = ['満たす', '対象外', '未了'] as const;
interface Row {
  readonly name: string;
  readonly level: string;
  readonly says: string;
  readonly standing: string;
  readonly evidence: string;
}
const cellsOf = (line: string) => line.slice(1, -1).split(/(?<!\\)\|/).map((cell) => cell.trim());

const rows: Row[] = pages.flatMap(({ text }) => text.split('\n')).filter((line) => /^\| \d+\.\d+\.\d+ \|/.test(line)).map((line) => {
  const [name = '', level = '', says = '', standing = '', evidence = ''] = cellsOf(line);
  return { name, level, says, standing, evidence };
});
const chapters: Row[] = read('docs/security/guideline.md').split('\n').filter((line) => /^\| \d/.test(line)).map((line) => {
  const [name = '', says = '', standing = '', evidence = ''] = cellsOf(line);
  return { name, level: '', says, standing, evidence };
});

/** `path`「title」 pairs, and bare paths in backticks. */
const testsIn = (text: string) => [...text.matchAll(/`((?:src|e2e|bench)\/[\w./-]+\.test\.tsx?)`「((?:[^「」]|「[^「」]*」)+)」/g)].map((match) => ({ path: match[1] ?? '', title: match[2] ?? '' }));
const pathsIn = (text: string) => [...text.matchAll(/`((?:src|docs|deploy|bin|cities)\/[\w./-]*\w|[A-Z]+\.md|package-lock\.json)`/g)].map((match) => match[1] ?? '');

test('every requirement of levels 1 and 2 stands exactly once, with its level and a standing', () => {
  assert.equal(Object.values(wanted).filter((level) => level === 1).length, 70);
  assert.equal(Object.values(wanted).filter((level) => level === 2).length, 183);
  assert.deepEqual(rows.map((row) => row.name).toSorted(), Object.keys(wanted).toSorted());
  for (const { name, level, says, standing } of rows) {
    assert.equal(level, String(wanted[name]), `${name}: level`);
    assert.ok(STANDINGS.some((one) => one === standing), `${name}: ${standing}`);
    assert.ok(says.length >= 4 && says.length <= 60, `${name}: a short paraphrase`);
  }
});

test('every standing has its evidence or its reason', () => {
  for (const { name, standing, evidence } of [...rows, ...chapters]) {
    assert.ok(STANDINGS.some((one) => one === standing), `${name}: ${standing}`);
    if (standing === '満たす') assert.ok(testsIn(evidence).length > 0 || pathsIn(evidence).length > 0, `${name} names no test, document or setting`);
    else assert.ok(evidence.length >= 10, `${name} gives no reason`);
  }
});

/** Whether a test of this title stands in the file: whole, or up to where something is filled in. */
function hasTest(text: string, title: string): boolean {
  return [`test('${title}'`, `test(\`${title}\``, `test(\`${title}\${`].some((call) => text.includes(call));
}

test('every test that is named is there under that name', () => {
  assert.equal(hasTest(`test('abc', x)`, 'ab'), false);
  const named = pages.flatMap(({ path, text }) => testsIn(text).map((one) => ({ ...one, page: path })));
  assert.ok(named.length > 150);
  for (const { path, title, page } of named) {
    assert.ok(existsSync(join(root, path)), `${page}: no file ${path}`);
    assert.ok(hasTest(read(path), title), `${page}: ${path} has no test 「${title}」`);
  }
  // A test file without a title beside it would be a claim that nobody can check.
  for (const { path, text } of pages.filter((one) => one.path !== 'docs/security.md')) {
    for (const [whole] of text.matchAll(/`[\w./-]+\.test\.tsx?`(?!「)/g)) assert.equal(whole, '`src/security-doc.test.ts`', `${path}: ${whole} without a title`);
  }
});

test('every file and every section that is named is there', () => {
  const decisions = read('docs/security/decisions.md');
  for (const { path, text } of pages) {
    for (const named of pathsIn(text)) assert.ok(existsSync(join(root, named)), `${path}: ${named}`);
    for (const [, section = ''] of text.matchAll(/`docs\/security\/decisions\.md`「([^」]+)」/g)) assert.ok(decisions.includes(`\n## ${section}\n`), `${path}: no section ${section}`);
    for (const [, target = ''] of text.matchAll(/\]\(([^)#]+)\)/g)) assert.ok(existsSync(join(root, path, '..', target)), `${path}: link ${target}`);
  }
});

test('the summary counts right, and lists everything that is open', () => {
  const summary = read('docs/security.md');
  const line = (label: string, among: readonly Row[]) => `| ${label} | ${among.length} | ${STANDINGS.map((one) => among.filter((row) => row.standing === one).length).join(' | ')} |`;
  assert.ok(summary.includes(line('ASVS 5.0.0 レベル1', rows.filter((row) => row.level === '1'))));
  assert.ok(summary.includes(line('ASVS 5.0.0 レベル2', rows.filter((row) => row.level === '2'))));
  assert.ok(summary.includes(line('総務省ガイドライン（対策基準）', chapters)));
  const listed = [...(summary.split('## 未了の一覧')[1] ?? '').matchAll(/(?<![\d.])\d+\.\d+\.\d+(?![\d.])/g)].map((match) => match[0]);
  assert.deepEqual(listed.toSorted(), rows.filter((row) => row.standing === '未了').map((row) => row.name).toSorted());
});

test('what is decided is what the code does', () => {
  const decisions = read('docs/security/decisions.md');
  for (const said of [
    `| 市民 | ${CITIZEN_IDLE_SECONDS / 3600}時間 | ${CITIZEN_SESSION_SECONDS / 86_400}日 |`, `| 職員 | ${STAFF_IDLE_SECONDS / 60}分 | ${STAFF_SESSION_SECONDS / 3600}時間 |`, `${PASSWORD_LEAST}文字以上、200文字まで`,
    `フォーム${FORM_LIMIT / 1024}KB、API ${(FORM_LIMIT * 2) / 1024 / 1024}MB、ファイルつき${UPLOAD_LIMIT / 1024 / 1024}MB`,
  ]) assert.ok(decisions.includes(said), said);
  const common = read('src/kernel/identity/common-passwords.txt').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  assert.ok(decisions.includes(`${common.length.toLocaleString('ja-JP')}件`));
  assert.ok(rows.find((row) => row.name === '6.2.4')?.evidence.includes(`10文字以上${common.filter((word) => [...word].length >= 10).length.toLocaleString('ja-JP')}件`));
});
