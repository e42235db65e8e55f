// Generated from the migrated database by `./yakuba rows`. Never edited by hand; a test compares.
import type { Generated } from 'kysely';

export interface ChangesRow {
  readonly series_id: string;
  readonly day: Temporal.PlainDate;
  readonly status: 'scheduled' | 'postponed' | 'cancelled' | 'moved_online';
  readonly first_day: Temporal.PlainDate | null;
  readonly last_day: Temporal.PlainDate | null;
  readonly from_minutes: number | null;
  readonly to_minutes: number | null;
  readonly note: string;
  readonly sequence: number;
  readonly changed_by: string;
  readonly changed_name: string;
  readonly updated_at: Temporal.Instant;
}

export interface EditionsRow {
  readonly id: string;
  readonly series_id: string;
  readonly number: number;
  readonly state: 'draft' | 'waiting' | 'public' | 'superseded' | 'dropped';
  readonly version: Generated<number>;
  readonly title: string;
  readonly title_kana: string;
  readonly title_en: string;
  readonly category: 'course' | 'festival' | 'sports' | 'health' | 'consultation' | 'meeting' | 'deadline' | 'recruitment' | 'tourism';
  readonly description: string;
  readonly description_en: string;
  readonly first_day: Temporal.PlainDate;
  readonly last_day: Temporal.PlainDate;
  readonly from_minutes: number | null;
  readonly to_minutes: number | null;
  readonly rule: string | null;
  readonly holiday_rule: Generated<'as_is' | 'skip' | 'next_day' | 'next_weekday'>;
  readonly exdates: Generated<readonly Temporal.PlainDate[]>;
  readonly rdates: Generated<readonly Temporal.PlainDate[]>;
  readonly when_note: string;
  readonly place_name: string;
  readonly place_address: string;
  readonly place_detail: string;
  readonly lat: number | null;
  readonly lng: number | null;
  readonly online_url: string;
  readonly access: string;
  readonly parking: string;
  readonly fee_yen: number | null;
  readonly fee_note: string;
  readonly capacity: number | null;
  readonly capacity_note: string;
  readonly apply_from: Temporal.Instant | null;
  readonly apply_until: Temporal.Instant | null;
  readonly apply_method: string;
  readonly apply_url: string;
  readonly organiser: string;
  readonly contact_name: string;
  readonly contact_phone: string;
  readonly contact_extension: string;
  readonly audience: string;
  readonly barrier_free: string;
  readonly childcare: string;
  readonly areas: Generated<readonly string[]>;
  readonly url: string;
  readonly remarks: string;
  readonly boards: Generated<boolean>;
  readonly open_data: Generated<boolean>;
  readonly authors: readonly string[];
  readonly saved_name: string;
  readonly saved_at: Temporal.Instant;
  readonly change_note: Generated<string>;
  readonly submitted_by: string | null;
  readonly submitted_name: string | null;
  readonly submitted_at: Temporal.Instant | null;
  readonly returned_note: Generated<string>;
  readonly decided_by: string | null;
  readonly decided_name: string | null;
  readonly decided_at: Temporal.Instant | null;
}

export interface GoneSeriesRow {
  readonly event_no: number;
  readonly withdrawn_at: Temporal.Instant;
  readonly withdrawn_reason: string;
  readonly title: string;
}

export interface ImportsRow {
  readonly id: string;
  readonly department_id: string;
  readonly kind: 'ics' | 'csv';
  readonly name: string;
  readonly category: 'course' | 'festival' | 'sports' | 'health' | 'consultation' | 'meeting' | 'deadline' | 'recruitment' | 'tourism';
  readonly body: string;
  readonly made_by: string;
  readonly made_name: string;
  readonly made_at: Temporal.Instant;
  readonly done_at: Temporal.Instant | null;
  readonly added: number | null;
  readonly changed: number | null;
}

export interface OccurrencesRow {
  readonly series_id: string;
  readonly day: Temporal.PlainDate;
  readonly first_day: Temporal.PlainDate;
  readonly last_day: Temporal.PlainDate;
  readonly from_minutes: number | null;
  readonly to_minutes: number | null;
  readonly planned_day: Temporal.PlainDate;
  readonly status: 'scheduled' | 'postponed' | 'cancelled' | 'moved_online';
  readonly note: string;
}

