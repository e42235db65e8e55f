// Generated from the migrated database by `./yakuba rows`. Never edited by hand; a test compares.
import type { ColumnType, Generated } from 'kysely';

export interface AttachmentsRow {
  readonly id: string;
  readonly document_id: string;
  readonly role: 'main' | 'attached' | 'reference' | 'scan';
  readonly name: string;
  readonly media_type: 'application/pdf' | 'image/jpeg' | 'image/png' | 'text/plain';
  readonly bytes: number;
  readonly sha256: string;
  readonly words: Generated<string>;
  readonly added_by: string;
  readonly added_at: Temporal.Instant;
}

export interface BodiesRow {
  readonly document_id: string;
  readonly version: number;
  readonly body: string;
  readonly hash: string;
  readonly written_by: string;
  readonly written_at: Temporal.Instant;
}

export interface BoxesRow {
  readonly id: string;
  readonly code: string;
  readonly storehouse: string;
  readonly shelf: Generated<string>;
  readonly version: Generated<number>;
}

export interface CertificatesRow {
  readonly disposal_id: string;
  readonly body: ColumnType<unknown, string, string>;
  readonly hash: string;
  readonly made_at: Temporal.Instant;
}

export interface CorrectionsRow {
  readonly id: string;
  readonly request_id: string;
  readonly asked_on: Temporal.PlainDate;
  readonly what: string;
  readonly answered_on: Temporal.PlainDate | null;
}

export interface DisclosureRulesRow {
  readonly from_on: Temporal.PlainDate;
  readonly days: number;
  readonly extension: number;
  readonly moves_off_holiday: boolean;
  readonly copy_yen: number;
  readonly basis: string;
}

export interface DispatchesRow {
  readonly id: string;
  readonly document_id: string;
  readonly manner: 'post' | 'registered_post' | 'hand' | 'mail' | 'lgwan' | 'fax' | 'notice_board' | 'internal';
  readonly recipient: string;
  readonly sent_on: Temporal.PlainDate;
  readonly text_hash: string;
  readonly sent_by: string;
  readonly at: Temporal.Instant;
}

export interface DisposalItemsRow {
  readonly disposal_id: string;
  readonly folder_id: string;
  readonly fate: 'destroy' | 'transfer' | 'keep';
  readonly reason: Generated<string>;
  readonly extended_until: Temporal.PlainDate | null;
  readonly open: Generated<boolean>;
  readonly chosen_by: string | null;
}

export interface DisposalsRow {
  readonly id: string;
  readonly department_id: string;
  readonly title: string;
  readonly made_on: Temporal.PlainDate;
  readonly state: Generated<'draft' | 'in_route' | 'decided' | 'executed' | 'dropped'>;
  readonly drafted_by: string;
  readonly case_id: string | null;
  readonly decided_on: Temporal.PlainDate | null;
  readonly executed_by: string | null;
  readonly executed_at: Temporal.Instant | null;
  readonly version: Generated<number>;
}

export interface DistributionsRow {
  readonly id: string;
  readonly document_id: string;
  readonly department_id: string;
  readonly state: Generated<'waiting' | 'accepted' | 'returned'>;
  readonly sent_by: string;
  readonly sent_at: Temporal.Instant;
  readonly answered_by: string | null;
  readonly answered_at: Temporal.Instant | null;
  readonly reason: Generated<string>;
  readonly suggested_id: string | null;
}

