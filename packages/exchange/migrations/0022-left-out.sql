-- A rebuilt organisation waits for nobody who is no live member now (DESIGN §10, c24): its recovery ends without them. Their row stays,
-- and they are asked when they are live again; before, nothing goes to them.
alter table exchange.recovering_partner add column left_out_at timestamptz;
