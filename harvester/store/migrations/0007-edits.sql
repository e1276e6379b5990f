-- Version 7: what tells that somebody touched an output file, and a line in it.

-- When the file (the packed one, where it is packed) was last changed, in nanoseconds, as of the last commit. Null: an
-- older Harvester noted it, and the size alone tells; 0: it was touched since, and is to be read.
ALTER TABLE file ADD COLUMN modified INTEGER;

-- Eight bytes of the BLAKE2b hash of a thread's latest line, without white space around it; null: an older Harvester
-- wrote it. Where line_end is null and file is not, the line was removed by hand, or moved away and counts as harvested.
ALTER TABLE thread ADD COLUMN line_hash BLOB;

-- How long output files were at the ends of runs: one that is so long again is an older copy of itself.
CREATE TABLE file_end (
    file   INTEGER NOT NULL REFERENCES file (id),
    length INTEGER NOT NULL,
    PRIMARY KEY (file, length)
) STRICT, WITHOUT ROWID;
