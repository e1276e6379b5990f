"""A site that is read worse than before shows it in its record, its status and the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from changing import Answer, Changing, changed
from crawling import RunCrawl

from harvester.demo.forum import DemoForum
from harvester.runs.drift import PAGES, Seen, drifts
from harvester.runs.status import lines, status

GOOD: Seen = {"lines": 40, "pages": 50, "author": 1, "published": 0, "text": 0, "board": 0, PAGES: 0}


@pytest.mark.parametrize(
    ("now", "before", "names"),
    [
        ({}, [GOOD], []),
        ({"author": 30}, [GOOD], ["author"]),
        ({"author": 30}, [], []),
        ({"author": 30}, [GOOD | {"author": 30}], []),
        ({"author": 4}, [GOOD], []),
        ({"text": 40, "board": 40}, [GOOD], ["text", "board"]),
        ({PAGES: 25}, [GOOD], [PAGES]),
        ({"lines": 3, "author": 3}, [GOOD], []),
        ({"author": 30}, [GOOD] * 20 + [GOOD | {"author": 30}] * 10, []),
        ({"author": 30}, [GOOD, {}, GOOD | {"lines": 0, "pages": 0}], ["author"]),
    ],
)
def test_what_is_drift(now: Seen, before: list[Seen], names: list[str]) -> None:
    assert [drift.name for drift in drifts(GOOD | now, before)] == names


@pytest.fixture
def front() -> Iterator[Changing]:
    with DemoForum() as forum, changed(forum) as front:
        yield front


def no_authors(answer: Answer) -> None:
    """As a skin that names members in a way of its own has it."""
    answer.body = answer.body.replace(b'class="authi"', b'class="whoever"').replace(b"space-uid-", b"people-")
    answer.body = answer.body.replace(b'id="favatar', b'id="favicon')


def test_a_new_skin_is_noticed(run_crawl: RunCrawl, front: Changing, tmp_path: Path) -> None:
    address, arguments = f"{front.url}forum-2-1.html", ("full=1",)
    first = run_crawl(address, *arguments, settings=("HARVESTER_REPAIR=0",))
    front.change = no_authors
    second = run_crawl(address, *arguments, settings=("HARVESTER_REPAIR=0",))
    assert ("read worse" in first.output, "lines without author: 100%" in second.output) == (False, True)
    [journal] = tmp_path.rglob("runs.ndjson")
    seen = [json.loads(line)["seen"] for line in journal.read_text(encoding="utf-8").splitlines()]
    assert [each["author"] == each["lines"] > 20 for each in seen] == [False, True]
    shown = [line.strip() for line in lines(status(journal.parent, datetime.now(UTC))) if "drift" in line]
    assert [line.split("100%")[0] for line in shown] == ["drift  lines without author: "]
