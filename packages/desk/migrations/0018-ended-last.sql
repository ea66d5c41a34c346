-- What has no clock stood together, live and over, oldest first: after a year whoever was taken on lay below all that had ended.
-- What is live stands by its clock; what is over comes after it, newest first. Each part has an index in its order.
create index referral_live on desk.referral (side, due_at, id)
  where state <> all ('{completed,failed,rejected,cancelled,taken-back,entered-in-error}'::text[]);
create index referral_ended on desk.referral (side, received_at desc, id desc)
  where state = any ('{completed,failed,rejected,cancelled,taken-back,entered-in-error}'::text[]);
drop index desk.referral_work;
