-- A further kind of evidence: the registry says of a member what the membership log does not (T26).
alter table ledger.evidence drop constraint evidence_kind_check;
alter table ledger.evidence add constraint evidence_kind_check
  check (kind in ('fork', 'inconsistent', 'epoch-unexplained', 'own-log-behind', 'not-in-log'));
