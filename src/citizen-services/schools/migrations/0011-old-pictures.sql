-- 古い写真: how many school years, after its own, a picture of a child may stand; each school says so itself.
alter table schools.schools add column picture_years int not null default 3 check (picture_years between 1 and 20);

-- Kept on purpose, with the reason, until the next 31 March: then somebody looks again.
create table schools.picture_keeps (
  page_id     uuid not null,
  fiscal_year int not null check (fiscal_year between 2000 and 2200),
  school_code text not null references schools.schools,
  reason      text not null check (length(reason) between 1 and 200),
  made_by     text not null,
  made_name   text not null,
  made_at     timestamptz not null,
  primary key (page_id, fiscal_year)
);
create index picture_keeps_by_school on schools.picture_keeps (school_code, fiscal_year);
select kernel.append_only('schools.picture_keeps');
select kernel.protect('schools.picture_keeps', staff => '{select,insert}');

-- A school is told once a fiscal year.
create table schools.picture_notices (
  school_code text not null references schools.schools,
  fiscal_year int not null check (fiscal_year between 2000 and 2200),
  pages       int not null check (pages > 0),
  told        int not null,
  sent_at     timestamptz not null,
  primary key (school_code, fiscal_year)
);
select kernel.append_only('schools.picture_notices');
select kernel.protect('schools.picture_notices', staff => '{select,insert}');

create index photos_by_school on schools.photos (school_code, made_at) where seen = 'children' and blurred_at is null;
