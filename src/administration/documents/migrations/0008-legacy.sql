-- 旧システムの文書: what the registers before this one held. Their numbers have gaps and their decisions no case, so they stand apart from
-- the register and are only found and read.
create table documents.legacy_classes (
  system         text not null check (system ~ '^[A-Za-z0-9_-]{1,20}$'),
  old_class      text not null check (length(old_class) between 1 and 60),
  department_id  uuid not null references kernel.departments,
  title          text not null check (length(title) between 1 and 100),
  retention_code text not null references documents.retentions,
  mapped_by      text not null,
  mapped_at      timestamptz not null,
  primary key (system, old_class)
);
create table documents.legacy_imports (
  id          uuid primary key,
  system      text not null check (system ~ '^[A-Za-z0-9_-]{1,20}$'),
  name        text not null check (length(name) between 1 and 200),
  sha256      text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  lines       int not null check (lines > 0),
  taken       int not null check (taken >= 0),
  unmapped    int not null check (unmapped >= 0),
  state       text not null default 'in' check (state in ('in', 'undone')),
  imported_by text not null,
  imported_at timestamptz not null,
  undone_at   timestamptz,
  undo_reason text not null default '',
  -- No line is dropped without a word.
  constraint legacy_imports_every_line check (state = 'undone' or taken + unmapped = lines)
);
create unique index legacy_imports_register_taken on documents.legacy_imports (system, sha256) where state = 'in';
create table documents.legacy_records (
  id             uuid primary key,
  import_id      uuid not null references documents.legacy_imports,
  line           int not null check (line > 1),
  system         text not null,
  old_class      text not null,
  department_id  uuid not null references kernel.departments,
  retention_code text not null references documents.retentions,
  number         text not null check (length(number) <= 60),
  title          text not null check (length(title) between 1 and 200),
  registered_on  date not null,
  sender         text not null default '' check (length(sender) <= 100),
  place          text not null default '' check (length(place) <= 100),
  expires_on     date,
  grams          text[] not null,
  constraint legacy_records_line_taken unique (import_id, line)
);
-- Without a number two documents of one day and title are two.
create unique index legacy_records_number_taken on documents.legacy_records (system, number, registered_on, title) where number <> '';
create index legacy_records_found on documents.legacy_records using gin (documents.search_keys(grams, registered_on));
create table documents.legacy_unmapped (
  import_id uuid not null references documents.legacy_imports,
  line      int not null,
  reason    text not null check (reason in ('class', 'title', 'date', 'expiry', 'duplicate', 'length', 'characters', 'my_number')),
  old_class text not null,
  content   jsonb not null,
  primary key (import_id, line)
);
create index legacy_unmapped_by_reason on documents.legacy_unmapped (import_id, reason, line);
select kernel.protect('documents.legacy_classes', staff => '{select,insert,update}');
select kernel.protect('documents.legacy_imports', staff => '{select,insert,update}');
select kernel.protect('documents.legacy_records', staff => '{select,insert,delete}');
select kernel.protect('documents.legacy_unmapped', staff => '{select,insert,update,delete}');
