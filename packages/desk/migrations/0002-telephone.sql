-- J-9: referrals told by telephone while the link is down. A call is written up by both sides; a record that was taken joins
-- the referral when it comes with the same code from the same partner. What was said of the need is wrapped by the keyring;
-- plain are codes, times and row ids.

-- The spoken one-time code of a referral: ours, when it is sent or received with one.
alter table desk.referral add column telephone_code text;
create index referral_telephone on desk.referral (partner, telephone_code) where telephone_code is not null;

-- Who changed a row last, for the page of whoever changed it at the same time (D11): a row of kit.staff, null for the other
-- body's event and for the service itself. No foreign key: it would be looked up with every change.
alter table desk.referral add column changed_by uuid;
alter table desk.person add column changed_by uuid;

create table desk.telephone_record (
  id uuid primary key,
  direction text not null check (direction in ('made', 'taken')),
  partner text not null,
  code text not null,
  need bytea,
  answer text not null check (answer in ('accepted', 'capacity', 'declined')),
  rejection jsonb,
  -- the role, there, of whom we told; never a name
  told text,
  by_staff uuid not null,
  at timestamptz not null,
  created_at timestamptz not null,
  -- of the referral it belongs to; null while that has not come
  case_id text,
  referral_id uuid references desk.referral (id)
);
create index telephone_record_open on desk.telephone_record (partner, code) where case_id is null;
create index telephone_record_case on desk.telephone_record (case_id) where case_id is not null;

alter table desk.telephone_record enable row level security;
alter table desk.telephone_record force row level security;
create policy those_who_see on desk.telephone_record
  using ((select kit.works()) and (case_id is null or case_id <> all ((select kit.barred_cases())::text[])));
