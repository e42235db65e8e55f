-- Cash that goes back leaves a drawer: the day's closing must know which.
alter table kernel.refunds add column place text not null default '';
