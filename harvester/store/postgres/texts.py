"""Texts of pages in a form that PostgreSQL can keep, which takes neither NUL nor lone surrogates."""

from __future__ import annotations

import re

_UNKEPT = re.compile(r"[\\\x00\ud800-\udfff]")
_KEPT = re.compile(r"\\([0-9a-f]{4})")


def kept(text: str) -> str:
    r"""``text`` with a backslash and four hex digits in place of backslashes and characters that cannot be kept.

    >>> kept("a\\b\x00")
    'a\\005cb\\0000'
    """
    return _UNKEPT.sub(lambda match: f"\\{ord(match[0]):04x}", text)


def given_back(text: str) -> str:
    r"""The text that :func:`kept` was given.

    >>> given_back(kept("a\\005c\x00\ud800")) == "a\\005c\x00\ud800"
    True
    """
    return _KEPT.sub(lambda match: chr(int(match[1], 16)), text)


def maybe_kept(text: str | None) -> str | None:
    """The same; ``None`` stays that."""
    return None if text is None else kept(text)


def maybe_given_back(text: str | None) -> str | None:
    """The same; ``None`` stays that."""
    return None if text is None else given_back(text)
