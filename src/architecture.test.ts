/** The floor plan holds; and each rule catches a tree that breaks it, so that none of them passes by looking at nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findings } from '../bin/architecture/rules.ts';
import { readSource, readTree } from '../bin/architecture/source.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

test('the house stands as planned', () => {
  const tree = readTree(root);
  assert.ok(tree.size > 100, 'the scanner sees the sources');
  assert.deepEqual(findings(tree), []);
});

const pool = 'src/citizen-services/pool/';
const gym = 'src/citizen-services/gym/';
const index = (depends: string) => `export default { name: 'x', dependsOn: [${depends}] };`;

/** What is wrong, the tree that does it, and a word the finding must say. */
const broken: readonly (readonly [string, Record<string, string>, RegExp])[] = [
  ['kernel imports a system', { 'src/kernel/x.ts': `import a from '../citizen-services/pool/index.ts'; a;` }, /kernel は/],
  ['kernel imports ui', { 'src/kernel/x.ts': `import type { A } from '../ui/context.tsx'; export type B = A;` }, /kernel は/],
  ['kernel exports on from a system', { 'src/kernel/x.ts': `export { a } from '../safety/radio/index.ts';` }, /kernel は/],
  ['kernel imports a system when it runs', { 'src/kernel/x.ts': `await import('../safety/radio/index.ts');` }, /kernel は/],
  ['ui imports a value of the kernel', { 'src/ui/x.ts': `import { execute } from '../kernel/run.ts'; execute;` }, /ui は kernel の型/],
  ['ui imports a package it does not need', { 'src/ui/x.ts': `import pg from 'pg'; pg;` }, /ui は pg/],
  ['a system reaches behind another’s door', { [`${pool}a.ts`]: `import { b } from '../gym/rules/b.ts'; b;`, [`${pool}index.ts`]: index(`'gym'`), [`${gym}index.ts`]: index('') }, /index\.ts からだけ/],
  ['a dependency is not declared', { [`${pool}a.ts`]: `import gym from '../gym/index.ts'; gym;`, [`${pool}index.ts`]: index(''), [`${gym}index.ts`]: index('') }, /dependsOn にありません/],
  ['a declared dependency is not used', { [`${pool}index.ts`]: index(`'gym'`), [`${gym}index.ts`]: index('') }, /使われていません/],
  ['two systems depend on each other', { [`${pool}index.ts`]: `import g from '../gym/index.ts'; ${index(`'gym'`)} g;`, [`${gym}index.ts`]: `import p from '../pool/index.ts'; ${index(`'pool'`)} p;` }, /gym → pool/],
  ['a system talks to the database driver', { [`${pool}a.ts`]: `import pg from 'pg'; pg;` }, /業務は pg/],
  ['a system sends mail by itself', { [`${pool}a.ts`]: `import { createTransport } from 'nodemailer'; createTransport;` }, /業務は nodemailer/],
  ['a system routes by itself', { [`${pool}a.ts`]: `import { Hono } from 'hono'; Hono;` }, /業務は hono/],
  ['a system reads files', { [`${pool}a.ts`]: `import { readFileSync } from 'node:fs'; readFileSync;` }, /業務は node:fs/],
  ['a system starts programs', { [`${pool}a.ts`]: `import { spawn } from 'node:child_process'; spawn;` }, /業務は node:child_process/],
  ['a system throws its own dice', { [`${pool}a.ts`]: `import { randomBytes } from 'node:crypto'; randomBytes;` }, /業務は node:crypto/],
  ['a rule imports the database', { [`${pool}rules/a.ts`]: `import { sql } from 'kysely'; sql;` }, /rules\/ は計算/],
  ['a rule imports a kernel room that does things', { [`${pool}rules/a.ts`]: `import { owe } from '../../../kernel/payments/ledger.ts'; owe;` }, /rules\/ は計算/],
  ['a rule imports a command', { [`${pool}rules/a.ts`]: `import { reserve } from '../commands.ts'; reserve;` }, /rules\/ は計算/],
  ['an island brings the server along', { [`${pool}pages/a.client.ts`]: `import { execute } from '../../../kernel/run.ts'; execute;` }, /島は/],
  ['a migration touches another’s table', { [`${pool}migrations/0001.sql`]: 'create table pool.a (id int references gym.rooms);', [`${gym}index.ts`]: index('') }, /移行は自分の表だけ/],
  ['the kernel’s migration knows a system', { 'src/kernel/migrations/0001.sql': 'insert into gym.rooms values (1);', [`${gym}index.ts`]: index('') }, /移行は自分の表だけ/],
  ['a query joins another’s table', { [`${pool}queries.ts`]: `db.selectFrom('pool.a').innerJoin('gym.rooms as r', 'r.id', 'a.id');`, [`${gym}index.ts`]: index('') }, /gym の表には触れません/],
  ['an sql template names another’s table', { [`${pool}queries.ts`]: 'sql`(select count(*) from gym.rooms where id = ${id})`;', [`${gym}index.ts`]: index('') }, /gym の表には触れません/],
  ['a page writes SQL', { [`${pool}pages/citizen.tsx`]: `export const x = 'select name from pool.a where id = 1';` }, /ページに SQL/],
  ['a page uses the query builder', { [`${pool}pages/citizen.tsx`]: `import { sql } from 'kysely'; export const x = sql;` }, /ページに SQL/],
  ['a system asks the machine for the time', { [`${pool}a.ts`]: 'export const now = Temporal.Now.instant();' }, /Temporal\.Now/],
  ['a Date', { [`${pool}a.ts`]: 'export const now = new Date();' }, /Date は使えません/],
  ['a Date in the kernel', { 'src/kernel/a.ts': 'export const now = Date.now();' }, /Date\.now は使えません/],
  ['dice from Math', { [`${pool}a.ts`]: 'export const now = Math.random();' }, /Math\.random/],
  ['ids from crypto', { [`${pool}a.ts`]: 'export const id = crypto.randomUUID();' }, /crypto\.randomUUID/],
  ['the network', { [`${pool}a.ts`]: `export const page = await fetch('https://example.jp');` }, /fetch/],
  ['the environment', { [`${pool}a.ts`]: `export const page = process.env['SECRET'];` }, /process\.env/],
  ['a file named after nothing', { [`${pool}utils.ts`]: 'export {};' }, /「utils」/],
  ['a folder named after nothing', { [`${pool}common/price.ts`]: 'export {};' }, /「common」/],
  ['a name with the word in it', { [`${pool}booking-manager.ts`]: 'export {};' }, /「manager」/],
  ['an export named after nothing', { [`${pool}a.ts`]: 'export class BookingManager {}' }, /BookingManager/],
  ['a file too long for one head', { [`${pool}a.ts`]: 'export {};\n'.repeat(401) }, /401 行/],
];

