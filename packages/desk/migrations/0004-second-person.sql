-- Acts that take two people (R-1, R-1a, M6): danger, release of identity, compelled disclosure. What is asked is sealed under the
-- person's key; plain are codes, times and row ids.
create table desk.second_person (
  id uuid primary key,
  kind text not null check (kind in ('danger', 'release', 'compelled')),
  -- No foreign key: that it was done outlasts the person's file.
  person_id uuid not null,
  reason text not null,
  -- Rows of kit.staff: the two are never the same.
  asked_by uuid not null,
  asked_at timestamptz not null,
  -- Until when it holds: as asked, and from the confirmation on an hour at most. Null where it is over with the confirmation.
  until timestamptz,
  confirmed_by uuid check (confirmed_by <> asked_by),
  confirmed_at timestamptz,
  -- When the person was told.
  told_at timestamptz,
  content bytea not null,
  check ((confirmed_by is null) = (confirmed_at is null)),
  check (told_at is null or confirmed_at is not null)
);
create index second_person_release on desk.second_person (person_id) where kind = 'release' and confirmed_at is not null;
comment on table desk.second_person is 'personal: who was in danger, and whose identity was opened';

alter table desk.second_person enable row level security;
alter table desk.second_person force row level security;
create policy those_who_see on desk.second_person
  using ((select kit.works()) and person_id::text <> all ((select kit.barred_cases())::text[]));

-- Whose task it is, by role: null for all who work with people.
alter table desk.task add column for_role text;
create index task_alert on desk.task (for_role, due_at, id) where done_at is null and for_role is not null;
-- To tell a person something: the task bears the id of the act, and is seen by those who see the act.
create policy those_who_see_the_act on desk.task as restrictive
  using (code not in ('tell-person-danger', 'tell-person-compelled') or exists (select from desk.second_person act where act.id = task.id));

-- M6: who it is shows only to whom two people opened it.
alter table desk.person add column sealed boolean not null default false;
