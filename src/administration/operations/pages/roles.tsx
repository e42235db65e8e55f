/** 役割: bundles of permissions, and the matrix an auditor takes home on paper. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { createRole, changeRole, deleteRole } from '../../../kernel/identity/roles.ts';
import { act, type Fields, notFound, page, to } from '../../../kernel/page.ts';
import { registeredSystems } from '../../../kernel/registry.ts';
import { A, Checkboxes, DataTable, Form, Hidden, LinkButton, Notice, Page, Section, TextArea, TextField } from '../../../ui/index.ts';
import { roleList } from '../queries/people.ts';

const crumbs = [{ to: '/staff/operations/roles', label: '役割' }];
const administer = [staff('operations.roles')];

/** Each system's boxes have a name of their own, so that no two boxes of the form share an id. */
function boxes(system: string): string {
  return `permissions.${system}`;
}

function chosen(form: Fields): readonly string[] {
  return registeredSystems().flatMap((system) => form.all(boxes(system.name)));
}

/** Every permission that can be given, system by system. */
function PermissionBoxes({ held }: { readonly held: readonly string[] }) {
  return (
    <>
      {registeredSystems().filter((system) => Object.keys(system.permissions).length > 0).map((system) => (
        <Checkboxes
          key={system.name} name={boxes(system.name)} label={system.title.ja} quiet values={held}
          options={Object.entries(system.permissions).map(([name, permission]) => ({ value: name, label: `${permission.label.ja}${permission.strong ? '（二段階の本人確認が必要）' : ''}`, ...(permission.note ? { note: permission.note } : {}) }))}
        />
      ))}
    </>
  );
}

export const rolesPage = page({
  path: '/staff/operations/roles',
  title: { ja: '役割', en: 'Roles' },
  allow: administer,
  load: (ctx) => ctx.ask(roleList, {}),
  view: (roles) => (
    <Page title="役割" wide actions={<><LinkButton to="/staff/operations/new-role" icon="plus">役割を作る</LinkButton><LinkButton to="/staff/operations/matrix" kind="second" icon="print">権限の一覧表</LinkButton></>}>
      <DataTable
        caption="役割" hideCaption keys rows={roles} rowKey={(role) => role.id} empty="役割はまだありません。"
        columns={[
          { key: 'name', label: '役割', render: (role) => <A to={`/staff/operations/roles/${role.id}`} rowKey="Enter">{role.name}</A> }, { key: 'code', label: 'コード', render: (role) => role.code },
          { key: 'note', label: '説明', render: (role) => role.note }, { key: 'permissions', label: '権限', align: 'end', render: (role) => role.permissions.length },
          { key: 'people', label: '職員', align: 'end', render: (role) => role.people }, { key: 'posts', label: '職', align: 'end', render: (role) => role.posts },
        ]}
      />
    </Page>
  ),
});

export const newRolePage = page({
  path: '/staff/operations/new-role',
  title: { ja: '役割を作る', en: 'Create a role' },
  allow: administer,
  load: async () => ({}),
  view: () => (
    <Page title="役割を作る" crumbs={crumbs}>
      <Form action="create" submit="作る"><TextField name="code" label="コード" hint="例 desk" required width="medium" /><TextField name="name" label="役割の名前" required width="medium" /><TextArea name="note" label="説明" rows={2} /><PermissionBoxes held={[]} /></Form>
    </Page>
  ),
  actions: { create: act(createRole, { input: (form) => ({ code: form.get('code'), name: form.get('name'), note: form.get('note'), permissions: chosen(form) }), done: (value) => to(`/staff/operations/roles/${value.role}`, '役割を作りました。') }) },
});

interface Place {
  readonly params: { readonly role: string };
  readonly search: Record<string, string | string[]>;
}

