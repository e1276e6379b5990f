-- Version 10: how many pages of a kind bear out each sign that they give (see harvester.forum.signs), and how many do not.

CREATE TABLE sign (
    kind TEXT NOT NULL,       -- thread, board, index; archiver-thread, ...
    name TEXT NOT NULL,       -- of the sign
    kept INTEGER NOT NULL,
    broken INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
