"""Masking personal data in a text: mobile phones, e-mail addresses, and identity numbers of mainland China."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from harvester.corpora.personal import FINDERS, plain

#: The mark for each kind: it shows nothing of what it hides, not even the length.
MARKS: Final[Mapping[str, str]] = {"ids": "[ID]", "emails": "[EMAIL]", "phones": "[PHONE]"}


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of personal data of a kind, from ``start`` to ``end`` (exclusive), in code points.

    >>> Span("phones", 2, 13).end
    13
    """

    kind: str
    start: int
    end: int


def checked(names: Iterable[str]) -> tuple[str, ...]:
    """The named kinds in the order of :data:`MARKS`. Raises :class:`ValueError` for one that does not exist.

    >>> checked(["phones", "ids"])
    ('ids', 'phones')
    """
    wanted = {name.strip() for name in names} - {""}
    if unknown := sorted(wanted - MARKS.keys()):
        raise ValueError(f"{unknown[0]}: give {', '.join(sorted(MARKS))}")
    return tuple(kind for kind in MARKS if kind in wanted)


def find(text: str, kinds: Iterable[str]) -> list[Span]:
    """The personal data of ``kinds`` in ``text``, in order; none overlap. Masked text has none.

    >>> find("电话13800138000。", ["phones"])
    [Span(kind='phones', start=2, end=13)]
    """
    found: list[Span] = []
    read = plain(text)
    for kind in kinds:
        spans = [Span(kind, start, end) for start, end in FINDERS[kind](read)]
        found += [span for span in spans if not any(span.start < each.end and each.start < span.end for each in found)]
    return sorted(found, key=lambda span: span.start)


def mask(text: str, kinds: Iterable[str]) -> str:
    """``text`` with marks in place of the personal data of ``kinds``.

    >>> mask("写信给 a.b@example.com", ["emails"])
    '写信给 [EMAIL]'
    """
    parts: list[str] = []
    position = 0
    for span in find(text, kinds):
        parts += (text[position : span.start], MARKS[span.kind])
        position = span.end
    return "".join([*parts, text[position:]])
