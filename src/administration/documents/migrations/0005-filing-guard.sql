-- 編てつ is guarded also where a row comes in with its folder already named.
drop trigger check_folder on documents.documents;
create trigger check_folder before insert or update on documents.documents for each row execute function documents.check_folder();
