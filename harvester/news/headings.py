"""Section headings: short lines between paragraphs of running text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from harvester.news.lines import is_body, is_titular

#: So many lines of a heading; more in a row are a list, a table or a poem.
_MOST_LINES = 2


def section_headings(paragraphs: Sequence[str], start: int) -> tuple[str, ...]:
    """The headings of the text whose head has ``start`` lines, each line by itself.

    A heading stands over running text. Above it there is running text or, where the text begins
    with a heading, a head.
    """
    lines = list(paragraphs[start:])
    return tuple(line.strip(" 　\t") for line in _headings(lines, headed=start > 0))


def _headings(lines: Sequence[str], *, headed: bool) -> Iterator[str]:
    at = 0
    runs = [(titular, list(run)) for titular, run in groupby(lines, is_titular)]
    for number, (titular, run) in enumerate(runs):
        above = lines[at - 1] if at else None
        below = runs[number + 1][1][0] if number + 1 < len(runs) else None
        stands = headed if above is None else is_body(above)
        if titular and len(run) <= _MOST_LINES and stands and below is not None and is_body(below):
            yield from run
        at += len(run)
