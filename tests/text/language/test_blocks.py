"""A text without the blocks of a search has nothing that the search would find."""

from __future__ import annotations

import re

from harvester.text.language.blocks import HANGUL, PRIVATE, has_latin

EVERY = [chr(code) for code in (*range(0xD800), *range(0xE000, 0x10000), 0x1F600, 0x10F8A1)]


def test_no_character_of_the_blocks_is_passed_over() -> None:
    for blocks, pattern in ((HANGUL, "[가-힣]"), (PRIVATE, "[\ue000-\uf8ff]")):
        found = re.findall(pattern, "".join(EVERY))
        assert found
        assert all(blocks.are_in(f"字{char}, a") for char in found)


def test_usual_text_has_none_of_them() -> None:
    text = "列车晚点四十分钟，“站台”上的人：Ω, カナ, 😀……\n"
    assert not HANGUL.are_in(text)
    assert not PRIVATE.are_in(text)
    assert not has_latin(text)


def test_latin_is_what_has_one_byte_in_latin_1() -> None:
    assert {char for char in EVERY if has_latin(f"字{char}")} == {chr(code) for code in range(0x80, 0x100)}
