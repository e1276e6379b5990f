-- A temporary table of texts, to be read in the order of their harvest.
CREATE TABLE entry (
    number    INTEGER PRIMARY KEY,
    harvested TEXT NOT NULL,
    id        TEXT NOT NULL,
    revision  INTEGER NOT NULL,
    published TEXT,
    letters   INTEGER NOT NULL,
    runs      BLOB NOT NULL,
    numbers   BLOB NOT NULL
) STRICT;
CREATE INDEX entry_by_time ON entry (harvested, number);
