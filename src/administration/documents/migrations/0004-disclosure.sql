-- 情報公開: requests, their clocks, what was found, what was decided, what was handed out.

-- 条例の日数と手数料. Dated data: the row in force on the day of receipt counts.
create table documents.disclosure_rules (
  from_on           date primary key,
  days              smallint not null check (days between 1 and 60),
  extension         smallint not null check (extension between 0 and 120),
  moves_off_holiday boolean not null,
  copy_yen          int not null check (copy_yen between 0 and 1000),
  basis             text not null check (length(basis) between 1 and 200)
);
insert into documents.disclosure_rules (from_on, days, extension, moves_off_holiday, copy_yen, basis) values
  ('1999-04-01', 15, 45, false, 10, '市の設定（初期値）。情報公開条例と施行規則で確かめる');

create table documents.requests (
  id                   uuid primary key,
  fiscal_year          int not null,
  number               int not null check (number > 0),
  received_on          date not null,
  channel              text not null check (channel in ('counter', 'post', 'fax', 'form')),
  applicant_name       text not null check (length(applicant_name) between 1 and 100),
  applicant_address    text not null check (length(applicant_address) between 1 and 200),
  wanted               text not null check (length(wanted) between 1 and 1000),
  manner               text not null check (manner in ('view', 'copy')),
  state                text not null default 'received' check (state in ('received', 'decided', 'disclosed', 'withdrawn')),
  extended_days        smallint not null default 0 check (extended_days between 0 and 120),
  extension_reason     text not null default '' check (length(extension_reason) <= 300),
  extended_on          date,
  decision             text check (decision in ('full', 'partial', 'refused', 'existence_refused', 'absent')),
  decision_grounds     text[] not null default '{}' check (cardinality(decision_grounds) <= 10),
  decision_reason      text not null default '' check (length(decision_reason) <= 1000),
  decision_document_id uuid references documents.documents,
  notice_on            date,
  disclose_from        date,
  disclosed_on         date,
  fee_sheets           int check (fee_sheets between 0 and 100000),
  fee_yen              int check (fee_yen >= 0),
  fee_paid_on          date,
  staff_id             uuid not null references kernel.staff,
  version              int not null default 1,
  constraint requests_number_taken unique (fiscal_year, number),
  check ((extended_days = 0) = (extended_on is null)),
  check (extended_days = 0 or extension_reason <> ''),
  check ((state in ('decided', 'disclosed')) = (decision is not null and notice_on is not null)),
  check (decision is null or decision_document_id is not null),
  constraint requests_reason_needed check (decision is null or decision = 'full' or decision_reason <> ''),
  constraint requests_ground_needed check (decision is null or decision in ('full', 'absent') or cardinality(decision_grounds) > 0),
  check (state <> 'disclosed' or (disclosed_on is not null and decision in ('full', 'partial'))),
  constraint requests_too_early check (disclosed_on >= disclose_from)
);
create index requests_open on documents.requests (received_on) where state = 'received';

create table documents.corrections (
  id          uuid primary key,
  request_id  uuid not null references documents.requests,
  asked_on    date not null,
  what        text not null check (length(what) between 1 and 300),
  answered_on date,
  check (answered_on >= asked_on)
);
create unique index corrections_still_open on documents.corrections (request_id) where answered_on is null;

create table documents.third_parties (
  id         uuid primary key,
  request_id uuid not null references documents.requests,
  name       text not null check (length(name) between 1 and 100),
  asked_on   date not null,
  opinion    text check (opinion in ('agrees', 'objects', 'silent')),
  answered_on date,
  check ((opinion is null) = (answered_on is null))
);

-- 特定: every hit of the search, taken or left, with the reason. Kept as evidence.
create table documents.request_hits (
  request_id  uuid not null references documents.requests,
  document_id uuid not null references documents.documents,
  included    boolean not null,
  reason      text not null default '' check (length(reason) <= 200),
  judged_by   uuid not null references kernel.staff,
  judged_at   timestamptz not null,
  primary key (request_id, document_id),
  check (included or reason <> '')
);

-- 墨塗り: the masks, each with its item of the ordinance, and the copy that was made anew from what is left.
create table documents.redactions (
  id               uuid primary key,
  request_id       uuid not null references documents.requests,
  document_id      uuid not null references documents.documents,
  attachment_id    uuid,
  masks            jsonb not null,
  published_sha256 text not null check (published_sha256 ~ '^[0-9a-f]{64}$'),
  pdf_sha256       text not null check (pdf_sha256 ~ '^[0-9a-f]{64}$'),
  bytes            bigint not null,
  made_by          uuid not null references kernel.staff,
  made_at          timestamptz not null
);
create index redactions_by_request on documents.redactions (request_id);
select kernel.append_only('documents.redactions');

alter table documents.holds add foreign key (request_id) references documents.requests;

select kernel.protect('documents.disclosure_rules', staff => '{select}');
select kernel.protect('documents.requests', staff => '{select,insert,update}');
select kernel.protect('documents.corrections', staff => '{select,insert,update}');
select kernel.protect('documents.third_parties', staff => '{select,insert,update}');
select kernel.protect('documents.request_hits', staff => '{select,insert,update}');
select kernel.protect('documents.redactions', staff => '{select,insert}');