export interface DocumentsRow {
  readonly id: string;
  readonly kind: 'incoming' | 'draft';
  readonly number_department_id: string;
  readonly department_id: string;
  readonly fiscal_year: number;
  readonly symbol: string;
  readonly number: number | null;
  readonly registered_on: Temporal.PlainDate;
  readonly title: string;
  readonly title_reason: Generated<string>;
  readonly summary: Generated<string>;
  readonly confidentiality: 'general' | 'department' | 'secret';
  readonly disclosure: 'open' | 'partial' | 'closed';
  readonly withheld_grounds: Generated<readonly string[]>;
  readonly retention_code: string | null;
  readonly entry_id: string | null;
  readonly folder_id: string | null;
  readonly state: 'drafting' | 'in_route' | 'open' | 'decided' | 'closed' | 'filed' | 'void' | 'destroyed' | 'transferred';
  readonly due_on: Temporal.PlainDate | null;
  readonly staff_id: string;
  readonly channel: 'counter' | 'post' | 'registered_post' | 'fax' | 'lgwan' | 'mail' | 'form' | 'internal' | 'phone' | 'oral' | null;
  readonly received_at: Temporal.Instant | null;
  readonly sender_name: Generated<string>;
  readonly their_number: Generated<string>;
  readonly their_date: Temporal.PlainDate | null;
  readonly answers_id: string | null;
  readonly authority: 'mayor' | 'vice_mayor' | 'director' | 'section_head' | null;
  readonly body_version: Generated<number>;
  readonly body_hash: string | null;
  readonly case_id: string | null;
  readonly decided_on: Temporal.PlainDate | null;
  readonly closed_on: Temporal.PlainDate | null;
  readonly void_reason: Generated<string>;
  readonly version: Generated<number>;
}

export interface EntriesRow {
  readonly id: string;
  readonly plan_id: string;
  readonly code: string;
  readonly large: string;
  readonly medium: string;
  readonly small: string;
  readonly title: string;
  readonly public_title: string;
  readonly retention_code: string;
  readonly confidentiality: 'general' | 'department' | 'secret';
  readonly disclosure: 'open' | 'partial' | 'closed';
  readonly expiry_action: 'destroy' | 'transfer';
  readonly carrier: 'electronic' | 'paper' | 'both';
  readonly continuous: Generated<boolean>;
  readonly copied_from: string | null;
  readonly version: Generated<number>;
}

export interface FolderMovesRow {
  readonly id: string;
  readonly folder_id: string;
  readonly from_id: string;
  readonly to_id: string;
  readonly moved_on: Temporal.PlainDate;
  readonly reason: string;
  readonly moved_by: string | null;
}

export interface FoldersRow {
  readonly id: string;
  readonly entry_id: string;
  readonly code: string;
  readonly title: string;
  readonly public_title: string;
  readonly large: string;
  readonly medium: string;
  readonly small: string;
  readonly department_id: string;
  readonly made_by_id: string;
  readonly fiscal_year: number;
  readonly continuous: boolean;
  readonly retention_code: string;
  readonly confidentiality: 'general' | 'department' | 'secret';
  readonly disclosure: 'open' | 'partial' | 'closed';
  readonly expiry_action: 'destroy' | 'transfer';
  readonly carrier: 'electronic' | 'paper' | 'both';
  readonly box_id: string | null;
  readonly opened_on: Temporal.PlainDate;
  readonly state: Generated<'active' | 'closed' | 'destroyed' | 'transferred'>;
  readonly closed_on: Temporal.PlainDate | null;
  readonly event_on: Temporal.PlainDate | null;
  readonly released_on: Temporal.PlainDate | null;
  readonly term_starts: Temporal.PlainDate | null;
  readonly expires_on: Temporal.PlainDate | null;
  readonly extended_until: Temporal.PlainDate | null;
  readonly ended_on: Temporal.PlainDate | null;
  readonly grams: Generated<readonly string[]>;
  readonly version: Generated<number>;
}

export interface HoldsRow {
  readonly id: string;
  readonly folder_id: string;
  readonly ground: 'lawsuit' | 'audit' | 'appeal' | 'disclosure' | 'claw_back' | 'disaster' | 'other';
  readonly basis: string;
  readonly from_on: Temporal.PlainDate;
  readonly until_on: Temporal.PlainDate | null;
  readonly request_id: string | null;
  readonly placed_by: string | null;
  readonly lifted_on: Temporal.PlainDate | null;
  readonly lift_reason: Generated<string>;
}

