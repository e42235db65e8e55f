// Generated from the migrated database by `./yakuba rows`. Never edited by hand; a test compares.
import type { Generated } from 'kysely';

export interface AllergensRow {
  readonly code: string;
  readonly valid_from: Temporal.PlainDate;
  readonly valid_to: Temporal.PlainDate | null;
  readonly name: string;
  readonly name_en: string;
  readonly class: 'required' | 'advised';
  readonly other_words: Generated<readonly string[]>;
  readonly made_by: string | null;
  readonly made_name: string | null;
  readonly made_at: Temporal.Instant | null;
}

export interface AnnouncementsRow {
  readonly id: string;
  readonly kind: 'closure' | 'late' | 'early' | 'handover';
  readonly from_on: Temporal.PlainDate;
  readonly to_on: Temporal.PlainDate;
  readonly reason: string;
  readonly words: Generated<string>;
  readonly next: Generated<string>;
  readonly notice_id: string;
  readonly state: Generated<'live' | 'changed' | 'ended'>;
  readonly last_on: Temporal.PlainDate | null;
  readonly replaces: string | null;
  readonly made_by: string;
  readonly made_name: string;
  readonly made_at: Temporal.Instant;
  readonly end_words: Generated<string>;
  readonly closed_by: string | null;
  readonly closed_name: string | null;
  readonly closed_at: Temporal.Instant | null;
  readonly version: Generated<number>;
}

export interface ChildrenRow {
  readonly id: string;
  readonly school_code: string;
  readonly identity: string;
  readonly listed_at: Temporal.Instant;
  readonly left_on: Temporal.PlainDate | null;
}

export interface ClosedDaysRow {
  readonly school_code: string;
  readonly kind: string;
  readonly from_on: Temporal.PlainDate;
  readonly to_on: Temporal.PlainDate;
}

export interface ClosuresRow {
  readonly id: string;
  readonly school_code: string;
  readonly kind: 'closure' | 'late' | 'early' | 'handover';
  readonly from_on: Temporal.PlainDate;
  readonly to_on: Temporal.PlainDate;
  readonly reason: string;
  readonly page_path: string;
  readonly made_by: string;
  readonly made_name: string;
  readonly made_at: Temporal.Instant;
  readonly announcement_id: string | null;
  readonly page_id: string | null;
  readonly page_no: string | null;
}

export interface ConsentsRow {
  readonly child_id: string;
  readonly fiscal_year: number;
  readonly photo_web: boolean;
  readonly made_by: string;
  readonly made_name: string;
  readonly made_at: Temporal.Instant;
  readonly name_web: boolean | null;
  readonly film_web: boolean | null;
}

export interface FilmChildrenRow {
  readonly page_id: string;
  readonly block_id: string;
  readonly child_id: string;
}

export interface FilmsRow {
  readonly page_id: string;
  readonly block_id: string;
  readonly address: string;
  readonly school_code: string;
  readonly seen: 'nobody' | 'unknown' | 'children';
  readonly made_by: string;
  readonly made_at: Temporal.Instant;
}

export interface FoldersRow {
  readonly school_code: string;
  readonly kind: 'news' | 'letter' | 'menu' | 'event' | 'about';
  readonly section_id: string;
  readonly path: string;
}

export interface MailAddressesRow {
  readonly id: string;
  readonly address: string;
  readonly lang: 'ja' | 'en';
  readonly stop_hash: string;
  readonly confirmed_at: Temporal.Instant;
}

export interface MailAskedRow {
  readonly link_id: string;
  readonly address: string;
  readonly lang: 'ja' | 'en';
}

export interface MailLinksRow {
  readonly id: string;
  readonly secret_hash: string;
  readonly schools: readonly string[];
  readonly device: string;
  readonly address_mark: string;
  readonly asked_at: Temporal.Instant;
  readonly expires_at: Temporal.Instant;
  readonly used_at: Temporal.Instant | null;
}

export interface MailSchoolsRow {
  readonly mail_id: string;
  readonly school_code: string;
}

export interface MailingsRow {
  readonly announcement_id: string;
  readonly what: 'announced' | 'changed' | 'ended';
  readonly mails: number;
  readonly made_at: Temporal.Instant;
}

export interface MenusRow {
  readonly school_code: string;
  readonly on_day: Temporal.PlainDate;
  readonly dishes: readonly string[];
  readonly allergens: Generated<readonly string[]>;
  readonly energy: number | null;
  readonly made_by: string;
  readonly made_at: Temporal.Instant;
}

