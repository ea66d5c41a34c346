-- To which lawyers a case was offered, and who took it. Who takes it is also assigned to it (kit.assignment).

create schema if not exists offers;

create table offers.offer (
  id uuid primary key,
  case_id text not null,
  referral_id uuid not null references desk.referral (id),
  lawyer_id uuid not null references kit.staff (id),
  state text not null default 'offered' check (state in ('offered', 'taken', 'returned')),
  offered_at timestamptz not null,
  answered_at timestamptz,
  version integer not null default 1,
  check ((state = 'offered') = (answered_at is null))
);
-- A case lies before a lawyer once.
create unique index offer_open on offers.offer (referral_id, lawyer_id) where state <> 'returned';
create index offer_lawyer on offers.offer (lawyer_id, offered_at desc, id);
create index offer_age on offers.offer (offered_at desc, id);

alter table offers.offer enable row level security;
alter table offers.offer force row level security;
create policy those_who_see on offers.offer using ((select kit.works()) and case_id <> all ((select kit.barred_cases())::text[]));
comment on table offers.offer is 'personal: who defends whom';
