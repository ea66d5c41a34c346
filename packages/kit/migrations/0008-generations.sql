-- c2: what a law or a hold keeps although the person took it back is opened for the data-protection officer only: from then on this key
-- is to everybody else as if it were erased.
alter table kit.case_key add column withheld_at timestamptz;
