"""What reads and curates harvests, over a database: rows and files, and nothing that was removed."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest
from depot_runs import Runs

from harvester.store.postgres.connections import LOCKS

SITES = """
[one]
address = "http://one.example/"
every = "6h"
HARVESTER_HOURS = "22-06"
HARVESTER_DAILY_REQUESTS = 500
[two]
address = "http://forum.two.example/bbs/"
"""


@pytest.fixture
def harvested(runs: Runs) -> Runs:
    """A harvest of which some lines are in files of either format, and some are not."""
    assert runs.crawl("own", "max_threads=2", database=True) == 0, runs.output
    runs.seal()
    assert runs.crawl("own", "max_threads=2", database=True) == 0, runs.output
    runs.seal(form="parquet")
    assert {path.suffix for path in runs.folder.glob("sealed/*/*")} == {".zst", ".parquet"}
    assert runs.crawl("own", database=True) == 0, runs.output
    assert 0 < len(runs.rows()) < len(runs.lines())
    return runs


def test_readers_see_rows_and_files(harvested: Runs) -> None:
    runs = harvested
    tids = {line["tid"] for line in runs.lines()}
    assert {line["tid"] for line in runs.exported()} == tids
    in_rows = [line["tid"] for line in runs.rows()]
    for tid in (*tids.difference(in_rows), in_rows[0]):  # all that are in files, and one that is not
        assert runs.command("show", "--json", f"{runs.name}:{tid}") == 0, runs.output
    assert runs.command("report", "-o", str(runs.folder / "report.html")) == 0
    assert f"{len(tids)} articles" in runs.output
    assert runs.command("feed", runs.forum.url, "-o", str(runs.folder / "feed.xml")) == 0
    assert (runs.folder / "feed.xml").read_text(encoding="utf-8").count("<entry>") == len(tids)
    assert runs.command("duplicates") == 0
    assert f"{len(tids)} articles" in runs.output
    assert runs.command("status", "--json") == 0
    status = json.loads(runs.output)
    assert (status["articles"], status["runs"], status["well"]) == (len(tids), 3, True)
    assert runs.command("backup", runs.name, "-o", "x.tar") == 2
    (runs.folder / "imported.toml").write_text(f'[bbs]\naddress = "{runs.forum.url}"\n', encoding="utf-8")
    assert runs.command("sites", "import", str(runs.folder / "imported.toml")) == 0, runs.output
    assert {line["tid"] for line in runs.exported("bbs")} == tids
    assert runs.command("export", "other.example") == 2
    assert "there is no harvest of other.example in PostgreSQL" in runs.output
    assert not list(Path(runs.folder).glob("own/*/articles*"))


def test_people_put_right_and_remove(harvested: Runs) -> None:
    runs = harvested
    sealed, row = runs.lines()[0]["tid"], runs.rows()[0]["tid"]
    for tid in (sealed, row):
        assert runs.command("correct", f"{runs.name}:{tid}", "--field", f"title=新{tid}") == 0, runs.output
    assert runs.command("correct", f"{runs.name}:{row}", "--field", "title=又") == 0
    titles = {line["tid"]: line["title"] for line in runs.exported()}
    assert (titles[sealed], titles[row]) == (f"新{sealed}", "又")
    assert runs.command("correct", f"{runs.name}:{row}", "--undo", "2") == 0
    assert {line["tid"]: line["title"] for line in runs.exported()}[row] != "又"
    for tid in (sealed, row):
        assert runs.command("remove", f"{runs.name}:{tid}", "--dry-run") == 0, runs.output
        assert runs.command("remove", f"{runs.name}:{tid}", "--why", "asked") == 0, runs.output
        assert tid not in {line["tid"] for line in runs.exported()}
    assert runs.command("remove", "--list") == 0
    assert runs.output.count("asked") == 2
    assert runs.crawl("own", "full=1", database=True) == 0
    assert {sealed, row}.isdisjoint(line["tid"] for line in runs.lines())
    before = set(runs.folder.glob("sealed/*/*"))
    runs.seal()
    after = set(runs.folder.glob("sealed/*/*"))
    assert before - after, "the file with the removed article was written anew"
    assert len(after) >= len(before)


def test_a_site_is_taken_out_and_its_harvest_stays_until_it_is_asked_for(harvested: Runs) -> None:
    runs = harvested
    articles = len(runs.exported())
    (runs.folder / "imported.toml").write_text(f'[bbs]\naddress = "{runs.forum.url}"\n', encoding="utf-8")
    assert runs.command("sites", "import", str(runs.folder / "imported.toml")) == 0, runs.output
    assert runs.command("sites", "remove", "bbs") == 0, runs.output
    assert f"no worker crawls it; {articles} articles stay" in runs.output
    assert len(runs.exported("bbs")) == articles
    with psycopg.connect(runs.database, autocommit=True) as holder:
        [(site,)] = holder.execute("SELECT id FROM harvester.site").fetchall()
        holder.execute("SELECT pg_advisory_lock(%s, %s)", [LOCKS, site])  # as a crawl from the shell has it
        assert runs.command("sites", "remove", "bbs", "--harvest") == 5
        assert "is at work on" in runs.output
    assert runs.command("sites", "remove", "bbs", "--harvest") == 0, runs.output
    assert f"{articles} articles and 2 files are removed" in runs.output
    assert not list(runs.folder.glob("sealed/*/*"))
    with psycopg.connect(runs.database) as connection:
        left = {
            table: connection.execute(f"SELECT count(*) FROM harvester.{table}".encode()).fetchone()  # noqa: S608 - ours
            for table in ("site", "thread", "line", "file", "notice", "run", "wanted", "day", "sign")
        }
    assert left == dict.fromkeys(left, (0,))
    assert runs.command("export", runs.name) == 2
    assert runs.crawl("own", database=True) == 0  # as if it had never been there


def test_the_table_of_sites(runs: Runs) -> None:
    file = runs.folder / "sites.toml"
    file.write_text(SITES, encoding="utf-8")
    assert runs.command("sites", "import", str(file)) == 0, runs.output
    assert "2 sites" in runs.output
    rows = runs.sql(
        "SELECT name, known_as, server, every::text, hours, budget, entry FROM harvester.site ORDER BY name"
    )
    assert rows == [
        ("forum.two.example_bbs", "two", "two.example", None, None, None, {"address": "http://forum.two.example/bbs/"}),
        (
            "one.example",
            "one",
            "one.example",
            "06:00:00",
            "22-06",
            500,
            {
                "address": "http://one.example/",
                "every": "6h",
                "HARVESTER_HOURS": "22-06",
                "HARVESTER_DAILY_REQUESTS": 500,
            },
        ),
    ]
    assert runs.command("sites", "pause", "one", "http://forum.two.example/bbs/thread-1-1-1.html") == 0, runs.output
    assert runs.sql("SELECT DISTINCT paused FROM harvester.site") == [(True,)]
    assert runs.command("sites", "resume", "two") == 0
    assert runs.command("sites", "run", "forum.two.example_bbs") == 0
    [(paused, due)] = runs.sql("SELECT paused, next_run <= now() FROM harvester.site WHERE known_as = 'two'")
    assert (paused, due) == (False, True)
    assert runs.command("sites", "list", "--json") == 0
    assert [json.loads(line)["known_as"] for line in runs.output.splitlines()] == ["two", "one"]
    file.write_text(SITES.replace("[two]", "[second]").replace("22-06", "20-06"), encoding="utf-8")
    assert runs.command("sites", "import", str(file), "--priority", "3") == 0
    assert "0 of them new" in runs.output
    rows = runs.sql("SELECT known_as, paused, hours, priority FROM harvester.site ORDER BY known_as")
    assert rows == [("one", True, "20-06", 3), ("second", False, None, 3)]
    assert runs.command("sites", "pause", "three") == 1
    assert "there is no site three; there is" in runs.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sites"], "say what to do"),
        (["sites", "leave", "one"], "leave takes SITE FOLDER"),
        (["sites", "adopt", "nowhere"], "nowhere"),
    ],
)
def test_wrong_words(runs: Runs, words: list[str], said: str) -> None:
    words = [str(runs.folder / word) if word == "nowhere" else word for word in words]
    assert runs.command(*words) in (1, 2)
    assert said in runs.output
    assert "Traceback" not in runs.output


@pytest.mark.parametrize("setting", ["HARVESTER_HOOK=cat", "HARVESTER_FEED=feed.xml"])
def test_what_reads_folders_is_refused(runs: Runs, setting: str) -> None:
    assert runs.crawl("own", database=True, settings=(setting,)) == 2
    assert f"{setting.partition('=')[0]} is for folders" in runs.output
    assert runs.asked == []
