"""A worker's lease: how long it holds, by which clock, and what follows when it is over."""

from __future__ import annotations

from harvester.fleet.term import Tenure, Term


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def term(seconds: float = 15.0) -> tuple[Term, Clock]:
    clock = Clock()
    return Term(seconds, clock), clock


def test_a_term_that_was_never_renewed_does_not_hold() -> None:
    new, _ = term()
    assert not new.holds()


def test_the_deadline_counts_from_before_the_renewal_was_sent() -> None:
    new, clock = term()
    clock.now = 108.0  # the answer took eight seconds
    new.renewed(100.0, 1e9)
    clock.now = 114.9
    assert new.holds()
    clock.now = 115.0
    assert not new.holds()


def test_what_is_over_stays_over() -> None:
    new, clock = term()
    new.renewed(100.0, 1e9)
    clock.now = 160.0  # the machine slept
    assert not new.holds()
    new.renewed(160.0, 1e9)
    assert new.over
    assert not new.holds()


def test_a_renewal_that_was_sent_too_late_does_not_help() -> None:
    new, clock = term()
    new.renewed(100.0, 1e9)
    clock.now = 115.0  # nobody looked meanwhile
    new.renewed(115.0, 1e9)
    assert not new.holds()


def test_the_database_tells_the_time() -> None:
    new, clock = term()
    new.renewed(100.0, 5e8)
    clock.now = 107.5
    assert new.database_time() == 5e8 + 7.5


def test_a_database_s_clock_that_is_set_forward_is_noticed() -> None:
    new, clock = term(12.0)
    assert not new.jumped(5e8)  # it is the first that it says
    new.renewed(100.0, 5e8)
    clock.now = 110.0
    assert not new.jumped(5e8 + 10)
    assert not new.jumped(5e8 + 11.5)  # the statement took a while
    assert not new.jumped(5e8 - 100)
    assert new.jumped(5e8 + 43)


def test_a_site_that_is_lost_ends_alone() -> None:
    new, _ = term()
    new.renewed(100.0, 1e9)
    ended: list[str] = []
    mine = Tenure("a", 1, new, lambda: ended.append("a"))
    other = Tenure("b", 1, new, lambda: ended.append("b"))
    mine.lose()
    assert not mine.holds()
    assert other.holds()
    assert not ended  # whoever found out tells the loop


def test_each_site_of_a_term_that_is_over_ends_once() -> None:
    new, clock = term()
    new.renewed(100.0, 1e9)
    ended: list[str] = []
    sites = [Tenure(name, 1, new, lambda name=name: ended.append(name)) for name in "ab"]  # type: ignore[misc]
    clock.now = 200.0
    assert not any(each.holds() for each in sites for _ in range(3))
    assert ended == ["a", "b"]
