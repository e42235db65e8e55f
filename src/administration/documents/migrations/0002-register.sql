-- 収受・起案・施行: one register of numbers for each office and year, without gaps.
create table documents.documents (
  id                   uuid primary key,
  kind                 text not null check (kind in ('incoming', 'draft')),
  number_department_id uuid not null references documents.offices,
  department_id        uuid not null references kernel.departments,
  fiscal_year          int not null,
  symbol               text not null,
  number               int check (number > 0),
  registered_on        date not null,
  title                text not null check (length(title) between 1 and 200),
  title_reason         text not null default '' check (length(title_reason) <= 200),
  summary              text not null default '' check (length(summary) <= 2000),
  confidentiality      text not null check (confidentiality in ('general', 'department', 'secret')),
  disclosure           text not null check (disclosure in ('open', 'partial', 'closed')),
  withheld_grounds     text[] not null default '{}' check (cardinality(withheld_grounds) <= 10),
  retention_code       text references documents.retentions,
  entry_id             uuid references documents.entries,
  folder_id            uuid references documents.folders,
  state                text not null check (state in ('drafting', 'in_route', 'open', 'decided', 'closed', 'filed', 'void', 'destroyed', 'transferred')),
  due_on               date,
  staff_id             uuid not null references kernel.staff,
  channel              text check (channel in ('counter', 'post', 'registered_post', 'fax', 'lgwan', 'mail', 'form', 'internal', 'phone', 'oral')),
  received_at          timestamptz,
  sender_name          text not null default '' check (length(sender_name) <= 100),
  their_number         text not null default '' check (length(their_number) <= 60),
  their_date           date,
  answers_id           uuid references documents.documents,
  authority            text check (authority in ('mayor', 'vice_mayor', 'director', 'section_head')),
  body_version         int not null default 0,
  body_hash            text check (body_hash ~ '^[0-9a-f]{64}$'),
  case_id              uuid,
  decided_on           date,
  closed_on            date,
  void_reason          text not null default '' check (length(void_reason) <= 200),
  version              int not null default 1,
  constraint documents_number_taken unique (number_department_id, fiscal_year, number),
  check ((kind = 'incoming') = (channel is not null and received_at is not null)),
  check ((kind = 'draft') = (authority is not null)),
  check (kind = 'draft' or number is not null),
  check (state not in ('drafting', 'in_route') or kind = 'draft'),
  check (kind <> 'draft' or state not in ('decided', 'closed', 'filed', 'transferred') or (decided_on is not null and case_id is not null and number is not null and body_hash is not null)),
  check (state not in ('closed', 'filed') or closed_on is not null),
  check (state not in ('filed', 'destroyed', 'transferred') or folder_id is not null),
  check ((state = 'void') = (void_reason <> '')),
  check (state <> 'destroyed' or summary = '')
);
create index documents_by_office on documents.documents (department_id, state, registered_on desc);
create index documents_by_due on documents.documents (due_on) where due_on is not null and state in ('open', 'drafting', 'in_route', 'decided');
create index documents_by_folder on documents.documents (folder_id) where folder_id is not null;
create index documents_by_sender on documents.documents (their_number, their_date) where their_number <> '';

-- 欠番 keeps its row, so every number below a given one is there. The series row is locked while one is drawn.
create function documents.keep_number() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if old.number is not null and (new.number, new.symbol, new.fiscal_year, new.number_department_id) is distinct from (old.number, old.symbol, old.fiscal_year, old.number_department_id) then
      raise exception 'a number once given stays' using errcode = '23514', constraint = 'documents_number_kept';
    end if;
    if old.state in ('destroyed', 'transferred') then raise exception 'what has ended stays as it is' using errcode = '23514', constraint = 'documents_ended'; end if;
    if old.number is not null or new.number is null then return new; end if;
  end if;
  if new.number > 1 and not exists (select 1 from documents.documents where number_department_id = new.number_department_id and fiscal_year = new.fiscal_year and number = new.number - 1) then
    raise exception 'the number before is missing' using errcode = '23514', constraint = 'documents_number_gap';
  end if;
  return new;
end $$;
create trigger keep_number before insert or update on documents.documents for each row execute function documents.keep_number();

-- 編てつ: only into an open folder of the same office, of its own year unless it runs on, kept at least as long.
create function documents.check_folder() returns trigger language plpgsql as $$
declare
  f documents.folders;
begin
  if new.folder_id is null or new.folder_id is not distinct from old.folder_id then return new; end if;
  select * into f from documents.folders where id = new.folder_id for share;
  if f.state <> 'active' or f.department_id <> new.department_id or (not f.continuous and f.fiscal_year <> new.fiscal_year) then
    raise exception 'not a folder for this document' using errcode = '23514', constraint = 'documents_wrong_folder';
  end if;
  return new;
end $$;
create trigger check_folder before update on documents.documents for each row execute function documents.check_folder();

-- 伺い文. A version is never changed: what was decided can be compared with what is sent.
create table documents.bodies (
  document_id uuid not null references documents.documents,
  version     int not null check (version > 0),
  body        text not null check (length(body) between 1 and 50000),
  hash        text not null check (hash ~ '^[0-9a-f]{64}$'),
  written_by  uuid not null references kernel.staff,
  written_at  timestamptz not null,
  primary key (document_id, version)
);

