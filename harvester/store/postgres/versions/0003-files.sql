-- Version 3: lines in files, what people do to articles, and what an adopted harvest brings along.

-- Files of articles, the manifest: a line stands in one of these that is sealed, or in harvester.line, and never in both.
CREATE TABLE harvester.file (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site   int NOT NULL REFERENCES harvester.site (id),
    day    date NOT NULL,             -- on which its lines were written (UTC)
    part   int NOT NULL,              -- of several files of a day
    url    text NOT NULL UNIQUE,      -- where it is; no two files ever have the same
    state  text NOT NULL CHECK (state IN ('writing', 'sealed', 'doomed')),
                                      -- writing: it may be there, in part; doomed: it is still there, and must go
    lines  int NOT NULL DEFAULT 0,
    bytes  bigint NOT NULL DEFAULT 0,
    sha256 text,                      -- of the file as it is
    tids   bigint[] NOT NULL DEFAULT '{}',  -- the thread of each line, in order; below 0: the line says that it is gone
    frames bigint[] NOT NULL DEFAULT '{}',  -- of each of its zstd frames: how many lines are in it, and its bytes
    made   timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX file_part ON harvester.file (site, day, part) WHERE state = 'sealed';
CREATE INDEX file_unsettled ON harvester.file (state) WHERE state <> 'sealed';
CREATE INDEX line_written ON harvester.line (written);

-- Articles that people removed for good. What is left of them in files goes with the next sweep of the files.
CREATE TABLE harvester.tombstone (
    site   int NOT NULL REFERENCES harvester.site (id) ON DELETE CASCADE,
    tid    bigint NOT NULL,
    stone  jsonb NOT NULL,            -- id, tid, at, by, why
    purged timestamptz,               -- when the last line of it was gone; null: not yet
    PRIMARY KEY (site, tid)
);
CREATE INDEX tombstone_unpurged ON harvester.tombstone (site) WHERE purged IS NULL;

-- What people put right in articles (harvester.site_folder.corrections).
CREATE TABLE harvester.correction (
    site   int NOT NULL REFERENCES harvester.site (id) ON DELETE CASCADE,
    tid    bigint NOT NULL,
    number int NOT NULL,
    made   bytea NOT NULL,            -- JSON in UTF-8
    PRIMARY KEY (site, tid, number)
);
