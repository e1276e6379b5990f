"""Readings that a converter inserted, and back."""

from __future__ import annotations

import random

import pytest

from harvester.text.accidents import glosses
from harvester.text.edits import apply
from harvester.text.encodings.gbk import Decoder, Private
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.work import Work

# Of our own writing.
TEXT = """
本區的產業基礎好，發展的路子對，各區都要創新。
數字經濟要落到實處，醫院的環境也要改善。
發展潛力在鎮上，規劃要續寫，態度要認真。
展潛力、調結構，是今年的兩件大事。
""".strip()


def repaired(text: str, profile: Profile | None = None) -> str:
    return apply(text, glosses.repair(text, profile or Profile(), Options(), Work.on("")))


class TestDamage:
    def test_depth(self) -> None:
        assert glosses.damage("產業數字", depth=1) == "產業(yè)數字"
        assert glosses.damage("產業數字", depth=2) == "產業(yè)數(shù)字"

    def test_across_characters(self) -> None:
        assert glosses.damage("永宏PLC", depth=5, aligned=False) == "永宏P(guān)LC"

    def test_shifts_what_follows(self) -> None:
        shown = glosses.damage("大樓業務", depth=1, aligned=False)
        assert shown == "大樓業(yè)務"

    def test_toneless_and_repeated(self) -> None:
        assert glosses.damage("產業", depth=1, toneless_twice=True) == "產業(ye)(ye)"
        drawn = glosses.damage("產業", depth=1, toneless_twice=True, rng=random.Random(1))  # noqa: S311 - seeded, as a bench needs it
        assert drawn in {"產業(ye)(ye)", "產業(ye)(ye)(ye)"}


class TestRepair:
    @pytest.mark.parametrize("depth", [1, 2, 4, 7])
    @pytest.mark.parametrize("aligned", [True, False], ids=["aligned", "by bytes"])
    @pytest.mark.parametrize("toneless", [True, False], ids=["toneless", "toned"])
    def test_all_comes_back(self, depth: int, *, aligned: bool, toneless: bool) -> None:
        shown = glosses.damage(TEXT, depth=depth, aligned=aligned, toneless_twice=toneless)
        assert shown != TEXT
        assert repaired(shown) == TEXT

    @pytest.mark.parametrize(
        ("shown", "clean"),
        [
            ("產業(yè)", "產業"),
            ("永宏P(guān)LC", "永宏PLC"),
            ("系(xi)(xi)(xi)統(tong)(tong)", "系統"),
        ],
    )
    def test_short_ones(self, shown: str, clean: str) -> None:
        assert repaired(shown) == clean

    @pytest.mark.parametrize("decoder", [Decoder(), Decoder(eats=b"("), Decoder("\ufffd", Private.KEEP)])
    def test_across_two_hanzi(self, decoder: Decoder) -> None:
        clean = "城市發展潛力很大，人人都看得見，大家都說好。"
        data = clean.encode("gbk").replace("節".encode("gbk"), "節(jié)".encode("gbk"))
        shown = decoder.decode(data)
        assert "jié)" in shown
        assert repaired(shown) == clean

    def test_the_sites_glosses_are_learned(self) -> None:
        profile = Profile()
        repaired(glosses.damage(TEXT, depth=4), profile)
        assert profile.glossed["發"] == 2
        assert profile.proofs["gloss"] >= 10

    def test_what_is_certain_explains_the_damage(self) -> None:
        shown = glosses.damage(TEXT, depth=7)
        for repair in glosses.repair(shown, Profile(), Options(), Work.on("")):
            assert glosses.damage(repair.after, depth=7) == repair.before


class TestLeftAlone:
    @pytest.mark.parametrize(
        "text",
        [
            TEXT,
            "犇(bēn)星公司在產業園裡，發展很快。",
            "“行(xíng)”不是“行(háng)”。",
            "學(xué)習(xí)漢(hàn)語(yǔ)",
            "把“產業”寫成“產業(yè)”，不知道為什麼。",
            "音(yīn)和樂(yuè)，一起叫做音(yīn)樂(yuè)。",
            "見下圖(a)和(b)，詳細說明(an)從略。",
        ],
    )
    def test_notes_and_lessons(self, text: str) -> None:
        assert glosses.repair(text, Profile(), Options(), Work.on("")) == []

    def test_a_note_on_a_converted_page(self) -> None:
        clean = TEXT + "\n犇(bēn)星公司也來了。"
        assert repaired(glosses.damage(clean, depth=4)) == clean
