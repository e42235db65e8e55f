/** What is wrong with the plan, red first. Each finding is a kind and its facts; the sentences stand in `messages/findings.ts`. */
import { callTree } from './call-tree.ts';
import { type DrillDue, nextDrillDue, reviewDue } from './due.ts';
import type { Plan, PlanAsset } from './plan.ts';
import { sheddingPlan } from './power.ts';
import { effectOfLoss, type Need, startOrder } from './start-order.ts';

export type FindingKind =
  | 'tier-promise' | 'depends-slower' | 'measured-rto' | 'measured-rpo' | 'start-too-long' | 'single-point' | 'no-fallback' | 'no-owner'
  | 'call-no-first' | 'call-no-deputy' | 'call-not-in-tree' | 'contact-no-phone'
  | 'power-ups-overload' | 'power-generator-overload' | 'power-gap' | 'power-short'
  | 'runbook-none' | 'runbook-old' | 'asset-review' | 'drill-missed' | 'drill-soon' | 'drill-unequal' | 'follow-up-late' | 'means-untested' | 'edition-none' | 'edition-old';

export interface Finding {
  readonly kind: FindingKind;
  readonly level: 'red' | 'amber';
  readonly about: { readonly type: 'asset' | 'contact' | 'place' | 'runbook' | 'drill' | 'means' | 'plan'; readonly id: string; readonly name: string };
  readonly facts: Readonly<Record<string, string | number>>;
}

/** A duplicate is worth its money where many would stop or something urgent would. */
const MANY = 4;
const URGENT = 1;
/** Drills are spoken of a month ahead. */
const SOON_DAYS = 31;

const day = (text: string | null) => (text === null ? null : Temporal.PlainDate.from(text));

export function findings(plan: Plan, today: Temporal.PlainDate): readonly Finding[] {
  const found = [...assetFindings(plan), ...reviewFindings(plan, today), ...contactFindings(plan), ...powerFindings(plan), ...runbookFindings(plan, today), ...drillFindings(plan, today), ...planFindings(plan, today)];
  return found.toSorted((a, b) => Number(a.level === 'amber') - Number(b.level === 'amber'));
}

const aboutAsset = (asset: PlanAsset): Finding['about'] => ({ type: 'asset', id: asset.id, name: asset.name });

function assetFindings(plan: Plan): Finding[] {
  const byId = new Map(plan.assets.map((asset) => [asset.id, asset]));
  const ready = new Map(startOrder(plan.assets, plan.needs).steps.map((step) => [step.id, step.readyMinute]));
  return plan.assets.flatMap((asset) => {
    const about = aboutAsset(asset);
    const own: Finding[] = [];
    const limit = plan.tiers.find((tier) => tier.tier === asset.tier)?.backInMinutes;
    if (limit !== undefined && asset.rtoMinutes > limit) own.push({ kind: 'tier-promise', level: 'red', about, facts: { tier: asset.tier, limit, rto: asset.rtoMinutes } });
    if (asset.fallback === '' && asset.tier <= 3 && asset.kind === 'service') own.push({ kind: 'no-fallback', level: 'red', about, facts: { tier: asset.tier } });
    if (asset.department === '') own.push({ kind: 'no-owner', level: 'amber', about, facts: {} });
    if (asset.measured && asset.measured.rtoSeconds > asset.rtoMinutes * 60 && !carriedByPaper(asset)) own.push({ kind: 'measured-rto', level: 'red', about, facts: { wished: asset.rtoMinutes, measured: asset.measured.rtoSeconds, on: asset.measured.on } });
    if (asset.measured?.rpoSeconds && asset.measured.rpoSeconds > asset.rpoMinutes * 60) own.push({ kind: 'measured-rpo', level: 'red', about, facts: { wished: asset.rpoMinutes, measured: asset.measured.rpoSeconds, on: asset.measured.on } });
    if (carriedByPaper(asset)) return own;
    const slower = slowestNeed(asset, plan.needs, byId);
    if (slower && slower.rtoMinutes > asset.rtoMinutes) own.push({ kind: 'depends-slower', level: 'red', about, facts: { rto: asset.rtoMinutes, needs: slower.name, needsRto: slower.rtoMinutes } });
    const minute = ready.get(asset.id) ?? 0;
    if (minute > asset.rtoMinutes) own.push({ kind: 'start-too-long', level: 'red', about, facts: { rto: asset.rtoMinutes, minute } });
    return own;
  }).concat(singlePoints(plan));
}

