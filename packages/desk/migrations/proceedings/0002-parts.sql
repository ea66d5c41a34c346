-- DESIGN §7: what this house wrote of a case lies under the key of what is its own, so that it goes when no law keeps it any more. What
-- was kept before lies under the key of the whole case.
alter table proceedings.wish add column part text not null default '';
