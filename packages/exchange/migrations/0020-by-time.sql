-- What is found by when it was signed or sent is found under names in order of bytes. An index on the very columns that begin the
-- primary key looked as cheap as that key while the tables were small, and a plan made then read every event of a partner, for
-- every event that came.
drop index exchange.event_signed;
drop index exchange.issue_signed;
drop index exchange.quarantine_signed;
drop index exchange.issue_sent;
create index event_signed on exchange.event (iss collate "C", iat);
create index issue_signed on exchange.issue (iss collate "C", iat);
create index quarantine_signed on exchange.quarantine (iss collate "C", iat) where receipt is not null;
create index issue_sent on exchange.issue (iss collate "C", at, jti);
