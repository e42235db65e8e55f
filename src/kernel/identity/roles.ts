/** Roles are a city's own bundles of permissions; they are given to a person for a time, or belong to a post. */
import { z } from 'zod';
import type { CommandContext } from '../act.ts';
import { staff } from '../actor.ts';
import { codeField, dateField, idField, intField, listField, optional, textField } from '../fields.ts';
import { done, type Outcome, refuse } from '../outcome.ts';
import { allPermissions } from '../registry.ts';
import { command, type IdentityTables } from './acts.ts';
import { labels, refusals } from './messages.ts';
import { pairsIn, refuseMixedDuties } from './separation.ts';

const administer = [staff('operations.roles')];
const MOST_PERMISSIONS = 1000;
const MOST_SCOPES = 200;

const permissionList = listField(labels.permissions, codeField(labels.permissions, 120), { max: MOST_PERMISSIONS });
const scopeList = listField(labels.scope, codeField(labels.scope, 120), { max: MOST_SCOPES });

type BadBundle = 'UnknownPermission' | 'ConflictingPermissions';

function checkBundle(bundle: readonly string[]): Outcome<never, BadBundle> | null {
  const known = allPermissions();
  if (bundle.some((name) => !known[name])) return refuse('UnknownPermission');
  const pairs = pairsIn(bundle);
  return pairs === '' ? null : refuse('ConflictingPermissions', { pairs });
}

async function putPermissions(ctx: CommandContext<IdentityTables>, role: string, bundle: readonly string[]): Promise<void> {
  await ctx.db.deleteFrom('kernel.role_permissions').where('role_id', '=', role).execute();
  const unique = [...new Set(bundle)];
  if (unique.length > 0) await ctx.db.insertInto('kernel.role_permissions').values(unique.map((permission) => ({ role_id: role, permission }))).execute();
}

export const createRole = command({
  name: 'identity.createRole',
  title: { ja: '役割を作る', en: 'Create a role' },
  input: z.object({ code: codeField(labels.roleCode, 40), name: textField(labels.roleName, { max: 60 }), note: optional(textField(labels.note, { max: 300, lines: true })), permissions: permissionList }),
  allow: administer,
  refusals: { CodeInUse: refusals.CodeInUse, UnknownPermission: refusals.UnknownPermission, ConflictingPermissions: refusals.ConflictingPermissions },
  async run(ctx, input): Promise<Outcome<{ role: string }, BadBundle | 'CodeInUse'>> {
    const wrong = checkBundle(input.permissions);
    if (wrong) return wrong;
    const id = ctx.newId();
    const row = await ctx.db.insertInto('kernel.roles').values({ id, code: input.code, name: input.name, note: input.note ?? '' }).onConflict((conflict) => conflict.column('code').doNothing()).returning('id').executeTakeFirst();
    if (!row) return refuse('CodeInUse');
    await putPermissions(ctx, id, input.permissions);
    ctx.audit({ subject: `role:${id}` });
    return done({ role: id });
  },
});

export const changeRole = command({
  name: 'identity.changeRole',
  title: { ja: '役割を変える', en: 'Change a role' },
  input: z.object({ role: idField(labels.role), version: intField(labels.version, { min: 1 }), name: textField(labels.roleName, { max: 60 }), note: optional(textField(labels.note, { max: 300, lines: true })), permissions: permissionList }),
  allow: administer,
  refusals: { UnknownPermission: refusals.UnknownPermission, ConflictingPermissions: refusals.ConflictingPermissions },
  async run(ctx, input): Promise<Outcome<Record<string, never>, BadBundle | 'Conflict' | 'NotFound'>> {
    const wrong = checkBundle(input.permissions);
    if (wrong) return wrong;
    const before = await ctx.db.selectFrom('kernel.roles').select('version').where('id', '=', input.role).forUpdate().executeTakeFirst();
    if (!before) return refuse('NotFound');
    if (before.version !== input.version) return refuse('Conflict');
    const held = await ctx.db.selectFrom('kernel.role_permissions').select('permission').where('role_id', '=', input.role).orderBy('permission').execute();
    await ctx.db.updateTable('kernel.roles').set({ name: input.name, note: input.note ?? '', version: before.version + 1 }).where('id', '=', input.role).execute();
    await putPermissions(ctx, input.role, input.permissions);
    const mixed = await refuseMixedDuties(ctx, { role: input.role });
    if (mixed) return mixed;
    ctx.audit({ subject: `role:${input.role}`, before: held.map((row) => row.permission) });
    return done({});
  },
});

export const deleteRole = command({
  name: 'identity.deleteRole',
  title: { ja: '役割を消す', en: 'Delete a role' },
  input: z.object({ role: idField(labels.role) }),
  allow: administer,
  refusals: { RoleInUse: refusals.RoleInUse },
  async run(ctx, input) {
    const [people, posts, tokens] = await Promise.all([
      ctx.db.selectFrom('kernel.staff_roles').select('id').where('role_id', '=', input.role).limit(1).execute(),
      ctx.db.selectFrom('kernel.post_roles').select('id').where('role_id', '=', input.role).limit(1).execute(),
      ctx.db.selectFrom('kernel.api_tokens').select('name').where('role_id', '=', input.role).limit(1).execute(),
    ]);
    if (people.length + posts.length + tokens.length > 0) return refuse('RoleInUse');
    const row = await ctx.db.deleteFrom('kernel.roles').where('id', '=', input.role).returning('code').executeTakeFirst();
    if (!row) return refuse('NotFound');
    ctx.audit({ subject: `role:${input.role}`, code: row.code });
    return done({});
  },
});

