/** Accounts, roles and the organisation as an administrator reads them. */
import { type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { choiceField, idField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { query } from '../../../kernel/identity/acts.ts';
import { toHiragana, toKatakana } from '../../../kernel/text/kana.ts';

const PAGE = 50;
const CSV_LIMIT = 20_000;
const states = ['active', 'closed', 'all'] as const;

function like(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}

export const accountList = query({
  name: 'operations.accountList',
  title: { ja: '職員の一覧', en: 'Staff accounts' },
  input: z.object({
    q: withDefault(textField({ ja: 'さがすことば', en: 'Words' }, { max: 60, min: 0, numbers: true }), ''), state: withDefault(choiceField({ ja: '状態', en: 'State' }, states), 'active'),
    after: optional(textField({ ja: '続き', en: 'After' }, { max: 20, numbers: true })), all: optional(textField({ ja: '全件', en: 'All' }, { max: 5 })),
  }),
  allow: [staff('operations.accounts'), staff('operations.roles'), staff('operations.organization')],
  async run(ctx, input) {
    const limit = input.all === null ? PAGE : CSV_LIMIT;
    let rows = ctx.db.selectFrom('kernel.staff as s').select(['s.id', 's.number', 's.login', 's.name', 's.kana', 's.email', 's.closed_at as closedAt', sql<boolean>`s.totp_secret is not null or exists (select 1 from kernel.passkeys k where k.staff_id = s.id)`.as('hasFactor'),
      sql<string>`coalesce((select string_agg(d.name || ' ' || p.title, '、' order by p.rank) from kernel.holdings h join kernel.posts p on p.id = h.post_id join kernel.departments d on d.id = p.department_id where h.staff_id = s.id and h.valid_from <= ${ctx.today} and (h.valid_to is null or h.valid_to > ${ctx.today})), '')`.as('posts'),
      sql<string>`coalesce((select string_agg(r.name, '、' order by r.code) from kernel.staff_roles g join kernel.roles r on r.id = g.role_id where g.staff_id = s.id and g.valid_from <= ${ctx.today} and (g.valid_to is null or g.valid_to > ${ctx.today})), '')`.as('roles')]);
    if (input.state === 'active') rows = rows.where('s.closed_at', 'is', null);
    if (input.state === 'closed') rows = rows.where('s.closed_at', 'is not', null);
    if (input.q !== '') {
      rows = rows.where((eb) => eb.or([eb('s.number', '=', input.q), eb('s.login', 'like', `${input.q.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`), eb('s.name', 'like', like(input.q)), eb('s.kana', 'like', like(toHiragana(input.q))), eb('s.kana', 'like', like(toKatakana(input.q)))]));
    }
    if (input.after !== null) rows = rows.where('s.number', '>', input.after);
    const found = await rows.orderBy('s.number').limit(limit + 1).execute();
    const people = found.slice(0, limit);
    return { people, next: found.length > limit ? (people.at(-1)?.number ?? null) : null };
  },
});

export const person = query({
  name: 'operations.person',
  title: { ja: '職員一人の登録', en: 'A member of staff' },
  input: z.object({ staff: idField({ ja: '職員', en: 'Member of staff' }) }),
  allow: [staff('operations.accounts'), staff('operations.roles'), staff('operations.organization')],
  personal: true,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('kernel.staff as s').select(['s.id', 's.number', 's.login', 's.name', 's.kana', 's.email', 's.created_at as createdAt', 's.closed_at as closedAt', sql<boolean>`s.password_hash is not null`.as('hasPassword'), sql<boolean>`s.totp_secret is not null`.as('hasTotp'),
      sql<number>`(select count(*) from kernel.passkeys k where k.staff_id = s.id)`.as('passkeys'), sql<number>`(select count(*) from kernel.staff_sessions k where k.staff_id = s.id and k.expires_at > ${ctx.now})`.as('sessions')]).where('s.id', '=', input.staff).executeTakeFirst();
    if (!row) return null;
    ctx.shown(`staff:${row.id}`);
    const [posts, roles] = await Promise.all([
      ctx.db.selectFrom('kernel.holdings as h').innerJoin('kernel.posts as p', 'p.id', 'h.post_id').innerJoin('kernel.departments as d', 'd.id', 'p.department_id')
        .select(['h.id', 'd.id as departmentId', 'd.name as department', 'p.title', 'h.manner', 'h.valid_from as from', 'h.valid_to as to']).where('h.staff_id', '=', row.id).orderBy('h.valid_from', 'desc').limit(100).execute(),
      ctx.db.selectFrom('kernel.staff_roles as g').innerJoin('kernel.roles as r', 'r.id', 'g.role_id').select(['g.id', 'r.id as roleId', 'r.name', 'g.scope', 'g.valid_from as from', 'g.valid_to as to']).where('g.staff_id', '=', row.id).orderBy('g.valid_from', 'desc').limit(200).execute(),
    ]);
    return { ...row, posts, roles };
  },
});

export const roleList = query({
  name: 'operations.roleList',
  title: { ja: '役割の一覧', en: 'Roles' },
  input: z.object({}),
  allow: [staff('operations.roles'), staff('operations.accounts'), staff('operations.tokens'), staff('operations.audit')],
  run: async (ctx) => {
    const [roles, permissions] = await Promise.all([
      ctx.db.selectFrom('kernel.roles as r').select(['r.id', 'r.code', 'r.name', 'r.note', 'r.version',
        sql<number>`(select count(distinct g.staff_id) from kernel.staff_roles g where g.role_id = r.id and g.valid_from <= ${ctx.today} and (g.valid_to is null or g.valid_to > ${ctx.today}))`.as('people'),
        sql<number>`(select count(*) from kernel.post_roles g where g.role_id = r.id)`.as('posts')]).orderBy('r.code').limit(500).execute(),
      ctx.db.selectFrom('kernel.role_permissions').select(['role_id', 'permission']).execute(),
    ]);
    const byRole = Map.groupBy(permissions, (row) => row.role_id);
    return roles.map((role) => ({ ...role, permissions: (byRole.get(role.id) ?? []).map((row) => row.permission) }));
  },
});

export const organizationTree = query({
  name: 'operations.organizationTree',
  title: { ja: '組織', en: 'The organisation' },
  input: z.object({}),
  allow: [staff('operations.organization'), staff('operations.accounts'), staff('operations.roles')],
  run: (ctx) => ctx.db.selectFrom('kernel.departments as d').select(['d.id', 'd.code', 'd.name', 'd.kana', 'd.parent_id as parent', 'd.valid_from as from', 'd.valid_to as to',
    sql<number>`(select count(*) from kernel.posts p where p.department_id = d.id)`.as('posts'),
    sql<number>`(select count(distinct h.staff_id) from kernel.holdings h join kernel.posts p on p.id = h.post_id where p.department_id = d.id and h.valid_from <= ${ctx.today} and (h.valid_to is null or h.valid_to > ${ctx.today}))`.as('people')])
    .orderBy('d.code').limit(2000).execute(),
});

export const department = query({
  name: 'operations.department',
  title: { ja: '所属と配置', en: 'A department' },
  input: z.object({ department: idField({ ja: '所属', en: 'Department' }) }),
  allow: [staff('operations.organization'), staff('operations.accounts'), staff('operations.roles')],
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('kernel.departments').select(['id', 'code', 'name', 'kana', 'parent_id as parent', 'valid_from as from', 'valid_to as to']).where('id', '=', input.department).executeTakeFirst();
    if (!row) return null;
    const open = sql<SqlBool>`(h.valid_to is null or h.valid_to > ${ctx.today})`;
    const [posts, holdings, roles] = await Promise.all([
      ctx.db.selectFrom('kernel.posts').select(['id', 'code', 'title', 'rank']).where('department_id', '=', row.id).orderBy('rank').orderBy('code').limit(500).execute(),
      ctx.db.selectFrom('kernel.holdings as h').innerJoin('kernel.posts as p', 'p.id', 'h.post_id').innerJoin('kernel.staff as s', 's.id', 'h.staff_id')
        .select(['h.id', 'h.post_id as post', 's.id as staff', 's.name', 's.number', 'h.manner', 'h.valid_from as from', 'h.valid_to as to']).where('p.department_id', '=', row.id).where(open).orderBy('h.valid_from').limit(2000).execute(),
      ctx.db.selectFrom('kernel.post_roles as g').innerJoin('kernel.posts as p', 'p.id', 'g.post_id').innerJoin('kernel.roles as r', 'r.id', 'g.role_id').select(['g.id', 'g.post_id as post', 'r.name', 'g.scope']).where('p.department_id', '=', row.id).limit(1000).execute(),
    ]);
    return { ...row, posts: posts.map((post) => ({ ...post, holders: holdings.filter((holding) => holding.post === post.id), roles: roles.filter((role) => role.post === post.id) })) };
  },
});
