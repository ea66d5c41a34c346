-- Financial assistance, decided and paid. No name is known here: the payee is the referring organisation (H2).

create schema if not exists awards;

create table awards.award (
  id uuid primary key,
  referral_id uuid not null,
  case_id text not null,
  reference text not null,
  payee text not null,
  minor_units bigint not null check (minor_units > 0),
  currency text not null,
  purpose text not null,
  period text not null check (period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  state text not null check (state in ('assessed', 'approved-once', 'approved', 'paid', 'refused')),
  assessed_by text not null,
  assessed_at timestamptz not null,
  paid_at timestamptz,
  version integer not null default 1,
  unique (id, assessed_by),
  check ((state = 'paid') = (paid_at is not null))
);
create index award_case on awards.award (case_id);
create index award_open on awards.award (id) where state in ('assessed', 'approved-once', 'approved');

-- Two people, neither of them the one who assessed (J-4): the database says so too.
create table awards.approval (
  award_id uuid not null,
  place smallint not null check (place in (1, 2)),
  assessed_by text not null,
  approved_by text not null check (approved_by <> assessed_by),
  at timestamptz not null,
  primary key (award_id, place),
  unique (award_id, approved_by),
  foreign key (award_id, assessed_by) references awards.award (id, assessed_by)
);

create table awards.refusal (
  award_id uuid primary key references awards.award (id),
  refused_by text not null,
  at timestamptz not null
);

-- Once for each case, need and month, whatever was approved.
create table awards.payment (
  award_id uuid primary key references awards.award (id),
  case_id text not null,
  purpose text not null,
  period text not null,
  payee text not null,
  minor_units bigint not null check (minor_units > 0),
  proof_reference text not null,
  paid_by text not null,
  at timestamptz not null,
  unique (case_id, purpose, period)
);

alter table awards.award enable row level security;
alter table awards.award force row level security;
create policy those_who_see on awards.award using ((select kit.works()) and case_id <> all ((select kit.barred_cases())::text[]));
alter table awards.payment enable row level security;
alter table awards.payment force row level security;
create policy those_who_see on awards.payment using ((select kit.works()) and case_id <> all ((select kit.barred_cases())::text[]));
alter table awards.approval enable row level security;
alter table awards.approval force row level security;
create policy those_who_see on awards.approval using (exists (select from awards.award where award.id = award_id));
alter table awards.refusal enable row level security;
alter table awards.refusal force row level security;
create policy those_who_see on awards.refusal using (exists (select from awards.award where award.id = award_id));
comment on table awards.award is 'personal: what was decided for whom';
comment on table awards.payment is 'personal: what was paid for whom';
comment on table awards.approval is 'personal: who approved what';
comment on table awards.refusal is 'personal: who refused what';
