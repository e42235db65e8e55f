-- ウェブサイトの品質管理. Constraints are named after the refusal they stand for: assessments_year_taken is YearTaken.

-- What is put before the public after a second person approved it: 方針, 試験結果, 取組確認・評価表.
create table site_quality.publications (
  id            uuid primary key,
  kind          text not null check (kind in ('policy', 'test', 'assessment')),
  state         text not null default 'draft' check (state in ('draft', 'waiting', 'public', 'past', 'dropped')),
  version       int not null default 1,
  -- Everybody who wrote a part of it: none of them approves it.
  authors       text[] not null check (cardinality(authors) > 0),
  made_by       text not null,
  made_name     text not null,
  made_at       timestamptz not null,
  submitted_by  text,
  submitted_at  timestamptz,
  decided_by    text,
  decided_name  text,
  public_at     timestamptz,
  ended_at      timestamptz,
  returned_note text not null default '' check (length(returned_note) <= 500),
  check (state <> 'waiting' or (submitted_by is not null and submitted_at is not null)),
  constraint publications_self_approval check (state not in ('public', 'past') or (public_at is not null and decided_by is not null and not decided_by = any (authors)))
);
-- One policy before the public, one in the making.
create unique index publications_policy_public_taken on site_quality.publications (kind) where kind = 'policy' and state = 'public';
create unique index publications_policy_open_taken on site_quality.publications (kind) where kind = 'policy' and state in ('draft', 'waiting');
create index publications_by_kind on site_quality.publications (kind, made_at desc);
select kernel.protect('site_quality.publications', staff => '{select,insert,update}');

-- ウェブアクセシビリティ方針.
create table site_quality.policies (
  id         uuid primary key references site_quality.publications,
  scope      text not null check (length(scope) between 1 and 1000),
  level      text not null check (level in ('A', 'AA')),
  target_on  date not null,
  exceptions text not null default '' check (length(exceptions) <= 2000),
  contact    text not null check (length(contact) between 1 and 80),
  phone      text not null check (phone ~ '^0[0-9]{9,10}$'),
  mail       text not null default '' check (length(mail) <= 254),
  note       text not null default '' check (length(note) <= 2000)
);
select kernel.protect('site_quality.policies', staff => '{select,insert,update}');

-- 試験 (JIS X 8341-3:2016 附属書JB). The seed and the fingerprint of the list it was drawn from stand in the report: whoever has both draws the same pages.
create table site_quality.tests (
  id           uuid primary key references site_quality.publications,
  number       int not null check (number > 0),
  standard     text not null default 'JIS X 8341-3:2016' check (length(standard) between 1 and 40),
  level        text not null check (level in ('A', 'AA')),
  scope        text not null check (length(scope) between 1 and 1000),
  technologies text[] not null check (cardinality(technologies) between 1 and 12),
  tester       text not null check (length(tester) between 1 and 120),
  from_on      date not null,
  to_on        date not null,
  seed         bigint not null check (seed between 0 and 4294967295),
  size         int not null check (size between 1 and 200),
  listed       int not null check (listed >= 0),
  list_hash    text not null check (list_hash ~ '^[0-9a-f]{64}$'),
  drawn_at     timestamptz not null,
  constraint tests_number_taken unique (number),
  constraint tests_days_wrong check (from_on <= to_on)
);
select kernel.protect('site_quality.tests', staff => '{select,insert,update}');

create table site_quality.test_pages (
  test_id    uuid not null references site_quality.tests,
  ordinal    int not null check (ordinal > 0),
  path       text not null check (path ~ '^/[^\s]*$' and length(path) <= 300),
  title      text not null check (length(title) <= 400),
  how        text not null check (how in ('named', 'random')),
  -- The edition that stood there when the sample was drawn; null: not a page of the tree.
  edition_id uuid,
  primary key (test_id, ordinal),
  constraint test_pages_path_taken unique (test_id, path)
);
select kernel.protect('site_quality.test_pages', staff => '{select,insert}');

