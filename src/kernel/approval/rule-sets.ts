/** 決裁規程: drafted by one, reviewed by another, proved by the house, and only then in force. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { actorKey, staff } from '../actor.ts';
import { codeField, dateField, idField, textField, withDefault } from '../fields.ts';
import { done, type Outcome, refuse, type Refusals } from '../outcome.ts';
import { canonicalBytes } from '../text/canonical-json.ts';
import { command } from './acts.ts';
import { organizationAt, type Reader } from './house-organization.ts';
import { approvalKinds } from './kinds.ts';
import { reading } from './record.ts';
import { ruleSetField } from './rule-set-field.ts';
import type { Facts } from './rules/facts.ts';
import { type Organization, postOf } from './rules/organization.ts';
import { type Proof, type Provable, prove } from './rules/prover.ts';
import { type Changed, replayDiff } from './rules/replay-diff.ts';
import type { RuleSet } from './rules/rule-set.ts';
import type { Requirement } from './rules/strictest.ts';
import { drafterFacts } from './submit.ts';

const labels = {
  reason: { ja: '理由', en: 'Reason' },
  set: { ja: '決裁規程', en: 'Rule set' }, organ: { ja: '執行機関', en: 'Organ' }, inNameOf: { ja: '名義', en: 'In the name of' }, name: { ja: '名称', en: 'Name' }, legalRef: { ja: '根拠（訓令の番号）', en: 'Legal reference' },
  read: { ja: '読んだ表の指紋', en: 'Hash of the table that was read' }, from: { ja: '施行日', en: 'In force from' }, signed: { ja: '確かめた証明の指紋', en: 'Hash of the proof that was read' },
};

const ruleRefusals = {
  NotDrafter: { ja: () => '案を直せるのは、作った本人だけです。写して、自分の案を作ってください。', en: () => 'Only its drafter may revise a draft. Please copy it into a draft of your own.' },
  DraftChanged: { ja: () => '開いた後に、案の表が変わりました。いまの表を確かめて、もう一度操作してください。', en: () => 'The draft changed after it was opened. Please look at it again and repeat.' },
  SamePerson: { ja: () => '案を作った本人は審査できません。ほかの人に頼んでください。', en: () => 'Who drafted the set cannot review it. Please ask somebody else.' },
  NotProved: { ja: (d) => `施行できません。${Array.isArray(d['failures']) ? d['failures'].slice(0, 20).map(String).join('。') : ''}。表を直した新しい案を作ってください。`, en: () => 'The set cannot take force; see the failures. Please draft a corrected one.' },
  ProofChanged: { ja: () => '読んだ後に、証明の内容（特例と、道筋の変わる案件の一覧）が変わりました。もう一度読んで、確かめてください。', en: () => 'The proof changed after it was read. Please read it again.' },
  WrongState: { ja: () => 'いまの段階では、この操作はできません。規程を開き直して段階を確かめてください。', en: () => 'Not possible at this stage. Please open the set again.' },
  PeriodTaken: { ja: () => '同じ執行機関に、この日から始まる規程がすでにあります。施行日を変えてください。', en: () => 'Another set of this organ begins on that day. Choose another day.' },
  TooLate: { ja: () => '施行日は今日以後にしてください。過去にさかのぼって規程は変えられません。', en: () => 'Rules cannot take force in the past. Choose today or later.' },
} as const satisfies Refusals;

/** The kinds a set of this organ must cover. */
function provable(organ: string): readonly Provable[] {
  return approvalKinds().filter((kind) => kind.organ === organ).map((kind) => ({ code: kind.code, title: kind.title.ja, schema: kind.schema }));
}

export interface FullProof extends Proof {
  readonly changed: readonly Changed[];
  /** What the publisher signs: the hash of everything above. */
  readonly hash: string;
}

