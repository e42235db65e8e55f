-- 用件: what there is to do in a situation of life, for whom, until when. Data of the city, not of the program.
create table website.errands (
  code       text primary key check (code ~ '^[a-z][a-z0-9-]{0,39}$'),
  life       text not null references website.categories,
  title      text not null check (length(title) between 1 and 60),
  title_en   text not null check (length(title_en) between 1 and 80),
  office     text not null default '' check (length(office) <= 80),
  due        text not null default '' check (length(due) <= 60),
  due_en     text not null default '' check (length(due_en) <= 80),
  bring      text not null default '' check (length(bring) <= 200),
  bring_en   text not null default '' check (length(bring_en) <= 300),
  -- The page that says more, by its number.
  page_no    int references website.pages (page_no),
  -- [{fact, from?, to?}]: all of them must hold; none: for everybody.
  conditions jsonb not null default '[]',
  ordinal    int not null default 100 check (ordinal between 0 and 9999),
  closed     boolean not null default false,
  version    int not null default 1
);
create index errands_by_life on website.errands (life, ordinal);
select kernel.protect('website.errands', staff => '{select,insert,update}');

create view website.public_errands as
  select e.code, e.life, e.title, e.title_en, e.office, e.due, e.due_en, e.bring, e.bring_en, e.conditions, e.ordinal, p.path from website.errands e left join website.public_pages p on p.page_no = e.page_no where not e.closed;
select kernel.protect('website.public_errands', citizen => '{select}', staff => '{select}');
