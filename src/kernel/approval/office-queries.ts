/** What the pages around the desk show: who is away, who deputises for whom. */
import { z } from 'zod';
import { anyStaff, staff } from '../actor.ts';
import { boolField, textField, withDefault } from '../fields.ts';
import { query } from './acts.ts';
import { namesOf, organizationAt } from './house-organization.ts';
import { holdersOf } from './rules/organization.ts';

const MOST = 500;

/** Absences that are or will be: the own ones, and everybody's for the office that asks for them. */
export const absences = query({
  name: 'approval.absences', title: { ja: '不在の登録', en: 'Absences' }, input: z.object({ everybody: withDefault(boolField({ ja: '全員', en: 'Everybody' }), false) }), allow: [anyStaff('自分の不在。ほかの人の分は決裁の事務だけ')],
  async run(ctx, input) {
    if (ctx.actor.kind !== 'staff') return [];
    const me = ctx.actor.id;
    let rows = ctx.db.selectFrom('kernel.absences as a').innerJoin('kernel.staff as s', 's.id', 'a.staff_id').select(['a.id', 'a.staff_id as staff', 's.name', 's.number', 'a.from_at as from', 'a.to_at as to', 'a.reason', 'a.source', 'a.registered_by as by'])
      .where('a.cancelled_at', 'is', null).where('a.to_at', '>', ctx.now);
    if (!(input.everybody && ctx.may('approval.office'))) rows = rows.where('a.staff_id', '=', me);
    const found = await rows.orderBy('a.from_at').orderBy('a.id').limit(MOST).execute();
    return found.map(({ by, ...row }) => ({ ...row, mine: row.staff === me, byAnother: by !== `staff:${row.staff}` }));
  },
});

/** 代決の順位, post by post, with who holds them today. Posts without anybody in the order are named too. */
export const deputyOrders = query({
  name: 'approval.deputyOrders', title: { ja: '代決者の順位', en: 'The order of deputies' }, input: z.object({}), allow: [anyStaff('代決の順位は訓令で定まり、職員はだれでも見られる')],
  async run(ctx) {
    const organization = await organizationAt(ctx.db, ctx.now);
    const orders = await ctx.db.selectFrom('kernel.deputies').select(['id', 'post_id as post', 'deputy_post_id as deputy', 'order_no as order', 'valid_from as from', 'valid_to as to']).where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', ctx.today)])).orderBy('order_no').orderBy('valid_from').execute();
    const holder = (post: string) => holdersOf(organization, post)[0]?.staff ?? null;
    const names = await namesOf(ctx.db, organization.posts.map((post) => holder(post.id)));
    const titles = new Map(organization.posts.map((post) => [post.id, post.title]));
    const departments = new Map(organization.departments.map((one) => [one.id, one.name]));
    const named = (post: string) => names.get(holder(post) ?? '') ?? null;
    return organization.posts.toSorted((a, b) => a.rank - b.rank || (a.code < b.code ? -1 : 1)).map((post) => ({
      id: post.id, code: post.code, title: post.title, rank: post.rank, department: departments.get(post.department) ?? '', holder: named(post.id),
      deputies: orders.filter((one) => one.post === post.id).map((one) => ({ ...one, title: titles.get(one.deputy) ?? '', holder: named(one.deputy) })),
    }));
  },
});

/** Whom the office means: by staff number, login or the whole name; closed accounts are left out. */
export const findStaff = query({
  name: 'approval.findStaff', title: { ja: '職員をさがす', en: 'Find a member of staff' }, input: z.object({ q: textField({ ja: '職員番号・氏名', en: 'Number or name' }, { max: 60, numbers: true }) }), allow: [staff('approval.office')],
  async run(ctx, input) {
    const asked = input.q.trim();
    return ctx.db.selectFrom('kernel.staff').select(['id', 'name', 'number']).where('closed_at', 'is', null).where((eb) => eb.or([eb('number', '=', asked), eb('login', '=', asked.toLowerCase()), eb('name', '=', asked)])).limit(10).execute();
  },
});
