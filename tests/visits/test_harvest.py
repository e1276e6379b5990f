"""One site's folder: lines and store in step, revisions, what is given up and taken up again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from saving import BEGAN, Clock, Saved, article, at_once, save

from harvester import items
from harvester.disk.lock import LockedError
from harvester.site_folder.folder import Layout
from harvester.site_folder.options import Rules
from harvester.store.records import BARRED, FAILED, GONE, HARVESTED, Known
from harvester.visits.harvest import Options


def gone(tid: int) -> items.Gone:
    where = f"http://site/thread-{tid}-1-1.html"
    return items.Gone(
        id=f"site:{tid}", site="site", url=where, tid=tid, revision=0, notice="没有了", harvested=BEGAN.isoformat()
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def harvest(tmp_path: Path, clock: Clock) -> Iterator[Saved]:
    harvest = Saved(tmp_path, Options(recheck=(3600,), write_gone=True), Layout(Rules(recheck=(3600,))), clock)
    yield harvest
    harvest.close()


def lines(harvest: Saved) -> list[dict[str, Any]]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(harvest.folder.glob("articles-*.jsonl"))]
    return [json.loads(line) for text in texts for line in text.splitlines()]


def known(harvest: Saved, tid: int) -> Known:
    found = harvest.store.thread(tid)
    assert found is not None
    return found


class TestRevisions:
    def test_the_same_is_written_once(self, harvest: Saved) -> None:
        assert [save(harvest, article(1)) for _ in range(3)] == [True, False, False]
        assert [line["revision"] for line in lines(harvest)] == [1]

    def test_a_change_is_a_new_line_that_says_what_changed(self, harvest: Saved) -> None:
        save(harvest, article(1))
        save(harvest, article(1, "改过", title="改题"))
        line = lines(harvest)[-1]
        assert (line["revision"], line["changed"]) == (2, ["title", "text"])
        assert line["previous_hash"] == hashlib.sha256("正文".encode()).hexdigest()
        save(harvest, article(1, "又改过", title="改题"))
        assert [line["revision"] for line in lines(harvest)] == [1, 2, 3]

    def test_a_line_that_was_lost_is_written_again_as_it_was(self, tmp_path: Path, harvest: Saved) -> None:
        save(harvest, article(1))
        save(harvest, article(1, "改过"))
        harvest.close()
        harvest.path.unlink()
        harvest.__init__(tmp_path, harvest.options, clock=harvest.clock)  # type: ignore[misc]  # a run of its own
        assert save(harvest, article(1, "改过"))
        assert [(line["revision"], line["changed"]) for line in lines(harvest)] == [(2, None)]
        assert not save(harvest, article(1, "改过"))


def run_of(harvest: Saved, *tids: int, reason: str = "login_needed", fid: int = 2) -> None:
    """A run that is refused these threads of a board."""
    for tid in tids:
        if harvest.store.thread(tid) is None:
            harvest.store.want(Known(tid, fid), f'{{"tid": {tid}}}')
        harvest.bar(tid, reason)
    at_once(harvest.finish())


class TestRefusedAlike:
    def test_a_few_are_looked_at_and_one_that_opens_opens_all(self, harvest: Saved) -> None:
        run_of(harvest, *range(1, 41))
        due = at_once(harvest.store.due(harvest.now))
        assert len(due) == 3
        assert at_once(harvest.store.left()) == 0
        save(harvest, article(due[0]))
        assert harvest.released == {2}
        seen = {due[0]}
        while wanted := harvest.wanted():
            assert all(entry.row for entry in wanted)
            for entry in wanted:
                save(harvest, article(entry.tid))
                seen.add(entry.tid)
        assert seen == set(range(1, 41))

    def test_one_that_was_opened_alone_opens_no_others(self, harvest: Saved) -> None:
        run_of(harvest, *range(1, 41))
        save(harvest, article(20))
        others = [entry.tid for entry in harvest.wanted()]
        assert len(others) == 4
        run_of(harvest, *others)
        assert at_once(harvest.store.left()) == 0
        assert len(at_once(harvest.store.due(harvest.now + 7 * 86400))) == 3

    def test_while_it_lasts_others_are_looked_at_ever_more_rarely(self, harvest: Saved, clock: Clock) -> None:
        run_of(harvest, *range(1, 41))
        looked, waits = [], []
        for _ in range(5):
            looked.append(at_once(harvest.store.due(harvest.now)))
            run_of(harvest, *looked[-1])
            waits.append(((harvest.store.visits(0)[1] or 0) - harvest.now) // 86400)
            clock.now += timedelta(days=waits[-1])
        assert [len(tids) for tids in looked] == [3] * 5
        assert len({tid for tids in looked for tid in tids}) == 15
        assert waits == [1, 7, 30, 180, 365]

    def test_those_that_a_run_could_read_say_otherwise(self, harvest: Saved) -> None:
        for tid in range(100, 140):
            save(harvest, article(tid, text=f"正文{tid}"))
        run_of(harvest, *range(1, 11))
        assert at_once(harvest.store.due(harvest.now)) == []
        assert len(at_once(harvest.store.due(harvest.now + 86400))) == 10
        run_of(harvest, *range(11, 30))  # nearly half of the board
        assert len(at_once(harvest.store.due(harvest.now))) == 3

    def test_other_boards_and_reasons_stand_for_themselves(self, harvest: Saved) -> None:
        run_of(harvest, *range(1, 11))
        run_of(harvest, *range(11, 21), fid=3)
        run_of(harvest, *range(21, 31), reason="payment")
        assert len(at_once(harvest.store.due(harvest.now))) == 9
        harvest.store.put(Known(12, 3, state=HARVESTED))
        save(harvest, article(15))
        assert {entry.fid for entry in harvest.wanted()} == {3}

    def test_robots_txt_is_asked_in_each_run_and_any_answer_says_that_it_allows(self, harvest: Saved) -> None:
        save(harvest, article(99))
        run_of(harvest, 1, 2, 3, 4, 5, reason="robots")
        for _ in range(5):
            due = at_once(harvest.store.due(harvest.now))
            assert len(due) == 3
            run_of(harvest, *due, reason="robots")
        harvest.bar(at_once(harvest.store.due(harvest.now))[0], "payment")
        assert len(harvest.wanted()) == 4

    def test_those_looked_at_that_are_gone_for_good_leave_it_to_others(self, harvest: Saved) -> None:
        run_of(harvest, *range(1, 11))
        first = at_once(harvest.store.due(harvest.now))
        for tid in first:
            harvest.lose(tid, "deleted", gone(tid))
        at_once(harvest.finish())
        assert len(set(at_once(harvest.store.due(harvest.now))) - set(first)) == 3


def test_a_line_that_is_adopted_after_a_crash_ends_a_refusal(tmp_path: Path, clock: Clock) -> None:
    for every in (1, 9):
        harvest = Saved(tmp_path, Options(every=every), clock=clock)
        if every == 1:
            run_of(harvest, 1, 2, 3)
        else:
            save(harvest, article(1))
        harvest.close()  # as a crash would: the line is not committed
    harvest = Saved(tmp_path, Options(), clock=clock)
    assert (known(harvest, 1).state, known(harvest, 1).refused, known(harvest, 1).together) == (HARVESTED, 0, None)
    harvest.close()


class TestStates:
    def test_written(self, harvest: Saved) -> None:
        save(harvest, article(1))
        entry = known(harvest, 1)
        assert (entry.state, entry.fid, entry.revision) == (HARVESTED, 2, 1)
        assert harvest.store.place(1).end == harvest.path.stat().st_size

    def test_barred(self, harvest: Saved) -> None:
        harvest.bar(1, "payment")
        assert (known(harvest, 1).state, known(harvest, 1).reason) == (BARRED, "payment")

    def test_barred_is_asked_for_again_ever_more_rarely(self, harvest: Saved, clock: Clock) -> None:
        save(harvest, article(9))
        days = []
        for _ in range(6):
            harvest.bar(1, "payment")
            days.append((known(harvest, 1).next_visit or 0) - harvest.now)
            clock.now += timedelta(days=400)
        assert [seconds // 86400 for seconds in days] == [1, 7, 30, 180, 365, 365]
        harvest.bar(1, "login_needed")
        assert known(harvest, 1).refused == 1
        save(harvest, article(1))
        assert (known(harvest, 1).refused, known(harvest, 1).reason) == (0, None)

    def test_gone_is_said_once_and_only_of_what_was_written(self, harvest: Saved) -> None:
        save(harvest, article(1))
        for tid in (1, 1, 2):
            harvest.lose(tid, "deleted", gone(tid))
        assert [(line["kind"], line["tid"]) for line in lines(harvest)] == [("article", 1), ("gone", 1)]
        assert known(harvest, 1).state == GONE

    def test_dropped_is_not_wanted_again_unless_its_visit_is_settled(self, harvest: Saved) -> None:
        harvest.store.want(Known(1), None)
        save(harvest, article(2))
        harvest.fail(3, "invalid_line")
        for tid in (1, 2, 3):
            harvest.drop(tid, "dropped")
        assert [known(harvest, tid).state for tid in (1, 2, 3)] == [BARRED, HARVESTED, FAILED]
        assert known(harvest, 2).reason is None
        assert [entry.tid for entry in harvest.wanted()] == [3]

    def test_failed_is_wanted_by_the_next_run(self, harvest: Saved) -> None:
        harvest.fail(1, "download")
        assert [entry.tid for entry in harvest.wanted()] == [1]

    def test_an_article_of_which_a_part_failed_is_written_and_wanted(self, harvest: Saved) -> None:
        harvest.fail(1, "download")
        save(harvest, article(1))
        assert len(lines(harvest)) == 1
        assert known(harvest, 1).state == FAILED
        assert [entry.tid for entry in harvest.wanted()] == [1]

    def test_next_visit_counts_from_publication(self, harvest: Saved, clock: Clock) -> None:
        clock.now = datetime(2026, 1, 2, 12, 30, tzinfo=UTC)  # half an hour after
        save(harvest, article(1))
        assert known(harvest, 1).next_visit == int(datetime(2026, 1, 2, 13, 0, tzinfo=UTC).timestamp())


class TestRequests:
    def test_they_are_counted_by_day_and_written_with_a_commit(self, harvest: Saved) -> None:
        for day in ("2026-01-01", "2026-01-02", "2026-01-02"):
            harvest.count_request(day)
        assert [harvest.requests(day) for day in ("2026-01-01", "2026-01-02", "2026-01-03")] == [1, 2, 0]
        assert harvest.store.requests("2026-01-02") == 0
        save(harvest, article(1))
        assert harvest.store.requests("2026-01-02") == 2
        harvest.count_request("2026-01-02")
        assert harvest.requests("2026-01-02") == 3
        harvest.close()
        harvest.__init__(harvest.folder, harvest.options, clock=harvest.clock)  # type: ignore[misc]  # the next run
        assert harvest.requests("2026-01-02") == 2  # what came after the last commit is lost


class TestFiles:
    def test_a_day_has_a_file(self, harvest: Saved, clock: Clock) -> None:
        save(harvest, article(1))
        clock.now += timedelta(minutes=2)
        save(harvest, article(2))
        names = sorted(path.name for path in harvest.folder.glob("articles-*"))
        assert names == ["articles-2026-01-02.jsonl", "articles-2026-01-03.jsonl"]
        assert [(file.name, file.lines) for file in harvest.store.files()] == [(name, 1) for name in names]

    def test_committed_length_is_the_file(self, harvest: Saved) -> None:
        for tid in range(1, 5):
            save(harvest, article(tid))
        [file] = harvest.store.files()
        assert (file.committed, file.lines) == (harvest.path.stat().st_size, 4)

    def test_commits_wait_for_as_many_as_told(self, tmp_path: Path, clock: Clock) -> None:
        harvest = Saved(tmp_path, Options(every=3), clock=clock)
        for tid in (1, 2):
            save(harvest, article(tid))
        harvest.close()  # as a crash would: not committed
        again = Saved(tmp_path, Options(every=3), clock=clock)
        assert "2 articles were written before a crash, and are kept" in again.messages[0]
        assert len(lines(again)) == 2
        assert not save(again, article(1))
        again.close()

    @pytest.mark.parametrize("harm", ["deleted", "changed"])
    def test_a_file_that_another_program_touches_stops_the_run(self, harvest: Saved, harm: str) -> None:
        save(harvest, article(1))
        if harm == "deleted":
            harvest.path.unlink()
        else:
            harvest.path.write_text("", encoding="utf-8")
        with pytest.raises(OSError, match=f"was {harm} by another program"):
            save(harvest, article(2))


def test_one_run_at_a_time(harvest: Saved) -> None:
    with pytest.raises(LockedError):
        Saved(harvest.folder)
