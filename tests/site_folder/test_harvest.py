"""One site's folder: lines and store in step, revisions, what is given up and taken up again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from saving import BEGAN, Clock, article, save

from harvester import items
from harvester.disk.lock import LockedError
from harvester.site_folder.harvest import Harvest
from harvester.site_folder.options import Options, Rules
from harvester.store.records import BARRED, FAILED, GONE, HARVESTED, Known


def gone(tid: int) -> items.Gone:
    where = f"http://site/thread-{tid}-1-1.html"
    return items.Gone(
        id=f"site:{tid}", site="site", url=where, tid=tid, revision=0, notice="没有了", harvested=BEGAN.isoformat()
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def harvest(tmp_path: Path, clock: Clock) -> Iterator[Harvest]:
    harvest = Harvest(tmp_path, Options(Rules(recheck=(3600,)), write_gone=True), clock)
    yield harvest
    harvest.close()


def lines(harvest: Harvest) -> list[dict[str, Any]]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(harvest.folder.glob("articles-*.jsonl"))]
    return [json.loads(line) for text in texts for line in text.splitlines()]


def known(harvest: Harvest, tid: int) -> Known:
    found = harvest.store.thread(tid)
    assert found is not None
    return found


class TestRevisions:
    def test_the_same_is_written_once(self, harvest: Harvest) -> None:
        assert [save(harvest, article(1)) for _ in range(3)] == [True, False, False]
        assert [line["revision"] for line in lines(harvest)] == [1]

    def test_a_change_is_a_new_line_that_says_what_changed(self, harvest: Harvest) -> None:
        save(harvest, article(1))
        save(harvest, article(1, "改过", title="改题"))
        line = lines(harvest)[-1]
        assert (line["revision"], line["changed"]) == (2, ["title", "text"])
        assert line["previous_hash"] == hashlib.sha256("正文".encode()).hexdigest()
        save(harvest, article(1, "又改过", title="改题"))
        assert [line["revision"] for line in lines(harvest)] == [1, 2, 3]

    def test_a_line_that_was_lost_is_written_again_as_it_was(self, tmp_path: Path, harvest: Harvest) -> None:
        save(harvest, article(1))
        save(harvest, article(1, "改过"))
        harvest.close()
        harvest.path.unlink()
        harvest.__init__(tmp_path, harvest.options, harvest.clock)  # type: ignore[misc]  # a run of its own
        assert save(harvest, article(1, "改过"))
        assert [(line["revision"], line["changed"]) for line in lines(harvest)] == [(2, None)]
        assert not save(harvest, article(1, "改过"))


class TestStates:
    def test_written(self, harvest: Harvest) -> None:
        save(harvest, article(1))
        entry = known(harvest, 1)
        assert (entry.state, entry.fid, entry.revision) == (HARVESTED, 2, 1)
        assert entry.line_end == harvest.path.stat().st_size

    def test_barred(self, harvest: Harvest) -> None:
        harvest.bar(1, "payment")
        assert (known(harvest, 1).state, known(harvest, 1).reason) == (BARRED, "payment")

    def test_gone_is_said_once_and_only_of_what_was_written(self, harvest: Harvest) -> None:
        save(harvest, article(1))
        for tid in (1, 1, 2):
            harvest.lose(tid, "deleted", gone(tid))
        assert [(line["kind"], line["tid"]) for line in lines(harvest)] == [("article", 1), ("gone", 1)]
        assert known(harvest, 1).state == GONE

    def test_dropped_is_not_wanted_again_unless_its_visit_is_settled(self, harvest: Harvest) -> None:
        harvest.store.want(Known(1), None)
        save(harvest, article(2))
        harvest.fail(3, "invalid_line")
        for tid in (1, 2, 3):
            harvest.drop(tid, "dropped")
        assert [known(harvest, tid).state for tid in (1, 2, 3)] == [BARRED, HARVESTED, FAILED]
        assert known(harvest, 2).reason is None
        assert [entry.tid for entry in harvest.store.wanted()] == [3]

    def test_failed_is_wanted_by_the_next_run(self, harvest: Harvest) -> None:
        harvest.fail(1, "download")
        assert [entry.tid for entry in harvest.store.wanted()] == [1]

    def test_an_article_of_which_a_part_failed_is_written_and_wanted(self, harvest: Harvest) -> None:
        harvest.fail(1, "download")
        save(harvest, article(1))
        assert len(lines(harvest)) == 1
        assert known(harvest, 1).state == FAILED
        assert [entry.tid for entry in harvest.store.wanted()] == [1]

    def test_next_visit_counts_from_publication(self, harvest: Harvest, clock: Clock) -> None:
        clock.now = datetime(2026, 1, 2, 12, 30, tzinfo=UTC)  # half an hour after
        save(harvest, article(1))
        assert known(harvest, 1).next_visit == int(datetime(2026, 1, 2, 13, 0, tzinfo=UTC).timestamp())


class TestFiles:
    def test_a_day_has_a_file(self, harvest: Harvest, clock: Clock) -> None:
        save(harvest, article(1))
        clock.now += timedelta(minutes=2)
        save(harvest, article(2))
        names = sorted(path.name for path in harvest.folder.glob("articles-*"))
        assert names == ["articles-2026-01-02.jsonl", "articles-2026-01-03.jsonl"]
        assert [(file.name, file.lines) for file in harvest.store.files()] == [(name, 1) for name in names]

    def test_committed_length_is_the_file(self, harvest: Harvest) -> None:
        for tid in range(1, 5):
            save(harvest, article(tid))
        [file] = harvest.store.files()
        assert (file.committed, file.lines) == (harvest.path.stat().st_size, 4)

    def test_commits_wait_for_as_many_as_told(self, tmp_path: Path, clock: Clock) -> None:
        harvest = Harvest(tmp_path, Options(every=3), clock)
        for tid in (1, 2):
            save(harvest, article(tid))
        harvest.close()  # as a crash would: not committed
        again = Harvest(tmp_path, Options(every=3), clock)
        assert "2 articles were written before a crash, and are kept" in again.messages[0]
        assert len(lines(again)) == 2
        assert not save(again, article(1))
        again.close()

    @pytest.mark.parametrize("harm", ["deleted", "changed"])
    def test_a_file_that_another_program_touches_stops_the_run(self, harvest: Harvest, harm: str) -> None:
        save(harvest, article(1))
        if harm == "deleted":
            harvest.path.unlink()
        else:
            harvest.path.write_text("", encoding="utf-8")
        with pytest.raises(OSError, match=f"was {harm} by another program"):
            save(harvest, article(2))


def test_one_run_at_a_time(harvest: Harvest) -> None:
    with pytest.raises(LockedError):
        Harvest(harvest.folder, Options())
