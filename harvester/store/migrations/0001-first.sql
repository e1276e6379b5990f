-- Version 1 of a site's store. Times are seconds since 1970 in UTC.

-- What was harvested, a row a thread that a list or the user ever named.
CREATE TABLE thread (
    tid         INTEGER PRIMARY KEY,
    fid         INTEGER,           -- the board whose list named it
    replies     INTEGER,           -- the last list row seen: replies,
    last_reply  INTEGER,           -- time of the last reply,
    last_poster TEXT,              -- and who wrote it
    state       TEXT NOT NULL,     -- wanted, harvested, barred, gone or failed
    reason      TEXT,              -- the kind of the notice or failure, where it is not harvested
    visited     INTEGER,           -- last time its page was read
    next_visit  INTEGER,           -- when to look at it again although its row did not change
    revision    INTEGER NOT NULL DEFAULT 0,  -- of its latest line; 0: there is none
    text_hash   BLOB,              -- SHA-256 of the latest line's text in UTF-8
    field_hashes BLOB,             -- four bytes for each of harvester.site_folder.digest.FIELDS, in that order
    file        INTEGER REFERENCES file (id),  -- where its latest line stands; null: nowhere
    line_end    INTEGER            -- the file's length just after that line
) STRICT;
CREATE INDEX thread_due ON thread (next_visit) WHERE next_visit IS NOT NULL;
CREATE INDEX thread_line ON thread (file, line_end) WHERE file IS NOT NULL;

-- Threads that are to be visited, with the list row that named them, until the visit is settled.
CREATE TABLE wanted (
    number INTEGER PRIMARY KEY AUTOINCREMENT,  -- the order of visiting
    tid    INTEGER NOT NULL UNIQUE REFERENCES thread (tid),
    row    TEXT                                -- JSON; null where no list named it
) STRICT;

-- Stretches of a board's list whose rows are all in the table thread (see harvester.visits.ground).
CREATE TABLE stretch (
    fid    INTEGER NOT NULL,
    since  INTEGER NOT NULL,  -- threads posted before this were left out; 0: none were
    newest INTEGER NOT NULL,  -- last reply of its first row
    oldest INTEGER NOT NULL,  -- last reply of its last row; 0: it goes to the end of the list
    page   INTEGER NOT NULL,  -- the list page that its last row stood on
    PRIMARY KEY (fid, since, newest)
) STRICT, WITHOUT ROWID;

-- How the forum writes its addresses, by what they name (board, thread; see harvester.discuz.forms).
CREATE TABLE form (
    kind     TEXT PRIMARY KEY,
    template TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Output files, with what of them is committed: so many bytes hold so many whole lines.
CREATE TABLE file (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE,
    committed INTEGER NOT NULL,
    lines     INTEGER NOT NULL
) STRICT;

-- Requests made of the site, by day of its zone.
CREATE TABLE day (
    day      TEXT PRIMARY KEY,
    requests INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The clock as the last commit read it, in a row of its own.
CREATE TABLE clock (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    time INTEGER NOT NULL
) STRICT;
