-- How an organisation becomes a member (K1), and what two people decided about one (K4).

create table registry.application (
  entity_id text primary key,
  state text not null check (state in ('applied', 'verified', 'tested', 'approved')),
  -- its own word, as it signed it
  configuration text not null,
  -- of the key that signed it: what is compared over a second channel
  fingerprint text not null,
  applied_at timestamptz not null,
  verified_by uuid,
  verified_how text check (verified_how in ('telephone', 'in-person', 'letter')),
  -- hash of the protocol of the conformance run that it passed
  conformance text,
  approved_by uuid,
  confirmed_by uuid,
  check (confirmed_by is null or confirmed_by <> approved_by),
  check (state = 'applied' or verified_by is not null),
  check (state in ('applied', 'verified') or conformance is not null),
  check (state <> 'approved' or confirmed_by is not null)
);
comment on table registry.application is 'not personal: organisations; who decided, by the row of the staff member';

create table registry.measure (
  id uuid primary key,
  entity_id text not null,
  measure text not null check (measure in ('suspend', 'restore', 'expel', 'revoke-key')),
  kid text check ((measure = 'revoke-key') = (kid is not null)),
  proposed_by uuid not null,
  proposed_at timestamptz not null,
  confirmed_by uuid check (confirmed_by <> proposed_by),
  confirmed_at timestamptz check ((confirmed_by is null) = (confirmed_at is null))
);
comment on table registry.measure is 'not personal: organisations; who decided, by the row of the staff member';
create index measure_in_force on registry.measure (confirmed_at, id) where confirmed_at is not null;
