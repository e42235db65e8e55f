/** 組織: departments, the posts in them, and who is in which post from when to when. Dates are half-open: the end is the first day without. */
import { z } from 'zod';
import { staff } from '../actor.ts';
import { choiceField, codeField, dateField, idField, intField, kanaField, optional, textField } from '../fields.ts';
import { done, type Outcome, refuse } from '../outcome.ts';
import { command } from './acts.ts';
import { labels, refusals } from './messages.ts';
import { refuseMixedDuties } from './separation.ts';

const organize = [staff('operations.organization')];

/** 本務, 兼務, 職務代理, 代決. */
export const manners = ['regular', 'concurrent', 'acting', 'deputy'] as const;

export const createDepartment = command({
  name: 'identity.createDepartment',
  title: { ja: '所属を作る', en: 'Create a department' },
  input: z.object({ code: codeField(labels.departmentCode, 30), name: textField(labels.departmentName, { max: 60 }), kana: kanaField(labels.kana), parent: optional(idField(labels.parent)), from: dateField(labels.from) }),
  allow: organize,
  refusals: { CodeInUse: refusals.CodeInUse },
  async run(ctx, input) {
    if (input.parent !== null && !(await ctx.db.selectFrom('kernel.departments').select('id').where('id', '=', input.parent).executeTakeFirst())) return refuse('NotFound');
    const row = await ctx.db.insertInto('kernel.departments').values({ id: ctx.newId(), code: input.code, name: input.name, kana: input.kana, parent_id: input.parent, valid_from: input.from, valid_to: null })
      .onConflict((conflict) => conflict.column('code').doNothing()).returning('id').executeTakeFirst();
    if (!row) return refuse('CodeInUse');
    ctx.audit({ subject: `department:${row.id}` });
    return done({ department: row.id });
  },
});

export const renameDepartment = command({
  name: 'identity.renameDepartment',
  title: { ja: '所属の名前を変える', en: 'Rename a department' },
  input: z.object({ department: idField(labels.department), name: textField(labels.departmentName, { max: 60 }), kana: kanaField(labels.kana) }),
  allow: organize,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('kernel.departments').select('name').where('id', '=', input.department).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    await ctx.db.updateTable('kernel.departments').set({ name: input.name, kana: input.kana }).where('id', '=', input.department).execute();
    ctx.audit({ subject: `department:${input.department}`, before: row.name });
    return done({});
  },
});

export const closeDepartment = command({
  name: 'identity.closeDepartment',
  title: { ja: '所属を廃止する', en: 'Close a department' },
  input: z.object({ department: idField(labels.department), day: dateField(labels.day) }),
  allow: organize,
  refusals: { StillHasPeople: refusals.StillHasPeople, PeriodBackwards: refusals.PeriodBackwards },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'StillHasPeople' | 'PeriodBackwards' | 'NotFound'>> {
    const row = await ctx.db.selectFrom('kernel.departments').select('valid_from').where('id', '=', input.department).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (Temporal.PlainDate.compare(input.day, row.valid_from) <= 0) return refuse('PeriodBackwards', { field: 'day' });
    const people = await ctx.db.selectFrom('kernel.holdings').innerJoin('kernel.posts', 'kernel.posts.id', 'kernel.holdings.post_id').select('kernel.holdings.id')
      .where('kernel.posts.department_id', '=', input.department).where((eb) => eb.or([eb('kernel.holdings.valid_to', 'is', null), eb('kernel.holdings.valid_to', '>', input.day)])).limit(1).execute();
    if (people.length > 0) return refuse('StillHasPeople');
    await ctx.db.updateTable('kernel.departments').set({ valid_to: input.day }).where('id', '=', input.department).execute();
    ctx.audit({ subject: `department:${input.department}` });
    return done({});
  },
});

export const createPost = command({
  name: 'identity.createPost',
  title: { ja: '職を作る', en: 'Create a post' },
  input: z.object({ department: idField(labels.department), code: codeField(labels.postCode, 40), title: textField(labels.postTitle, { max: 60 }), rank: intField(labels.rank, { min: 0, max: 1000 }), parent: optional(idField(labels.parent)) }),
  allow: organize,
  refusals: { CodeInUse: refusals.CodeInUse },
  async run(ctx, input) {
    const department = await ctx.db.selectFrom('kernel.departments').select('id').where('id', '=', input.department).executeTakeFirst();
    const parent = input.parent === null ? null : await ctx.db.selectFrom('kernel.posts').select('id').where('id', '=', input.parent).executeTakeFirst();
    if (!department || parent === undefined) return refuse('NotFound');
    const row = await ctx.db.insertInto('kernel.posts').values({ id: ctx.newId(), department_id: department.id, code: input.code, title: input.title, rank: input.rank, parent_id: input.parent })
      .onConflict((conflict) => conflict.column('code').doNothing()).returning('id').executeTakeFirst();
    if (!row) return refuse('CodeInUse');
    ctx.audit({ subject: `post:${row.id}` });
    return done({ post: row.id });
  },
});

export const assignPost = command({
  name: 'identity.assignPost',
  title: { ja: '職員を職に就ける', en: 'Assign a post' },
  input: z.object({ post: idField(labels.post), staff: idField(labels.person), manner: choiceField(labels.manner, manners), from: dateField(labels.from), to: optional(dateField(labels.to)) }),
  allow: organize,
  refusals: { PostTaken: refusals.PostTaken, PeriodBackwards: refusals.PeriodBackwards, ConflictingPermissions: refusals.ConflictingPermissions },
  async run(ctx, input): Promise<Outcome<{ holding: string }, 'ConflictingPermissions' | 'PostTaken' | 'PeriodBackwards' | 'NotFound'>> {
    if (input.to && Temporal.PlainDate.compare(input.to, input.from) <= 0) return refuse('PeriodBackwards');
    const post = await ctx.db.selectFrom('kernel.posts').select('id').where('id', '=', input.post).executeTakeFirst();
    const person = await ctx.db.selectFrom('kernel.staff').select('id').where('id', '=', input.staff).where('closed_at', 'is', null).executeTakeFirst();
    if (!post || !person) return refuse('NotFound');
    const id = ctx.newId();
    // The exclusion constraint holdings_post_taken answers PostTaken.
    await ctx.db.insertInto('kernel.holdings').values({ id, post_id: post.id, staff_id: person.id, manner: input.manner, valid_from: input.from, valid_to: input.to }).execute();
    const mixed = await refuseMixedDuties(ctx, { staff: person.id });
    if (mixed) return mixed;
    ctx.audit({ subject: `staff:${person.id}`, post: post.id });
    return done({ holding: id });
  },
});

export const endHolding = command({
  name: 'identity.endHolding',
  title: { ja: '職から外す', en: 'End a holding' },
  input: z.object({ holding: idField(labels.holding), day: dateField(labels.day) }),
  allow: organize,
  refusals: { PeriodBackwards: refusals.PeriodBackwards, PostTaken: refusals.PostTaken },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'PeriodBackwards' | 'PostTaken' | 'NotFound'>> {
    const row = await ctx.db.selectFrom('kernel.holdings').select(['staff_id', 'valid_from']).where('id', '=', input.holding).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (Temporal.PlainDate.compare(input.day, row.valid_from) <= 0) return refuse('PeriodBackwards', { field: 'day' });
    await ctx.db.updateTable('kernel.holdings').set({ valid_to: input.day }).where('id', '=', input.holding).execute();
    ctx.audit({ subject: `staff:${row.staff_id}` });
    return done({});
  },
});
