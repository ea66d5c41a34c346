-- What passes between a person and their lawyer. Sealed under the case's key; only who is assigned to the case sees a row,
-- not the coordinator, not an admin. The service itself may, for backup and erasure; no code of it opens one.

create schema if not exists privileged_notes;

create table privileged_notes.note (
  id uuid primary key,
  case_id text not null,
  author_id uuid not null references kit.staff (id),
  at timestamptz not null,
  content bytea not null
);
create index note_case on privileged_notes.note (case_id, at, id);

alter table privileged_notes.note enable row level security;
alter table privileged_notes.note force row level security;
create policy their_lawyers on privileged_notes.note using (
  kit.sees(case_id)
  and (kit.member() is null or exists (
    select from kit.assignment where assignment.case_id = note.case_id and assignment.staff_id = kit.member()))
);
