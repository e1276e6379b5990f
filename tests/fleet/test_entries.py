"""A site's entry on its way: from the sites file into the table, and out of it into a worker's crawl."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psycopg
from fleets import Looking
from workers import enlist, taken

from harvester.crawl.keeping import import_file
from harvester.crawl.sites import KEYS
from harvester.fleet.term import Term
from harvester.sites.sites_file import entry_of, read_sites

SITES = """
[bbs]
address = "https://bbs.example.com/bbs/"
every = "12h"
HARVESTER_HOURS = "22-06"
HARVESTER_DAILY_REQUESTS = 500
delay = 2.5
boards = [2, 36]
since = 2025-01-01
cookies = "cookies.txt"
headers = { "Accept-Language" = "zh-TW" }
layout = { rows = "div.item" }
keep = ["comments"]
"""


def test_a_worker_crawls_by_the_entry_of_the_sites_file(fleet: Looking, tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    file.write_text(SITES, encoding="utf-8")
    import_file(fleet.address, file)
    term = Term(15.0)
    enlist(fleet, term.worker)
    [(name,)] = fleet.rows("SELECT name FROM harvester.site")
    found = asyncio.run(taken(fleet, name, term))
    assert (found.known_as, found.hours, found.budget, found.every) == ("bbs", "22-06", 500, 12 * 3600)
    there = entry_of("bbs", found.entry, KEYS)
    here = read_sites(file, SITES, KEYS)["bbs"]
    assert there.address == here.address
    wanted = {each.key: each.value for each in here.values}
    assert {each.key: each.value for each in there.values} == wanted
    assert wanted["cookies"] == str(tmp_path / "cookies.txt")


def test_an_import_changes_what_is_due_for_nobody_at_work(fleet: Looking, tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    file.write_text(SITES, encoding="utf-8")
    import_file(fleet.address, file)
    with psycopg.connect(fleet.address, autocommit=True) as connection:
        connection.execute("UPDATE harvester.site SET owner = 'w', epoch = 9, next_run = now() + interval '1 hour'")
    import_file(fleet.address, file)
    assert fleet.rows("SELECT owner, epoch, next_run > now() FROM harvester.site") == [("w", 9, True)]
