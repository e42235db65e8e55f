/** A small system for the kernel's own tests: tables that count what really happened, and commands that do and fail on purpose. */
import { z } from 'zod';
import { actsOf, eventType } from './act.ts';
import { anyone, staff, system } from './actor.ts';
import { intField, optional, textField } from './fields.ts';
import { logTo } from './log.ts';
import { done, refuse } from './outcome.ts';
import { paymentPermissions } from './payments/permissions.ts';
import { definePermissions } from './permissions/permissions.ts';
import { registerSystems } from './registry.ts';
import { defineSystem, type System } from './system.ts';
import { testCity, type TestCity } from './testing.ts';

export interface ProbeTables {
  readonly 'probe.things': { readonly id: string; readonly name: string; readonly by: string };
}

export const { command, query } = actsOf<ProbeTables>();
export const label = { ja: '名前', en: 'Name' };
const open = anyone('試験のため');
export const added = eventType('probe.added', z.object({ name: z.string() }));

const NameTaken = { status: 409, field: 'name', ja: () => 'その名前は、もう使われています。', en: () => 'That name is taken.' };

/** Adds a row and says so. The unique constraint is the only guard, so the race is the ordinary case. */
export const add = command({
  name: 'probe.add',
  title: { ja: '加える', en: 'Add' },
  input: z.object({ name: textField(label, { max: 80 }), password: optional(textField(label, { max: 40 })) }),
  allow: [open, system],
  refusals: { NameTaken },
  secret: ['password'],
  async run(ctx, input) {
    const id = ctx.newId();
    await ctx.db.insertInto('probe.things').values({ id, name: input.name, by: ctx.actor.kind }).execute();
    ctx.audit({ subject: `thing:${id}` });
    ctx.emit(added, { name: input.name });
    return done({ id, name: input.name });
  },
});

const Unwanted = { ja: () => 'これは受け付けていません。', en: () => 'This is not accepted.' };

/** Writes, and then refuses. */
export const addAndRefuse = command({
  name: 'probe.addAndRefuse',
  title: { ja: '加えて断る', en: 'Add and refuse' },
  input: z.object({ name: textField(label, { max: 40 }) }),
  allow: [open],
  refusals: { Unwanted },
  async run(ctx, input) {
    await ctx.db.insertInto('probe.things').values({ id: ctx.newId(), name: input.name, by: 'refused' }).execute();
    ctx.emit(added, { name: input.name });
    ctx.audit({ subject: `name:${input.name}` });
    return refuse('Unwanted');
  },
});

/** Calls three others: one that refuses, one that runs into a constraint, one that does. */
export const nest = command({
  name: 'probe.nest',
  title: { ja: '重ねる', en: 'Nest' },
  input: z.object({ name: textField(label, { max: 30 }) }),
  allow: [open],
  async run(ctx, input) {
    const first = await ctx.call(add, { name: `${input.name}-1` });
    const refused = await ctx.call(addAndRefuse, { name: `${input.name}-2` });
    const taken = await ctx.call(add, { name: `${input.name}-1` });
    const last = await ctx.call(add, { name: `${input.name}-3` });
    return done([first, refused, taken, last].map((one) => (one.ok ? 'done' : one.refused)));
  },
});

export const guarded = command({
  name: 'probe.guarded',
  title: { ja: '許しがいる', en: 'Guarded' },
  input: z.object({ count: intField(label, { min: 1, max: 9 }) }),
  allow: [staff('probe.use')],
  async run(_, input) {
    return done(input.count * 2);
  },
});

export const count = query({
  name: 'probe.count',
  title: { ja: '数える', en: 'Count' },
  input: z.object({ name: optional(textField(label, { max: 40 })) }),
  allow: [open],
  async run(ctx, input) {
    let rows = ctx.db.selectFrom('probe.things').select((eb) => eb.fn.countAll<number>().as('count'));
    if (input.name !== null) rows = rows.where('name', '=', input.name);
    return (await rows.executeTakeFirstOrThrow()).count;
  },
});

export const probePermissions = definePermissions({ 'probe.use': { label: { ja: '使う', en: 'Use' } }, 'probe.strong': { label: { ja: '強い', en: 'Strong' }, strong: true } });

export type ProbeParts = Partial<Pick<System, 'jobs' | 'hears' | 'pages' | 'routes' | 'menu'>> & { readonly commands?: Readonly<Record<string, unknown>> };

/** A system made of the probe's commands and these parts. */
export function probeSystem(parts: ProbeParts = {}): System {
  const { pages = [], commands = {}, menu = [], ...rest } = parts;
  return defineSystem({
    name: 'probe', title: { ja: '試験', en: 'Probe' }, pillar: 'administration', faces: ['citizen', 'staff'], dependsOn: [], personal: null, permissions: { ...probePermissions, ...paymentPermissions },
    commands: { add, addAndRefuse, nest, guarded, ...commands }, queries: { count }, pages: { ...pages }, menu, ...rest,
  });
}

export const PROBE_TABLES = `
create schema probe;
create table probe.things (id uuid primary key, name text not null, by text not null, constraint things_name_taken unique (name));
select kernel.protect('probe.things', citizen => '{select,insert,update}', staff => '{select,insert,update}');`;

/** A city with the probe in it. */
export async function probeCity(parts: ProbeParts = {}, options: Parameters<typeof testCity>[0] = {}): Promise<TestCity> {
  registerSystems([probeSystem(parts)]);
  const house = await testCity(options);
  const { default: pg } = await import('pg');
  const owner = new pg.Client(house.connect('owner'));
  await owner.connect();
  await owner.query(PROBE_TABLES);
  await owner.end();
  return house;
}

/** Runs a statement as the owner, past every guard of the kernel. */
export async function asOwner<Row>(house: TestCity, sql: string, values: unknown[] = []): Promise<readonly Row[]> {
  const { default: pg } = await import('pg');
  const owner = new pg.Client(house.connect('owner'));
  await owner.connect();
  try {
    return (await owner.query(sql, values)).rows;
  } finally {
    await owner.end();
  }
}

/** Reads rows as staff. */
export async function rows<Row>(house: TestCity, sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
  return house.city.staffDb.use(async (connection) => (await connection.run<Row>(sql, values)).rows);
}

/** What the kernel logs while the work runs, instead of on the console: failures here are on purpose. */
export async function quietly<T>(work: () => Promise<T>): Promise<readonly [T, readonly string[]]> {
  const lines: string[] = [];
  logTo((line) => void lines.push(line));
  try {
    return [await work(), lines];
  } finally {
    logTo((line) => void process.stderr.write(line));
  }
}
