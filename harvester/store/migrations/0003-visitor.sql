-- Version 3: who visited last. What one visitor is not let in to, another may read.

-- "guest", or "member" and the member's number, in a row of its own.
CREATE TABLE visitor (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    name TEXT NOT NULL
) STRICT;
