-- The board keeps the words; each row holds for its days, and no two rows of a word for the same one.
alter table schools.allergens add constraint allergens_allergen_taken exclude using gist (code with =, daterange(valid_from, valid_to) with &&);
-- NULL: came with the house.
alter table schools.allergens add column made_by text, add column made_name text, add column made_at timestamptz;
select kernel.protect('schools.allergens', citizen => '{select}', staff => '{select,insert,update,delete}');
