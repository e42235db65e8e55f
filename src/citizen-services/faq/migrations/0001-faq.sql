-- よくある質問. Constraints are named after the refusal they stand for: categories_code_taken is CodeTaken.

create table faq.categories (
  code    text not null check (code ~ '^[a-z][a-z0-9-]{0,31}$'),
  name    text not null check (length(name) between 1 and 30),
  name_en text not null check (length(name_en) between 1 and 40),
  icon    text not null default '' check (length(icon) <= 20),
  ordinal int not null default 100 check (ordinal between 0 and 9999),
  closed  boolean not null default false,
  version int not null default 1,
  constraint categories_code_taken primary key (code)
);
select kernel.protect('faq.categories', staff => '{select,insert,update}');

-- A question and its answer. The number stands on paper and in other systems and lives for ever; the words are its editions'.
create table faq.faqs (
  id               uuid primary key,
  faq_no           int not null check (faq_no between 1 and 9999999),
  department_id    uuid not null references kernel.departments,
  state            text not null default 'new' check (state in ('new', 'public', 'withdrawn')),
  source           text not null check (source in ('enquiry', 'search', 'call', 'other')),
  -- Where it comes from in a few words; never who asked.
  source_note      text not null default '' check (length(source_note) <= 200),
  first_public_at  timestamptz,
  review_on        date,
  reviewed_at      timestamptz,
  withdrawn_at     timestamptz,
  withdrawn_reason text check (length(withdrawn_reason) between 1 and 200),
  made_by          text not null,
  made_at          timestamptz not null,
  version          int not null default 1,
  constraint faqs_number_taken unique (faq_no),
  check ((state = 'new') = (first_public_at is null)),
  check (state <> 'public' or (review_on is not null and reviewed_at is not null)),
  check ((state = 'withdrawn') = (withdrawn_at is not null and withdrawn_reason is not null))
);
create index faqs_by_department on faq.faqs (department_id);
create index faqs_by_review on faq.faqs (review_on) where state = 'public';
select kernel.protect('faq.faqs', staff => '{select,insert,update}');

-- 版.
create table faq.editions (
  id            uuid primary key,
  faq_id        uuid not null references faq.faqs,
  number        int not null check (number > 0),
  state         text not null check (state in ('draft', 'waiting', 'public', 'past', 'dropped')),
  -- As a citizen would ask it.
  question      text not null check (length(question) between 1 and 60),
  question_en   text not null default '' check (length(question_en) <= 120),
  -- Other ways to ask the same.
  variants      text[] not null default '{}' check (cardinality(variants) <= 20),
  -- The small form of rules/answer.ts. Never HTML.
  answer        text not null default '' check (length(answer) <= 4000),
  answer_en     text not null default '' check (length(answer_en) <= 6000),
  categories    text[] not null default '{}' check (cardinality(categories) <= 5),
  review_on     date,
  change_note   text not null default '' check (length(change_note) <= 300),
  version       int not null default 1,
  -- Everybody who wrote a part of it: none of them approves it.
  authors       text[] not null check (cardinality(authors) > 0),
  saved_by      text not null,
  saved_name    text not null,
  saved_at      timestamptz not null,
  submitted_by  text,
  submitted_at  timestamptz,
  decided_by    text,
  decided_name  text,
  public_at     timestamptz,
  ended_at      timestamptz,
  returned_note text not null default '' check (length(returned_note) <= 500),
  constraint editions_number_taken unique (faq_id, number),
  check (state not in ('waiting', 'public', 'past') or (answer <> '' and cardinality(categories) > 0 and review_on is not null and (question_en = '') = (answer_en = ''))),
  check (state <> 'waiting' or submitted_by is not null),
  -- Nobody puts their own words before the public.
  constraint editions_self_approval check (state not in ('public', 'past') or (public_at is not null and decided_by is not null and not decided_by = any (authors)))
);
-- One in the making, one before the public.
create unique index editions_open_taken on faq.editions (faq_id) where state in ('draft', 'waiting');
create unique index editions_public_taken on faq.editions (faq_id) where state = 'public';
select kernel.protect('faq.editions', staff => '{select,insert,update}');

