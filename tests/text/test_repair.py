"""The order of repair, with accidents made up for the purpose."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Self

import pytest

from harvester.text import Certainty, Options, Profile, Repair, Repaired, repair
from harvester.text.accident import Accident
from harvester.text.repair import repair_with
from harvester.text.work import Work

# `harvester.text.repair` is the function; the module of that name has to be asked for.
module = importlib.import_module("harvester.text.repair")


#: What an accident does to a text that it looks at.
Undo = Callable[[str, Profile, Options, Work], list[Repair]]


class Accidents(list[Accident]):
    """The accidents of a test, each given by its repair; they explain whatever they are asked."""

    def __iadd__(self, undos: Iterable[Undo]) -> Self:  # type: ignore[override, misc]
        self.extend(Accident({}, lambda text, *_: text, undo, lambda *_: True) for undo in undos)
        return self


def swap(old: str, new: str, kind: str = "noise", certainty: Certainty = "certain") -> Undo:
    """An accident that put ``old`` where ``new`` was, and proves itself."""

    def undo(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
        del options, work
        repairs = []
        place = text.find(old)
        while place >= 0:
            repairs.append(Repair(kind, place, old, new, certainty, 9.0, f"{old} for {new}"))
            place = text.find(old, place + len(old))
        if repairs:
            profile.proofs[kind] += 1
        return repairs

    return undo


def proved(needed: str, undo: Undo) -> Undo:
    """An accident that is believed only where ``needed`` is proved."""
    return lambda text, profile, *others: undo(text, profile, *others) if profile.proofs[needed] else []


@pytest.fixture
def accidents(monkeypatch: pytest.MonkeyPatch) -> Accidents:
    """To be filled with the accidents of a test."""
    chosen = Accidents()
    monkeypatch.setattr(module, "ACCIDENTS", chosen)
    return chosen


def log(repaired: Repaired) -> list[tuple[int, str, str]]:
    return [(made.start, made.before, made.after) for made in repaired.repairs]


class TestOrder:
    def test_one_after_another_in_the_coordinates_of_the_input(self, accidents: Accidents) -> None:
        accidents += [swap("--", ""), swap("b", "BB", "shift")]
        repaired = repair("a--b--c")
        assert repaired.text == "aBBc"
        assert log(repaired) == [(1, "--", ""), (3, "b", "BB"), (4, "--", "")]
        assert repaired.undo() == "a--b--c"

    def test_one_accident_uncovers_another(self, accidents: Accidents) -> None:
        accidents += [swap("--", ""), swap("ab", "X", "shift")]
        repaired = repair("a--b")
        assert repaired.text == "X"
        assert repaired.repairs == (Repair("noise+shift", 0, "a--b", "X", "certain", 18.0, "-- for ; then ab for X"),)

    def test_proof_that_comes_late_helps_what_came_before(self, accidents: Accidents) -> None:
        accidents += [proved("shift", swap(",", "，", "half-width", "likely")), swap("?!", "。”", "shift")]
        repaired = repair("a,b?!c,d")
        assert repaired.text == "a，b。”c，d"
        assert [made.kind for made in repaired.repairs] == ["half-width", "shift", "half-width"]

    def test_what_comes_and_goes_again_is_no_repair(self, accidents: Accidents) -> None:
        accidents += [swap("a", "b"), swap("b", "a")]
        assert log(repair("a")) == []

    def test_an_endless_change_ends(self, accidents: Accidents) -> None:
        accidents += [swap("a", "aa")]
        repaired = repair("a")
        assert repaired.text == "a" * 2**module.PASSES
        assert repaired.undo() == "a"

    def test_clean_text_is_looked_at_once(self, accidents: Accidents) -> None:
        looked = Counter[str]()

        def look(text: str, _profile: Profile, _options: Options, _work: Work) -> list[Repair]:
            looked[text] += 1
            return []

        accidents += [look]
        repair("clean")
        assert looked == {"clean": 1}


class TestOptions:
    @pytest.mark.parametrize(("least", "text"), [("certain", "Abcd"), ("likely", "ABcd"), ("guess", "ABCd")])
    def test_least_certainty(self, accidents: Accidents, least: Certainty, text: str) -> None:
        accidents += [swap("a", "A"), swap("b", "B", "shift", "likely"), swap("c", "C", "gloss", "guess")]
        assert repair("abcd", least_certainty=least).text == text

    @pytest.mark.parametrize(
        ("kinds", "text"), [(None, "AB"), (["noise"], "Ab"), ({"shift"}, "aB"), ("shift", "aB"), ([], "ab")]
    )
    def test_kinds(self, accidents: Accidents, kinds: Sequence[str] | None, text: str) -> None:
        accidents += [swap("a", "A"), swap("b", "B", "shift")]
        assert repair("ab", kinds=kinds).text == text

    def test_half_width_can_be_kept(self, accidents: Accidents) -> None:
        accidents += [swap(",", "，", "half-width"), swap("b", "B", "shift")]
        assert repair(",b", keep_half_width=True).text == ",B"

    def test_all_reach_the_accidents(self, accidents: Accidents) -> None:
        seen = []

        def look(_text: str, _profile: Profile, options: Options, _work: Work) -> list[Repair]:
            seen.append(options)
            return []

        accidents += [look]
        repair("x", kinds=["gloss"], least_certainty="guess", widen=True, strings=["- from a board"])
        repair("x", strings="- from a board")
        assert seen == [
            Options(frozenset({"gloss"}), "guess", widen=True, strings=("- from a board",)),
            Options(strings=("- from a board",)),
        ]

    def test_wrong_ones_are_refused(self) -> None:
        with pytest.raises(ValueError, match="noize"):
            repair("clean", kinds=["noize"])


class TestProfile:
    def test_what_is_known_is_used_and_left_as_it_is(self, accidents: Accidents) -> None:
        accidents += [proved("shift", swap(",", "，", "half-width", "likely"))]
        known = Profile(Counter(shift=1))
        assert repair(",").text == ","
        assert repair(",", profile=known).text == "，"
        assert known == Profile(Counter(shift=1))

    def test_what_was_learned_is_handed_on(self, accidents: Accidents) -> None:
        accidents += [swap("?!", "。”", "shift")]
        learned = repair("a?!b", profile=Profile(Counter(noise=2))).profile
        assert learned == Profile(Counter(noise=2, shift=1))

    def test_options_put_together_do_the_same(self, accidents: Accidents) -> None:
        accidents += [swap("a", "A")]
        assert repair_with("a", Options(), Profile()) == repair("a")


def test_a_repaired_text_can_not_be_changed() -> None:
    with pytest.raises(AttributeError):
        repair("a").text = "b"  # type: ignore[misc] # the point of the test


@pytest.mark.parametrize("kind", ["utf8-as-cp1252", "gbk-as-gbk", "as", "-as-", "noises"])
def test_a_kind_that_does_not_exist_is_refused_with_the_list(kind: str) -> None:
    with pytest.raises(ValueError, match=f"no such kind of damage: {kind}; there are .*noise, .*gbk-as-koi8-r"):
        repair("文", kinds=[kind])


@pytest.mark.parametrize("nothing", [None, float("nan"), b"bytes", 7])
def test_what_is_no_string_is_refused_by_its_name(nothing: object) -> None:
    with pytest.raises(TypeError, match=f"repair takes a string, not {type(nothing).__name__}"):
        repair(nothing)  # type: ignore[arg-type]