-- 適用・結果・備考, one line per page and criterion. `source`: who says so.
create table site_quality.results (
  test_id   uuid not null,
  ordinal   int not null,
  criterion text not null check (criterion ~ '^[1-4]\.[1-5]\.[0-9]{1,2}$'),
  applies   boolean not null,
  passed    boolean,
  note      text not null default '' check (length(note) <= 300),
  source    text not null check (source in ('person', 'rules', 'axe')),
  made_by   text not null,
  made_at   timestamptz not null,
  primary key (test_id, ordinal, criterion),
  foreign key (test_id, ordinal) references site_quality.test_pages,
  check (applies = (passed is not null))
);
select kernel.protect('site_quality.results', staff => '{select,insert,update,delete}');

-- What a machine saw: which authoring rule or axe rule speaks for or against a criterion on a page.
create table site_quality.evidence (
  test_id   uuid not null,
  ordinal   int not null,
  criterion text not null,
  source    text not null check (source in ('rules', 'axe')),
  rule      text not null check (length(rule) between 1 and 60),
  outcome   text not null check (outcome in ('fail', 'not_applicable', 'look', 'pass')),
  said      text not null default '' check (length(said) <= 300),
  made_at   timestamptz not null,
  primary key (test_id, ordinal, criterion, source, rule),
  foreign key (test_id, ordinal) references site_quality.test_pages
);
select kernel.protect('site_quality.evidence', staff => '{select,insert,update,delete}');

-- 取組確認・評価表, one for each fiscal year.
create table site_quality.assessments (
  id           uuid primary key references site_quality.publications,
  fiscal_year  int not null check (fiscal_year between 2016 and 2200),
  confirmed_on date not null,
  form_from    date not null,
  constraint assessments_year_taken unique (fiscal_year)
);
select kernel.protect('site_quality.assessments', staff => '{select,insert,update}');

create table site_quality.points (
  assessment_id uuid not null references site_quality.assessments,
  item          text not null check (item ~ '^[a-z_]{2,30}$'),
  points        int not null check (points between 0 and 4),
  remark        text not null default '' check (length(remark) <= 500),
  evidence      text not null default '' check (evidence = '' or (evidence ~ '^(/|https://)[^\s]*$' and length(evidence) <= 300)),
  -- What the system can prove, as it stood when it was gathered; null: it can prove nothing here.
  proved        int check (proved between 0 and 4),
  proved_why    text not null default '' check (length(proved_why) <= 300),
  primary key (assessment_id, item)
);
select kernel.protect('site_quality.points', staff => '{select,insert,update}');

-- 研修・利用者の参加・意見・改善の記録: what the yearly sheet asks for. Numbers of people, never names.
create table site_quality.efforts (
  id        uuid primary key,
  kind      text not null check (kind in ('training', 'user_test', 'opinions', 'improvement')),
  held_on   date not null,
  title     text not null check (length(title) between 1 and 100),
  people    int not null default 0 check (people between 0 and 100000),
  note      text not null default '' check (length(note) <= 500),
  made_by   text not null,
  made_name text not null,
  made_at   timestamptz not null
);
create index efforts_by_day on site_quality.efforts (held_on desc);
select kernel.protect('site_quality.efforts', staff => '{select,insert}');

-- One row: what a city may switch.
create table site_quality.settings (
  code        text primary key default 'site' check (code = 'site'),
  -- Asking other people's servers whether a page is there tells them that we ask: off until a city wants it.
  foreign_on  boolean not null default false,
  changed_by  text,
  changed_name text,
  changed_at  timestamptz,
  version     int not null default 1
);
insert into site_quality.settings default values;
select kernel.protect('site_quality.settings', staff => '{select,update}');

