/**
 * A town hall where everybody presses buttons at once: drafts, approvals, consultations, decisions in person and by deputies, returns, edits,
 * recalls, oral decisions, absences, changes of posts, double clicks and stale pages. What was acknowledged is compared with what was
 * written while it goes on; `approval-examine.ts` looks at everything afterwards.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from '../src/kernel/act.ts';
import type { Actor } from '../src/kernel/actor.ts';
import { caseView } from '../src/kernel/approval/case-view.ts';
import * as commands from '../src/kernel/approval/commands.ts';
import { editCase } from '../src/kernel/approval/edits.ts';
import { seats } from '../src/kernel/approval/rules/sakura-2026.fixture.ts';
import type { Town } from '../src/kernel/approval/town.fixture.ts';
import { passOver, tend } from '../src/kernel/approval/upkeep.ts';
import { assignPost, endHolding } from '../src/kernel/identity/organization.ts';
import type { Answer } from '../src/kernel/outcome.ts';
import { rows } from '../src/kernel/probe.fixture.ts';
import { canonicalJson } from '../src/kernel/text/canonical-json.ts';
import { staffActor } from '../src/kernel/testing.ts';

/** An active step, as the desk would show it. */
export interface Card {
  readonly case: string;
  readonly kind: string;
  readonly step: number;
  readonly stage: number;
  readonly role: string;
  readonly post: string;
  readonly hash: string;
  readonly version: number;
  readonly seq: number;
  readonly drafter: string;
  /** The post that decides while the holder of this one is away. */
  readonly deputy: string | null;
}

/** What was said to have happened: to be found in the record exactly once. */
interface Acknowledged {
  readonly case: string;
  readonly request: string;
  readonly hash: string | null;
  readonly staff: string;
}

const MINUTES_A_ROUND = 20;
const PATIENCE = 1500;
const MOVABLE = ['CIVIL-SUB', 'CIVIL-ASSISTANT', 'CIVIL-HEAD', 'FINANCE-HEAD', 'CONTRACT-HEAD', 'GENERAL-HEAD', 'PUBLICITY-HEAD', 'BUILD-DIRECTOR'];
const PERMITTED = ['approval.seal', 'approval.office', 'approval.disaster'];

/** One of them. */
export const any = <T>(list: readonly T[]): T => {
  const one = list[Math.floor(Math.random() * list.length)];
  if (one === undefined) throw new Error('nothing to choose from');
  return one;
};
export const chance = (share: number): boolean => Math.random() < share;

type Pressing = (crowd: Crowd, actor: Actor, input: Readonly<Record<string, unknown>>, about: { readonly case: string; readonly hash: string | null }) => Promise<Answer<unknown>>;
const button = <I, O, R extends string>(command: Command<I, O, R>): Pressing => (crowd, actor, input, about) => crowd.press(actor, command, input, about);
/** Commands whose input is what a shown case gives. */
const BUTTONS: Readonly<Record<string, Pressing>> = {
  approve: button(commands.approve), agree: button(commands.agree), disagree: button(commands.disagree), examine: button(commands.examine), decide: button(commands.decide), reject: button(commands.reject), return: button(commands.returnToDrafter),
  returnTo: button(commands.returnToStage), recall: button(commands.recall), askRecall: button(commands.askRecall), consentRecall: button(commands.consentRecall), pullUp: button(commands.pullUp), instruct: button(commands.instruct),
  acceptEdit: button(commands.acceptEdit), edit: button(editCase), withdraw: button(commands.withdraw),
};

const house = { kind: 'system', id: 'bench' } as const;

export class Crowd {
  readonly town: Town;
  readonly people: readonly Actor[];
  readonly broken: string[] = [];
  readonly refusals: Record<string, number> = {};
  attempts = 0;
  acknowledged = 0;
  board: readonly Card[] = [];
  drafts: readonly { readonly id: string; readonly drafter: string; readonly subject: string }[] = [];
  views: readonly { readonly id: string; readonly staff: string | null }[] = [];
  records: readonly { readonly id: string; readonly decider: string }[] = [];
  holders: ReadonlyMap<string, readonly string[]> = new Map();
  /** Decided and not yet closed, as the answers said. */
  readonly after: string[] = [];
  readonly absences: { readonly id: string; readonly staff: string }[] = [];
  readonly #seen = new Set<string>();
  #window: Acknowledged[] = [];
  #moved = '';
  organizationChanges = 0;
  cuts = 0;
  /** Connections that were in the middle of something when they were cut. */
  cutUnderWay = 0;
  /** Previews compared with what was made of them. */
  compared = 0;
  /** Somebody of the house who takes part in nothing. */
  readonly stranger: Actor;

