/** 決裁規程 to read: its 別表, its DMN, what publishing would sign; and the way a case would take before it is submitted. */
import { z } from 'zod';
import { actorKey, anyStaff, staff } from '../actor.ts';
import { idField } from '../fields.ts';
import { query } from './acts.ts';
import { organizationAt } from './house-organization.ts';
import { approvalKinds, kindOf } from './kinds.ts';
import { readCase, ruleSetInForce } from './record.ts';
import { approvalRefusals } from './refusals.ts';
import { proofOf } from './rule-sets.ts';
import { factWord, type FactValue } from './rules/facts.ts';
import { holdersOf, type Organization, postOf } from './rules/organization.ts';
import { noDeputyFlags } from './rules/available.ts';
import type { RuleSet } from './rules/rule-set.ts';
import { dmn, type Names, scheduleTable } from './rules/table.ts';
import { plan } from './submit.ts';
import { sightOf } from './visibility.ts';

const readers = [staff('approval.rules'), staff('approval.publish'), staff('approval.office')];

export const ruleSetList = query({
  name: 'approval.ruleSets', title: { ja: '決裁規程の一覧', en: 'Rule sets' }, input: z.object({}), allow: readers,
  run: (ctx) => ctx.db.selectFrom('kernel.approval_rule_sets').select(['id', 'organ', 'in_name_of as inNameOf', 'name', 'legal_ref as legalRef', 'state', 'valid_from as from', 'valid_to as to', 'created_at as createdAt', 'reviewed_at as reviewedAt', 'published_at as publishedAt']).orderBy('organ').orderBy('valid_from', 'desc').limit(500).execute(),
});

/** 財政課 and 課長 are 財政課長 in an ordinance; a title that names its office already stays. */
function fullTitle(title: string, office: string): string {
  if (office === '' || title.startsWith(office)) return title;
  return office.at(-1) === title.at(0) ? `${office}${title.slice(1)}` : `${office}${title}`;
}

/** The words a rule set's codes stand for. */
function namesFor({ posts, departments }: Pick<Organization, 'posts' | 'departments'>): Names {
  // In most halls every section has a 課長: the office tells them apart.
  const postName = (code: string) => {
    const post = posts.find((one) => one.code === code);
    if (!post) return code;
    return posts.some((one) => one !== post && one.title === post.title) ? fullTitle(post.title, departments.find((one) => one.id === post.department)?.name ?? '') : post.title;
  };
  const kinds = approvalKinds();
  const facts = new Map(kinds.flatMap((kind) => Object.entries(kind.schema.facts).map(([name, type]) => [name, { label: type.label, unit: type.type === 'number' ? type.unit : '', word: (value: FactValue) => factWord(type, value) }] as const)));
  const flags = new Map([...kinds.flatMap((kind) => Object.entries(kind.schema.flags)), ...Object.entries(noDeputyFlags)]);
  return {
    kind: (code) => kindOf(code)?.title.ja ?? code, post: postName, fact: (name) => facts.get(name) ?? { label: name, unit: '', word: String }, flag: (code) => flags.get(code) ?? code,
  };
}

