-- Version 9: what output files held at each commit, so that a copy of an earlier state is known by what it says.

-- The first `length` bytes of a file (unpacked) have `hash`: the BLAKE2b of the row before it in the series, and of the
-- bytes since then. A series begins anew where somebody changed the file. `ended`: 1: a run ended with the file so.
CREATE TABLE file_commit (
    file   INTEGER NOT NULL REFERENCES file (id),
    series INTEGER NOT NULL,
    length INTEGER NOT NULL,
    hash   BLOB NOT NULL,
    ended  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (file, series, length)
) STRICT, WITHOUT ROWID;