/** Tier 0 goes on without any machine, so its zero minutes are the paper's, not the computer's. */
export function carriedByPaper(asset: Pick<PlanAsset, 'tier' | 'fallback'>): boolean {
  return asset.tier === 0 && asset.fallback !== '';
}

/** Of needs that stand in for each other the quickest counts, of the rest the slowest. */
function slowestNeed(asset: PlanAsset, needs: readonly Need[], byId: ReadonlyMap<string, PlanAsset>): PlanAsset | null {
  const own = needs.filter((need) => need.asset === asset.id && need.kind === 'start');
  const groups = Map.groupBy(own, (need) => (need.either === '' ? `=${need.needs}` : need.either));
  const candidates = [...groups.values()].flatMap((group) => group.flatMap((need) => byId.get(need.needs) ?? []).toSorted((a, b) => a.rtoMinutes - b.rtoMinutes).slice(0, 1));
  return candidates.toSorted((a, b) => b.rtoMinutes - a.rtoMinutes)[0] ?? null;
}

function singlePoints(plan: Plan): Finding[] {
  const byId = new Map(plan.assets.map((asset) => [asset.id, asset]));
  return plan.assets.flatMap((asset): Finding[] => {
    if (asset.spare !== '') return [];
    const stopped = effectOfLoss(plan.assets, plan.needs, [asset.id]).stopped.flatMap((id) => byId.get(id) ?? []);
    const urgent = stopped.filter((one) => one.tier <= URGENT && !carriedByPaper(one));
    if (stopped.length < MANY && urgent.length === 0) return [];
    return [{ kind: 'single-point', level: urgent.length > 0 ? 'red' : 'amber', about: aboutAsset(asset), facts: { count: stopped.length, examples: [...urgent, ...stopped.filter((one) => !urgent.includes(one))].slice(0, 3).map((one) => one.name).join('、') } }];
  });
}

function reviewFindings(plan: Plan, today: Temporal.PlainDate): Finding[] {
  return plan.assets.flatMap((asset): Finding[] => {
    const review = reviewDue(day(asset.reviewedOn), today);
    return review.due ? [{ kind: 'asset-review', level: 'amber', about: aboutAsset(asset), facts: { last: asset.reviewedOn ?? '' } }] : [];
  });
}

function contactFindings(plan: Plan): Finding[] {
  const byId = new Map(plan.contacts.map((contact) => [contact.id, contact]));
  const about = (id: string): Finding['about'] => ({ type: 'contact', id, name: byId.get(id)?.name ?? '' });
  const first = plan.calls.find((call) => call.caller === null);
  if (!first) return [{ kind: 'call-no-first', level: 'red', about: { type: 'plan', id: '', name: '連絡網' }, facts: {} }];
  const inTree = new Set(plan.calls.map((call) => call.callee));
  const people = plan.contacts.map((contact) => ({ id: contact.id, deputy: contact.deputy }));
  const cutOff = callTree(people, plan.calls, [first.callee]).notReached.length - 1;
  return [
    ...(cutOff > 0 ? [{ kind: 'call-no-deputy' as const, level: 'red' as const, about: about(first.callee), facts: { count: cutOff } }] : []),
    ...plan.contacts.filter((contact) => contact.kind === 'staff' && contact.duty !== '' && !inTree.has(contact.id)).map((contact): Finding => ({ kind: 'call-not-in-tree', level: 'amber', about: about(contact.id), facts: { duty: contact.duty } })),
    ...plan.contacts.filter((contact) => inTree.has(contact.id) && !contact.hasPhone).map((contact): Finding => ({ kind: 'contact-no-phone', level: 'red', about: about(contact.id), facts: {} })),
  ];
}

