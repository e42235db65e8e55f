-- 市ウェブサイト. Constraints are named after the refusal they stand for: sections_slug_taken is SlugTaken.

-- One site each for the city and, later, its schools: own first page, own place in the tree.
create table website.sites (
  code    text primary key check (code ~ '^[a-z][a-z0-9-]{0,31}$'),
  kind    text not null check (kind in ('city', 'school')),
  name    text not null check (length(name) between 1 and 60),
  -- '/' for the city itself.
  path    text not null unique check (path ~ '^/([a-z0-9-]+/)*$'),
  -- A school that was closed or merged: its pages stay where they are and say so; nothing new is written.
  archived_on date,
  version int not null default 1
);
insert into website.sites (code, kind, name, path) values ('city', 'city', '市ウェブサイト', '/');
select kernel.protect('website.sites', staff => '{select,insert,update}');

-- フォルダー. Its path is kept with it, so that an address is found in one look.
create table website.sections (
  id            uuid primary key,
  site_code     text not null references website.sites,
  parent_id     uuid references website.sections,
  slug          text not null check (slug ~ '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$'),
  name          text not null check (length(name) between 1 and 40),
  name_en       text not null default '' check (length(name_en) <= 60),
  lead          text not null default '' check (length(lead) <= 200),
  path          text not null,
  department_id uuid not null references kernel.departments,
  ordinal       int not null default 100 check (ordinal between 0 and 9999),
  -- Shown among the doors of the first page.
  door          boolean not null default false,
  icon          text not null default '' check (length(icon) <= 20),
  closed_at     timestamptz,
  version       int not null default 1,
  constraint sections_slug_taken unique (path)
);
create index sections_by_parent on website.sections (parent_id);
select kernel.protect('website.sections', staff => '{select,insert,update}');

-- 分類: several of them side by side.
create table website.categories (
  code    text primary key check (code ~ '^[a-z][a-z0-9-]{0,31}$'),
  facet   text not null check (facet in ('purpose', 'life', 'audience')),
  name    text not null check (length(name) between 1 and 30),
  name_en text not null check (length(name_en) between 1 and 40),
  icon    text not null default '' check (length(icon) <= 20),
  ordinal int not null default 100 check (ordinal between 0 and 9999),
  closed  boolean not null default false,
  version int not null default 1
);
select kernel.protect('website.categories', staff => '{select,insert,update}');

-- 問い合わせ先: what a page shows of an office. Typed once, never in a page.
create table website.contacts (
  department_id uuid primary key references kernel.departments,
  phone         text not null check (phone ~ '^0[0-9]{9,10}$'),
  place         text not null default '' check (length(place) <= 120),
  hours         text not null default '' check (length(hours) <= 120),
  mail          text not null default '' check (length(mail) <= 254),
  version       int not null default 1
);
select kernel.protect('website.contacts', staff => '{select,insert,update}');

-- ページ. The number is printed on paper and lives for ever; what stands on the page are its editions.
create table website.pages (
  id               uuid primary key,
  page_no          int not null check (page_no between 1 and 9999999),
  section_id       uuid not null references website.sections,
  slug             text not null check (slug ~ '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$'),
  path             text not null,
  department_id    uuid not null references kernel.departments,
  -- Among the pages of its folder: chapters of a plan stand in their order, everything else by what is new.
  ordinal          int not null default 1000 check (ordinal between 0 and 9999),
  translation_of   uuid references website.pages,
  state            text not null default 'new' check (state in ('new', 'public', 'withdrawn')),
  first_public_at  timestamptz,
  -- Last publication that was not a small correction: what feeds and the site map tell.
  changed_at       timestamptz,
  review_on        date,
  reviewed_at      timestamptz,
  withdrawn_at     timestamptz,
  withdrawn_reason text check (length(withdrawn_reason) between 1 and 200),
  successor_id     uuid references website.pages,
  made_by          text not null,
  made_at          timestamptz not null,
  version          int not null default 1,
  constraint pages_number_taken unique (page_no),
  constraint pages_slug_taken unique (path),
  check ((state = 'new') = (first_public_at is null)),
  check ((state = 'withdrawn') = (withdrawn_at is not null and withdrawn_reason is not null)),
  check (successor_id is null or successor_id <> id)
);
create index pages_by_section on website.pages (section_id);
create index pages_by_department on website.pages (department_id);
create index pages_by_review on website.pages (review_on) where state = 'public';
create index pages_by_change on website.pages (changed_at desc, page_no desc) where state = 'public';
select kernel.protect('website.pages', staff => '{select,insert,update}');

