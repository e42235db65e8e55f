/** さくら市 in a real PostgreSQL: two departments, a system that buys, publishes and grants leave, and rules in force. */
import assert from 'node:assert/strict';
import { z } from 'zod';
import { actsOf, type Command } from '../act.ts';
import { type Actor, anyStaff } from '../actor.ts';
import { choiceField, idField, intField, optional, textField, withDefault, boolField } from '../fields.ts';
import * as organizationActs from '../identity/organization.ts';
import * as people from '../identity/people.ts';
import { done, refuse } from '../outcome.ts';
import { asOwner } from '../probe.fixture.ts';
import { registerSystems } from '../registry.ts';
import { defineSystem, type System } from '../system.ts';
import { staffActor, testCity, type TestCity } from '../testing.ts';
import { caseView, diffCase, explainCase, statistics } from './case-view.ts';
import * as commands from './commands.ts';
import { bulkPreview, desk, waiting } from './desk.ts';
import { editCase, release } from './edits.ts';
import { type ApprovalKind, approvalKind, type Snapshot } from './kinds.ts';
import * as office from './office.ts';
import { approvalPermissions } from './permissions.ts';
import { approvalRefusals } from './refusals.ts';
import { publishSet } from './publish.fixture.ts';
import { disasterReport, previewCase, ruleSetList, ruleSetView } from './rule-queries.ts';
import * as ruleSets from './rule-sets.ts';
import type { RuleSet } from './rules/rule-set.ts';
import { departments, sakura2026, schemas, seats } from './rules/sakura-2026.fixture.ts';
import { openCase, submit } from './submit.ts';
import { morningDigest, noonDigest, passOver, sendDigest, tend, tendJob } from './upkeep.ts';

interface MatterTables {
  readonly 'sakura.matters': { readonly id: string; readonly title: string; readonly purpose: string; readonly amount: number; readonly vendor: string; readonly flags: string; readonly state: string; readonly number: number | null; readonly effects: number };
}
const acts = actsOf<MatterTables>();
const text = { ja: '文字', en: 'Text' };
const open = [anyStaff('試験の業務')];

const withVendor = (code: string) => ({ facts: { ...schemas[code]?.facts, vendor: { type: 'text' as const, label: '相手方' } }, flags: schemas[code]?.flags ?? {} });

function matterKind(code: string, title: string, more: Partial<Parameters<typeof approvalKind<MatterTables>>[0]> = {}): ApprovalKind {
  const numbers = code.startsWith('commitment');
  const schema = code === 'commitment.works' ? withVendor(code) : (schemas[code] ?? { facts: {}, flags: {} });
  const read = async (ctx: Parameters<Parameters<typeof approvalKind<MatterTables>>[0]['snapshot']>[0], subject: string): Promise<Snapshot | null> => {
    const row = await ctx.db.selectFrom('sakura.matters').selectAll().where('id', '=', subject).executeTakeFirst();
    if (!row) return null;
    const values: Snapshot['facts']['values'] = code === 'commitment.works' ? { amount: row.amount, vendor: row.vendor } : numbers ? { amount: row.amount } : {};
    const file = /^添付 ([0-9a-f-]{36})$/.exec(row.purpose)?.[1];
    return { title: row.title, content: { title: row.title, purpose: row.purpose, amount: row.amount }, facts: { values, flags: row.flags === '' ? [] : row.flags.split(' ') }, ...(file === undefined ? {} : { attachments: [file] }) };
  };
  return approvalKind<MatterTables>({
    code, title: { ja: title, en: code }, schema, confidentiality: 'general', snapshot: read, editable: ['purpose'], labels: { title: '件名', purpose: '目的', amount: '金額' },
    summary: (content) => [`件名 ${String(content['title'])}`, `金額 ${String(content['amount'])}円`],
    effects: {
      async onDecided(ctx, decided) {
        const row = await ctx.db.selectFrom('sakura.matters').select(['purpose']).where('id', '=', decided.subject).executeTakeFirstOrThrow();
        if (row.purpose === '予算なし') return { refused: { ja: '予算の残りが足りません', en: 'the budget is exhausted' } };
        const number = await ctx.nextNumber('sakura.voucher');
        await ctx.db.updateTable('sakura.matters').set((eb) => ({ state: 'decided', number, effects: eb('effects', '+', 1) })).where('id', '=', decided.subject).execute();
        return undefined;
      },
      onReturned: async (ctx, about) => void (await ctx.db.updateTable('sakura.matters').set({ state: 'returned' }).where('id', '=', about.subject).execute()),
      onRejected: async (ctx, about) => void (await ctx.db.updateTable('sakura.matters').set({ state: 'rejected' }).where('id', '=', about.subject).execute()),
      onWithdrawn: async (ctx, about) => void (await ctx.db.updateTable('sakura.matters').set({ state: 'withdrawn' }).where('id', '=', about.subject).execute()),
      async onReleased(ctx, about) {
        await ctx.db.updateTable('sakura.matters').set({ state: 'released' }).where('id', '=', about.subject).execute();
        return undefined;
      },
      async onEdited(ctx, about) {
        await ctx.db.updateTable('sakura.matters').set({ purpose: about.changes['purpose'] ?? '' }).where('id', '=', about.subject).execute();
        const snapshot = await read(ctx, about.subject);
        return snapshot ?? { refused: { ja: 'ありません', en: 'gone' } };
      },
    },
    ...more,
  });
}

