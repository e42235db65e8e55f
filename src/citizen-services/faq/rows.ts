// Generated from the migrated database by `./yakuba rows`. Never edited by hand; a test compares.
import type { Generated, GeneratedAlways } from 'kysely';

export interface CategoriesRow {
  readonly code: string;
  readonly name: string;
  readonly name_en: string;
  readonly icon: Generated<string>;
  readonly ordinal: Generated<number>;
  readonly closed: Generated<boolean>;
  readonly version: Generated<number>;
}

export interface DaysRow {
  readonly faq_id: string;
  readonly day: Temporal.PlainDate;
  readonly views: Generated<number>;
  readonly yes: Generated<number>;
  readonly no: Generated<number>;
}

export interface EditionsRow {
  readonly id: string;
  readonly faq_id: string;
  readonly number: number;
  readonly state: 'draft' | 'waiting' | 'public' | 'past' | 'dropped';
  readonly question: string;
  readonly question_en: Generated<string>;
  readonly variants: Generated<readonly string[]>;
  readonly answer: Generated<string>;
  readonly answer_en: Generated<string>;
  readonly categories: Generated<readonly string[]>;
  readonly review_on: Temporal.PlainDate | null;
  readonly change_note: Generated<string>;
  readonly version: Generated<number>;
  readonly authors: readonly string[];
  readonly saved_by: string;
  readonly saved_name: string;
  readonly saved_at: Temporal.Instant;
  readonly submitted_by: string | null;
  readonly submitted_at: Temporal.Instant | null;
  readonly decided_by: string | null;
  readonly decided_name: string | null;
  readonly public_at: Temporal.Instant | null;
  readonly ended_at: Temporal.Instant | null;
  readonly returned_note: Generated<string>;
}

export interface FaqsRow {
  readonly id: string;
  readonly faq_no: number;
  readonly department_id: string;
  readonly state: Generated<'new' | 'public' | 'withdrawn'>;
  readonly source: 'enquiry' | 'search' | 'call' | 'other';
  readonly source_note: Generated<string>;
  readonly first_public_at: Temporal.Instant | null;
  readonly review_on: Temporal.PlainDate | null;
  readonly reviewed_at: Temporal.Instant | null;
  readonly withdrawn_at: Temporal.Instant | null;
  readonly withdrawn_reason: string | null;
  readonly made_by: string;
  readonly made_at: Temporal.Instant;
  readonly version: Generated<number>;
}

export interface GoneFaqsRow {
  readonly faq_no: number;
  readonly withdrawn_at: Temporal.Instant;
  readonly withdrawn_reason: string;
  readonly question: string;
}

export interface HistoryRow {
  readonly id: GeneratedAlways<number>;
  readonly faq_id: string;
  readonly edition_id: string | null;
  readonly what: 'made' | 'started' | 'submitted' | 'recalled' | 'returned' | 'published' | 'kept' | 'withdrawn' | 'restored' | 'dropped' | 'moved';
  readonly made_by: string;
  readonly made_name: string;
  readonly made_at: Temporal.Instant;
  readonly note: Generated<string>;
}

export interface MarksRow {
  readonly ends_on: Temporal.PlainDate;
  readonly about: string;
  readonly client: string;
  readonly network: string;
}

export interface NeededRow {
  readonly id: string;
  readonly folded: string;
  readonly words: string;
  readonly clients: number;
  readonly first_on: Temporal.PlainDate;
  readonly last_on: Temporal.PlainDate;
  readonly state: Generated<'open' | 'drafted' | 'dismissed'>;
  readonly faq_id: string | null;
  readonly note: Generated<string>;
  readonly version: Generated<number>;
}

export interface PublicCategoriesRow {
  readonly code: string;
  readonly name: string;
  readonly name_en: string;
  readonly icon: string;
  readonly ordinal: number;
}

export interface PublicFaqsRow {
  readonly id: string;
  readonly faq_no: number;
  readonly department_id: string;
  readonly review_on: Temporal.PlainDate;
  readonly reviewed_at: Temporal.Instant;
  readonly first_public_at: Temporal.Instant;
  readonly edition_id: string;
  readonly question: string;
  readonly question_en: string;
  readonly variants: readonly string[];
  readonly answer: string;
  readonly answer_en: string;
  readonly categories: readonly string[];
  readonly public_at: Temporal.Instant;
}

export interface RemarksRow {
  readonly id: string;
  readonly faq_id: string;
  readonly day: Temporal.PlainDate;
  readonly helped: boolean;
  readonly words: string;
}

export interface FaqTables {
  readonly 'faq.categories': CategoriesRow;
  readonly 'faq.days': DaysRow;
  readonly 'faq.editions': EditionsRow;
  readonly 'faq.faqs': FaqsRow;
  readonly 'faq.gone_faqs': GoneFaqsRow;
  readonly 'faq.history': HistoryRow;
  readonly 'faq.marks': MarksRow;
  readonly 'faq.needed': NeededRow;
  readonly 'faq.public_categories': PublicCategoriesRow;
  readonly 'faq.public_faqs': PublicFaqsRow;
  readonly 'faq.remarks': RemarksRow;
}
