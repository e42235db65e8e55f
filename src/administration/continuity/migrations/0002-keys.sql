-- The refusal is KeyTaken, because the field is called a key: two who save the same one at the same moment get that sentence.
alter table continuity.assets rename constraint assets_code_taken to assets_key_taken;
alter table continuity.places rename constraint places_code_taken to places_key_taken;
alter table continuity.runbooks rename constraint runbooks_code_taken to runbooks_key_taken;
