-- A reference had six places, and the million-and-first referral would have been cut to the reference of an earlier one:
-- six places at least, as many as the number needs.
alter table desk.referral alter column reference set default 'R-' || to_char(nextval('desk.reference_number'), 'FM9999999999000000');
