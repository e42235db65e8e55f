-- 取り消された枠の小さな抽選: a lottery of one freed time, opened by the release policy and drawn without staff.
-- `freed_range` null: an ordinary lottery. Otherwise only this time of this unit (and its parts) is given out.
alter table reservations.lotteries add column freed_unit uuid references reservations.units;
alter table reservations.lotteries add column freed_range tstzrange;
alter table reservations.lotteries add check ((freed_unit is null) = (freed_range is null));
create unique index lotteries_already_drawn on reservations.lotteries (freed_unit, freed_range) where freed_range is not null and state not in ('published', 'void');
create index lotteries_open_by_facility on reservations.lotteries (facility_id, use_from) where state in ('announced', 'open', 'frozen', 'drawn');
-- The number an entrant chose: together they are the public number of such a draw, known to nobody before the cut-off.
alter table reservations.entries add column pick int check (pick between 0 and 9999);
