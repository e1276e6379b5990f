"""Each step changes what it says, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.corpora.normalisation import STEPS, checked, normalise


@pytest.mark.parametrize(
    ("step", "text", "normal"),
    [
        ("nfc", "cafe\u0301", "café"),
        ("nfc", "\ufa19社", "神社"),
        ("nfc", "ＡＢＣ①㎡，", "ＡＢＣ①㎡，"),
        ("nfc-han", "cafe\u0301\ufa19社", "café\ufa19社"),
        ("nfkc", "ＡＢＣ①㎡，", "ABC1m2,"),
        ("width", "ＡＢＣ１２３，。！", "ABC123，。！"),
        ("width", "ﾊｰﾄﾞ", "ハード"),
        ("space", "甲\u3000乙\u00a0\u2003丙\t丁", "甲 乙 丙 丁"),
        ("space", "\u3000\u3000甲 \r\n 乙\u2028丙\r丁 ", "甲\n乙\n丙\n丁"),
        ("space", "甲\n\n乙", "甲\n\n乙"),
        ("invisible", "甲\u200b乙\ufeff丙\u00ad丁\u202e戊\x07", "甲乙丙丁戊"),
        ("invisible", "甲\u200d乙a\u200cb", "甲乙ab"),
        ("invisible", "甲\n乙\t丙", "甲\n乙\t丙"),
        ("invisible", "👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("invisible", "می\u200cخواهم", "می\u200cخواهم"),
        ("invisible", "葛\U000e0100", "葛\U000e0100"),
    ],
)
def test_a_step(step: str, text: str, normal: str) -> None:
    assert normalise(text, checked([step])) == normal


def test_steps_are_done_in_an_order_of_their_own() -> None:
    assert checked(["space", " nfc", "", "invisible"]) == ("invisible", "nfc", "space")
    with pytest.raises(ValueError, match="nfd: give invisible, nfc"):
        checked(["nfd"])


@given(st.text(), st.sets(st.sampled_from(sorted(STEPS))))
def test_a_normal_form_is_its_own(text: str, names: set[str]) -> None:
    steps = checked(names)
    normal = normalise(text, steps)
    assert normalise(normal, steps) == normal
