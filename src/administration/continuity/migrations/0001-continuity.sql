-- 情報システム事業継続計画. Constraints are named after the refusal they stand for: assets_code_taken is CodeTaken.

-- How soon each tier must be back. Dated data, not code: a city agrees on it and changes it.
create table continuity.tiers (
  tier            smallint primary key check (tier between 0 and 5),
  meaning         text not null check (length(meaning) between 1 and 200),
  back_in_minutes int not null check (back_in_minutes between 0 and 100000),
  basis           text not null check (length(basis) between 1 and 300),
  as_of           date not null,
  version         int not null default 1
);
insert into continuity.tiers (tier, meaning, back_in_minutes, basis, as_of) values
  (0, '人命に直結し、ほかが全部止まっても紙と持ち出し用の控えで続けるもの', 0, '市の設定（初期値）。計画の見直しのたびに確かめる', '2026-04-01'),
  (1, '緊急情報の発信と職員の招集', 15, '市の設定（初期値）。計画の見直しのたびに確かめる', '2026-04-01'),
  (2, '災害対策本部の情報共有', 180, '市の設定（初期値）。計画の見直しのたびに確かめる', '2026-04-01'),
  (3, '最低限の証明、罹災証明の受付、物資', 1440, '市の設定（初期値）。計画の見直しのたびに確かめる', '2026-04-01'),
  (4, '罹災証明の交付、支払い、埋火葬許可、転出入', 4320, '市の設定（初期値）。計画の見直しのたびに確かめる', '2026-04-01'),
  (5, '税、財務の締め、そのほか', 20160, '市の設定（初期値）。計画の見直しのたびに確かめる', '2026-04-01');

-- Which drill is due how often.
create table continuity.drill_rules (
  kind    text primary key check (kind in ('restore', 'failover', 'power', 'call', 'paper', 'security', 'tabletop')),
  every   text not null check (every in ('quarter', 'year', 'never')),
  basis   text not null check (length(basis) between 1 and 300),
  as_of   date not null,
  version int not null default 1
);
insert into continuity.drill_rules (kind, every, basis, as_of) values
  ('restore', 'quarter', '市の設定：四半期ごとに復元して時間を測る', '2026-04-01'),
  ('failover', 'year', '市の設定（初期値）', '2026-04-01'),
  ('power', 'year', '市の設定（初期値）', '2026-04-01'),
  ('call', 'year', '市の設定（初期値）。人事異動のあとに行う', '2026-04-01'),
  ('paper', 'year', '市の設定（初期値）', '2026-04-01'),
  ('security', 'year', '市の設定（初期値）', '2026-04-01'),
  ('tabletop', 'never', '必要なときに行う', '2026-04-01');

-- Where things stand and where work goes on when the office cannot be used (代替拠点).
create table continuity.places (
  id          uuid primary key,
  code        text not null check (length(code) between 1 and 30),
  name        text not null check (length(name) between 1 and 60),
  kind        text not null check (kind in ('office', 'second', 'branch', 'data_center', 'other')),
  address     text not null default '' check (length(address) <= 120),
  distance_km int not null default 0 check (distance_km between 0 and 2000),
  alternative boolean not null default false,
  -- How long its own power should last; 0: nothing is wished.
  power_hours smallint not null default 0 check (power_hours between 0 and 720),
  note        text not null default '' check (length(note) <= 1000),
  version     int not null default 1,
  constraint places_code_taken unique (code)
);

create table continuity.contacts (
  id           uuid primary key,
  kind         text not null check (kind in ('staff', 'supplier', 'authority')),
  name         text not null check (length(name) between 1 and 60),
  organization text not null default '' check (length(organization) <= 80),
  post         text not null default '' check (length(post) <= 80),
  duty         text not null default '' check (length(duty) <= 80),
  office_phone text check (office_phone ~ '^0[0-9]{9,10}$'),
  email        text check (length(email) <= 254),
  staff_id     uuid references kernel.staff,
  deputy_id    uuid references continuity.contacts,
  active       boolean not null default true,
  version      int not null default 1,
  constraint contacts_deputy_self check (deputy_id is null or deputy_id <> id)
);
create unique index contacts_staff_taken on continuity.contacts (staff_id) where staff_id is not null and active;

