"""Bytes that were left out are found as if every way to put one or two in were tried."""

from __future__ import annotations

import pytest

from harvester.text.language.model import model
from harvester.text.misread.left_out import hides_gap

SAID = (
    "他们于是离开故事开始的地方，走到河对岸的小店里，买了3斤苹果，价格涨了12%。",
    "列车晚点四十分钟，站台上的人渐渐多了起来。售票员说：“请到2号窗口。”",
    "森林里有一座古老的石桥，桥下的水很清。",
)
#: How many bits one byte more must save, and two; the window about an unlikely character, in characters and bytes.
MISSING, TWO = 8.0, 10.0
UNLIKELY = 14.0
BEFORE, AFTER, APART = 2, 6, 12


def cost(before: str, said: str) -> float:
    whole = before + said
    return sum(model().costs[whole[place : place + 3]] for place in range(len(said)))


def read(data: bytes, codec: str) -> str | None:
    for part in (data, data[:-1]):
        try:
            return part.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def is_better(data: bytes, before: str, codec: str, most: float) -> bool:
    said = read(data, codec)
    return said is not None and cost(before, said) < most


def every_way(said: str, codec: str) -> bool:
    """The same by brute force."""
    whole = f"\n\n{said}"
    for place in range(len(said)):
        if model().costs[whole[place : place + 3]] <= UNLIKELY:
            continue
        first = max(0, place - BEFORE)
        before, window = whole[first : first + 2], said[first : place + AFTER]
        data, bits = window.encode(codec), cost(before, window)
        for one in range(len(data)):
            some = data[:one] + b"\xad" + data[one:]
            if is_better(some, before, codec, bits - MISSING) or any(
                is_better(some[:two] + b"\xad" + some[two:], before, codec, bits - TWO)
                for two in range(one + 1, min(one + APART, len(some) + 1))
            ):
                return True
    return False


@pytest.mark.parametrize("codec", ["gbk", "gb18030"])
def test_as_if_every_way_were_tried(codec: str) -> None:
    answers = set()
    for text in SAID:
        data = text.encode(codec)
        for place in range(0, len(data), 3):  # with a byte less, as an extractor leaves one out
            said = (data[:place] + data[place + 1 :]).decode(codec, "ignore")
            answers.add(every_way(said, codec))
            assert hides_gap(said, codec) == every_way(said, codec), said
    assert answers == {True, False}


def test_what_an_encoding_cannot_write_lacks_none_of_its_bytes() -> None:
    assert not hides_gap("于是特斯蓝事会认为", "big5")
