-- What a machine read in a scan: found by it, never shown as the document's own words, gone with the file.
create table documents.readings (
  attachment_id uuid primary key references documents.attachments on delete cascade,
  state         text not null check (state in ('read', 'failed')),
  words         text not null default '' check (length(words) <= 30000),
  program       text not null check (length(program) between 1 and 100),
  read_at       timestamptz not null,
  check (state = 'read' or words = '')
);
create index attachments_pictures on documents.attachments (added_at) where media_type in ('image/jpeg', 'image/png');
select kernel.protect('documents.readings', staff => '{select,insert,update,delete}');
