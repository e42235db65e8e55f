-- パブリックコメント. Constraints are named after the refusal they stand for: consultations_reason_needed is ReasonNeeded.

-- 要綱の数字: what a city may change, by the day from which it holds. 行政手続法 第39条第3項 is the model of the first row.
create table public_comments.rules (
  valid_from     date primary key,
  -- Days of the period, the day of publication included.
  min_days       int not null check (min_days between 1 and 365),
  basis          text not null check (length(basis) between 1 and 200),
  -- The result goes into the archive by itself so many days after it was published.
  archive_days   int not null check (archive_days between 1 and 3650),
  -- Names and addresses are removed so many years after the archive.
  keep_years     int not null check (keep_years between 0 and 30),
  -- Against floods: what one browser, and one network, may send in an hour.
  browser_hourly int not null check (browser_hourly between 1 and 1000),
  network_hourly int not null check (network_hourly between 1 and 10000),
  set_by         text not null,
  set_at         timestamptz not null default now()
);
insert into public_comments.rules (valid_from, min_days, basis, archive_days, keep_years, browser_hourly, network_hourly, set_by)
  values ('2000-01-01', 30, '市パブリックコメント手続実施要綱（行政手続法第39条第3項に準じる）', 365, 3, 10, 60, 'migration');
select kernel.protect('public_comments.rules', citizen => '{select}', staff => '{select,insert,update}');

-- 意見公募. What it says is fixed with its publication; the result is a second act with an approval of its own.
create table public_comments.consultations (
  id               uuid primary key,
  number           text not null check (number ~ '^[0-9]{4}-[0-9]{1,4}$'),
  state            text not null default 'planned' check (state in ('planned', 'open', 'closed', 'considering', 'result_published', 'archived')),
  department_id    uuid not null references kernel.departments,
  title            text not null check (length(title) between 1 and 120),
  title_en         text not null default '' check (length(title_en) <= 160),
  purpose          text not null default '' check (length(purpose) <= 4000),
  purpose_en       text not null default '' check (length(purpose_en) <= 4000),
  basis            text not null default '' check (length(basis) <= 400),
  published_on     date,
  closes_on        date,
  reason_if_shorter text not null default '' check (length(reason_if_shorter) <= 500),
  -- The number of days that held when the period was set.
  min_days         int not null check (min_days > 0),
  channels         text[] not null default '{web,mail,post,fax,counter}' check (channels <@ '{web,mail,post,fax,counter}'::text[]),
  name_rule        text not null default 'optional' check (name_rule in ('none', 'optional', 'required')),
  address_rule     text not null default 'optional' check (address_rule in ('none', 'optional', 'required')),
  -- 必着 or 消印有効.
  post_rule        text not null default 'arrival' check (post_rule in ('arrival', 'postmark')),
  how_to           text not null default '' check (length(how_to) <= 1000),
  phone            text not null default '' check (phone ~ '^(0[0-9]{9,10})?$'),
  -- Everybody who wrote a part of it: none of them approves it.
  authors          text[] not null,
  approved_by      text,
  approved_name    text,
  approved_at      timestamptz,
  -- 結果.
  outcome          text check (outcome in ('as_drafted', 'changed', 'not_made')),
  result_text      text not null default '' check (length(result_text) <= 4000),
  result_text_en   text not null default '' check (length(result_text_en) <= 4000),
  decided_on       date,
  result_authors   text[] not null default '{}',
  result_by        text,
  result_name      text,
  result_at        timestamptz,
  -- Counted once, when the result is approved, and shown from then on.
  people           int check (people >= 0),
  submissions      int check (submissions >= 0),
  received         int check (received >= 0),
  late             int check (late >= 0),
  archived_at      timestamptz,
  forgotten_at     timestamptz,
  made_at          timestamptz not null,
  version          int not null default 1,
  constraint consultations_number_taken unique (number),
  constraint consultations_ends_before_it_begins check (closes_on >= published_on),
  -- 行政手続法 第40条第1項: shorter only with a reason, which is made public.
  constraint consultations_reason_needed check (closes_on - published_on + 1 >= min_days or length(reason_if_shorter) > 0),
  constraint consultations_self_approval check (not (approved_by = any(authors)) and not (result_by = any(result_authors))),
  check (state = 'planned' or (approved_at is not null and published_on is not null and closes_on is not null)),
  check (state not in ('result_published', 'archived') or (result_at is not null and outcome is not null and people is not null and submissions is not null)),
  check ((state = 'archived') = (archived_at is not null))
);
create index consultations_by_state on public_comments.consultations (state, closes_on);
select kernel.protect('public_comments.consultations', staff => '{select,insert,update}');

