// Generated from the migrated database by `./yakuba rows`. Never edited by hand; a test compares.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { TimeRange } from '../../kernel/db/values.ts';

export interface AdmissionsRow {
  readonly id: string;
  readonly facility_id: string;
  readonly at: Temporal.Instant;
  readonly day: Temporal.PlainDate;
  readonly entry: string;
  readonly persons: number;
  readonly book_id: string | null;
  readonly receivable_id: string | null;
  readonly yen: number;
  readonly by: string;
  readonly undone_at: Temporal.Instant | null;
  readonly undone_by: string | null;
}

export interface BlocksRow {
  readonly id: string;
  readonly facility_id: string;
  readonly cell_ids: readonly number[];
  readonly during: ColumnType<TimeRange, string, string>;
  readonly reason: 'official' | 'election' | 'maintenance' | 'school' | 'disaster' | 'inspection' | 'event' | 'rain';
  readonly public_label: string;
  readonly note: Generated<string>;
  readonly displaces: 'refuse_if_booked' | 'takeover';
  readonly state: 'requested' | 'approved' | 'refused' | 'ended';
  readonly requested_by: string;
  readonly requested_at: Temporal.Instant;
  readonly decided_by: string | null;
  readonly decided_at: Temporal.Instant | null;
  readonly version: Generated<number>;
}

export interface CellsRow {
  readonly id: GeneratedAlways<number>;
  readonly facility_id: string;
  readonly space_code: string;
  readonly code: string;
}

export interface CityRulesRow {
  readonly one: Generated<boolean>;
  readonly rules: ColumnType<unknown, string, string>;
}

export interface ClaimsRow {
  readonly id: GeneratedAlways<number>;
  readonly cell_id: number;
  readonly during: ColumnType<TimeRange, string, string>;
  readonly kind: 'hold' | 'booking' | 'block' | 'shelter' | 'release';
  readonly reservation_id: string | null;
  readonly block_id: string | null;
  readonly patron_id: string | null;
  readonly hold_until: Temporal.Instant | null;
}

export interface DeceasedRow {
  readonly reservation_id: string;
  readonly name: string;
  readonly kana: Generated<string>;
  readonly age: number | null;
  readonly last_address: string;
  readonly resident: boolean;
  readonly kind: 'body' | 'stillborn' | 'reburial' | 'parts';
  readonly coffin: 'standard' | 'large';
  readonly pacemaker: boolean;
  readonly applicant: string;
  readonly relation: Generated<string>;
  readonly permit_number: string | null;
  readonly saved_by: string;
  readonly saved_at: Temporal.Instant;
  readonly version: Generated<number>;
}

export interface DecisionsRow {
  readonly id: string;
  readonly reservation_id: string;
  readonly decision: 'grant' | 'grant_without_reduction' | 'refuse';
  readonly reason: Generated<string>;
  readonly state: Generated<'open' | 'decided' | 'ended'>;
  readonly drafted_by: string;
  readonly drafted_at: Temporal.Instant;
  readonly ended_at: Temporal.Instant | null;
}

export interface DuplicateHintsRow {
  readonly id: string;
  readonly patron_id: string;
  readonly other_id: string;
  readonly reasons: readonly string[];
  readonly found_at: Temporal.Instant;
  readonly settled_by: string | null;
  readonly settled_at: Temporal.Instant | null;
  readonly note: string | null;
}

export interface EntriesRow {
  readonly id: string;
  readonly lottery_id: string;
  readonly number: string;
  readonly patron_id: string;
  readonly alias: string;
  readonly unit_id: string;
  readonly use_date: Temporal.PlainDate;
  readonly slots: readonly string[];
  readonly use_range: ColumnType<TimeRange, string, string>;
  readonly slot_key: string;
  readonly rank: Generated<number>;
  readonly weight: Generated<number>;
  readonly persons: number | null;
  readonly purpose: Generated<string>;
  readonly state: 'entered' | 'withdrawn' | 'won' | 'lost' | 'confirmed' | 'forfeited' | 'promoted';
  readonly outcome: 'won' | 'full' | 'cap' | 'overlap' | 'ineligible' | 'withdrawn' | 'later_choice' | null;
  readonly ticket: string | null;
  readonly position: number | null;
  readonly waiting_rank: number | null;
  readonly reservation_id: string | null;
  readonly at: Temporal.Instant;
  readonly version: Generated<number>;
  readonly class_code: Generated<string>;
  readonly eligible: Generated<boolean>;
  readonly told_at: Temporal.Instant | null;
  readonly pick: number | null;
}

