-- 文書管理: the file plan, folders, where they stand and what keeps them. Constraints are named after the refusal they stand for.

-- 保存期間の種類. The city's own 文書取扱規程 decides; dated data, not code.
create table documents.retentions (
  code     text primary key check (code ~ '^[A-Z0-9]{1,4}$'),
  name     text not null check (length(name) between 1 and 40),
  starts   text not null check (starts in ('fiscal_year', 'calendar_year', 'event', 'in_use')),
  years    smallint not null check (years between 0 and 100),
  reviewed boolean not null default false,
  ordinal  smallint not null,
  basis    text not null check (length(basis) between 1 and 200),
  as_of    date not null
);
insert into documents.retentions (code, name, starts, years, reviewed, ordinal, basis, as_of) values
  ('Z', '1年未満', 'fiscal_year', 0, false, 1, '市の設定（初期値）。文書取扱規程で確かめる', '2026-04-01'),
  ('1', '1年', 'fiscal_year', 1, false, 2, '市の設定（初期値）。文書取扱規程で確かめる', '2026-04-01'),
  ('3', '3年', 'fiscal_year', 3, false, 3, '市の設定（初期値）。文書取扱規程で確かめる', '2026-04-01'),
  ('5', '5年', 'fiscal_year', 5, false, 4, '市の設定（初期値）。文書取扱規程で確かめる', '2026-04-01'),
  ('5C', '5年（契約の終わりから）', 'event', 5, false, 5, '市の設定（初期値）。文書取扱規程で確かめる', '2026-04-01'),
  ('7Y', '7年（暦年）', 'calendar_year', 7, false, 6, '市の設定（初期値）。税・給与の一部', '2026-04-01'),
  ('10', '10年', 'fiscal_year', 10, false, 7, '市の設定（初期値）。文書取扱規程で確かめる', '2026-04-01'),
  ('30', '30年', 'fiscal_year', 30, false, 8, '市の設定（初期値）。文書取扱規程で確かめる', '2026-04-01'),
  ('P', '永年（30年ごとに見直し）', 'fiscal_year', 30, true, 9, '市の設定（初期値）。文書取扱規程で確かめる', '2026-04-01'),
  ('C', '常用（使い終わってから1年）', 'in_use', 1, false, 10, '市の設定（初期値）。文書取扱規程で確かめる', '2026-04-01');

-- 文書記号 of an office: 「8二総第123号」 is year, symbol, number.
create table documents.offices (
  department_id uuid primary key references kernel.departments,
  symbol        text not null check (symbol ~ '^[^\s0-9０-９]{1,8}$'),
  version       int not null default 1,
  constraint offices_symbol_taken unique (symbol)
);

-- ファイル基準表 of an office and a fiscal year.
create table documents.plans (
  id            uuid primary key,
  department_id uuid not null references documents.offices,
  fiscal_year   int not null check (fiscal_year between 1990 and 2200),
  state         text not null default 'draft' check (state in ('draft', 'submitted', 'approved')),
  copied_from   uuid references documents.plans,
  submitted_by  uuid references kernel.staff,
  approved_by   uuid references kernel.staff,
  approved_at   timestamptz,
  opened_on     date,
  version       int not null default 1,
  constraint plans_year_taken unique (department_id, fiscal_year),
  check ((state = 'approved') = (approved_by is not null)),
  check (state = 'draft' or submitted_by is not null),
  constraint plans_second_person_needed check (approved_by <> submitted_by)
);

create table documents.entries (
  id              uuid primary key,
  plan_id         uuid not null references documents.plans,
  code            text not null check (code ~ '^[0-9A-Z]{1,3}(-[0-9A-Z]{1,3}){3}$'),
  large           text not null check (length(large) between 1 and 40),
  medium          text not null check (length(medium) between 1 and 40),
  small           text not null check (length(small) between 1 and 40),
  title           text not null check (length(title) between 1 and 100),
  public_title    text not null check (length(public_title) between 1 and 100),
  retention_code  text not null references documents.retentions,
  confidentiality text not null check (confidentiality in ('general', 'department', 'secret')),
  disclosure      text not null check (disclosure in ('open', 'partial', 'closed')),
  expiry_action   text not null check (expiry_action in ('destroy', 'transfer')),
  carrier         text not null check (carrier in ('electronic', 'paper', 'both')),
  continuous      boolean not null default false,
  copied_from     uuid references documents.entries,
  version         int not null default 1,
  constraint entries_code_taken unique (plan_id, code)
);

-- An approved plan is what the office works by: it is reopened first, and approved anew.
create function documents.keep_entry() returns trigger language plpgsql as $$
begin
  if (select state from documents.plans where id = coalesce(new.plan_id, old.plan_id)) <> 'draft' then
    raise exception 'the plan is not a draft' using errcode = '23514', constraint = 'entries_plan_fixed';
  end if;
  return coalesce(new, old);
end $$;
create trigger keep_entry before insert or update or delete on documents.entries for each row execute function documents.keep_entry();

