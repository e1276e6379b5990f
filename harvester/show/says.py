"""What an article's text says about itself as news, for people: one label and one value per line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harvester.show.fields import Line

#: Fields of one value, in the order in which they are shown.
_FIELDS = (
    "headline", "original_title", "dateline", "location", "agency", "source", "via", "original_url", "column", "editor",
    "translator",
)  # fmt: skip


def says(line: Line) -> Iterator[tuple[str, str]]:
    """The labels and values of ``line`` that are not empty; a line of an older version may lack any of them."""
    for each in line.get("corrected") or ():
        then = "; what was corrected has changed since" if each["outdated"] else ""
        yield "corrected", f"{each['where']}, by {each['by']}, {each['at']}{then}"
    for credit in line.get("bylines") or ():
        yield "byline", " ".join(filter(None, (credit["outlet"], credit["role"], "、".join(credit["names"]))))
    for name in _FIELDS:
        if line.get(name):
            yield name.replace("_", " "), line[name]
    if line.get("photographers"):
        yield "photographers", "、".join(line["photographers"])
    issue: dict[str, Any] = line.get("issue") or {}
    printed = " ".join(filter(None, (issue.get("date"), issue.get("page"))))
    if printed:
        yield "issue", printed