for (const [what, tree, says] of broken) {
  test(`caught: ${what}`, () => {
    const found = findings(new Map(Object.entries(tree)));
    assert.ok(found.some((line) => says.test(line)), `expected ${says.source}, found: ${found.join(' | ') || 'nothing'}`);
  });
}

test('what is allowed is not caught', () => {
  const tree = {
    'src/kernel/run.ts': `import pg from 'pg'; import { randomBytes } from 'node:crypto'; pg; randomBytes; export const now = Temporal.Now.instant();`,
    'src/ui/a.ts': `import type { UiContext } from '../kernel/view.ts'; import { formatYen } from '../kernel/money/money.ts'; formatYen; export type A = UiContext;`,
    [`${pool}index.ts`]: `import gym from '../gym/index.ts'; gym; ${index(`'gym'`)}`,
    [`${pool}queries.ts`]: `import { z } from 'zod'; import { sql } from 'kysely'; z; db.selectFrom('pool.a').innerJoin('kernel.citizens as c', 'c.id', 'a.c'); sql\`select 1 from pool.a\`; // gym.rooms in a comment`,
    [`${pool}commands.ts`]: `export const name = 'gym.reserve';`,
    [`${pool}rules/a.ts`]: `import { createHash } from 'node:crypto'; import { yen } from '../../../kernel/money/money.ts'; import type { City } from '../../../kernel/city.ts'; createHash; yen; export type C = City;`,
    [`${pool}rules/a.test.ts`]: `import fc from 'fast-check'; fc; new Date();`,
    [`${pool}migrations/0001.sql`]: '-- gym.rooms stays out\ncreate table pool.a (id uuid references kernel.citizens);',
    [`${gym}index.ts`]: index(''),
  };
  assert.deepEqual(findings(new Map(Object.entries(tree))), []);
});

test('a comment is not an import, and a file that does not parse is an error', () => {
  assert.deepEqual(readSource('src/kernel/a.ts', `/** import a from '../ui/a.ts' */ export {};`).imports, []);
  assert.throws(() => readSource('src/kernel/a.ts', 'export {'), SyntaxError);
});
