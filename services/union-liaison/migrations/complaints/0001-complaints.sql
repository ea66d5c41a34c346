-- Complaints of one worker or a crew. A complaint is local and holds persons; it never leaves. Codes, dates and row ids only:
-- what a person said lies in their own file, under their own key.

create schema if not exists complaints;

create table complaints.complaint (
  id uuid primary key,
  channel text not null,
  heads text[] not null check (cardinality(heads) > 0),
  first_contact_on date not null,
  created_at timestamptz not null
);

create table complaints.complaint_person (
  complaint_id uuid not null references complaints.complaint (id),
  person_id uuid not null references desk.person (id),
  primary key (complaint_id, person_id)
);
create index complaint_person_person on complaints.complaint_person (person_id);

alter table complaints.complaint enable row level security;
alter table complaints.complaint force row level security;
create policy those_who_work on complaints.complaint using ((select kit.works()));

alter table complaints.complaint_person enable row level security;
alter table complaints.complaint_person force row level security;
create policy those_who_see on complaints.complaint_person using ((select kit.works()) and person_id::text <> all ((select kit.barred_cases())::text[]));

comment on table complaints.complaint is 'personal: what somebody complains of';
comment on table complaints.complaint_person is 'personal: who complains';