export const rolePage = page({
  path: '/staff/operations/roles/:role',
  title: { ja: '役割', en: 'A role' },
  allow: administer,
  params: z.object({ role: z.uuid() }),
  async load(ctx, { params }) {
    return (await ctx.ask(roleList, {})).find((role) => role.id === params.role) ?? notFound;
  },
  view: (role) => (
    <Page title={role.name} lead={`コード ${role.code}。職員${role.people}人と、職${role.posts}つに付いています。`} crumbs={crumbs}>
      <Notice title="変えると、すぐに全員に効きます。">一人が兼ねてはならない権限の組は、登録できません。</Notice>
      <Form action="change" submit="変える">
        <Hidden name="version" value={role.version} />
        <TextField name="name" label="役割の名前" value={role.name} required width="medium" /><TextArea name="note" label="説明" value={role.note} rows={2} /><PermissionBoxes held={role.permissions} />
      </Form>
      <Section title="役割を消す"><Form action="delete" submit="消す" kind="danger" /></Section>
    </Page>
  ),
  actions: {
    change: act(changeRole, {
      input: (form, at: Place) => ({ role: at.params.role, version: form.get('version'), name: form.get('name'), note: form.get('note'), permissions: chosen(form) }),
      done: (_value, at: Place) => to(`/staff/operations/roles/${at.params.role}`, '役割を変えました。'),
    }),
    delete: act(deleteRole, { input: (_form, at: Place) => ({ role: at.params.role }), done: () => to('/staff/operations/roles', '役割を消しました。') }),
  },
});

/** What each permission opens, from the declarations themselves. */
function opens(permission: string): string {
  const acts = registeredSystems().flatMap((system) => [...system.commands, ...system.queries, ...system.pages].filter((one) => one.allow.some((line) => line.who === 'staff' && line.permission === permission)).map((one) => one.title.ja));
  return [...new Set(acts)].join('、');
}

export const matrixPage = page({
  path: '/staff/operations/matrix',
  title: { ja: '権限の一覧表', en: 'Permission matrix' },
  allow: [staff('operations.roles'), staff('operations.audit')],
  load: (ctx) => ctx.ask(roleList, {}),
  view(roles) {
    const systems = registeredSystems();
    const open = systems.flatMap((system) => [...system.commands, ...system.queries, ...system.pages].flatMap((one) => one.allow.flatMap((line) => (line.who === 'anyone' || line.who === 'any-staff' ? [{ key: `${system.name} ${one.title.ja} ${line.why}`, system: system.title.ja, title: one.title.ja, who: line.who === 'anyone' ? '誰でも' : '職員なら誰でも', why: line.why }] : []))));
    return (
      <Page title="権限の一覧表" lead="どの役割が何をできるかの表です。印刷すると、そのまま監査の資料になります。" wide crumbs={crumbs}>
        {systems.filter((system) => Object.keys(system.permissions).length > 0).map((system) => (
          <Section key={system.name} title={system.title.ja}>
            <DataTable
              caption={`${system.title.ja}の権限`} hideCaption rows={Object.entries(system.permissions)} rowKey={([name]) => name} empty=""
              columns={[
                { key: 'label', label: '権限', render: ([name, permission]) => <>{permission.label.ja}{permission.strong && '（二段階）'}<br /><small>{name}</small></> },
                { key: 'opens', label: 'できること', render: ([name]) => opens(name) },
                ...roles.map((role) => ({ key: role.id, label: role.name, render: ([name]: [string, unknown]) => (role.permissions.includes(name) ? '○' : '−') })),
              ]}
            />
          </Section>
        ))}
        <Section title="権限のいらないもの">
          <DataTable
            caption="権限のいらないもの" hideCaption rows={[...new Map(open.map((row) => [row.key, row])).values()]} rowKey={(row) => row.key} empty="ありません。"
            columns={[{ key: 'title', label: '操作・画面', render: (row) => row.title }, { key: 'system', label: '業務', render: (row) => row.system }, { key: 'who', label: 'だれが', render: (row) => row.who }, { key: 'why', label: '理由', render: (row) => row.why }]}
          />
        </Section>
      </Page>
    );
  },
});