-- 案の本文: parts with an address of their own, so that an opinion can name the one it is about.
create table public_comments.sections (
  id              uuid primary key,
  consultation_id uuid not null references public_comments.consultations,
  ref             text not null check (ref ~ '^[0-9A-Za-z]+(-[0-9A-Za-z]+)*$' and length(ref) <= 20),
  heading         text not null check (length(heading) between 1 and 120),
  body            text not null check (length(body) between 1 and 20000),
  ordinal         int not null check (ordinal between 0 and 9999),
  constraint sections_ref_taken unique (consultation_id, ref)
);
select kernel.protect('public_comments.sections', staff => '{select,insert,update,delete}');

create table public_comments.documents (
  consultation_id uuid not null references public_comments.consultations,
  ordinal         int not null check (ordinal between 0 and 99),
  label           text not null check (length(label) between 1 and 120),
  url             text not null check (url ~ '^(/[^/]|https://)[^\s]*$' and length(url) <= 500),
  primary key (consultation_id, ordinal)
);
select kernel.protect('public_comments.documents', staff => '{select,insert,delete}');

-- 承認の求め: of the publication and of the result. Whoever asks does not decide.
create table public_comments.requests (
  id              uuid primary key,
  consultation_id uuid not null references public_comments.consultations,
  what            text not null check (what in ('publish', 'result')),
  state           text not null default 'open' check (state in ('open', 'approved', 'returned', 'recalled')),
  asked_by        text not null,
  asked_name      text not null,
  asked_at        timestamptz not null,
  decided_by      text,
  decided_name    text,
  decided_at      timestamptz,
  note            text not null default '' check (length(note) <= 1000),
  constraint requests_self_approval check (state = 'recalled' or decided_by is null or decided_by <> asked_by),
  check ((state = 'open') = (decided_at is null))
);
create unique index requests_asked_already on public_comments.requests (consultation_id) where state = 'open';
select kernel.protect('public_comments.requests', staff => '{select,insert,update}');

-- 提出された意見. Who sent it stands apart, in a table that the citizens' face can write and cannot read.
create table public_comments.submissions (
  id              uuid primary key,
  consultation_id uuid not null references public_comments.consultations,
  receipt         text not null,
  state           text not null check (state in ('received', 'late', 'withdrawn')),
  channel         text not null check (channel in ('web', 'mail', 'post', 'fax', 'counter')),
  received_at     timestamptz not null,
  body            text not null check (length(body) <= 4000),
  section_ref     text not null default '' check (length(section_ref) <= 20),
  lang            text not null default 'ja' check (lang in ('ja', 'en')),
  named           boolean not null,
  addressed       boolean not null,
  -- A keyed mark of folded name and address: equal marks are one person, and nobody reads a name from it.
  person_mark     text,
  -- Set by hand: the same person as whoever sent that one.
  same_person_as  uuid references public_comments.submissions,
  -- SHA-256 of the code with which its sender alone looks it up, changes it and takes it back.
  code_hash       text check (code_hash ~ '^[0-9a-f]{64}$'),
  -- Salted marks of network and browser, removed with the result.
  sent_from       text check (length(sent_from) <= 100),
  text_group      int,
  not_opinion     text not null default '' check (length(not_opinion) <= 200),
  restricted      text not null default '' check (length(restricted) <= 200),
  entered_by      text,
  changed_at      timestamptz,
  version         int not null default 1,
  constraint submissions_receipt_taken unique (receipt),
  constraint submissions_code_used unique (code_hash),
  constraint submissions_empty check (state = 'withdrawn' or length(body) > 0),
  check (same_person_as is null or same_person_as <> id),
  check ((channel = 'web') = (entered_by is null))
);
create index submissions_by_consultation on public_comments.submissions (consultation_id, state);
-- Asked with every opinion that is sent: how many came from there in the last hour.
create index submissions_by_hour on public_comments.submissions (received_at) where sent_from is not null;
select kernel.protect('public_comments.submissions', citizen => '{select,insert,update}', staff => '{select,insert,update}');

