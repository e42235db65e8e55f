-- 更新の申出: the patron asks from home; the counter checks the evidence and renews.
alter table reservations.patrons add column renewal_asked_at timestamptz;
create index patrons_renewal_asked on reservations.patrons (renewal_asked_at) where renewal_asked_at is not null;
