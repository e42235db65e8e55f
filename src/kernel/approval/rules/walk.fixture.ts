/** Walks a case through the pure rules: judge, apply, settle, as the commands do, without a database. */
import assert from 'node:assert/strict';
import { type Doing, judge, type MayNot, type Situation } from './available.ts';
import { type CaseAction, type CaseState, type DecidedKind, nothingYet } from './case-state.ts';
import type { Facts } from './facts.ts';
import { departmentsUp, type Organization } from './organization.ts';
import { apply, replay } from './reducer.ts';
import { type Route, routeOf } from './route.ts';
import type { RuleSet } from './rule-set.ts';
import { postCalled, sakura2026, townHall } from './sakura-2026.fixture.ts';
import { settle } from './settle.ts';
import { type Requirement, strictest } from './strictest.ts';

export const works = (amount: number, ...flags: string[]): Facts => ({ values: { amount }, flags });

export interface WalkOptions {
  readonly kind?: string;
  readonly facts: Facts;
  readonly drafterPost?: string;
  readonly drafter?: string;
  readonly organization?: Organization;
  readonly set?: RuleSet;
  readonly urgent?: boolean;
  readonly editable?: boolean;
}

export class Walk {
  state: CaseState;
  organization: Organization;
  readonly actions: CaseAction[] = [];
  readonly drafter: string;
  readonly set: RuleSet;
  facts: Facts;
  flags: readonly string[];
  urgent: boolean;
  disaster = false;
  /** Minutes since the beginning. */
  clock = 0;
  readonly #options: WalkOptions;

  constructor(options: WalkOptions) {
    this.#options = options;
    this.organization = options.organization ?? townHall;
    this.set = options.set ?? sakura2026;
    this.drafter = options.drafter ?? (options.drafterPost ?? 'CIVIL-CLERK').toLowerCase();
    this.facts = options.facts;
    this.flags = options.facts.flags;
    this.urgent = options.urgent ?? false;
    this.state = nothingYet;
    this.#act({ action: 'draft', at: this.at(), actor: this.drafter, post: null, capacity: 'drafter', step: null });
  }

  at(): string {
    return Temporal.Instant.fromEpochMilliseconds(this.clock * 60_000).toString();
  }

  requirement(): Requirement {
    const post = postCalled(this.#options.drafterPost ?? 'CIVIL-CLERK');
    const found = strictest(this.set, this.#options.kind ?? 'commitment.works', this.facts, { rank: post.rank, departments: departmentsUp(this.organization, post.department).map((one) => one.code) });
    assert.ok(found, 'a row matches');
    return found;
  }

  route(): Route {
    const route = routeOf(this.organization, this.set.policy, postCalled(this.#options.drafterPost ?? 'CIVIL-CLERK'), this.requirement());
    assert.ok(!('problem' in route), JSON.stringify(route));
    return route;
  }

  situation(): Situation {
    return { state: this.state, organization: this.organization, policy: this.set.policy, requirement: this.requirement(), flags: this.flags, urgent: this.urgent, disaster: this.disaster, editable: this.#options.editable ?? true, now: this.clock * 60_000 };
  }

  #act(action: CaseAction): void {
    this.actions.push(action);
    const settled = settle(apply(this.state, action), this.organization, action.at);
    this.actions.push(...settled.actions);
    this.state = settled.state;
    assert.deepEqual(replay(this.actions), this.state, 'replaying gives the same state');
  }

  submit(): this {
    this.clock++;
    const version = this.state.version + 1;
    this.#act({ action: 'submit', at: this.at(), actor: this.drafter, post: null, capacity: 'drafter', step: null, version, hash: `hash-${version}`, payload: { route: this.route(), deputyOk: this.requirement().deputyOk } });
    return this;
  }

  house(step: number, reason: 'absence' | 'postView', staff: string | null = null): void {
    this.clock++;
    this.#act({ action: 'skip', at: this.at(), actor: null, post: null, capacity: 'house', step, payload: { reason, staff } });
  }

  /** Does it when it may be done; else says why not. */
  try(staff: string, doing: Exclude<Doing, 'submit'>, comment = '', extra: { readonly stage?: number; readonly changed?: readonly string[] } = {}): MayNot | null {
    const may = judge(this.situation(), staff, doing);
    if (!may.ok) return may;
    this.clock++;
    const base = { at: this.at(), actor: staff, post: may.post, capacity: may.capacity, step: may.step?.no ?? null, ...(comment ? { comment } : {}) };
    if (doing === 'decide') {
      const kind: DecidedKind = may.capacity === 'deputy' ? 'deputy' : may.step?.post === 'MAYOR' ? 'own' : 'standing';
      this.#act({ ...base, action: 'decide', payload: { kind, absent: may.absent } });
    } else if (doing === 'returnTo') this.#act({ ...base, action: 'returnTo', payload: { stage: extra.stage ?? 1 } });
    else if (doing === 'edit') this.#act({ ...base, action: 'edit', version: this.state.version + 1, hash: `hash-${this.state.version + 1}`, payload: { changed: extra.changed ?? [], reconfirm: 'drafter' } });
    else this.#act({ ...base, action: doing });
    return null;
  }

  do(staff: string, doing: Exclude<Doing, 'submit'>, comment = '', extra: Parameters<Walk['try']>[3] = {}): this {
    const refused = this.try(staff, doing, comment, extra);
    assert.equal(refused, null, `${staff} ${doing}: ${JSON.stringify(refused)}`);
    return this;
  }

  /** Posts of the current version's steps, stage by stage. */
  way(): string[][] {
    return this.state.stages.flatMap((stage) => {
      const own = this.state.steps.filter((step) => step.stage === stage.no && step.status !== 'superseded');
      return own.length > 0 ? [own.map((step) => `${step.post}:${step.role}`)] : [];
    });
  }

  statusOf(post: string): string | undefined {
    return this.state.steps.findLast((step) => step.post === post)?.status;
  }
}