export interface EventsRow {
  readonly id: string;
  readonly reservation_id: string;
  readonly at: Temporal.Instant;
  readonly actor: string;
  readonly actor_kind: string;
  readonly from_state: string | null;
  readonly to_state: string;
  readonly reason: string | null;
  readonly note: Generated<string>;
  readonly device: string | null;
  readonly detail: ColumnType<unknown, string | undefined, string>;
}

export interface EvidenceRow {
  readonly id: string;
  readonly patron_id: string | null;
  readonly reservation_id: string | null;
  readonly kind: 'residency' | 'identity' | 'roster' | 'reduction' | 'other';
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly media_type: 'image/jpeg' | 'image/png' | 'application/pdf';
  readonly sent_by: string;
  readonly sent_at: Temporal.Instant;
}

export interface FacilitiesRow {
  readonly id: string;
  readonly code: string;
  readonly name_ja: string;
  readonly name_en: string;
  readonly kana: string;
  readonly category: string;
  readonly area: string;
  readonly address: string;
  readonly lat: number;
  readonly lng: number;
  readonly phone: Generated<string>;
  readonly about: ColumnType<unknown, string | undefined, string>;
  readonly shelter: 'designated' | 'welfare' | null;
  readonly public: Generated<boolean>;
  readonly policy: ColumnType<unknown, string, string>;
  readonly policy_no: Generated<number>;
  readonly closed_at: Temporal.Instant | null;
  readonly version: Generated<number>;
}

export interface KeyGrantsRow {
  readonly id: string;
  readonly reservation_id: string;
  readonly lock_code: string;
  readonly credential: string | null;
  readonly valid_from: Temporal.Instant;
  readonly valid_to: Temporal.Instant;
  readonly state: 'issued' | 'failed' | 'revoked';
  readonly vendor_ref: string | null;
  readonly problem: string | null;
  readonly issued_at: Temporal.Instant;
  readonly revoked_at: Temporal.Instant | null;
}

export interface LotteriesRow {
  readonly id: string;
  readonly code: string;
  readonly facility_id: string;
  readonly name_ja: string;
  readonly name_en: string;
  readonly unit_codes: readonly string[];
  readonly use_from: Temporal.PlainDate;
  readonly use_to: Temporal.PlainDate;
  readonly opens_at: Temporal.Instant;
  readonly closes_at: Temporal.Instant;
  readonly draws_at: Temporal.Instant;
  readonly results_at: Temporal.Instant;
  readonly confirm_by: Temporal.Instant | null;
  readonly options: ColumnType<unknown, string, string>;
  readonly classes: readonly string[];
  readonly cap_entries: number | null;
  readonly state: 'announced' | 'open' | 'frozen' | 'drawn' | 'published' | 'void';
  readonly commitment: string;
  readonly public_source: string;
  readonly public_value: string | null;
  readonly root: string | null;
  readonly entry_count: number | null;
  readonly seed: string | null;
  readonly revealed_secret: string | null;
  readonly lines: string | null;
  readonly created_by: string;
  readonly created_at: Temporal.Instant;
  readonly void_reason: string | null;
  readonly version: Generated<number>;
  readonly ground: ColumnType<unknown, string | null, string | null>;
  readonly drawn_at: Temporal.Instant | null;
  readonly freed_unit: string | null;
  readonly freed_range: ColumnType<TimeRange | null, string | null, string | null>;
}

export interface LotterySecretsRow {
  readonly lottery_id: string;
  readonly secret_hex: string;
}

export interface MembersRow {
  readonly id: string;
  readonly patron_id: string;
  readonly name: string;
  readonly kana: Generated<string>;
  readonly residency: 'resident' | 'work_or_school' | 'non_resident';
  readonly person_key: string;
}