-- The hash names the file in the store; a file that no row names is swept away.
create table documents.attachments (
  id          uuid primary key,
  document_id uuid not null references documents.documents,
  role        text not null check (role in ('main', 'attached', 'reference', 'scan')),
  name        text not null check (length(name) between 1 and 200),
  media_type  text not null check (media_type in ('application/pdf', 'image/jpeg', 'image/png', 'text/plain')),
  bytes       bigint not null check (bytes > 0),
  sha256      text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  words       text not null default '',
  added_by    uuid not null references kernel.staff,
  added_at    timestamptz not null,
  constraint attachments_file_taken unique (document_id, sha256)
);
create index attachments_by_file on documents.attachments (sha256);

create function documents.keep_content() returns trigger language plpgsql as $$
declare
  found text;
begin
  select state into found from documents.documents where id = coalesce(new.document_id, old.document_id) for share;
  if tg_op = 'DELETE' and found <> 'destroyed' then
    raise exception 'content goes with lawful disposal only' using errcode = '23514', constraint = 'documents_kept';
  end if;
  if tg_op = 'INSERT' and found not in ('drafting', 'open') then
    raise exception 'the text is fixed' using errcode = '23514', constraint = 'documents_text_fixed';
  end if;
  return coalesce(new, old);
end $$;
create trigger keep_content before insert or delete on documents.bodies for each row execute function documents.keep_content();
create trigger keep_content before insert or delete on documents.attachments for each row execute function documents.keep_content();

-- What a document is found by. Apart from the register, so that lists stay light and disposal takes it away.
create table documents.words (
  document_id uuid primary key references documents.documents,
  grams       text[] not null
);
create index words_grams on documents.words using gin (grams);

-- 配布: one letter to five offices is one document with five distributions.
create table documents.distributions (
  id            uuid primary key,
  document_id   uuid not null references documents.documents,
  department_id uuid not null references kernel.departments,
  state         text not null default 'waiting' check (state in ('waiting', 'accepted', 'returned')),
  sent_by       uuid not null references kernel.staff,
  sent_at       timestamptz not null,
  answered_by   uuid references kernel.staff,
  answered_at   timestamptz,
  reason        text not null default '' check (length(reason) <= 200),
  suggested_id  uuid references kernel.departments,
  check ((state = 'waiting') = (answered_at is null)),
  check (state <> 'returned' or reason <> '')
);
create unique index distributions_already_there on documents.distributions (document_id, department_id) where state <> 'returned';
create index distributions_waiting on documents.distributions (department_id) where state = 'waiting';

-- 施行. Only what was decided goes out, and word for word.
create table documents.dispatches (
  id          uuid primary key,
  document_id uuid not null references documents.documents,
  manner      text not null check (manner in ('post', 'registered_post', 'hand', 'mail', 'lgwan', 'fax', 'notice_board', 'internal')),
  recipient   text not null check (length(recipient) between 1 and 120),
  sent_on     date not null,
  text_hash   text not null,
  sent_by     uuid not null references kernel.staff,
  at          timestamptz not null
);
create index dispatches_by_document on documents.dispatches (document_id);
select kernel.append_only('documents.dispatches');

-- 公印: which seal, on how many sheets, by whose hand.
create table documents.seals (
  id            uuid primary key,
  name          text not null check (length(name) between 1 and 40),
  department_id uuid not null references kernel.departments,
  retired_on    date,
  constraint seals_name_taken unique (name)
);
create table documents.seal_uses (
  id          uuid primary key,
  seal_id     uuid not null references documents.seals,
  document_id uuid not null references documents.documents,
  sheets      int not null check (sheets between 1 and 10000),
  pressed_on  date not null,
  text_hash   text not null,
  pressed_by  uuid not null references kernel.staff,
  at          timestamptz not null
);
create index seal_uses_by_document on documents.seal_uses (document_id);
select kernel.append_only('documents.seal_uses');

create function documents.check_dispatch() returns trigger language plpgsql as $$
declare
  d documents.documents;
begin
  select * into d from documents.documents where id = new.document_id for share;
  if d.kind <> 'draft' or d.state not in ('decided', 'closed') then
    raise exception 'not decided' using errcode = '23514', constraint = 'dispatches_not_decided';
  end if;
  if d.body_hash <> new.text_hash then
    raise exception 'not what was decided' using errcode = '23514', constraint = 'dispatches_text_differs';
  end if;
  return new;
end $$;
create trigger check_dispatch before insert on documents.dispatches for each row execute function documents.check_dispatch();
create trigger check_dispatch before insert on documents.seal_uses for each row execute function documents.check_dispatch();

select kernel.protect('documents.documents', staff => '{select,insert,update}');
select kernel.protect('documents.bodies', staff => '{select,insert,delete}');
select kernel.protect('documents.attachments', staff => '{select,insert,delete}');
select kernel.protect('documents.words', staff => '{select,insert,update,delete}');
select kernel.protect('documents.distributions', staff => '{select,insert,update}');
select kernel.protect('documents.dispatches', staff => '{select,insert}');
select kernel.protect('documents.seals', staff => '{select,insert,update}');
select kernel.protect('documents.seal_uses', staff => '{select,insert}');
