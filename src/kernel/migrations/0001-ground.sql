-- The ground every system stands on. Runs as the owner; the faces' roles get exactly what protect() grants.
create extension if not exists btree_gist;
create schema if not exists kernel;

-- Which table is open to which face, so that a test can compare the promise with PostgreSQL's own answer.
create table kernel.protected_tables (
  table_name text primary key,
  citizen    text[] not null,
  staff      text[] not null
);

-- The only way to grant. Faces name the verbs they may use on the table, nothing by default.
create function kernel.protect(table_name text, citizen text[] default '{}', staff text[] default '{}') returns void
language plpgsql as $$
declare
  schema_name text := split_part(table_name, '.', 1);
begin
  execute format('revoke all on %s from public, yakuba_citizen, yakuba_staff', table_name::regclass);
  execute format('grant usage on schema %I to yakuba_citizen, yakuba_staff', schema_name);
  if cardinality(citizen) > 0 then
    execute format('grant %s on %s to yakuba_citizen', array_to_string(citizen, ', '), table_name::regclass);
  end if;
  if cardinality(staff) > 0 then
    execute format('grant %s on %s to yakuba_staff', array_to_string(staff, ', '), table_name::regclass);
  end if;
  insert into kernel.protected_tables values (protect.table_name, protect.citizen, protect.staff)
    on conflict on constraint protected_tables_pkey do update set citizen = excluded.citizen, staff = excluded.staff;
end $$;

create function kernel.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;

-- Makes a table append-only for everyone, its owner included.
create function kernel.append_only(table_name text) returns void language plpgsql as $$
begin
  execute format('create trigger append_only before update or delete on %s for each row execute function kernel.refuse_change()', table_name::regclass);
  execute format('create trigger append_only_truncate before truncate on %s for each statement execute function kernel.refuse_change()', table_name::regclass);
end $$;

-- A command's request id: the same request happens once. The answer is kept for the caller who asks again.
create table kernel.requests (
  actor      text not null,
  request_id text not null check (length(request_id) between 8 and 100),
  command    text not null,
  answer     jsonb not null,
  at         timestamptz not null,
  primary key (actor, request_id)
);
-- Rows come in order of time, so a block-range index finds a span of days and costs a booking nothing.
create index requests_by_age on kernel.requests using brin (at);
select kernel.protect('kernel.requests', citizen => '{select,insert}', staff => '{select,insert,delete}');

-- Who did what to whose record, with what outcome. Written in the transaction of the change itself.
create table kernel.audit_entries (
  id         uuid primary key,
  at         timestamptz not null,
  command    text not null,
  outcome    text not null,
  actor_kind text not null check (actor_kind in ('visitor', 'citizen', 'staff', 'service', 'system')),
  actor_id   text,
  on_behalf  text,
  subject    text,
  request_id text not null,
  parent     uuid,
  detail     jsonb not null default '{}'
);
create index audit_entries_by_subject on kernel.audit_entries (subject, at) where subject is not null;
create index audit_entries_by_actor on kernel.audit_entries (actor_kind, actor_id, at);
create index audit_entries_by_time on kernel.audit_entries using brin (at);
select kernel.append_only('kernel.audit_entries');
select kernel.protect('kernel.audit_entries', citizen => '{insert}', staff => '{select,insert}');

-- Who looked at whose personal data (閲覧記録).
create table kernel.looks (
  id         uuid primary key,
  at         timestamptz not null,
  query      text not null,
  actor_kind text not null,
  actor_id   text,
  subjects   text[] not null,
  purpose    text
);
create index looks_by_subject on kernel.looks using gin (subjects);
create index looks_by_time on kernel.looks using brin (at);
select kernel.append_only('kernel.looks');
select kernel.protect('kernel.looks', citizen => '{insert}', staff => '{select,insert}');

-- Events written with the change, delivered after it.
create table kernel.outbox (
  id           uuid primary key,
  event        text not null,
  payload      jsonb not null,
  at           timestamptz not null,
  delivered_at timestamptz,
  attempts     int not null default 0,
  next_try_at  timestamptz,
  problem      text
);
create index outbox_waiting on kernel.outbox (at) where delivered_at is null;
select kernel.protect('kernel.outbox', citizen => '{insert}', staff => '{select,insert,update,delete}');

-- Which handler has heard which event: a handler that already ran does not run again.
create table kernel.deliveries (
  event_id uuid not null references kernel.outbox on delete cascade,
  handler  text not null,
  at       timestamptz not null,
  primary key (event_id, handler)
);
select kernel.protect('kernel.deliveries', staff => '{select,insert}');

-- Sequence numbers without gaps, one row a series (e.g. 'reservations.permit.2026').
create table kernel.numbers (
  series text primary key,
  last   bigint not null check (last >= 0)
);
select kernel.protect('kernel.numbers', citizen => '{select,insert,update}', staff => '{select,insert,update}');

-- Settings a city changes while running; the shape of each is its reader's affair.
create table kernel.settings (
  name  text primary key,
  value jsonb not null
);
select kernel.protect('kernel.settings', citizen => '{select}', staff => '{select,insert,update}');
