/** 決裁規程・財務規則 as a table. A set belongs to one 執行機関 and is the single source of the ordinance's 別表 and of the running rules. */
import type { Condition } from './facts.ts';

/** 決裁区分: 市長, 副市長, 部長, 課長 … with the rank of the posts that have it. The smaller the rank, the higher. */
export interface Authority {
  readonly code: string;
  readonly title: string;
  readonly rank: number;
  /** The organ itself decides (決裁); everybody below decides in its name (専決). */
  readonly head?: boolean;
}

/** agree: consent is needed; notify: told and heard; postView: told after the decision. */
export type ConsultMode = 'postView' | 'notify' | 'agree';

export interface Consult {
  /** Code of the post. */
  readonly post: string;
  readonly mode: ConsultMode;
  /** One after another instead of at the same time. */
  readonly serial?: boolean;
  /** A change of only other fields needs no second consent. Left out: every change does. */
  readonly fields?: readonly string[];
}

/** A level of review by named posts, with how many of them must agree (ウェブ公開の段階承認). The others are alternates. */
export interface Review {
  readonly label: string;
  readonly posts: readonly string[];
  readonly mode: 'all' | 'any' | 'quorum';
  readonly quorum?: number;
}

export interface Outcome {
  /** Code of the authority class. */
  readonly decider: string;
  readonly consult?: readonly Consult[];
  readonly review?: readonly Review[];
  readonly examine?: readonly string[];
  readonly circulate?: readonly string[];
  readonly deputyOk: boolean;
  readonly selfDecideOk?: boolean;
  /** Deputies may decide while the disaster mode is on. */
  readonly disasterOk?: boolean;
  readonly retentionYears?: number;
  /** Marks for those who come later, e.g. 'needs_assembly' (地方自治法 第96条第1項第5号). */
  readonly marks?: readonly string[];
}

export interface Rule {
  /** As the 訓令 numbers it. */
  readonly no: string;
  /** e.g. '別表3'. */
  readonly article: string;
  /** Code of the kind; null: any. */
  readonly kind: string | null;
  readonly when: readonly Condition[];
  readonly demands: Outcome;
  /** Weakens the named row: the only way below the strictest, and each is signed by the publisher. */
  readonly relax?: string;
  readonly note?: string;
}

export interface Policy {
  /** Ranks of the line that are not on the way unless they decide (次長). */
  readonly optionalRanks: readonly number[];
  /** The rank of 課長: other sections are consulted after one's own section head. */
  readonly sectionRank: number;
  /** An absent reviewer is passed over after so many working minutes; null: never. */
  readonly postViewAfterMinutes: number | null;
  /** Deputies may decide what a row allows without urgency or instruction. */
  readonly deputyAlways: boolean;
  /** Who says yes again after a reviewer's edit. */
  readonly reconfirm: 'none' | 'drafter' | 'all_consulted';
  /** Working minutes to the answer, by urgency. */
  readonly serviceMinutes: { readonly ordinary: number; readonly urgent: number; readonly same_day: number };
  readonly remindAtPercent: number;
  readonly escalateAtPercent: number;
}

export interface RuleSet {
  readonly authorities: readonly Authority[];
  readonly rules: readonly Rule[];
  readonly policy: Policy;
}

/** Minutes of a working day 8:30–17:15. */
export const WORKING_DAY_MINUTES = 525;

export const ordinaryPolicy: Policy = {
  optionalRanks: [], sectionRank: 20, postViewAfterMinutes: 240, deputyAlways: false, reconfirm: 'drafter',
  serviceMinutes: { ordinary: 3 * WORKING_DAY_MINUTES, urgent: WORKING_DAY_MINUTES, same_day: 240 }, remindAtPercent: 50, escalateAtPercent: 150,
};

/** The rank of an authority class. Throws for one the set does not name; the prover refuses such sets. */
export function rankOf(set: RuleSet, authority: string): number {
  const found = set.authorities.find((one) => one.code === authority);
  if (!found) throw new Error(`no authority class ${authority}`);
  return found.rank;
}
