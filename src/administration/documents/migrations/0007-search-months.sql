-- Pairs and the month of registration in one index: a word of every fifth document is asked for month by month, the newest first, and
-- each month is an intersection of two lists of the index. The function says its price, for reading pairs out of line is dear and the
-- planner, who sees short rows, would rather read them all.
create function documents.search_keys(grams text[], registered_on date) returns text[] language plpgsql immutable parallel safe cost 10000 as $$
begin
  return grams || ('m' || (extract(year from registered_on)::int * 12 + extract(month from registered_on)::int - 1));
end $$;
drop index documents.words_grams;
drop index documents.titles_grams;
create index words_found on documents.words using gin (documents.search_keys(grams, registered_on));
create index titles_found on documents.titles using gin (documents.search_keys(grams, registered_on));
-- Who may open documents finds by title only what was destroyed.
create index titles_gone on documents.titles using gin (documents.search_keys(grams, registered_on)) where state = 'destroyed' and confidentiality <> 'secret';
