-- One event may be signed more than once (DESIGN §4, reissue): its time ran out, or the key it was sealed to is lost. Here are
-- the other issues: at the sender those before the one in exchange.event, at the recipient those after it.
create table exchange.issue (
  iss text not null,
  jti text not null,
  case_id text not null,
  seq integer not null,
  at timestamptz not null,
  hash text not null,
  leaf_id uuid not null,
  inner_jws bytea not null,
  receipt text,
  primary key (iss, jti)
);
create index issue_place on exchange.issue (case_id, iss, seq);
alter table exchange.issue alter column inner_jws set storage external;

alter table exchange.issue enable row level security;
alter table exchange.issue force row level security;
create policy acting on exchange.issue using (coalesce(current_setting('ihala.staff', true), '') <> '');

-- The key an event was sealed to: when the recipient has it no longer, the event is signed and sealed again.
alter table exchange.outbox add column enc_to text;
