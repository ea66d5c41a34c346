-- Training marks of staff, which expire (DOMAIN D-12). By (issuer, sub), as the identity provider names a member, so that a
-- mark can be given before the first sign-in.

create schema if not exists marks;

create table marks.staff_mark (
  id uuid primary key,
  issuer text not null,
  sub text not null,
  mark text not null,
  valid_until date not null,
  given_at timestamptz not null,
  version integer not null default 1,
  unique (issuer, sub, mark)
);
create index staff_mark_end on marks.staff_mark (valid_until, id);

alter table marks.staff_mark enable row level security;
alter table marks.staff_mark force row level security;
create policy those_who_work on marks.staff_mark using ((select kit.works()));
comment on table marks.staff_mark is 'personal: which training a member of staff has';