export interface OfficialSharesRow {
  readonly facility_id: string;
  readonly month: Temporal.PlainDate;
  readonly open_minutes: number;
  readonly official_minutes: number;
  readonly published_at: Temporal.Instant;
}

export interface PatronEventsRow {
  readonly id: string;
  readonly patron_id: string;
  readonly at: Temporal.Instant;
  readonly actor: string;
  readonly what: string;
  readonly note: Generated<string>;
  readonly legal_basis: string | null;
  readonly detail: ColumnType<unknown, string | undefined, string>;
}

export interface PatronMergesRow {
  readonly id: string;
  readonly keep_id: string;
  readonly gone_id: string;
  readonly reason: string;
  readonly state: 'requested' | 'done' | 'refused' | 'undone';
  readonly requested_by: string;
  readonly requested_at: Temporal.Instant;
  readonly decided_by: string | null;
  readonly decided_at: Temporal.Instant | null;
  readonly undone_by: string | null;
  readonly undone_at: Temporal.Instant | null;
  readonly undo_reason: string | null;
  readonly moved: ColumnType<unknown, string | undefined, string>;
}

export interface PatronsRow {
  readonly id: string;
  readonly number: string;
  readonly kind: 'individual' | 'group';
  readonly class_code: string;
  readonly name: string;
  readonly kana: string;
  readonly folded_name: string;
  readonly citizen_id: string | null;
  readonly representative: string | null;
  readonly phone: string;
  readonly email: string | null;
  readonly birth_date: Temporal.PlainDate | null;
  readonly guardian: string | null;
  readonly residency: 'resident' | 'work_or_school' | 'non_resident';
  readonly evidence: ColumnType<unknown, string | undefined, string>;
  readonly facilities: Generated<readonly string[]>;
  readonly hidden_name: Generated<boolean>;
  readonly bank_account: Uint8Array | null;
  readonly status: 'submitted' | 'active' | 'suspended' | 'rejected' | 'expired' | 'closed';
  readonly status_reason: string | null;
  readonly suspended_until: Temporal.PlainDate | null;
  readonly valid_from: Temporal.PlainDate | null;
  readonly valid_to: Temporal.PlainDate | null;
  readonly approved_by: string | null;
  readonly created_by: string;
  readonly created_at: Temporal.Instant;
  readonly version: Generated<number>;
  readonly bank_fingerprint: string | null;
  readonly device: string | null;
  readonly notified_expiry_on: Temporal.PlainDate | null;
  readonly renewal_asked_at: Temporal.Instant | null;
}

export interface PaymentPartsRow {
  readonly receivable_id: string;
  readonly reservation_id: string;
  readonly part: 'deposit' | 'balance';
  readonly amount_yen: number;
  readonly permits: boolean;
  readonly pay_by: Temporal.Instant;
  readonly expire_at: Temporal.Instant;
  readonly grace_until: Temporal.Instant;
  readonly reminded_at: Temporal.Instant | null;
}

export interface PenaltiesRow {
  readonly id: string;
  readonly patron_id: string;
  readonly reservation_id: string | null;
  readonly event: 'no_show' | 'late_cancel' | 'no_cleanup' | 'damage' | 'purpose_fraud' | 'resale' | 'multi_account';
  readonly points: number;
  readonly legal_basis: string;
  readonly note: Generated<string>;
  readonly at: Temporal.Instant;
  readonly given_by: string;
  readonly withdrawn_at: Temporal.Instant | null;
  readonly appeal: string | null;
  readonly facility_id: string | null;
  readonly withdrawn_reason: string | null;
}

export interface PoliciesRow {
  readonly facility_id: string;
  readonly policy_no: number;
  readonly policy: ColumnType<unknown, string, string>;
  readonly note: Generated<string>;
  readonly saved_by: string;
  readonly saved_at: Temporal.Instant;
}

export interface PoolUsesRow {
  readonly pool_id: number;
  readonly bucket: Temporal.Instant;
  readonly used: number;
  readonly capacity: number;
}

export interface PoolsRow {
  readonly id: GeneratedAlways<number>;
  readonly facility_id: string;
  readonly code: string;
  readonly name_ja: string;
  readonly name_en: string;
  readonly capacity: number;
}

