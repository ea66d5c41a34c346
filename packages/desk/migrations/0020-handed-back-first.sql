-- What was handed back to us waits for us alone: it stands before whatever has a clock, not after all of it.
update desk.referral set due_at = '-infinity' where side = 'sender' and state = 'handed-back';