  constructor(town: Town) {
    this.town = town;
    this.people = seats.map(([code]) => town.as(code.toLowerCase(), ...PERMITTED));
    this.stranger = staffActor(town.house.id(), []);
  }

  person(staff: string): Actor {
    return this.people.find((one) => one.kind === 'staff' && one.id === staff) ?? any(this.people);
  }

  /** One command, counted; twice at the same moment now and then, and then both must be told the same. */
  async press<I, O, R extends string>(actor: Actor, command: Command<I, O, R>, input: Readonly<Record<string, unknown>>, about: { readonly case?: string; readonly hash?: string | null } = {}): Promise<Answer<O>> {
    const request = this.town.house.id();
    this.attempts++;
    this.town.house.clock.advance({ milliseconds: 7 });
    const twice = chance(0.03);
    if (twice) this.attempts++;
    const once = () => this.#insist(actor, command, input, request);
    const [answer, again] = await Promise.all([once(), twice ? once() : null]).catch((error: unknown) => {
      // Expected answers are values; what is thrown is a bug, and the storm goes on to find more.
      this.broken.push(`${command.name}: ${error instanceof Error ? error.message : String(error)} (${about.case ?? ''})`);
      return [null, null] as const;
    });
    if (!answer) return { ok: false, refused: 'Bug', status: 500, message: '', errors: [], details: {} };
    if (again && answer.ok && again.ok && canonicalJson(answer.value) !== canonicalJson(again.value)) this.broken.push(`P10: two answers to one request (${command.name})`);
    const good = answer.ok ? answer : again?.ok ? again : answer;
    if (good.ok) {
      this.acknowledged++;
      if (about.case !== undefined && actor.kind === 'staff') this.#window.push({ case: about.case, request, hash: about.hash ?? null, staff: actor.id });
    } else {
      this.refused(good.refused);
      if (good.status >= 500 && good.refused !== 'Busy') this.broken.push(`${command.name}: ${good.status} ${good.refused}`);
    }
    return good;
  }

