// Generated from the migrated database by `./yakuba rows`. Never edited by hand; a test compares.
import type { ColumnType, Generated } from 'kysely';

export interface AssetsRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: 'service' | 'platform' | 'network' | 'power' | 'site' | 'external';
  readonly department_id: string | null;
  readonly owner_post: Generated<string>;
  readonly tier: number;
  readonly rto_minutes: number;
  readonly rpo_minutes: number;
  readonly start_minutes: number;
  readonly fallback: Generated<string>;
  readonly place_id: string | null;
  readonly supplier_id: string | null;
  readonly spare: Generated<string>;
  readonly links: Generated<readonly string[]>;
  readonly note: Generated<string>;
  readonly active: Generated<boolean>;
  readonly reviewed_on: Temporal.PlainDate | null;
  readonly version: Generated<number>;
}

export interface CallsRow {
  readonly callee_id: string;
  readonly caller_id: string | null;
  readonly ordinal: number;
  readonly minutes: Generated<number>;
}

export interface ChaptersRow {
  readonly code: string;
  readonly ordinal: number;
  readonly heading: string;
  readonly body: string;
  readonly as_of: Temporal.PlainDate;
  readonly version: Generated<number>;
}

export interface ContactsRow {
  readonly id: string;
  readonly kind: 'staff' | 'supplier' | 'authority';
  readonly name: string;
  readonly organization: Generated<string>;
  readonly post: Generated<string>;
  readonly duty: Generated<string>;
  readonly office_phone: string | null;
  readonly email: string | null;
  readonly staff_id: string | null;
  readonly deputy_id: string | null;
  readonly active: Generated<boolean>;
  readonly version: Generated<number>;
}

export interface DependenciesRow {
  readonly asset_id: string;
  readonly needs_id: string;
  readonly kind: 'start' | 'use';
  readonly either: Generated<string>;
}

export interface DrillMeasuresRow {
  readonly drill_id: string;
  readonly asset_id: string;
  readonly rto_seconds: number;
  readonly rpo_seconds: number | null;
}

export interface DrillRulesRow {
  readonly kind: 'restore' | 'failover' | 'power' | 'call' | 'paper' | 'security' | 'tabletop';
  readonly every: 'quarter' | 'year' | 'never';
  readonly basis: string;
  readonly as_of: Temporal.PlainDate;
  readonly version: Generated<number>;
}

export interface DrillsRow {
  readonly id: string;
  readonly kind: 'restore' | 'failover' | 'power' | 'call' | 'paper' | 'security' | 'tabletop';
  readonly title: string;
  readonly fiscal_year: number;
  readonly quarter: number;
  readonly by_rule: boolean;
  readonly planned_on: Temporal.PlainDate | null;
  readonly state: 'planned' | 'held' | 'cancelled' | 'withdrawn';
  readonly held_at: Temporal.Instant | null;
  readonly source: 'person' | 'machine' | null;
  readonly recorded_by: string | null;
  readonly recorded_name: string | null;
  readonly tables: number | null;
  readonly files: number | null;
  readonly all_equal: boolean | null;
  readonly note: Generated<string>;
  readonly hash: string | null;
  readonly withdrawn_reason: string | null;
  readonly version: Generated<number>;
}

export interface EditionsRow {
  readonly id: string;
  readonly number: number;
  readonly state: 'submitted' | 'approved' | 'returned';
  readonly change_note: string;
  readonly snapshot: ColumnType<unknown, string, string>;
  readonly hash: string;
  readonly made_by: string;
  readonly made_name: string;
  readonly made_at: Temporal.Instant;
  readonly decided_by: string | null;
  readonly decided_name: string | null;
  readonly decided_at: Temporal.Instant | null;
  readonly decision_note: string | null;
}

export interface FollowUpsRow {
  readonly id: string;
  readonly drill_id: string;
  readonly finding: string;
  readonly action: string;
  readonly post: string;
  readonly due_on: Temporal.PlainDate;
  readonly done_on: Temporal.PlainDate | null;
  readonly done_by: string | null;
  readonly done_note: string | null;
  readonly version: Generated<number>;
}

