-- Version 1 of the index of texts. It can be made from the lines at any time: one of another version is made anew.

CREATE TABLE text (
    number    INTEGER PRIMARY KEY,  -- in the order in which they were harvested
    id        TEXT NOT NULL UNIQUE,
    revision  INTEGER NOT NULL,
    published TEXT,
    root      INTEGER NOT NULL,     -- the first of those that this is a copy of; its own number where there is none
    likeness  REAL NOT NULL,        -- to the copy that it was known by
    letters   INTEGER NOT NULL,
    runs      BLOB NOT NULL,
    numbers   BLOB NOT NULL
) STRICT;
CREATE INDEX text_by_root ON text (root);
CREATE TABLE key (hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hash, number)) STRICT, WITHOUT ROWID;
CREATE TABLE file (path TEXT PRIMARY KEY, size INTEGER NOT NULL) STRICT;  -- files whose lines are all in it
