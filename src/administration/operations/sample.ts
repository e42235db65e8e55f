/** The sample city's organisation, its people in their posts, its roles, and the logins shown at the office's door. */
import type { Actor } from '../../kernel/actor.ts';
import { assignPost, createDepartment, createPost } from '../../kernel/identity/organization.ts';
import { createStaff } from '../../kernel/identity/people.ts';
import { createRole, giveRole } from '../../kernel/identity/roles.ts';
import { samplePassword } from '../../kernel/identity/sample-people.ts';
import { conflictsIn } from '../../kernel/permissions/permissions.ts';
import { allPermissions } from '../../kernel/registry.ts';
import type { SampleContext, SampleStep } from '../../kernel/sample.ts';

interface Organization {
  readonly departments: readonly { readonly code: string; readonly parent: string | null; readonly name: { readonly ja: string }; readonly kana: string; readonly posts: Readonly<Record<string, number>> }[];
  readonly posts: readonly { readonly code: string; readonly title: { readonly ja: string }; readonly rank: number }[];
  readonly staff: { readonly firstNumber: number };
}
interface People {
  readonly familyNames: readonly { readonly name: string; readonly kana: string }[];
  readonly givenNames: readonly { readonly name: string; readonly kana: string }[];
}
interface Logins {
  readonly password: string;
  readonly roles: readonly { readonly code: string; readonly name: string; readonly note: string }[];
  readonly staff: readonly {
    readonly number: string; readonly login: string; readonly name: string; readonly kana: string; readonly department: string; readonly post: string;
    readonly roles: readonly string[]; readonly scope?: readonly string[]; readonly totp?: string;
  }[];
}

const SINCE = '2026-04-01';
const house: Actor = { kind: 'system', id: 'sample' };
/** The city's first administrator: the sample's own hand, with what an administrator may. */
const founder: Actor = {
  kind: 'staff', id: '00000000-0000-7000-8000-000000000001', name: '初期設定', device: 'sample', strong: true,
  grants: ['operations.accounts', 'operations.roles', 'operations.organization'].map((permission) => ({ permission, scope: null })),
};

/** Each suggested bundle as a role; the first of two permissions that must not meet in one hand stays. */
async function makeRoles(ctx: SampleContext, logins: Logins): Promise<ReadonlyMap<string, string>> {
  const known = allPermissions();
  const made = new Map<string, string>();
  for (const role of logins.roles) {
    const bundle: string[] = [];
    for (const [name, permission] of Object.entries(known)) {
      if (permission.suggested?.includes(role.code) && conflictsIn([...bundle, name], known).length === 0) bundle.push(name);
    }
    made.set(role.code, (await ctx.must(founder, createRole, { ...role, permissions: bundle }, `role:${role.code}`)).role);
  }
  return made;
}

async function makeDepartments(ctx: SampleContext, organization: Organization): Promise<ReadonlyMap<string, string>> {
  const made = new Map<string, string>();
  for (const one of organization.departments) {
    const parent = one.parent === null ? '' : (made.get(one.parent) ?? '');
    const { department } = await ctx.must(founder, createDepartment, { code: one.code, name: one.name.ja, kana: one.kana, parent, from: SINCE }, `department:${one.code}`);
    made.set(one.code, department);
  }
  return made;
}

/** The seats of one department, in the order of rank: one post for each seat. */
function seatsOf(organization: Organization, department: Organization['departments'][number]) {
  return organization.posts.flatMap((post) => Array.from({ length: department.posts[post.code] ?? 0 }, (_, index) => ({ code: `${department.code}-${post.code}-${index + 1}`, title: post.title.ja, rank: post.rank, kind: post.code })));
}

async function fillSeats(ctx: SampleContext, organization: Organization, departments: ReadonlyMap<string, string>): Promise<void> {
  const { familyNames, givenNames } = ctx.data<People>('people.json');
  const pick = <T>(list: readonly T[]): T | undefined => list[ctx.dice(list.length)];
  let number = organization.staff.firstNumber;
  for (const [index, department] of organization.departments.entries()) {
    for (const seat of seatsOf(organization, department)) {
      const { post } = await ctx.must(founder, createPost, { department: departments.get(department.code), code: seat.code, title: seat.title, rank: seat.rank, parent: '' }, `post:${seat.code}`);
      const [family, given] = [pick(familyNames), pick(givenNames)];
      if (!family || !given) continue;
      const { staff } = await ctx.must(founder, createStaff, { number: String(number), login: `y${number}`, name: `${family.name} ${given.name}`, kana: `${family.kana} ${given.kana}`, email: '' }, `staff:${number}`);
      await ctx.must(founder, assignPost, { post, staff, manner: 'regular', from: SINCE, to: '' }, `seat:${seat.code}`);
      number += 1;
    }
    ctx.progress(index + 1, organization.departments.length);
  }
}

async function makeLogins(ctx: SampleContext, organization: Organization, logins: Logins, departments: ReadonlyMap<string, string>, roles: ReadonlyMap<string, string>): Promise<void> {
  for (const { totp, ...person } of logins.staff) {
    const { staff } = await ctx.must(founder, createStaff, { number: person.number, login: person.login, name: person.name, kana: person.kana, email: `${person.login}@city.example.jp` }, `login:${person.login}`);
    await ctx.must(house, samplePassword, { login: person.login, password: logins.password, totp: totp ?? '' }, `password:${person.login}`);
    const kind = organization.posts.find((post) => post.code === person.post);
    const { post } = await ctx.must(founder, createPost, { department: departments.get(person.department), code: `${person.department}-LOGIN-${person.login}`, title: kind?.title.ja ?? '主事', rank: kind?.rank ?? 60, parent: '' }, `post:${person.login}`);
    await ctx.must(founder, assignPost, { post, staff, manner: 'regular', from: SINCE, to: '' }, `seat:${person.login}`);
    for (const role of person.roles) await ctx.must(founder, giveRole, { staff, role: roles.get(role), scope: person.scope ?? [], from: SINCE, to: '' }, `role:${person.login}:${role}`);
  }
}

export const sample: readonly SampleStep[] = [{
  name: 'operations.organization',
  title: '組織と職員',
  order: 10,
  async run(ctx) {
    const organization = ctx.data<Organization>('organization.json');
    const logins = ctx.data<Logins>('logins.json');
    const departments = await makeDepartments(ctx, organization);
    const roles = await makeRoles(ctx, logins);
    await makeLogins(ctx, organization, logins, departments, roles);
    // A tiny city has only the people whose logins are shown.
    if (ctx.size !== 'tiny') await fillSeats(ctx, organization, departments);
  },
}];
