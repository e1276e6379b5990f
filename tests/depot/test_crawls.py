"""Crawls with a database: the same lines as with a folder, and a way from one to the other and back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from crawling import PROJECT
from depot_runs import PACE, Runs, normal
from harvests import FEW
from postgres import own_server, server

from harvester.demo.forum import DemoForum
from harvester.site_folder import articles


def in_folder(runs: Runs, base: str) -> list[dict[str, Any]]:
    folder = runs.folder / base / runs.name
    return [line for path in articles.files(folder) for line in articles.lines_of(path)]


def test_the_same_harvest_as_with_a_folder(runs: Runs) -> None:
    """Replies and pictures too; then an edit, and a thread that is gone, which lists do not show."""
    for base, database in (("folder", False), ("files", True)):
        given = ("replies=all",), ("HARVESTER_MEDIA=all", "HARVESTER_WRITE_GONE=1")
        assert runs.crawl(base, *given[0], database=database, settings=given[1]) == 0, runs.output
    assert normal(runs.rows()) == normal(in_folder(runs, "folder"))
    media = sorted(path.name for path in (runs.folder / "folder" / runs.name / "media").rglob("*.*"))
    assert media
    assert sorted(path.name for path in (runs.folder / "files" / runs.name / "media").rglob("*.*")) == media
    assert sorted(path.name for path in (runs.folder / "files" / runs.name).iterdir()) == ["media"]
    runs.seal()
    assert normal(runs.lines()) == normal(in_folder(runs, "folder"))
    [edited, gone] = [entry["tid"] for entry in runs.forum.truth() if entry["visible"] == "yes"][:2]
    runs.forum.edit(edited, "改过的正文")
    runs.forum.delete(gone)
    asked = {}
    for base, database in (("folder", False), ("files", True)):
        runs.crawl(base, "replies=all", "full=1", database=database, settings=("HARVESTER_WRITE_GONE=1",))
        asked[base] = runs.asked
    assert asked["files"] == asked["folder"]
    assert normal(runs.lines()) == normal(in_folder(runs, "folder"))
    for base, database in (("folder", False), ("files", True)):
        runs.crawl(base, "replies=all", database=database)
        asked[base] = runs.asked
    assert asked["files"] == asked["folder"]
    runs.seal(form="parquet")
    assert normal(runs.lines()) == normal(in_folder(runs, "folder"))
    ended = runs.sql("SELECT record ->> 'reason', record -> 'exit_code' FROM harvester.run ORDER BY number")
    assert [each[0] for each in ended] == ["finished"] * 3
    told = runs.sql("SELECT record FROM harvester.run LIMIT 1")[0][0]["configuration"]["settings"]
    assert told["HARVESTER_DATABASE"] == "..."


def test_a_harvest_moves_into_a_database_and_out_again_without_a_request(runs: Runs) -> None:
    assert runs.crawl("folder") == 0
    before = in_folder(runs, "folder")
    tid = before[0]["tid"]
    assert runs.run(["correct", f"{runs.name}:{tid}", "--field", "title=改"], "folder") == 0, runs.output
    removed = before[1]["tid"]
    assert runs.run(["remove", f"{runs.name}:{removed}", "--why", "asked"], "folder") == 0, runs.output
    kept = in_folder(runs, "folder")
    [path] = articles.files(runs.folder / "folder" / runs.name)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"kind": "of my own"}\n')
    assert runs.command("sites", "adopt", str(runs.folder / "folder" / runs.name)) == 0, runs.output
    assert "1 lines are not articles, and are not in the database" in runs.output
    assert normal(runs.rows()) == normal(kept)
    renamed = (runs.folder / "folder" / runs.name).rename(runs.folder / "folder" / "other")
    assert runs.command("sites", "adopt", str(renamed)) == 1
    assert f"has a harvest of {runs.name} already" in runs.output
    assert runs.crawl("own", database=True) == 0
    assert runs.asked == []
    exported = {line["tid"]: line["title"] for line in runs.exported()}
    assert exported[tid] == "改"
    assert removed not in exported
    assert runs.command("sites", "leave", runs.name, str(runs.folder / "back" / runs.name)) == 0, runs.output
    assert normal(in_folder(runs, "back")) == normal(kept)
    assert runs.crawl("back") == 0, runs.output
    assert runs.asked == []
    assert "by hand" not in runs.output
    assert "crash" not in runs.output
    assert runs.run(["show", "--json", f"{tid}"], "back") == 0
    assert json.loads(runs.output)["title"] == "改"


#: Slow enough that something can be done while threads are asked for.
SLOW = ("DOWNLOAD_DELAY=0.05",)


def test_a_crawl_whose_database_goes_away_says_so_and_the_next_goes_on(tmp_path: Path) -> None:
    made = server()
    with own_server(made.programs) as own, DemoForum(most=FEW) as forum:
        runs = Runs(forum, tmp_path, own.address(own.database()))
        code = runs.while_at_work(own.stop, *SLOW, "HARVESTER_DATABASE_PATIENCE=0.3")
        assert code == 3, runs.output
        assert "the database did not answer for too long" in runs.output
        assert "Closing spider (no_database)" in runs.output
        assert runs.crawl("own", database=True, settings=("HARVESTER_DATABASE_PATIENCE=0.3",)) == 1
        assert "Closing spider (no_database)" in runs.output  # which is nothing that the site did
        own.start()
        done = {line["tid"] for line in runs.rows()}
        assert runs.crawl("own", database=True) == 0, runs.output
        assert done.isdisjoint(runs.asked)
        tids = [line["tid"] for line in runs.rows()]
        assert len(tids) == len(set(tids)) > len(done)


def test_a_crawl_that_is_killed_is_taken_up_at_once(runs: Runs) -> None:
    asked: list[int] = []
    for _ in range(2):
        before = len(runs.rows()) if asked else 0
        assert runs.while_at_work(None, *SLOW) != 0
        assert len(runs.rows()) >= before
        asked.append(len(runs.rows()))
    done = {line["tid"] for line in runs.rows()}
    assert runs.crawl("own", database=True) == 0, runs.output
    assert "was killed: this one continues from there" in runs.output
    assert done.isdisjoint(runs.asked)
    tids = [line["tid"] for line in runs.rows()]
    visible = {entry["tid"] for entry in runs.forum.truth() if entry["visible"] == "yes"}
    assert (len(tids), set(tids)) == (len(visible), visible)
    reasons = runs.sql("SELECT record ->> 'reason' FROM harvester.run ORDER BY number")
    assert reasons == [("killed",), ("killed",), ("finished",)]


def test_a_crawl_whose_site_another_took_ends_and_leaves_it_alone(runs: Runs) -> None:
    code = runs.while_at_work(lambda: runs.sql("UPDATE harvester.site SET epoch = epoch + 1"), *SLOW)
    assert code == 5, runs.output
    assert "Closing spider (fenced)" in runs.output
    assert "another run has taken the site" in runs.output


def test_two_crawls_of_one_site_are_not_made_at_once(runs: Runs) -> None:
    codes: list[int] = []
    assert runs.while_at_work(lambda: codes.append(runs.crawl("own", database=True)), *SLOW) == 0
    assert codes == [5]


def test_several_sites_in_one_process_share_its_connections(runs: Runs) -> None:
    with DemoForum(most=FEW) as other:
        file = runs.folder / "sites.toml"
        file.write_text(f'[one]\naddress = "{runs.forum.url}"\n[two]\naddress = "{other.url}"\n', encoding="utf-8")
        given = (f"HARVESTER_DATABASE={runs.database}", "HARVESTER_DATABASE_CONNECTIONS=1", f"HARVESTER_SITES={file}")
        assert runs.run(["crawl", "forum", "-a", "site=one,two"], "own", *PACE, *given) == 0, runs.output
        counts = runs.sql("SELECT count(*) FROM harvester.line GROUP BY site ORDER BY site")
        assert counts[0] == counts[1]
        assert runs.sql("SELECT count(*) FROM harvester.site WHERE owner IS NULL") == [(2,)]
        assert runs.run(["crawl", "forum", "-a", "site=due"], "own", *given) == 2
        assert "site=due: is for folders" in runs.output


def test_nothing_of_a_database_is_loaded_for_a_folder() -> None:
    code = (
        "import sys, harvester.settings, harvester.extensions.keeper, harvester.commands.sites, "
        "harvester.commands.status, "
        "harvester.crawl.harvested; "
        "print([name for name in ('psycopg', 'fsspec', 'procrastinate') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, text=True, capture_output=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"
