-- 施設予約。地方自治法244条・244条の2・238条の4第7項、施設条例。
-- The truth about who has which room when lives in `claims`: one row per smallest piece (cell), and PostgreSQL itself
-- refuses two rows that overlap. Whole and part of a hall therefore need no special code.

create table reservations.facilities (
  id           uuid primary key,
  code         text not null unique,
  name_ja      text not null,
  name_en      text not null,
  kana         text not null,
  category     text not null,
  area         text not null,
  address      text not null,
  lat          double precision not null check (lat between -90 and 90),
  lng          double precision not null check (lng between -180 and 180),
  phone        text not null default '',
  about        jsonb not null default '{}',
  shelter      text check (shelter in ('designated', 'welfare')),
  public       boolean not null default true,
  policy       jsonb not null,
  policy_no    int not null default 1,
  closed_at    timestamptz,
  version      int not null default 1
);
select kernel.protect('reservations.facilities', citizen => '{select}', staff => '{select,insert,update}');

-- Every version of a facility's rules, so that a decision of last year can be explained by the rules of last year.
create table reservations.policies (
  facility_id uuid not null references reservations.facilities,
  policy_no   int not null,
  policy      jsonb not null,
  note        text not null default '',
  saved_by    text not null,
  saved_at    timestamptz not null,
  primary key (facility_id, policy_no)
);
select kernel.append_only('reservations.policies');
select kernel.protect('reservations.policies', staff => '{select,insert}');

create table reservations.cells (
  id          int generated always as identity primary key,
  facility_id uuid not null references reservations.facilities,
  space_code  text not null,
  code        text not null,
  unique (facility_id, code)
);
select kernel.protect('reservations.cells', citizen => '{select}', staff => '{select,insert}');

create table reservations.units (
  id          uuid primary key,
  facility_id uuid not null references reservations.facilities,
  code        text not null,
  name_ja     text not null,
  name_en     text not null,
  cell_ids    int[] not null check (cardinality(cell_ids) > 0),
  zone        text,
  noise_class text,
  purposes    text[] not null,
  capacity    int,
  visibility  text not null check (visibility in ('public_book', 'public_view', 'staff_only')),
  ordinal     int not null default 0,
  closed_at   timestamptz,
  unique (facility_id, code)
);
select kernel.protect('reservations.units', citizen => '{select}', staff => '{select,insert,update}');

-- 利用者登録。The number has a check digit and is no login name.
create table reservations.patrons (
  id           uuid primary key,
  number       text not null unique check (number ~ '^[0-9]{8}$'),
  kind         text not null check (kind in ('individual', 'group')),
  class_code   text not null,
  name         text not null check (length(name) between 1 and 100),
  kana         text not null,
  folded_name  text not null,
  citizen_id   uuid references kernel.citizens,
  representative text,
  phone        text not null,
  email        text,
  birth_date   date,
  guardian     text,
  residency    text not null check (residency in ('resident', 'work_or_school', 'non_resident')),
  evidence     jsonb not null default '{}',
  facilities   text[] not null default '{}',
  hidden_name  boolean not null default false,
  bank_account bytea,
  status       text not null check (status in ('submitted', 'active', 'suspended', 'rejected', 'expired', 'closed')),
  status_reason text,
  suspended_until date,
  valid_from   date,
  valid_to     date,
  approved_by  text,
  created_by   text not null,
  created_at   timestamptz not null,
  version      int not null default 1,
  check (valid_to is null or valid_from is not null and valid_to >= valid_from),
  check (status <> 'active' or valid_to is not null)
);
create index patrons_by_citizen on reservations.patrons (citizen_id) where citizen_id is not null;
create index patrons_by_kana on reservations.patrons (kana text_pattern_ops);
create index patrons_by_phone on reservations.patrons (phone text_pattern_ops);
create index patrons_by_folded_name on reservations.patrons (folded_name text_pattern_ops);
create index patrons_by_status on reservations.patrons (status, valid_to);
select kernel.protect('reservations.patrons', citizen => '{select,insert,update}', staff => '{select,insert,update}');

create table reservations.members (
  id        uuid primary key,
  patron_id uuid not null references reservations.patrons,
  name      text not null,
  kana      text not null default '',
  residency text not null check (residency in ('resident', 'work_or_school', 'non_resident')),
  person_key text not null
);
create index members_by_patron on reservations.members (patron_id);
create index members_by_person on reservations.members (person_key);
select kernel.protect('reservations.members', citizen => '{select,insert,delete}', staff => '{select,insert,delete}');

-- Possible duplicates of a registration: shown to staff, never a silent refusal.
create table reservations.duplicate_hints (
  id         uuid primary key,
  patron_id  uuid not null references reservations.patrons,
  other_id   uuid not null references reservations.patrons,
  reasons    text[] not null,
  found_at   timestamptz not null,
  settled_by text,
  settled_at timestamptz,
  note       text
);
select kernel.protect('reservations.duplicate_hints', citizen => '{insert}', staff => '{select,insert,update}');

