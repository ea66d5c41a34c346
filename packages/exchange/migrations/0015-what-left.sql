-- What left this organisation, newest first, by the page: everything, and what went to one partner. An admin looks at it long after.
create index outbox_sent on exchange.outbox (created_at, jti);
create index outbox_sent_to on exchange.outbox (recipient, created_at, jti);
-- The other issues of an event: the same content, signed again, because nobody receipted it in its time.
create index issue_sent on exchange.issue (iss, at, jti);
