"""Characters that no repair may bring in."""

from __future__ import annotations

import importlib

import pytest

from harvester.text import Options, Profile, Repair, repair
from harvester.text.accident import Accident
from harvester.text.newcomers import has_newcomers
from harvester.text.work import Work

module = importlib.import_module("harvester.text.repair")


@pytest.mark.parametrize("char", ["\ue5e5", "\U0010f8a1", "\U000e1234", "╠", "┐", "─"])
def test_nobodys_characters(char: str) -> None:
    assert has_newcomers("海口", f"海{char}口")
    assert not has_newcomers(f"口{char}", f"海{char}口")


@pytest.mark.parametrize("text", ["国家", "a\ufffd", "𠮷", "😀", "──他說", "━━━━", "═══"])
def test_characters_that_people_write(text: str) -> None:
    assert not has_newcomers("?", text)


def test_a_repair_that_brings_them_in_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def undo(text: str, _profile: Profile, _options: Options, _work: Work) -> list[Repair]:
        places = [place for place, char in enumerate(text) if char in "ab"]
        afters = {"a": "好", "b": "\ue000"}
        return [Repair("noise", place, text[place], afters[text[place]], "certain", 9.0, "made up") for place in places]

    monkeypatch.setattr(module, "ACCIDENTS", (Accident({}, lambda text, *_: text, undo, lambda *_: True),))
    repaired = repair("xaxbx")
    assert repaired.text == "x好xbx"
    assert [refused.before for refused in repaired.refused] == ["b"]
    assert repaired.undo() == "xaxbx"
