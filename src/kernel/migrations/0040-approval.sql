-- 電子決裁: 起案, 回議, 合議, 決裁. What was decided, on which text, by whom and in what capacity can always be shown later.
-- No statute asks for an electronic signature on an internal decision; identity, order, time and content must be provable.

-- 不在: the post is filled, but its holder cannot decide. A vacant post (欠員) is something else and has no row here.
create table kernel.absences (
  id            uuid primary key,
  staff_id      uuid not null references kernel.staff,
  from_at       timestamptz not null,
  to_at         timestamptz not null,
  reason        text not null,
  source        text not null check (source in ('leave', 'trip', 'manual')),
  registered_by text not null,
  registered_at timestamptz not null,
  cancelled_at  timestamptz,
  constraint absences_period_backwards check (to_at > from_at)
);
create index absences_by_staff on kernel.absences (staff_id, to_at) where cancelled_at is null;
select kernel.protect('kernel.absences', staff => '{select,insert,update}');

-- 代決者の順位: who decides while the holder of the post is absent, in order.
create table kernel.deputies (
  id             uuid primary key,
  post_id        uuid not null references kernel.posts,
  order_no       int not null check (order_no between 1 and 9),
  deputy_post_id uuid not null references kernel.posts,
  valid_from     date not null,
  valid_to       date,
  check (valid_to is null or valid_to > valid_from),
  constraint deputies_own_post check (deputy_post_id <> post_id),
  constraint deputies_order_taken exclude using gist (post_id with =, order_no with =, daterange(valid_from, valid_to) with &&)
);
select kernel.protect('kernel.deputies', staff => '{select,insert,update}');

-- 決裁規程 as data: one set for each 執行機関 (organ) and period.
create table kernel.approval_rule_sets (
  id           uuid primary key,
  organ        text not null,
  in_name_of   text not null,
  name         text not null,
  legal_ref    text not null,
  state        text not null check (state in ('draft', 'reviewed', 'in_force', 'retired')),
  valid_from   date not null,
  valid_to     date,
  body         jsonb not null,
  content_hash text not null,
  created_by   text not null,
  created_at   timestamptz not null,
  reviewed_by  text,
  reviewed_at  timestamptz,
  published_by text,
  published_at timestamptz,
  -- What the publisher signed: every relaxation, and every case of the last 12 months whose route would change.
  proof        jsonb,
  version      int not null default 1,
  check (valid_to is null or valid_to > valid_from),
  constraint approval_rule_sets_same_person check (reviewed_by is null or reviewed_by <> created_by),
  check ((state in ('in_force', 'retired')) = (published_by is not null and proof is not null)),
  check (state = 'draft' or reviewed_by is not null),
  constraint approval_rule_sets_period_taken exclude using gist (organ with =, daterange(valid_from, valid_to) with &&) where (state = 'in_force')
);
select kernel.protect('kernel.approval_rule_sets', staff => '{select,insert,update}');

-- The text of a set that was reviewed never changes again; a change is a new set.
create function kernel.approval_rules_frozen() returns trigger language plpgsql as $$
begin
  if old.state <> 'draft' and (new.body is distinct from old.body or new.content_hash <> old.content_hash or new.organ <> old.organ or new.in_name_of <> old.in_name_of) then
    raise exception 'a reviewed rule set is frozen' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger approval_rules_frozen before update on kernel.approval_rule_sets for each row execute function kernel.approval_rules_frozen();