create table reservations.series (
  id         uuid primary key,
  unit_id    uuid not null references reservations.units,
  patron_id  uuid not null references reservations.patrons,
  rule       jsonb not null,
  results    jsonb not null default '[]',
  created_by text not null,
  created_at timestamptz not null,
  ended_from date
);
select kernel.protect('reservations.series', staff => '{select,insert,update}');

create table reservations.reservations (
  id            uuid primary key,
  number        text not null unique,
  facility_id   uuid not null references reservations.facilities,
  unit_id       uuid not null references reservations.units,
  patron_id     uuid references reservations.patrons,
  walk_in_name  text check (length(walk_in_name) between 1 and 100),
  walk_in_phone text,
  class_code    text not null,
  use_date      date not null,
  slots         text[] not null default '{}',
  use_range     tstzrange not null check (not isempty(use_range) and lower_inc(use_range) and not upper_inc(use_range)),
  claim_range   tstzrange not null check (claim_range @> use_range),
  purpose       text not null default '',
  title         text not null default '',
  title_public  boolean not null default false,
  persons       int check (persons between 0 and 100000),
  admission_yen int check (admission_yen >= 0),
  commercial    boolean not null default false,
  rehearsal     boolean not null default false,
  extras        jsonb not null default '[]',
  channel       text not null check (channel in ('web', 'phone', 'desk', 'kiosk', 'lottery', 'recurring', 'api')),
  state         text not null check (state in ('held', 'provisional', 'approval_pending', 'permitted', 'in_use', 'completed', 'no_show', 'expired', 'refused', 'cancelled', 'cancelled_by_city')),
  hold_until    timestamptz,
  pay_by        timestamptz,
  expire_at     timestamptz,
  grace_until   timestamptz,
  -- A slip for paying at a store is out: a payment made in time may be reported after the deadline, so lapsing waits for grace_until.
  slip_at       timestamptz,
  fee           jsonb not null default '{}',
  fee_yen       int not null default 0 check (fee_yen >= 0),
  reduction     text,
  reduction_state text check (reduction_state in ('requested', 'granted', 'refused')),
  reduction_by  text,
  needs_approval boolean not null default false,
  permit_number text unique,
  permitted_at  timestamptz,
  series_id     uuid references reservations.series,
  entry_id      uuid,
  policy_no     int not null,
  change_count  int not null default 0,
  remarks       text not null default '',
  internal_note text not null default '',
  actual_persons int,
  reason        text,
  device        text,
  created_by    text not null,
  created_at    timestamptz not null,
  ended_at      timestamptz,
  version       int not null default 1,
  check (patron_id is not null or walk_in_name is not null or state = 'held'),
  check ((state = 'held') = (hold_until is not null)),
  check (state <> 'permitted' or permit_number is not null)
);
create index reservations_by_day on reservations.reservations (facility_id, use_date);
create index reservations_by_patron on reservations.reservations (patron_id, use_date) where patron_id is not null;
create index reservations_to_expire on reservations.reservations (expire_at) where state in ('provisional', 'approval_pending');
create index reservations_holds on reservations.reservations (hold_until) where state = 'held';
create index reservations_by_series on reservations.reservations (series_id) where series_id is not null;
select kernel.protect('reservations.reservations', citizen => '{select,insert,update,delete}', staff => '{select,insert,update,delete}');

-- What is occupied. Cancelled and expired bookings have no row here; their history is `events`.
-- `hold` and `release` rows end by themselves at hold_until: every booking first sweeps the ended ones out of its way.
create table reservations.claims (
  id             bigint generated always as identity primary key,
  cell_id        int not null references reservations.cells,
  during         tstzrange not null check (not isempty(during) and lower_inc(during) and not upper_inc(during)),
  kind           text not null check (kind in ('hold', 'booking', 'block', 'shelter', 'release')),
  reservation_id uuid references reservations.reservations,
  block_id       uuid,
  patron_id      uuid,
  hold_until     timestamptz,
  constraint claims_taken exclude using gist (cell_id with =, during with &&),
  check ((kind in ('hold', 'release')) = (hold_until is not null)),
  check ((kind in ('hold', 'booking')) = (reservation_id is not null)),
  check ((kind in ('block', 'shelter')) = (block_id is not null))
);
create index claims_by_reservation on reservations.claims (reservation_id) where reservation_id is not null;
create index claims_by_block on reservations.claims (block_id) where block_id is not null;
create index claims_ending on reservations.claims (hold_until) where hold_until is not null;
select kernel.protect('reservations.claims', citizen => '{select,insert,update,delete}', staff => '{select,insert,update,delete}');

