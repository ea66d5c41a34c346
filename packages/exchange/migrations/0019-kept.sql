-- What was refused of a case is emptied with it (T42): found by the case, among all that was ever refused.
create index quarantine_case on exchange.quarantine (case_id) where case_id is not null and sealed is not null;
