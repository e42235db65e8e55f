// Generated from the migrated database by `./yakuba rows`. Never edited by hand; a test compares.
import type { ColumnType, Generated } from 'kysely';

export interface AbsencesRow {
  readonly id: string;
  readonly staff_id: string;
  readonly from_at: Temporal.Instant;
  readonly to_at: Temporal.Instant;
  readonly reason: string;
  readonly source: 'leave' | 'trip' | 'manual';
  readonly registered_by: string;
  readonly registered_at: Temporal.Instant;
  readonly cancelled_at: Temporal.Instant | null;
}

export interface ApiTokensRow {
  readonly token_hash: string;
  readonly staff_id: string | null;
  readonly service_id: string | null;
  readonly role_id: string | null;
  readonly name: string;
  readonly created_at: Temporal.Instant;
  readonly expires_at: Temporal.Instant;
  readonly revoked_at: Temporal.Instant | null;
}

export interface ApprovalActionsRow {
  readonly id: string;
  readonly case_id: string;
  readonly seq: number;
  readonly action: string;
  readonly step_no: number | null;
  readonly version_no: number;
  readonly version_hash: string | null;
  readonly actor_id: string | null;
  readonly post_id: string | null;
  readonly capacity: 'self' | 'deputy' | 'caretaker' | 'acting' | 'superior' | 'drafter' | 'office' | 'house';
  readonly comment: Generated<string>;
  readonly seen_at: Temporal.Instant | null;
  readonly payload: ColumnType<unknown, string | undefined, string>;
  readonly request_id: string;
  readonly at: Temporal.Instant;
}

export interface ApprovalCasesRow {
  readonly id: string;
  readonly number: string | null;
  readonly kind: string;
  readonly subject: string;
  readonly organ: string;
  readonly title: string;
  readonly drafter_id: string;
  readonly drafter_post_id: string;
  readonly department_id: string;
  readonly state: 'draft' | 'in_route' | 'decided' | 'sealed' | 'executed' | 'closed' | 'rejected' | 'withdrawn';
  readonly version_no: Generated<number>;
  readonly version_hash: string | null;
  readonly rule_set_id: string | null;
  readonly facts: ColumnType<unknown, string | undefined, string>;
  readonly requirement: ColumnType<unknown, string | null, string | null>;
  readonly urgency: Generated<'ordinary' | 'urgent' | 'same_day'>;
  readonly confidentiality: 'general' | 'department' | 'restricted' | 'secret';
  readonly created_at: Temporal.Instant;
  readonly submitted_at: Temporal.Instant | null;
  readonly due_at: Temporal.Instant | null;
  readonly decided_at: Temporal.Instant | null;
  readonly decided_kind: 'own' | 'standing' | 'deputy' | null;
  readonly decider_id: string | null;
  readonly effective_at: Temporal.Instant | null;
  readonly released_at: Temporal.Instant | null;
  readonly corrects: string | null;
  readonly split_key: string | null;
  readonly split_answer: string | null;
  readonly disagreements: Generated<number>;
  readonly comments: Generated<number>;
  readonly retention_years: number | null;
  readonly ended_by: string | null;
  readonly ended_with: 'decide' | 'reject' | 'withdraw' | null;
  readonly seq: Generated<number>;
}

export interface ApprovalDisasterModesRow {
  readonly id: string;
  readonly reason: string;
  readonly started_by: string;
  readonly started_at: Temporal.Instant;
  readonly ended_by: string | null;
  readonly ended_at: Temporal.Instant | null;
}

export interface ApprovalEditsRow {
  readonly case_id: string;
  readonly version_no: number;
  readonly by_staff: string;
  readonly changes: ColumnType<unknown, string, string>;
  readonly at: Temporal.Instant;
  readonly accepted_at: Temporal.Instant | null;
}

export interface ApprovalOralRecordsRow {
  readonly id: string;
  readonly case_id: string;
  readonly mode_id: string;
  readonly manner: 'oral' | 'carry_round';
  readonly post_id: string;
  readonly decider_id: string;
  readonly version_hash: string;
  readonly spoken_at: Temporal.Instant;
  readonly reason: string;
  readonly recorded_by: string;
  readonly recorded_at: Temporal.Instant;
  readonly confirmed_at: Temporal.Instant | null;
  readonly denied_at: Temporal.Instant | null;
}

