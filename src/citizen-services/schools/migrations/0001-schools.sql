-- 学校広報. Constraints are named after the refusal they stand for: schools_code_taken is CodeTaken.

-- A school: its site stands in the website under the same code, its people are those of one department.
create table schools.schools (
  code          text not null check (code ~ '^[a-z][a-z0-9-]{0,31}$'),
  name          text not null check (length(name) between 1 and 60),
  name_en       text not null check (length(name_en) between 1 and 80),
  kind          text not null check (kind in ('elementary', 'junior_high', 'compulsory', 'kindergarten')),
  department_id uuid not null references kernel.departments,
  -- Code of one of the city's areas; '' where the city names none.
  area          text not null default '' check (length(area) <= 40),
  address       text not null default '' check (length(address) <= 120),
  phone         text not null default '' check (phone ~ '^(0[0-9]{9,10})?$'),
  ordinal       int not null default 100 check (ordinal between 0 and 9999),
  state         text not null default 'open' check (state in ('open', 'archived')),
  archived_on   date,
  merged_into   text,
  -- What the website knows of its own row: it is changed only from here.
  site_version  int not null check (site_version > 0),
  version       int not null default 1,
  constraint schools_pkey primary key (code),
  constraint schools_department_taken unique (department_id),
  constraint schools_merged_into foreign key (merged_into) references schools.schools,
  check ((state = 'archived') = (archived_on is not null)),
  check (merged_into is null or (state = 'archived' and merged_into <> code))
);
select kernel.protect('schools.schools', citizen => '{select}', staff => '{select,insert,update}');

-- The folders every school begins with.
create table schools.folders (
  school_code text not null references schools.schools,
  kind        text not null check (kind in ('news', 'letter', 'menu', 'event', 'about')),
  section_id  uuid not null unique,
  path        text not null,
  primary key (school_code, kind)
);
select kernel.protect('schools.folders', citizen => '{select}', staff => '{select,insert}');

-- 学校ニュース made here: which page of the website it is.
create table schools.posts (
  page_id     uuid primary key,
  edition_id  uuid not null unique,
  school_code text not null references schools.schools,
  made_by     text not null,
  made_name   text not null,
  made_at     timestamptz not null
);
create index posts_by_school on schools.posts (school_code, made_at desc);
select kernel.protect('schools.posts', staff => '{select,insert,update}');

-- A child is a number here. Its names are kept as marks under the city's key only: no list of names can be read out of the database.
create table schools.children (
  id          uuid primary key,
  school_code text not null references schools.schools,
  -- Mark of the full name with its reading: the same child in the next list.
  identity    text not null check (identity ~ '^[A-Za-z0-9_-]{16}$'),
  listed_at   timestamptz not null,
  left_on     date,
  constraint children_identity_taken unique (school_code, identity)
);
select kernel.protect('schools.children', staff => '{select,insert,update}');

create table schools.name_marks (
  school_code text not null references schools.schools,
  mark        text not null check (mark ~ '^[A-Za-z0-9_-]{16}$'),
  child_id    uuid not null references schools.children,
  primary key (school_code, mark, child_id)
);
create index name_marks_by_child on schools.name_marks (child_id);
select kernel.protect('schools.name_marks', staff => '{select,insert,delete}');

-- 同意書: for one fiscal year, by whoever has parental authority. It ends with 31 March 24:00 because the next year's number is another one.
create table schools.consents (
  child_id    uuid not null references schools.children,
  fiscal_year int not null check (fiscal_year between 2000 and 2200),
  photo_web   boolean not null,
  made_by     text not null,
  made_name   text not null,
  made_at     timestamptz not null,
  primary key (child_id, fiscal_year)
);
select kernel.protect('schools.consents', staff => '{select,insert,update}');

