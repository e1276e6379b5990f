"""What passes over clean text quickly finds all that the slow way finds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.text.encodings.orphans import ORPHAN, ORPHANS, may_have_orphans
from harvester.text.language.readings import GLOSS, GLOSS_END
from harvester.text.shift.markers import ORPHANED_GLOSS, SHIFT, has_shift

PIECES = (
    *"?!,;:()\ufffd。”中發說abāǖ \n\ud83d😀",
    *map(chr, (ORPHAN + 0x80, ORPHAN + 0xA3, ORPHAN + 0xFF)),
    "?!惫鶗詵|",
    "(fā)",
    "?jié)",
)  # fmt: skip

texts = st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=20)
many = settings(max_examples=500, derandomize=True, deadline=None)


@many
@given(texts)
def test_shifts(text: str) -> None:
    assert has_shift(text) == (SHIFT.search(text) is not None)


@many
@given(texts)
def test_glosses(text: str) -> None:
    if GLOSS.search(text) or ORPHANED_GLOSS.search(text):
        assert GLOSS_END.search(text)


@many
@given(texts)
def test_orphans(text: str) -> None:
    if ORPHANS.search(text):
        assert may_have_orphans(text)


def test_characters_of_two_bytes_are_no_orphans() -> None:
    assert not may_have_orphans("「發展」，\ue000\ud83d")