export interface ApprovalPostViewsRow {
  readonly id: string;
  readonly case_id: string;
  readonly step_no: number | null;
  readonly kind: 'deputy' | 'skipped' | 'consult' | 'circulate' | 'oral' | 'emergency';
  readonly post_id: string;
  readonly staff_id: string | null;
  readonly opened_at: Temporal.Instant;
  readonly done_at: Temporal.Instant | null;
  readonly done_by: string | null;
  readonly remark: Generated<string>;
}

export interface ApprovalRuleSetsRow {
  readonly id: string;
  readonly organ: string;
  readonly in_name_of: string;
  readonly name: string;
  readonly legal_ref: string;
  readonly state: 'draft' | 'reviewed' | 'in_force' | 'retired';
  readonly valid_from: Temporal.PlainDate;
  readonly valid_to: Temporal.PlainDate | null;
  readonly body: ColumnType<unknown, string, string>;
  readonly content_hash: string;
  readonly created_by: string;
  readonly created_at: Temporal.Instant;
  readonly reviewed_by: string | null;
  readonly reviewed_at: Temporal.Instant | null;
  readonly published_by: string | null;
  readonly published_at: Temporal.Instant | null;
  readonly proof: ColumnType<unknown, string | null, string | null>;
  readonly version: Generated<number>;
}

export interface ApprovalStagesRow {
  readonly case_id: string;
  readonly stage_no: number;
  readonly version_no: number;
  readonly mode: 'serial_one' | 'all' | 'any' | 'quorum';
  readonly quorum: number | null;
  readonly label: string;
}

export interface ApprovalStepsRow {
  readonly case_id: string;
  readonly step_no: number;
  readonly version_no: number;
  readonly stage_no: number;
  readonly role: 'lineReview' | 'review' | 'consult_agree' | 'consult_notify' | 'examine' | 'decide';
  readonly post_id: string;
  readonly resolved_id: string | null;
  readonly state: 'pending' | 'active' | 'done_ok' | 'done_opinion' | 'disagreed' | 'examined' | 'returned' | 'decided' | 'rejected' | 'skipped' | 'superseded';
  readonly reason: 'pulledUp' | 'postView' | 'samePerson' | 'absence' | 'vacancy' | 'quorum' | 'oral' | null;
  readonly unassigned: Generated<boolean>;
  readonly activated_at: Temporal.Instant | null;
  readonly acted_at: Temporal.Instant | null;
  readonly acted_version: number | null;
  readonly due_at: Temporal.Instant | null;
  readonly reminded_at: Temporal.Instant | null;
  readonly escalated_at: Temporal.Instant | null;
}

export interface ApprovalVersionsRow {
  readonly case_id: string;
  readonly version_no: number;
  readonly frozen: Uint8Array;
  readonly content_hash: string;
  readonly attachments: ColumnType<unknown, string, string>;
  readonly reason: Generated<string>;
  readonly created_by: string;
  readonly created_at: Temporal.Instant;
}

export interface AuditEntriesRow {
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly command: string;
  readonly outcome: string;
  readonly actor_kind: 'visitor' | 'citizen' | 'staff' | 'service' | 'system';
  readonly actor_id: string | null;
  readonly on_behalf: string | null;
  readonly subject: string | null;
  readonly request_id: string;
  readonly parent: string | null;
  readonly detail: ColumnType<unknown, string | undefined, string>;
}

export interface BackupSetsRow {
  readonly id: string;
  readonly manifest: string | null;
  readonly place: string;
  readonly started_at: Temporal.Instant;
  readonly consistent_at: Temporal.Instant | null;
  readonly finished_at: Temporal.Instant;
  readonly bytes: Generated<number>;
  readonly new_bytes: Generated<number>;
  readonly files: Generated<number>;
  readonly databases: Generated<number>;
  readonly damaged_files: Generated<number>;
  readonly removed_at: Temporal.Instant | null;
  readonly problem: string | null;
}

export interface BackupStateRow {
  readonly only_one: Generated<boolean>;
  readonly place: string;
  readonly every_seconds: number;
  readonly keep: string;
  readonly checked_at: Temporal.Instant;
  readonly covers_to: Temporal.Instant | null;
  readonly free_bytes: number | null;
  readonly spooled: Generated<number>;
  readonly problem: string | null;
  readonly problem_since: Temporal.Instant | null;
}

export interface CashClosingsRow {
  readonly id: string;
  readonly place: string;
  readonly day: Temporal.PlainDate;
  readonly counted_yen: number;
  readonly expected_yen: number;
  readonly note: Generated<string>;
  readonly closed_by: string;
  readonly closed_at: Temporal.Instant;
}

