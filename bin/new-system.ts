/** `./yakuba new-system NAME`: the folder of a new system with the usual files, ready to grow, and a failing test that says where to begin. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readWords } from './words.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const PILLARS = ['citizen-services', 'safety', 'administration', 'registers'] as const;

export async function run(words: readonly string[]): Promise<void> {
  const { options, rest } = readWords(words, ['pillar']);
  const [name] = rest;
  if (!name || !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name)) throw new Error('業務の名前を、英小文字とハイフンで書いてください（例: ./yakuba new-system waste-collection）。');
  const pillar = PILLARS.find((one) => one === (options.get('pillar') ?? 'citizen-services'));
  if (!pillar) throw new Error(`--pillar は ${PILLARS.join('、')} のどれかです。`);
  const taken = PILLARS.map((one) => join(root, 'src', one, name)).find((folder) => existsSync(folder));
  if (taken) throw new Error(`${taken} は、もうあります。`);
  const folder = join(root, 'src', pillar, name);
  for (const [file, text] of Object.entries(filesOf(name, pillar))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  console.log(`src/${pillar}/${name}/ を作りました。次に:\n  1. src/systems.ts に、計画の順になる場所で1行足す:\n       export { default as ${camel(name)} } from './${pillar}/${name}/index.ts';\n  2. ./yakuba rows で rows.ts を書く\n  3. ./yakuba test --only ${name} を実行し、失敗している受入試験から始める`);
}

function camel(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The files by name; every one of them type-checks as it stands once `./yakuba rows` ran. */
function filesOf(name: string, pillar: string): Readonly<Record<string, string>> {
  const schema = name.replaceAll('-', '_');
  const pascal = camel(`-${name}`);
  return {
    'README.md': `# ${name}\n\nだれの、どんな仕事か（1段落）。\n\n## ことば\n\n| 日本語 | 識別子 |\n|---|---|\n| 項目 | \`item\` |\n\n## 法令\n\n## 状態\n\n\`\`\`\n(なし) ── add ──▶ active\n\`\`\`\n`,
    'migrations/0001-items.sql': `-- Constraints are named after the refusal they stand for: items_name_taken is NameTaken.\ncreate table ${schema}.items (\n  id   uuid primary key,\n  name text not null check (length(name) between 1 and 60),\n  constraint items_name_taken unique (name)\n);\nselect kernel.protect('${schema}.items', citizen => '{select}', staff => '{select,insert,update}');\n`,
    'rows.ts': `// Generated from the migrated database by \`./yakuba rows\`. Never edited by hand; a test compares.\n\n\nexport interface ItemsRow {\n  readonly id: string;\n  readonly name: string;\n}\n\nexport interface ${pascal}Tables {\n  readonly '${schema}.items': ItemsRow;\n}\n`,
    'acts.ts': `import { actsOf } from '../../kernel/act.ts';\nimport type { ${pascal}Tables } from './rows.ts';\n\nexport const { command, query } = actsOf<${pascal}Tables>();\n`,
    'permissions.ts': `import { definePermissions } from '../../kernel/permissions/permissions.ts';\n\nexport const permissions = definePermissions({\n  '${name}.manage': { label: { ja: '項目を管理する', en: 'Manage items' } },\n});\n`,
    'commands.ts': `/** What changes. */\nimport { z } from 'zod';\nimport { staff } from '../../kernel/actor.ts';\nimport { textField } from '../../kernel/fields.ts';\nimport { done } from '../../kernel/outcome.ts';\nimport { command } from './acts.ts';\n\nexport const addItem = command({\n  name: '${name}.addItem',\n  title: { ja: '項目を加える', en: 'Add an item' },\n  input: z.object({ name: textField({ ja: '名前', en: 'Name' }, { max: 60 }) }),\n  allow: [staff('${name}.manage')],\n  refusals: { NameTaken: { field: 'name', ja: () => 'この名前の項目は、もうあります。別の名前にしてください。', en: () => 'An item of this name exists already. Please choose another name.' } },\n  async run(ctx, input) {\n    const id = ctx.newId();\n    await ctx.db.insertInto('${schema}.items').values({ id, name: input.name }).execute();\n    ctx.audit({ subject: \`item:\${id}\` });\n    return done({ item: id });\n  },\n});\n`,
    'queries.ts': `/** What is read: view models, never rows. */\nimport { z } from 'zod';\nimport { anyone } from '../../kernel/actor.ts';\nimport { query } from './acts.ts';\n\nexport const items = query({\n  name: '${name}.items',\n  title: { ja: '項目の一覧', en: 'Items' },\n  input: z.object({}),\n  allow: [anyone('公開している一覧')],\n  run: (ctx) => ctx.db.selectFrom('${schema}.items').select(['id', 'name']).orderBy('name').limit(500).execute(),\n});\n`,
    'messages/ja.ts': `/** The shape of the words; \`en.ts\` must satisfy it. */\nexport const ja = { heading: '項目', none: 'まだ項目はありません。' };\nexport type Words = typeof ja;\n`,
    'messages/en.ts': `import type { Words } from './ja.ts';\n\nexport const en: Words = { heading: 'Items', none: 'There are no items yet.' };\n`,
    'pages/citizen.tsx': `import { anyone } from '../../../kernel/actor.ts';\nimport { page } from '../../../kernel/page.ts';\nimport { Page } from '../../../ui/index.ts';\nimport { en } from '../messages/en.ts';\nimport { ja } from '../messages/ja.ts';\nimport { items } from '../queries.ts';\n\nconst words = { ja, en };\n\nexport const listPage = page({\n  path: '/${name}',\n  title: { ja: '項目', en: 'Items' },\n  allow: [anyone('公開している一覧')],\n  shared: 'day',\n  load: (ctx) => ctx.ask(items, {}),\n  view: (found, ctx) => (\n    <Page title={words[ctx.lang].heading}>\n      {found.length === 0 ? <p>{words[ctx.lang].none}</p> : <ul>{found.map((item) => <li key={item.id}>{item.name}</li>)}</ul>}\n    </Page>\n  ),\n});\n`,
    'index.ts': `/** The door: the manifest, and what other systems may use. */\nimport { defineSystem } from '../../kernel/system.ts';\nimport * as commands from './commands.ts';\nimport * as pages from './pages/citizen.tsx';\nimport { permissions } from './permissions.ts';\nimport * as queries from './queries.ts';\n\nexport default defineSystem({\n  name: '${name}',\n  title: { ja: '${name}（仮）', en: '${pascal}' },\n  pillar: '${pillar}',\n  faces: ['citizen', 'staff'],\n  dependsOn: [],\n  personal: null,\n  migrations: new URL('./migrations/', import.meta.url),\n  permissions, commands, queries, pages,\n  menu: [{ to: '/${name}', for: 'citizen', label: { ja: '項目', en: 'Items' } }],\n});\n`,
    'acceptance.test.ts': `/** The scenarios this system is for, through HTTP. */\nimport assert from 'node:assert/strict';\nimport { after, before, test } from 'node:test';\nimport { testCity, type TestCity } from '../../kernel/testing.ts';\nimport { openTestServer, type TestServer } from '../../testing-server.ts';\n\nlet house: TestCity;\nlet server: TestServer;\nbefore(async () => {\n  house = await testCity();\n  server = await openTestServer(house);\n});\nafter(async () => {\n  await server.stop();\n  await house.close();\n});\n\ntest('職員が加えた項目を、市民が見られる', async () => {\n  const staff = await server.asStaff(await server.newStaff(['${name}.manage']));\n  assert.equal((await staff.api('${name}.addItem', { name: '最初の項目' })).status, 201);\n  assert.match((await server.get('/${name}')).text, /最初の項目/);\n});\n\ntest('最初の本当の場面', () => {\n  assert.fail('この業務の最初の場面を、数を入れて書いてください。');\n});\n`,
  };
}
