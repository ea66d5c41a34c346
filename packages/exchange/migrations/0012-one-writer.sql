-- The lock should have seen to it: two writers of one chain, or a case that was thought new. The statement that finds it fails by
-- itself, because nobody waits for its answer before the commit.
create function exchange.moved_on() returns int language plpgsql volatile as $$
begin
  raise exception 'a conversation moved on while an event was being written';
end $$;
