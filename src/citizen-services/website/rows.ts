// Generated from the migrated database by `./yakuba rows`. Never edited by hand; a test compares.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

export interface AddressesRow {
  readonly path: string;
  readonly page_id: string | null;
  readonly section_id: string | null;
  readonly to_address: string | null;
  readonly reason: 'made' | 'moved' | 'migration' | 'redirect';
  readonly made_by: string;
  readonly made_at: Temporal.Instant;
}

export interface AnswersRow {
  readonly edition_id: string;
  readonly finding: string;
  readonly reason: string;
  readonly made_by: string;
  readonly made_name: string;
  readonly made_at: Temporal.Instant;
}

export interface CategoriesRow {
  readonly code: string;
  readonly facet: 'purpose' | 'life' | 'audience';
  readonly name: string;
  readonly name_en: string;
  readonly icon: Generated<string>;
  readonly ordinal: Generated<number>;
  readonly closed: Generated<boolean>;
  readonly version: Generated<number>;
}

export interface ContactsRow {
  readonly department_id: string;
  readonly phone: string;
  readonly place: Generated<string>;
  readonly hours: Generated<string>;
  readonly mail: Generated<string>;
  readonly version: Generated<number>;
}

export interface EditionsRow {
  readonly id: string;
  readonly page_id: string;
  readonly number: number;
  readonly state: 'draft' | 'submitted' | 'scheduled' | 'published' | 'superseded' | 'withdrawn' | 'dropped';
  readonly title: string;
  readonly lead: string;
  readonly kind: 'procedure' | 'notice' | 'news' | 'event' | 'facility' | 'faq' | 'guide' | 'landing' | 'emergency' | 'school_news';
  readonly lang: Generated<string>;
  readonly contact: Generated<string>;
  readonly categories: Generated<readonly string[]>;
  readonly review_on: Temporal.PlainDate | null;
  readonly blocks: ColumnType<unknown, string, string>;
  readonly minor: Generated<boolean>;
  readonly change_note: Generated<string>;
  readonly publish_at: Temporal.Instant | null;
  readonly unpublish_at: Temporal.Instant | null;
  readonly emergency: Generated<boolean>;
  readonly version: Generated<number>;
  readonly authors: readonly string[];
  readonly made_by: string;
  readonly made_at: Temporal.Instant;
  readonly saved_by: string;
  readonly saved_name: string;
  readonly saved_at: Temporal.Instant;
  readonly submitted_by: string | null;
  readonly submitted_at: Temporal.Instant | null;
  readonly decided_by: string | null;
  readonly decided_name: string | null;
  readonly decided_at: Temporal.Instant | null;
  readonly published_at: Temporal.Instant | null;
  readonly ended_at: Temporal.Instant | null;
  readonly hash: string | null;
  readonly returned_note: Generated<string>;
  readonly made_from: string | null;
  readonly stopped_at: Temporal.Instant | null;
  readonly stopped_reason: Generated<string>;
}

export interface ErrandsRow {
  readonly code: string;
  readonly life: string;
  readonly title: string;
  readonly title_en: string;
  readonly office: Generated<string>;
  readonly due: Generated<string>;
  readonly due_en: Generated<string>;
  readonly bring: Generated<string>;
  readonly bring_en: Generated<string>;
  readonly page_no: number | null;
  readonly conditions: ColumnType<unknown, string | undefined, string>;
  readonly ordinal: Generated<number>;
  readonly closed: Generated<boolean>;
  readonly version: Generated<number>;
}

export interface FileUsesRow {
  readonly page_id: string;
  readonly sha256: string;
}

export interface FilesRow {
  readonly sha256: string;
  readonly name: string;
  readonly media_type: string;
  readonly bytes: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly removed: Generated<readonly string[]>;
  readonly facts: ColumnType<unknown, string | undefined, string>;
  readonly made_by: string;
  readonly made_at: Temporal.Instant;
}

