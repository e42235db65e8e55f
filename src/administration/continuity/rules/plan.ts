/** The whole plan as plain values, ready for JSON: what is checked, printed, and frozen into an edition. Days and moments are ISO text. Private telephone numbers are never part of it. */
import type { Call } from './call-tree.ts';
import type { Every } from './due.ts';
import type { Device } from './power.ts';
import type { Asset, Need } from './start-order.ts';

export const assetKinds = ['service', 'platform', 'network', 'power', 'site', 'external'] as const;
export type AssetKind = (typeof assetKinds)[number];
export const drillKinds = ['restore', 'failover', 'power', 'call', 'paper', 'security', 'tabletop'] as const;
export type DrillKind = (typeof drillKinds)[number];

export interface PlanAsset extends Asset {
  readonly kind: AssetKind;
  readonly department: string;
  readonly ownerPost: string;
  readonly rtoMinutes: number;
  readonly rpoMinutes: number;
  readonly fallback: string;
  readonly place: string;
  readonly supplier: string;
  readonly spare: string;
  readonly links: readonly string[];
  readonly note: string;
  readonly reviewedOn: string | null;
  /** By the latest drill that measured it. */
  readonly measured: { readonly rtoSeconds: number; readonly rpoSeconds: number | null; readonly on: string; readonly drill: string } | null;
}

export interface PlanContact {
  readonly id: string;
  readonly kind: 'staff' | 'supplier' | 'authority';
  readonly name: string;
  readonly organization: string;
  readonly post: string;
  readonly duty: string;
  readonly officePhone: string | null;
  readonly hasPhone: boolean;
  readonly deputy: string | null;
}

export interface PlanStep {
  readonly instruction: string;
  readonly typed: string;
  readonly post: string;
  readonly minutes: number;
  readonly proof: string;
}

export interface PlanRunbook {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly asset: string;
  /** The version in force; null: none was approved yet. */
  readonly approved: { readonly number: number; readonly opening: string; readonly author: string; readonly approvedBy: string; readonly approvedOn: string; readonly hash: string; readonly steps: readonly PlanStep[] } | null;
}

export interface PlanPlace {
  readonly id: string;
  readonly name: string;
  readonly kind: 'office' | 'second' | 'branch' | 'data_center' | 'other';
  readonly address: string;
  readonly distanceKm: number;
  readonly alternative: boolean;
  readonly powerHours: number;
  readonly note: string;
  readonly ups: readonly { readonly name: string; readonly ratedWatts: number; readonly usableWattHours: number }[];
  readonly generators: readonly { readonly name: string; readonly ratedWatts: number; readonly fuelLitres: number; readonly idleLitresHour: number; readonly fullLitresHour: number; readonly startMinutes: number }[];
  readonly devices: readonly (Device & { readonly name: string; readonly asset: string })[];
}

export interface PlanMeans {
  readonly id: string;
  readonly ordinal: number;
  readonly name: string;
  readonly carries: string;
  readonly needs: string;
  readonly readyMinutes: number;
  readonly lastsHours: number | null;
  readonly testedOn: string | null;
}

export interface PlanDrill {
  readonly id: string;
  readonly kind: DrillKind;
  readonly title: string;
  readonly heldOn: string;
  readonly source: 'person' | 'machine';
  readonly recordedBy: string;
  readonly tables: number | null;
  readonly files: number | null;
  readonly allEqual: boolean | null;
  readonly note: string;
  readonly hash: string;
  readonly measures: readonly { readonly asset: string; readonly rtoSeconds: number; readonly rpoSeconds: number | null }[];
}

export interface PlanFollowUp {
  readonly id: string;
  readonly drill: string;
  readonly drillId: string;
  readonly finding: string;
  readonly action: string;
  readonly post: string;
  readonly dueOn: string;
  readonly doneOn: string | null;
}

export interface Plan {
  readonly city: string;
  readonly asOf: string;
  readonly tiers: readonly { readonly tier: number; readonly meaning: string; readonly backInMinutes: number; readonly basis: string; readonly asOf: string }[];
  readonly drillRules: readonly { readonly kind: DrillKind; readonly every: Every; readonly basis: string; readonly asOf: string }[];
  readonly chapters: readonly { readonly code: string; readonly heading: string; readonly body: string; readonly asOf: string }[];
  readonly assets: readonly PlanAsset[];
  readonly needs: readonly Need[];
  readonly contacts: readonly PlanContact[];
  readonly calls: readonly Call[];
  readonly places: readonly PlanPlace[];
  readonly means: readonly PlanMeans[];
  readonly runbooks: readonly PlanRunbook[];
  /** Newest first. */
  readonly drills: readonly PlanDrill[];
  readonly followUps: readonly PlanFollowUp[];
  /** The editions approved so far, oldest first: 改訂履歴. */
  readonly editions: readonly { readonly number: number; readonly changeNote: string; readonly madeBy: string; readonly approvedBy: string; readonly approvedOn: string }[];
}
