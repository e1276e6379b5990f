"""Patterns that are compiled at their first use."""

from __future__ import annotations

import copy
import pickle
import re

import pytest

from harvester.config.patterns import Pattern, regex


def test_it_does_what_a_compiled_one_does() -> None:
    words = regex("(?P<word>[a-z]+)", re.IGNORECASE)
    assert words.sub(r"<\g<word>>", "Ab 1 c") == "<Ab> 1 <c>"
    assert [found["word"] for found in words.finditer("Ab 1 c")] == ["Ab", "c"]
    assert words.groupindex == {"word": 1}
    assert words.fullmatch("1") is None
    assert regex(rb"[\x80-\xff]+").split(b"a\xd6\xd0b") == [b"a", b"b"]


def test_its_source_is_read_without_compiling() -> None:
    broken = regex("(")
    assert regex(f"[a{broken.pattern}]").search("(") is not None
    with pytest.raises(re.error):
        broken.search("")


def test_it_is_copied_and_sent_to_other_processes() -> None:
    digits = Pattern("[0-9]+", 0)
    for each in (copy.copy(digits), copy.deepcopy(digits), pickle.loads(pickle.dumps(digits))):  # noqa: S301 - our own
        assert each.findall("A1版 B12") == ["1", "12"]
