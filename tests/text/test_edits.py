"""The log of repairs: made, run backwards, and composed of several."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.text import edits
from harvester.text.edits import Certainty, Repair


def edit(start: int, before: str, after: str, kind: str = "noise", certainty: Certainty = "certain") -> Repair:
    return Repair(kind, start, before, after, certainty, 2.0, f"why {kind}")


def spans(text: str, cuts: list[int], afters: list[str]) -> list[Repair]:
    """Edits of every other stretch of ``text`` between ``cuts``."""
    places = sorted(min(cut, len(text)) for cut in cuts)
    pairs = zip(places[::2], places[1::2], strict=False)
    return [edit(start, text[start:end], after) for (start, end), after in zip(pairs, afters, strict=False)]


texts = st.text("海口金融。?!惫", max_size=20)
cut_lists = st.lists(st.integers(0, 20), max_size=8)
after_lists = st.lists(st.text("國家科技", max_size=4), min_size=4, max_size=4)


class TestApply:
    def test_edits_are_made_in_order(self) -> None:
        assert edits.apply("abcdef", [edit(0, "a", "xx"), edit(3, "de", "")]) == "xxbcf"

    def test_an_empty_before_inserts(self) -> None:
        assert edits.apply("ab", [edit(1, "", "x")]) == "axb"

    @pytest.mark.parametrize(
        "wrong",
        [
            [edit(0, "b", "x")],
            [edit(0, "ab", "x"), edit(1, "b", "y")],
            [edit(1, "b", "y"), edit(0, "a", "x")],
            [edit(5, "c", "x")],
        ],
        ids=["another text", "overlap", "out of order", "past the end"],
    )
    def test_what_does_not_fit_is_refused(self, wrong: list[Repair]) -> None:
        with pytest.raises(ValueError, match="does not fit"):
            edits.apply("abc", wrong)


class TestCompose:
    def test_apart(self) -> None:
        first, then = [edit(1, "b", "BBB")], [edit(6, "e", "E", kind="shift")]
        assert edits.compose("abcde", first, then) == [edit(1, "b", "BBB"), edit(4, "e", "E", kind="shift")]

    def test_what_touches_the_same_span_is_one_edit(self) -> None:
        first = [edit(1, "b", "xyz")]
        then = [edit(0, "ax", "A", kind="shift", certainty="likely")]
        assert edits.compose("abc", first, then) == [
            Repair("noise+shift", 0, "ab", "Ayz", "likely", 4.0, "why noise; then why shift")
        ]

    def test_a_deletion_inside_a_later_span(self) -> None:
        first = [edit(2, "--", "")]
        then = [edit(1, "bc", "X", kind="gloss")]
        assert [(log.start, log.before, log.after) for log in edits.compose("ab--cd", first, then)] == [
            (1, "b--c", "X")
        ]

    def test_a_deletion_beside_a_later_span_stays_apart(self) -> None:
        first = [edit(2, "--", "")]
        then = [edit(2, "c", "X", kind="gloss")]
        assert [(log.start, log.before, log.after) for log in edits.compose("ab--cd", first, then)] == [
            (2, "--", ""),
            (4, "c", "X"),
        ]

    def test_one_of_two_may_be_empty(self) -> None:
        some = [edit(0, "a", "b")]
        assert edits.compose("a", some, []) == edits.compose("a", [], some) == some

    @settings(max_examples=300, derandomize=True, deadline=None)
    @given(texts, cut_lists, after_lists, cut_lists, after_lists)
    def test_is_one_after_the_other(
        self, source: str, cuts: list[int], afters: list[str], later_cuts: list[int], later_afters: list[str]
    ) -> None:
        first = spans(source, cuts, afters)
        middle = edits.apply(source, first)
        then = spans(middle, later_cuts, later_afters)
        log = edits.compose(source, first, then)
        assert edits.apply(source, log) == edits.apply(middle, then)
        assert edits.revert(edits.apply(source, log), log) == source


class TestRevert:
    @settings(max_examples=100, derandomize=True, deadline=None)
    @given(texts, cut_lists, after_lists)
    def test_gives_the_input_again(self, source: str, cuts: list[int], afters: list[str]) -> None:
        log = spans(source, cuts, afters)
        assert edits.revert(edits.apply(source, log), log) == source

    def test_a_log_of_another_text_is_refused(self) -> None:
        with pytest.raises(ValueError, match="does not fit"):
            edits.revert("xyz", [edit(0, "a", "b")])
