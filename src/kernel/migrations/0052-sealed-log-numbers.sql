-- Checkpoints are numbered without a gap, so that one taken out of the middle is missed.
alter table kernel.log_checkpoints disable trigger user;
alter table kernel.log_checkpoints add column number bigint;
update kernel.log_checkpoints c set number = n.number from (select origin, size, row_number() over (order by size, at) as number from kernel.log_checkpoints) n where n.origin = c.origin and n.size = c.size;
alter table kernel.log_checkpoints alter column number set not null, add constraint log_checkpoints_number unique (number);
alter table kernel.log_checkpoints enable trigger user;
