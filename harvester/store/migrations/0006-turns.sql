-- Version 6: threads that turn to a page of the print edition, or come from one (see harvester.news.serial).
CREATE TABLE turn (
    tid       INTEGER PRIMARY KEY,
    title     TEXT NOT NULL,     -- without the markers
    turns     INTEGER NOT NULL,  -- 1: it ends by turning to a page
    comes     INTEGER NOT NULL,  -- 1: it begins by coming from one
    published INTEGER NOT NULL
) STRICT;
CREATE INDEX turn_published ON turn (published);
