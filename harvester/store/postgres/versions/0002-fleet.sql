-- Version 2: workers that share the sites.

ALTER TABLE harvester.site
    DROP COLUMN lease_until,                        -- a worker has one lease on all its sites
    ADD COLUMN run_began timestamptz,               -- when the run began that is under way; null: none is
    ADD COLUMN rest_until timestamptz,              -- until when its server is to be left alone
    ADD COLUMN failures  int NOT NULL DEFAULT 0;    -- slices in a row that did not end well: each doubles the wait
CREATE INDEX site_rest ON harvester.site (rest_until) WHERE rest_until IS NOT NULL;
CREATE INDEX site_owner ON harvester.site (owner) WHERE owner IS NOT NULL;

-- A row a worker that is alive. Who finds it overdue deletes it: so all the worker's sites are free.
CREATE TABLE harvester.worker (
    id           text PRIMARY KEY,                    -- harvester.site.owner
    process      text NOT NULL,                       -- where it runs, and its number: its connections are called so
    began        timestamptz NOT NULL DEFAULT now(),
    lease        float8 NOT NULL,                     -- seconds that each sign of life is good for
    lease_until  timestamptz NOT NULL,                -- until when it has its sites, by this database's clock
    places       int NOT NULL,                        -- sites that it can crawl at once
    version      text NOT NULL,                       -- of Harvester
    queue_worker bigint,                              -- its number in the queue's own table
    ahead        float8 NOT NULL DEFAULT 0,           -- seconds by which its wall clock is ahead of this one
    figures      jsonb NOT NULL DEFAULT '{}'          -- requests, articles and failures since it began
);

-- A row a slice of a site's crawl: who had it from when to when, and what came of it.
CREATE TABLE harvester.slice (
    site      int NOT NULL REFERENCES harvester.site (id) ON DELETE CASCADE,
    epoch     bigint NOT NULL,
    worker    text NOT NULL,
    began     timestamptz NOT NULL DEFAULT now(),
    ended     timestamptz,                            -- null: under way
    reason    text,                                   -- why it ended: finished, slice_over, worker_died, ...
    exit_code int,
    articles  int NOT NULL DEFAULT 0,
    requests  int NOT NULL DEFAULT 0,
    failed    int NOT NULL DEFAULT 0,                 -- pages that could not be fetched or read
    PRIMARY KEY (site, epoch)
);
CREATE INDEX slice_worker ON harvester.slice (worker) WHERE ended IS NULL;
CREATE INDEX slice_ended ON harvester.slice (ended);

-- What one worker does for all, and when it was last done.
CREATE TABLE harvester.chore (
    name text PRIMARY KEY,
    at   timestamptz NOT NULL
);

-- To look at (docs/fleet.md): columns are added to these, and not taken away.
CREATE VIEW harvester.fleet_worker AS
SELECT id, began, version, places, lease_until, ahead,
       (SELECT count(*) FROM harvester.site WHERE owner = worker.id) AS sites,
       coalesce((figures ->> 'articles')::bigint, 0) AS articles,
       coalesce((figures ->> 'requests')::bigint, 0) AS requests,
       coalesce((figures ->> 'failures')::bigint, 0) AS failures
FROM harvester.worker;

CREATE VIEW harvester.fleet_site AS
SELECT name, known_as, server, priority,
       CASE WHEN worker.id IS NOT NULL THEN 'running'
            WHEN entry IS NULL THEN 'by hand'
            WHEN paused THEN 'paused'
            WHEN coalesce(next_run, '-infinity') <= now() THEN 'due'
            ELSE 'planned' END AS state,
       worker.id AS worker, next_run, last_run, failures, latest.reason AS ended,
       CASE WHEN worker.id IS NULL AND entry IS NOT NULL AND NOT paused AND next_run < now()
            THEN now() - next_run ELSE interval '0' END AS late
FROM harvester.site
LEFT JOIN harvester.worker ON worker.id = site.owner
LEFT JOIN LATERAL (SELECT reason FROM harvester.slice WHERE slice.site = site.id AND ended IS NOT NULL
                   ORDER BY epoch DESC LIMIT 1) AS latest ON true;

CREATE VIEW harvester.fleet_hour AS
SELECT date_trunc('hour', ended) AS hour, count(*) AS slices, sum(articles) AS articles, sum(requests) AS requests,
       sum(failed) AS failed, count(*) FILTER (WHERE exit_code IS DISTINCT FROM 0) AS not_well
FROM harvester.slice WHERE ended IS NOT NULL GROUP BY 1;