-- Private numbers stand apart, so that no list brings them along by accident.
create table continuity.private_phones (
  contact_id uuid primary key references continuity.contacts,
  phone      text not null check (phone ~ '^0[0-9]{9,10}$')
);

-- 連絡網: who calls whom, in which order. One caller for each; one first.
create table continuity.calls (
  callee_id uuid primary key references continuity.contacts,
  caller_id uuid references continuity.contacts,
  ordinal   smallint not null check (ordinal between 1 and 99),
  minutes   smallint not null default 3 check (minutes between 1 and 60),
  constraint calls_circle check (caller_id is null or caller_id <> callee_id),
  constraint calls_order_taken unique (caller_id, ordinal)
);
create unique index calls_first_taken on continuity.calls ((true)) where caller_id is null;

create table continuity.assets (
  id            uuid primary key,
  code          text not null check (length(code) between 1 and 40),
  name          text not null check (length(name) between 1 and 60),
  kind          text not null check (kind in ('service', 'platform', 'network', 'power', 'site', 'external')),
  department_id uuid references kernel.departments,
  owner_post    text not null default '' check (length(owner_post) <= 60),
  tier          smallint not null references continuity.tiers,
  rto_minutes   int not null check (rto_minutes between 0 and 100000),
  rpo_minutes   int not null check (rpo_minutes between 0 and 100000),
  start_minutes int not null check (start_minutes between 0 and 2880),
  fallback      text not null default '' check (length(fallback) <= 1000),
  place_id      uuid references continuity.places,
  supplier_id   uuid references continuity.contacts,
  spare         text not null default '' check (length(spare) <= 200),
  links         text[] not null default '{}' check (cardinality(links) <= 10),
  note          text not null default '' check (length(note) <= 1000),
  active        boolean not null default true,
  reviewed_on   date,
  version       int not null default 1,
  constraint assets_code_taken unique (code)
);
create index assets_by_tier on continuity.assets (tier, code);

-- `start`: must run first. `use`: works without it, reduced. `either`: any one of the same word is enough.
create table continuity.dependencies (
  asset_id uuid not null references continuity.assets,
  needs_id uuid not null references continuity.assets,
  kind     text not null check (kind in ('start', 'use')),
  either   text not null default '' check (length(either) <= 20),
  constraint dependencies_taken primary key (asset_id, needs_id),
  constraint dependencies_circle check (asset_id <> needs_id)
);
create index dependencies_by_need on continuity.dependencies (needs_id);

-- Two editors who each close half of a circle at the same moment: the lock lets the second see the first one's half.
create function continuity.refuse_start_circle() returns trigger language plpgsql as $$
begin
  if new.kind <> 'start' then return new; end if;
  perform pg_advisory_xact_lock(hashtext('continuity.dependencies'));
  if exists (
    with recursive below(id) as (
      select new.needs_id
      union
      select d.needs_id from continuity.dependencies d join below b on d.asset_id = b.id where d.kind = 'start'
    ) select 1 from below where id = new.asset_id
  ) then
    raise exception 'a circle of systems that wait for each other' using errcode = '23514', constraint = 'dependencies_circle';
  end if;
  return new;
end $$;
create trigger refuse_circle before insert or update on continuity.dependencies for each row execute function continuity.refuse_start_circle();

create function continuity.refuse_call_circle() returns trigger language plpgsql as $$
begin
  if new.caller_id is null then return new; end if;
  perform pg_advisory_xact_lock(hashtext('continuity.calls'));
  if exists (
    with recursive above(id) as (
      select new.caller_id
      union
      select c.caller_id from continuity.calls c join above a on c.callee_id = a.id where c.caller_id is not null
    ) select 1 from above where id = new.callee_id
  ) then
    raise exception 'a circle of callers' using errcode = '23514', constraint = 'calls_circle';
  end if;
  return new;