export const ruleSetView = query({
  name: 'approval.ruleSet', title: { ja: '決裁規程の別表と証明', en: 'A rule set and its proof' }, input: z.object({ ruleSet: idField({ ja: '決裁規程', en: 'Rule set' }) }), allow: readers,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('kernel.approval_rule_sets').selectAll().where('id', '=', input.ruleSet).executeTakeFirst();
    if (!row) return null;
    const set = row.body as RuleSet;
    const organization = await organizationAt(ctx.db, ctx.now);
    return {
      id: row.id, organ: row.organ, inNameOf: row.in_name_of, name: row.name, legalRef: row.legal_ref, state: row.state, from: row.valid_from, to: row.valid_to, hash: row.content_hash, set, mine: row.created_by === actorKey(ctx.actor),
      // Whom a row can name: heads of sections and above, and whoever a row names already.
      posts: organization.posts.filter((post) => post.rank <= set.policy.sectionRank || set.rules.some((rule) => (rule.demands.consult ?? []).some((one) => one.post === post.code))).map(({ code, title, department }) => ({ code, title, office: organization.departments.find((one) => one.id === department)?.name ?? '' })).toSorted((a, b) => (a.code < b.code ? -1 : 1)),
      departments: organization.departments.map(({ code, name }) => ({ code, name })).toSorted((a, b) => (a.code < b.code ? -1 : 1)),
      table: scheduleTable(set, namesFor(organization)), dmn: dmn(set, row.name, `urn:yakuba:${ctx.city.facts.code}:approval:${row.organ}`),
      // What stands was signed; what is proposed is proved now.
      proof: row.state === 'draft' || row.state === 'reviewed' ? await proofOf(ctx.db, set, row.organ, organization, ctx.now) : row.proof,
    };
  },
});

/** The way a draft would take if it were submitted now, from the facts of its last snapshot; or the sentence why it cannot. */
export const previewCase = query({
  name: 'approval.preview', title: { ja: '経路の下見', en: 'Preview the route' }, input: z.object({ case: idField({ ja: '案件', en: 'Case' }) }), allow: [anyStaff('起案者が提出の前に経路を確かめる。見える範囲は案件ごとに確かめる')],
  async run(ctx, input) {
    const loaded = await readCase(ctx.db, input.case);
    const organization = await organizationAt(ctx.db, ctx.now);
    if (!loaded || sightOf(ctx.actor, loaded, organization) === null) return null;
    const post = postOf(organization, loaded.row.drafter_post_id);
    const inForce = await ruleSetInForce(ctx.db, loaded.row.organ, ctx.today);
    const planned = post && inForce ? plan(inForce.set, organization, loaded.kind, loaded.facts, post) : null;
    if (planned === null || 'refused' in planned) {
      const texts: Readonly<Record<string, { readonly ja: (details: Readonly<Record<string, unknown>>) => string; readonly en: (details: Readonly<Record<string, unknown>>) => string }>> = approvalRefusals;
      const refused = planned?.refused ?? 'NoRule';
      return { possible: false as const, refused, message: texts[refused]?.[ctx.lang](planned?.details ?? {}) ?? '' };
    }
    return {
      possible: true as const, authority: planned.requirement.authority.title, rows: planned.requirement.rows, deputyOk: planned.requirement.deputyOk, marks: planned.requirement.marks,
      stages: planned.route.stages.map((stage) => ({ label: stage.label, mode: stage.mode, quorum: stage.quorum ?? null, steps: stage.steps.map((step) => ({ role: step.role, post: postOf(organization, step.post)?.title ?? '', vacant: holdersOf(organization, step.post).length === 0 })) })),
    };
  },
});

/** 災害モード: whether it is on, and what is still to be confirmed or viewed. */
export const disasterReport = query({
  name: 'approval.disasterReport', title: { ja: '災害モードの報告', en: 'Disaster mode report' }, input: z.object({}), allow: [staff('approval.disaster'), staff('approval.office')],
  async run(ctx) {
    const modes = await ctx.db.selectFrom('kernel.approval_disaster_modes').select(['id', 'reason', 'started_at as startedAt', 'ended_at as endedAt']).orderBy('started_at', 'desc').limit(20).execute();
    const oral = await ctx.db.selectFrom('kernel.approval_oral_records as o').innerJoin('kernel.approval_cases as c', 'c.id', 'o.case_id').select(['o.id', 'o.mode_id as mode', 'c.number', 'o.manner', 'o.spoken_at as spokenAt', 'o.recorded_at as recordedAt', 'o.confirmed_at as confirmedAt', 'o.denied_at as deniedAt']).orderBy('o.recorded_at', 'desc').limit(500).execute();
    return { modes, oral };
  },
});
