-- Version 4: the run of a site that is under way is found among all that it ever had.
CREATE INDEX run_under_way ON harvester.run (site) WHERE ended IS NULL;
CREATE INDEX run_ended ON harvester.run (ended);
CREATE INDEX notice_written ON harvester.notice (written);
