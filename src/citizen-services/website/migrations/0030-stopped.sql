-- A reserved publication that was stopped at its moment: a child was taken off the list, a consent ended. It stays reserved, and says why.
alter table website.editions add column stopped_at timestamptz;
alter table website.editions add column stopped_reason text not null default '' check (length(stopped_reason) <= 500);
alter table website.editions add constraint editions_stopped_check check ((stopped_at is null) = (stopped_reason = '') and (stopped_at is null or state = 'scheduled'));

alter table website.releases drop constraint releases_what_check;
alter table website.releases add constraint releases_what_check check (what in ('published', 'scheduled', 'unscheduled', 'stopped', 'emergency', 'reviewed', 'withdrawn', 'restored', 'moved', 'kept'));
