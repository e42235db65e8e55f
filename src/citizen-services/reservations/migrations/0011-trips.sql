-- 公用車の運転日報: who drove which car where, and what its odometer said (道路交通法施行規則9条の10第6号〜第8号: 酒気帯びの有無の確認と記録、運転日誌).
create table reservations.trips (
  id             uuid primary key,
  reservation_id uuid not null references reservations.reservations,
  unit_id        uuid not null references reservations.units,
  driver         text not null check (length(driver) between 1 and 100),
  destination    text not null check (length(destination) between 1 and 200),
  out_at         timestamptz not null,
  out_km         int not null check (out_km >= 0),
  -- Nobody drives off whom the check did not find sober.
  checked_out_by text not null check (length(checked_out_by) between 1 and 100),
  in_at          timestamptz check (in_at >= out_at),
  in_km          int check (in_km >= out_km),
  checked_in_by  text,
  sober_in       boolean,
  note           text not null default '',
  saved_by       text not null,
  version        int not null default 1,
  check ((in_at is null) = (in_km is null) and (in_at is null) = (checked_in_by is null) and (in_at is null) = (sober_in is null)),
  -- No kilometre of a car is driven twice; while it is out, all that follow are taken.
  constraint trips_odometer_wrong exclude using gist (unit_id with =, int4range(out_km, in_km) with &&)
);
create unique index trips_car_out on reservations.trips (unit_id) where in_at is null;
create index trips_by_reservation on reservations.trips (reservation_id);
create index trips_by_unit on reservations.trips (unit_id, out_at);
select kernel.protect('reservations.trips', staff => '{select,insert,update}');
