-- The sealed log (改ざん検知ログ): every audit entry and every look becomes exactly one leaf of a Merkle tree.
-- Leaves hold salted commitments only; salts stand in a table of their own, so that a lawful erasure destroys a salt and breaks no proof.

-- What is written and not yet sealed. Filled in the statement that writes the row, emptied by the sequencer in the transaction
-- that makes the leaf: nothing is sealed twice and nothing is passed over, however late its transaction ends.
create table kernel.log_queue (
  source text not null check (source in ('a', 'l')),
  row_id uuid not null
);
select kernel.protect('kernel.log_queue', citizen => '{insert}', staff => '{select,insert,delete}');

create table kernel.log_leaves (
  idx       bigint primary key check (idx >= 0),
  source    text not null check (source in ('a', 'l')),
  row_id    uuid not null,
  hash      bytea not null check (length(hash) = 32),
  entry     bytea not null check (length(entry) between 1 and 65535),
  -- When it was sealed; never goes back. The same moment, cut to the second, stands in the entry.
  sealed_at timestamptz not null,
  -- The entry before it about the same subject, and a keyed mark of that subject; neither is public.
  prev      bigint check (prev < idx),
  mark      bytea check (length(mark) = 16),
  constraint log_leaves_once unique (row_id, source)
);
create index log_leaves_by_mark on kernel.log_leaves (mark, idx) where mark is not null;
select kernel.append_only('kernel.log_leaves');
select kernel.protect('kernel.log_leaves', staff => '{select,insert}');

-- What opens a commitment: com = SHA-256(head_salt, head), and the head names SHA-256(body_salt, body).
create table kernel.log_salts (
  idx       bigint primary key references kernel.log_leaves,
  head_salt bytea not null check (length(head_salt) = 32),
  -- Null: the body was lawfully erased.
  body_salt bytea check (length(body_salt) = 32),
  body_com  bytea not null check (length(body_com) = 32)
);
select kernel.protect('kernel.log_salts', staff => '{select,insert}');

-- Full tiles (C2SP tlog-tiles); partial ones are made from what stands below them. root: its hash in the level above.
create table kernel.log_tiles (
  level smallint not null check (level between 0 and 63),
  n     bigint not null check (n >= 0),
  bytes bytea not null check (length(bytes) = 8192),
  root  bytea not null check (length(root) = 32),
  primary key (level, n)
);
select kernel.append_only('kernel.log_tiles');
select kernel.protect('kernel.log_tiles', citizen => '{select}', staff => '{select,insert}');

-- Under which name and key the log is signed, from which size on. A new key or, after a declared gap, a new name.
create table kernel.log_keys (
  generation smallint primary key check (generation > 0),
  origin     text not null,
  public_key bytea not null check (length(public_key) = 32),
  from_size  bigint not null,
  at         timestamptz not null,
  reason     text not null check (reason in ('begin', 'rotation', 'gap'))
);
select kernel.append_only('kernel.log_keys');
select kernel.protect('kernel.log_keys', citizen => '{select}', staff => '{select,insert}');

create table kernel.log_checkpoints (
  origin text not null,
  size   bigint not null,
  root   bytea not null check (length(root) = 32),
  note   text not null,
  at     timestamptz not null,
  primary key (origin, size)
);
create index log_checkpoints_by_size on kernel.log_checkpoints (size);
select kernel.append_only('kernel.log_checkpoints');
select kernel.protect('kernel.log_checkpoints', citizen => '{select}', staff => '{select,insert}');

-- Who watches this log from outside.
create table kernel.log_witnesses (
  name       text primary key,
  public_key bytea not null check (length(public_key) = 32),
  url        text not null,
  added_at   timestamptz not null,
  -- Known from its own answers; only for the next proof, never believed.
  last_size  bigint not null default 0,
  problem    text
);
select kernel.protect('kernel.log_witnesses', staff => '{select,insert,update,delete}');

create table kernel.log_cosignatures (
  origin  text not null,
  size    bigint not null,
  witness text not null,
  line    text not null,
  at      timestamptz not null,
  primary key (origin, size, witness),
  foreign key (origin, size) references kernel.log_checkpoints
);
select kernel.append_only('kernel.log_cosignatures');
select kernel.protect('kernel.log_cosignatures', citizen => '{select}', staff => '{select,insert}');

-- The other way round: logs of others that this city watches, and the last of each that it signed for.
create table kernel.log_watched (
  origin     text primary key,
  public_key bytea not null check (length(public_key) = 32),
  size       bigint not null default 0,
  root       bytea check (length(root) = 32),
  note       text,
  seen_at    timestamptz
);
select kernel.protect('kernel.log_watched', staff => '{select,insert,update,delete}');

