-- 宿泊: a stay of several nights is one use from arrival to departure. Its cells are claimed for the whole of it, so there is no gap
-- between two nights that somebody else could take; the length must be that many nights.
alter table reservations.reservations
  add column nights int not null default 1 check (nights between 1 and 31),
  add constraint reservations_nights_gap check (nights = 1 or (upper(use_range) - lower(use_range) > (nights - 1) * interval '1 day' and upper(use_range) - lower(use_range) <= nights * interval '1 day'));

-- What nights that were given up still cost (取消料). It stands within fee_yen and stays there when the rest is changed or cancelled.
alter table reservations.reservations add column given_up_yen int not null default 0 check (given_up_yen between 0 and fee_yen);
