"""The contract of every accident: what it explains is what it does, and nothing else; what it denies is not made."""

from __future__ import annotations

import importlib
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.text import Options, Profile, Repair, repair
from harvester.text.accident import Accident, Context
from harvester.text.accidents import ACCIDENTS
from harvester.text.options import CHAIN_KINDS, KINDS
from harvester.text.work import Work

# Of our own writing, in both scripts; each has what one of the accidents needs.
HANS = """昨天夜里下了一场雨，早上起来，院子里的花都开了；鸟也叫了（两只）！
“你看，”他指着远处的山说，“翻过去就是我外婆家。”卡尔·马克思和约翰·济慈都没来过。
“今天的灯会几点开始？”“晚上七点。”"""
HANT = """佢哋話好靚。昨天夜裡下了一場雨，早上起來，院子裡的花都開了；鳥也叫了（兩隻）！
“你看，”郭曉東指著遠處的山說，“翻過去就是我外婆家。”產業發展，潛力很大。
“今天的燈會幾點開始？”“晚上七點。”會議決定：學校環境優雅，規劃有據。"""
JAPANESE = "この道をまっすぐ行くと、駅の前に出ます。\nファイルを開いて、一行ずつ読み込みます。"
#: Damage that is drawn is drawn so often.
SEEDS = 3
#: This one loses so much that only some readers leave enough.
LOSSY = "utf-8-as-big5"

CHANGES = "的好一，。·“!?,a \xa0\n\ufffd"
#: What else the accident may have shown is drawn so often.
DRAWN = 60


class Made(NamedTuple):
    """A repair that was made, the accident, and where it was made."""

    accident: Accident
    repair: Repair
    context: Context


def damaged(accident: Accident, kind: str) -> Iterator[str]:
    for text in (HANS, HANT) if not kind.startswith("shift-jis") else (JAPANESE,):
        for seed in range(1 if "-as-" in kind and kind != LOSSY else SEEDS):
            try:
                yield accident.damage(text, kind, random.Random(seed))  # noqa: S311 - a fixed seed
            except UnicodeEncodeError:
                continue  # Big5 has no simplified characters


@cache
def made(kind: str) -> tuple[Made, ...]:
    """What is repaired in text that ``kind`` damaged."""
    [*owners] = [accident for accident in ACCIDENTS if kind in accident.kinds]
    found = []
    for accident in owners:
        for text in damaged(accident, kind):
            profile = Profile()
            profile.proofs.update({"noise": 3, "shift": 3})
            for each in accident.repair(text, profile, Options(widen=kind == "half-width"), Work.on(text)):
                strings = frozenset(profile.strings)
                found.append(Made(accident, each, Context(each.kind, text, each.start, each.end, strings)))
    return tuple(found)


def changed(after: str, place: int, char: str) -> Iterator[str]:
    """``after`` with a character added, swapped, or dropped."""
    place %= len(after) + 1
    yield after[:place] + char + after[place:]
    yield after[:place] + char + after[place + 1 :]
    yield after[:place] + after[place + 1 :]


def gives(accident: Accident, clean: str, found: Repair, context: Context) -> bool:
    """Whether the accident, drawn again and again, leaves what stood there for ``clean``, its neighbours aside."""
    left, right = context.left(1), context.right(1)
    rngs = [random.Random(seed) for seed in range(DRAWN)]  # noqa: S311 - fixed seeds
    shown = {accident.damage(clean, found.kind, rng) for rng in rngs}
    shown |= {accident.damage(left + clean + right, found.kind, rng) for rng in rngs}
    return not shown.isdisjoint({found.before, left + found.before + right})


@pytest.mark.parametrize("kind", [*KINDS, *CHAIN_KINDS])
class TestContract:
    def test_what_is_found_is_explained(self, kind: str) -> None:
        assert made(kind)
        for accident, found, context in made(kind):
            assert accident.explains(found.before, found.after, context), found

    def test_one_character_more_or_less_is_denied(self, kind: str) -> None:
        rng = random.Random(kind)  # noqa: S311 - a fixed seed
        for accident, found, context in made(kind):
            for other in changed(found.after, rng.randrange(99), rng.choice(CHANGES)):
                if other in (found.after, found.before) or not accident.explains(found.before, other, context):
                    continue
                assert gives(accident, other, found, context), (found, other)

    def test_some_are_denied(self, kind: str) -> None:
        """An accident that agrees to everything fails."""
        for accident, found, context in made(kind):
            assert not accident.explains(found.before, found.after + "的", context)
            assert not accident.explains(found.before, found.before, context)
            assert not accident.explains("好" + found.before, found.after, replace(context, start=context.start - 1))


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.sampled_from(KINDS), st.integers(0, 999), st.integers(0, 999), st.characters(codec="utf-8"))
def test_any_character_more_or_less_is_denied(kind: str, which: int, place: int, char: str) -> None:
    accident, found, context = made(kind)[which % len(made(kind))]
    for other in changed(found.after, place, char):
        if other not in (found.after, found.before) and accident.explains(found.before, other, context):
            assert gives(accident, other, found, context), (found, other)


def test_what_is_taken_out_by_a_grammar() -> None:
    """Noise, strings, chrome and cut ends leave nothing: what they take out is recognised by its form alone."""
    for kind in ("noise", "site-string", "chrome", "cut"):
        for accident, found, context in made(kind):
            assert found.after == ""
            assert not accident.explains("灯会今晚开始", "", context)
            assert not accident.explains("x" + found.before.strip() + "灯", "", context)


class TestDriver:
    """What an accident does not explain is not made, is counted, and proves nothing."""

    @pytest.fixture
    def denied(self, monkeypatch: pytest.MonkeyPatch) -> None:
        module = importlib.import_module("harvester.text.repair")

        def undo(text: str, profile: Profile, _options: Options, _work: Work) -> list[Repair]:
            profile.proofs["noise"] += text.count("x")
            places = [place for place, char in enumerate(text) if char == "x"]
            return [Repair("noise", place, "x", "y", "certain", 9.0, "made up") for place in places]

        def explains(_before: str, _after: str, context: Context) -> bool:
            return context.left(1) != "a"

        monkeypatch.setattr(module, "ACCIDENTS", (Accident({}, lambda text, *_: text, undo, explains),))

    @pytest.mark.usefixtures("denied")
    def test_it_is_dropped_and_counted(self) -> None:
        repaired = repair("ax bx ax")
        assert repaired.text == "ax by ax"
        assert [(each.start, each.before, each.after) for each in repaired.unexplained] == [
            (1, "x", "y"),
            (7, "x", "y"),
        ]
        assert repaired.profile.proofs["noise"] == 1
        assert repaired.undo() == "ax bx ax"


class TestNothingIsUndoneAgain:
    """A repair that a later one of the same run takes back is a defect: one of the two was wrong."""

    @pytest.mark.parametrize("kind", [*KINDS, "gbk-as-latin-1", "utf-8-as-cp1252", "gbk-as-big5", "utf-8-as-gbk"])
    def test_what_was_repaired_stays_so(self, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
        module = importlib.import_module("harvester.text.repair")
        compose = module.edits.compose
        undone: list[Repair] = []

        def watched(source: str, first: list[Repair], then: list[Repair]) -> list[Repair]:
            log: list[Repair] = compose(source, first, then)
            undone.extend(each for each in log if each.before == each.after)
            return log

        monkeypatch.setattr(module.edits, "compose", watched)
        owners = [accident for accident in ACCIDENTS if kind in accident.kinds]
        for text in (text for accident in owners for text in damaged(accident, kind)):
            repair(text, least_certainty="guess")
        assert undone == []