-- Every picture of a school's site and the answer to 「だれが写っているか」.
create table schools.photos (
  block_id     uuid primary key,
  page_id      uuid not null,
  school_code  text not null references schools.schools,
  seen         text not null check (seen in ('nobody', 'unknown', 'children')),
  -- ぼかしを入れた写真 that took another one's place, and who looked at it.
  blurred_at   timestamptz,
  blurred_by   text,
  blurred_name text,
  made_by      text not null,
  made_at      timestamptz not null,
  check ((blurred_at is null) = (blurred_by is null))
);
create index photos_by_page on schools.photos (page_id);
select kernel.protect('schools.photos', staff => '{select,insert,update,delete}');

create table schools.photo_children (
  block_id uuid not null references schools.photos on delete cascade,
  child_id uuid not null references schools.children,
  primary key (block_id, child_id)
);
create index photo_children_by_child on schools.photo_children (child_id);
select kernel.protect('schools.photo_children', staff => '{select,insert,delete}');

-- 校長 let a name stand on one page, with the reason: 表彰, with the consent of the child and the parents.
create table schools.name_permits (
  page_id   uuid not null,
  mark      text not null check (mark ~ '^[A-Za-z0-9_-]{16}$'),
  reason    text not null check (length(reason) between 1 and 200),
  made_by   text not null,
  made_name text not null,
  made_at   timestamptz not null,
  primary key (page_id, mark)
);
select kernel.protect('schools.name_permits', staff => '{select,insert}');

-- 行事 and days without school.
create table schools.occasions (
  id          uuid primary key,
  school_code text not null references schools.schools,
  from_on     date not null,
  to_on       date not null,
  title       text not null check (length(title) between 1 and 60),
  title_en    text not null default '' check (length(title_en) <= 80),
  no_school   boolean not null default false,
  made_by     text not null,
  made_at     timestamptz not null,
  constraint occasions_days_wrong check (to_on >= from_on and to_on - from_on <= 120),
  constraint occasions_occasion_taken unique (school_code, from_on, title)
);
select kernel.protect('schools.occasions', citizen => '{select}', staff => '{select,insert,delete}');

-- 臨時休校など: one row for a school and what the board or the school decided.
create table schools.closures (
  id          uuid primary key,
  school_code text not null references schools.schools,
  kind        text not null check (kind in ('closure', 'late', 'early', 'handover')),
  from_on     date not null,
  to_on       date not null,
  reason      text not null check (length(reason) between 1 and 200),
  page_path   text not null,
  made_by     text not null,
  made_name   text not null,
  made_at     timestamptz not null,
  check (to_on >= from_on and to_on - from_on <= 60)
);
create index closures_by_school on schools.closures (school_code, to_on);
select kernel.append_only('schools.closures');
select kernel.protect('schools.closures', staff => '{select,insert}');
create view schools.public_closures as select school_code, kind, from_on, to_on, reason, page_path, made_at from schools.closures;
select kernel.protect('schools.public_closures', citizen => '{select}', staff => '{select}');