-- 書庫の箱.
create table documents.boxes (
  id         uuid primary key,
  code       text not null check (length(code) between 1 and 20),
  storehouse text not null check (length(storehouse) between 1 and 40),
  shelf      text not null default '' check (length(shelf) <= 20),
  version    int not null default 1,
  constraint boxes_code_taken unique (code)
);

-- 簿冊. Its row stays for ever; what is in it may go.
create table documents.folders (
  id              uuid primary key,
  entry_id        uuid not null references documents.entries,
  code            text not null,
  title           text not null,
  public_title    text not null,
  large           text not null,
  medium          text not null,
  small           text not null,
  department_id   uuid not null references kernel.departments,
  made_by_id      uuid not null references kernel.departments,
  fiscal_year     int not null,
  continuous      boolean not null,
  retention_code  text not null references documents.retentions,
  confidentiality text not null check (confidentiality in ('general', 'department', 'secret')),
  disclosure      text not null check (disclosure in ('open', 'partial', 'closed')),
  expiry_action   text not null check (expiry_action in ('destroy', 'transfer')),
  carrier         text not null check (carrier in ('electronic', 'paper', 'both')),
  box_id          uuid references documents.boxes,
  opened_on       date not null,
  state           text not null default 'active' check (state in ('active', 'closed', 'destroyed', 'transferred')),
  closed_on       date,
  event_on        date,
  released_on     date,
  term_starts     date,
  expires_on      date,
  extended_until  date,
  ended_on        date,
  grams           text[] not null default '{}',
  version         int not null default 1,
  constraint folders_entry_taken unique (entry_id),
  check ((state = 'active') = (closed_on is null)),
  check ((state in ('destroyed', 'transferred')) = (ended_on is not null)),
  check (expires_on >= term_starts - 1)
);
create index folders_by_office on documents.folders (department_id, fiscal_year desc, code);
create index folders_by_expiry on documents.folders (expires_on) where state = 'closed';
create index folders_by_box on documents.folders (box_id) where box_id is not null;
create index folders_grams on documents.folders using gin (grams);

-- 所管替え: which office had it, and since when another.
create table documents.folder_moves (
  id        uuid primary key,
  folder_id uuid not null references documents.folders,
  from_id   uuid not null references kernel.departments,
  to_id     uuid not null references kernel.departments,
  moved_on  date not null,
  reason    text not null check (length(reason) between 1 and 200),
  moved_by  uuid references kernel.staff,
  check (from_id <> to_id)
);
create index folder_moves_by_folder on documents.folder_moves (folder_id);
select kernel.append_only('documents.folder_moves');

-- 廃棄を止める事情.
create table documents.holds (
  id          uuid primary key,
  folder_id   uuid not null references documents.folders,
  ground      text not null check (ground in ('lawsuit', 'audit', 'appeal', 'disclosure', 'claw_back', 'disaster', 'other')),
  basis       text not null check (length(basis) between 1 and 300),
  from_on     date not null,
  until_on    date,
  request_id  uuid,
  placed_by   uuid references kernel.staff,
  lifted_on   date,
  lift_reason text not null default '' check (length(lift_reason) <= 300),
  constraint holds_dates_wrong check (until_on >= from_on),
  check ((lifted_on is null) = (lift_reason = ''))
);
create index holds_by_folder on documents.holds (folder_id);
create unique index holds_request_taken on documents.holds (folder_id, request_id) where request_id is not null;

-- A hold and a destruction at the same moment: whoever comes second sees the first.
create function documents.hold_folder() returns trigger language plpgsql as $$
declare
  found text;
begin
  select state into found from documents.folders where id = new.folder_id for update;
  if found in ('destroyed', 'transferred') then
    raise exception 'nothing is left to hold' using errcode = '23514', constraint = 'holds_folder_gone';
  end if;
  return new;
end $$;
create trigger hold_folder before insert on documents.holds for each row execute function documents.hold_folder();

select kernel.protect('documents.retentions', citizen => '{select}', staff => '{select}');
select kernel.protect('documents.offices', staff => '{select,insert,update}');
select kernel.protect('documents.plans', staff => '{select,insert,update}');
select kernel.protect('documents.entries', staff => '{select,insert,update,delete}');
select kernel.protect('documents.boxes', staff => '{select,insert,update}');
select kernel.protect('documents.folders', staff => '{select,insert,update}');
select kernel.protect('documents.folder_moves', staff => '{select,insert}');
select kernel.protect('documents.holds', staff => '{select,insert,update}');

-- ファイル管理簿 as anybody may search it: titles with names blacked out, and nothing of what is inside.
create view documents.public_register as
  select f.id, f.code, f.public_title as title, f.large, f.medium, f.small, d.name as office, m.name as made_by, f.fiscal_year, f.continuous, r.name as retention, f.expires_on,
         f.expiry_action, f.carrier, f.state, f.ended_on
    from documents.folders f join kernel.departments d on d.id = f.department_id join kernel.departments m on m.id = f.made_by_id join documents.retentions r on r.code = f.retention_code;
select kernel.protect('documents.public_register', citizen => '{select}', staff => '{select}');
