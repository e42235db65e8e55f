/**
 * What a system says about a kind of thing it wants decided. It gives a snapshot, facts and effects, and writes no approval table:
 * `approvals: [approvalKind<MyTables>({ … })]` in its manifest, `submit(ctx, kind, …)` inside its own command.
 */
import type { CommandContext } from '../act.ts';
import { registeredSystems } from '../registry.ts';
import type { Text } from '../view.ts';
import type { DecidedKind } from './rules/case-state.ts';
import type { Facts, FactSchema } from './rules/facts.ts';
import type { SplitCheck } from './rules/split-purchase.ts';

export type Confidentiality = 'general' | 'department' | 'restricted' | 'secret';

/** The matter as it stands now: what is frozen, hashed and shown. */
export interface Snapshot {
  readonly title: string;
  /** Plain JSON; shown, compared and frozen. */
  readonly content: Readonly<Record<string, unknown>>;
  readonly facts: Facts;
  /** Ids of stored files. */
  readonly attachments?: readonly string[];
  readonly confidentiality?: Confidentiality;
}

/** What a system hears of a case of its own. */
export interface CaseFacts {
  readonly caseId: string;
  readonly number: string | null;
  readonly subject: string;
  readonly version: number;
  readonly hash: string | null;
  readonly reason: string;
}

export interface DecidedCase extends CaseFacts {
  readonly hash: string;
  readonly decidedKind: DecidedKind;
  readonly decider: string;
  readonly decidedAt: Temporal.Instant;
  readonly facts: Facts;
  /** Marks of the rules, e.g. 'needs_assembly'. */
  readonly marks: readonly string[];
}

/** Done, or the sentence why it cannot be done: then the decision itself is refused, nothing of it is kept. */
export type EffectAnswer = { readonly refused: Text } | void;

export interface FieldChange {
  readonly field: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

export interface ApprovalKindSpec<T> {
  /** Stable, e.g. 'vouchers.commitment.works'. */
  readonly code: string;
  readonly title: Text;
  /** The 執行機関 whose rules apply. */
  readonly organ?: string;
  readonly schema: FactSchema;
  readonly confidentiality: Confidentiality;
  /** May be approved in a list without opening each. */
  readonly bulkOk?: boolean;
  /** What the members of the content are called, in the order they are shown. Members without a label are shown under their own name. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What the codes of a member are called, by member; the frozen text keeps the codes. */
  readonly words?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Fields of the content a reviewer may change on the way; `onEdited` carries it out. */
  readonly editable?: readonly string[];
  readonly split?: SplitCheck;
  /** The way past the route in an emergency: who may, who reviews afterwards, within how many hours. */
  readonly emergency?: { readonly permission: string; readonly reviewers: readonly string[]; readonly dueHours: number };
  /** The state of the matter now; null: there is none. */
  readonly snapshot: (ctx: CommandContext<T>, subject: string) => Promise<Snapshot | null>;
  readonly effects: {
    /** In the transaction of the decision, exactly once. */
    readonly onDecided: (ctx: CommandContext<T>, decided: DecidedCase) => Promise<EffectAnswer>;
    readonly onReturned?: (ctx: CommandContext<T>, about: CaseFacts) => Promise<void>;
    readonly onWithdrawn?: (ctx: CommandContext<T>, about: CaseFacts) => Promise<void>;
    readonly onRejected?: (ctx: CommandContext<T>, about: CaseFacts) => Promise<void>;
    /** The emergency way: takes effect now, is decided later. `onDecided` still comes once, with the review. */
    readonly onReleased?: (ctx: CommandContext<T>, about: CaseFacts) => Promise<EffectAnswer>;
    readonly onEdited?: (ctx: CommandContext<T>, about: CaseFacts & { readonly changes: Readonly<Record<string, string>> }) => Promise<Snapshot | { readonly refused: Text }>;
  };
  /** Where the system shows the matter; whoever may not see it there gets that page's own answer. */
  readonly href?: (subject: string) => string;
  /** For a phone: at most twelve lines. */
  readonly summary: (content: Readonly<Record<string, unknown>>) => readonly string[];
  readonly diff?: (before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>) => readonly FieldChange[];
}

/** A kind whatever its system's tables are. */
export interface ApprovalKind extends Omit<ApprovalKindSpec<never>, 'organ' | 'bulkOk' | 'editable' | 'labels'> {
  readonly is: 'approvalKind';
  readonly organ: string;
  readonly bulkOk: boolean;
  readonly editable: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Declares a kind, with effects that see the system's own tables. */
export function approvalKind<T>(spec: ApprovalKindSpec<T>): ApprovalKind {
  // The kernel hands the effects the very transaction whose tables T describes.
  const erased = spec as unknown as ApprovalKindSpec<never>;
  return { is: 'approvalKind', ...erased, organ: spec.organ ?? 'mayor', bulkOk: spec.bulkOk ?? false, editable: spec.editable ?? [], labels: spec.labels ?? {} };
}

/** Every kind of every system. */
export function approvalKinds(): readonly ApprovalKind[] {
  return registeredSystems().flatMap((system) => system.approvals ?? []);
}

export function kindOf(code: string): ApprovalKind | null {
  return approvalKinds().find((kind) => kind.code === code) ?? null;
}

/** The refusal of an effect, where there is one. */
export function refusedBy(answer: EffectAnswer): Text | null {
  return answer ? answer.refused : null;
}