export interface PublicChangesRow {
  readonly series_id: string;
  readonly day: Temporal.PlainDate;
  readonly status: string;
  readonly first_day: Temporal.PlainDate;
  readonly last_day: Temporal.PlainDate;
  readonly from_minutes: number;
  readonly to_minutes: number;
  readonly note: string;
  readonly sequence: number;
  readonly updated_at: Temporal.Instant;
}

export interface PublicDaysRow {
  readonly series_id: string;
  readonly first_day: Temporal.PlainDate;
  readonly last_day: Temporal.PlainDate;
  readonly from_minutes: number;
}

export interface PublicOccurrencesRow {
  readonly series_id: string;
  readonly day: Temporal.PlainDate;
  readonly first_day: Temporal.PlainDate;
  readonly last_day: Temporal.PlainDate;
  readonly from_minutes: number;
  readonly to_minutes: number;
  readonly planned_day: Temporal.PlainDate;
  readonly note: string;
  readonly status: string;
  readonly event_no: number;
  readonly title: string;
  readonly title_en: string;
  readonly category: string;
  readonly place_name: string;
  readonly areas: readonly string[];
  readonly apply_from: Temporal.Instant;
  readonly apply_until: Temporal.Instant;
  readonly rule: string;
  readonly holiday_rule: string;
  readonly rule_day: Temporal.PlainDate;
}

export interface PublicSeriesRow {
  readonly id: string;
  readonly event_no: number;
  readonly status: string;
  readonly status_note: string;
  readonly sequence: number;
  readonly published_at: Temporal.Instant;
  readonly updated_at: Temporal.Instant;
  readonly department: string;
  readonly title: string;
  readonly title_kana: string;
  readonly title_en: string;
  readonly category: string;
  readonly description: string;
  readonly description_en: string;
  readonly first_day: Temporal.PlainDate;
  readonly last_day: Temporal.PlainDate;
  readonly from_minutes: number;
  readonly to_minutes: number;
  readonly rule: string;
  readonly holiday_rule: string;
  readonly exdates: readonly Temporal.PlainDate[];
  readonly rdates: readonly Temporal.PlainDate[];
  readonly when_note: string;
  readonly place_name: string;
  readonly place_address: string;
  readonly place_detail: string;
  readonly lat: number;
  readonly lng: number;
  readonly online_url: string;
  readonly access: string;
  readonly parking: string;
  readonly fee_yen: number;
  readonly fee_note: string;
  readonly capacity: number;
  readonly capacity_note: string;
  readonly apply_from: Temporal.Instant;
  readonly apply_until: Temporal.Instant;
  readonly apply_method: string;
  readonly apply_url: string;
  readonly organiser: string;
  readonly contact_name: string;
  readonly contact_phone: string;
  readonly contact_extension: string;
  readonly audience: string;
  readonly barrier_free: string;
  readonly childcare: string;
  readonly areas: readonly string[];
  readonly url: string;
  readonly remarks: string;
  readonly boards: boolean;
  readonly open_data: boolean;
}

export interface SeriesRow {
  readonly id: string;
  readonly event_no: number;
  readonly department_id: string;
  readonly state: Generated<'draft' | 'public' | 'withdrawn'>;
  readonly status: Generated<'scheduled' | 'postponed' | 'cancelled' | 'moved_online'>;
  readonly status_note: Generated<string>;
  readonly sequence: Generated<number>;
  readonly source_uid: string | null;
  readonly source_sequence: number | null;
  readonly source_updated_at: Temporal.Instant | null;
  readonly version: Generated<number>;
  readonly made_by: string;
  readonly made_at: Temporal.Instant;
  readonly published_at: Temporal.Instant | null;
  readonly updated_at: Temporal.Instant;
  readonly withdrawn_at: Temporal.Instant | null;
  readonly withdrawn_reason: string | null;
  readonly stored_to: Temporal.PlainDate | null;
}

export interface EventsTables {
  readonly 'events.changes': ChangesRow;
  readonly 'events.editions': EditionsRow;
  readonly 'events.gone_series': GoneSeriesRow;
  readonly 'events.imports': ImportsRow;
  readonly 'events.occurrences': OccurrencesRow;
  readonly 'events.public_changes': PublicChangesRow;
  readonly 'events.public_days': PublicDaysRow;
  readonly 'events.public_occurrences': PublicOccurrencesRow;
  readonly 'events.public_series': PublicSeriesRow;
  readonly 'events.series': SeriesRow;
}
