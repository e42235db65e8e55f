-- What a post brings with it, so that a transfer on 1 April moves the permissions with the person;
-- and the last code of a second factor, so that a code seen over a shoulder cannot be used again.

create table kernel.post_roles (
  id      uuid primary key,
  post_id uuid not null references kernel.posts,
  role_id uuid not null references kernel.roles,
  scope   text[],
  constraint post_roles_already_given unique (post_id, role_id),
  check (scope is null or cardinality(scope) > 0)
);
select kernel.protect('kernel.post_roles', staff => '{select,insert,update,delete}');

alter table kernel.staff add column totp_step bigint;
-- Named after the refusal it stands for.
alter table kernel.staff rename constraint staff_number_key to staff_number_in_use;
