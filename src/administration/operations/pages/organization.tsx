/** 組織: the tree of departments, and the posts and people of one. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { assignPost, closeDepartment, createDepartment, createPost, endHolding, renameDepartment } from '../../../kernel/identity/organization.ts';
import { giveRoleToPost, withdrawRoleFromPost } from '../../../kernel/identity/roles.ts';
import { act, page, type PageContext, problem, refusedGo, to } from '../../../kernel/page.ts';
import { A, Chip, DataTable, DateField, Facts, Fieldset, Form, LinkButton, NumberField, Page, Section, Select, Submit, TextArea, TextField, When } from '../../../ui/index.ts';
import { accountList, department, organizationTree, roleList } from '../queries/people.ts';
import { mannerWords, Period } from './words.tsx';

const readers = [staff('operations.organization'), staff('operations.accounts'), staff('operations.roles')];
const crumbs = [{ to: '/staff/operations/organization', label: '組織' }];

interface Node {
  readonly id: string;
  readonly parent: string | null;
}

/** Depth first, each with its depth; what has no parent in the list stands at the top. */
export function inTreeOrder<T extends Node>(rows: readonly T[]): readonly (T & { readonly depth: number })[] {
  const ids = new Set(rows.map((row) => row.id));
  const below = Map.groupBy(rows, (row) => (row.parent !== null && ids.has(row.parent) ? row.parent : ''));
  const walk = (parent: string, depth: number): readonly (T & { readonly depth: number })[] => (below.get(parent) ?? []).flatMap((row) => [{ ...row, depth }, ...walk(row.id, depth + 1)]);
  return walk('', 0);
}

export const organizationPage = page({
  path: '/staff/operations/organization',
  title: { ja: '組織', en: 'The organisation' },
  allow: readers,
  load: async (ctx) => inTreeOrder(await ctx.ask(organizationTree, {})),
  view(rows, ctx) {
    const options = rows.map((row) => ({ value: row.id, label: `${'　'.repeat(row.depth)}${row.name}` }));
    return (
      <Page title="組織" wide>
        <DataTable
          caption="所属" hideCaption keys rows={rows} rowKey={(row) => row.id} empty="所属はまだありません。"
          columns={[
            { key: 'name', label: '所属', render: (row) => <>{'　'.repeat(row.depth)}<A to={`/staff/operations/organization/${row.id}`} rowKey="Enter">{row.name}</A></> }, { key: 'code', label: 'コード', render: (row) => row.code },
            { key: 'posts', label: '職', align: 'end', render: (row) => row.posts }, { key: 'people', label: '職員', align: 'end', render: (row) => row.people },
            { key: 'state', label: '状態', render: (row) => (row.to === null ? <Chip kind="ok">設置</Chip> : <span><When date={row.to} style="short" />廃止</span>) },
          ]}
        />
        {ctx.may('operations.organization') && (
          <Section title="所属を作る">
            <Form action="create" submit="作る">
              <TextField name="code" label="所属コード" required width="short" /><TextField name="name" label="所属名" required width="medium" /><TextField name="kana" label="ふりがな" required width="medium" />
              <Select name="parent" label="上の所属" options={options} blank="なし（いちばん上）" /><DateField name="from" label="始まりの日" value={ctx.today} required />
            </Form>
          </Section>
        )}
      </Page>
    );
  },
  actions: { create: act(createDepartment, { input: (form) => ({ ...form.input(), parent: form.get('parent') }), done: (value) => to(`/staff/operations/organization/${value.department}`, '所属を作りました。') }) },
});

interface Place {
  readonly params: { readonly department: string };
  readonly search: Record<string, string | string[]>;
}

function back(at: Place, said: string) {
  return to(`/staff/operations/organization/${at.params.department}`, said);
}

/** Finds the one person a staff number, login or whole name means. */
async function findPerson(ctx: PageContext, typed: string): Promise<string | null> {
  const { people } = await ctx.ask(accountList, { q: typed, state: 'active', after: '', all: '' });
  const exact = people.filter((row) => row.number === typed || row.login === typed.toLowerCase() || row.name === typed);
  const only = exact.length > 0 ? exact : people;
  return only.length === 1 ? (only[0]?.id ?? null) : null;
}

