-- お知らせの始まりと終わり: what the board or a school announced in one action, and what became of it.
create table schools.announcements (
  id          uuid primary key,
  kind        text not null check (kind in ('closure', 'late', 'early', 'handover')),
  from_on     date not null,
  to_on       date not null,
  reason      text not null check (length(reason) between 1 and 200),
  words       text not null default '' check (length(words) <= 1000),
  next        text not null default '' check (length(next) <= 60),
  -- The line in the city's strip; the website keeps it.
  notice_id   uuid not null,
  state       text not null default 'live' check (state in ('live', 'changed', 'ended')),
  -- The last day it held, once it no longer stands. Before from_on: it never held.
  last_on     date,
  replaces    uuid references schools.announcements,
  made_by     text not null,
  made_name   text not null,
  made_at     timestamptz not null,
  end_words   text not null default '' check (length(end_words) <= 1000),
  closed_by   text,
  closed_name text,
  closed_at   timestamptz,
  version     int not null default 1,
  check (to_on >= from_on and to_on - from_on <= 60),
  check ((state = 'live') = (last_on is null)),
  check ((state = 'live') = (closed_by is null)),
  check (last_on is null or last_on <= to_on)
);
create index announcements_live on schools.announcements (to_on) where state = 'live';
-- One announcement takes another one's place only once.
create unique index announcements_replaced_once on schools.announcements (replaces) where replaces is not null;
select kernel.protect('schools.announcements', staff => '{select,insert,update}');

alter table schools.closures add column announcement_id uuid references schools.announcements, add column page_id uuid, add column page_no text;
create index closures_by_announcement on schools.closures (announcement_id);

create or replace view schools.public_closures as
  select c.school_code, c.kind, c.from_on, c.to_on, c.reason, c.page_path, c.made_at
    from schools.closures c left join schools.announcements a on a.id = c.announcement_id where a.id is null or a.state = 'live';

-- The days on which it really was so: an announcement that ended early, or was changed, held until then.
create view schools.closed_days as
  select c.school_code, c.kind, c.from_on, least(c.to_on, coalesce(a.last_on, c.to_on)) as to_on
    from schools.closures c left join schools.announcements a on a.id = c.announcement_id where a.last_on is null or a.last_on >= c.from_on;
select kernel.protect('schools.closed_days', staff => '{select}');

-- 保護者へのメール. The citizens' face may ask for a link and use one; it can read no address.
create table schools.mail_links (
  id           uuid primary key,
  secret_hash  text not null unique check (secret_hash ~ '^[0-9a-f]{64}$'),
  schools      text[] not null check (cardinality(schools) between 1 and 10),
  -- Marks under the city's key, for counting: who asked, and for which address.
  device       text not null,
  address_mark text not null check (address_mark ~ '^[A-Za-z0-9_-]{16}$'),
  asked_at     timestamptz not null,
  expires_at   timestamptz not null,
  used_at      timestamptz
);
create index mail_links_by_time on schools.mail_links (asked_at);
select kernel.protect('schools.mail_links', citizen => '{select,insert,update}', staff => '{select,update,delete}');

create table schools.mail_asked (
  link_id uuid primary key references schools.mail_links on delete cascade,
  address text not null check (length(address) between 6 and 254 and address = lower(address)),
  lang    text not null check (lang in ('ja', 'en'))
);
select kernel.protect('schools.mail_asked', citizen => '{insert}', staff => '{select,delete}');

-- Confirmed addresses. Nobody's name stands beside them.
create table schools.mail_addresses (
  id           uuid primary key,
  address      text not null unique check (length(address) between 6 and 254 and address = lower(address)),
  lang         text not null check (lang in ('ja', 'en')),
  stop_hash    text not null unique check (stop_hash ~ '^[0-9a-f]{64}$'),
  confirmed_at timestamptz not null
);
select kernel.protect('schools.mail_addresses', staff => '{select,insert,update,delete}');

create table schools.mail_schools (
  mail_id     uuid not null references schools.mail_addresses on delete cascade,
  school_code text not null references schools.schools,
  primary key (mail_id, school_code)
);
create index mail_schools_by_school on schools.mail_schools (school_code);
select kernel.protect('schools.mail_schools', staff => '{select,insert,delete}');

-- What was sent for an announcement: once, whoever hears of it how often.
create table schools.mailings (
  announcement_id uuid not null references schools.announcements,
  what            text not null check (what in ('announced', 'changed', 'ended')),
  mails           int not null check (mails >= 0),
  made_at         timestamptz not null,
  primary key (announcement_id, what)
);
select kernel.append_only('schools.mailings');
select kernel.protect('schools.mailings', staff => '{select,insert}');