export interface LegacyClassesRow {
  readonly system: string;
  readonly old_class: string;
  readonly department_id: string;
  readonly title: string;
  readonly retention_code: string;
  readonly mapped_by: string;
  readonly mapped_at: Temporal.Instant;
}

export interface LegacyImportsRow {
  readonly id: string;
  readonly system: string;
  readonly name: string;
  readonly sha256: string;
  readonly lines: number;
  readonly taken: number;
  readonly unmapped: number;
  readonly state: Generated<'in' | 'undone'>;
  readonly imported_by: string;
  readonly imported_at: Temporal.Instant;
  readonly undone_at: Temporal.Instant | null;
  readonly undo_reason: Generated<string>;
}

export interface LegacyRecordsRow {
  readonly id: string;
  readonly import_id: string;
  readonly line: number;
  readonly system: string;
  readonly old_class: string;
  readonly department_id: string;
  readonly retention_code: string;
  readonly number: string;
  readonly title: string;
  readonly registered_on: Temporal.PlainDate;
  readonly sender: Generated<string>;
  readonly place: Generated<string>;
  readonly expires_on: Temporal.PlainDate | null;
  readonly grams: readonly string[];
}

export interface LegacyUnmappedRow {
  readonly import_id: string;
  readonly line: number;
  readonly reason: 'class' | 'title' | 'date' | 'expiry' | 'duplicate' | 'length' | 'characters' | 'my_number';
  readonly old_class: string;
  readonly content: ColumnType<unknown, string, string>;
}

export interface OfficesRow {
  readonly department_id: string;
  readonly symbol: string;
  readonly version: Generated<number>;
}

export interface PlansRow {
  readonly id: string;
  readonly department_id: string;
  readonly fiscal_year: number;
  readonly state: Generated<'draft' | 'submitted' | 'approved'>;
  readonly copied_from: string | null;
  readonly submitted_by: string | null;
  readonly approved_by: string | null;
  readonly approved_at: Temporal.Instant | null;
  readonly opened_on: Temporal.PlainDate | null;
  readonly version: Generated<number>;
}

export interface PublicRegisterRow {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly large: string;
  readonly medium: string;
  readonly small: string;
  readonly office: string;
  readonly made_by: string;
  readonly fiscal_year: number;
  readonly continuous: boolean;
  readonly retention: string;
  readonly expires_on: Temporal.PlainDate;
  readonly expiry_action: string;
  readonly carrier: string;
  readonly state: string;
  readonly ended_on: Temporal.PlainDate;
}

export interface ReadingsRow {
  readonly attachment_id: string;
  readonly state: 'read' | 'failed';
  readonly words: Generated<string>;
  readonly program: string;
  readonly read_at: Temporal.Instant;
}

export interface RedactionsRow {
  readonly id: string;
  readonly request_id: string;
  readonly document_id: string;
  readonly attachment_id: string | null;
  readonly masks: ColumnType<unknown, string, string>;
  readonly published_sha256: string;
  readonly pdf_sha256: string;
  readonly bytes: number;
  readonly made_by: string;
  readonly made_at: Temporal.Instant;
}

export interface RequestHitsRow {
  readonly request_id: string;
  readonly document_id: string;
  readonly included: boolean;
  readonly reason: Generated<string>;
  readonly judged_by: string;
  readonly judged_at: Temporal.Instant;
}

export interface RequestsRow {
  readonly id: string;
  readonly fiscal_year: number;
  readonly number: number;
  readonly received_on: Temporal.PlainDate;
  readonly channel: 'counter' | 'post' | 'fax' | 'form';
  readonly applicant_name: string;
  readonly applicant_address: string;
  readonly wanted: string;
  readonly manner: 'view' | 'copy';
  readonly state: Generated<'received' | 'decided' | 'disclosed' | 'withdrawn'>;
  readonly extended_days: Generated<number>;
  readonly extension_reason: Generated<string>;
  readonly extended_on: Temporal.PlainDate | null;
  readonly decision: 'full' | 'partial' | 'refused' | 'existence_refused' | 'absent' | null;
  readonly decision_grounds: Generated<readonly string[]>;
  readonly decision_reason: Generated<string>;
  readonly decision_document_id: string | null;
  readonly notice_on: Temporal.PlainDate | null;
  readonly disclose_from: Temporal.PlainDate | null;
  readonly disclosed_on: Temporal.PlainDate | null;
  readonly fee_sheets: number | null;
  readonly fee_yen: number | null;
  readonly fee_paid_on: Temporal.PlainDate | null;
  readonly staff_id: string;
  readonly version: Generated<number>;
}

