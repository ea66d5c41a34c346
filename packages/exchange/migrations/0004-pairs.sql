-- When an event was signed, by its sender's clock, in seconds since 1970: digests of a pair count by it (c7).
alter table exchange.event add column iat integer;
alter table exchange.issue add column iat integer;
alter table exchange.quarantine add column iat integer;
create index event_signed on exchange.event (iss, iat);
create index issue_signed on exchange.issue (iss, iat);
create index quarantine_signed on exchange.quarantine (iss, iat) where receipt is not null;
-- Pieces of files belong to no case: they are found by whom they went to.
create index outbox_pieces on exchange.outbox (recipient) where evt = 'file-chunk';