export interface ChallengesRow {
  readonly id: string;
  readonly challenge: string;
  readonly expires_at: Temporal.Instant;
}

export interface CitizenPasskeysRow {
  readonly id: string;
  readonly citizen_id: string;
  readonly staff_id: string;
  readonly public_key: Uint8Array;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly name: string;
  readonly created_at: Temporal.Instant;
  readonly used_at: Temporal.Instant;
}

export interface CitizenSessionsRow {
  readonly token_hash: string;
  readonly citizen_id: string;
  readonly created_at: Temporal.Instant;
  readonly seen_at: Temporal.Instant;
  readonly expires_at: Temporal.Instant;
  readonly device: string;
}

export interface CitizenTokensRow {
  readonly token_hash: string;
  readonly citizen_id: string;
  readonly name: string;
  readonly created_at: Temporal.Instant;
  readonly expires_at: Temporal.Instant;
  readonly revoked_at: Temporal.Instant | null;
}

export interface CitizensRow {
  readonly id: string;
  readonly email: string;
  readonly email_confirmed_at: Temporal.Instant | null;
  readonly name: string;
  readonly kana: string;
  readonly phone: string | null;
  readonly language: Generated<'ja' | 'en'>;
  readonly password_hash: string | null;
  readonly channels: Generated<readonly string[]>;
  readonly created_at: Temporal.Instant;
  readonly closed_at: Temporal.Instant | null;
  readonly version: Generated<number>;
}

export interface DeliveriesRow {
  readonly event_id: string;
  readonly handler: string;
  readonly at: Temporal.Instant;
}

export interface DepartmentsRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kana: string;
  readonly parent_id: string | null;
  readonly valid_from: Temporal.PlainDate;
  readonly valid_to: Temporal.PlainDate | null;
}

export interface DeputiesRow {
  readonly id: string;
  readonly post_id: string;
  readonly order_no: number;
  readonly deputy_post_id: string;
  readonly valid_from: Temporal.PlainDate;
  readonly valid_to: Temporal.PlainDate | null;
}

export interface FilesRow {
  readonly id: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly media_type: string;
  readonly name: string;
  readonly owner: string;
  readonly created_at: Temporal.Instant;
}

export interface HoldingsRow {
  readonly id: string;
  readonly post_id: string;
  readonly staff_id: string;
  readonly manner: 'regular' | 'concurrent' | 'acting' | 'deputy';
  readonly valid_from: Temporal.PlainDate;
  readonly valid_to: Temporal.PlainDate | null;
}

export interface JobsRow {
  readonly id: string;
  readonly name: string;
  readonly key: string | null;
  readonly input: ColumnType<unknown, string, string>;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly run_at: Temporal.Instant;
  readonly attempts: Generated<number>;
  readonly done_count: Generated<number>;
  readonly total_count: number | null;
  readonly message: Generated<string>;
  readonly started_by: string | null;
  readonly started_at: Temporal.Instant | null;
  readonly heartbeat_at: Temporal.Instant | null;
  readonly finished_at: Temporal.Instant | null;
  readonly problem: string | null;
  readonly result: ColumnType<unknown, string | null, string | null>;
}

export interface LogCheckpointsRow {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: string;
  readonly at: Temporal.Instant;
  readonly number: number;
}

export interface LogCosignaturesRow {
  readonly origin: string;
  readonly size: number;
  readonly witness: string;
  readonly line: string;
  readonly at: Temporal.Instant;
}

export interface LogErasuresRow {
  readonly idx: number;
  readonly erased_by: number;
}

export interface LogHaltsRow {
  readonly only_one: Generated<boolean>;
  readonly reason: 'clock' | 'shorter' | 'different';
  readonly since: Temporal.Instant;
  readonly detail: ColumnType<unknown, string, string>;
}

export interface LogKeysRow {
  readonly generation: number;
  readonly origin: string;
  readonly public_key: Uint8Array;
  readonly from_size: number;
  readonly at: Temporal.Instant;
  readonly reason: 'begin' | 'rotation' | 'gap';
}

export interface LogLeavesRow {
  readonly idx: number;
  readonly source: 'a' | 'l';
  readonly row_id: string;
  readonly hash: Uint8Array;
  readonly entry: Uint8Array;
  readonly sealed_at: Temporal.Instant;
  readonly prev: number | null;
  readonly mark: Uint8Array | null;
}

