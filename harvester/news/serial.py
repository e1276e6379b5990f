"""Whether two threads are evidently the halves of one article that the print edition had on two pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from harvester.config.patterns import regex
from harvester.news.turns import comes_from_page, page_turns, turns_at_end

_PART = regex(
    r"[\s—\-·：:]*[（(【\[]?(?:之|第)?(?P<number>[上中下]|[一二三四五六七八九十]|\d{1,2})(?:篇|部分|集)?[）)】\]]?\s*$"
)
_NUMBERS = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)}

#: The halves are of one issue: they are posted separately, at most this many seconds apart.
ONE_ISSUE = 3 * 86400
#: Titles that differ only in their number, and are shorter than this (简讯（一）), are those of a column.
_LEAST_OF_A_TITLE = 8


@dataclass(frozen=True, slots=True)
class Turn:
    """What shows that a thread is part of a longer article.

    ``turns``: it ends by turning to a page; ``comes``: it begins by coming from one; ``published``: seconds since
    1970 in UTC.

    >>> Turn(7, "老桥（上）", turns=True, comes=False, published=1639094400).comes
    False
    """

    tid: int
    title: str
    turns: bool
    comes: bool
    published: int


def turn_of(tid: int, title: str, text: str, published: str | None) -> Turn | None:
    """What shows that a thread is a part; ``None`` for one that says nothing of the kind. ``published`` is ISO 8601.

    >>> turn_of(7, "老桥（上）", "今天通车。（下转第二版）", "2021-12-10T08:00:00+08:00").turns
    True
    """
    first_lines = [title, *text.lstrip().split("\n")[:3]]  # a headline may stand above the marker
    turns, comes = turns_at_end(text), any(map(comes_from_page, first_lines))
    if published is None or not (turns or comes):
        return None
    for marker in page_turns(title):
        title = title.replace(marker, "")
    return Turn(tid, "".join(title.split()), turns, comes, int(datetime.fromisoformat(published).timestamp()))


def goes_on_in(first: Turn, second: Turn) -> bool:
    """Whether the article of the thread ``first`` continues in ``second``.

    Both are of one issue, the first turns to a page, and the second comes from
    one. If the titles differ only in （上） and （下）, or （一） and （二）, one of the two signs is enough.

    >>> goes_on_in(Turn(7, "老桥通车（上）", True, False, 0), Turn(8, "老桥通车（下）", False, True, 60))
    True
    """
    if abs(first.published - second.published) > ONE_ISSUE or first.tid == second.tid:
        return False
    both = first.turns and second.comes
    one, other = _PART.search(first.title), _PART.search(second.title)
    if one is None or other is None:
        return both and first.title == second.title
    stem = first.title[: one.start()]
    alike = stem == second.title[: other.start()] and _follows(one["number"], other["number"])
    return alike and (both or ((first.turns or second.comes) and len(stem) >= _LEAST_OF_A_TITLE))


def only(found: Iterable[Turn]) -> int | None:
    """The number of the only thread that was found; ``None`` where there is none, or where several may be meant.

    >>> only([Turn(7, "老桥", True, False, 0)])
    7
    """
    tids = {turn.tid for turn in found}
    return tids.pop() if len(tids) == 1 else None


def _follows(one: str, other: str) -> bool:
    if {one, other} <= set("上中下"):
        return (one, other) in {("上", "下"), ("上", "中"), ("中", "下")}
    return _number(other) == _number(one) + 1 > 1


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS.get(word, -1)
