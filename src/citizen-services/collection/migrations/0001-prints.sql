-- 領収書の発行。Which copy of a receipt left the printer, when, by whose hand: the first is the receipt, every later one is a 再発行.
create table collection.prints (
  id         uuid primary key,
  receipt_id uuid not null references kernel.receipts,
  copy       int not null check (copy > 0),
  printed_at timestamptz not null,
  printed_by text not null,
  constraint prints_conflict unique (receipt_id, copy)
);
select kernel.append_only('collection.prints');
select kernel.protect('collection.prints', staff => '{select,insert}');