/** Everything the publisher reads: failures, relaxations, and the cases of twelve months whose way would change. */
export async function proofOf(db: Reader, set: RuleSet, organ: string, organization: Organization, now: Temporal.Instant): Promise<FullProof> {
  const proof = prove(set, provable(organ), organization);
  const since = now.subtract({ hours: 24 * 366 });
  const past = proof.failures.length > 0 ? [] : await db.selectFrom('kernel.approval_cases').select(['number', 'kind', 'title', 'facts', 'requirement', 'drafter_post_id']).where('organ', '=', organ).where('submitted_at', '>', since).where('requirement', 'is not', null).orderBy('submitted_at').execute();
  const changed = replayDiff(set, past.flatMap((row) => {
    const post = postOf(organization, row.drafter_post_id);
    return post ? [{ number: row.number ?? '', kind: row.kind, title: row.title, facts: row.facts as Facts, drafter: drafterFacts(organization, post), before: row.requirement as Requirement }] : [];
  }));
  const body = { failures: proof.failures, relaxes: proof.relaxes, changed };
  return { ...body, hash: createHash('sha256').update(canonicalBytes(body)).digest('hex') };
}

export const draftRuleSet = command({
  name: 'approval.draftRuleSet', title: { ja: '決裁規程の案を作る', en: 'Draft a rule set' },
  input: z.object({ organ: codeField(labels.organ, 40), inNameOf: textField(labels.inNameOf, { max: 60 }), name: textField(labels.name, { max: 100 }), legalRef: textField(labels.legalRef, { max: 200, numbers: true }), from: dateField(labels.from), body: ruleSetField }),
  allow: [staff('approval.rules')],
  async run(ctx, input) {
    const id = ctx.newId();
    const hash = createHash('sha256').update(canonicalBytes(input.body)).digest('hex');
    await ctx.db.insertInto('kernel.approval_rule_sets').values({ id, organ: input.organ, in_name_of: input.inNameOf, name: input.name, legal_ref: input.legalRef, state: 'draft', valid_from: input.from, body: JSON.stringify(input.body), content_hash: hash, created_by: actorKey(ctx.actor), created_at: ctx.now }).execute();
    ctx.audit({ subject: `approvalRuleSet:${id}`, hash });
    return done({ ruleSet: id, hash });
  },
});

/** The drafter changes the table of a draft. Only the drafter: whoever wrote a row may not review it. */
export const reviseRuleSet = command({
  name: 'approval.reviseRuleSet', title: { ja: '決裁規程の案を直す', en: 'Revise a drafted rule set' },
  input: z.object({ ruleSet: idField(labels.set), read: textField(labels.read, { max: 64, min: 64, numbers: true }), body: ruleSetField }),
  allow: [staff('approval.rules')],
  refusals: { WrongState: ruleRefusals.WrongState, NotDrafter: ruleRefusals.NotDrafter, DraftChanged: ruleRefusals.DraftChanged },
  async run(ctx, input): Promise<Outcome<{ readonly hash: string }, 'NotFound' | 'WrongState' | 'NotDrafter' | 'DraftChanged'>> {
    const row = await ctx.db.selectFrom('kernel.approval_rule_sets').select(['state', 'created_by', 'content_hash']).where('id', '=', input.ruleSet).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.state !== 'draft') return refuse('WrongState');
    if (row.created_by !== actorKey(ctx.actor)) return refuse('NotDrafter');
    if (row.content_hash !== input.read) return refuse('DraftChanged');
    const hash = createHash('sha256').update(canonicalBytes(input.body)).digest('hex');
    await ctx.db.updateTable('kernel.approval_rule_sets').set((eb) => ({ body: JSON.stringify(input.body), content_hash: hash, version: eb('version', '+', 1) })).where('id', '=', input.ruleSet).execute();
    ctx.audit({ subject: `approvalRuleSet:${input.ruleSet}`, before: row.content_hash, hash });
    return done({ hash });
  },
});

export const reviewRuleSet = command({
  name: 'approval.reviewRuleSet', title: { ja: '決裁規程の案を審査する', en: 'Review a rule set' }, input: z.object({ ruleSet: idField(labels.set) }), allow: [staff('approval.publish')],
  refusals: { SamePerson: ruleRefusals.SamePerson, WrongState: ruleRefusals.WrongState },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'NotFound' | 'SamePerson' | 'WrongState'>> {
    const row = await ctx.db.selectFrom('kernel.approval_rule_sets').select(['state', 'created_by']).where('id', '=', input.ruleSet).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.state !== 'draft') return refuse('WrongState');
    if (row.created_by === actorKey(ctx.actor)) return refuse('SamePerson');
    await ctx.db.updateTable('kernel.approval_rule_sets').set((eb) => ({ state: 'reviewed', reviewed_by: actorKey(ctx.actor), reviewed_at: ctx.now, version: eb('version', '+', 1) })).where('id', '=', input.ruleSet).execute();
    ctx.audit({ subject: `approvalRuleSet:${input.ruleSet}` });
    return done({});
  },
});

