-- 組織改正: which office follows which, planned beforehand, done at midnight, taken back within a week.
create table website.office_changes (
  id             uuid primary key,
  name           text not null check (length(name) between 1 and 100),
  effective_on   date not null,
  state          text not null default 'planned' check (state in ('planned', 'done', 'rolled_back', 'dropped')),
  -- [{from, to}]: codes of departments. [{section, slug}]: folders that change their name in the address.
  offices        jsonb not null,
  sections       jsonb not null,
  -- What stood before, for the way back: pages, folders, contacts.
  before         jsonb,
  made_by        text not null,
  made_name      text not null,
  made_at        timestamptz not null,
  done_at        timestamptz,
  rolled_back_at timestamptz,
  version        int not null default 1,
  check ((state in ('done', 'rolled_back')) = (done_at is not null)),
  check ((state = 'rolled_back') = (rolled_back_at is not null)),
  check (done_at is null or before is not null)
);
create index office_changes_due on website.office_changes (effective_on) where state = 'planned';
select kernel.protect('website.office_changes', staff => '{select,insert,update}');

-- Pages name an office by its code and are not rewritten when it becomes another: whoever reads them is led to the one that follows.
create table website.office_successions (
  code      text primary key,
  becomes   text not null,
  change_id uuid not null references website.office_changes,
  check (code <> becomes)
);
select kernel.protect('website.office_successions', citizen => '{select}', staff => '{select,insert,delete}');
