-- Version 1 of the tables of a fleet, all in the schema harvester. Times that are numbers are seconds since 1970 in UTC.

-- A row a site. Every commit of a crawl updates it where epoch is the crawl's own: whoever takes a site raises the epoch,
-- and nothing that the one before notes from then on lasts.
CREATE TABLE harvester.site (
    id          int GENERATED ALWAYS AS IDENTITY UNIQUE,  -- what the other tables call it
    name        text PRIMARY KEY,                 -- that of its folder, where it has one
    known_as    text UNIQUE,                      -- its name in the sites file; null: it was crawled by its address
    entry       jsonb,                            -- its table in the sites file; null: no worker takes it
    server      text NOT NULL DEFAULT '',         -- host and port: the key of politeness
    epoch       bigint NOT NULL DEFAULT 0,        -- how often it was taken
    serial      bigint NOT NULL DEFAULT 0,        -- commits of all its crawls: tells whether one that was cut off lasted
    clock       bigint NOT NULL DEFAULT 0,        -- what the crawl's clock said at the last commit
    owner       text,                             -- who has it; null: nobody
    lease_until timestamptz,                      -- until when, by this database's clock
    paused      boolean NOT NULL DEFAULT false,   -- no worker takes it
    every       interval,                         -- how often it is crawled
    hours       text,                             -- at which hours of the day, as HARVESTER_HOURS
    budget      int,                              -- requests a day
    priority    int NOT NULL DEFAULT 0,           -- of two that are due, the higher goes first
    next_run    timestamptz,                      -- when it is due; null: it has never run, and is
    last_run    timestamptz,                      -- when its last crawl, or slice of one, ended
    visitor     text NOT NULL DEFAULT 'guest',    -- who visited last: what one may not see, another may
    source      jsonb                             -- what the last look at its sources found: name, reason, looked
) WITH (fillfactor = 50);
CREATE INDEX site_next_run ON harvester.site (next_run) WHERE entry IS NOT NULL AND NOT paused;
CREATE INDEX site_server ON harvester.site (server);

-- A row a thread that a list or the user ever named (harvester.store.records.Known).
CREATE TABLE harvester.thread (
    site         int NOT NULL REFERENCES harvester.site (id) ON DELETE CASCADE,
    tid          bigint NOT NULL,
    fid          bigint,                  -- the board whose list named it
    replies      bigint,                  -- the last list row seen: replies,
    last_reply   bigint,                  -- time of the last reply,
    last_poster  text,                    -- and who wrote it
    state        text NOT NULL,           -- wanted, harvested, barred, gone, failed or removed
    reason       text,                    -- the kind of the notice or failure, where it is not harvested
    visited      bigint,                  -- last time its page was read
    next_visit   bigint,                  -- when to look at it again although its row did not change
    revision     int NOT NULL DEFAULT 0,  -- of its latest line; 0: there is none
    text_hash    bytea,                   -- SHA-256 of the latest line's text in UTF-8
    field_hashes bytea,                   -- four bytes for each of harvester.visits.digest.FIELDS
    refused      int NOT NULL DEFAULT 0,  -- how often in a row it was barred or gone, for one reason
    together     int,                     -- what it has in common with those that were refused alike
    said         bytea,                   -- eight bytes of a hash of title, level and price in its last row
    flags        text,                    -- those of its flags that the staff sets, with commas
    also         bigint,                  -- another board whose list names it; 0: several do, -1: none does any longer
    standing     text NOT NULL DEFAULT 'yes' CHECK (standing IN ('yes', 'lost', 'taken')),
                                          -- lost: its line is to be written again; taken: a person took it out
    PRIMARY KEY (site, tid)
);
CREATE INDEX thread_due ON harvester.thread (site, next_visit) WHERE next_visit IS NOT NULL;
CREATE INDEX thread_together ON harvester.thread (site, together) WHERE together IS NOT NULL;

-- Threads that are to be visited, with the list row that named them, until the visit is settled.
CREATE TABLE harvester.wanted (
    number bigint GENERATED ALWAYS AS IDENTITY,  -- the order of visiting
    site   int NOT NULL,
    tid    bigint NOT NULL,
    row    text,                                 -- JSON; null where no list named it
    PRIMARY KEY (site, tid),
    FOREIGN KEY (site, tid) REFERENCES harvester.thread (site, tid) ON DELETE CASCADE
);
CREATE UNIQUE INDEX wanted_number ON harvester.wanted (site, number);

