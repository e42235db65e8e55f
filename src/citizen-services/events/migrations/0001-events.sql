-- イベントカレンダー. Constraints are named after the refusal they stand for: series_number_taken is NumberTaken.

-- 行事. It has a number for ever (poster, QR code, iCalendar); what is said of it are its editions.
create table events.series (
  id                uuid primary key,
  event_no          int not null check (event_no between 1 and 9999999),
  department_id     uuid not null references kernel.departments,
  state             text not null default 'draft' check (state in ('draft', 'public', 'withdrawn')),
  -- Of all its occurrences together: 延期, 中止, オンライン開催.
  status            text not null default 'scheduled' check (status in ('scheduled', 'postponed', 'cancelled', 'moved_online')),
  status_note       text not null default '' check (length(status_note) <= 300),
  -- SEQUENCE of RFC 5545: grows whenever readers of the calendar must look again.
  sequence          int not null default 0 check (sequence >= 0),
  -- Of an imported one: by which name, in which state its source knew it when it was last taken in.
  source_uid        text check (length(source_uid) between 1 and 500),
  source_sequence   int check (source_sequence >= 0),
  source_updated_at timestamptz,
  version           int not null default 1,
  made_by           text not null,
  made_at           timestamptz not null,
  published_at      timestamptz,
  updated_at        timestamptz not null,
  withdrawn_at      timestamptz,
  withdrawn_reason  text check (length(withdrawn_reason) between 1 and 200),
  -- Occurrences are stored up to this day.
  stored_to         date,
  constraint series_number_taken unique (event_no),
  constraint series_source_taken unique (source_uid),
  check ((state = 'draft') = (published_at is null)),
  check ((state = 'withdrawn') = (withdrawn_at is not null and withdrawn_reason is not null))
);
create index series_by_department on events.series (department_id);
create index series_to_extend on events.series (stored_to) where state = 'public';
select kernel.protect('events.series', staff => '{select,insert,update}');

-- 版. A change of a public event is written beside it, and takes its place when somebody else has agreed.
create table events.editions (
  id                uuid primary key,
  series_id         uuid not null references events.series,
  number            int not null check (number > 0),
  state             text not null check (state in ('draft', 'waiting', 'public', 'superseded', 'dropped')),
  version           int not null default 1,
  title             text not null check (length(title) between 1 and 120),
  title_kana        text not null check (length(title_kana) <= 200),
  title_en          text not null check (length(title_en) <= 200),
  category          text not null check (category in ('course', 'festival', 'sports', 'health', 'consultation', 'meeting', 'deadline', 'recruitment', 'tourism')),
  description       text not null check (length(description) <= 4000),
  description_en    text not null check (length(description_en) <= 4000),
  -- Minutes from midnight in Tokyo, the end those of the last day, up to 24:00; none: all day. The last day belongs to the event.
  first_day         date not null,
  last_day          date not null,
  from_minutes      int check (from_minutes between 0 and 1439),
  to_minutes        int check (to_minutes between 1 and 1440),
  -- RRULE of RFC 5545 without its name; none: once.
  rule              text check (length(rule) between 1 and 200),
  holiday_rule      text not null default 'as_is' check (holiday_rule in ('as_is', 'skip', 'next_day', 'next_weekday')),
  exdates           date[] not null default '{}' check (cardinality(exdates) <= 400),
  rdates            date[] not null default '{}' check (cardinality(rdates) <= 400),
  when_note         text not null check (length(when_note) <= 300),
  place_name        text not null check (length(place_name) <= 120),
  place_address     text not null check (length(place_address) <= 200),
  place_detail      text not null check (length(place_detail) <= 120),
  lat               double precision,
  lng               double precision,
  online_url        text not null check (length(online_url) <= 500),
  access            text not null check (length(access) <= 500),
  parking           text not null check (length(parking) <= 500),
  fee_yen           int check (fee_yen >= 0),
  fee_note          text not null check (length(fee_note) <= 500),
  capacity          int check (capacity > 0),
  capacity_note     text not null check (length(capacity_note) <= 200),
  apply_from        timestamptz,
  apply_until       timestamptz,
  apply_method      text not null check (length(apply_method) <= 1000),
  apply_url         text not null check (length(apply_url) <= 500),
  organiser         text not null check (length(organiser) <= 120),
  contact_name      text not null check (length(contact_name) <= 120),
  contact_phone     text not null check (contact_phone = '' or contact_phone ~ '^0[0-9]{9,10}$'),
  contact_extension text not null check (length(contact_extension) <= 20),
  audience          text not null check (length(audience) <= 300),
  barrier_free      text not null check (length(barrier_free) <= 500),
  childcare         text not null check (length(childcare) <= 500),
  areas             text[] not null default '{}',
  url               text not null check (length(url) <= 500),
  remarks           text not null check (length(remarks) <= 1000),
  boards            boolean not null default true,
  open_data         boolean not null default true,
  -- Everybody who wrote a part of it: none of them approves it.
  authors           text[] not null,
  saved_name        text not null,
  saved_at          timestamptz not null,
  change_note       text not null default '' check (length(change_note) <= 300),
  submitted_by      text,
  submitted_name    text,
  submitted_at      timestamptz,
  returned_note     text not null default '' check (length(returned_note) <= 500),
  decided_by        text,
  decided_name      text,
  decided_at        timestamptz,
  constraint editions_number_taken unique (series_id, number),
  check (last_day > first_day or (last_day = first_day and (to_minutes is null or to_minutes > from_minutes))),
  check (from_minutes is not null or to_minutes is null),
  check ((lat is null) = (lng is null)),
  check (apply_from is null or apply_until is null or apply_until >= apply_from),
  check ((state = 'waiting') = (submitted_by is not null and decided_by is null)),
  check (state not in ('public', 'superseded') or (decided_by is not null and not decided_by = any (authors)))
);
create unique index editions_open_taken on events.editions (series_id) where state in ('draft', 'waiting');
create unique index editions_public_taken on events.editions (series_id) where state = 'public';
create index editions_waiting on events.editions (submitted_at) where state = 'waiting';
select kernel.protect('events.editions', staff => '{select,insert,update}');