export interface RetentionsRow {
  readonly code: string;
  readonly name: string;
  readonly starts: 'fiscal_year' | 'calendar_year' | 'event' | 'in_use';
  readonly years: number;
  readonly reviewed: Generated<boolean>;
  readonly ordinal: number;
  readonly basis: string;
  readonly as_of: Temporal.PlainDate;
}

export interface SealUsesRow {
  readonly id: string;
  readonly seal_id: string;
  readonly document_id: string;
  readonly sheets: number;
  readonly pressed_on: Temporal.PlainDate;
  readonly text_hash: string;
  readonly pressed_by: string;
  readonly at: Temporal.Instant;
}

export interface SealsRow {
  readonly id: string;
  readonly name: string;
  readonly department_id: string;
  readonly retired_on: Temporal.PlainDate | null;
}

export interface ThirdPartiesRow {
  readonly id: string;
  readonly request_id: string;
  readonly name: string;
  readonly asked_on: Temporal.PlainDate;
  readonly opinion: 'agrees' | 'objects' | 'silent' | null;
  readonly answered_on: Temporal.PlainDate | null;
}

export interface TitlesRow {
  readonly document_id: string;
  readonly grams: readonly string[];
  readonly registered_on: Temporal.PlainDate;
  readonly number: number | null;
  readonly department_id: string;
  readonly confidentiality: string;
  readonly state: string;
}

export interface WordsRow {
  readonly document_id: string;
  readonly grams: readonly string[];
  readonly registered_on: Temporal.PlainDate;
  readonly number: number | null;
  readonly department_id: string;
  readonly confidentiality: string;
  readonly state: string;
}

export interface DocumentsTables {
  readonly 'documents.attachments': AttachmentsRow;
  readonly 'documents.bodies': BodiesRow;
  readonly 'documents.boxes': BoxesRow;
  readonly 'documents.certificates': CertificatesRow;
  readonly 'documents.corrections': CorrectionsRow;
  readonly 'documents.disclosure_rules': DisclosureRulesRow;
  readonly 'documents.dispatches': DispatchesRow;
  readonly 'documents.disposal_items': DisposalItemsRow;
  readonly 'documents.disposals': DisposalsRow;
  readonly 'documents.distributions': DistributionsRow;
  readonly 'documents.documents': DocumentsRow;
  readonly 'documents.entries': EntriesRow;
  readonly 'documents.folder_moves': FolderMovesRow;
  readonly 'documents.folders': FoldersRow;
  readonly 'documents.holds': HoldsRow;
  readonly 'documents.legacy_classes': LegacyClassesRow;
  readonly 'documents.legacy_imports': LegacyImportsRow;
  readonly 'documents.legacy_records': LegacyRecordsRow;
  readonly 'documents.legacy_unmapped': LegacyUnmappedRow;
  readonly 'documents.offices': OfficesRow;
  readonly 'documents.plans': PlansRow;
  readonly 'documents.public_register': PublicRegisterRow;
  readonly 'documents.readings': ReadingsRow;
  readonly 'documents.redactions': RedactionsRow;
  readonly 'documents.request_hits': RequestHitsRow;
  readonly 'documents.requests': RequestsRow;
  readonly 'documents.retentions': RetentionsRow;
  readonly 'documents.seal_uses': SealUsesRow;
  readonly 'documents.seals': SealsRow;
  readonly 'documents.third_parties': ThirdPartiesRow;
  readonly 'documents.titles': TitlesRow;
  readonly 'documents.words': WordsRow;
}
