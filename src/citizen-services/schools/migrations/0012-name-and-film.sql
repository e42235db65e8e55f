-- 同意書: beside the photograph, the name, and the voice and film. Null: the sheet did not ask, or nobody answered; that is no consent.
alter table schools.consents add column name_web boolean, add column film_web boolean;

-- Films and sound of a school's site: a block of a page, and the answer for the address it had.
create table schools.films (
  page_id     uuid not null,
  block_id    text not null check (block_id ~ '^[a-z0-9-]{1,40}$'),
  address     text not null check (length(address) <= 2000),
  school_code text not null references schools.schools,
  seen        text not null check (seen in ('nobody', 'unknown', 'children')),
  made_by     text not null,
  made_at     timestamptz not null,
  primary key (page_id, block_id)
);
create index films_by_school on schools.films (school_code);
select kernel.protect('schools.films', staff => '{select,insert,delete}');

create table schools.film_children (
  page_id  uuid not null,
  block_id text not null,
  child_id uuid not null references schools.children,
  primary key (page_id, block_id, child_id),
  foreign key (page_id, block_id) references schools.films on delete cascade
);
create index film_children_by_child on schools.film_children (child_id);
select kernel.protect('schools.film_children', staff => '{select,insert}');
