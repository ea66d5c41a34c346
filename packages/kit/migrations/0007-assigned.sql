-- T33, T34: a case is somebody's. Who else looks says why; the reason stands beside what was read, and it is over after an hour.
alter table kit.access add column reason text;

create table kit.reading_reason (
  id uuid primary key,
  staff_id uuid not null references kit.staff (id) on delete cascade,
  -- A case, or the row id of a local person.
  case_id text not null,
  reason text not null,
  at timestamptz not null,
  until timestamptz not null
);
create index reading_reason_staff on kit.reading_reason (staff_id, at desc);
create index reading_reason_case on kit.reading_reason (case_id, staff_id);
comment on table kit.reading_reason is 'personal: who looked at whose case, and why';

alter table kit.reading_reason enable row level security;
alter table kit.reading_reason force row level security;
create policy those_who_see on kit.reading_reason using ((select kit.works()) and case_id <> all ((select kit.barred_cases())::text[]));

-- An acceptance assigns its case: looked up with each, the row of the member would be locked by all of theirs at once. A member is
-- suspended, never deleted.
alter table kit.assignment drop constraint assignment_staff_id_fkey;
