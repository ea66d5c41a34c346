-- By which key an event was signed, and to which it was sealed (thumbprints): when a key is stolen, all that it touched is found,
-- also of a case whose content is erased by then. Null for what was written before.
alter table exchange.event add column signed_by text, add column enc_to text;
alter table exchange.issue add column signed_by text, add column enc_to text;
-- Rows lie on disk in the order in which they came: a small index finds a doubtful week among ten million.
create index event_at on exchange.event using brin (at);
create index issue_at on exchange.issue using brin (at);
