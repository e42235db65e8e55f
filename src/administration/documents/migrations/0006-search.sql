-- A title can be found also by those who may not open the document, and after its content has gone: its pairs stand apart from the text's.
create table documents.titles (
  document_id uuid primary key references documents.documents,
  grams       text[] not null,
  registered_on   date not null,
  number          int,
  department_id   uuid not null references kernel.departments,
  confidentiality text not null,
  state           text not null
);
create index titles_grams on documents.titles using gin (grams);
select kernel.protect('documents.titles', staff => '{select,insert,update}');

-- What decides who may find a document, and in which order, stands beside its pairs: a common word is answered without looking at the
-- documents themselves. The pairs are long and only asked through their index, so they are kept out of the way of the rows.
alter table documents.words add column registered_on date, add column number int, add column department_id uuid references kernel.departments, add column confidentiality text, add column state text;
update documents.words w set (registered_on, number, department_id, confidentiality, state) = (select d.registered_on, d.number, d.department_id, d.confidentiality, d.state from documents.documents d where d.id = w.document_id);
alter table documents.words alter column registered_on set not null, alter column department_id set not null, alter column confidentiality set not null, alter column state set not null;
alter table documents.words set (toast_tuple_target = 128, fillfactor = 80);
alter table documents.titles set (toast_tuple_target = 128, fillfactor = 80);

create function documents.keep_keys() returns trigger language plpgsql as $$
begin
  update documents.words set registered_on = new.registered_on, number = new.number, department_id = new.department_id, confidentiality = new.confidentiality, state = new.state where document_id = new.id;
  update documents.titles set registered_on = new.registered_on, number = new.number, department_id = new.department_id, confidentiality = new.confidentiality, state = new.state where document_id = new.id;
  return new;
end $$;
create trigger keep_keys after update on documents.documents for each row
  when ((old.registered_on, old.number, old.department_id, old.confidentiality, old.state) is distinct from (new.registered_on, new.number, new.department_id, new.confidentiality, new.state)) execute function documents.keep_keys();

-- The register as it is opened: its newest lines first.
create index documents_newest on documents.documents (registered_on desc, number desc nulls first, id);