-- Threads that a cheaper source shows in full.
CREATE TABLE harvester.plain (
    site int NOT NULL REFERENCES harvester.site (id) ON DELETE CASCADE,
    tid  bigint NOT NULL,
    mark bytea NOT NULL,
    PRIMARY KEY (site, tid)
);

-- Threads that turn to a page of the print edition, or come from one.
CREATE TABLE harvester.turn (
    site      int NOT NULL REFERENCES harvester.site (id) ON DELETE CASCADE,
    tid       bigint NOT NULL,
    title     text NOT NULL,
    turns     boolean NOT NULL,
    comes     boolean NOT NULL,
    published bigint NOT NULL,
    PRIMARY KEY (site, tid)
);
CREATE INDEX turn_published ON harvester.turn (site, published);

-- Stretches of a board's list whose rows are all known.
CREATE TABLE harvester.stretch (
    site   int NOT NULL REFERENCES harvester.site (id) ON DELETE CASCADE,
    fid    bigint NOT NULL,
    since  bigint NOT NULL,
    newest bigint NOT NULL,
    oldest bigint NOT NULL,
    page   bigint NOT NULL,
    PRIMARY KEY (site, fid, since, newest)
);

-- How the forum writes its addresses; what its pages stop in; how they keep the signs that they give.
CREATE TABLE harvester.form (
    site     int NOT NULL REFERENCES harvester.site (id) ON DELETE CASCADE,
    kind     text NOT NULL,
    template text NOT NULL,
    PRIMARY KEY (site, kind)
);
CREATE TABLE harvester.ending (
    site int NOT NULL REFERENCES harvester.site (id) ON DELETE CASCADE,
    kind text NOT NULL,
    stop int NOT NULL,
    PRIMARY KEY (site, kind)
);
CREATE TABLE harvester.sign (
    site   int NOT NULL REFERENCES harvester.site (id) ON DELETE CASCADE,
    kind   text NOT NULL,
    name   text NOT NULL,
    kept   bigint NOT NULL,
    broken bigint NOT NULL,
    PRIMARY KEY (site, kind, name)
);

-- Files that pages name and that were downloaded: where they are, below the site's folder.
CREATE TABLE harvester.medium (
    site   int NOT NULL REFERENCES harvester.site (id) ON DELETE CASCADE,
    key    text NOT NULL,
    sha256 text NOT NULL,
    file   text NOT NULL,
    PRIMARY KEY (site, key)
);

-- Requests made of a site, by day of its zone.
CREATE TABLE harvester.day (
    site     int NOT NULL REFERENCES harvester.site (id) ON DELETE CASCADE,
    day      text NOT NULL,
    requests bigint NOT NULL,
    PRIMARY KEY (site, day)
);

-- Lines of the output that stand in no file yet, byte for byte as they will.
CREATE TABLE harvester.line (
    number   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- within a site, the order of writing
    site     int NOT NULL REFERENCES harvester.site (id) ON DELETE CASCADE,
    tid      bigint NOT NULL,
    kind     text NOT NULL,       -- article or gone
    revision int NOT NULL,
    written  timestamptz NOT NULL DEFAULT now(),
    line     bytea NOT NULL       -- JSON in UTF-8, without the line's end
);
CREATE INDEX line_site ON harvester.line (site, number);
CREATE INDEX line_thread ON harvester.line (site, tid, number);

-- Pages of crawls that were not what was asked for, as JSON in UTF-8.
CREATE TABLE harvester.notice (
    number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site    int NOT NULL REFERENCES harvester.site (id) ON DELETE CASCADE,
    epoch   bigint NOT NULL,      -- of the crawl that met it
    written timestamptz NOT NULL DEFAULT now(),
    notice  bytea NOT NULL
);
CREATE INDEX notice_site ON harvester.notice (site, number);

-- Runs of sites: a crawl from the shell, or a worker's slice of one (harvester.runs.records.record).
CREATE TABLE harvester.run (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site   int NOT NULL REFERENCES harvester.site (id) ON DELETE CASCADE,
    epoch  bigint NOT NULL,
    began  timestamptz NOT NULL DEFAULT now(),
    ended  timestamptz,           -- null: it is at work, or was killed
    record jsonb NOT NULL
);
CREATE INDEX run_site ON harvester.run (site, number);
