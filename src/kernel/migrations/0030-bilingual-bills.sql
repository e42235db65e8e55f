-- A bill is read in the reader's language. Its lines carry "labelEn" beside "label"; what was owed before has Japanese alone.
alter table kernel.receivables add column title_en text not null default '';
