// Generated from the migrated database by `./yakuba rows`. Never edited by hand; a test compares.
import type { Generated, GeneratedAlways } from 'kysely';

export interface AssignmentsRow {
  readonly submission_id: string;
  readonly opinion_id: string;
}

export interface ConsultationsRow {
  readonly id: string;
  readonly number: string;
  readonly state: Generated<'planned' | 'open' | 'closed' | 'considering' | 'result_published' | 'archived'>;
  readonly department_id: string;
  readonly title: string;
  readonly title_en: Generated<string>;
  readonly purpose: Generated<string>;
  readonly purpose_en: Generated<string>;
  readonly basis: Generated<string>;
  readonly published_on: Temporal.PlainDate | null;
  readonly closes_on: Temporal.PlainDate | null;
  readonly reason_if_shorter: Generated<string>;
  readonly min_days: number;
  readonly channels: Generated<readonly string[]>;
  readonly name_rule: Generated<'none' | 'optional' | 'required'>;
  readonly address_rule: Generated<'none' | 'optional' | 'required'>;
  readonly post_rule: Generated<'arrival' | 'postmark'>;
  readonly how_to: Generated<string>;
  readonly phone: Generated<string>;
  readonly authors: readonly string[];
  readonly approved_by: string | null;
  readonly approved_name: string | null;
  readonly approved_at: Temporal.Instant | null;
  readonly outcome: 'as_drafted' | 'changed' | 'not_made' | null;
  readonly result_text: Generated<string>;
  readonly result_text_en: Generated<string>;
  readonly decided_on: Temporal.PlainDate | null;
  readonly result_authors: Generated<readonly string[]>;
  readonly result_by: string | null;
  readonly result_name: string | null;
  readonly result_at: Temporal.Instant | null;
  readonly people: number | null;
  readonly submissions: number | null;
  readonly received: number | null;
  readonly late: number | null;
  readonly archived_at: Temporal.Instant | null;
  readonly forgotten_at: Temporal.Instant | null;
  readonly made_at: Temporal.Instant;
  readonly version: Generated<number>;
}

export interface DocumentsRow {
  readonly consultation_id: string;
  readonly ordinal: number;
  readonly label: string;
  readonly url: string;
}

export interface OpinionsRow {
  readonly id: string;
  readonly consultation_id: string;
  readonly ordinal: number;
  readonly section_ref: Generated<string>;
  readonly summary: string;
  readonly view: 'adopted' | 'partly' | 'noted' | 'not_adopted' | 'out_of_scope' | null;
  readonly reply: Generated<string>;
  readonly change: Generated<string>;
  readonly submissions: number | null;
  readonly version: Generated<number>;
}

export interface PublicConsultationsRow {
  readonly id: string;
  readonly number: string;
  readonly state: string;
  readonly office_code: string;
  readonly office: string;
  readonly title: string;
  readonly title_en: string;
  readonly purpose: string;
  readonly purpose_en: string;
  readonly basis: string;
  readonly published_on: Temporal.PlainDate;
  readonly closes_on: Temporal.PlainDate;
  readonly reason_if_shorter: string;
  readonly min_days: number;
  readonly channels: readonly string[];
  readonly name_rule: string;
  readonly address_rule: string;
  readonly post_rule: string;
  readonly how_to: string;
  readonly phone: string;
  readonly outcome: string;
  readonly result_text: string;
  readonly result_text_en: string;
  readonly decided_on: Temporal.PlainDate;
  readonly result_at: Temporal.Instant;
  readonly people: number;
  readonly submissions: number;
  readonly received: number;
  readonly late: number;
}

export interface PublicDocumentsRow {
  readonly consultation_id: string;
  readonly ordinal: number;
  readonly label: string;
  readonly url: string;
}

export interface PublicOpinionsRow {
  readonly consultation_id: string;
  readonly ordinal: number;
  readonly section_ref: string;
  readonly summary: string;
  readonly view: string;
  readonly reply: string;
  readonly change: string;
  readonly submissions: number;
}

export interface PublicSectionsRow {
  readonly consultation_id: string;
  readonly ref: string;
  readonly heading: string;
  readonly body: string;
  readonly ordinal: number;
}

export interface RequestsRow {
  readonly id: string;
  readonly consultation_id: string;
  readonly what: 'publish' | 'result';
  readonly state: Generated<'open' | 'approved' | 'returned' | 'recalled'>;
  readonly asked_by: string;
  readonly asked_name: string;
  readonly asked_at: Temporal.Instant;
  readonly decided_by: string | null;
  readonly decided_name: string | null;
  readonly decided_at: Temporal.Instant | null;
  readonly note: Generated<string>;
}

export interface RulesRow {
  readonly valid_from: Temporal.PlainDate;
  readonly min_days: number;
  readonly basis: string;
  readonly archive_days: number;
  readonly keep_years: number;
  readonly browser_hourly: number;
  readonly network_hourly: number;
  readonly set_by: string;
  readonly set_at: Generated<Temporal.Instant>;
}

export interface SectionsRow {
  readonly id: string;
  readonly consultation_id: string;
  readonly ref: string;
  readonly heading: string;
  readonly body: string;
  readonly ordinal: number;
}

export interface SendersRow {
  readonly submission_id: string;
  readonly version: number;
  readonly name: Generated<string>;
  readonly address: Generated<string>;
  readonly cleared: Generated<boolean>;
}

export interface StepsRow {
  readonly id: GeneratedAlways<number>;
  readonly consultation_id: string;
  readonly what: 'made' | 'saved' | 'asked' | 'recalled' | 'returned' | 'approved' | 'opened' | 'closed' | 'considering' | 'result_asked' | 'result_published' | 'archived' | 'forgotten';
  readonly made_by: string;
  readonly made_name: Generated<string>;
  readonly made_at: Temporal.Instant;
  readonly note: Generated<string>;
}

export interface SubmissionsRow {
  readonly id: string;
  readonly consultation_id: string;
  readonly receipt: string;
  readonly state: 'received' | 'late' | 'withdrawn';
  readonly channel: 'web' | 'mail' | 'post' | 'fax' | 'counter';
  readonly received_at: Temporal.Instant;
  readonly body: string;
  readonly section_ref: Generated<string>;
  readonly lang: Generated<'ja' | 'en'>;
  readonly named: boolean;
  readonly addressed: boolean;
  readonly person_mark: string | null;
  readonly same_person_as: string | null;
  readonly code_hash: string | null;
  readonly sent_from: string | null;
  readonly text_group: number | null;
  readonly not_opinion: Generated<string>;
  readonly restricted: Generated<string>;
  readonly entered_by: string | null;
  readonly changed_at: Temporal.Instant | null;
  readonly version: Generated<number>;
}

export interface PublicCommentsTables {
  readonly 'public_comments.assignments': AssignmentsRow;
  readonly 'public_comments.consultations': ConsultationsRow;
  readonly 'public_comments.documents': DocumentsRow;
  readonly 'public_comments.opinions': OpinionsRow;
  readonly 'public_comments.public_consultations': PublicConsultationsRow;
  readonly 'public_comments.public_documents': PublicDocumentsRow;
  readonly 'public_comments.public_opinions': PublicOpinionsRow;
  readonly 'public_comments.public_sections': PublicSectionsRow;
  readonly 'public_comments.requests': RequestsRow;
  readonly 'public_comments.rules': RulesRow;
  readonly 'public_comments.sections': SectionsRow;
  readonly 'public_comments.senders': SendersRow;
  readonly 'public_comments.steps': StepsRow;
  readonly 'public_comments.submissions': SubmissionsRow;
}
