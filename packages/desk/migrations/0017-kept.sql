-- What stays here although it was to go is looked through as a whole (GET /kept), and is little among much that went.
create index erasure_kept on desk.erasure (owner) where kept <> '[]';
