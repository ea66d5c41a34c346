-- R-2: whether a person wishes to take part in proceedings. It is kept where the case is argued and nowhere else, so that nothing
-- given to anybody can hang on it. Sealed under the case's key; only who is assigned to the case sees the row, and where nobody
-- is assigned, who took the wish down. The service itself may, for backup and erasure.

create schema if not exists proceedings;

create table proceedings.wish (
  case_id text primary key,
  at timestamptz not null,
  by_staff uuid not null references kit.staff (id),
  version integer not null default 1,
  content bytea not null
);

alter table proceedings.wish enable row level security;
alter table proceedings.wish force row level security;
create policy staff_of_the_case on proceedings.wish using (
  kit.sees(case_id)
  and (
    kit.member() is null
    or exists (select from kit.assignment where assignment.case_id = wish.case_id and assignment.staff_id = kit.member())
    or by_staff = kit.member() and not exists (select from kit.assignment where assignment.case_id = wish.case_id)
  )
);