  /** While the database is away the same is sent again under the same number, as a browser does. */
  async #insist<I, O, R extends string>(actor: Actor, command: Command<I, O, R>, input: Readonly<Record<string, unknown>>, request: string): Promise<Answer<O>> {
    for (let times = 0; ; times++) {
      const answer = await this.town.house.do(actor, command, input, request);
      if (answer.ok || answer.refused !== 'Unreachable' || times === PATIENCE) return answer;
      await pause(20);
    }
  }

  refused(why: string): void {
    this.refusals[why] = (this.refusals[why] ?? 0) + 1;
  }

  /** Opens the case first, as the rules ask for; bulk kinds may be approved from the list. */
  async look(actor: Actor, card: Card): Promise<void> {
    const key = `${actor.kind === 'staff' ? actor.id : ''}:${card.case}@${card.version}`;
    if (card.kind === 'commitment.supplies' || this.#seen.has(key) || chance(0.04)) return;
    this.#seen.add(key);
    await this.town.house.ask(actor, caseView, { case: card.case });
  }

  async push(actor: Actor, card: Card, doing: string, wrong: { readonly hash?: string; readonly seq?: number } = {}): Promise<void> {
    const press = BUTTONS[doing];
    if (!press) throw new Error(doing);
    await this.look(actor, card);
    const input = {
      case: card.case, hash: wrong.hash ?? card.hash, seq: wrong.seq ?? card.seq, step: doing === 'pullUp' || doing === 'recall' || doing === 'askRecall' || doing === 'instruct' || doing === 'acceptEdit' ? null : card.step,
      comment: chance(0.9) ? '確かめました' : '', ...(doing === 'returnTo' ? { stage: Math.max(1, card.stage - 1) } : {}), ...(doing === 'edit' ? { field: 'purpose', value: `直し ${card.seq}` } : {}),
    };
    const answer = await press(this, actor, doing === 'withdraw' ? { case: card.case, comment: '中止' } : input, { case: card.case, hash: doing === 'edit' || doing === 'withdraw' ? null : input.hash });
    if (answer.ok && doing === 'decide') this.after.push(card.case);
    // Most people see that a colleague was faster; some press on a page that is old.
    if (answer.ok && chance(0.8)) this.board = this.board.filter((one) => one.case !== card.case);
  }

  /** Cuts every connection of the town at some moment soon: whoever was under way does not know whether it was done. */
  async cut(): Promise<void> {
    await pause(Math.random() * 200);
    const ended = await this.town.house.city.staffDb.use((connection) => connection.run<{ working: boolean }>(`select state <> 'idle' as working, pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = current_user and pid <> pg_backend_pid()`));
    this.cuts++;
    this.cutUnderWay += ended.rows.filter((row) => row.working).length;
  }

  /** What the board shows, with the checks of the round behind it. */
  async round(): Promise<void> {
    const { house: city } = this.town;
    city.clock.advance({ minutes: MINUTES_A_ROUND });
    const today = city.clock.now().toZonedDateTimeISO('Asia/Tokyo').toPlainDate();
    const holdings = await rows<{ post: string; staff: string }>(city, `select post_id as post, staff_id as staff from kernel.holdings where manner <> 'deputy' and valid_from <= $1 and (valid_to is null or valid_to > $1)`, [today]);
    this.holders = new Map([...Map.groupBy(holdings, (one) => one.post)].map(([post, list]) => [post, list.map((one) => one.staff)]));
    this.board = await rows<Card>(city, `select s.case_id as case, c.kind, s.step_no as step, s.stage_no as stage, s.role, s.post_id as post, c.version_hash as hash, c.version_no as version, c.seq, c.drafter_id as drafter,
      (select v.deputy_post_id from kernel.deputies v where v.post_id = s.post_id and s.role = 'decide' order by v.order_no limit 1) as deputy from kernel.approval_steps s join kernel.approval_cases c on c.id = s.case_id where s.state = 'active' order by random() limit 600`);
    this.drafts = await rows(city, `select id, drafter_id as drafter, subject from kernel.approval_cases where state in ('draft', 'in_route') and state = 'draft' order by random() limit 100`);
    this.views = await rows(city, `select id, staff_id as staff from kernel.approval_post_views where done_at is null order by random() limit 50`);
    this.records = await rows(city, `select id, decider_id as decider from kernel.approval_oral_records where confirmed_at is null and denied_at is null limit 20`);
    await this.#compare();
    const day = today.toString();
    if (day !== this.#moved) await this.#newDay(day);
    await this.upkeep();
    if (this.#seen.size > 50_000) this.#seen.clear();
  }

  async upkeep(): Promise<void> {
    const tended = await this.town.house.do(house, tend, {});
    if (!tended.ok) this.broken.push(`tend: ${tended.refused}`);
    else for (const one of tended.value.passOver.slice(0, 20)) await this.town.house.do(house, passOver, one);
  }

  /** P4, P8 and P10 on the way: each acknowledged action stands in the record once, by who did it, about what was shown. */
  async #compare(): Promise<void> {
    const window = this.#window;
    this.#window = [];
    if (window.length === 0) return;
    const found = await rows<{ request: string; staff: string; hash: string | null }>(this.town.house, `select a.request_id as request, a.actor_id as staff, a.version_hash as hash from kernel.approval_actions a where a.case_id = any($1::uuid[]) and a.request_id = any($2) and a.capacity <> 'house'`, [[...new Set(window.map((one) => one.case))], window.map((one) => one.request)]);
    const byRequest = Map.groupBy(found, (row) => row.request);
    for (const one of window) {
      const written = byRequest.get(one.request) ?? [];
      if (written.length !== 1) this.broken.push(`P10: ${written.length} actions on record for one acknowledged request (${one.case})`);
      else if (written[0]?.staff !== one.staff || (one.hash !== null && written[0]?.hash !== one.hash)) this.broken.push(`P4: somebody else or another text stands in the record (${one.case})`);
    }
  }

  /** Once a day somebody moves: from tomorrow on another holds the post, or nobody does for a day. */
  async #newDay(day: string): Promise<void> {
    this.#moved = day;
    const { house: city, admin } = this.town;
    const tomorrow = Temporal.PlainDate.from(day).add({ days: 1 });
    const post = this.town.post(any(MOVABLE));
    const held = await rows<{ id: string }>(city, 'select id from kernel.holdings where post_id = $1 and valid_to is null', [post]);
    for (const one of held) await city.do(admin, endHolding, { holding: one.id, day: tomorrow.toString() });
    if (held.length > 0) await city.do(admin, assignPost, { post, staff: this.town.id(any(seats)[0].toLowerCase()), manner: any(['regular', 'concurrent', 'acting']), from: tomorrow.add({ days: chance(0.3) ? 1 : 0 }).toString(), to: '' });
    this.organizationChanges++;
  }
}