export interface NameMarksRow {
  readonly school_code: string;
  readonly mark: string;
  readonly child_id: string;
}

export interface NamePermitsRow {
  readonly page_id: string;
  readonly mark: string;
  readonly reason: string;
  readonly made_by: string;
  readonly made_name: string;
  readonly made_at: Temporal.Instant;
}

export interface OccasionsRow {
  readonly id: string;
  readonly school_code: string;
  readonly from_on: Temporal.PlainDate;
  readonly to_on: Temporal.PlainDate;
  readonly title: string;
  readonly title_en: Generated<string>;
  readonly no_school: Generated<boolean>;
  readonly made_by: string;
  readonly made_at: Temporal.Instant;
}

export interface PhotoChildrenRow {
  readonly block_id: string;
  readonly child_id: string;
}

export interface PhotosRow {
  readonly block_id: string;
  readonly page_id: string;
  readonly school_code: string;
  readonly seen: 'nobody' | 'unknown' | 'children';
  readonly blurred_at: Temporal.Instant | null;
  readonly blurred_by: string | null;
  readonly blurred_name: string | null;
  readonly made_by: string;
  readonly made_at: Temporal.Instant;
}

export interface PictureKeepsRow {
  readonly page_id: string;
  readonly fiscal_year: number;
  readonly school_code: string;
  readonly reason: string;
  readonly made_by: string;
  readonly made_name: string;
  readonly made_at: Temporal.Instant;
}

export interface PictureNoticesRow {
  readonly school_code: string;
  readonly fiscal_year: number;
  readonly pages: number;
  readonly told: number;
  readonly sent_at: Temporal.Instant;
}

export interface PostsRow {
  readonly page_id: string;
  readonly edition_id: string;
  readonly school_code: string;
  readonly made_by: string;
  readonly made_name: string;
  readonly made_at: Temporal.Instant;
}

export interface PublicClosuresRow {
  readonly school_code: string;
  readonly kind: string;
  readonly from_on: Temporal.PlainDate;
  readonly to_on: Temporal.PlainDate;
  readonly reason: string;
  readonly page_path: string;
  readonly made_at: Temporal.Instant;
}

export interface RemindersRow {
  readonly school_code: string;
  readonly last_on: Temporal.PlainDate;
  readonly step: number;
  readonly told: number;
  readonly sent_at: Temporal.Instant;
}

export interface SchoolsRow {
  readonly code: string;
  readonly name: string;
  readonly name_en: string;
  readonly kind: 'elementary' | 'junior_high' | 'compulsory' | 'kindergarten';
  readonly department_id: string;
  readonly area: Generated<string>;
  readonly address: Generated<string>;
  readonly phone: Generated<string>;
  readonly ordinal: Generated<number>;
  readonly state: Generated<'open' | 'archived'>;
  readonly archived_on: Temporal.PlainDate | null;
  readonly merged_into: string | null;
  readonly site_version: number;
  readonly version: Generated<number>;
  readonly picture_years: Generated<number>;
}

export interface SchoolsTables {
  readonly 'schools.allergens': AllergensRow;
  readonly 'schools.announcements': AnnouncementsRow;
  readonly 'schools.children': ChildrenRow;
  readonly 'schools.closed_days': ClosedDaysRow;
  readonly 'schools.closures': ClosuresRow;
  readonly 'schools.consents': ConsentsRow;
  readonly 'schools.film_children': FilmChildrenRow;
  readonly 'schools.films': FilmsRow;
  readonly 'schools.folders': FoldersRow;
  readonly 'schools.mail_addresses': MailAddressesRow;
  readonly 'schools.mail_asked': MailAskedRow;
  readonly 'schools.mail_links': MailLinksRow;
  readonly 'schools.mail_schools': MailSchoolsRow;
  readonly 'schools.mailings': MailingsRow;
  readonly 'schools.menus': MenusRow;
  readonly 'schools.name_marks': NameMarksRow;
  readonly 'schools.name_permits': NamePermitsRow;
  readonly 'schools.occasions': OccasionsRow;
  readonly 'schools.photo_children': PhotoChildrenRow;
  readonly 'schools.photos': PhotosRow;
  readonly 'schools.picture_keeps': PictureKeepsRow;
  readonly 'schools.picture_notices': PictureNoticesRow;
  readonly 'schools.posts': PostsRow;
  readonly 'schools.public_closures': PublicClosuresRow;
  readonly 'schools.reminders': RemindersRow;
  readonly 'schools.schools': SchoolsRow;
}
