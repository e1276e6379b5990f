-- Version 11: what a list row says besides its last reply.

ALTER TABLE thread ADD COLUMN said BLOB;      -- eight bytes of a hash of its title, level and price; null: not known
ALTER TABLE thread ADD COLUMN flags TEXT;     -- those of its flags that the staff sets, with commas; null: not known
ALTER TABLE thread ADD COLUMN also INTEGER;   -- another board whose list names it; 0: several do, -1: none does any longer
