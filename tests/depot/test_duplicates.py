"""Copies across the sites of a database: found by each crawl, and in what was harvested before anybody looked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from depot_runs import Runs
from harvests import FEW

from harvester.demo.forum import DemoForum
from harvester.site_folder import articles

MARKED = ("HARVESTER_DUPLICATES=1",)


@pytest.fixture
def two(tmp_path: Path, database: str) -> Iterator[list[Runs]]:
    with DemoForum(most=FEW) as one, DemoForum(most=FEW) as other:
        yield [Runs(forum, tmp_path, database) for forum in (one, other)]


def marks(lines: list[dict[str, object]]) -> dict[object, object]:
    return {line["id"]: line["duplicate_of"] for line in lines}


def of_database(runs: Runs) -> dict[object, object]:
    return marks([json.loads(raw) for (raw,) in runs.sql("SELECT line FROM harvester.line ORDER BY number")])


def test_crawls_mark_what_crawls_with_folders_mark(two: list[Runs]) -> None:
    for runs in two:
        assert runs.crawl("folder", settings=MARKED) == 0, runs.output
        assert runs.crawl("own", database=True, settings=MARKED) == 0, runs.output
    folders = [two[0].folder / "folder" / runs.name for runs in two]
    lines = [line for folder in folders for path in articles.files(folder) for line in articles.lines_of(path)]
    found = of_database(two[0])
    assert found == marks(lines)
    assert sum(each is not None for each in found.values()) >= len(found) / 2 - 1  # one is too short
    assert not (two[0].folder / "own" / "duplicates.sqlite").exists()
    assert two[0].sql("SELECT count(*) FROM harvester.text") == [(len(found) - 2,)]


def test_what_was_harvested_without_it_is_compared_once(two: list[Runs]) -> None:
    one, other = two
    assert one.crawl("own", "max_threads=3", database=True) == 0, one.output
    one.seal()
    assert one.crawl("own", database=True) == 0, one.output
    count = len(one.lines())
    assert one.command("sites", "index") == 0, one.output
    assert f"{count} articles were added" in one.output
    assert one.command("sites", "index") == 0, one.output
    assert "0 articles were added" in one.output
    assert other.crawl("own", database=True, settings=MARKED) == 0, other.output
    roots = Counter(str(each).rpartition(":")[0] for each in marks(other.lines()).values())
    assert roots == {one.site.name: count - 1, "": 1}  # too short
