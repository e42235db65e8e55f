-- 災害モード. What the whole site says in the worst hour. A drill has rows of its own, which no public view shows.
create table website.modes (
  exercise     boolean primary key,
  level        smallint not null check (level between 0 and 3),
  since        timestamptz not null,
  reason       text not null check (length(reason) <= 200),
  changed_by   text not null,
  changed_name text not null,
  reminded_at  timestamptz,
  version      int not null default 1
);
insert into website.modes (exercise, level, since, reason, changed_by, changed_name) values (false, 0, '2026-04-01T00:00:00+09:00', '', 'system', ''), (true, 0, '2026-04-01T00:00:00+09:00', '', 'system', '');
select kernel.protect('website.modes', staff => '{select,update}');

create table website.mode_changes (
  id        bigint generated always as identity primary key,
  exercise  boolean not null,
  level     smallint not null,
  reason    text not null,
  made_by   text not null,
  made_name text not null,
  made_at   timestamptz not null
);
select kernel.append_only('website.mode_changes');
select kernel.protect('website.mode_changes', staff => '{select,insert}');

-- 緊急のお知らせ. Whoever ended or cancelled one does not take its words away: 誤報 stays readable, marked, for a day.
create table website.notices (
  id          uuid primary key,
  kind        text not null check (kind in ('evacuation', 'shelter', 'water', 'power', 'road', 'school', 'garbage', 'other')),
  severity    smallint not null check (severity between 1 and 5),
  areas       text not null default '' check (length(areas) <= 200),
  headline    text not null check (length(headline) between 1 and 30),
  body        text not null default '' check (length(body) <= 200),
  headline_en text not null default '' check (length(headline_en) <= 80),
  body_en     text not null default '' check (length(body_en) <= 400),
  starts_at   timestamptz not null,
  ends_at     timestamptz check (ends_at > starts_at),
  state       text not null default 'live' check (state in ('live', 'ended', 'cancelled')),
  exercise    boolean not null default false,
  issued_by   text not null check (length(issued_by) between 1 and 60),
  made_by     text not null,
  made_at     timestamptz not null,
  changed_at  timestamptz not null,
  ended_at    timestamptz,
  version     int not null default 1,
  check ((state = 'live') = (ended_at is null))
);
create index notices_by_state on website.notices (state, severity desc, changed_at desc);
select kernel.protect('website.notices', staff => '{select,insert,update}');

-- What the disaster page says about each matter, each with its own moment and the time after which it is old.
create table website.parts (
  code          text primary key check (code ~ '^[a-z]{2,20}$'),
  title         text not null check (length(title) between 1 and 20),
  title_en      text not null check (length(title_en) between 1 and 40),
  body          text not null default '' check (length(body) <= 600),
  body_en       text not null default '' check (length(body_en) <= 800),
  as_of         timestamptz,
  fresh_minutes int not null check (fresh_minutes between 5 and 10080),
  ordinal       smallint not null,
  version       int not null default 1
);
insert into website.parts (code, title, title_en, fresh_minutes, ordinal) values
  ('shelters', '避難所', 'Shelters', 60, 1), ('water', '給水', 'Water', 360, 2), ('supplies', '物資・食事', 'Supplies', 360, 3), ('roads', '道路・交通', 'Roads', 720, 4),
  ('lifelines', '停電・断水・通信', 'Power, water, telephone', 360, 5), ('schools', '学校・保育', 'Schools', 1440, 6), ('garbage', 'ごみ', 'Garbage', 1440, 7), ('contacts', '連絡先', 'Contacts', 10080, 8);
select kernel.protect('website.parts', staff => '{select,update}');

create view website.public_mode as select level, since, version from website.modes where not exercise;
select kernel.protect('website.public_mode', citizen => '{select}', staff => '{select}');
create view website.public_notices as
  select id, kind, severity, areas, headline, body, headline_en, body_en, starts_at, ends_at, state, issued_by, changed_at, ended_at from website.notices where not exercise;
select kernel.protect('website.public_notices', citizen => '{select}', staff => '{select}');
create view website.public_parts as select code, title, title_en, body, body_en, as_of, fresh_minutes, ordinal from website.parts;
select kernel.protect('website.public_parts', citizen => '{select}', staff => '{select}');
