-- The service verifies its whole log again by itself (T28): how far it is, and what the last time came to.
create table ledger.log_check (
  one boolean primary key default true check (one),
  -- when a person asked for one that has not begun
  asked_at timestamptz,
  -- sealed by the organisation's key: whoever writes into this database cannot say that it was done, or that it went well
  state bytea
);
alter table ledger.log_check enable row level security;
alter table ledger.log_check force row level security;
create policy acting on ledger.log_check using ((select coalesce(current_setting('ihala.staff', true), '')) <> '');

-- A further kind of evidence: a leaf of the own log is not what was recorded. It stays when the log verifies again; then it stops nothing.
alter table ledger.evidence drop constraint evidence_kind_check;
alter table ledger.evidence add constraint evidence_kind_check
  check (kind in ('fork', 'inconsistent', 'epoch-unexplained', 'own-log-behind', 'own-log-altered', 'not-in-log'));
alter table ledger.evidence add column settled_at timestamptz;
