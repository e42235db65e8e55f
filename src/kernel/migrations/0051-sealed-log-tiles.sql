-- A log that was cut short may have tiles left that stand for leaves which are gone. Those may be swept away when the gap is
-- declared; a tile whose leaves are there stays for ever.
create function kernel.refuse_tile_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and (old.n + 1) * (256::numeric ^ (old.level + 1)) > (select coalesce(max(idx) + 1, 0) from kernel.log_leaves) then
    return old;
  end if;
  raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;
drop trigger append_only on kernel.log_tiles;
create trigger append_only before update or delete on kernel.log_tiles for each row execute function kernel.refuse_tile_change();
select kernel.protect('kernel.log_tiles', citizen => '{select}', staff => '{select,insert,delete}');
