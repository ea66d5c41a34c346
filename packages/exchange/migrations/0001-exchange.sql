-- What this organisation sent and received: conversations, chains, grants, outbox, receipts, quarantine, waiting room.
-- Inner JWSs and grants are sealed under the key of their case; what is plain here is codes, hashes and times.
create schema if not exists exchange;

-- One conversation = one referral between this organisation and one partner: its life and both chains.
create table exchange.conversation (
  case_id text primary key,
  partner text not null,
  side text not null check (side in ('sender', 'recipient')),
  state text not null,
  cancelling boolean not null,
  responsible text not null check (responsible in ('sender', 'recipient')),
  my_seq integer not null,
  my_head text,
  my_receipted integer not null default 0,
  their_seq integer not null,
  their_head text,
  request_grant text,
  way_back_grant text
);

create table exchange.grant_held (
  case_id text not null,
  hash text not null,
  iss text not null,
  aud text not null,
  expires_at timestamptz not null,
  parent_salt bytea,
  withdrawn_at timestamptz,
  jws bytea not null,
  -- one decision of a person may cover two referrals to the same body; each case keeps it under its own key
  primary key (case_id, hash)
);

-- Every event of both directions, for the timeline and for evidence.
create table exchange.event (
  iss text not null,
  jti text not null,
  case_id text,
  seq integer,
  evt text not null,
  at timestamptz not null,
  hash text not null,
  leaf_id uuid not null,
  inner_jws bytea not null,
  -- the receipt given for a received event: coded, signed, repeated to whoever sends the event again
  receipt text,
  primary key (iss, jti)
);
create unique index event_place on exchange.event (case_id, iss, seq) where case_id is not null;

create table exchange.outbox (
  jti text primary key,
  recipient text not null,
  case_id text,
  seq integer,
  evt text not null,
  hash text not null,
  digest text not null,
  -- compact JWE: ASCII
  sealed text,
  status text not null default 'waiting' check (status in ('waiting', 'closed', 'refused', 'expired')),
  refusal text,
  receipt text,
  attempts integer not null default 0,
  next_at timestamptz not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  closed_at timestamptz
);
-- Ciphertext does not compress: trying costs more than it saves.
alter table exchange.outbox alter column sealed set storage external;
alter table exchange.event alter column inner_jws set storage external;
alter table exchange.grant_held alter column jws set storage external;
create index outbox_due on exchange.outbox (next_at) where status = 'waiting';
create index outbox_chain on exchange.outbox (case_id, seq) where case_id is not null;

create table exchange.quarantine (
  id uuid primary key,
  sender_tag text not null,
  iss text,
  jti text,
  case_id text,
  seq integer,
  code text not null,
  at timestamptz not null,
  receipt text,
  -- of the inner JWS, when the signature was verified: two contents under one name are two pieces of evidence
  hash text,
  -- null when the sender's room was full: then only the note of it is kept
  sealed bytea
);
create unique index quarantine_known on exchange.quarantine (iss, jti, hash) where jti is not null;
create index quarantine_sender on exchange.quarantine (sender_tag);

create table exchange.waiting_room (
  digest text primary key,
  sender_tag text not null,
  reason text not null,
  since timestamptz not null,
  next_at timestamptz not null,
  sealed bytea not null
);
create index waiting_room_due on exchange.waiting_room (next_at);

-- The registry's word as last heard, so that names and keys are known while the bus is away.
create table exchange.registry_statement (
  subject text primary key,
  jws text not null,
  heard_at timestamptz not null
);

-- Nothing is read or written outside a transaction that says for whom it acts.
do $$
declare name text;
begin
  foreach name in array array['conversation', 'grant_held', 'event', 'outbox', 'quarantine', 'waiting_room'] loop
    execute format('alter table exchange.%I enable row level security', name);
    execute format('alter table exchange.%I force row level security', name);
    execute format('create policy acting on exchange.%I using (coalesce(current_setting(''ihala.staff'', true), '''') <> '''')', name);
  end loop;
end $$;
