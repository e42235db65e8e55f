-- Every state in which a notice was told, so that a program which heard an earlier one can tell that this one takes its place (OASIS CAP 1.2, `references`).
create table website.notice_messages (
  notice_id uuid not null references website.notices (id),
  version   int not null,
  sent      timestamptz not null,
  ends_at   timestamptz,
  primary key (notice_id, version)
);
select kernel.append_only('website.notice_messages');
select kernel.protect('website.notice_messages', staff => '{select,insert}');
-- What was told before this: when it was first said and when last.
insert into website.notice_messages (notice_id, version, sent, ends_at)
  select id, 1, made_at, ends_at from website.notices union all select id, version, changed_at, ends_at from website.notices where version > 1;

-- Whoever changes a notice need not remember it.
create function website.tell_notice() returns trigger language plpgsql as $$
begin
  insert into website.notice_messages (notice_id, version, sent, ends_at) values (new.id, new.version, new.changed_at, new.ends_at);
  return null;
end $$;
create trigger told after insert on website.notices for each row execute function website.tell_notice();
create trigger told_again after update on website.notices for each row when (new.version is distinct from old.version) execute function website.tell_notice();

create view website.public_notice_messages as
  select m.notice_id, m.version, m.sent, m.ends_at from website.notice_messages m join website.notices n on n.id = m.notice_id where not n.exercise;
select kernel.protect('website.public_notice_messages', citizen => '{select}', staff => '{select}');
