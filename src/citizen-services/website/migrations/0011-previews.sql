-- プレビュー共有 and 事実確認: an edition nobody has published, for whoever holds the address. The secret of the address is kept as its hash only.
create table website.previews (
  id           uuid primary key,
  edition_id   uuid not null references website.editions,
  token_hash   text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  -- 'check': the reader is asked what is wrong (事実確認).
  kind         text not null check (kind in ('look', 'check')),
  -- For whom it was made: of a check the person and whose they are.
  reader       text not null default '' check (length(reader) <= 60),
  body         text not null default '' check (length(body) <= 80),
  made_by      text not null,
  made_name    text not null,
  made_at      timestamptz not null,
  expires_at   timestamptz not null,
  revoked_name text,
  revoked_at   timestamptz,
  -- Over, and noticed: then the citizens' role is not shown it either, whatever a query forgets to ask.
  closed       boolean not null default false,
  check (expires_at > made_at),
  check ((revoked_at is null) = (revoked_name is null)),
  check (kind <> 'check' or (reader <> '' and body <> '')),
  -- What a remark holds on to.
  unique (id, edition_id, kind)
);
create index previews_by_edition on website.previews (edition_id, made_at desc);
create index previews_by_end on website.previews (expires_at) where not closed;
select kernel.protect('website.previews', staff => '{select,insert,update}');

-- Each time an address was opened: that, and not by whom.
create table website.preview_openings (
  id         bigint generated always as identity primary key,
  preview_id uuid not null references website.previews,
  made_at    timestamptz not null
);
create index preview_openings_by_preview on website.preview_openings (preview_id, made_at desc);
select kernel.append_only('website.preview_openings');
select kernel.protect('website.preview_openings', citizen => '{insert}', staff => '{select,insert}');

create table website.remarks (
  id              uuid primary key,
  preview_id      uuid not null,
  edition_id      uuid not null,
  -- Only where the reader was asked.
  kind            text not null default 'check' check (kind = 'check'),
  -- What stood in the edition when this was said of it.
  edition_version int not null,
  words           text not null check (length(words) between 1 and 2000),
  made_at         timestamptz not null,
  done_by         text,
  done_name       text,
  done_at         timestamptz,
  foreign key (preview_id, edition_id, kind) references website.previews (id, edition_id, kind),
  check ((done_at is null) = (done_by is null) and (done_at is null) = (done_name is null))
);
create index remarks_by_edition on website.remarks (edition_id, made_at);
create index remarks_by_preview on website.remarks (preview_id, made_at);
select kernel.protect('website.remarks', citizen => '{insert}', staff => '{select,insert,update}');

-- What somebody has shared on purpose and has not taken back, by the hash of its secret: of drafts the citizens' role sees these and no other.
create view website.shared_editions as
  select p.id as preview_id, p.token_hash, p.kind, p.reader, p.body, p.expires_at, e.id as edition_id, g.section_id, g.page_no, e.title, e.lead, e.kind as page_kind, e.lang, e.contact, e.categories, e.review_on, e.blocks, e.number, e.version, e.saved_at
    from website.previews p join website.editions e on e.id = p.edition_id join website.pages g on g.id = e.page_id
   where p.revoked_at is null and not p.closed and e.state in ('draft', 'submitted', 'scheduled');
select kernel.protect('website.shared_editions', citizen => '{select}', staff => '{select}');

create view website.shared_files as
  select s.token_hash, s.expires_at, f.sha256, f.name, f.media_type
    from website.shared_editions s join website.files f on exists (select 1 from jsonb_array_elements(s.blocks) b where b ->> 'file' = f.sha256 or b ->> 'captions' = f.sha256);
select kernel.protect('website.shared_files', citizen => '{select}', staff => '{select}');

create view website.shared_remarks as
  select s.token_hash, s.expires_at, r.id, r.words, r.made_at, r.done_at from website.shared_editions s join website.remarks r on r.preview_id = s.preview_id;
select kernel.protect('website.shared_remarks', citizen => '{select}', staff => '{select}');
