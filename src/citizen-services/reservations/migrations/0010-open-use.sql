-- 個人開放: people who come alone, without a booking and without a name. 回数券 are sold at the desk and counted at the door.
create table reservations.ticket_books (
  id            uuid primary key,
  number        text not null unique,
  facility_id   uuid not null references reservations.facilities,
  code          text not null,
  entry         text not null,
  -- Null: a pass (定期券), as often as one likes until it ends.
  uses          int check (uses > 0),
  used          int not null default 0,
  price_yen     int not null check (price_yen >= 0),
  sold_at       timestamptz not null,
  sold_by       text not null,
  valid_to      date not null,
  receivable_id uuid unique references kernel.receivables,
  version       int not null default 1,
  -- Two doors may use the last ticket at once: one of them is told.
  constraint ticket_books_used_up check (used >= 0 and (uses is null or used <= uses)),
  check ((price_yen = 0) = (receivable_id is null))
);
create index ticket_books_by_facility on reservations.ticket_books (facility_id, sold_at);
select kernel.protect('reservations.ticket_books', staff => '{select,insert,update}');

create table reservations.admissions (
  id            uuid primary key,
  facility_id   uuid not null references reservations.facilities,
  at            timestamptz not null,
  day           date not null,
  entry         text not null,
  persons       int not null check (persons > 0),
  -- Paid with tickets of a book, in cash, or free.
  book_id       uuid references reservations.ticket_books,
  receivable_id uuid unique references kernel.receivables,
  yen           int not null check (yen >= 0),
  by            text not null,
  undone_at     timestamptz,
  undone_by     text,
  check (book_id is null or receivable_id is null),
  check ((yen > 0) = (receivable_id is not null))
);
create index admissions_by_day on reservations.admissions (facility_id, day, at);
create index admissions_by_book on reservations.admissions (book_id) where book_id is not null;
select kernel.protect('reservations.admissions', staff => '{select,insert,update}');