-- 1回だけの変更. Named by the day the rule gives, whatever a holiday makes of it (RECURRENCE-ID).
create table events.changes (
  series_id    uuid not null references events.series,
  day          date not null,
  status       text not null check (status in ('scheduled', 'postponed', 'cancelled', 'moved_online')),
  first_day    date,
  last_day     date,
  from_minutes int check (from_minutes between 0 and 1439),
  to_minutes   int check (to_minutes between 1 and 1440),
  note         text not null check (length(note) <= 300),
  sequence     int not null check (sequence > 0),
  changed_by   text not null,
  changed_name text not null,
  updated_at   timestamptz not null,
  primary key (series_id, day),
  check ((first_day is null) = (last_day is null)),
  check (first_day is not null or (from_minutes is null and to_minutes is null)),
  check (first_day is null or last_day > first_day or (last_day = first_day and (to_minutes is null or to_minutes > from_minutes)))
);
select kernel.protect('events.changes', staff => '{select,insert,update}');

-- 開催の日, 13 months ahead, so that a day or a month is one look. What is past stays as it was.
create table events.occurrences (
  series_id    uuid not null references events.series,
  day          date not null,
  first_day    date not null,
  last_day     date not null,
  from_minutes int,
  to_minutes   int,
  planned_day  date not null,
  status       text not null check (status in ('scheduled', 'postponed', 'cancelled', 'moved_online')),
  note         text not null,
  primary key (series_id, day),
  check (last_day >= first_day)
);
create index occurrences_by_day on events.occurrences (first_day, last_day);
create index occurrences_by_series on events.occurrences (series_id, first_day);
select kernel.protect('events.occurrences', staff => '{select,insert,update,delete}');

-- 取込み: the file as it came, until it was taken in or laid aside.
create table events.imports (
  id            uuid primary key,
  department_id uuid not null references kernel.departments,
  kind          text not null check (kind in ('ics', 'csv')),
  name          text not null check (length(name) between 1 and 200),
  category      text not null check (category in ('course', 'festival', 'sports', 'health', 'consultation', 'meeting', 'deadline', 'recruitment', 'tourism')),
  body          text not null check (length(body) between 1 and 1000000),
  made_by       text not null,
  made_name     text not null,
  made_at       timestamptz not null,
  done_at       timestamptz,
  added         int,
  changed       int
);
create index imports_by_age on events.imports (made_at);
select kernel.protect('events.imports', staff => '{select,insert,update,delete}');

-- What the public may see, and nothing else: drafts are closed to the citizens' face by PostgreSQL itself.
create view events.public_series as
  select s.id, s.event_no, s.status, s.status_note, s.sequence, s.published_at, s.updated_at, d.name as department,
         e.title, e.title_kana, e.title_en, e.category, e.description, e.description_en, e.first_day, e.last_day, e.from_minutes, e.to_minutes, e.rule, e.holiday_rule, e.exdates, e.rdates, e.when_note,
         e.place_name, e.place_address, e.place_detail, e.lat, e.lng, e.online_url, e.access, e.parking, e.fee_yen, e.fee_note, e.capacity, e.capacity_note, e.apply_from, e.apply_until, e.apply_method, e.apply_url,
         e.organiser, e.contact_name, e.contact_phone, e.contact_extension, e.audience, e.barrier_free, e.childcare, e.areas, e.url, e.remarks, e.boards, e.open_data
    from events.series s join events.editions e on e.series_id = s.id and e.state = 'public' join kernel.departments d on d.id = s.department_id where s.state = 'public';
select kernel.protect('events.public_series', citizen => '{select}', staff => '{select}');

create view events.public_changes as
  select c.series_id, c.day, c.status, c.first_day, c.last_day, c.from_minutes, c.to_minutes, c.note, c.sequence, c.updated_at
    from events.changes c join events.series s on s.id = c.series_id where s.state = 'public';
select kernel.protect('events.public_changes', citizen => '{select}', staff => '{select}');

create view events.public_occurrences as
  select o.series_id, o.day, o.first_day, o.last_day, o.from_minutes, o.to_minutes, o.planned_day, o.note, case when s.status = 'cancelled' or o.status = 'scheduled' then s.status else o.status end as status,
         s.event_no, e.title, e.title_en, e.category, e.place_name, e.areas, e.apply_from, e.apply_until, e.rule, e.holiday_rule, e.first_day as rule_day
    from events.occurrences o join events.series s on s.id = o.series_id join events.editions e on e.series_id = s.id and e.state = 'public' where s.state = 'public';
select kernel.protect('events.public_occurrences', citizen => '{select}', staff => '{select}');

-- Days alone: which event comes next is looked up once for each event.
create view events.public_days as
  select o.series_id, o.first_day, o.last_day, o.from_minutes from events.occurrences o join events.series s on s.id = o.series_id where s.state = 'public';
select kernel.protect('events.public_days', citizen => '{select}', staff => '{select}');

-- 掲載終了: a poster's code still leads somewhere that says so.
create view events.gone_series as
  select s.event_no, s.withdrawn_at, s.withdrawn_reason, (select e.title from events.editions e where e.series_id = s.id and e.state in ('public', 'superseded') order by e.number desc limit 1) as title
    from events.series s where s.state = 'withdrawn';
select kernel.protect('events.gone_series', citizen => '{select}', staff => '{select}');