export const kinds = {
  'commitment.works': matterKind('commitment.works', '工事', { split: { amount: 'amount', same: ['vendor'], days: 30 } }), 'commitment.supplies': matterKind('commitment.supplies', '消耗品', { bulkOk: true }), 'leave.annual': matterKind('leave.annual', '年次休暇', { confidentiality: 'restricted' }),
  'travel.order': matterKind('travel.order', '旅行命令'), 'web.publish': matterKind('web.publish', 'ウェブ公開', { emergency: { permission: 'approval.office', reviewers: ['GENERAL-HEAD', 'PUBLICITY-HEAD'], dueHours: 24 } }), 'document.bylaw': matterKind('document.bylaw', '条例案'),
} as const;
type KindCode = keyof typeof kinds;
const codes = Object.keys(kinds).filter((code): code is KindCode => code in kinds);

const matter = z.object({ kind: choiceField(text, codes), title: textField(text, { max: 200, numbers: true }), amount: withDefault(intField(text, { max: 10_000_000_000 }), 0), purpose: withDefault(textField(text, { max: 500, numbers: true }), '必要のため'), /* An id stands in for a vendor: one in eight hundred looks like a 個人番号. */ vendor: withDefault(textField(text, { numbers: true }), '甲'), flags: withDefault(textField(text), ''), send: withDefault(boolField(text), true), emergency: withDefault(boolField(text), false), urgency: withDefault(choiceField(text, ['ordinary', 'urgent', 'same_day']), 'ordinary'), splitAnswer: optional(textField(text)) });

/** A system's own command: its matter and the case about it are one change. */
export const propose = acts.command({
  name: 'sakura.propose', title: { ja: '起案する', en: 'Propose' }, input: matter, allow: open, refusals: approvalRefusals,
  async run(ctx, input) {
    const id = ctx.newId();
    await ctx.db.insertInto('sakura.matters').values({ id, title: input.title, purpose: input.purpose, amount: input.amount, vendor: input.vendor, flags: input.flags, state: 'drafted', number: null, effects: 0 }).execute();
    const kind = kinds[input.kind];
    const opened = input.emergency ? await release(ctx, kind, { subject: id, reason: '河川の氾濫' }) : input.send ? await submit(ctx, kind, { subject: id, urgency: input.urgency, splitAnswer: input.splitAnswer }) : await openCase(ctx, kind, { subject: id });
    return 'refused' in opened ? refuse(opened.refused, opened.details) : done({ matter: id, caseId: opened.caseId });
  },
});

export const change = acts.command({
  name: 'sakura.change', title: { ja: '直す', en: 'Change' }, input: z.object({ matter: idField(text), amount: intField(text, { max: 10_000_000_000 }) }), allow: open,
  async run(ctx, input) {
    await ctx.db.updateTable('sakura.matters').set({ amount: input.amount }).where('id', '=', input.matter).execute();
    return done({});
  },
});

const TABLES = `create schema sakura;
create table sakura.matters (id text primary key, title text not null, purpose text not null, amount bigint not null, vendor text not null, flags text not null, state text not null, number int unique, effects int not null);
select kernel.protect('sakura.matters', staff => '{select,insert,update}');`;

const allQueries = { ruleSetList, ruleSetView, previewCase, disasterReport, caseView, diffCase, explainCase, statistics, desk, waiting, bulkPreview };

