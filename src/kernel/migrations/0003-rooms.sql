-- Notices, files, payments, jobs, search.

-- One message to one person. The inbox is this table; other channels are sendings.
create table kernel.notices (
  id         uuid primary key,
  citizen_id uuid references kernel.citizens,
  staff_id   uuid references kernel.staff,
  kind       text not null,
  title      text not null,
  body       text not null,
  href       text,
  at         timestamptz not null,
  read_at    timestamptz,
  check (citizen_id is null or staff_id is null)
);
create index notices_by_citizen on kernel.notices (citizen_id, at desc) where citizen_id is not null;
create index notices_by_staff on kernel.notices (staff_id, at desc) where staff_id is not null;
select kernel.protect('kernel.notices', citizen => '{select,insert,update}', staff => '{select,insert,update}');

create table kernel.sendings (
  id          uuid primary key,
  notice_id   uuid not null references kernel.notices,
  channel     text not null check (channel in ('email', 'sms', 'letter')),
  address     text not null,
  state       text not null check (state in ('waiting', 'sent', 'kept', 'dead')),
  attempts    int not null default 0,
  next_try_at timestamptz not null,
  sent_at     timestamptz,
  problem     text
);
create index sendings_waiting on kernel.sendings (next_try_at) where state = 'waiting';
create index sendings_by_notice on kernel.sendings (notice_id);
select kernel.protect('kernel.sendings', citizen => '{insert}', staff => '{select,insert,update}');

create table kernel.files (
  id         uuid primary key,
  sha256     text not null,
  bytes      bigint not null check (bytes >= 0),
  media_type text not null,
  name       text not null,
  owner      text not null,
  created_at timestamptz not null
);
select kernel.protect('kernel.files', citizen => '{select,insert}', staff => '{select,insert}');

-- Who the money belongs to: the city or a designated manager (指定管理者, 地方自治法244条の2第8項).
create table kernel.payees (
  id                  uuid primary key,
  code                text not null unique,
  name                text not null,
  registration_number text check (registration_number ~ '^T[0-9]{13}$'),
  address             text not null default '',
  phone               text not null default ''
);
select kernel.protect('kernel.payees', citizen => '{select}', staff => '{select,insert,update}');

-- What is owed (調定): by whom, to whom, for what.
create table kernel.receivables (
  id          uuid primary key,
  number      text not null unique,
  payee_id    uuid not null references kernel.payees,
  source      text not null,
  subject     text not null,
  payer_name  text not null,
  citizen_id  uuid references kernel.citizens,
  title       text not null,
  lines       jsonb not null,
  amount_yen  int not null check (amount_yen > 0),
  tax_percent int not null default 10 check (tax_percent between 0 and 100),
  tax_yen     int not null check (tax_yen >= 0),
  paid_yen    int not null default 0 check (paid_yen >= 0),
  refunded_yen int not null default 0 check (refunded_yen >= 0),
  due_at      timestamptz,
  state       text not null check (state in ('open', 'paid', 'cancelled')),
  created_at  timestamptz not null,
  version     int not null default 1,
  constraint receivables_overpaid check (paid_yen <= amount_yen),
  constraint receivables_refund_too_large check (refunded_yen <= paid_yen),
  check ((state = 'paid') = (paid_yen = amount_yen) or state = 'cancelled')
);
create index receivables_by_subject on kernel.receivables (source, subject);
create index receivables_by_citizen on kernel.receivables (citizen_id, created_at desc) where citizen_id is not null;
select kernel.protect('kernel.receivables', citizen => '{select,insert,update}', staff => '{select,insert,update}');

