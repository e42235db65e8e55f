-- 訂正: a published result is never overwritten. A corrected edition under the same number takes its place and says what changed and why; the one before stays readable.
alter table site_quality.tests add column edition int default 1 check (edition between 1 and 99);
alter table site_quality.tests add column corrects uuid references site_quality.tests;
alter table site_quality.tests add column correction text not null default '' check (length(correction) <= 1000);
alter table site_quality.tests drop constraint tests_number_taken;
-- A correction that was dropped gives its edition back (null), so that the public sees no gap.
alter table site_quality.tests add constraint tests_number_taken unique (number, edition);
alter table site_quality.tests add constraint tests_correction_unsaid check ((corrects is null) = (correction = ''));
alter table site_quality.tests add constraint tests_first_edition check (edition is null or (edition = 1) = (corrects is null));
create index tests_by_corrected on site_quality.tests (corrects) where corrects is not null;

drop view site_quality.public_tests;
create view site_quality.public_tests as
  select t.*, u.public_at, u.state, u.ended_at from site_quality.tests t join site_quality.publications u on u.id = t.id and u.state in ('public', 'past');
select kernel.protect('site_quality.public_tests', citizen => '{select}', staff => '{select}');
create or replace view site_quality.public_test_pages as
  select p.test_id, p.ordinal, p.path, p.title, p.how from site_quality.test_pages p join site_quality.publications u on u.id = p.test_id and u.state in ('public', 'past');
create or replace view site_quality.public_results as
  select r.test_id, r.ordinal, r.criterion, r.applies, r.passed, r.note, r.source from site_quality.results r join site_quality.publications u on u.id = r.test_id and u.state in ('public', 'past');
