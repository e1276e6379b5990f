-- Version 6: the index of texts by which copies are found across all sites (HARVESTER_DUPLICATES). It can be made again
-- from the lines: harvester sites index.
CREATE TABLE harvester.text (
    number   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- in the order in which they were harvested
    site     int NOT NULL REFERENCES harvester.site (id) ON DELETE CASCADE,
    tid      bigint NOT NULL,
    id       text NOT NULL UNIQUE,    -- of the article
    revision bigint NOT NULL,
    root     text NOT NULL,           -- the id of the first of its group; its own if it is no copy
    letters  int NOT NULL,            -- 0: too short to be compared
    runs     bytea NOT NULL,          -- harvester.duplicates.sketch.Sample
    numbers  bytea NOT NULL,
    keys     bigint[] NOT NULL,       -- hashes of the runs by which it is looked up
    UNIQUE (site, tid)
);
CREATE INDEX text_by_root ON harvester.text (root);
-- Keys whose text is gone are harmless. No more than some texts have one key.
CREATE TABLE harvester.text_key (hash bigint NOT NULL, number bigint NOT NULL, PRIMARY KEY (hash, number));
