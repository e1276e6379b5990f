from __future__ import annotations

import pytest

from harvester.store.records import Mark
from harvester.visits.schedule import intervals, next_visit, row_matters

HOUR, DAY = 3600, 86400
AFTER = intervals("1h,1d,7d,30d")


class TestIntervals:
    @pytest.mark.parametrize(
        ("text", "seconds"),
        [("1h,1d,7d,30d", (HOUR, DAY, 7 * DAY, 30 * DAY)), ("1d, 5m", (300, DAY)), ("", ()), (" , ", ())],
    )
    def test_read(self, text: str, seconds: tuple[int, ...]) -> None:
        assert intervals(text) == seconds

    @pytest.mark.parametrize("text", ["1", "h", "1w", "-1h", "1h 2h", "one hour"])
    def test_anything_else_is_an_error_that_shows_how(self, text: str) -> None:
        with pytest.raises(ValueError, match="1h,1d,7d,30d"):
            intervals(text)


class TestNextVisit:
    @pytest.mark.parametrize(
        ("age", "wait"),
        [(0, HOUR), (HOUR - 1, 1), (HOUR, 23 * HOUR), (2 * DAY, 5 * DAY), (8 * DAY, 22 * DAY), (30 * DAY, None)],
    )
    def test_grows_rarer_with_the_age_of_the_thread(self, age: int, wait: int | None) -> None:
        visited = 1_000_000_000
        expected = None if wait is None else visited + wait
        assert next_visit(visited - age, visited, AFTER) == expected

    def test_unknown_or_future_publication_counts_from_the_visit(self) -> None:
        assert next_visit(None, 1000, AFTER) == 1000 + HOUR
        assert next_visit(999_999, 1000, AFTER) == 1000 + HOUR

    def test_never_where_no_intervals_are_set(self) -> None:
        assert next_visit(1000, 1000, ()) is None


class TestRowMatters:
    BEFORE, AFTER = Mark(3, 1000, "a"), Mark(4, 2000, "b")

    @pytest.mark.parametrize(
        ("known", "seen", "settled", "replies_matter", "matters"),
        [
            (BEFORE, BEFORE, True, True, False),
            (BEFORE, AFTER, True, True, True),
            (BEFORE, AFTER, True, False, False),
            (BEFORE, AFTER, False, False, True),
            (BEFORE, BEFORE, False, False, False),
            (None, AFTER, True, True, False),
        ],
    )
    def test_table(self, known: Mark | None, seen: Mark, settled: bool, replies_matter: bool, matters: bool) -> None:  # noqa: FBT001 - a table
        assert row_matters(known, seen, settled=settled, replies_matter=replies_matter) is matters