export interface GonePagesRow {
  readonly id: string;
  readonly page_no: number;
  readonly path: string;
  readonly first_public_at: Temporal.Instant;
  readonly withdrawn_at: Temporal.Instant;
  readonly withdrawn_reason: string;
  readonly successor_id: string;
  readonly title: string;
}

export interface ModeChangesRow {
  readonly id: GeneratedAlways<number>;
  readonly exercise: boolean;
  readonly level: number;
  readonly reason: string;
  readonly made_by: string;
  readonly made_name: string;
  readonly made_at: Temporal.Instant;
}

export interface ModesRow {
  readonly exercise: boolean;
  readonly level: number;
  readonly since: Temporal.Instant;
  readonly reason: string;
  readonly changed_by: string;
  readonly changed_name: string;
  readonly reminded_at: Temporal.Instant | null;
  readonly version: Generated<number>;
}

export interface NamedFileEditionsRow {
  readonly file_id: string;
  readonly number: number;
  readonly edition_id: string;
}

export interface NamedFileUsesRow {
  readonly page_id: string;
  readonly file_id: string;
  readonly sha256: string;
}

export interface NamedFileVersionsRow {
  readonly file_id: string;
  readonly number: number;
  readonly sha256: string;
  readonly note: Generated<string>;
  readonly made_by: string;
  readonly made_name: string;
  readonly made_at: Temporal.Instant;
  readonly public_at: Temporal.Instant | null;
}

export interface NamedFilesRow {
  readonly id: string;
  readonly handle: string;
  readonly title: string;
  readonly department_id: string;
  readonly made_by: string;
  readonly made_at: Temporal.Instant;
  readonly version: Generated<number>;
}

export interface NoticeMessagesRow {
  readonly notice_id: string;
  readonly version: number;
  readonly sent: Temporal.Instant;
  readonly ends_at: Temporal.Instant | null;
}

export interface NoticesRow {
  readonly id: string;
  readonly kind: 'evacuation' | 'shelter' | 'water' | 'power' | 'road' | 'school' | 'garbage' | 'other';
  readonly severity: number;
  readonly areas: Generated<string>;
  readonly headline: string;
  readonly body: Generated<string>;
  readonly headline_en: Generated<string>;
  readonly body_en: Generated<string>;
  readonly starts_at: Temporal.Instant;
  readonly ends_at: Temporal.Instant | null;
  readonly state: Generated<'live' | 'ended' | 'cancelled'>;
  readonly exercise: Generated<boolean>;
  readonly issued_by: string;
  readonly made_by: string;
  readonly made_at: Temporal.Instant;
  readonly changed_at: Temporal.Instant;
  readonly ended_at: Temporal.Instant | null;
  readonly version: Generated<number>;
}

export interface OfficeChangesRow {
  readonly id: string;
  readonly name: string;
  readonly effective_on: Temporal.PlainDate;
  readonly state: Generated<'planned' | 'done' | 'rolled_back' | 'dropped'>;
  readonly offices: ColumnType<unknown, string, string>;
  readonly sections: ColumnType<unknown, string, string>;
  readonly before: ColumnType<unknown, string | null, string | null>;
  readonly made_by: string;
  readonly made_name: string;
  readonly made_at: Temporal.Instant;
  readonly done_at: Temporal.Instant | null;
  readonly rolled_back_at: Temporal.Instant | null;
  readonly version: Generated<number>;
}

export interface OfficeSuccessionsRow {
  readonly code: string;
  readonly becomes: string;
  readonly change_id: string;
}

export interface PagesRow {
  readonly id: string;
  readonly page_no: number;
  readonly section_id: string;
  readonly slug: string;
  readonly path: string;
  readonly department_id: string;
  readonly ordinal: Generated<number>;
  readonly translation_of: string | null;
  readonly state: Generated<'new' | 'public' | 'withdrawn'>;
  readonly first_public_at: Temporal.Instant | null;
  readonly changed_at: Temporal.Instant | null;
  readonly review_on: Temporal.PlainDate | null;
  readonly reviewed_at: Temporal.Instant | null;
  readonly withdrawn_at: Temporal.Instant | null;
  readonly withdrawn_reason: string | null;
  readonly successor_id: string | null;
  readonly made_by: string;
  readonly made_at: Temporal.Instant;
  readonly version: Generated<number>;
  readonly easy: Generated<boolean>;
}

