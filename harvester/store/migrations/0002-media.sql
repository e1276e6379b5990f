-- Version 2: pictures and attached files that were downloaded.

-- A row a file that pages name: by its attachment number (aid:7), which stays while signed addresses change, else by its
-- address. Several may have the same content, which is kept once.
CREATE TABLE medium (
    key    TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,     -- of the content, in hex
    file   TEXT NOT NULL      -- where it is, below the site's folder
) STRICT, WITHOUT ROWID;
