-- プレビュー共有 and 事実確認: an edition nobody has published, for whoever holds the address. The secret of the address is kept as its hash only.
create table website.previews (
  id             uuid primary key,
  edition_id     uuid not null references website.editions,
  token_hash     text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  -- 'check': the reader is asked what is wrong (事実確認).
  kind           text not null check (kind in ('look', 'check')),
  -- For whom it was made: of a check the person and whose they are.
  reader         text not null default '' check (length(reader) <= 60),
  body           text not null default '' check (length(body) <= 80),
  made_by        text not null,
  made_name      text not null,
  made_at        timestamptz not null,
  expires_at     timestamptz not null,
  revoked_name   text,
  revoked_at     timestamptz,
  opened         int not null default 0,
  last_opened_at timestamptz,
  check (expires_at > made_at),
  check ((revoked_at is null) = (revoked_name is null)),
  check (kind <> 'check' or (reader <> '' and body <> ''))
);
create index previews_by_edition on website.previews (edition_id, made_at desc);
create index previews_by_end on website.previews (expires_at);
select kernel.protect('website.previews', staff => '{select,insert,update}');

create table website.remarks (
  id              uuid primary key,
  preview_id      uuid not null references website.previews,
  edition_id      uuid not null references website.editions,
  -- What stood in the edition when this was said of it.
  edition_version int not null,
  words           text not null check (length(words) between 1 and 2000),
  made_at         timestamptz not null,
  done_by         text,
  done_name       text,
  done_at         timestamptz,
  check ((done_at is null) = (done_by is null) and (done_at is null) = (done_name is null))
);
create index remarks_by_edition on website.remarks (edition_id, made_at);
create index remarks_by_preview on website.remarks (preview_id, made_at);
select kernel.protect('website.remarks', staff => '{select,update}');

-- The citizens' face reads no table of drafts. What an address opens, it asks of these functions, with the hash of the secret in its hand.
create function website.open_preview(key_hash text, moment timestamptz) returns website.previews
language sql stable security definer set search_path = website, pg_temp as $$
  select p.* from website.previews p join website.editions e on e.id = p.edition_id
   where p.token_hash = key_hash and p.revoked_at is null and p.expires_at > moment and e.state in ('draft', 'submitted', 'scheduled')
$$;
revoke all on function website.open_preview(text, timestamptz) from public;

create function website.preview_of(key_hash text, moment timestamptz)
returns table (kind text, reader text, body text, expires_at timestamptz, section_id uuid, page_no int, easy boolean, title text, lead text, page_kind text, lang text, contact text, categories text[], review_on date, blocks jsonb, number int, version int, saved_at timestamptz)
language sql stable security definer set search_path = website, pg_temp as $$
  select p.kind, p.reader, p.body, p.expires_at, g.section_id, g.page_no, g.easy, e.title, e.lead, e.kind, e.lang, e.contact, e.categories, e.review_on, e.blocks, e.number, e.version, e.saved_at
    from website.open_preview(key_hash, moment) p join website.editions e on e.id = p.edition_id join website.pages g on g.id = e.page_id
$$;
revoke all on function website.preview_of(text, timestamptz) from public;
grant execute on function website.preview_of(text, timestamptz) to yakuba_citizen, yakuba_staff;

-- A file, if the edition shows it.
create function website.preview_file(key_hash text, moment timestamptz, sha text) returns table (sha256 text, name text, media_type text)
language sql stable security definer set search_path = website, pg_temp as $$
  select f.sha256, f.name, f.media_type from website.open_preview(key_hash, moment) p join website.editions e on e.id = p.edition_id join website.files f on f.sha256 = sha
   where exists (select 1 from jsonb_array_elements(e.blocks) b where b ->> 'file' = sha or b ->> 'captions' = sha)
$$;
revoke all on function website.preview_file(text, timestamptz, text) from public;
grant execute on function website.preview_file(text, timestamptz, text) to yakuba_citizen, yakuba_staff;

-- What was said through this address.
create function website.preview_remarks(key_hash text, moment timestamptz) returns table (words text, made_at timestamptz, done_at timestamptz)
language sql stable security definer set search_path = website, pg_temp as $$
  select r.words, r.made_at, r.done_at from website.open_preview(key_hash, moment) p join website.remarks r on r.preview_id = p.id order by r.made_at, r.id
$$;
revoke all on function website.preview_remarks(text, timestamptz) from public;
grant execute on function website.preview_remarks(text, timestamptz) to yakuba_citizen, yakuba_staff;

create function website.note_opening(key_hash text, moment timestamptz) returns boolean
language sql security definer set search_path = website, pg_temp as $$
  with noted as (update website.previews set opened = opened + 1, last_opened_at = moment where id = (select id from website.open_preview(key_hash, moment)) returning 1) select exists (select 1 from noted)
$$;
revoke all on function website.note_opening(text, timestamptz) from public;
grant execute on function website.note_opening(text, timestamptz) to yakuba_citizen, yakuba_staff;

-- Answers 'kept', 'gone', 'soon' (ten in ten minutes) or 'full' (a hundred through one address). One at a time: the address is locked.
create function website.say_remark(remark uuid, key_hash text, moment timestamptz, said text) returns text
language plpgsql security definer set search_path = website, pg_temp as $$
declare
  found website.previews;
begin
  select * into found from website.open_preview(key_hash, moment);
  if found.id is null or found.kind <> 'check' then
    return 'gone';
  end if;
  perform 1 from website.previews where id = found.id for update;
  if (select count(*) >= 100 from website.remarks where preview_id = found.id) then
    return 'full';
  end if;
  if (select count(*) >= 10 from website.remarks where preview_id = found.id and made_at > moment - interval '10 minutes') then
    return 'soon';
  end if;
  insert into website.remarks (id, preview_id, edition_id, edition_version, words, made_at) select remark, found.id, e.id, e.version, said, moment from website.editions e where e.id = found.edition_id;
  return 'kept';
end $$;
revoke all on function website.say_remark(uuid, text, timestamptz, text) from public;
grant execute on function website.say_remark(uuid, text, timestamptz, text) to yakuba_citizen, yakuba_staff;
