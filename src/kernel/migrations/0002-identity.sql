-- People who use the house: citizens, staff, services; where staff belong and what they may do.

create table kernel.citizens (
  id              uuid primary key,
  email           text not null,
  email_confirmed_at timestamptz,
  name            text not null check (length(name) between 1 and 100),
  kana            text not null check (length(kana) between 1 and 100),
  phone           text,
  language        text not null default 'ja' check (language in ('ja', 'en')),
  password_hash   text,
  channels        text[] not null default '{inbox,email}',
  created_at      timestamptz not null,
  closed_at       timestamptz,
  version         int not null default 1,
  constraint citizens_email_in_use unique (email)
);
select kernel.protect('kernel.citizens', citizen => '{select,insert,update}', staff => '{select,insert,update}');

-- One-time links: confirm an address, set a password. Only the hash of the secret is kept.
create table kernel.one_time_links (
  secret_hash text primary key,
  purpose     text not null check (purpose in ('confirm_email', 'set_password', 'change_email', 'staff_set_password')),
  citizen_id  uuid references kernel.citizens,
  staff_id    uuid,
  email       text,
  expires_at  timestamptz not null,
  used_at     timestamptz
);
select kernel.protect('kernel.one_time_links', citizen => '{select,insert,update}', staff => '{select,insert,update}');

create table kernel.citizen_sessions (
  token_hash text primary key,
  citizen_id uuid not null references kernel.citizens,
  created_at timestamptz not null,
  seen_at    timestamptz not null,
  expires_at timestamptz not null,
  device     text not null
);
create index citizen_sessions_by_citizen on kernel.citizen_sessions (citizen_id);
select kernel.protect('kernel.citizen_sessions', citizen => '{select,insert,update,delete}', staff => '{select,delete}');

create table kernel.departments (
  id         uuid primary key,
  code       text not null unique,
  name       text not null,
  kana       text not null,
  parent_id  uuid references kernel.departments,
  valid_from date not null,
  valid_to   date,
  check (valid_to is null or valid_to > valid_from)
);
select kernel.protect('kernel.departments', citizen => '{select}', staff => '{select,insert,update}');

create table kernel.posts (
  id            uuid primary key,
  department_id uuid not null references kernel.departments,
  code          text not null unique,
  title         text not null,
  rank          int not null,
  parent_id     uuid references kernel.posts
);
select kernel.protect('kernel.posts', staff => '{select,insert,update}');

create table kernel.staff (
  id            uuid primary key,
  number        text not null unique,
  login         text not null,
  name          text not null,
  kana          text not null,
  email         text,
  password_hash text,
  totp_secret   text,
  created_at    timestamptz not null,
  closed_at     timestamptz,
  version       int not null default 1,
  constraint staff_login_in_use unique (login)
);
select kernel.protect('kernel.staff', staff => '{select,insert,update}');
alter table kernel.one_time_links add foreign key (staff_id) references kernel.staff;

-- Who holds which post, from when to when (half-open), and in what way.
create table kernel.holdings (
  id         uuid primary key,
  post_id    uuid not null references kernel.posts,
  staff_id   uuid not null references kernel.staff,
  manner     text not null check (manner in ('regular', 'concurrent', 'acting', 'deputy')),
  valid_from date not null,
  valid_to   date,
  check (valid_to is null or valid_to > valid_from),
  constraint holdings_post_taken exclude using gist (post_id with =, daterange(valid_from, valid_to) with &&) where (manner in ('regular', 'acting'))
);
create index holdings_by_staff on kernel.holdings (staff_id);
select kernel.protect('kernel.holdings', staff => '{select,insert,update}');

create table kernel.roles (
  id      uuid primary key,
  code    text not null unique,
  name    text not null,
  note    text not null default '',
  version int not null default 1
);
select kernel.protect('kernel.roles', staff => '{select,insert,update,delete}');

create table kernel.role_permissions (
  role_id    uuid not null references kernel.roles on delete cascade,
  permission text not null,
  primary key (role_id, permission)
);
select kernel.protect('kernel.role_permissions', staff => '{select,insert,update,delete}');

-- A role is given to a person for a time; scope null = the whole city, else only these things (e.g. 'facility:GYM-2').
create table kernel.staff_roles (
  id         uuid primary key,
  staff_id   uuid not null references kernel.staff,
  role_id    uuid not null references kernel.roles,
  scope      text[],
  valid_from date not null,
  valid_to   date,
  check (valid_to is null or valid_to > valid_from),
  check (scope is null or cardinality(scope) > 0)
);
create index staff_roles_by_staff on kernel.staff_roles (staff_id);
select kernel.protect('kernel.staff_roles', staff => '{select,insert,update,delete}');

create table kernel.staff_sessions (
  token_hash text primary key,
  staff_id   uuid not null references kernel.staff,
  created_at timestamptz not null,
  seen_at    timestamptz not null,
  expires_at timestamptz not null,
  strong     boolean not null,
  device     text not null
);
create index staff_sessions_by_staff on kernel.staff_sessions (staff_id);
select kernel.protect('kernel.staff_sessions', staff => '{select,insert,update,delete}');

create table kernel.passkeys (
  id            text primary key,
  citizen_id    uuid references kernel.citizens,
  staff_id      uuid references kernel.staff,
  public_key    bytea not null,
  counter       bigint not null,
  transports    text[] not null default '{}',
  name          text not null,
  created_at    timestamptz not null,
  used_at       timestamptz,
  check ((citizen_id is null) <> (staff_id is null))
);
-- Two tables would be two copies of one thing; instead the citizen face sees only citizens' keys.
create view kernel.citizen_passkeys with (check_option = cascaded) as select * from kernel.passkeys where staff_id is null;
select kernel.protect('kernel.citizen_passkeys', citizen => '{select,insert,update,delete}');
select kernel.protect('kernel.passkeys', staff => '{select,insert,update,delete}');

create table kernel.challenges (
  id         uuid primary key,
  challenge  text not null,
  expires_at timestamptz not null
);
select kernel.protect('kernel.challenges', citizen => '{select,insert,delete}', staff => '{select,insert,delete}');

create table kernel.services (
  id         uuid primary key,
  name       text not null unique,
  created_at timestamptz not null,
  closed_at  timestamptz
);
select kernel.protect('kernel.services', staff => '{select,insert,update}');

-- API tokens act with the rights of their owner, never more. Only the hash is kept.
create table kernel.api_tokens (
  token_hash text primary key,
  staff_id   uuid references kernel.staff,
  service_id uuid references kernel.services,
  role_id    uuid references kernel.roles,
  name       text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  check ((staff_id is null) <> (service_id is null)),
  check ((service_id is null) = (role_id is null))
);
select kernel.protect('kernel.api_tokens', staff => '{select,insert,update}');

create table kernel.citizen_tokens (
  token_hash text primary key,
  citizen_id uuid not null references kernel.citizens,
  name       text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
select kernel.protect('kernel.citizen_tokens', citizen => '{select,update}', staff => '{select,insert,update}');

-- Failed sign-ins slow down (account × network), never lock: a lock-out is a weapon in a rival's hand.
create table kernel.sign_in_failures (
  account    text not null,
  network    text not null,
  failures   int not null,
  last_at    timestamptz not null,
  primary key (account, network)
);
create index sign_in_failures_by_age on kernel.sign_in_failures (last_at);
select kernel.protect('kernel.sign_in_failures', citizen => '{select,insert,update,delete}', staff => '{select,insert,update,delete}');