end $$;
create trigger refuse_circle before insert or update on continuity.calls for each row execute function continuity.refuse_call_circle();

-- 手順書. A version is written, handed in, and approved by somebody who did not write it; then it is frozen.
create table continuity.runbooks (
  id       uuid primary key,
  code     text not null check (length(code) between 1 and 30),
  title    text not null check (length(title) between 1 and 80),
  asset_id uuid references continuity.assets,
  ordinal  smallint not null check (ordinal between 1 and 999),
  constraint runbooks_code_taken unique (code)
);

create table continuity.runbook_versions (
  id            uuid primary key,
  runbook_id    uuid not null references continuity.runbooks,
  number        int not null check (number > 0),
  state         text not null check (state in ('draft', 'submitted', 'approved', 'superseded')),
  opening       text not null default '' check (length(opening) <= 1000),
  authors       text[] not null check (cardinality(authors) > 0),
  author_name   text not null,
  submitted_at  timestamptz,
  returned_note text check (length(returned_note) <= 500),
  approved_by   text,
  approved_name text,
  approved_at   timestamptz,
  hash          text check (hash ~ '^[0-9a-f]{64}$'),
  version       int not null default 1,
  constraint runbook_versions_number_taken unique (runbook_id, number),
  constraint runbook_versions_second_person_needed check (approved_by is null or not approved_by = any (authors)),
  constraint runbook_versions_approved_whole check ((state in ('approved', 'superseded')) = (approved_by is not null and approved_at is not null and hash is not null and approved_name is not null))
);
create unique index runbook_versions_draft_taken on continuity.runbook_versions (runbook_id) where state in ('draft', 'submitted');
create unique index runbook_versions_approved_once on continuity.runbook_versions (runbook_id) where state = 'approved';

create table continuity.runbook_steps (
  version_id  uuid not null references continuity.runbook_versions,
  ordinal     smallint not null check (ordinal between 1 and 60),
  instruction text not null check (length(instruction) between 1 and 600),
  typed       text not null default '' check (length(typed) <= 300),
  post        text not null check (length(post) between 1 and 60),
  minutes     smallint not null check (minutes between 0 and 1440),
  proof       text not null check (length(proof) between 1 and 300),
  primary key (version_id, ordinal)
);

create function continuity.keep_version() returns trigger language plpgsql as $$
begin
  if old.state = 'superseded' or (old.state = 'approved' and (new.state <> 'superseded'
     or (new.runbook_id, new.number, new.opening, new.authors, new.approved_by, new.approved_at, new.hash) is distinct from (old.runbook_id, old.number, old.opening, old.authors, old.approved_by, old.approved_at, old.hash))) then
    raise exception 'an approved version is frozen' using errcode = '23514', constraint = 'runbook_versions_frozen';
  end if;
  return new;
end $$;
create trigger keep_version before update on continuity.runbook_versions for each row execute function continuity.keep_version();

create function continuity.keep_steps() returns trigger language plpgsql as $$
begin
  if exists (select 1 from continuity.runbook_versions v where v.id = coalesce(new.version_id, old.version_id) and v.state <> 'draft') then
    raise exception 'only a draft can be rewritten' using errcode = '23514', constraint = 'runbook_steps_frozen';
  end if;
  return coalesce(new, old);
end $$;
create trigger keep_steps before insert or update or delete on continuity.runbook_steps for each row execute function continuity.keep_steps();

create table continuity.power_sources (
  id                uuid primary key,
  place_id          uuid not null references continuity.places,
  kind              text not null check (kind in ('ups', 'generator')),
  name              text not null check (length(name) between 1 and 60),
  rated_watts       int not null check (rated_watts between 1 and 10000000),
  usable_watt_hours int check (usable_watt_hours between 1 and 100000000),
  fuel_litres       numeric(8, 1) check (fuel_litres between 0 and 100000),
  idle_litres_hour  numeric(6, 1) check (idle_litres_hour between 0 and 1000),
  full_litres_hour  numeric(6, 1) check (full_litres_hour between 0.1 and 1000),
  start_minutes     smallint check (start_minutes between 0 and 600),
  checked_on        date,
  version           int not null default 1,
  constraint power_sources_facts_missing check (
    (kind = 'ups' and usable_watt_hours is not null)
    or (kind = 'generator' and fuel_litres is not null and idle_litres_hour is not null and full_litres_hour is not null and full_litres_hour >= idle_litres_hour and start_minutes is not null))
);