create table faq.history (
  id         bigint generated always as identity primary key,
  faq_id     uuid not null references faq.faqs,
  edition_id uuid references faq.editions,
  what       text not null check (what in ('made', 'started', 'submitted', 'recalled', 'returned', 'published', 'kept', 'withdrawn', 'restored', 'dropped', 'moved')),
  made_by    text not null,
  made_name  text not null,
  made_at    timestamptz not null,
  note       text not null default '' check (length(note) <= 500)
);
create index history_by_faq on faq.history (faq_id, id);
select kernel.append_only('faq.history');
select kernel.protect('faq.history', staff => '{select,insert}');

-- How often it was read and whether it helped, day by day; nothing of who.
create table faq.days (
  faq_id uuid not null references faq.faqs,
  day    date not null,
  views  int not null default 0 check (views >= 0),
  yes    int not null default 0 check (yes >= 0),
  no     int not null default 0 check (no >= 0),
  primary key (faq_id, day)
);
create index days_by_day on faq.days (day);
select kernel.protect('faq.days', citizen => '{select,insert,update}', staff => '{select,insert,update}');

-- What was written beside はい／いいえ: numbers and addresses taken out, the day and not the hour, written and never read by the citizens' face.
create table faq.remarks (
  id     uuid primary key,
  faq_id uuid not null references faq.faqs,
  day    date not null,
  helped boolean not null,
  words  text not null check (length(words) between 1 and 200)
);
create index remarks_by_faq on faq.remarks (faq_id, day);
select kernel.protect('faq.remarks', citizen => '{insert}', staff => '{select,insert,delete}');

-- Who has counted already, as keyed marks that are thrown away when their day (votes) or week (searches) is over.
-- A mark holds what it is about, so that two marks of one client have nothing in common.
create table faq.marks (
  ends_on date not null,
  about   text not null check (length(about) between 8 and 64),
  client  text not null check (length(client) between 8 and 64),
  network text not null check (length(network) between 8 and 64),
  primary key (about, client, ends_on)
);
create index marks_by_end on faq.marks (ends_on);
select kernel.protect('faq.marks', citizen => '{select,insert}', staff => '{select,insert,delete}');

-- 必要な答え: what several different people looked for and did not find. Until they are several, no word of it is kept.
create table faq.needed (
  id       uuid primary key,
  folded   text not null unique check (length(folded) between 2 and 60),
  words    text not null check (length(words) between 2 and 60),
  clients  int not null check (clients > 0),
  first_on date not null,
  last_on  date not null check (last_on >= first_on),
  state    text not null default 'open' check (state in ('open', 'drafted', 'dismissed')),
  faq_id   uuid references faq.faqs,
  note     text not null default '' check (length(note) <= 200),
  version  int not null default 1,
  check ((state = 'drafted') = (faq_id is not null))
);
create index needed_by_state on faq.needed (state, clients desc);
select kernel.protect('faq.needed', citizen => '{select,insert,update}', staff => '{select,insert,update,delete}');

-- What the public may see: drafts are closed to the citizens' face by PostgreSQL itself.
create view faq.public_categories as select code, name, name_en, icon, ordinal from faq.categories where not closed;
select kernel.protect('faq.public_categories', citizen => '{select}', staff => '{select}');

create view faq.public_faqs as
  select f.id, f.faq_no, f.department_id, f.review_on, f.reviewed_at, f.first_public_at, e.id as edition_id, e.question, e.question_en, e.variants, e.answer, e.answer_en, e.categories, e.public_at
    from faq.faqs f join faq.editions e on e.faq_id = f.id and e.state = 'public' where f.state = 'public';
select kernel.protect('faq.public_faqs', citizen => '{select}', staff => '{select}');

create view faq.gone_faqs as
  select f.faq_no, f.withdrawn_at, f.withdrawn_reason, (select e.question from faq.editions e where e.faq_id = f.id and e.state = 'past' order by e.number desc limit 1) as question
    from faq.faqs f where f.state = 'withdrawn';
select kernel.protect('faq.gone_faqs', citizen => '{select}', staff => '{select}');
