/** 職員の登録: the list, one person, and the CSV. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { changeStaff, closeStaff, endStaffSessions, createStaff, resetStaffPassword } from '../../../kernel/identity/people.ts';
import { giveRole, withdrawRole } from '../../../kernel/identity/roles.ts';
import { act, page, route, to } from '../../../kernel/page.ts';
import { writeCsv } from '../../../kernel/text/csv.ts';
import { A, Checkbox, Chip, DataTable, DateField, Facts, Fieldset, Form, LinkButton, Notice, Page, Pager, Section, Select, Submit, TextArea, TextField, When } from '../../../ui/index.ts';
import { accountList, person, roleList } from '../queries/people.ts';
import { linkTo, mannerWords, Period } from './words.tsx';

const readers = [staff('operations.accounts'), staff('operations.roles'), staff('operations.organization')];
const crumbs = [{ to: '/staff/operations/accounts', label: '職員の登録' }];

export const accountsPage = page({
  path: '/staff/operations/accounts',
  title: { ja: '職員の登録', en: 'Staff accounts' },
  allow: readers,
  search: z.object({ q: z.string().max(60).optional(), state: z.enum(['active', 'closed', 'all']).optional(), after: z.string().max(20).optional() }),
  async load(ctx, { search }) {
    return ctx.ask(accountList, { q: search.q ?? '', state: search.state ?? 'active', after: search.after ?? '', all: '' });
  },
  view(model, ctx, { search }) {
    const filter = { q: search.q, state: search.state };
    const paging = { ...(model.next === null ? {} : { nextHref: linkTo('/staff/operations/accounts', { ...filter, after: model.next }) }), ...(search.after === undefined ? {} : { previousHref: linkTo('/staff/operations/accounts', filter) }) };
    return (
      <Page title="職員の登録" wide actions={ctx.may('operations.accounts') ? <LinkButton to="/staff/operations/new-account" icon="plus">職員を登録する</LinkButton> : undefined}>
        <Form method="get" label="職員をさがす" search>
          <TextField name="q" label="氏名・番号・ログイン名" value={search.q ?? ''} type="search" quiet />
          <Select name="state" label="状態" value={search.state ?? 'active'} blank={null} quiet options={[{ value: 'active', label: '在職' }, { value: 'closed', label: '閉じた登録' }, { value: 'all', label: 'すべて' }]} />
        </Form>
        <DataTable
          caption="職員" hideCaption keys rows={model.people} rowKey={(row) => row.id} empty="当てはまる職員はいません。" csvHref={linkTo('/staff/operations/accounts.csv', filter)}
          columns={[
            { key: 'name', label: '氏名', render: (row) => <A to={`/staff/operations/accounts/${row.id}`} rowKey="Enter">{row.name}</A> },
            { key: 'number', label: '職員番号', nowrap: true, render: (row) => row.number },
            { key: 'login', label: 'ログイン名', render: (row) => row.login },
            { key: 'posts', label: '職', render: (row) => row.posts || 'なし' },
            { key: 'roles', label: '役割', render: (row) => row.roles || 'なし' },
            { key: 'factor', label: '二段階', render: (row) => (row.hasFactor ? <Chip kind="ok">あり</Chip> : <Chip kind="wait">まだ</Chip>) },
            { key: 'state', label: '状態', render: (row) => (row.closedAt === null ? <Chip kind="ok">在職</Chip> : <Chip kind="no">閉じた</Chip>) },
          ]}
        />
        <Pager shown={model.people.length} {...paging} />
      </Page>
    );
  },
});

export const accountsCsv = route({
  path: '/staff/operations/accounts.csv',
  title: { ja: '職員の一覧（CSV）', en: 'Staff accounts (CSV)' },
  allow: readers,
  async run(ctx, { search }) {
    const { people } = await ctx.ask(accountList, { q: search['q'] ?? '', state: search['state'] ?? 'active', after: '', all: 'all' });
    const rows = people.map((row) => [row.number, row.login, row.name, row.kana, row.email, row.posts, row.roles, row.hasFactor ? 'あり' : 'なし', row.closedAt === null ? '在職' : '閉じた']);
    return { type: 'text/csv; charset=utf-8', filename: '職員一覧.csv', body: writeCsv([['職員番号', 'ログイン名', '氏名', 'ふりがな', 'メールアドレス', '職', '役割', '二段階の本人確認', '状態'], ...rows]) };
  },
});

interface Details {
  readonly number: string;
  readonly login: string;
  readonly name: string;
  readonly kana: string;
  readonly email: string | null;
}

function DetailFields({ person: row }: { readonly person?: Details }) {
  return (
    <>
      <TextField name="number" label="職員番号" value={row?.number} required width="short" />
      <TextField name="login" label="ログイン名" hint="半角の英数字。例 y1234" value={row?.login} required width="medium" spellcheck={false} />
      <TextField name="name" label="氏名" value={row?.name} required width="medium" />
      <TextField name="kana" label="ふりがな" value={row?.kana} required width="medium" />
      <TextField name="email" label="メールアドレス" hint="パスワードを決めるリンクの送り先です。" type="email" value={row?.email} width="long" />
    </>
  );
}

export const newAccountPage = page({
  path: '/staff/operations/new-account',
  title: { ja: '職員を登録する', en: 'Add a member of staff' },
  allow: [staff('operations.accounts')],
  load: async () => ({}),
  view: () => <Page title="職員を登録する" lead="登録すると、パスワードを決めるリンクが本人にメールで届きます。" crumbs={crumbs}><Form action="create" submit="登録する"><DetailFields /></Form></Page>,
  actions: {
    create: act(createStaff, { input: (form) => ({ ...form.input(), email: form.get('email') }), done: (value) => to(`/staff/operations/accounts/${value.staff}`, value.mailed ? '登録し、リンクを送りました。' : '登録しました。メールアドレスがないので、リンクは送っていません。') }),
  },
});

export const accountPage = page({
  path: '/staff/operations/accounts/:staff',
  title: { ja: '職員', en: 'A member of staff' },
  allow: readers,
  params: z.object({ staff: z.uuid() }),
  async load(ctx, { params }) {
    const [row, roles] = await Promise.all([ctx.ask(person, params), ctx.may('operations.roles') ? ctx.tryAsk(roleList, {}) : null]);
    return { row, roles: roles?.ok ? roles.value : [], mayGive: roles?.ok === true };
  },
  view({ row, roles, mayGive }, ctx) {
    const open = row.closedAt === null;
    const mayEdit = open && ctx.may('operations.accounts');
    return (
      <Page title={row.name} crumbs={crumbs} wide actions={ctx.may('operations.audit') ? <LinkButton to={linkTo('/staff/operations/audit', { actor: row.login })} kind="second">この職員の操作の記録</LinkButton> : undefined}>
        {!open && <Notice title="この登録は閉じられています。" />}
        <Section title="登録"><Facts rows={[
          { label: '職員番号', value: row.number }, { label: 'ログイン名', value: row.login }, { label: 'ふりがな', value: row.kana }, { label: 'メールアドレス', value: row.email ?? '登録がありません' },
          { label: 'パスワード', value: row.hasPassword ? '決めてあります' : 'まだ決めていません' }, { label: '確認コード', value: row.hasTotp ? '使っています' : 'まだです' }, { label: 'パスキー', value: `${row.passkeys}個` }, { label: 'サインイン中', value: `${row.sessions}か所` },
        ]} /></Section>
        <Section title="役割">
          <DataTable
            caption="役割" hideCaption rows={row.roles} rowKey={(given) => given.id} empty="役割は付いていません。"
            columns={[
              { key: 'name', label: '役割', render: (given) => given.name }, { key: 'scope', label: '対象', render: (given) => given.scope?.join('、') ?? '市全体' }, { key: 'period', label: '期間', render: (given) => <Period from={given.from} to={given.to} /> },
            ]}
            actions={mayGive ? (given) => (given.to === null || Temporal.PlainDate.compare(given.to, ctx.today) > 0 ? <Form action="withdraw" about={{ given: given.id }} inline><Submit kind="danger" about={given.name}>外す</Submit></Form> : null) : undefined}
          />
          {open && mayGive && (
            <Form action="give" submit="役割を付ける">
              <Fieldset legend="役割を付ける">
                <Select name="role" label="役割" required options={roles.map((role) => ({ value: role.id, label: role.name }))} />
                <TextArea name="scope" label="対象" hint="空なら市全体。限るときは、1行に1つ。例 facility:SHIROYAMA-GYM-1" rows={2} />
                <DateField name="from" label="始まりの日" value={ctx.today} required />
                <DateField name="to" label="終わりの日" hint="この日から外れます。決まっていなければ空のままで。" />
              </Fieldset>
            </Form>
          )}
          {ctx.may('operations.roles') && !mayGive && <p class="hint">役割を付けるには、確認コードかパスキーでサインインし直してください。</p>}
        </Section>
        <Section title="配置">
          <DataTable
            caption="配置" hideCaption rows={row.posts} rowKey={(post) => post.id} empty="職に就いたことはありません。"
            columns={[
              { key: 'department', label: '所属', render: (post) => <A to={`/staff/operations/organization/${post.departmentId}`}>{post.department}</A> }, { key: 'title', label: '職', render: (post) => post.title },
              { key: 'manner', label: '就き方', render: (post) => mannerWords[post.manner] }, { key: 'period', label: '期間', render: (post) => <Period from={post.from} to={post.to} /> },
            ]}
          />
        </Section>
        {mayEdit && (
          <>
            <Section title="登録を直す"><Form action="change" submit="直す"><DetailFields person={row} /></Form></Section>
            <Section title="パスワード"><Form action="reset" submit="決め直すリンクを送る" kind="second"><Checkbox name="factors" label="確認コードとパスキーも消す" hint="スマートフォンをなくしたときに。サインインもすべて終わります。" /></Form></Section>
            {row.sessions > 0 && <Section title="サインイン"><p>機械をなくしたときなどに。すぐに、どの機械でもサインインし直すことになります。</p><Form action="end" submit="サインインをすべて終える" kind="second" /></Section>}
            <Section title="登録を閉じる"><p>退職したときに。サインインできなくなり、トークンも止まります。記録は残ります。</p><Form action="close" submit="登録を閉じる" kind="danger" /></Section>
          </>
        )}
        <p class="hint">登録した日時 <When instant={row.createdAt} /></p>
      </Page>
    );
  },
  actions: {
    change: act(changeStaff, { input: (form, at: Place) => ({ ...form.input(), email: form.get('email'), staff: at.params.staff }), done: (_value, at: Place) => back(at, '直しました。') }),
    reset: act(resetStaffPassword, { input: (form, at: Place) => ({ staff: at.params.staff, factors: form.get('factors') }), done: (_value, at: Place) => back(at, 'リンクを送りました。') }),
    end: act(endStaffSessions, { input: (_form, at: Place) => ({ staff: at.params.staff }), done: (_value, at: Place) => back(at, 'サインインをすべて終えました。') }),
    close: act(closeStaff, { input: (_form, at: Place) => ({ staff: at.params.staff }), done: (_value, at: Place) => back(at, '登録を閉じました。') }),
    give: act(giveRole, {
      input: (form, at: Place) => ({ staff: at.params.staff, role: form.get('role'), scope: form.get('scope').split(/\s+/).filter((line) => line !== ''), from: form.get('from'), to: form.get('to') }),
      done: (_value, at: Place) => back(at, '役割を付けました。'),
    }),
    withdraw: act(withdrawRole, { input: (form) => ({ given: form.get('given') }), done: (_value, at: Place) => back(at, '役割を外しました。') }),
  },
});

interface Place {
  readonly params: { readonly staff: string };
  readonly search: Record<string, string | string[]>;
}

function back(at: Place, said: string) {
  return to(`/staff/operations/accounts/${at.params.staff}`, said);
}
