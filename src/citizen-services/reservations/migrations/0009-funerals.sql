-- 斎場: rooms that go along with a unit (待合室, 式場). Which of several free rooms it became stands here; that nobody else has it is
-- claims_taken's business, where the rooms have rows under the same booking.
create table reservations.tied_rooms (
  reservation_id uuid not null references reservations.reservations on delete cascade,
  code           text not null,
  cell_id        int not null references reservations.cells,
  during         tstzrange not null check (not isempty(during)),
  primary key (reservation_id, code)
);
select kernel.protect('reservations.tied_rooms', citizen => '{select,insert,delete}', staff => '{select,insert,delete}');

-- 亡くなられた方: who is cremated, and by whose permit (墓地、埋葬等に関する法律14条3項).
create table reservations.deceased (
  reservation_id uuid primary key references reservations.reservations on delete cascade,
  name           text not null check (length(name) between 1 and 100),
  kana           text not null default '',
  age            int check (age between 0 and 130),
  last_address   text not null check (length(last_address) between 1 and 200),
  resident       boolean not null,
  kind           text not null check (kind in ('body', 'stillborn', 'reburial', 'parts')),
  coffin         text not null check (coffin in ('standard', 'large')),
  pacemaker      boolean not null,
  applicant      text not null check (length(applicant) between 1 and 100),
  relation       text not null default '',
  -- 火葬許可証・改葬許可証の番号. One permit, one cremation.
  permit_number  text constraint deceased_permit_used unique check (length(permit_number) between 1 and 60),
  saved_by       text not null,
  saved_at       timestamptz not null,
  version        int not null default 1
);
select kernel.protect('reservations.deceased', citizen => '{select,insert,update,delete}', staff => '{select,insert,update,delete}');
