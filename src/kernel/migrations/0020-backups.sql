-- What the backup process writes down, so that people see whether the city could be brought back. The same in every city's
-- database of an installation: a backup holds them all.

-- How it stands now; one row. Kept up like a heartbeat, outside the audit trail.
create table kernel.backup_state (
  only_one      boolean primary key default true check (only_one),
  place         text not null,
  every_seconds int not null check (every_seconds > 0),
  keep          text not null,
  -- When the backup process last looked, whether or not there was anything to ship.
  checked_at    timestamptz not null,
  -- Everything committed before this lies at the place.
  covers_to     timestamptz,
  free_bytes    bigint,
  -- WAL files that wait here because the place does not take them.
  spooled       int not null default 0,
  problem       text,
  problem_since timestamptz
);
select kernel.protect('kernel.backup_state', staff => '{select}');

create table kernel.backup_sets (
  id            uuid primary key,
  -- Name of the manifest at the place; null: the set failed.
  manifest      text unique,
  place         text not null,
  started_at    timestamptz not null,
  consistent_at timestamptz,
  finished_at   timestamptz not null,
  bytes         bigint not null default 0,
  new_bytes     bigint not null default 0,
  files         int not null default 0,
  databases     int not null default 0,
  damaged_files int not null default 0,
  -- Cleared away by the rule of how long sets are kept.
  removed_at    timestamptz,
  problem       text,
  check ((manifest is null) = (problem is not null))
);
create index backup_sets_by_time on kernel.backup_sets (finished_at desc);
select kernel.protect('kernel.backup_sets', staff => '{select}');

-- Drills are records: what was measured stays.
create table kernel.restore_drills (
  id          uuid primary key,
  at          timestamptz not null,
  place       text not null,
  manifest    text not null,
  rto_seconds numeric(10, 1) not null check (rto_seconds >= 0),
  rpo_seconds numeric(10, 1) not null check (rpo_seconds >= 0),
  tables      int not null check (tables >= 0),
  files       int not null check (files >= 0),
  all_equal   boolean not null,
  -- Which tables and files differed, by name only.
  differences jsonb not null default '[]',
  note        text not null default ''
);
create index restore_drills_by_time on kernel.restore_drills (at desc);
select kernel.append_only('kernel.restore_drills');
select kernel.protect('kernel.restore_drills', staff => '{select,insert}');
