// Generated from the migrated database by `./yakuba rows`. Never edited by hand; a test compares.
import type { Generated, GeneratedAlways } from 'kysely';

export interface AssessmentsRow {
  readonly id: string;
  readonly fiscal_year: number;
  readonly confirmed_on: Temporal.PlainDate;
  readonly form_from: Temporal.PlainDate;
}

export interface EffortsRow {
  readonly id: string;
  readonly kind: 'training' | 'user_test' | 'opinions' | 'improvement';
  readonly held_on: Temporal.PlainDate;
  readonly title: string;
  readonly people: Generated<number>;
  readonly note: Generated<string>;
  readonly made_by: string;
  readonly made_name: string;
  readonly made_at: Temporal.Instant;
}

export interface EvidenceRow {
  readonly test_id: string;
  readonly ordinal: number;
  readonly criterion: string;
  readonly source: 'rules' | 'axe';
  readonly rule: string;
  readonly outcome: 'fail' | 'not_applicable' | 'look' | 'pass';
  readonly said: Generated<string>;
  readonly made_at: Temporal.Instant;
}

export interface LinkUsesRow {
  readonly page_id: string;
  readonly address: string;
  readonly words: string;
}

export interface LinksRow {
  readonly address: string;
  readonly kind: 'own' | 'foreign';
  readonly nights: Generated<number>;
  readonly why: Generated<string>;
  readonly since_on: Temporal.PlainDate | null;
  readonly asked_on: Temporal.PlainDate | null;
}

export interface PagesRow {
  readonly page_id: string;
  readonly page_no: number;
  readonly path: string;
  readonly title: string;
  readonly office_code: string;
  readonly office: string;
  readonly review_on: Temporal.PlainDate | null;
  readonly contact: boolean;
  readonly categories: boolean;
  readonly blocks: number;
  readonly confirms: number;
  readonly heavy: boolean;
  readonly rules: readonly string[];
  readonly seen_on: Temporal.PlainDate;
}

export interface PointsRow {
  readonly assessment_id: string;
  readonly item: string;
  readonly points: number;
  readonly remark: Generated<string>;
  readonly evidence: Generated<string>;
  readonly proved: number | null;
  readonly proved_why: Generated<string>;
}

export interface PoliciesRow {
  readonly id: string;
  readonly scope: string;
  readonly level: 'A' | 'AA';
  readonly target_on: Temporal.PlainDate;
  readonly exceptions: Generated<string>;
  readonly contact: string;
  readonly phone: string;
  readonly mail: Generated<string>;
  readonly note: Generated<string>;
}

export interface PublicAssessmentsRow {
  readonly id: string;
  readonly fiscal_year: number;
  readonly confirmed_on: Temporal.PlainDate;
  readonly form_from: Temporal.PlainDate;
  readonly public_at: Temporal.Instant;
}

export interface PublicPointsRow {
  readonly assessment_id: string;
  readonly item: string;
  readonly points: number;
  readonly remark: string;
  readonly evidence: string;
}

export interface PublicPolicyRow {
  readonly id: string;
  readonly scope: string;
  readonly level: string;
  readonly target_on: Temporal.PlainDate;
  readonly exceptions: string;
  readonly contact: string;
  readonly phone: string;
  readonly mail: string;
  readonly note: string;
  readonly public_at: Temporal.Instant;
}

export interface PublicResultsRow {
  readonly test_id: string;
  readonly ordinal: number;
  readonly criterion: string;
  readonly applies: boolean;
  readonly passed: boolean;
  readonly note: string;
  readonly source: string;
}

export interface PublicTestPagesRow {
  readonly test_id: string;
  readonly ordinal: number;
  readonly path: string;
  readonly title: string;
  readonly how: string;
}

export interface PublicTestsRow {
  readonly id: string;
  readonly number: number;
  readonly standard: string;
  readonly level: string;
  readonly scope: string;
  readonly technologies: readonly string[];
  readonly tester: string;
  readonly from_on: Temporal.PlainDate;
  readonly to_on: Temporal.PlainDate;
  readonly seed: number;
  readonly size: number;
  readonly listed: number;
  readonly list_hash: string;
  readonly drawn_at: Temporal.Instant;
  readonly edition: number;
  readonly corrects: string;
  readonly correction: string;
  readonly public_at: Temporal.Instant;
  readonly state: string;
  readonly ended_at: Temporal.Instant;
}

export interface PublicationsRow {
  readonly id: string;
  readonly kind: 'policy' | 'test' | 'assessment';
  readonly state: Generated<'draft' | 'waiting' | 'public' | 'past' | 'dropped'>;
  readonly version: Generated<number>;
  readonly authors: readonly string[];
  readonly made_by: string;
  readonly made_name: string;
  readonly made_at: Temporal.Instant;
  readonly submitted_by: string | null;
  readonly submitted_at: Temporal.Instant | null;
  readonly decided_by: string | null;
  readonly decided_name: string | null;
  readonly public_at: Temporal.Instant | null;
  readonly ended_at: Temporal.Instant | null;
  readonly returned_note: Generated<string>;
}

export interface RequestPersonsRow {
  readonly request_id: string;
  readonly name: Generated<string>;
  readonly mail: Generated<string>;
  readonly phone: Generated<string>;
  readonly address: Generated<string>;
  readonly subject: Generated<string>;
  readonly details: Generated<string>;
}

export interface RequestRemindersRow {
  readonly request_id: string;
  readonly due_on: Temporal.PlainDate;
  readonly step: 'soon' | 'today' | 'late';
  readonly told: number;
  readonly sent_at: Temporal.Instant;
}

