-- The part of its case under whose key each event is kept (DESIGN §7, §11): erasing the part empties it. What was kept before lies under
-- the key of the whole case.
alter table exchange.event add column part text not null default '';
alter table exchange.issue add column part text not null default '';

-- What the person took back of a grant: the rest of it stands.
alter table exchange.grant_held add column withdrawn text[] not null default '{}';