create table continuity.power_devices (
  id        uuid primary key,
  place_id  uuid not null references continuity.places,
  asset_id  uuid references continuity.assets,
  name      text not null check (length(name) between 1 and 60),
  quantity  smallint not null default 1 check (quantity between 1 and 999),
  watts     int not null check (watts between 1 and 100000),
  tier      smallint not null references continuity.tiers,
  on_ups    boolean not null default false,
  version   int not null default 1
);

-- 通信手段の順番: the next one is taken when the one before is gone.
create table continuity.means (
  id            uuid primary key,
  ordinal       smallint not null check (ordinal between 1 and 50),
  name          text not null check (length(name) between 1 and 60),
  carries       text not null check (length(carries) between 1 and 200),
  needs         text not null default '' check (length(needs) <= 200),
  place_id      uuid references continuity.places,
  ready_minutes smallint not null check (ready_minutes between 0 and 1440),
  lasts_hours   smallint check (lasts_hours between 0 and 999),
  tested_on     date,
  version       int not null default 1,
  constraint means_order_taken unique (ordinal) deferrable initially immediate
);

create table continuity.drills (
  id               uuid primary key,
  kind             text not null references continuity.drill_rules check (kind in ('restore', 'failover', 'power', 'call', 'paper', 'security', 'tabletop')),
  title            text not null check (length(title) between 1 and 80),
  fiscal_year      int not null check (fiscal_year between 2000 and 2999),
  quarter          smallint not null check (quarter between 1 and 4),
  by_rule          boolean not null,
  planned_on       date,
  state            text not null check (state in ('planned', 'held', 'cancelled', 'withdrawn')),
  held_at          timestamptz,
  source           text check (source in ('person', 'machine')),
  recorded_by      text,
  recorded_name    text,
  tables           int check (tables >= 0),
  files            int check (files >= 0),
  all_equal        boolean,
  note             text not null default '' check (length(note) <= 2000),
  hash             text check (hash ~ '^[0-9a-f]{64}$'),
  withdrawn_reason text check (length(withdrawn_reason) between 1 and 300),
  version          int not null default 1,
  constraint drills_held_whole check ((state in ('held', 'withdrawn')) = (held_at is not null and source is not null and recorded_by is not null and hash is not null)),
  constraint drills_reason_missing check ((state = 'withdrawn') = (withdrawn_reason is not null) or state = 'cancelled')
);
create unique index drills_rule_taken on continuity.drills (kind, fiscal_year, quarter) where by_rule and state in ('planned', 'held');
create index drills_by_time on continuity.drills (held_at);

-- What was held is a record: it can be withdrawn with a reason, never rewritten.
create function continuity.keep_drill() returns trigger language plpgsql as $$
begin
  if old.state in ('withdrawn', 'cancelled') or (old.state = 'held' and (new.state <> 'withdrawn'
     or (new.kind, new.title, new.fiscal_year, new.quarter, new.held_at, new.source, new.recorded_by, new.tables, new.files, new.all_equal, new.note, new.hash)
        is distinct from (old.kind, old.title, old.fiscal_year, old.quarter, old.held_at, old.source, old.recorded_by, old.tables, old.files, old.all_equal, old.note, old.hash))) then
    raise exception 'a drill that was held is a record' using errcode = '23514', constraint = 'drills_already_recorded';
  end if;
  return new;
end $$;
create trigger keep_drill before update on continuity.drills for each row execute function continuity.keep_drill();

create table continuity.drill_measures (
  drill_id    uuid not null references continuity.drills,
  asset_id    uuid not null references continuity.assets,
  rto_seconds int not null check (rto_seconds between 0 and 6000000),
  rpo_seconds int check (rpo_seconds between 0 and 6000000),
  primary key (drill_id, asset_id)
);
create index drill_measures_by_asset on continuity.drill_measures (asset_id);
select kernel.append_only('continuity.drill_measures');