export const giveRole = command({
  name: 'identity.giveRole',
  title: { ja: '職員に役割を付ける', en: 'Give a role' },
  input: z.object({ staff: idField(labels.person), role: idField(labels.role), scope: scopeList, from: dateField(labels.from), to: optional(dateField(labels.to)) }),
  allow: administer,
  refusals: { NotYourself: refusals.NotYourself, PeriodBackwards: refusals.PeriodBackwards, ConflictingPermissions: refusals.ConflictingPermissions, UnknownPermission: refusals.UnknownPermission },
  async run(ctx, input): Promise<Outcome<{ given: string }, BadBundle | 'NotYourself' | 'PeriodBackwards' | 'NotFound'>> {
    if (ctx.actor.kind === 'staff' && ctx.actor.id === input.staff) return refuse('NotYourself');
    if (input.to && Temporal.PlainDate.compare(input.to, input.from) <= 0) return refuse('PeriodBackwards');
    const person = await ctx.db.selectFrom('kernel.staff').select('id').where('id', '=', input.staff).where('closed_at', 'is', null).forUpdate().executeTakeFirst();
    const role = await ctx.db.selectFrom('kernel.roles').select('id').where('id', '=', input.role).executeTakeFirst();
    if (!person || !role) return refuse('NotFound');
    const id = ctx.newId();
    await ctx.db.insertInto('kernel.staff_roles').values({ id, staff_id: person.id, role_id: role.id, scope: input.scope.length > 0 ? input.scope : null, valid_from: input.from, valid_to: input.to }).execute();
    const mixed = await refuseMixedDuties(ctx, { staff: person.id });
    if (mixed) return mixed;
    ctx.audit({ subject: `staff:${person.id}` });
    return done({ given: id });
  },
});

/** Ends today; what was given for a later day goes altogether. */
export const withdrawRole = command({
  name: 'identity.withdrawRole',
  title: { ja: '職員から役割を外す', en: 'Withdraw a role' },
  input: z.object({ given: idField(labels.role) }),
  allow: administer,
  refusals: { NotYourself: refusals.NotYourself },
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('kernel.staff_roles').select(['staff_id', 'role_id', 'valid_from']).where('id', '=', input.given).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (ctx.actor.kind === 'staff' && ctx.actor.id === row.staff_id) return refuse('NotYourself');
    if (Temporal.PlainDate.compare(row.valid_from, ctx.today) >= 0) await ctx.db.deleteFrom('kernel.staff_roles').where('id', '=', input.given).execute();
    else await ctx.db.updateTable('kernel.staff_roles').set({ valid_to: ctx.today }).where('id', '=', input.given).execute();
    ctx.audit({ subject: `staff:${row.staff_id}`, role: row.role_id });
    return done({});
  },
});

export const giveRoleToPost = command({
  name: 'identity.giveRoleToPost',
  title: { ja: '職に役割を付ける', en: 'Give a role to a post' },
  input: z.object({ post: idField(labels.post), role: idField(labels.role), scope: scopeList }),
  allow: administer,
  refusals: { AlreadyGiven: refusals.AlreadyGiven, ConflictingPermissions: refusals.ConflictingPermissions },
  async run(ctx, input): Promise<Outcome<{ given: string }, 'AlreadyGiven' | 'ConflictingPermissions' | 'NotFound'>> {
    const post = await ctx.db.selectFrom('kernel.posts').select('id').where('id', '=', input.post).executeTakeFirst();
    const role = await ctx.db.selectFrom('kernel.roles').select('id').where('id', '=', input.role).executeTakeFirst();
    if (!post || !role) return refuse('NotFound');
    const row = await ctx.db.insertInto('kernel.post_roles').values({ id: ctx.newId(), post_id: post.id, role_id: role.id, scope: input.scope.length > 0 ? input.scope : null })
      .onConflict((conflict) => conflict.columns(['post_id', 'role_id']).doNothing()).returning('id').executeTakeFirst();
    if (!row) return refuse('AlreadyGiven');
    const mixed = await refuseMixedDuties(ctx, { role: role.id });
    if (mixed) return mixed;
    ctx.audit({ subject: `post:${post.id}` });
    return done({ given: row.id });
  },
});

export const withdrawRoleFromPost = command({
  name: 'identity.withdrawRoleFromPost',
  title: { ja: '職から役割を外す', en: 'Withdraw a role from a post' },
  input: z.object({ given: idField(labels.role) }),
  allow: administer,
  async run(ctx, input) {
    const row = await ctx.db.deleteFrom('kernel.post_roles').where('id', '=', input.given).returning(['post_id', 'role_id']).executeTakeFirst();
    if (!row) return refuse('NotFound');
    ctx.audit({ subject: `post:${row.post_id}`, role: row.role_id });
    return done({});
  },
});