-- Every address there ever was. None is used twice: what moved away leaves the way to where it is now.
create table website.addresses (
  path       text primary key check (path ~ '^/[^\s?#]*$' and length(path) <= 300),
  page_id    uuid references website.pages,
  section_id uuid references website.sections,
  -- Leads out of the tree: old systems, other sites.
  to_address text check (to_address ~ '^(/|https://)[^\s]*$' and length(to_address) <= 500),
  reason     text not null check (reason in ('made', 'moved', 'migration', 'redirect')),
  made_by    text not null,
  made_at    timestamptz not null,
  check (num_nonnulls(page_id, section_id, to_address) = 1)
);
create index addresses_by_page on website.addresses (page_id);
create index addresses_by_section on website.addresses (section_id);
select kernel.protect('website.addresses', staff => '{select,insert,update}');

-- 版.
create table website.editions (
  id            uuid primary key,
  page_id       uuid not null references website.pages,
  number        int not null check (number > 0),
  state         text not null check (state in ('draft', 'submitted', 'scheduled', 'published', 'superseded', 'withdrawn', 'dropped')),
  title         text not null check (length(title) <= 400),
  lead          text not null check (length(lead) <= 2000),
  kind          text not null check (kind in ('procedure', 'notice', 'news', 'event', 'facility', 'faq', 'guide', 'landing', 'emergency', 'school_news')),
  lang          text not null default 'ja' check (lang ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  contact       text not null default '' check (length(contact) <= 80),
  categories    text[] not null default '{}',
  review_on     date,
  blocks        jsonb not null,
  -- A small correction: feeds and the site map do not call it news.
  minor         boolean not null default false,
  change_note   text not null default '' check (length(change_note) <= 500),
  publish_at    timestamptz,
  unpublish_at  timestamptz,
  emergency     boolean not null default false,
  version       int not null default 1,
  -- Everybody who wrote a part of it: none of them decides it.
  authors       text[] not null,
  made_by       text not null,
  made_at       timestamptz not null,
  saved_by      text not null,
  saved_name    text not null,
  saved_at      timestamptz not null,
  submitted_by  text,
  submitted_at  timestamptz,
  decided_by    text,
  decided_name  text,
  decided_at    timestamptz,
  published_at  timestamptz,
  ended_at      timestamptz,
  hash          text check (hash ~ '^[0-9a-f]{64}$'),
  returned_note text not null default '' check (length(returned_note) <= 2000),
  constraint editions_number_taken unique (page_id, number),
  check (unpublish_at is null or publish_at is null or unpublish_at > publish_at),
  check (state not in ('published', 'superseded', 'withdrawn') or (published_at is not null and hash is not null)),
  check (state <> 'scheduled' or (publish_at is not null and hash is not null))
);
-- One in the making at a time, one before the public at a time.
create unique index editions_open_taken on website.editions (page_id) where state in ('draft', 'submitted', 'scheduled');
create unique index editions_published_taken on website.editions (page_id) where state = 'published';
select kernel.protect('website.editions', staff => '{select,insert,update}');

-- Every saved state of an edition in the making: what two editors began with, and the way back. Gone with its publication.
create table website.saves (
  edition_id uuid not null references website.editions,
  version    int not null,
  draft      jsonb not null,
  made_by    text not null,
  made_name  text not null,
  made_at    timestamptz not null,
  primary key (edition_id, version)
);
select kernel.protect('website.saves', staff => '{select,insert,delete}');

-- 「確認した」 and why: the answer of an author to a finding that asks for one.
create table website.answers (
  edition_id uuid not null references website.editions,
  finding    text not null check (length(finding) between 1 and 300),
  reason     text not null check (length(reason) between 1 and 200),
  made_by    text not null,
  made_name  text not null,
  made_at    timestamptz not null,
  primary key (edition_id, finding)
);
select kernel.protect('website.answers', staff => '{select,insert,update,delete}');

-- 公開の記録: nothing of it is ever changed.
create table website.releases (
  id         bigint generated always as identity primary key,
  page_id    uuid not null references website.pages,
  edition_id uuid references website.editions,
  what       text not null check (what in ('published', 'scheduled', 'unscheduled', 'emergency', 'reviewed', 'withdrawn', 'restored', 'moved', 'kept')),
  made_by    text not null,
  made_name  text not null,
  made_at    timestamptz not null,
  note       text not null default '' check (length(note) <= 500),
  hash       text
);
create index releases_by_page on website.releases (page_id, id);
select kernel.append_only('website.releases');
select kernel.protect('website.releases', staff => '{select,insert}');

-- Files that pages show. The bytes lie in the store of files; the same picture is stored once.
create table website.files (
  sha256     text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  name       text not null check (length(name) between 1 and 200),
  media_type text not null,
  bytes      bigint not null check (bytes > 0),
  width      int,
  height     int,
  -- What was taken out of it when it came in: position, camera, owner (個人情報保護法 第69条).
  removed    text[] not null default '{}',
  -- What a block tells of it: pages, text, tags, what is hidden inside.
  facts      jsonb not null default '{}',
  made_by    text not null,
  made_at    timestamptz not null
);
select kernel.protect('website.files', staff => '{select,insert}');

-- Which files a page before the public shows: only these are handed out.
create table website.file_uses (
  page_id uuid not null references website.pages,
  sha256  text not null references website.files,
  primary key (page_id, sha256)
);
create index file_uses_by_file on website.file_uses (sha256);
select kernel.protect('website.file_uses', staff => '{select,insert,delete}');

-- 辞書 of the authoring rules.
create table website.words (
  kind    text not null check (kind in ('short_link', 'unfavourable', 'plain', 'reading', 'synonym')),
  word    text not null check (length(word) between 1 and 60),
  becomes text not null default '' check (length(becomes) <= 60),
  primary key (kind, word)
);
insert into website.words (kind, word) values ('short_link', '広報'), ('short_link', '防災'), ('short_link', '観光'), ('short_link', '市長'), ('short_link', '議会'), ('short_link', '採用'), ('short_link', '入札');
select kernel.protect('website.words', staff => '{select,insert,delete}');

-- What the public may see, and nothing else: drafts are closed to the citizens' face by PostgreSQL itself.
create view website.public_sections as
  select id, site_code, parent_id, slug, name, name_en, lead, path, ordinal, door, icon from website.sections where closed_at is null;
select kernel.protect('website.public_sections', citizen => '{select}', staff => '{select}');

create view website.public_sites as select code, kind, name, path, archived_on from website.sites;
select kernel.protect('website.public_sites', citizen => '{select}', staff => '{select}');

create view website.public_categories as select code, facet, name, name_en, icon, ordinal from website.categories where not closed;
select kernel.protect('website.public_categories', citizen => '{select}', staff => '{select}');

create view website.public_contacts as
  select d.id as department_id, d.code, d.name, coalesce(c.phone, '') as phone, coalesce(c.place, '') as place, coalesce(c.hours, '') as hours from kernel.departments d left join website.contacts c on c.department_id = d.id;
select kernel.protect('website.public_contacts', citizen => '{select}', staff => '{select}');

create view website.public_pages as
  select p.id, p.page_no, p.section_id, p.path, p.department_id, p.ordinal, p.translation_of, p.first_public_at, p.changed_at, p.review_on, p.reviewed_at, p.successor_id,
         e.id as edition_id, e.number as edition, e.title, e.lead, e.kind, e.lang, e.contact, e.categories, e.blocks, e.published_at, e.change_note, e.minor, e.emergency, e.hash
    from website.pages p join website.editions e on e.page_id = p.id and e.state = 'published' where p.state = 'public';
select kernel.protect('website.public_pages', citizen => '{select}', staff => '{select}');

-- 公開終了: what stood there, since when it is gone, why, and where to look instead.
create view website.gone_pages as
  select p.id, p.page_no, p.path, p.first_public_at, p.withdrawn_at, p.withdrawn_reason, p.successor_id, (select e.title from website.editions e where e.page_id = p.id and e.state = 'withdrawn' order by e.number desc limit 1) as title
    from website.pages p where p.state = 'withdrawn';
select kernel.protect('website.gone_pages', citizen => '{select}', staff => '{select}');

create view website.public_addresses as
  select a.path, a.to_address, p.path as page_path, p.state as page_state, p.page_no, s.path as section_path
    from website.addresses a left join website.pages p on p.id = a.page_id left join website.sections s on s.id = a.section_id;
select kernel.protect('website.public_addresses', citizen => '{select}', staff => '{select}');

create view website.public_files as
  select f.sha256, f.name, f.media_type, f.bytes, f.width, f.height from website.files f where exists (select 1 from website.file_uses u where u.sha256 = f.sha256);
select kernel.protect('website.public_files', citizen => '{select}', staff => '{select}');

-- Which pages changed since: what an index in memory has to read again.
create view website.public_changes as with changes as (select id, page_id from website.releases) select id, page_id from changes;
select kernel.protect('website.public_changes', citizen => '{select}', staff => '{select}');
create view website.public_words as select kind, word, becomes from website.words where kind in ('reading', 'synonym');
select kernel.protect('website.public_words', citizen => '{select}', staff => '{select}');