export interface MeansRow {
  readonly id: string;
  readonly ordinal: number;
  readonly name: string;
  readonly carries: string;
  readonly needs: Generated<string>;
  readonly place_id: string | null;
  readonly ready_minutes: number;
  readonly lasts_hours: number | null;
  readonly tested_on: Temporal.PlainDate | null;
  readonly version: Generated<number>;
}

export interface PlacesRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: 'office' | 'second' | 'branch' | 'data_center' | 'other';
  readonly address: Generated<string>;
  readonly distance_km: Generated<number>;
  readonly alternative: Generated<boolean>;
  readonly power_hours: Generated<number>;
  readonly note: Generated<string>;
  readonly version: Generated<number>;
}

export interface PowerDevicesRow {
  readonly id: string;
  readonly place_id: string;
  readonly asset_id: string | null;
  readonly name: string;
  readonly quantity: Generated<number>;
  readonly watts: number;
  readonly tier: number;
  readonly on_ups: Generated<boolean>;
  readonly version: Generated<number>;
}

export interface PowerSourcesRow {
  readonly id: string;
  readonly place_id: string;
  readonly kind: 'ups' | 'generator';
  readonly name: string;
  readonly rated_watts: number;
  readonly usable_watt_hours: number | null;
  readonly fuel_litres: string | null;
  readonly idle_litres_hour: string | null;
  readonly full_litres_hour: string | null;
  readonly start_minutes: number | null;
  readonly checked_on: Temporal.PlainDate | null;
  readonly version: Generated<number>;
}

export interface PrivatePhonesRow {
  readonly contact_id: string;
  readonly phone: string;
}

export interface RunbookStepsRow {
  readonly version_id: string;
  readonly ordinal: number;
  readonly instruction: string;
  readonly typed: Generated<string>;
  readonly post: string;
  readonly minutes: number;
  readonly proof: string;
}

export interface RunbookVersionsRow {
  readonly id: string;
  readonly runbook_id: string;
  readonly number: number;
  readonly state: 'draft' | 'submitted' | 'approved' | 'superseded';
  readonly opening: Generated<string>;
  readonly authors: readonly string[];
  readonly author_name: string;
  readonly submitted_at: Temporal.Instant | null;
  readonly returned_note: string | null;
  readonly approved_by: string | null;
  readonly approved_name: string | null;
  readonly approved_at: Temporal.Instant | null;
  readonly hash: string | null;
  readonly version: Generated<number>;
}

export interface RunbooksRow {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly asset_id: string | null;
  readonly ordinal: number;
}

export interface TiersRow {
  readonly tier: number;
  readonly meaning: string;
  readonly back_in_minutes: number;
  readonly basis: string;
  readonly as_of: Temporal.PlainDate;
  readonly version: Generated<number>;
}

export interface ContinuityTables {
  readonly 'continuity.assets': AssetsRow;
  readonly 'continuity.calls': CallsRow;
  readonly 'continuity.chapters': ChaptersRow;
  readonly 'continuity.contacts': ContactsRow;
  readonly 'continuity.dependencies': DependenciesRow;
  readonly 'continuity.drill_measures': DrillMeasuresRow;
  readonly 'continuity.drill_rules': DrillRulesRow;
  readonly 'continuity.drills': DrillsRow;
  readonly 'continuity.editions': EditionsRow;
  readonly 'continuity.follow_ups': FollowUpsRow;
  readonly 'continuity.means': MeansRow;
  readonly 'continuity.places': PlacesRow;
  readonly 'continuity.power_devices': PowerDevicesRow;
  readonly 'continuity.power_sources': PowerSourcesRow;
  readonly 'continuity.private_phones': PrivatePhonesRow;
  readonly 'continuity.runbook_steps': RunbookStepsRow;
  readonly 'continuity.runbook_versions': RunbookVersionsRow;
  readonly 'continuity.runbooks': RunbooksRow;
  readonly 'continuity.tiers': TiersRow;
}
