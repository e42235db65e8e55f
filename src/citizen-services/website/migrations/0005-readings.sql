-- ふりがな of a published edition, made once in the background: [text, kana] of every piece of it.
create table website.readings (
  edition_id uuid primary key references website.editions,
  texts      jsonb not null,
  made_at    timestamptz not null
);
select kernel.protect('website.readings', staff => '{select,insert,update}');

create view website.public_readings as select r.edition_id, r.texts from website.readings r join website.editions e on e.id = r.edition_id and e.state = 'published';
select kernel.protect('website.public_readings', citizen => '{select}', staff => '{select}');