export const departmentPage = page({
  path: '/staff/operations/organization/:department',
  title: { ja: '所属', en: 'A department' },
  allow: readers,
  params: z.object({ department: z.uuid() }),
  async load(ctx, { params }) {
    const [row, roles] = await Promise.all([ctx.ask(department, params), ctx.may('operations.roles') ? ctx.tryAsk(roleList, {}) : null]);
    return { row, roles: roles?.ok ? roles.value : [] };
  },
  view({ row, roles }, ctx) {
    const mayChange = ctx.may('operations.organization') && row.to === null;
    const posts = row.posts.map((post) => ({ value: post.id, label: post.title + (row.posts.filter((other) => other.title === post.title).length > 1 ? `（${post.code}）` : '') }));
    return (
      <Page title={row.name} crumbs={crumbs} wide actions={row.parent === null ? undefined : <LinkButton to={`/staff/operations/organization/${row.parent}`} kind="second">上の所属</LinkButton>}>
        <Section title="所属"><Facts rows={[{ label: 'コード', value: row.code }, { label: 'ふりがな', value: row.kana }, { label: '期間', value: <Period from={row.from} to={row.to} /> }]} /></Section>
        <Section title="職と職員">
          <DataTable
            caption="職と職員" hideCaption rows={row.posts} rowKey={(post) => post.id} empty="職はまだありません。"
            columns={[
              { key: 'title', label: '職', render: (post) => post.title }, { key: 'code', label: 'コード', render: (post) => post.code },
              {
                key: 'holders', label: '職員', render: (post) => (post.holders.length === 0 ? '空席' : post.holders.map((holding) => (
                  <div key={holding.id}>
                    <A to={`/staff/operations/accounts/${holding.staff}`}>{holding.name}</A>（{mannerWords[holding.manner]}、<Period from={holding.from} to={holding.to} />）
                    {mayChange && holding.to === null && <Form action="end" about={{ holding: holding.id }} inline><DateField name="day" label="外れる日" value={ctx.today.add({ days: 1 })} native required /><Submit kind="second" about={holding.name}>外す</Submit></Form>}
                  </div>
                ))),
              },
              { key: 'roles', label: '職に付く役割', render: (post) => post.roles.map((role) => <div key={role.id}>{role.name}{roles.length > 0 && <Form action="withdraw" about={{ given: role.id }} inline><Submit kind="danger" about={role.name}>外す</Submit></Form>}</div>) },
            ]}
          />
        </Section>
        {roles.length > 0 && posts.length > 0 && (
          <Section title="職に役割を付ける"><Form action="giveRole" submit="付ける" kind="second">
            <Select name="post" label="職" options={posts} required /><Select name="role" label="役割" options={roles.map((role) => ({ value: role.id, label: role.name }))} required />
            <TextArea name="scope" label="対象" hint="空なら市全体。限るときは、1行に1つ。" rows={2} />
          </Form></Section>
        )}
        {mayChange && (
          <>
            {posts.length > 0 && (
              <Section title="職に就ける">
                <Form action="assign" submit="職に就ける">
                  <Fieldset legend="だれを、どの職に">
                    <TextField name="staff" label="職員番号・ログイン名・氏名" required width="medium" /><Select name="post" label="職" options={posts} required />
                    <Select name="manner" label="就き方" value="regular" blank={null} options={Object.entries(mannerWords).map(([value, label]) => ({ value, label }))} required />
                    <DateField name="from" label="始まりの日" value={ctx.today} required /><DateField name="to" label="終わりの日" hint="この日から外れます。決まっていなければ空のままで。" />
                  </Fieldset>
                </Form>
              </Section>
            )}
            <Section title="職を作る"><Form action="post" submit="作る" kind="second"><TextField name="code" label="職コード" required width="short" /><TextField name="title" label="職名" required width="medium" /><NumberField name="rank" label="順位" hint="小さいほど上です。" value={60} required /></Form></Section>
            <Section title="名前を変える"><Form action="rename" submit="変える" kind="second"><TextField name="name" label="所属名" value={row.name} required width="medium" /><TextField name="kana" label="ふりがな" value={row.kana} required width="medium" /></Form></Section>
            <Section title="廃止する"><Form action="close" submit="廃止する" kind="danger"><DateField name="day" label="廃止する日" required /></Form></Section>
          </>
        )}
      </Page>
    );
  },
  actions: {
    async assign(ctx, form, at) {
      const person = await findPerson(ctx, form.get('staff').trim());
      if (person === null) return problem('職員を一人に決められません。職員番号かログイン名で入力してください。', 'staff');
      const answer = await ctx.do(assignPost, { ...form.input(), staff: person, to: form.get('to') });
      return answer.ok ? back(at, '職に就けました。') : refusedGo(answer);
    },
    end: act(endHolding, { done: (_value, at: Place) => back(at, '職から外しました。') }),
    post: act(createPost, { input: (form, at: Place) => ({ ...form.input(), department: at.params.department, parent: '' }), done: (_value, at: Place) => back(at, '職を作りました。') }),
    rename: act(renameDepartment, { input: (form, at: Place) => ({ ...form.input(), department: at.params.department }), done: (_value, at: Place) => back(at, '名前を変えました。') }),
    close: act(closeDepartment, { input: (form, at: Place) => ({ ...form.input(), department: at.params.department }), done: (_value, at: Place) => back(at, '廃止する日を入れました。') }),
    giveRole: act(giveRoleToPost, { input: (form) => ({ post: form.get('post'), role: form.get('role'), scope: form.get('scope').split(/\s+/).filter((line) => line !== '') }), done: (_value, at: Place) => back(at, '役割を付けました。') }),
    withdraw: act(withdrawRoleFromPost, { input: (form) => ({ given: form.get('given') }), done: (_value, at: Place) => back(at, '役割を外しました。') }),
  },
});