create table kernel.approval_cases (
  id              uuid primary key,
  number          text,
  kind            text not null,
  subject         text not null,
  organ           text not null,
  title           text not null,
  drafter_id      uuid not null references kernel.staff,
  drafter_post_id uuid not null references kernel.posts,
  department_id   uuid not null references kernel.departments,
  state           text not null check (state in ('draft', 'in_route', 'decided', 'sealed', 'executed', 'closed', 'rejected', 'withdrawn')),
  version_no      int not null default 0 check (version_no >= 0),
  version_hash    text,
  rule_set_id     uuid references kernel.approval_rule_sets,
  facts           jsonb not null default '{}',
  -- Who must decide, why, and whether a deputy may: the outcome of the rules, with the rows that led to it.
  requirement     jsonb,
  urgency         text not null default 'ordinary' check (urgency in ('ordinary', 'urgent', 'same_day')),
  confidentiality text not null check (confidentiality in ('general', 'department', 'restricted', 'secret')),
  created_at      timestamptz not null,
  submitted_at    timestamptz,
  due_at          timestamptz,
  decided_at      timestamptz,
  decided_kind    text check (decided_kind in ('own', 'standing', 'deputy')),
  decider_id      uuid references kernel.staff,
  -- The moment of an oral decision, or a date set back with a reason (遡及); the server's own time stays in decided_at.
  effective_at    timestamptz,
  released_at     timestamptz,
  corrects        uuid references kernel.approval_cases,
  split_key       text,
  split_answer    text,
  disagreements   int not null default 0,
  comments        int not null default 0,
  retention_years int,
  ended_by        uuid,
  ended_with      text check (ended_with in ('decide', 'reject', 'withdraw')),
  seq             int not null default 0,
  constraint approval_cases_number_taken unique (number),
  check ((version_no = 0) = (version_hash is null)),
  check (state not in ('in_route', 'decided', 'sealed', 'executed', 'closed', 'rejected') or (version_no > 0 and submitted_at is not null and number is not null and requirement is not null)),
  -- Exactly one end, and an end without the act that made it cannot be written.
  constraint approval_cases_end check ((ended_by is null) = (ended_with is null) and coalesce(ended_with, '-') = case
    when state in ('decided', 'sealed', 'executed', 'closed') then 'decide' when state = 'rejected' then 'reject' when state = 'withdrawn' then 'withdraw' else '-' end),
  check ((state in ('decided', 'sealed', 'executed', 'closed')) = (decided_at is not null and decided_kind is not null and decider_id is not null))
);
create unique index approval_cases_already_open on kernel.approval_cases (kind, subject) where state in ('draft', 'in_route');
create index approval_cases_open_by_drafter on kernel.approval_cases (drafter_id, created_at) where state in ('draft', 'in_route');
create index approval_cases_by_drafter on kernel.approval_cases (drafter_id, created_at desc);
create index approval_cases_by_subject on kernel.approval_cases (kind, subject);
create index approval_cases_by_split on kernel.approval_cases (split_key, submitted_at) where split_key is not null;
create index approval_cases_by_submission on kernel.approval_cases (organ, submitted_at) where submitted_at is not null;
select kernel.protect('kernel.approval_cases', staff => '{select,insert,update}');

-- The decided text is frozen by its hash; text and hash cannot part (attachments are content-addressed and inside it).
create table kernel.approval_versions (
  case_id      uuid not null references kernel.approval_cases,
  version_no   int not null check (version_no > 0),
  frozen       bytea not null,
  content_hash text not null,
  attachments  jsonb not null,
  reason       text not null default '',
  created_by   text not null,
  created_at   timestamptz not null,
  primary key (case_id, version_no),
  constraint approval_versions_hash unique (case_id, version_no, content_hash),
  constraint approval_versions_frozen check (content_hash = encode(sha256(frozen), 'hex'))
);
select kernel.append_only('kernel.approval_versions');
select kernel.protect('kernel.approval_versions', staff => '{select,insert}');
alter table kernel.approval_cases add constraint approval_cases_version foreign key (id, version_no, version_hash) references kernel.approval_versions (case_id, version_no, content_hash) deferrable initially deferred;

-- What was done, in order: the only truth. Everything about the state of a case follows from these rows.
create table kernel.approval_actions (
  id           uuid primary key,
  case_id      uuid not null references kernel.approval_cases,
  seq          int not null check (seq > 0),
  action       text not null,
  step_no      int,
  version_no   int not null,
  version_hash text,
  actor_id     uuid references kernel.staff,
  post_id      uuid references kernel.posts,
  capacity     text not null check (capacity in ('self', 'deputy', 'caretaker', 'acting', 'superior', 'drafter', 'office', 'house')),
  comment      text not null default '',
  seen_at      timestamptz,
  payload      jsonb not null default '{}',
  request_id   text not null,
  at           timestamptz not null,
  constraint approval_actions_stale_version unique (case_id, seq),
  constraint approval_actions_kind unique (id, case_id, action),
  check ((capacity = 'house') = (actor_id is null)),
  check (version_no = 0 or version_hash is not null),
  -- What somebody acted on is a version that exists with exactly this hash.
  constraint approval_actions_version foreign key (case_id, version_no, version_hash) references kernel.approval_versions (case_id, version_no, content_hash)
);
create unique index approval_actions_already_ended on kernel.approval_actions (case_id) where action in ('decide', 'reject', 'withdraw');
create index approval_actions_by_actor on kernel.approval_actions (actor_id, at) where actor_id is not null;
select kernel.append_only('kernel.approval_actions');
select kernel.protect('kernel.approval_actions', staff => '{select,insert}');
alter table kernel.approval_cases add constraint approval_cases_ended_by foreign key (ended_by, id, ended_with) references kernel.approval_actions (id, case_id, action);

create table kernel.approval_stages (
  case_id    uuid not null references kernel.approval_cases,
  stage_no   int not null,
  version_no int not null,
  mode       text not null check (mode in ('serial_one', 'all', 'any', 'quorum')),
  quorum     int,
  label      text not null,
  primary key (case_id, stage_no),
  check ((mode = 'quorum') = (quorum is not null and quorum > 0))
);
select kernel.protect('kernel.approval_stages', staff => '{select,insert,update}');

