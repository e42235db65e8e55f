-- 可動間仕切り: two uses of one space with the wall in different places need the time to move it between them. `during` is the use and
-- that time after it; the same place of the wall may overlap (both halves of a divided room), different ones may not.
create table reservations.wall_claims (
  id             bigint generated always as identity primary key,
  space          text not null,
  partition      text not null check (partition in ('open', 'closed')),
  during         tstzrange not null,
  reservation_id uuid not null references reservations.reservations on delete cascade,
  hold_until     timestamptz,
  -- Named after what it means to people: the time is taken, if only for moving the wall.
  constraint wall_claims_taken exclude using gist (space with =, during with &&, partition with <>)
);
create index wall_claims_by_reservation on reservations.wall_claims (reservation_id);
select kernel.protect('reservations.wall_claims', citizen => '{select,insert,update,delete}', staff => '{select,insert,update,delete}');