export interface LogQueueRow {
  readonly source: 'a' | 'l';
  readonly row_id: string;
}

export interface LogSaltsRow {
  readonly idx: number;
  readonly head_salt: Uint8Array;
  readonly body_salt: Uint8Array | null;
  readonly body_com: Uint8Array;
}

export interface LogTilesRow {
  readonly level: number;
  readonly n: number;
  readonly bytes: Uint8Array;
  readonly root: Uint8Array;
}

export interface LogTimestampsRow {
  readonly id: string;
  readonly origin: string;
  readonly size: number;
  readonly authority: string;
  readonly token: Uint8Array;
  readonly gen_time: Temporal.Instant;
  readonly cert_not_after: Temporal.Instant;
  readonly renews: string | null;
}

export interface LogWatchedRow {
  readonly origin: string;
  readonly public_key: Uint8Array;
  readonly size: Generated<number>;
  readonly root: Uint8Array | null;
  readonly note: string | null;
  readonly seen_at: Temporal.Instant | null;
}

export interface LogWitnessesRow {
  readonly name: string;
  readonly public_key: Uint8Array;
  readonly url: string;
  readonly added_at: Temporal.Instant;
  readonly last_size: Generated<number>;
  readonly problem: string | null;
}

export interface LooksRow {
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly query: string;
  readonly actor_kind: string;
  readonly actor_id: string | null;
  readonly subjects: readonly string[];
  readonly purpose: string | null;
}

export interface MigrationsRow {
  readonly system: string;
  readonly name: string;
  readonly sha256: string;
  readonly at: Generated<Temporal.Instant>;
}

export interface NoticesRow {
  readonly id: string;
  readonly citizen_id: string | null;
  readonly staff_id: string | null;
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  readonly href: string | null;
  readonly at: Temporal.Instant;
  readonly read_at: Temporal.Instant | null;
}

export interface NumbersRow {
  readonly series: string;
  readonly last: number;
}

export interface OneTimeLinksRow {
  readonly secret_hash: string;
  readonly purpose: 'confirm_email' | 'set_password' | 'change_email' | 'staff_set_password';
  readonly citizen_id: string | null;
  readonly staff_id: string | null;
  readonly email: string | null;
  readonly expires_at: Temporal.Instant;
  readonly used_at: Temporal.Instant | null;
}

export interface OutboxRow {
  readonly id: string;
  readonly event: string;
  readonly payload: ColumnType<unknown, string, string>;
  readonly at: Temporal.Instant;
  readonly delivered_at: Temporal.Instant | null;
  readonly attempts: Generated<number>;
  readonly next_try_at: Temporal.Instant | null;
  readonly problem: string | null;
}

export interface PasskeysRow {
  readonly id: string;
  readonly citizen_id: string | null;
  readonly staff_id: string | null;
  readonly public_key: Uint8Array;
  readonly counter: number;
  readonly transports: Generated<readonly string[]>;
  readonly name: string;
  readonly created_at: Temporal.Instant;
  readonly used_at: Temporal.Instant | null;
}

export interface PayeesRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly registration_number: string | null;
  readonly address: Generated<string>;
  readonly phone: Generated<string>;
}

export interface PostRolesRow {
  readonly id: string;
  readonly post_id: string;
  readonly role_id: string;
  readonly scope: readonly string[] | null;
}

export interface PostsRow {
  readonly id: string;
  readonly department_id: string;
  readonly code: string;
  readonly title: string;
  readonly rank: number;
  readonly parent_id: string | null;
}

export interface ProtectedTablesRow {
  readonly table_name: string;
  readonly citizen: readonly string[];
  readonly staff: readonly string[];
}

export interface PublicLogEntriesRow {
  readonly idx: number;
  readonly entry: Uint8Array;
  readonly hash: Uint8Array;
}

export interface PublicSearchRow {
  readonly system: string;
  readonly kind: string;
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly href: string;
  readonly grams: readonly string[];
}

export interface ReceiptsRow {
  readonly id: string;
  readonly number: string;
  readonly receivable_id: string;
  readonly amount_yen: number;
  readonly tendered_yen: number | null;
  readonly method: 'cash' | 'store' | 'card' | 'code' | 'transfer' | 'reversal';
  readonly paid_at: Temporal.Instant;
  readonly recorded_at: Temporal.Instant;
  readonly place: Generated<string>;
  readonly taken_by: string | null;
  readonly notice_key: string | null;
  readonly reverses: string | null;
}

