-- A title can be found also by those who may not open the document, and after its content has gone: its pairs stand apart from the text's.
create table documents.titles (
  document_id uuid primary key references documents.documents,
  grams       text[] not null
);
create index titles_grams on documents.titles using gin (grams);
select kernel.protect('documents.titles', staff => '{select,insert,update}');

-- The pairs are long and only asked through their index: out of the way of the rows, so that many hits cost few pages.
alter table documents.words set (toast_tuple_target = 128);

-- A common word is found by walking the register from its newest line, a rare one through the pairs.
create index documents_newest on documents.documents (registered_on desc, number desc nulls first, id);