export interface PartsRow {
  readonly code: string;
  readonly title: string;
  readonly title_en: string;
  readonly body: Generated<string>;
  readonly body_en: Generated<string>;
  readonly as_of: Temporal.Instant | null;
  readonly fresh_minutes: number;
  readonly ordinal: number;
  readonly version: Generated<number>;
}

export interface PreviewOpeningsRow {
  readonly id: GeneratedAlways<number>;
  readonly preview_id: string;
  readonly made_at: Temporal.Instant;
}

export interface PreviewsRow {
  readonly id: string;
  readonly edition_id: string;
  readonly token_hash: string;
  readonly kind: 'look' | 'check';
  readonly reader: Generated<string>;
  readonly body: Generated<string>;
  readonly made_by: string;
  readonly made_name: string;
  readonly made_at: Temporal.Instant;
  readonly expires_at: Temporal.Instant;
  readonly revoked_name: string | null;
  readonly revoked_at: Temporal.Instant | null;
  readonly closed: Generated<boolean>;
}

export interface PublicAddressesRow {
  readonly path: string;
  readonly to_address: string;
  readonly page_path: string;
  readonly page_state: string;
  readonly page_no: number;
  readonly section_path: string;
}

export interface PublicCategoriesRow {
  readonly code: string;
  readonly facet: string;
  readonly name: string;
  readonly name_en: string;
  readonly icon: string;
  readonly ordinal: number;
}

export interface PublicChangesRow {
  readonly id: number;
  readonly page_id: string;
}

export interface PublicContactsRow {
  readonly department_id: string;
  readonly code: string;
  readonly name: string;
  readonly phone: string;
  readonly place: string;
  readonly hours: string;
}

export interface PublicErrandsRow {
  readonly code: string;
  readonly life: string;
  readonly title: string;
  readonly title_en: string;
  readonly office: string;
  readonly due: string;
  readonly due_en: string;
  readonly bring: string;
  readonly bring_en: string;
  readonly conditions: ColumnType<unknown, string, string>;
  readonly ordinal: number;
  readonly path: string;
}

export interface PublicFilesRow {
  readonly sha256: string;
  readonly name: string;
  readonly media_type: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
}

export interface PublicModeRow {
  readonly level: number;
  readonly since: Temporal.Instant;
  readonly version: number;
}

export interface PublicNamedFilesRow {
  readonly id: string;
  readonly handle: string;
  readonly title: string;
  readonly number: number;
  readonly sha256: string;
  readonly public_at: Temporal.Instant;
  readonly name: string;
  readonly media_type: string;
}

export interface PublicNoticeMessagesRow {
  readonly notice_id: string;
  readonly version: number;
  readonly sent: Temporal.Instant;
  readonly ends_at: Temporal.Instant;
}

export interface PublicNoticesRow {
  readonly id: string;
  readonly kind: string;
  readonly severity: number;
  readonly areas: string;
  readonly headline: string;
  readonly body: string;
  readonly headline_en: string;
  readonly body_en: string;
  readonly starts_at: Temporal.Instant;
  readonly ends_at: Temporal.Instant;
  readonly state: string;
  readonly issued_by: string;
  readonly changed_at: Temporal.Instant;
  readonly ended_at: Temporal.Instant;
}