-- RFC 3161 tokens over checkpoints. A renewal is a token over the one before it.
create table kernel.log_timestamps (
  id             uuid primary key,
  origin         text not null,
  size           bigint not null,
  authority      text not null,
  token          bytea not null,
  gen_time       timestamptz not null,
  cert_not_after timestamptz not null,
  renews         uuid references kernel.log_timestamps,
  foreign key (origin, size) references kernel.log_checkpoints
);
select kernel.append_only('kernel.log_timestamps');
select kernel.protect('kernel.log_timestamps', staff => '{select,insert}');

-- The sequencer refuses while something is wrong; one row, absent when all is well.
create table kernel.log_halts (
  only_one boolean primary key default true check (only_one),
  reason   text not null check (reason in ('clock', 'shorter', 'different')),
  since    timestamptz not null,
  detail   jsonb not null
);
select kernel.protect('kernel.log_halts', staff => '{select,insert,update,delete}');

-- Which bodies were erased, and by which entry of the log (its leaf names the basis).
create table kernel.log_erasures (
  idx       bigint primary key references kernel.log_leaves,
  erased_by bigint not null references kernel.log_leaves (idx),
  check (erased_by > idx)
);
select kernel.append_only('kernel.log_erasures');
select kernel.protect('kernel.log_erasures', staff => '{select}');

-- The public part of a leaf, for the entry bundles.
create view kernel.public_log_entries as select idx, entry, hash from kernel.log_leaves;
select kernel.protect('kernel.public_log_entries', citizen => '{select}', staff => '{select}');

-- Audit entries and salts may lose exactly what an erasure takes away, and only where an erasure is on record.
create function kernel.refuse_change_unless_erased() returns trigger language plpgsql as $$
declare
  wanted kernel.audit_entries;
begin
  if tg_op = 'UPDATE' then
    wanted := old;
    wanted.subject := null;
    wanted.detail := '{}';
    if old.actor_kind in ('visitor', 'citizen') then
      wanted.actor_id := null;
    end if;
    if new is not distinct from wanted and exists (select from kernel.log_leaves l join kernel.log_erasures e on e.idx = l.idx where l.row_id = old.id and l.source = 'a') then
      return new;
    end if;
  end if;
  raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;
drop trigger append_only on kernel.audit_entries;
create trigger append_only before update or delete on kernel.audit_entries for each row execute function kernel.refuse_change_unless_erased();

create function kernel.refuse_salt_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.body_salt is null and new.idx = old.idx and new.head_salt = old.head_salt and new.body_com = old.body_com
     and exists (select from kernel.log_erasures e where e.idx = old.idx) then
    return new;
  end if;
  raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete on kernel.log_salts for each row execute function kernel.refuse_salt_change();
create trigger append_only_truncate before truncate on kernel.log_salts for each statement execute function kernel.refuse_change();

-- Erases the bodies of exactly the audit entries that a sealed 'log.erase' entry names. The number says how many.
create function kernel.erase_from_log(by_idx bigint) returns int
language plpgsql security definer set search_path = kernel, pg_temp as $$
declare
  indices bigint[];
  erased int;
begin
  select array(select jsonb_array_elements_text(a.detail -> 'indices')::bigint) into indices
    from kernel.log_leaves l join kernel.audit_entries a on a.id = l.row_id where l.idx = by_idx and l.source = 'a' and a.command = 'log.erase';
  if indices is null then
    raise exception 'leaf % names no erasure', by_idx using errcode = 'check_violation';
  end if;
  insert into kernel.log_erasures (idx, erased_by)
    select l.idx, by_idx from kernel.log_leaves l where l.idx = any(indices) and l.source = 'a' on conflict on constraint log_erasures_pkey do nothing;
  get diagnostics erased = row_count;
  update kernel.log_salts s set body_salt = null from kernel.log_erasures e where e.idx = s.idx and e.erased_by = by_idx;
  update kernel.audit_entries a set subject = null, detail = '{}', actor_id = case when a.actor_kind in ('visitor', 'citizen') then null else a.actor_id end
    from kernel.log_leaves l join kernel.log_erasures e on e.idx = l.idx where e.erased_by = by_idx and a.id = l.row_id and l.source = 'a';
  return erased;
end $$;
revoke all on function kernel.erase_from_log(bigint) from public;
grant execute on function kernel.erase_from_log(bigint) to yakuba_staff;

-- What is there already is sealed first, in its order.
insert into kernel.log_queue (source, row_id)
  select source, id from (select 'a' as source, id, at from kernel.audit_entries union all select 'l', id, at from kernel.looks) as before order by at, id;