-- A step is addressed to a post, never to a person: whoever holds the post on the day acts.
create table kernel.approval_steps (
  case_id      uuid not null references kernel.approval_cases,
  step_no      int not null,
  version_no   int not null,
  stage_no     int not null,
  role         text not null check (role in ('lineReview', 'review', 'consult_agree', 'consult_notify', 'examine', 'decide')),
  post_id      uuid not null references kernel.posts,
  -- Who holds the post, as last looked up: for messages and lists. Who may act is asked anew each time.
  resolved_id  uuid references kernel.staff,
  state        text not null check (state in ('pending', 'active', 'done_ok', 'done_opinion', 'disagreed', 'examined', 'returned', 'decided', 'rejected', 'skipped', 'superseded')),
  reason       text check (reason in ('pulledUp', 'postView', 'samePerson', 'absence', 'vacancy', 'quorum', 'oral')),
  unassigned   boolean not null default false,
  activated_at timestamptz,
  acted_at     timestamptz,
  acted_version int,
  due_at       timestamptz,
  reminded_at  timestamptz,
  escalated_at timestamptz,
  primary key (case_id, step_no),
  foreign key (case_id, stage_no) references kernel.approval_stages,
  -- A formal examination is never passed over.
  constraint approval_steps_examined check (role <> 'examine' or state <> 'skipped'),
  check ((state = 'skipped') = (reason is not null)),
  check (state <> 'active' or activated_at is not null)
);
create unique index approval_steps_one_decision on kernel.approval_steps (case_id) where state = 'decided';
create index approval_steps_active on kernel.approval_steps (post_id, activated_at, case_id, step_no) where state = 'active';
create index approval_steps_acted on kernel.approval_steps (acted_at) where acted_at is not null;
select kernel.protect('kernel.approval_steps', staff => '{select,insert,update}');

-- 後閲: (a) the absent decider views what a deputy decided; (b) whoever was passed over views after the decision; 供覧 as well.
create table kernel.approval_post_views (
  id        uuid primary key,
  case_id   uuid not null references kernel.approval_cases,
  step_no   int,
  kind      text not null check (kind in ('deputy', 'skipped', 'consult', 'circulate', 'oral', 'emergency')),
  post_id   uuid not null references kernel.posts,
  staff_id  uuid references kernel.staff,
  opened_at timestamptz not null,
  done_at   timestamptz,
  done_by   uuid references kernel.staff,
  remark    text not null default '',
  constraint approval_post_views_once unique nulls not distinct (case_id, step_no, kind, post_id),
  check ((done_at is null) = (done_by is null))
);
create index approval_post_views_open on kernel.approval_post_views (post_id, opened_at) where done_at is null;
create index approval_post_views_open_by_staff on kernel.approval_post_views (staff_id, opened_at) where done_at is null;
select kernel.protect('kernel.approval_post_views', staff => '{select,insert,update}');

-- 差替え by a reviewer: the drafter reads it and says yes before anybody decides.
create table kernel.approval_edits (
  case_id     uuid not null references kernel.approval_cases,
  version_no  int not null,
  by_staff    uuid not null references kernel.staff,
  changes     jsonb not null,
  at          timestamptz not null,
  accepted_at timestamptz,
  primary key (case_id, version_no),
  foreign key (case_id, version_no) references kernel.approval_versions (case_id, version_no)
);
select kernel.protect('kernel.approval_edits', staff => '{select,insert,update}');

-- 災害モード: when the hall is without power, decisions are spoken first and written down afterwards.
create table kernel.approval_disaster_modes (
  id         uuid primary key,
  reason     text not null,
  started_by text not null,
  started_at timestamptz not null,
  ended_by   text,
  ended_at   timestamptz,
  check ((ended_at is null) = (ended_by is null)),
  check (ended_at is null or ended_at > started_at)
);
create unique index approval_disaster_modes_already_on on kernel.approval_disaster_modes ((true)) where ended_at is null;
select kernel.protect('kernel.approval_disaster_modes', staff => '{select,insert,update}');

create table kernel.approval_oral_records (
  id           uuid primary key,
  case_id      uuid not null references kernel.approval_cases,
  mode_id      uuid not null references kernel.approval_disaster_modes,
  manner       text not null check (manner in ('oral', 'carry_round')),
  post_id      uuid not null references kernel.posts,
  decider_id   uuid not null references kernel.staff,
  version_hash text not null,
  spoken_at    timestamptz not null,
  reason       text not null,
  recorded_by  uuid not null references kernel.staff,
  recorded_at  timestamptz not null,
  confirmed_at timestamptz,
  denied_at    timestamptz,
  constraint approval_oral_records_from_the_future check (spoken_at <= recorded_at),
  check (confirmed_at is null or denied_at is null)
);
create unique index approval_oral_records_already_recorded on kernel.approval_oral_records (case_id) where denied_at is null;
create index approval_oral_records_open on kernel.approval_oral_records (decider_id) where confirmed_at is null and denied_at is null;
select kernel.protect('kernel.approval_oral_records', staff => '{select,insert,update}');
