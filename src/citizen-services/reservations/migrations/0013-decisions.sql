-- What the department wants decided about an application while 決裁規程 bind it: the case of the approval room is about this row.
create table reservations.decisions (
  id             uuid primary key,
  reservation_id uuid not null references reservations.reservations,
  decision       text not null check (decision in ('grant', 'grant_without_reduction', 'refuse')),
  reason         text not null default '',
  -- open: in the drafter's or the route's hands; decided: it took effect; ended: rejected or withdrawn.
  state          text not null default 'open' check (state in ('open', 'decided', 'ended')),
  drafted_by     text not null,
  drafted_at     timestamptz not null,
  ended_at       timestamptz,
  constraint decisions_refusal_says_why check (decision = 'grant' or reason <> ''),
  constraint decisions_end check ((state = 'open') = (ended_at is null))
);
create unique index decisions_already_proposed on reservations.decisions (reservation_id) where state = 'open';
select kernel.protect('reservations.decisions', staff => '{select,insert,update}');