export interface PublicBlocksRow {
  readonly id: string;
  readonly reason: string;
  readonly public_label: string;
}

export interface ReservationsRow {
  readonly id: string;
  readonly number: string;
  readonly facility_id: string;
  readonly unit_id: string;
  readonly patron_id: string | null;
  readonly walk_in_name: string | null;
  readonly walk_in_phone: string | null;
  readonly class_code: string;
  readonly use_date: Temporal.PlainDate;
  readonly slots: Generated<readonly string[]>;
  readonly use_range: ColumnType<TimeRange, string, string>;
  readonly claim_range: ColumnType<TimeRange, string, string>;
  readonly purpose: Generated<string>;
  readonly title: Generated<string>;
  readonly title_public: Generated<boolean>;
  readonly persons: number | null;
  readonly admission_yen: number | null;
  readonly commercial: Generated<boolean>;
  readonly rehearsal: Generated<boolean>;
  readonly extras: ColumnType<unknown, string | undefined, string>;
  readonly channel: 'web' | 'phone' | 'desk' | 'kiosk' | 'lottery' | 'recurring' | 'api';
  readonly state: 'held' | 'provisional' | 'approval_pending' | 'permitted' | 'in_use' | 'completed' | 'no_show' | 'expired' | 'refused' | 'cancelled' | 'cancelled_by_city';
  readonly hold_until: Temporal.Instant | null;
  readonly pay_by: Temporal.Instant | null;
  readonly expire_at: Temporal.Instant | null;
  readonly grace_until: Temporal.Instant | null;
  readonly slip_at: Temporal.Instant | null;
  readonly fee: ColumnType<unknown, string | undefined, string>;
  readonly fee_yen: Generated<number>;
  readonly reduction: string | null;
  readonly reduction_state: 'requested' | 'granted' | 'refused' | null;
  readonly reduction_by: string | null;
  readonly needs_approval: Generated<boolean>;
  readonly permit_number: string | null;
  readonly permitted_at: Temporal.Instant | null;
  readonly series_id: string | null;
  readonly entry_id: string | null;
  readonly policy_no: number;
  readonly change_count: Generated<number>;
  readonly remarks: Generated<string>;
  readonly internal_note: Generated<string>;
  readonly actual_persons: number | null;
  readonly reason: string | null;
  readonly device: string | null;
  readonly created_by: string;
  readonly created_at: Temporal.Instant;
  readonly ended_at: Temporal.Instant | null;
  readonly version: Generated<number>;
  readonly nights: Generated<number>;
  readonly given_up_yen: Generated<number>;
}

export interface SeriesRow {
  readonly id: string;
  readonly unit_id: string;
  readonly patron_id: string;
  readonly rule: ColumnType<unknown, string, string>;
  readonly results: ColumnType<unknown, string | undefined, string>;
  readonly created_by: string;
  readonly created_at: Temporal.Instant;
  readonly ended_from: Temporal.PlainDate | null;
}

export interface SetupTasksRow {
  readonly id: string;
  readonly facility_id: string;
  readonly due_at: Temporal.Instant;
  readonly what: string;
  readonly reservation_id: string | null;
  readonly done_at: Temporal.Instant | null;
  readonly done_by: string | null;
}

export interface TicketBooksRow {
  readonly id: string;
  readonly number: string;
  readonly facility_id: string;
  readonly code: string;
  readonly entry: string;
  readonly uses: number | null;
  readonly used: Generated<number>;
  readonly price_yen: number;
  readonly sold_at: Temporal.Instant;
  readonly sold_by: string;
  readonly valid_to: Temporal.PlainDate;
  readonly receivable_id: string | null;
  readonly version: Generated<number>;
}

export interface TiedRoomsRow {
  readonly reservation_id: string;
  readonly code: string;
  readonly cell_id: number;
  readonly during: ColumnType<TimeRange, string, string>;
}