-- What came in (収納). Never changed; a mistake is reversed by another row.
create table kernel.receipts (
  id            uuid primary key,
  number        text not null unique,
  receivable_id uuid not null references kernel.receivables,
  amount_yen    int not null check (amount_yen <> 0),
  tendered_yen  int check (tendered_yen >= 0),
  method        text not null check (method in ('cash', 'store', 'card', 'code', 'transfer', 'reversal')),
  paid_at       timestamptz not null,
  recorded_at   timestamptz not null,
  place         text not null default '',
  taken_by      text,
  notice_key    text,
  reverses      uuid references kernel.receipts,
  constraint receipts_already_reported unique (notice_key),
  constraint receipts_already_reversed unique (reverses),
  check ((method = 'reversal') = (amount_yen < 0)),
  check (tendered_yen is null or tendered_yen >= amount_yen)
);
create index receipts_by_receivable on kernel.receipts (receivable_id);
create index receipts_by_time on kernel.receipts (recorded_at);
select kernel.append_only('kernel.receipts');
select kernel.protect('kernel.receipts', citizen => '{select,insert}', staff => '{select,insert}');

-- What goes back (還付). Requested by one person, decided by another.
create table kernel.refunds (
  id            uuid primary key,
  number        text not null unique,
  receivable_id uuid not null references kernel.receivables,
  amount_yen    int not null check (amount_yen > 0),
  charge_yen    int not null default 0 check (charge_yen >= 0),
  cause         text not null,
  state         text not null check (state in ('due', 'approved', 'paid', 'withdrawn')),
  requested_by  text not null,
  approved_by   text,
  paid_by       text,
  requested_at  timestamptz not null,
  paid_at       timestamptz,
  method        text check (method in ('cash', 'transfer')),
  constraint refunds_same_person check (approved_by is null or approved_by <> requested_by)
);
create index refunds_by_receivable on kernel.refunds (receivable_id);
create index refunds_open on kernel.refunds (requested_at) where state in ('due', 'approved');
select kernel.protect('kernel.refunds', citizen => '{select,insert}', staff => '{select,insert,update}');

-- Closing of the day's cash (日計).
create table kernel.cash_closings (
  id          uuid primary key,
  place       text not null,
  day         date not null,
  counted_yen int not null,
  expected_yen int not null,
  note        text not null default '',
  closed_by   text not null,
  closed_at   timestamptz not null,
  constraint cash_closings_already_closed unique (place, day)
);
select kernel.protect('kernel.cash_closings', staff => '{select,insert}');

-- Background work. A schedule makes a job when its time comes; the key keeps the same work from standing twice.
create table kernel.jobs (
  id          uuid primary key,
  name        text not null,
  key         text,
  input       jsonb not null,
  state       text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  run_at      timestamptz not null,
  attempts    int not null default 0,
  done_count  int not null default 0,
  total_count int,
  message     text not null default '',
  started_by  text,
  started_at  timestamptz,
  heartbeat_at timestamptz,
  finished_at timestamptz,
  problem     text,
  result      jsonb
);
create unique index jobs_one_per_key on kernel.jobs (name, key) where key is not null;
create index jobs_waiting on kernel.jobs (run_at) where state in ('waiting', 'running');
create index jobs_by_time on kernel.jobs (run_at desc);
select kernel.protect('kernel.jobs', citizen => '{insert}', staff => '{select,insert,update,delete}');

create table kernel.schedules (
  name    text primary key,
  next_at timestamptz not null
);
select kernel.protect('kernel.schedules', staff => '{select,insert,update}');

-- What can be found. Grams are overlapping pairs of folded characters, made by kernel/text, so 1 and 2 characters are fast too.
create table kernel.search_entries (
  system     text not null,
  kind       text not null,
  id         text not null,
  title      text not null,
  note       text not null default '',
  href       text not null,
  face       text not null check (face in ('citizen', 'staff')),
  permission text,
  scope      text,
  grams      text[] not null,
  primary key (system, kind, id, face),
  check ((face = 'citizen') = (permission is null))
);
create index search_entries_grams on kernel.search_entries using gin (grams);
select kernel.protect('kernel.search_entries', staff => '{select,insert,update,delete}');
-- The citizen face finds only what is public.
create view kernel.public_search as select system, kind, id, title, note, href, grams from kernel.search_entries where face = 'citizen';
select kernel.protect('kernel.public_search', citizen => '{select}');
