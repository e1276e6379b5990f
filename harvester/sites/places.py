"""Finding the line of a key in a TOML document, which tomllib does not give."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Any


def line_of(text: str, path: Sequence[str]) -> int:
    """The number of the line on which the table or key ``path`` begins, in a valid document.

    Found with the parser itself: a document cut after a statement is still a document, so the key is in the
    last statement of the shortest beginning that has it. 1 if the document has no such key.
    """
    lines = text.split("\n")
    low, high = 0, len(lines)  # the key is not in the first `low` lines, and is in the first `high`
    if not _has(_parsed(lines, high), path):
        return 1
    while high - low > 1:
        middle = (low + high) // 2
        whole = _next_whole(lines, middle, high)
        if _has(_parsed(lines, whole), path):
            high = whole if whole < high else middle  # no statement ends between: it began before the middle
        else:
            low = whole
    return _start(lines, high) + 1


def _start(lines: list[str], end: int) -> int:
    """The number of lines before the statement that ends in, or includes, line number ``end``."""
    before = end - 1
    while before and _parsed(lines, before) is None:
        before -= 1
    return before


def _next_whole(lines: list[str], at: int, end: int) -> int:
    """The first number of lines, from ``at`` on, that make a valid document."""
    return next((size for size in range(at, end) if _parsed(lines, size) is not None), end)


def _parsed(lines: list[str], size: int) -> dict[str, Any] | None:
    try:
        return tomllib.loads("\n".join(lines[:size]) + "\n")
    except tomllib.TOMLDecodeError:
        return None


def _has(document: Any, path: Sequence[str]) -> bool:  # noqa: ANN401 - whatever a key holds
    for name in path:
        if not isinstance(document, dict) or name not in document:
            return False
        document = document[name]
    return True
