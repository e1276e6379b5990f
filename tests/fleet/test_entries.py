"""A site's entry on its way: from the sites file into the table, and out of it into a worker's crawl."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psycopg
import pytest
from fleets import Looking
from workers import enlist, taken

from harvester.config.declaring import ConfigurationError
from harvester.crawl.keeping import import_file, listed, pause, run
from harvester.crawl.sites import KEYS
from harvester.fleet.status import fleet_status
from harvester.fleet.term import Term
from harvester.sites.sites_file import entry_of, read_sites
from harvester.store.interface import StoreError
from harvester.store.postgres.session import session

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


def test_a_worker_crawls_by_the_entry_of_the_sites_file(
    fleet: Looking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "sites.toml"
    file.write_text(SITES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    import_file(fleet.address, Path(file.name))
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


def test_sites_of_a_file_exchange_their_names(fleet: Looking, tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    for names in ("ab", "ba", "cab", "bca"):
        sites = zip(names, ("one", "two", "three"), strict=False)
        file.write_text("".join(f'[{name}]\naddress = "http://{host}.example/"\n' for name, host in sites))
        import_file(fleet.address, file)
        found = fleet.rows("SELECT known_as, split_part(name, '.', 1) FROM harvester.site")
        assert dict(found) == dict(zip(names, ("one", "two", "three"), strict=False))


def test_a_name_has_no_control_characters(fleet: Looking, tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    file.write_text('["a\\u0000b"]\naddress = "http://one.example/"\n')
    with pytest.raises(ConfigurationError, match="can't be a site's name"):
        import_file(fleet.address, file)


@pytest.fixture
def imported(fleet: Looking, tmp_path: Path) -> Looking:
    """A fleet with one site."""
    file = tmp_path / "sites.toml"
    file.write_text('[bbs]\naddress = "https://bbs.example.com/"\n')
    import_file(fleet.address, file)
    return fleet


def _changed(fleet: Looking, values: str) -> None:
    with psycopg.connect(fleet.address, autocommit=True) as connection:
        connection.execute(f"UPDATE harvester.site SET {values}".encode())  # noqa: S608 - ours


@pytest.mark.parametrize("values", ["every = '-1 hour'", "every = '0'", "every = '20000 years'", "budget = -1"])
def test_the_table_refuses_what_no_schedule_can_be_made_of(imported: Looking, values: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        _changed(imported, values)


@pytest.mark.parametrize("never", ["infinity", "-infinity", "20000-01-01", "2000-01-01 BC"])
def test_a_time_beyond_all_years_keeps_nobody_from_reading_the_table(imported: Looking, never: str) -> None:
    _changed(imported, f"next_run = '{never}', last_run = '{never}', failures = 1")
    [site] = listed(imported.address)
    assert site.next_run is not None
    assert site.next_run.year in (1, 9999)
    assert fleet_status(imported.address).failing[0].site == "bbs"
    assert run(imported.address, ["bbs"])[0].known_as == "bbs"


def test_a_site_that_no_worker_ever_took_is_late(imported: Looking) -> None:
    assert not fleet_status(imported.address).late
    _changed(imported, "next_run = next_run - interval '11 minutes'")
    [late] = fleet_status(imported.address).late
    assert (late.site, late.late > 660) == ("bbs", True)


def test_a_command_waits_for_no_lock_for_ever(imported: Looking) -> None:
    with session(imported.address) as db:
        assert db.execute("SHOW lock_timeout").fetchall() == [("10s",)]
    with psycopg.connect(imported.address) as other:
        other.execute("SELECT FROM harvester.site FOR UPDATE")
        with pytest.raises(StoreError, match="another session holds it"):
            pause(f"{imported.address}&options=-clock_timeout%3D20", ["bbs"], paused=True)


def test_who_may_not_change_the_tables_is_told_who_does(fleet: Looking) -> None:
    with psycopg.connect(fleet.address, autocommit=True) as connection:
        connection.execute("CREATE ROLE poor LOGIN")
        connection.execute("GRANT USAGE ON SCHEMA harvester TO poor")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA harvester TO poor")
        theirs = fleet.address.replace("//harvester@", "//poor@")
        assert listed(theirs) == []
        connection.execute("UPDATE harvester.version SET number = number - 1")
        with pytest.raises(StoreError, match=r"who made them, run: .* sites list"):
            listed(theirs)
        connection.execute("DROP OWNED BY poor")
        connection.execute("DROP ROLE poor")


def test_an_import_refuses_what_each_slice_would_be_refused_for(fleet: Looking, tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    for line in ('feed = "feed.xml"', 'hook = "./hook"'):
        file.write_text(f'[bbs]\naddress = "https://bbs.example.com/"\n{line}\n')
        with pytest.raises(ConfigurationError, match=f"bbs: {line.split()[0]} is for folders"):
            import_file(fleet.address, file)
