-- Which cities this installation serves, and where each one's database stands. No data of any city lies here.
create table house.cities (
  name             text primary key check (name ~ '^[a-z][a-z0-9-]{0,39}$'),
  database         text not null check (database ~ '^[a-z][a-z0-9_]{0,50}$'),
  -- 'main' is the installation's own PostgreSQL; others stand in the file of servers.
  server           text not null default 'main' check (server ~ '^[a-z][a-z0-9-]{0,39}$'),
  -- The address people use; null: follows from the process's port.
  origin           text check (origin ~ '^https?://[^/]+$'),
  state            text not null default 'open' check (state in ('open', 'read_only', 'retired')),
  read_only_reason text check (read_only_reason in ('move', 'backup', 'maintenance')),
  read_only_until  timestamptz,
  created_at       timestamptz not null default now(),
  constraint cities_database_taken unique (server, database),
  check ((state = 'read_only') = (read_only_reason is not null)),
  check (read_only_until is null or state = 'read_only')
);

-- A name stands for one city only. '*' is the city of whoever asks by another name while it is the only one.
create table house.hosts (
  host text primary key check (host = lower(host) and length(host) between 1 and 253 and host !~ '[[:space:]/:@]'),
  city text not null references house.cities on delete cascade
);

create function house.tell() returns trigger language plpgsql as $$
begin
  perform pg_notify('yakuba_cities', '');
  return null;
end $$;
create trigger tell after insert or update or delete on house.cities for each statement execute function house.tell();
create trigger tell after insert or update or delete on house.hosts for each statement execute function house.tell();

grant usage on schema house to yakuba_citizen, yakuba_staff;
grant select on house.cities, house.hosts to yakuba_citizen, yakuba_staff;
