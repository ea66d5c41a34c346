-- c1: the signed lists of what was filed, one a day, each among random values. They name nobody and are for everybody to see.

create schema if not exists filings;

create table filings.list (
  date date primary key,
  -- Compact JWS.
  list text not null
);
comment on table filings.list is 'not personal: values of argon2id among random ones';