/** Publishing signs the proof: what was read must be what is proved now. */
export const publishRuleSet = command({
  name: 'approval.publishRuleSet', title: { ja: '決裁規程を施行する', en: 'Publish a rule set' },
  input: z.object({ ruleSet: idField(labels.set), proof: textField(labels.signed, { max: 64, min: 64, numbers: true }), reason: withDefault(textField(labels.reason, { max: 400, lines: true }), '') }), allow: [staff('approval.publish')], refusals: ruleRefusals,
  async run(ctx, input): Promise<Outcome<{ readonly from: string }, 'NotFound' | keyof typeof ruleRefusals>> {
    const row = await ctx.db.selectFrom('kernel.approval_rule_sets').select(['state', 'organ', 'valid_from', 'body']).where('id', '=', input.ruleSet).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.state !== 'reviewed') return refuse('WrongState');
    if (Temporal.PlainDate.compare(row.valid_from, ctx.today) < 0) return refuse('TooLate');
    const proof = await proofOf(reading(ctx), row.body as RuleSet, row.organ, await organizationAt(reading(ctx), ctx.now), ctx.now);
    if (proof.failures.length > 0) return refuse('NotProved', { failures: proof.failures.map((failure) => failure.sentence) });
    if (proof.hash !== input.proof) return refuse('ProofChanged', { proof: proof.hash });
    // The set before it ends where this one begins; one that began on the same day or later stands in the way (PeriodTaken).
    await ctx.db.updateTable('kernel.approval_rule_sets').set({ valid_to: row.valid_from }).where('organ', '=', row.organ).where('state', '=', 'in_force').where('valid_from', '<', row.valid_from)
      .where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', row.valid_from)])).execute();
    await ctx.db.updateTable('kernel.approval_rule_sets').set((eb) => ({ state: 'in_force', published_by: actorKey(ctx.actor), published_at: ctx.now, proof: JSON.stringify(proof), version: eb('version', '+', 1) })).where('id', '=', input.ruleSet).execute();
    ctx.audit({ subject: `approvalRuleSet:${input.ruleSet}`, proof: proof.hash, ...(input.reason === '' ? {} : { reason: input.reason }) });
    return done({ from: row.valid_from.toString() });
  },
});

export const retireRuleSet = command({
  name: 'approval.retireRuleSet', title: { ja: '決裁規程を廃止する', en: 'Retire a rule set' }, input: z.object({ ruleSet: idField(labels.set), day: dateField({ ja: '廃止日', en: 'Day' }), reason: textField(labels.reason, { max: 400, lines: true }) }), allow: [staff('approval.publish')],
  refusals: { WrongState: ruleRefusals.WrongState, TooLate: ruleRefusals.TooLate },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'NotFound' | 'WrongState' | 'TooLate'>> {
    const row = await ctx.db.selectFrom('kernel.approval_rule_sets').select(['state', 'valid_from', 'valid_to']).where('id', '=', input.ruleSet).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.state !== 'in_force' || Temporal.PlainDate.compare(input.day, row.valid_from) <= 0) return refuse('WrongState');
    if (Temporal.PlainDate.compare(input.day, ctx.today) < 0) return refuse('TooLate');
    await ctx.db.updateTable('kernel.approval_rule_sets').set((eb) => ({ state: 'retired', valid_to: sql<Temporal.PlainDate>`least(valid_to, ${input.day}::date)`, version: eb('version', '+', 1) })).where('id', '=', input.ruleSet).execute();
    ctx.audit({ subject: `approvalRuleSet:${input.ruleSet}`, reason: input.reason });
    return done({});
  },
});