export interface PublicPagesRow {
  readonly id: string;
  readonly page_no: number;
  readonly section_id: string;
  readonly path: string;
  readonly department_id: string;
  readonly ordinal: number;
  readonly translation_of: string;
  readonly first_public_at: Temporal.Instant;
  readonly changed_at: Temporal.Instant;
  readonly review_on: Temporal.PlainDate;
  readonly reviewed_at: Temporal.Instant;
  readonly successor_id: string;
  readonly edition_id: string;
  readonly edition: number;
  readonly title: string;
  readonly lead: string;
  readonly kind: string;
  readonly lang: string;
  readonly contact: string;
  readonly categories: readonly string[];
  readonly blocks: ColumnType<unknown, string, string>;
  readonly published_at: Temporal.Instant;
  readonly change_note: string;
  readonly minor: boolean;
  readonly emergency: boolean;
  readonly hash: string;
  readonly easy: boolean;
  readonly made_from_at: Temporal.Instant;
  readonly behind: boolean;
}

export interface PublicPartsRow {
  readonly code: string;
  readonly title: string;
  readonly title_en: string;
  readonly body: string;
  readonly body_en: string;
  readonly as_of: Temporal.Instant;
  readonly fresh_minutes: number;
  readonly ordinal: number;
}

export interface PublicReadingsRow {
  readonly edition_id: string;
  readonly texts: ColumnType<unknown, string, string>;
}

export interface PublicSectionsRow {
  readonly id: string;
  readonly site_code: string;
  readonly parent_id: string;
  readonly slug: string;
  readonly name: string;
  readonly name_en: string;
  readonly lead: string;
  readonly path: string;
  readonly ordinal: number;
  readonly door: boolean;
  readonly icon: string;
}

export interface PublicSitesRow {
  readonly code: string;
  readonly kind: string;
  readonly name: string;
  readonly path: string;
  readonly archived_on: Temporal.PlainDate;
}

export interface PublicWordsRow {
  readonly kind: string;
  readonly word: string;
  readonly becomes: string;
}

export interface ReadingsRow {
  readonly edition_id: string;
  readonly texts: ColumnType<unknown, string, string>;
  readonly made_at: Temporal.Instant;
}

export interface ReleasesRow {
  readonly id: GeneratedAlways<number>;
  readonly page_id: string;
  readonly edition_id: string | null;
  readonly what: 'published' | 'scheduled' | 'unscheduled' | 'stopped' | 'emergency' | 'reviewed' | 'withdrawn' | 'restored' | 'moved' | 'kept';
  readonly made_by: string;
  readonly made_name: string;
  readonly made_at: Temporal.Instant;
  readonly note: Generated<string>;
  readonly hash: string | null;
}

export interface RemarksRow {
  readonly id: string;
  readonly preview_id: string;
  readonly edition_id: string;
  readonly kind: Generated<string>;
  readonly edition_version: number;
  readonly words: string;
  readonly made_at: Temporal.Instant;
  readonly done_by: string | null;
  readonly done_name: string | null;
  readonly done_at: Temporal.Instant | null;
}

export interface SavesRow {
  readonly edition_id: string;
  readonly version: number;
  readonly draft: ColumnType<unknown, string, string>;
  readonly made_by: string;
  readonly made_name: string;
  readonly made_at: Temporal.Instant;
}

export interface SectionsRow {
  readonly id: string;
  readonly site_code: string;
  readonly parent_id: string | null;
  readonly slug: string;
  readonly name: string;
  readonly name_en: Generated<string>;
  readonly lead: Generated<string>;
  readonly path: string;
  readonly department_id: string;
  readonly ordinal: Generated<number>;
  readonly door: Generated<boolean>;
  readonly icon: Generated<string>;
  readonly closed_at: Temporal.Instant | null;
  readonly version: Generated<number>;
}

export interface SharedEditionsRow {
  readonly preview_id: string;
  readonly token_hash: string;
  readonly kind: string;
  readonly reader: string;
  readonly body: string;
  readonly expires_at: Temporal.Instant;
  readonly edition_id: string;
  readonly section_id: string;
  readonly page_no: number;
  readonly title: string;
  readonly lead: string;
  readonly page_kind: string;
  readonly lang: string;
  readonly contact: string;
  readonly categories: readonly string[];
  readonly review_on: Temporal.PlainDate;
  readonly blocks: ColumnType<unknown, string, string>;
  readonly number: number;
  readonly version: number;
  readonly saved_at: Temporal.Instant;
}

