-- K1: what an applicant passed is a run whose protocol its test member signed; a hash that somebody typed in is none.

update registry.application set state = 'verified', conformance = null, approved_by = null where state = 'tested';

-- The protocol stands in the membership log before the entry that admits.
alter table registry.change drop constraint change_change_check,
  add constraint change_change_check
    check (change in ('tested', 'admitted', 'suspended', 'restored', 'keys-changed', 'details-changed', 'removed'));

alter table registry.application
  -- as the test member signed it, and the conformance anchor's word that it was one
  add column protocol text,
  add column test_member text,
  -- when the run ended
  add column tested_at timestamptz,
  -- who was approved before there were such runs stays so
  add constraint application_tested check (state in ('applied', 'verified') or (protocol is not null and test_member is not null and tested_at is not null))
    not valid;
