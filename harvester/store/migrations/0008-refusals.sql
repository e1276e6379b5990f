-- Version 8: what a forum keeps back today it may show tomorrow; and where its pages end.

ALTER TABLE thread ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;  -- how often in a row it was barred or gone, for one reason
-- Threads of a board that a run was refused for one reason alike have a number in common: a few of them are asked for
-- again, and where one of those can be read, so are all.
ALTER TABLE thread ADD COLUMN together INTEGER;
CREATE INDEX thread_together ON thread (together) WHERE together IS NOT NULL;

-- Earlier versions never asked for these again. They come back over a month, not at once.
UPDATE thread SET refused = 1, next_visit = CAST(strftime('%s', 'now') AS INTEGER) + tid % 30 * 86400
    WHERE state IN ('barred', 'gone') AND next_visit IS NULL AND reason IS NOT 'dropped';

-- What the site's pages of a kind stop in (see harvester.forum.ending).
CREATE TABLE ending (
    kind TEXT PRIMARY KEY,    -- thread, board, index; archiver-thread, ...
    stop INTEGER NOT NULL     -- a value of Stop
) STRICT, WITHOUT ROWID;