-- アレルゲン: 食品表示基準（平成27年内閣府令第10号）別表第14 の特定原材料, and what 消費者庁 recommends to show besides, each from the day it holds.
create table schools.allergens (
  code       text not null check (code ~ '^[a-z_]{1,30}$'),
  valid_from date not null,
  valid_to   date,
  name       text not null check (length(name) between 1 and 20),
  name_en    text not null check (length(name_en) between 1 and 30),
  class      text not null check (class in ('required', 'advised')),
  other_words text[] not null default '{}',
  primary key (code, valid_from),
  check (valid_to is null or valid_to > valid_from)
);
insert into schools.allergens (code, valid_from, valid_to, name, name_en, class, other_words) values
  ('shrimp', '2015-04-01', null, 'えび', 'Shrimp', 'required', '{海老,エビ}'),
  ('crab', '2015-04-01', null, 'かに', 'Crab', 'required', '{蟹,カニ}'),
  ('walnut', '2015-04-01', '2023-03-09', 'くるみ', 'Walnut', 'advised', '{クルミ,胡桃}'),
  ('walnut', '2023-03-09', null, 'くるみ', 'Walnut', 'required', '{クルミ,胡桃}'),
  ('wheat', '2015-04-01', null, '小麦', 'Wheat', 'required', '{こむぎ,コムギ}'),
  ('buckwheat', '2015-04-01', null, 'そば', 'Buckwheat', 'required', '{蕎麦,ソバ}'),
  ('egg', '2015-04-01', null, '卵', 'Egg', 'required', '{たまご,タマゴ,玉子,鶏卵}'),
  ('milk', '2015-04-01', null, '乳', 'Milk', 'required', '{乳成分,乳製品,牛乳}'),
  ('peanut', '2015-04-01', null, '落花生', 'Peanut', 'required', '{ピーナッツ,ピーナツ,らっかせい}'),
  ('almond', '2019-09-19', null, 'アーモンド', 'Almond', 'advised', '{}'),
  ('abalone', '2015-04-01', null, 'あわび', 'Abalone', 'advised', '{アワビ,鮑}'),
  ('squid', '2015-04-01', null, 'いか', 'Squid', 'advised', '{イカ,烏賊}'),
  ('salmon_roe', '2015-04-01', null, 'いくら', 'Salmon roe', 'advised', '{イクラ}'),
  ('orange', '2015-04-01', null, 'オレンジ', 'Orange', 'advised', '{}'),
  ('cashew', '2015-04-01', null, 'カシューナッツ', 'Cashew nut', 'advised', '{}'),
  ('kiwi', '2015-04-01', null, 'キウイフルーツ', 'Kiwi fruit', 'advised', '{キウイ}'),
  ('beef', '2015-04-01', null, '牛肉', 'Beef', 'advised', '{ぎゅうにく}'),
  ('sesame', '2015-04-01', null, 'ごま', 'Sesame', 'advised', '{ゴマ,胡麻}'),
  ('salmon', '2015-04-01', null, 'さけ', 'Salmon', 'advised', '{サケ,鮭}'),
  ('mackerel', '2015-04-01', null, 'さば', 'Mackerel', 'advised', '{サバ,鯖}'),
  ('soybean', '2015-04-01', null, '大豆', 'Soybean', 'advised', '{だいず,ダイズ}'),
  ('chicken', '2015-04-01', null, '鶏肉', 'Chicken', 'advised', '{とりにく}'),
  ('banana', '2015-04-01', null, 'バナナ', 'Banana', 'advised', '{}'),
  ('pork', '2015-04-01', null, '豚肉', 'Pork', 'advised', '{ぶたにく}'),
  ('matsutake', '2015-04-01', '2024-03-28', 'まつたけ', 'Matsutake', 'advised', '{マツタケ,松茸}'),
  ('macadamia', '2024-03-28', null, 'マカダミアナッツ', 'Macadamia nut', 'advised', '{}'),
  ('peach', '2015-04-01', null, 'もも', 'Peach', 'advised', '{モモ,桃}'),
  ('yam', '2015-04-01', null, 'やまいも', 'Yam', 'advised', '{ヤマイモ,山芋,長芋,ながいも}'),
  ('apple', '2015-04-01', null, 'りんご', 'Apple', 'advised', '{リンゴ,林檎}'),
  ('gelatin', '2015-04-01', null, 'ゼラチン', 'Gelatin', 'advised', '{}');
select kernel.protect('schools.allergens', citizen => '{select}', staff => '{select}');

-- 給食: one row for a school and a day. The allergens stand as the words that held on that day.
create table schools.menus (
  school_code text not null references schools.schools,
  on_day      date not null,
  dishes      text[] not null check (cardinality(dishes) between 1 and 20),
  allergens   text[] not null default '{}',
  energy      int check (energy between 1 and 3000),
  made_by     text not null,
  made_at     timestamptz not null,
  primary key (school_code, on_day)
);
select kernel.protect('schools.menus', citizen => '{select}', staff => '{select,insert,update}');

-- A school is reminded once at five and once at ten school days after the same last post.
create table schools.reminders (
  school_code text not null references schools.schools,
  -- 0001-01-01: it has never posted.
  last_on     date not null,
  step        int not null check (step between 5 and 10),
  told        int not null,
  sent_at     timestamptz not null,
  primary key (school_code, last_on, step)
);
select kernel.protect('schools.reminders', staff => '{select,insert}');