/** `room`: the commands, queries and jobs of the room come along; left out where another system of the test brings them. */
export function sakuraSystem(room = true) {
  return defineSystem({
    name: 'sakura', title: { ja: 'さくら', en: 'Sakura' }, pillar: 'administration', faces: ['staff'], dependsOn: [], personal: null,
    permissions: { ...approvalPermissions, 'operations.organization': { label: text }, 'operations.accounts': { label: text }, 'operations.roles': { label: text } },
    commands: [...(room ? [commands, office, ruleSets, { editCase, tend, passOver, sendDigest }] : []), { propose, change }], queries: room ? allQueries : {}, pages: {}, menu: [], approvals: Object.values(kinds), jobs: room ? [tendJob, morningDigest, noonDigest] : [],
  });
}

export interface Town {
  readonly house: TestCity;
  readonly post: (code: string) => string;
  readonly id: (code: string) => string;
  /** Whoever holds the post on the first day, by the post's code in small letters. */
  readonly as: (code: string, ...permissions: string[]) => Actor;
  readonly admin: Actor;
  /** Opens the case as the person would, and says what was shown. */
  readonly see: (actor: Actor, caseId: string) => Promise<Shown>;
  /** Opens, reads and presses. */
  readonly press: <I, R extends string>(actor: Actor, command: Command<I, Pressed, R>, caseId: string, comment?: string) => Promise<string>;
  readonly close: () => Promise<void>;
}
/** What every button answers. */
export interface Pressed {
  readonly state: string;
  readonly seq: number;
}
export type Shown = NonNullable<Awaited<ReturnType<typeof caseView.run>>>;

const SINCE = '2026-04-01';

/** The town on an ordinary Tuesday. */
export async function sakura(options: { readonly start?: string; readonly set?: RuleSet; readonly publish?: boolean; readonly systems?: readonly System[] } = {}): Promise<Town> {
  registerSystems(options.systems ?? [sakuraSystem()]);
  const house = await testCity({ start: options.start ?? '2026-11-24T09:00:00+09:00', poolSize: 12 });
  await asOwner(house, TABLES);
  const admin = staffActor(house.id(), ['operations.organization', 'operations.accounts', 'operations.roles', 'approval.rules', 'approval.publish', 'approval.office', 'approval.disaster', 'approval.seal']);
  const places = new Map<string, string>();
  for (const one of departments) places.set(one.code, (await house.must(admin, organizationActs.createDepartment, { code: one.code, name: one.name, kana: 'カ', parent: one.parent === null ? '' : places.get(one.parent), from: SINCE })).department);
  const posts = new Map<string, string>();
  const staff = new Map<string, string>();
  for (const [index, [code, title, rank, place]] of seats.entries()) {
    const { post } = await house.must(admin, organizationActs.createPost, { department: places.get(place), code, title, rank, parent: '' });
    const person = await house.must(admin, people.createStaff, { number: `S${String(index).padStart(4, '0')}`, login: code.toLowerCase(), name: `${title} 花子`, kana: 'ハナコ', email: '' });
    await house.must(admin, organizationActs.assignPost, { post, staff: person.staff, manner: 'regular', from: SINCE, to: '' });
    posts.set(code, post);
    staff.set(code.toLowerCase(), person.staff);
  }
  const post = (code: string) => posts.get(code) ?? assert.fail(code);
  const id = (code: string) => staff.get(code) ?? assert.fail(code);
  // Everybody who may be deputised for has somebody: the rank above, the vice director for the director.
  for (const [code, , rank] of seats) if (rank <= 40 && code !== 'VICE-MAYOR') await house.must(admin, office.nameDeputy, { post: post(code), deputy: post(code === 'BUILD-DIRECTOR' ? 'BUILD-VICE' : 'VICE-MAYOR'), order: 1, from: SINCE, to: '' });
  await house.must(admin, office.nameDeputy, { post: post('VICE-MAYOR'), deputy: post('GENERAL-DIRECTOR'), order: 1, from: SINCE, to: '' });
  const town: Town = {
    house, post, id, admin,
    as: (code, ...permissions) => staffActor(id(code), permissions),
    async see(actor, caseId) {
      const answer = await house.ask(actor, caseView, { case: caseId });
      if (!answer.ok || !answer.value) assert.fail(`${answer.ok ? 'nothing' : answer.refused} ${caseId}`);
      return answer.value;
    },
    async press(actor, command, caseId, comment = '') {
      const seen = await town.see(actor, caseId);
      const answer = await house.do(actor, command, { case: caseId, hash: seen.hash, seq: seen.seq, step: null, comment });
      return answer.ok ? 'done' : answer.refused;
    },
    close: () => house.close(),
  };
  if (options.publish !== false) await publishSet(house, options.set ?? sakura2026);
  return town;
}