-- The public pages as they were found last night.
create table site_quality.pages (
  page_id     uuid primary key,
  page_no     int not null,
  path        text not null,
  title       text not null,
  office_code text not null,
  office      text not null,
  review_on   date,
  contact     boolean not null,
  categories  boolean not null,
  blocks      int not null check (blocks >= 0),
  confirms    int not null check (confirms >= 0),
  heavy       boolean not null,
  rules       text[] not null,
  seen_on     date not null
);
create index pages_by_office on site_quality.pages (office_code);
select kernel.protect('site_quality.pages', staff => '{select,insert,update,delete}');

-- Each address that a public page leads to, and on how many nights in a row nothing good came back.
create table site_quality.links (
  address   text primary key check (length(address) between 1 and 2000),
  kind      text not null check (kind in ('own', 'foreign')),
  nights    int not null default 0 check (nights >= 0),
  why       text not null default '' check (length(why) <= 120),
  since_on  date,
  asked_on  date,
  check ((nights = 0) = (since_on is null))
);
create index links_failing on site_quality.links (nights) where nights > 0;
select kernel.protect('site_quality.links', staff => '{select,insert,update,delete}');

-- On which page, under which words.
create table site_quality.link_uses (
  page_id uuid not null references site_quality.pages on delete cascade,
  address text not null references site_quality.links,
  words   text not null check (length(words) <= 200),
  primary key (page_id, address, words)
);
create index link_uses_by_address on site_quality.link_uses (address);
select kernel.protect('site_quality.link_uses', staff => '{select,insert,delete}');

-- The board by week and office: what was open on the last night of the week that was measured.
create table site_quality.weeks (
  week_on      date not null,
  office_code  text not null,
  office       text not null,
  measured_on  date not null,
  pages        int not null,
  overdue      int not null,
  blocks       int not null,
  confirms     int not null,
  broken       int not null,
  uncategorised int not null,
  no_contact   int not null,
  heavy        int not null,
  primary key (week_on, office_code),
  check (extract(isodow from week_on) = 1)
);
select kernel.protect('site_quality.weeks', staff => '{select,insert,update,delete}');

-- How often a page was read on a day. No address, no device, no hour.
create table site_quality.views (
  day   date not null,
  path  text not null check (path ~ '^/[^\s?#]*$' and length(path) <= 300),
  views int not null check (views > 0),
  primary key (day, path)
);
create index views_by_path on site_quality.views (path, day);
select kernel.protect('site_quality.views', citizen => '{insert,update,select}', staff => '{select,insert,update}');

-- What the public may see, and nothing else.
create view site_quality.public_policy as
  select p.*, u.public_at from site_quality.policies p join site_quality.publications u on u.id = p.id and u.state = 'public';
select kernel.protect('site_quality.public_policy', citizen => '{select}', staff => '{select}');
create view site_quality.public_tests as
  select t.*, u.public_at from site_quality.tests t join site_quality.publications u on u.id = t.id and u.state = 'public';
select kernel.protect('site_quality.public_tests', citizen => '{select}', staff => '{select}');
create view site_quality.public_test_pages as
  select p.test_id, p.ordinal, p.path, p.title, p.how from site_quality.test_pages p join site_quality.publications u on u.id = p.test_id and u.state = 'public';
select kernel.protect('site_quality.public_test_pages', citizen => '{select}', staff => '{select}');
create view site_quality.public_results as
  select r.test_id, r.ordinal, r.criterion, r.applies, r.passed, r.note, r.source from site_quality.results r join site_quality.publications u on u.id = r.test_id and u.state = 'public';
select kernel.protect('site_quality.public_results', citizen => '{select}', staff => '{select}');
create view site_quality.public_assessments as
  select a.id, a.fiscal_year, a.confirmed_on, a.form_from, u.public_at from site_quality.assessments a join site_quality.publications u on u.id = a.id and u.state = 'public';
select kernel.protect('site_quality.public_assessments', citizen => '{select}', staff => '{select}');
create view site_quality.public_points as
  select p.assessment_id, p.item, p.points, p.remark, p.evidence from site_quality.points p join site_quality.publications u on u.id = p.assessment_id and u.state = 'public';
select kernel.protect('site_quality.public_points', citizen => '{select}', staff => '{select}');