-- 音問題: rooms of one zone may sound together only in the same class.
create table reservations.zone_claims (
  id             bigint generated always as identity primary key,
  zone           text not null,
  noise_class    text not null,
  during         tstzrange not null,
  reservation_id uuid not null references reservations.reservations,
  hold_until     timestamptz,
  constraint zone_claims_noise exclude using gist (zone with =, during with &&, noise_class with <>)
);
create index zone_claims_by_reservation on reservations.zone_claims (reservation_id);
select kernel.protect('reservations.zone_claims', citizen => '{select,insert,update,delete}', staff => '{select,insert,update,delete}');

-- Counted things (附属設備, 個人開放の定員): how many are out in each half hour.
create table reservations.pools (
  id          int generated always as identity primary key,
  facility_id uuid not null references reservations.facilities,
  code        text not null,
  name_ja     text not null,
  name_en     text not null,
  capacity    int not null check (capacity >= 0),
  unique (facility_id, code)
);
select kernel.protect('reservations.pools', citizen => '{select}', staff => '{select,insert,update}');

create table reservations.pool_uses (
  pool_id  int not null references reservations.pools,
  bucket   timestamptz not null,
  used     int not null,
  capacity int not null,
  primary key (pool_id, bucket),
  constraint pool_uses_not_enough check (used between 0 and capacity)
);
select kernel.protect('reservations.pool_uses', citizen => '{select,insert,update}', staff => '{select,insert,update}');

create table reservations.events (
  id             uuid primary key,
  reservation_id uuid not null references reservations.reservations on delete cascade,
  at             timestamptz not null,
  actor          text not null,
  actor_kind     text not null,
  from_state     text,
  to_state       text not null,
  reason         text,
  note           text not null default '',
  device         text,
  detail         jsonb not null default '{}'
);
create index events_by_reservation on reservations.events (reservation_id, at);
create index events_by_time on reservations.events using brin (at);
select kernel.protect('reservations.events', citizen => '{select,insert}', staff => '{select,insert}');

create table reservations.waiting (
  id          uuid primary key,
  unit_id     uuid not null references reservations.units,
  use_date    date not null,
  slots       text[] not null,
  use_range   tstzrange not null,
  patron_id   uuid not null references reservations.patrons,
  rank        int not null,
  state       text not null check (state in ('waiting', 'offered', 'taken', 'lapsed', 'withdrawn')),
  offer_until timestamptz,
  reservation_id uuid references reservations.reservations,
  at          timestamptz not null,
  constraint waiting_already_waiting unique (unit_id, use_range, patron_id)
);
create index waiting_by_unit on reservations.waiting (unit_id, use_date) where state in ('waiting', 'offered');
select kernel.protect('reservations.waiting', citizen => '{select,insert,update}', staff => '{select,insert,update}');

-- 公用・保守・選挙・行事・避難所。Official use needs a second person outside the facility.
create table reservations.blocks (
  id           uuid primary key,
  facility_id  uuid not null references reservations.facilities,
  cell_ids     int[] not null check (cardinality(cell_ids) > 0),
  during       tstzrange not null,
  reason       text not null check (reason in ('official', 'election', 'maintenance', 'school', 'disaster', 'inspection', 'event', 'rain')),
  public_label text not null,
  note         text not null default '',
  displaces    text not null check (displaces in ('refuse_if_booked', 'takeover')),
  state        text not null check (state in ('requested', 'approved', 'refused', 'ended')),
  requested_by text not null,
  requested_at timestamptz not null,
  decided_by   text,
  decided_at   timestamptz,
  version      int not null default 1,
  constraint blocks_same_person check (decided_by is null or decided_by <> requested_by or reason not in ('official', 'election', 'event', 'school'))
);
create index blocks_by_facility on reservations.blocks (facility_id) where state in ('requested', 'approved');
select kernel.protect('reservations.blocks', staff => '{select,insert,update}');
alter table reservations.claims add foreign key (block_id) references reservations.blocks;
create view reservations.public_blocks as select id, reason, public_label from reservations.blocks where state = 'approved';
select kernel.protect('reservations.public_blocks', citizen => '{select}', staff => '{select}');

create table reservations.lotteries (
  id            uuid primary key,
  code          text not null unique,
  facility_id   uuid not null references reservations.facilities,
  name_ja       text not null,
  name_en       text not null,
  unit_codes    text[] not null,
  use_from      date not null,
  use_to        date not null,
  opens_at      timestamptz not null,
  closes_at     timestamptz not null,
  draws_at      timestamptz not null,
  results_at    timestamptz not null,
  confirm_by    timestamptz,
  options       jsonb not null,
  classes       text[] not null,
  cap_entries   int check (cap_entries > 0),
  state         text not null check (state in ('announced', 'open', 'frozen', 'drawn', 'published', 'void')),
  commitment    text not null check (commitment ~ '^[0-9a-f]{64}$'),
  public_source text not null,
  public_value  text,
  root          text,
  entry_count   int,
  seed          text,
  revealed_secret text,
  lines         text,
  created_by    text not null,
  created_at    timestamptz not null,
  void_reason   text,
  version       int not null default 1,
  check (use_to >= use_from and opens_at < closes_at and closes_at <= draws_at and draws_at <= results_at),
  check ((state = 'published') <= (revealed_secret is not null and public_value is not null and root is not null))
);
select kernel.protect('reservations.lotteries', citizen => '{select}', staff => '{select,insert,update}');

