"""A short form of bench/hands.py: files that people, programs and disks changed."""

from __future__ import annotations

from hands import hands


def test_what_random_hands_do_loses_nothing_and_undoes_nothing() -> None:
    figures = hands(20, seed=11)
    assert figures.wrong == {}, figures.examples
    assert sum(figures.times.values()) == 20