export interface TripsRow {
  readonly id: string;
  readonly reservation_id: string;
  readonly unit_id: string;
  readonly driver: string;
  readonly destination: string;
  readonly out_at: Temporal.Instant;
  readonly out_km: number;
  readonly checked_out_by: string;
  readonly in_at: Temporal.Instant | null;
  readonly in_km: number | null;
  readonly checked_in_by: string | null;
  readonly sober_in: boolean | null;
  readonly note: Generated<string>;
  readonly saved_by: string;
  readonly version: Generated<number>;
}

export interface UnitsRow {
  readonly id: string;
  readonly facility_id: string;
  readonly code: string;
  readonly name_ja: string;
  readonly name_en: string;
  readonly cell_ids: readonly number[];
  readonly zone: string | null;
  readonly noise_class: string | null;
  readonly purposes: readonly string[];
  readonly capacity: number | null;
  readonly visibility: 'public_book' | 'public_view' | 'staff_only';
  readonly ordinal: Generated<number>;
  readonly closed_at: Temporal.Instant | null;
}

export interface WaitingRow {
  readonly id: string;
  readonly unit_id: string;
  readonly use_date: Temporal.PlainDate;
  readonly slots: readonly string[];
  readonly use_range: ColumnType<TimeRange, string, string>;
  readonly patron_id: string;
  readonly rank: number;
  readonly state: 'waiting' | 'offered' | 'taken' | 'lapsed' | 'withdrawn';
  readonly offer_until: Temporal.Instant | null;
  readonly reservation_id: string | null;
  readonly at: Temporal.Instant;
}

export interface WallClaimsRow {
  readonly id: GeneratedAlways<number>;
  readonly space: string;
  readonly partition: 'open' | 'closed';
  readonly during: ColumnType<TimeRange, string, string>;
  readonly reservation_id: string;
  readonly hold_until: Temporal.Instant | null;
}

export interface ZoneClaimsRow {
  readonly id: GeneratedAlways<number>;
  readonly zone: string;
  readonly noise_class: string;
  readonly during: ColumnType<TimeRange, string, string>;
  readonly reservation_id: string;
  readonly hold_until: Temporal.Instant | null;
}

export interface ReservationsTables {
  readonly 'reservations.admissions': AdmissionsRow;
  readonly 'reservations.blocks': BlocksRow;
  readonly 'reservations.cells': CellsRow;
  readonly 'reservations.city_rules': CityRulesRow;
  readonly 'reservations.claims': ClaimsRow;
  readonly 'reservations.deceased': DeceasedRow;
  readonly 'reservations.decisions': DecisionsRow;
  readonly 'reservations.duplicate_hints': DuplicateHintsRow;
  readonly 'reservations.entries': EntriesRow;
  readonly 'reservations.events': EventsRow;
  readonly 'reservations.evidence': EvidenceRow;
  readonly 'reservations.facilities': FacilitiesRow;
  readonly 'reservations.key_grants': KeyGrantsRow;
  readonly 'reservations.lotteries': LotteriesRow;
  readonly 'reservations.lottery_secrets': LotterySecretsRow;
  readonly 'reservations.members': MembersRow;
  readonly 'reservations.official_shares': OfficialSharesRow;
  readonly 'reservations.patron_events': PatronEventsRow;
  readonly 'reservations.patron_merges': PatronMergesRow;
  readonly 'reservations.patrons': PatronsRow;
  readonly 'reservations.payment_parts': PaymentPartsRow;
  readonly 'reservations.penalties': PenaltiesRow;
  readonly 'reservations.policies': PoliciesRow;
  readonly 'reservations.pool_uses': PoolUsesRow;
  readonly 'reservations.pools': PoolsRow;
  readonly 'reservations.public_blocks': PublicBlocksRow;
  readonly 'reservations.reservations': ReservationsRow;
  readonly 'reservations.series': SeriesRow;
  readonly 'reservations.setup_tasks': SetupTasksRow;
  readonly 'reservations.ticket_books': TicketBooksRow;
  readonly 'reservations.tied_rooms': TiedRoomsRow;
  readonly 'reservations.trips': TripsRow;
  readonly 'reservations.units': UnitsRow;
  readonly 'reservations.waiting': WaitingRow;
  readonly 'reservations.wall_claims': WallClaimsRow;
  readonly 'reservations.zone_claims': ZoneClaimsRow;
}
