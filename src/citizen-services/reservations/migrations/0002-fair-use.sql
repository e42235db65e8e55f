-- 抽選の再現に要るもの、登録の重なりを見つける手がかり、利用者からの異議。

-- What a draw was made from beyond the entries: cells, what was occupied, earlier wins. Fixed at the draw, published with it.
alter table reservations.lotteries add column ground jsonb;
alter table reservations.lotteries add column drawn_at timestamptz;

-- The class as it was when entering (stages look at it), and whether the right to use stood at the draw.
alter table reservations.entries add column class_code text not null default '';
alter table reservations.entries add column eligible boolean not null default true;
-- Results are told in pieces; who was told is not told twice.
alter table reservations.entries add column told_at timestamptz;
create index entries_by_alias on reservations.entries (lottery_id, alias);
-- A draw rewrites every entry of a lottery. With room on the page and no index on what it writes, PostgreSQL need not touch the indexes.
alter table reservations.entries set (fillfactor = 40);

-- The account itself is sealed; its fingerprint tells that two registrations name the same one.
alter table reservations.patrons add column bank_fingerprint text;
alter table reservations.patrons add column device text;
alter table reservations.patrons add column notified_expiry_on date;
create index patrons_by_bank on reservations.patrons (bank_fingerprint) where bank_fingerprint is not null;
create index patrons_by_device on reservations.patrons (device) where device is not null;
-- 下4けた: what people remember of a phone number.
create index patrons_by_phone_end on reservations.patrons (reverse(phone) text_pattern_ops);

-- An offer is a hold; when the hold is swept away, who was offered it stays known.
alter table reservations.waiting drop constraint waiting_reservation_id_fkey;
alter table reservations.waiting add constraint waiting_reservation_id_fkey foreign key (reservation_id) references reservations.reservations on delete set null;
create index waiting_offers on reservations.waiting (offer_until) where state = 'offered';
create index waiting_by_patron on reservations.waiting (patron_id, use_date);

alter table reservations.penalties add column facility_id uuid references reservations.facilities;
alter table reservations.penalties add column withdrawn_reason text;
-- A no-show that is heard twice counts once.
create unique index penalties_already_given on reservations.penalties (reservation_id, event) where reservation_id is not null and withdrawn_at is null;

-- A patron reads the points against them and may object; nothing else can be written from the citizen's side.
select kernel.protect('reservations.penalties', citizen => '{select,update}', staff => '{select,insert,update}');

-- Of a registration nobody has decided twice: every change of class, standing or validity, with its reason.
create table reservations.patron_events (
  id        uuid primary key,
  patron_id uuid not null references reservations.patrons,
  at        timestamptz not null,
  actor     text not null,
  what      text not null,
  note      text not null default '',
  legal_basis text,
  detail    jsonb not null default '{}'
);
create index patron_events_by_patron on reservations.patron_events (patron_id, at);
select kernel.append_only('reservations.patron_events');
select kernel.protect('reservations.patron_events', citizen => '{select,insert}', staff => '{select,insert}');
create index events_cancelled on reservations.events (at) where to_state in ('cancelled', 'cancelled_by_city', 'expired');
