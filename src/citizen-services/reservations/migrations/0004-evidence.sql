-- 確認書類（住所・本人・構成員の名簿、減免の証明）。The bytes lie in the file store under their SHA-256; who sees them is decided here.
create table reservations.evidence (
  id             uuid primary key,
  patron_id      uuid references reservations.patrons,
  reservation_id uuid references reservations.reservations on delete cascade,
  kind           text not null check (kind in ('residency', 'identity', 'roster', 'reduction', 'other')),
  name           text not null check (length(name) between 1 and 200),
  sha256         text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes          int not null check (bytes between 1 and 10485760),
  media_type     text not null check (media_type in ('image/jpeg', 'image/png', 'application/pdf')),
  sent_by        text not null,
  sent_at        timestamptz not null,
  -- Of a registration, or of one booking's reduction: never both, never neither.
  check (num_nonnulls(patron_id, reservation_id) = 1)
);
create index evidence_by_patron on reservations.evidence (patron_id) where patron_id is not null;
create index evidence_by_reservation on reservations.evidence (reservation_id) where reservation_id is not null;
-- The same paper sent twice is kept once.
create unique index evidence_already_sent on reservations.evidence (coalesce(patron_id, reservation_id), sha256);
select kernel.protect('reservations.evidence', citizen => '{select,insert}', staff => '{select,insert,delete}');