-- The secret until it is published. Not in the table the citizen face reads.
create table reservations.lottery_secrets (
  lottery_id uuid primary key references reservations.lotteries,
  secret_hex text not null check (secret_hex ~ '^[0-9a-f]{64}$')
);
select kernel.append_only('reservations.lottery_secrets');
select kernel.protect('reservations.lottery_secrets', staff => '{select,insert}');

create table reservations.entries (
  id          uuid primary key,
  lottery_id  uuid not null references reservations.lotteries,
  number      text not null,
  patron_id   uuid not null references reservations.patrons,
  alias       text not null,
  unit_id     uuid not null references reservations.units,
  use_date    date not null,
  slots       text[] not null,
  use_range   tstzrange not null,
  slot_key    text not null,
  rank        int not null default 1 check (rank > 0),
  weight      int not null default 1 check (weight between 1 and 100),
  persons     int,
  purpose     text not null default '',
  state       text not null check (state in ('entered', 'withdrawn', 'won', 'lost', 'confirmed', 'forfeited', 'promoted')),
  outcome     text check (outcome in ('won', 'full', 'cap', 'overlap', 'ineligible', 'withdrawn', 'later_choice')),
  ticket      text,
  position    int,
  waiting_rank int,
  reservation_id uuid references reservations.reservations,
  at          timestamptz not null,
  version     int not null default 1,
  unique (lottery_id, number),
  constraint entries_already_entered unique (lottery_id, patron_id, unit_id, slot_key)
);
create index entries_by_patron on reservations.entries (patron_id, lottery_id);
select kernel.protect('reservations.entries', citizen => '{select,insert,update}', staff => '{select,insert,update}');

create table reservations.penalties (
  id             uuid primary key,
  patron_id      uuid not null references reservations.patrons,
  reservation_id uuid references reservations.reservations,
  event          text not null check (event in ('no_show', 'late_cancel', 'no_cleanup', 'damage', 'purpose_fraud', 'resale', 'multi_account')),
  points         int not null check (points > 0),
  legal_basis    text not null check (length(legal_basis) > 0),
  note           text not null default '',
  at             timestamptz not null,
  given_by       text not null,
  withdrawn_at   timestamptz,
  appeal         text
);
create index penalties_by_patron on reservations.penalties (patron_id, at);
select kernel.protect('reservations.penalties', staff => '{select,insert,update}');

-- 準備作業 (間仕切りなど), derived from neighbouring bookings.
create table reservations.setup_tasks (
  id          uuid primary key,
  facility_id uuid not null references reservations.facilities,
  due_at      timestamptz not null,
  what        text not null,
  reservation_id uuid references reservations.reservations,
  done_at     timestamptz,
  done_by     text
);
create index setup_tasks_open on reservations.setup_tasks (facility_id, due_at) where done_at is null;
select kernel.protect('reservations.setup_tasks', citizen => '{insert}', staff => '{select,insert,update,delete}');

create table reservations.key_grants (
  id             uuid primary key,
  reservation_id uuid not null references reservations.reservations,
  lock_code      text not null,
  credential     text,
  valid_from     timestamptz not null,
  valid_to       timestamptz not null check (valid_to > valid_from),
  state          text not null check (state in ('issued', 'failed', 'revoked')),
  vendor_ref     text,
  problem        text,
  issued_at      timestamptz not null,
  revoked_at     timestamptz
);
create index key_grants_by_reservation on reservations.key_grants (reservation_id);
select kernel.protect('reservations.key_grants', citizen => '{select}', staff => '{select,insert,update}');

-- The month's share of official use, published as it was when the month ended (公用の割合の公表).
create table reservations.official_shares (
  facility_id     uuid not null references reservations.facilities,
  month           date not null,
  open_minutes    bigint not null,
  official_minutes bigint not null,
  published_at    timestamptz not null,
  primary key (facility_id, month)
);
select kernel.protect('reservations.official_shares', citizen => '{select}', staff => '{select,insert}');

-- A house rule of the whole system: classes, purposes, registration terms.
create table reservations.city_rules (
  one   boolean primary key default true check (one),
  rules jsonb not null
);
select kernel.protect('reservations.city_rules', citizen => '{select}', staff => '{select,insert,update}');