-- 氏名・住所. A change adds a row; the older ones are cleared away.
create table public_comments.senders (
  submission_id uuid not null references public_comments.submissions,
  version       int not null,
  name          text not null default '' check (length(name) <= 100),
  address       text not null default '' check (length(address) <= 200),
  -- The rows before it have been looked for and removed.
  cleared       boolean not null default false,
  primary key (submission_id, version)
);
create index senders_to_clear on public_comments.senders (submission_id) where version > 1 and not cleared;
select kernel.protect('public_comments.senders', citizen => '{insert}', staff => '{select,insert,update,delete}');

-- 意見の概要と市の考え方: many submissions may say one thing, and one submission several.
create table public_comments.opinions (
  id              uuid primary key,
  consultation_id uuid not null references public_comments.consultations,
  ordinal         int not null check (ordinal between 1 and 9999),
  section_ref     text not null default '' check (length(section_ref) <= 20),
  summary         text not null check (length(summary) between 1 and 2000),
  view            text check (view in ('adopted', 'partly', 'noted', 'not_adopted', 'out_of_scope')),
  reply           text not null default '' check (length(reply) <= 4000),
  change          text not null default '' check (length(change) <= 2000),
  -- How many submissions count for it: set with the publication of the result.
  submissions     int check (submissions >= 0),
  version         int not null default 1,
  constraint opinions_change_needed check (view is null or view not in ('adopted', 'partly') or length(change) > 0)
);
create index opinions_by_consultation on public_comments.opinions (consultation_id, ordinal);
select kernel.protect('public_comments.opinions', staff => '{select,insert,update,delete}');

create table public_comments.assignments (
  submission_id uuid not null references public_comments.submissions,
  opinion_id    uuid not null references public_comments.opinions,
  primary key (submission_id, opinion_id)
);
create index assignments_by_opinion on public_comments.assignments (opinion_id);
select kernel.protect('public_comments.assignments', staff => '{select,insert,delete}');

-- 経過: nothing of it is ever changed.
create table public_comments.steps (
  id              bigint generated always as identity primary key,
  consultation_id uuid not null references public_comments.consultations,
  what            text not null check (what in ('made', 'saved', 'asked', 'recalled', 'returned', 'approved', 'opened', 'closed', 'considering', 'result_asked', 'result_published', 'archived', 'forgotten')),
  made_by         text not null,
  made_name       text not null default '',
  made_at         timestamptz not null,
  note            text not null default '' check (length(note) <= 1000)
);
create index steps_by_consultation on public_comments.steps (consultation_id, id);
select kernel.append_only('public_comments.steps');
select kernel.protect('public_comments.steps', staff => '{select,insert}');

-- What the public may see, and nothing else: what is not approved is closed to the citizens' face by PostgreSQL itself.
create view public_comments.public_consultations as
  select c.id, c.number, c.state, d.code as office_code, d.name as office, c.title, c.title_en, c.purpose, c.purpose_en, c.basis, c.published_on, c.closes_on, c.reason_if_shorter, c.min_days, c.channels, c.name_rule, c.address_rule, c.post_rule, c.how_to, c.phone,
         case when c.result_at is not null then c.outcome end as outcome, case when c.result_at is not null then c.result_text else '' end as result_text, case when c.result_at is not null then c.result_text_en else '' end as result_text_en,
         case when c.result_at is not null then c.decided_on end as decided_on, c.result_at, c.people, c.submissions, c.received, c.late
    from public_comments.consultations c join kernel.departments d on d.id = c.department_id where c.approved_at is not null and c.published_on is not null and c.closes_on is not null;
select kernel.protect('public_comments.public_consultations', citizen => '{select}', staff => '{select}');

create view public_comments.public_sections as
  select s.consultation_id, s.ref, s.heading, s.body, s.ordinal from public_comments.sections s join public_comments.consultations c on c.id = s.consultation_id where c.approved_at is not null;
select kernel.protect('public_comments.public_sections', citizen => '{select}', staff => '{select}');

create view public_comments.public_documents as
  select d.consultation_id, d.ordinal, d.label, d.url from public_comments.documents d join public_comments.consultations c on c.id = d.consultation_id where c.approved_at is not null;
select kernel.protect('public_comments.public_documents', citizen => '{select}', staff => '{select}');

create view public_comments.public_opinions as
  select o.consultation_id, o.ordinal, o.section_ref, o.summary, o.view, o.reply, o.change, o.submissions
    from public_comments.opinions o join public_comments.consultations c on c.id = o.consultation_id where c.result_at is not null;
select kernel.protect('public_comments.public_opinions', citizen => '{select}', staff => '{select}');
