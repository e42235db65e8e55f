-- 登録の統合: two registrations of one person or group become one. Asked for by one person, decided by another; what was moved is
-- written down row by row, so that a mistake can be undone.
create table reservations.patron_merges (
  id           uuid primary key,
  keep_id      uuid not null references reservations.patrons,
  gone_id      uuid not null references reservations.patrons,
  reason       text not null check (length(reason) > 0),
  state        text not null check (state in ('requested', 'done', 'refused', 'undone')),
  requested_by text not null,
  requested_at timestamptz not null,
  decided_by   text,
  decided_at   timestamptz,
  undone_by    text,
  undone_at    timestamptz,
  undo_reason  text,
  moved        jsonb not null default '{}',
  check (keep_id <> gone_id),
  constraint patron_merges_same_person check (decided_by is null or decided_by <> requested_by)
);
create unique index patron_merges_already_asked on reservations.patron_merges (gone_id) where state in ('requested', 'done');
create index patron_merges_by_keep on reservations.patron_merges (keep_id);
select kernel.protect('reservations.patron_merges', staff => '{select,insert,update}');
select kernel.protect('reservations.evidence', citizen => '{select,insert}', staff => '{select,insert,update,delete}');
