-- C11, D-21: what people say against members, as it came in the members' daily boxes. Who complains, no table of the committee knows.
create table registry.member_complaint (
  id uuid primary key,
  -- In whose box it came, and the number by which the person asks.
  from_member text not null,
  number text not null,
  about text not null,
  what text not null,
  -- Whether the person means to ask what became of it.
  answer boolean not null,
  received_at timestamptz not null,
  acknowledged_by uuid,
  acknowledged_at timestamptz,
  closed_by uuid,
  closed_at timestamptz,
  finding text,
  unique (from_member, number),
  check ((acknowledged_by is null) = (acknowledged_at is null)),
  check ((closed_by is null) = (closed_at is null) and (closed_by is null) = (finding is null))
);
create index member_complaint_number on registry.member_complaint (number);
comment on table registry.member_complaint is 'not personal: members, codes and numbers; who decided, by the row of the staff member';
alter table registry.member_complaint enable row level security;
alter table registry.member_complaint force row level security;
create policy those_who_see on registry.member_complaint using ((select kit.works()));