export interface RequestRulesRow {
  readonly valid_from: Temporal.PlainDate;
  readonly answer_days: number;
  readonly keep_days: number;
  readonly browser_hourly: number;
  readonly network_hourly: number;
  readonly mail_daily: number;
  readonly set_by: string;
  readonly set_name: Generated<string>;
  readonly set_at: Generated<Temporal.Instant>;
}

export interface RequestStepsRow {
  readonly id: GeneratedAlways<number>;
  readonly request_id: string;
  readonly what: 'entered' | 'accepted' | 'moved' | 'noted' | 'due' | 'delivered' | 'refused' | 'erased';
  readonly made_by: string;
  readonly made_name: Generated<string>;
  readonly made_at: Temporal.Instant;
  readonly note: Generated<string>;
}

export interface RequestsRow {
  readonly id: string;
  readonly number: string;
  readonly state: Generated<'received' | 'accepted' | 'delivered' | 'refused'>;
  readonly channel: 'web' | 'phone' | 'counter' | 'post' | 'mail';
  readonly received_at: Temporal.Instant;
  readonly received_on: Temporal.PlainDate;
  readonly page_path: Generated<string>;
  readonly page_title: Generated<string>;
  readonly form: 'braille' | 'large_print' | 'audio' | 'text' | 'read_aloud' | 'sign_video' | 'other';
  readonly wish_on: Temporal.PlainDate | null;
  readonly due_on: Temporal.PlainDate;
  readonly department_id: string | null;
  readonly taken_by: string | null;
  readonly taken_name: Generated<string>;
  readonly lang: 'ja' | 'en';
  readonly by_mail: boolean;
  readonly by_phone: boolean;
  readonly by_post: boolean;
  readonly mailed: Generated<boolean>;
  readonly code_hash: string | null;
  readonly sent_from: string | null;
  readonly mail_mark: string | null;
  readonly entered_by: string | null;
  readonly answer: Generated<string>;
  readonly closed_on: Temporal.PlainDate | null;
  readonly closed_by: string | null;
  readonly closed_name: Generated<string>;
  readonly erased_at: Temporal.Instant | null;
  readonly version: Generated<number>;
}

export interface ResultsRow {
  readonly test_id: string;
  readonly ordinal: number;
  readonly criterion: string;
  readonly applies: boolean;
  readonly passed: boolean | null;
  readonly note: Generated<string>;
  readonly source: 'person' | 'rules' | 'axe';
  readonly made_by: string;
  readonly made_at: Temporal.Instant;
}

export interface SettingsRow {
  readonly code: Generated<string>;
  readonly foreign_on: Generated<boolean>;
  readonly changed_by: string | null;
  readonly changed_name: string | null;
  readonly changed_at: Temporal.Instant | null;
  readonly version: Generated<number>;
}

export interface TestPagesRow {
  readonly test_id: string;
  readonly ordinal: number;
  readonly path: string;
  readonly title: string;
  readonly how: 'named' | 'random';
  readonly edition_id: string | null;
}

export interface TestsRow {
  readonly id: string;
  readonly number: number;
  readonly standard: Generated<string>;
  readonly level: 'A' | 'AA';
  readonly scope: string;
  readonly technologies: readonly string[];
  readonly tester: string;
  readonly from_on: Temporal.PlainDate;
  readonly to_on: Temporal.PlainDate;
  readonly seed: number;
  readonly size: number;
  readonly listed: number;
  readonly list_hash: string;
  readonly drawn_at: Temporal.Instant;
  readonly edition: Generated<number | null>;
  readonly corrects: string | null;
  readonly correction: Generated<string>;
}

export interface ViewsRow {
  readonly day: Temporal.PlainDate;
  readonly path: string;
  readonly views: number;
}

export interface WeeksRow {
  readonly week_on: Temporal.PlainDate;
  readonly office_code: string;
  readonly office: string;
  readonly measured_on: Temporal.PlainDate;
  readonly pages: number;
  readonly overdue: number;
  readonly blocks: number;
  readonly confirms: number;
  readonly broken: number;
  readonly uncategorised: number;
  readonly no_contact: number;
  readonly heavy: number;
}

export interface SiteQualityTables {
  readonly 'site_quality.assessments': AssessmentsRow;
  readonly 'site_quality.efforts': EffortsRow;
  readonly 'site_quality.evidence': EvidenceRow;
  readonly 'site_quality.link_uses': LinkUsesRow;
  readonly 'site_quality.links': LinksRow;
  readonly 'site_quality.pages': PagesRow;
  readonly 'site_quality.points': PointsRow;
  readonly 'site_quality.policies': PoliciesRow;
  readonly 'site_quality.public_assessments': PublicAssessmentsRow;
  readonly 'site_quality.public_points': PublicPointsRow;
  readonly 'site_quality.public_policy': PublicPolicyRow;
  readonly 'site_quality.public_results': PublicResultsRow;
  readonly 'site_quality.public_test_pages': PublicTestPagesRow;
  readonly 'site_quality.public_tests': PublicTestsRow;
  readonly 'site_quality.publications': PublicationsRow;
  readonly 'site_quality.request_persons': RequestPersonsRow;
  readonly 'site_quality.request_reminders': RequestRemindersRow;
  readonly 'site_quality.request_rules': RequestRulesRow;
  readonly 'site_quality.request_steps': RequestStepsRow;
  readonly 'site_quality.requests': RequestsRow;
  readonly 'site_quality.results': ResultsRow;
  readonly 'site_quality.settings': SettingsRow;
  readonly 'site_quality.test_pages': TestPagesRow;
  readonly 'site_quality.tests': TestsRow;
  readonly 'site_quality.views': ViewsRow;
  readonly 'site_quality.weeks': WeeksRow;
}