export interface ReceivablesRow {
  readonly id: string;
  readonly number: string;
  readonly payee_id: string;
  readonly source: string;
  readonly subject: string;
  readonly payer_name: string;
  readonly citizen_id: string | null;
  readonly title: string;
  readonly lines: ColumnType<unknown, string, string>;
  readonly amount_yen: number;
  readonly tax_percent: Generated<number>;
  readonly tax_yen: number;
  readonly paid_yen: Generated<number>;
  readonly refunded_yen: Generated<number>;
  readonly due_at: Temporal.Instant | null;
  readonly state: 'open' | 'paid' | 'cancelled';
  readonly created_at: Temporal.Instant;
  readonly version: Generated<number>;
  readonly title_en: Generated<string>;
}

export interface RefundsRow {
  readonly id: string;
  readonly number: string;
  readonly receivable_id: string;
  readonly amount_yen: number;
  readonly charge_yen: Generated<number>;
  readonly cause: string;
  readonly state: 'due' | 'approved' | 'paid' | 'withdrawn';
  readonly requested_by: string;
  readonly approved_by: string | null;
  readonly paid_by: string | null;
  readonly requested_at: Temporal.Instant;
  readonly paid_at: Temporal.Instant | null;
  readonly method: 'cash' | 'transfer' | null;
  readonly place: Generated<string>;
}

export interface RequestsRow {
  readonly actor: string;
  readonly request_id: string;
  readonly command: string;
  readonly answer: ColumnType<unknown, string, string>;
  readonly at: Temporal.Instant;
}

export interface RestoreDrillsRow {
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly place: string;
  readonly manifest: string;
  readonly rto_seconds: string;
  readonly rpo_seconds: string;
  readonly tables: number;
  readonly files: number;
  readonly all_equal: boolean;
  readonly differences: ColumnType<unknown, string | undefined, string>;
  readonly note: Generated<string>;
}

export interface RolePermissionsRow {
  readonly role_id: string;
  readonly permission: string;
}

export interface RolesRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly note: Generated<string>;
  readonly version: Generated<number>;
}

export interface SchedulesRow {
  readonly name: string;
  readonly next_at: Temporal.Instant;
}

export interface SearchEntriesRow {
  readonly system: string;
  readonly kind: string;
  readonly id: string;
  readonly title: string;
  readonly note: Generated<string>;
  readonly href: string;
  readonly face: 'citizen' | 'staff';
  readonly permission: string | null;
  readonly scope: string | null;
  readonly grams: readonly string[];
}

export interface SendingsRow {
  readonly id: string;
  readonly notice_id: string;
  readonly channel: 'email' | 'sms' | 'letter';
  readonly address: string;
  readonly state: 'waiting' | 'sent' | 'kept' | 'dead';
  readonly attempts: Generated<number>;
  readonly next_try_at: Temporal.Instant;
  readonly sent_at: Temporal.Instant | null;
  readonly problem: string | null;
}

export interface ServicesRow {
  readonly id: string;
  readonly name: string;
  readonly created_at: Temporal.Instant;
  readonly closed_at: Temporal.Instant | null;
}

export interface SettingsRow {
  readonly name: string;
  readonly value: ColumnType<unknown, string, string>;
}

export interface SignInFailuresRow {
  readonly account: string;
  readonly network: string;
  readonly failures: number;
  readonly last_at: Temporal.Instant;
}

export interface StaffRow {
  readonly id: string;
  readonly number: string;
  readonly login: string;
  readonly name: string;
  readonly kana: string;
  readonly email: string | null;
  readonly password_hash: string | null;
  readonly totp_secret: string | null;
  readonly created_at: Temporal.Instant;
  readonly closed_at: Temporal.Instant | null;
  readonly version: Generated<number>;
  readonly totp_step: number | null;
}

export interface StaffRolesRow {
  readonly id: string;
  readonly staff_id: string;
  readonly role_id: string;
  readonly scope: readonly string[] | null;
  readonly valid_from: Temporal.PlainDate;
  readonly valid_to: Temporal.PlainDate | null;
}

export interface StaffSessionsRow {
  readonly token_hash: string;
  readonly staff_id: string;
  readonly created_at: Temporal.Instant;
  readonly seen_at: Temporal.Instant;
  readonly expires_at: Temporal.Instant;
  readonly strong: boolean;
  readonly device: string;
}

