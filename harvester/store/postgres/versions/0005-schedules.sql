-- Version 5: columns that people change by hand refuse what no schedule can be made of.
UPDATE harvester.site SET every = NULL WHERE every <= '0' OR every > '11000 years';
UPDATE harvester.site SET budget = NULL WHERE budget < 0;
ALTER TABLE harvester.site
    ADD CONSTRAINT site_every CHECK (every > '0' AND every <= '11000 years'),
    ADD CONSTRAINT site_budget CHECK (budget >= 0);

-- PostgreSQL up to 16 has no difference of infinite times.
CREATE OR REPLACE VIEW harvester.fleet_site AS
SELECT name, known_as, server, priority,
       CASE WHEN worker.id IS NOT NULL THEN 'running'
            WHEN entry IS NULL THEN 'by hand'
            WHEN paused THEN 'paused'
            WHEN coalesce(next_run, '-infinity') <= now() THEN 'due'
            ELSE 'planned' END AS state,
       worker.id AS worker, next_run, last_run, failures, latest.reason AS ended,
       CASE WHEN worker.id IS NULL AND entry IS NOT NULL AND NOT paused AND next_run < now() AND isfinite(next_run)
            THEN now() - next_run ELSE interval '0' END AS late
FROM harvester.site
LEFT JOIN harvester.worker ON worker.id = site.owner
LEFT JOIN LATERAL (SELECT reason FROM harvester.slice WHERE slice.site = site.id AND ended IS NOT NULL
                   ORDER BY epoch DESC LIMIT 1) AS latest ON true;
