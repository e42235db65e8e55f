-- 廃棄・移管: a list, its approval, what was really done, and a certificate that stays.
create table documents.disposals (
  id            uuid primary key,
  department_id uuid not null references kernel.departments,
  title         text not null check (length(title) between 1 and 100),
  made_on       date not null,
  state         text not null default 'draft' check (state in ('draft', 'in_route', 'decided', 'executed', 'dropped')),
  drafted_by    uuid not null references kernel.staff,
  case_id       uuid,
  decided_on    date,
  executed_by   uuid references kernel.staff,
  executed_at   timestamptz,
  version       int not null default 1,
  check (state not in ('decided', 'executed') or (decided_on is not null and case_id is not null)),
  check ((state = 'executed') = (executed_at is not null and executed_by is not null)),
  constraint disposals_second_person_needed check (executed_by <> drafted_by)
);

create table documents.disposal_items (
  disposal_id    uuid not null references documents.disposals,
  folder_id      uuid not null references documents.folders,
  fate           text not null check (fate in ('destroy', 'transfer', 'keep')),
  reason         text not null default '' check (length(reason) <= 200),
  extended_until date,
  open           boolean not null default true,
  chosen_by      uuid references kernel.staff,
  primary key (disposal_id, folder_id),
  check (fate <> 'keep' or (reason <> '' and extended_until is not null))
);
create unique index disposal_items_listed_already on documents.disposal_items (folder_id) where open;

create function documents.keep_item() returns trigger language plpgsql as $$
begin
  if (tg_op = 'INSERT' or (new.fate, new.reason, new.extended_until) is distinct from (old.fate, old.reason, old.extended_until))
     and (select state from documents.disposals where id = new.disposal_id) <> 'draft' then
    raise exception 'the list is fixed' using errcode = '23514', constraint = 'disposal_items_list_fixed';
  end if;
  return new;
end $$;
create trigger keep_item before insert or update on documents.disposal_items for each row execute function documents.keep_item();

-- 廃棄証明: what was destroyed, by the hashes of what it held. Nobody changes it afterwards.
create table documents.certificates (
  disposal_id uuid primary key references documents.disposals,
  body        jsonb not null,
  hash        text not null check (hash ~ '^[0-9a-f]{64}$'),
  made_at     timestamptz not null
);
select kernel.append_only('documents.certificates');

-- The last guard: no folder ends before its time, under a hold, undecided, or with something still in it.
create function documents.end_folder() returns trigger language plpgsql as $$
begin
  if old.state in ('destroyed', 'transferred') and new.state is distinct from old.state then
    raise exception 'ended' using errcode = '23514', constraint = 'folders_ended';
  end if;
  if new.state not in ('destroyed', 'transferred') or old.state = new.state then return new; end if;
  if old.expires_on is null or new.ended_on <= greatest(old.expires_on, old.extended_until) then
    raise exception 'the term has not ended' using errcode = '23514', constraint = 'folders_not_expired';
  end if;
  if exists (select 1 from documents.holds h where h.folder_id = new.id and h.lifted_on is null and h.from_on <= new.ended_on and (h.until_on is null or h.until_on >= new.ended_on)) then
    raise exception 'a hold stands' using errcode = '23514', constraint = 'folders_held';
  end if;
  if not exists (select 1 from documents.disposal_items i join documents.disposals d on d.id = i.disposal_id
                  where i.folder_id = new.id and i.open and d.state = 'decided' and i.fate = case new.state when 'destroyed' then 'destroy' else 'transfer' end) then
    raise exception 'nobody decided it' using errcode = '23514', constraint = 'folders_not_decided';
  end if;
  if exists (select 1 from documents.documents d where d.folder_id = new.id and d.state <> new.state) then
    raise exception 'a document in it goes on' using errcode = '23514', constraint = 'folders_not_empty';
  end if;
  -- What is transferred goes whole, into the archivist's hands; what is destroyed leaves nothing but its line in the register.
  if new.state = 'destroyed' and exists (select 1 from documents.documents d where d.folder_id = new.id and (exists (select 1 from documents.bodies b where b.document_id = d.id)
       or exists (select 1 from documents.attachments a where a.document_id = d.id) or exists (select 1 from documents.words w where w.document_id = d.id))) then
    raise exception 'something is left in it' using errcode = '23514', constraint = 'folders_not_empty';
  end if;
  return new;
end $$;
create trigger end_folder before update on documents.folders for each row execute function documents.end_folder();

select kernel.protect('documents.disposals', staff => '{select,insert,update}');
select kernel.protect('documents.disposal_items', staff => '{select,insert,update,delete}');
select kernel.protect('documents.certificates', staff => '{select,insert}');