export interface KernelTables {
  readonly 'kernel.absences': AbsencesRow;
  readonly 'kernel.api_tokens': ApiTokensRow;
  readonly 'kernel.approval_actions': ApprovalActionsRow;
  readonly 'kernel.approval_cases': ApprovalCasesRow;
  readonly 'kernel.approval_disaster_modes': ApprovalDisasterModesRow;
  readonly 'kernel.approval_edits': ApprovalEditsRow;
  readonly 'kernel.approval_oral_records': ApprovalOralRecordsRow;
  readonly 'kernel.approval_post_views': ApprovalPostViewsRow;
  readonly 'kernel.approval_rule_sets': ApprovalRuleSetsRow;
  readonly 'kernel.approval_stages': ApprovalStagesRow;
  readonly 'kernel.approval_steps': ApprovalStepsRow;
  readonly 'kernel.approval_versions': ApprovalVersionsRow;
  readonly 'kernel.audit_entries': AuditEntriesRow;
  readonly 'kernel.backup_sets': BackupSetsRow;
  readonly 'kernel.backup_state': BackupStateRow;
  readonly 'kernel.cash_closings': CashClosingsRow;
  readonly 'kernel.challenges': ChallengesRow;
  readonly 'kernel.citizen_passkeys': CitizenPasskeysRow;
  readonly 'kernel.citizen_sessions': CitizenSessionsRow;
  readonly 'kernel.citizen_tokens': CitizenTokensRow;
  readonly 'kernel.citizens': CitizensRow;
  readonly 'kernel.deliveries': DeliveriesRow;
  readonly 'kernel.departments': DepartmentsRow;
  readonly 'kernel.deputies': DeputiesRow;
  readonly 'kernel.files': FilesRow;
  readonly 'kernel.holdings': HoldingsRow;
  readonly 'kernel.jobs': JobsRow;
  readonly 'kernel.log_checkpoints': LogCheckpointsRow;
  readonly 'kernel.log_cosignatures': LogCosignaturesRow;
  readonly 'kernel.log_erasures': LogErasuresRow;
  readonly 'kernel.log_halts': LogHaltsRow;
  readonly 'kernel.log_keys': LogKeysRow;
  readonly 'kernel.log_leaves': LogLeavesRow;
  readonly 'kernel.log_queue': LogQueueRow;
  readonly 'kernel.log_salts': LogSaltsRow;
  readonly 'kernel.log_tiles': LogTilesRow;
  readonly 'kernel.log_timestamps': LogTimestampsRow;
  readonly 'kernel.log_watched': LogWatchedRow;
  readonly 'kernel.log_witnesses': LogWitnessesRow;
  readonly 'kernel.looks': LooksRow;
  readonly 'kernel.migrations': MigrationsRow;
  readonly 'kernel.notices': NoticesRow;
  readonly 'kernel.numbers': NumbersRow;
  readonly 'kernel.one_time_links': OneTimeLinksRow;
  readonly 'kernel.outbox': OutboxRow;
  readonly 'kernel.passkeys': PasskeysRow;
  readonly 'kernel.payees': PayeesRow;
  readonly 'kernel.post_roles': PostRolesRow;
  readonly 'kernel.posts': PostsRow;
  readonly 'kernel.protected_tables': ProtectedTablesRow;
  readonly 'kernel.public_log_entries': PublicLogEntriesRow;
  readonly 'kernel.public_search': PublicSearchRow;
  readonly 'kernel.receipts': ReceiptsRow;
  readonly 'kernel.receivables': ReceivablesRow;
  readonly 'kernel.refunds': RefundsRow;
  readonly 'kernel.requests': RequestsRow;
  readonly 'kernel.restore_drills': RestoreDrillsRow;
  readonly 'kernel.role_permissions': RolePermissionsRow;
  readonly 'kernel.roles': RolesRow;
  readonly 'kernel.schedules': SchedulesRow;
  readonly 'kernel.search_entries': SearchEntriesRow;
  readonly 'kernel.sendings': SendingsRow;
  readonly 'kernel.services': ServicesRow;
  readonly 'kernel.settings': SettingsRow;
  readonly 'kernel.sign_in_failures': SignInFailuresRow;
  readonly 'kernel.staff': StaffRow;
  readonly 'kernel.staff_roles': StaffRolesRow;
  readonly 'kernel.staff_sessions': StaffSessionsRow;
}
