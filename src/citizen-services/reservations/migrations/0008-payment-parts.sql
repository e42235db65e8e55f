-- 分納（前納金と残金）: a fee that is paid in two parts. Each part is a receivable of its own in the kernel's ledger; here stands
-- which part it is, until when it counts, and whether its payment permits the use.
create table reservations.payment_parts (
  receivable_id  uuid primary key references kernel.receivables,
  reservation_id uuid not null references reservations.reservations on delete cascade,
  part           text not null check (part in ('deposit', 'balance')),
  amount_yen     int not null check (amount_yen > 0),
  permits        boolean not null,
  pay_by         timestamptz not null,
  expire_at      timestamptz not null check (expire_at > pay_by),
  grace_until    timestamptz not null check (grace_until >= expire_at),
  reminded_at    timestamptz,
  unique (reservation_id, part)
);
create index payment_parts_to_remind on reservations.payment_parts (pay_by) where part = 'balance' and reminded_at is null;
select kernel.protect('reservations.payment_parts', citizen => '{select,insert,delete}', staff => '{select,insert,update,delete}');
-- A permitted booking whose balance is outstanding lapses too.
create index reservations_balance_to_expire on reservations.reservations (expire_at) where state = 'permitted' and expire_at is not null;