create table continuity.follow_ups (
  id        uuid primary key,
  drill_id  uuid not null references continuity.drills,
  finding   text not null check (length(finding) between 1 and 400),
  action    text not null check (length(action) between 1 and 400),
  post      text not null check (length(post) between 1 and 60),
  due_on    date not null,
  done_on   date,
  done_by   text,
  done_note text check (length(done_note) <= 400),
  version   int not null default 1,
  constraint follow_ups_done_whole check ((done_on is null) = (done_by is null))
);
create index follow_ups_open on continuity.follow_ups (due_on) where done_on is null;

-- The chapters of the document that are written by hand: purpose, assumptions of damage, organisation.
create table continuity.chapters (
  code    text primary key check (length(code) between 1 and 30),
  ordinal smallint not null check (ordinal between 1 and 99),
  heading text not null check (length(heading) between 1 and 60),
  body    text not null check (length(body) <= 6000),
  as_of   date not null,
  version int not null default 1
);

-- 計画の版: everything as it stood, frozen by its hash, approved by a second person.
create table continuity.editions (
  id            uuid primary key,
  number        int not null check (number > 0),
  state         text not null check (state in ('submitted', 'approved', 'returned')),
  change_note   text not null check (length(change_note) between 1 and 500),
  snapshot      jsonb not null,
  hash          text not null check (hash ~ '^[0-9a-f]{64}$'),
  made_by       text not null,
  made_name     text not null,
  made_at       timestamptz not null,
  decided_by    text,
  decided_name  text,
  decided_at    timestamptz,
  decision_note text check (length(decision_note) <= 500),
  constraint editions_number_taken unique (number),
  constraint editions_second_person_needed check (state <> 'approved' or decided_by <> made_by),
  constraint editions_decided_whole check ((state = 'submitted') = (decided_by is null))
);
create unique index editions_submitted_already on continuity.editions ((true)) where state = 'submitted';

create function continuity.keep_edition() returns trigger language plpgsql as $$
begin
  if old.state <> 'submitted' or (new.number, new.snapshot, new.hash, new.made_by, new.made_at, new.change_note) is distinct from (old.number, old.snapshot, old.hash, old.made_by, old.made_at, old.change_note) then
    raise exception 'an edition is frozen' using errcode = '23514', constraint = 'editions_frozen';
  end if;
  return new;
end $$;
create trigger keep_edition before update on continuity.editions for each row execute function continuity.keep_edition();

select kernel.protect('continuity.tiers', staff => '{select,update}');
select kernel.protect('continuity.drill_rules', staff => '{select,update}');
select kernel.protect('continuity.places', staff => '{select,insert,update}');
select kernel.protect('continuity.contacts', staff => '{select,insert,update}');
select kernel.protect('continuity.private_phones', staff => '{select,insert,update,delete}');
select kernel.protect('continuity.calls', staff => '{select,insert,update,delete}');
select kernel.protect('continuity.assets', staff => '{select,insert,update}');
select kernel.protect('continuity.dependencies', staff => '{select,insert,update,delete}');
select kernel.protect('continuity.runbooks', staff => '{select,insert,update}');
select kernel.protect('continuity.runbook_versions', staff => '{select,insert,update}');
select kernel.protect('continuity.runbook_steps', staff => '{select,insert,delete}');
select kernel.protect('continuity.power_sources', staff => '{select,insert,update,delete}');
select kernel.protect('continuity.power_devices', staff => '{select,insert,update,delete}');
select kernel.protect('continuity.means', staff => '{select,insert,update,delete}');
select kernel.protect('continuity.drills', staff => '{select,insert,update}');
select kernel.protect('continuity.drill_measures', staff => '{select,insert}');
select kernel.protect('continuity.follow_ups', staff => '{select,insert,update}');
select kernel.protect('continuity.chapters', staff => '{select,insert,update}');
select kernel.protect('continuity.editions', staff => '{select,insert,update}');