function powerFindings(plan: Plan): Finding[] {
  return plan.places.flatMap((place): Finding[] => {
    if (place.devices.length === 0) return [];
    const about = { type: 'place' as const, id: place.id, name: place.name };
    const runs = sheddingPlan(place, place.devices);
    const [all, least] = [runs[0], runs.at(-1)];
    if (!all || !least) return [];
    const problems = all.problems.map((problem): Finding => ({ kind: `power-${problem}`, level: 'red', about, facts: { watts: problem === 'ups-overload' ? all.upsWatts : all.loadWatts } }));
    const best = Math.max(...runs.map((run) => run.lastsMinutes ?? Infinity));
    return best < place.powerHours * 60 ? [...problems, { kind: 'power-short', level: 'red', about, facts: { wished: place.powerHours, hours: Math.floor(best / 60) } }] : problems;
  });
}

function runbookFindings(plan: Plan, today: Temporal.PlainDate): Finding[] {
  return plan.runbooks.flatMap((runbook): Finding[] => {
    const about = { type: 'runbook' as const, id: runbook.id, name: runbook.title };
    if (!runbook.approved) return [{ kind: 'runbook-none', level: 'red', about, facts: {} }];
    return reviewDue(day(runbook.approved.approvedOn), today).due ? [{ kind: 'runbook-old', level: 'amber', about, facts: { last: runbook.approved.approvedOn } }] : [];
  });
}

export interface DrillCalendarLine extends DrillDue {
  readonly kind: Plan['drillRules'][number]['kind'];
}

/** The next drill of each kind that a rule asks for, soonest first. */
export function drillCalendar(plan: Pick<Plan, 'drillRules' | 'drills'>, today: Temporal.PlainDate): readonly DrillCalendarLine[] {
  return plan.drillRules.flatMap((rule) => {
    const due = nextDrillDue(rule.every, plan.drills.filter((drill) => drill.kind === rule.kind).map((drill) => Temporal.PlainDate.from(drill.heldOn)), today);
    return due ? [{ kind: rule.kind, ...due }] : [];
  }).toSorted((a, b) => Number(b.missed) - Number(a.missed) || Temporal.PlainDate.compare(a.by, b.by));
}

function drillFindings(plan: Plan, today: Temporal.PlainDate): Finding[] {
  const due = drillCalendar(plan, today).flatMap((line): Finding[] => {
    const about = { type: 'drill' as const, id: '', name: line.kind };
    if (line.missed) return [{ kind: 'drill-missed', level: 'red', about, facts: { drill: line.kind, by: line.by.toString() } }];
    return today.until(line.by).total('days') <= SOON_DAYS ? [{ kind: 'drill-soon', level: 'amber', about, facts: { drill: line.kind, by: line.by.toString() } }] : [];
  });
  const lastRestore = plan.drills.find((drill) => drill.kind === 'restore');
  const unequal: Finding[] = lastRestore?.allEqual === false ? [{ kind: 'drill-unequal', level: 'red', about: { type: 'drill', id: lastRestore.id, name: lastRestore.title }, facts: { on: lastRestore.heldOn } }] : [];
  const late = plan.followUps.filter((one) => one.doneOn === null && one.dueOn < today.toString());
  return [...due, ...unequal, ...late.map((one): Finding => ({ kind: 'follow-up-late', level: 'red', about: { type: 'drill', id: one.drillId, name: one.drill }, facts: { action: one.action, due: one.dueOn, post: one.post } }))];
}

function planFindings(plan: Plan, today: Temporal.PlainDate): Finding[] {
  const about = { type: 'plan' as const, id: '', name: '情報システムBCP' };
  const last = plan.editions.at(-1);
  const edition: Finding[] = !last ? [{ kind: 'edition-none', level: 'red', about, facts: {} }]
    : reviewDue(day(last.approvedOn), today).due ? [{ kind: 'edition-old', level: 'red', about, facts: { number: last.number, last: last.approvedOn } }] : [];
  const untested = plan.means.filter((means) => reviewDue(day(means.testedOn), today).due);
  return [...edition, ...untested.map((means): Finding => ({ kind: 'means-untested', level: 'amber', about: { type: 'means', id: means.id, name: means.name }, facts: { last: means.testedOn ?? '' } }))];
}