export interface SharedFilesRow {
  readonly token_hash: string;
  readonly expires_at: Temporal.Instant;
  readonly sha256: string;
  readonly name: string;
  readonly media_type: string;
}

export interface SharedRemarksRow {
  readonly token_hash: string;
  readonly expires_at: Temporal.Instant;
  readonly id: string;
  readonly words: string;
  readonly made_at: Temporal.Instant;
  readonly done_at: Temporal.Instant;
}

export interface SitesRow {
  readonly code: string;
  readonly kind: 'city' | 'school';
  readonly name: string;
  readonly path: string;
  readonly archived_on: Temporal.PlainDate | null;
  readonly version: Generated<number>;
}

export interface WordsRow {
  readonly kind: 'short_link' | 'unfavourable' | 'plain' | 'reading' | 'synonym' | 'easy' | 'basic';
  readonly word: string;
  readonly becomes: Generated<string>;
}

export interface WebsiteTables {
  readonly 'website.addresses': AddressesRow;
  readonly 'website.answers': AnswersRow;
  readonly 'website.categories': CategoriesRow;
  readonly 'website.contacts': ContactsRow;
  readonly 'website.editions': EditionsRow;
  readonly 'website.errands': ErrandsRow;
  readonly 'website.file_uses': FileUsesRow;
  readonly 'website.files': FilesRow;
  readonly 'website.gone_pages': GonePagesRow;
  readonly 'website.mode_changes': ModeChangesRow;
  readonly 'website.modes': ModesRow;
  readonly 'website.named_file_editions': NamedFileEditionsRow;
  readonly 'website.named_file_uses': NamedFileUsesRow;
  readonly 'website.named_file_versions': NamedFileVersionsRow;
  readonly 'website.named_files': NamedFilesRow;
  readonly 'website.notice_messages': NoticeMessagesRow;
  readonly 'website.notices': NoticesRow;
  readonly 'website.office_changes': OfficeChangesRow;
  readonly 'website.office_successions': OfficeSuccessionsRow;
  readonly 'website.pages': PagesRow;
  readonly 'website.parts': PartsRow;
  readonly 'website.preview_openings': PreviewOpeningsRow;
  readonly 'website.previews': PreviewsRow;
  readonly 'website.public_addresses': PublicAddressesRow;
  readonly 'website.public_categories': PublicCategoriesRow;
  readonly 'website.public_changes': PublicChangesRow;
  readonly 'website.public_contacts': PublicContactsRow;
  readonly 'website.public_errands': PublicErrandsRow;
  readonly 'website.public_files': PublicFilesRow;
  readonly 'website.public_mode': PublicModeRow;
  readonly 'website.public_named_files': PublicNamedFilesRow;
  readonly 'website.public_notice_messages': PublicNoticeMessagesRow;
  readonly 'website.public_notices': PublicNoticesRow;
  readonly 'website.public_pages': PublicPagesRow;
  readonly 'website.public_parts': PublicPartsRow;
  readonly 'website.public_readings': PublicReadingsRow;
  readonly 'website.public_sections': PublicSectionsRow;
  readonly 'website.public_sites': PublicSitesRow;
  readonly 'website.public_words': PublicWordsRow;
  readonly 'website.readings': ReadingsRow;
  readonly 'website.releases': ReleasesRow;
  readonly 'website.remarks': RemarksRow;
  readonly 'website.saves': SavesRow;
  readonly 'website.sections': SectionsRow;
  readonly 'website.shared_editions': SharedEditionsRow;
  readonly 'website.shared_files': SharedFilesRow;
  readonly 'website.shared_remarks': SharedRemarksRow;
  readonly 'website.sites': SitesRow;
  readonly 'website.words': WordsRow;
}
