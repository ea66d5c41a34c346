-- C11, D-21: the box of complaints about members that goes once a day, full or empty, at a minute that chance chose the day before.
create table desk.complaint_box (
  id uuid primary key,
  -- By UTC. Two boxes of one day would tell that somebody complained.
  day date not null unique,
  due_at timestamptz not null,
  -- The event that is the box, to whom and when it went; null until it goes.
  jti text unique,
  recipient text,
  sent_at timestamptz,
  check ((jti is null) = (recipient is null) and (jti is null) = (sent_at is null))
);
comment on table desk.complaint_box is 'not personal: when a box goes that goes every day, whatever is in it';
alter table desk.complaint_box enable row level security;
alter table desk.complaint_box force row level security;
create policy those_who_see on desk.complaint_box using ((select kit.works()));

alter table desk.member_complaint
  -- With it the person asks whoever takes the complaint; null where somebody takes it there by hand.
  add column number text unique,
  add column answer boolean not null default false,
  -- The box it went with.
  add column box uuid references desk.complaint_box (id);
-- What was written down before is taken there by hand, and nobody was asked.
alter table desk.member_complaint alter column answer drop default;
create index member_complaint_box on desk.member_complaint (box);
