-- 様式・ファイル: a file that stays the same file while its bytes are replaced. Pages refer to it, and show the version they were approved with.
create table website.named_files (
  id            uuid primary key,
  -- Its address for ever: /files/by-name/HANDLE. Printed on paper; never changed.
  handle        text not null check (handle ~ '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$'),
  title         text not null check (length(title) between 1 and 100),
  department_id uuid not null references kernel.departments,
  made_by       text not null,
  made_at       timestamptz not null,
  version       int not null default 1,
  constraint named_files_handle_taken unique (handle)
);
create index named_files_by_department on website.named_files (department_id);
select kernel.protect('website.named_files', staff => '{select,insert,update}');

-- Every version there was; the newest is the one new editions show.
create table website.named_file_versions (
  file_id   uuid not null references website.named_files,
  number    int not null check (number > 0),
  sha256    text not null references website.files,
  note      text not null default '' check (length(note) <= 200),
  made_by   text not null,
  made_name text not null,
  made_at   timestamptz not null,
  -- When a public page first showed it: 「更新」 beside the file.
  public_at timestamptz,
  primary key (file_id, number)
);
select kernel.protect('website.named_file_versions', staff => '{select,insert,update}');

-- Which version the pages before the public show.
create table website.named_file_uses (
  page_id uuid not null references website.pages,
  file_id uuid not null references website.named_files,
  sha256  text not null references website.files,
  primary key (page_id, file_id, sha256)
);
create index named_file_uses_by_file on website.named_file_uses (file_id);
select kernel.protect('website.named_file_uses', staff => '{select,insert,delete}');

-- The editions a replacement made or was put into: decided together.
create table website.named_file_editions (
  file_id    uuid not null,
  number     int not null,
  edition_id uuid not null references website.editions,
  primary key (file_id, number, edition_id),
  foreign key (file_id, number) references website.named_file_versions
);
select kernel.protect('website.named_file_editions', staff => '{select,insert}');

create index editions_open_blocks on website.editions using gin (blocks jsonb_path_ops) where state in ('draft', 'submitted', 'scheduled');

create view website.public_named_files as
  select f.id, f.handle, f.title, v.number, v.sha256, v.public_at, s.name, s.media_type
    from website.named_files f join website.named_file_versions v on v.file_id = f.id join website.files s on s.sha256 = v.sha256
   where exists (select 1 from website.named_file_uses u where u.file_id = f.id and u.sha256 = v.sha256);
select kernel.protect('website.public_named_files', citizen => '{select}', staff => '{select}');
