"""What ftfy writes for Hanzi besides joined bytes: two letters, straight marks, accents in another order."""

from __future__ import annotations

import pytest

from harvester.text import repair
from harvester.text.misread.joined import codes, units


@pytest.mark.parametrize(
    ("shown", "text"),  # what ftfy 6.3 makes of GBK read as Latin-1
    [
        ('\xae"\xcc\xec\xcf\xc2\xce\xe7', "當天下午"),  # a mark is a second byte
        ("\xb8\xf7'\u20ac\xb7\xbd\xd1\u0505^\xb5\xc4\xc8\xcb", "各個方言區的人"),  # or a first one
        ("'\xf7\xbdy\xd0\u041e\xe9\xba\xdc\xd6\xd8\xd2\xaa", "傳統行為很重要"),  # at the beginning
        (
            '\xc9\u03fa\xa3\u2013|\u057e\u05b9\u0363\xdek\xc0\xed\xd8\u203a\xdf\\\u02dcI"\xd5',
            "上海東站停止辦理貨運業務",
        ),  # and marks of two scripts are sorted
    ],
)
def test_what_was_tidied_up_is_bytes_again(shown: str, text: str) -> None:
    found = repair(shown)
    assert found.text == text
    assert found.undo() == shown


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("\xcc\xefijij\xb6\xe0\xb4\xce\xb7\xf1\xc8\xcf", "田某某多次否认"),
        ("\xd5\xc5ij\xd4\xda\xbc\xd2", "张某在家"),
        ('\xcc\xd8"e\xca\xc7\xeb\u0160\xd3\xb0', "特別是電影"),
    ],
)
def test_letters_that_may_be_half_of_a_hanzi_are_not_kept_as_letters(shown: str, text: str) -> None:
    found = repair(shown)
    assert found.text in (text, shown)
    assert found.text == text or [flag.kind for flag in found.flags] == ["misread"]


def test_other_letters_are() -> None:
    for text in ("请看 ij 和 nj 两列的数据", "第 1 行的 T 恤在这里"):
        shown = text.encode("gbk").decode("latin-1")
        assert (repair(shown).text, repair(shown).repairs[0].certainty) == (text, "certain")


def test_letters_with_piles_of_marks_take_no_more_work() -> None:
    marks = [chr(code) for code in range(0x300, 0x370)]
    piled = "".join(f"{chr(0xC0 + place)}{''.join(marks[place : place + 12])}" for place in range(60))
    assert max(len(codes(unit)) for unit in units(piled)) < 100
