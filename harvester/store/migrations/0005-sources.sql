-- Version 5: which pages threads are read off.

-- What a look at the site found (see harvester.spiders.source), in a row of its own.
CREATE TABLE choice (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    name   TEXT NOT NULL,     -- thread or rechecks
    reason TEXT NOT NULL,     -- in words
    looked INTEGER NOT NULL
) STRICT;

-- Threads that the archiver shows in full.
CREATE TABLE plain (
    tid  INTEGER PRIMARY KEY,
    mark BLOB NOT NULL        -- of what it shows (see harvester.discuz.plain)
) STRICT;
