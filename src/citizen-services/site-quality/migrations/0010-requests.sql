-- 別の形での提供の求め (障害者差別解消法 第7条第2項). Which form somebody needs tells of a disability (個人情報保護法 第2条第3項): who asks, what about and how to
-- reach them stand in a table of their own, which the citizens' face can write and cannot read, and which is emptied.

-- Numbers a city may change, by the day from which they hold.
create table site_quality.request_rules (
  valid_from     date primary key,
  -- Working days within which the city answers.
  answer_days    int not null check (answer_days between 1 and 60),
  -- Days after closing until everything about the person is erased.
  keep_days      int not null check (keep_days between 30 and 3650),
  -- Against floods: what one browser and one network may send in an hour, and how many letters one address gets in a day.
  browser_hourly int not null check (browser_hourly between 1 and 1000),
  network_hourly int not null check (network_hourly between 1 and 10000),
  mail_daily     int not null check (mail_daily between 1 and 100),
  set_by         text not null,
  set_name       text not null default '',
  set_at         timestamptz not null default now()
);
insert into site_quality.request_rules (valid_from, answer_days, keep_days, browser_hourly, network_hourly, mail_daily, set_by) values ('2000-01-01', 10, 365, 5, 30, 3, 'migration');
select kernel.protect('site_quality.request_rules', citizen => '{select}', staff => '{select,insert,update}');

create table site_quality.requests (
  id            uuid primary key,
  number        text not null check (number ~ '^[0-9]{4}-[0-9]{4,6}$'),
  state         text not null default 'received' check (state in ('received', 'accepted', 'delivered', 'refused')),
  channel       text not null check (channel in ('web', 'phone', 'counter', 'post', 'mail')),
  received_at   timestamptz not null,
  received_on   date not null,
  page_path     text not null default '' check (page_path = '' or (page_path ~ '^/[^\s?#]*$' and length(page_path) <= 300)),
  page_title    text not null default '' check (length(page_title) <= 400),
  form          text not null check (form in ('braille', 'large_print', 'audio', 'text', 'read_aloud', 'sign_video', 'other')),
  wish_on       date,
  due_on        date not null,
  -- Whose page or paper it is; null: nobody's yet.
  department_id uuid references kernel.departments,
  taken_by      text,
  taken_name    text not null default '',
  lang          text not null check (lang in ('ja', 'en')),
  by_mail       boolean not null,
  by_phone      boolean not null,
  by_post       boolean not null,
  -- A letter that says it was received went out.
  mailed        boolean not null default false,
  -- SHA-256 of the code with which whoever asked alone sees how far it is.
  code_hash     text check (code_hash ~ '^[0-9a-f]{64}$'),
  -- Salted marks of network and browser, and of the mail address: for a day, against floods.
  sent_from     text check (length(sent_from) <= 100),
  mail_mark     text check (length(mail_mark) <= 40),
  entered_by    text,
  -- Why not, or what was handed over: told to whoever asked.
  answer        text not null default '' check (length(answer) <= 1000),
  closed_on     date,
  closed_by     text,
  closed_name   text not null default '',
  erased_at     timestamptz,
  version       int not null default 1,
  constraint requests_number_taken unique (number),
  constraint requests_code_used unique (code_hash),
  constraint requests_reach_missing check (by_mail or by_phone or by_post),
  constraint requests_wish_past check (wish_on >= received_on),
  constraint requests_due_past check (due_on >= received_on),
  -- 行政手続法 第8条 is the model: whoever is refused learns why.
  constraint requests_reason_needed check (state <> 'refused' or erased_at is not null or length(answer) > 0),
  check ((state in ('delivered', 'refused')) = (closed_on is not null)),
  check (erased_at is null or closed_on is not null),
  check ((channel = 'web') = (entered_by is null))
);
create index requests_by_state on site_quality.requests (state, due_on);
create index requests_by_hour on site_quality.requests (received_at) where sent_from is not null or mail_mark is not null;
select kernel.protect('site_quality.requests', citizen => '{select,insert}', staff => '{select,insert,update}');

-- Whoever asks, in their own words.
create table site_quality.request_persons (
  request_id uuid primary key references site_quality.requests,
  name       text not null default '' check (length(name) <= 100),
  mail       text not null default '' check (length(mail) <= 254),
  phone      text not null default '' check (phone ~ '^(0[0-9]{9,10})?$'),
  address    text not null default '' check (length(address) <= 200),
  subject    text not null default '' check (length(subject) <= 300),
  details    text not null default '' check (length(details) <= 1000),
  constraint request_persons_reach_missing check (mail <> '' or phone <> '' or address <> ''),
  -- A letter needs a name on it.
  constraint request_persons_name_missing check (address = '' or name <> '')
);
select kernel.protect('site_quality.request_persons', citizen => '{insert}', staff => '{select,insert,delete}');

-- 経過. Lines stay; what was noted goes with the person.
create table site_quality.request_steps (
  id         bigint generated always as identity primary key,
  request_id uuid not null references site_quality.requests,
  what       text not null check (what in ('entered', 'accepted', 'moved', 'noted', 'due', 'delivered', 'refused', 'erased')),
  made_by    text not null,
  made_name  text not null default '',
  made_at    timestamptz not null,
  note       text not null default '' check (length(note) <= 1000)
);
create index request_steps_by_request on site_quality.request_steps (request_id, id);
select kernel.protect('site_quality.request_steps', staff => '{select,insert,update}');

-- Once for each step before a day; a new day is reminded of anew.
create table site_quality.request_reminders (
  request_id uuid not null references site_quality.requests,
  due_on     date not null,
  step       text not null check (step in ('soon', 'today', 'late')),
  told       int not null check (told >= 0),
  sent_at    timestamptz not null,
  primary key (request_id, due_on, step)
);
select kernel.protect('site_quality.request_reminders', staff => '{select,insert}');
