"""Whether posts are evidently parts of one text.

A forum limits the length of a post, and some authors continue in the next one. To continue a text a post
needs three things: the same author (a member, not an anonymous one), the very next floor, and words
in the text that say so. Without that evidence a post is a reply, whoever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from harvester.config.patterns import regex
from harvester.news.dateline import read_dateline
from harvester.news.lines import is_marginal, is_titular
from harvester.news.turns import comes_from_page, is_turn, turns_at_end

#: A remark such as 接上楼，顶 is shorter.
_LEAST_OF_A_PART = 40
#: After a page turn a post continues the text only if it is text itself, not thanks.
_LEAST_BEHIND_A_TURN = 200
#: A sentence that a post leaves unfinished was cut by the forum's limit only if the post is long,
#: and by its author only to continue at once.
_LEAST_OF_A_CUT_POST = 1500
_AT_ONCE = timedelta(minutes=30)

_FLOOR = r"(?:(?:第?\s*[\d一二三四五六七八九十]{1,3}\s*)?[楼樓]|[帖贴貼页頁])"
_OPEN, _CLOSE = r"[（(【\[〔—\-]+\s*", r"\s*[）)】\]〕—\-]+"
_TO_BE_CONTINUED = regex(
    rf"(?:{_OPEN}(?:未完)?[，,、\s]*(?:待[续續]|下[转轉接]{_FLOOR}|[转轉接见見]下{_FLOOR}|[续續]下{_FLOOR}|下{_FLOOR}[继繼][续續]){_CLOSE}"
    rf"|{_OPEN}未完{_CLOSE}"
    rf"|未完[，,、\s]*(?:待[续續]|[转轉接]下{_FLOOR}|下[转轉接]{_FLOOR}|[见見]下{_FLOOR})"
    rf"|[接转轉见見]下(?:[楼樓]|[帖贴貼])|字[数數]限制.{{0,12}}|\(to be continued\))[\s。….]*$",
    re.IGNORECASE,
)
_BEFORE = rf"(?:上{_FLOOR}|[楼樓]上|上文|前文|前[帖贴貼楼樓]?)"
_CONTINUED = regex(
    rf"(?:{_OPEN}(?:[续續](?:{_BEFORE}|[一二三四五六七八九十\d]{{1,2}})?|[接续續承](?:{_BEFORE}|上篇|上)|上[接]{_FLOOR}|上文接{_FLOOR}|[紧緊]?接\s*{_FLOOR}){_CLOSE}"
    rf"|(?:[接续續](?:{_BEFORE}|上篇)|上接{_FLOOR}|[接续續]{_FLOOR})\s*(?:[：:，,。—\n]|$)"
    rf"|(?:[（(][一二三四五六七八九十\d]{{1,2}}[）)])?[续續]\s*[：:])"
)
_UNFINISHED = regex(r"[\u4e00-\u9fff，、\dA-Za-z“‘（《]$")


@dataclass(frozen=True, slots=True)
class Part:
    """A post, or a thread's first post, as a possible part of a longer text.

    >>> Part(21, "江滨", 1, "老桥重新通车。（未完待续）").floor
    1
    """

    pid: int
    author: str | None
    floor: int | None
    text: str
    published: datetime | None = None


def continuations(posts: Sequence[Part]) -> tuple[Part, ...]:
    """The posts, in order, that continue the text of the first of ``posts``; mostly none.

    They end at the first post that does not: what follows somebody else's words is a reply.

    >>> first = Part(1, "江滨", 1, "老桥重新通车。（未完待续）")
    >>> again = Part(2, "江滨", 2, "桥头的灯笼一盏接一盏亮起来，过桥的人都放慢了脚步。" * 2)
    >>> [part.pid for part in continuations([first, again])]
    [2]
    """
    found: list[Part] = []
    for before, after in pairwise(posts):
        if not goes_on(before, after):
            break
        found.append(after)
    return tuple(found)


def may_go_on(posts: Sequence[Part]) -> bool:
    """Whether the text of the first of ``posts``, all that a page has, may continue on the next page.

    It does where all of them are parts of it, and either there are several, or the only one says that it
    continues: it promises more, turns to a page, or is long and ends within a sentence.

    >>> may_go_on([Part(1, "江滨", 1, "老桥重新通车。（未完待续）")])
    True
    """
    if not posts or posts[0].author is None or len(continuations(posts)) < len(posts) - 1:
        return False
    text = posts[-1].text
    return len(posts) > 1 or _is_promised(text) or turns_at_end(text) or _ends_within(text)


def goes_on(before: Part, after: Part) -> bool:
    """Whether ``after`` evidently continues where ``before`` ends.

    >>> goes_on(Part(1, "江滨", 1, "老桥重新通车。"), Part(2, "江滨", 2, "好消息，顶一下。"))
    False
    """
    if before.author is None or before.author != after.author or not _is_next(before, after):
        return False
    if len(after.text) < _LEAST_OF_A_PART:
        return False
    if _goes_back(after.text) or _is_promised(before.text) or _is_cut(before, after):
        return True
    return turns_at_end(before.text) and len(after.text) >= _LEAST_BEHIND_A_TURN


def joined(parts: Sequence[Part]) -> str:
    """The text of ``parts`` as one: a paragraph cut in two is whole again, everything else stays.

    >>> joined([Part(1, "江滨", 1, "老桥通车。"), Part(2, "江滨", 2, "灯笼亮了。")]).splitlines()
    ['老桥通车。', '灯笼亮了。']
    """
    text = parts[0].text
    for before, after in pairwise(parts):
        text += ("" if _is_cut(before, after) else "\n") + after.text
    return text


def _is_next(before: Part, after: Part) -> bool:
    return before.floor is not None and after.floor == before.floor + 1


def _is_promised(text: str) -> bool:
    return bool(_TO_BE_CONTINUED.search(_last_line(text)[-40:]))


def _goes_back(text: str) -> bool:
    return bool(_CONTINUED.match(text.lstrip())) or comes_from_page(text)


def _is_cut(before: Part, after: Part) -> bool:
    """Whether a long post ends within a sentence, and the next continues with text at once."""
    if not _ends_within(before.text) or _goes_back(after.text) or read_dateline(after.text.split("\n")[0]):
        return False
    soon = before.published is not None and after.published is not None
    return soon and _within(before.published, after.published)


def _ends_within(text: str) -> bool:
    """Whether a long post ends within a sentence."""
    end = _last_line(text)
    unfinished = len(text) >= _LEAST_OF_A_CUT_POST and bool(_UNFINISHED.search(end))
    return unfinished and not (is_marginal(end) or is_titular(end) or is_turn(end))


def _within(earlier: datetime | None, later: datetime | None) -> bool:
    return earlier is not None and later is not None and timedelta(0) <= later - earlier <= _AT_ONCE


def _last_line(text: str) -> str:
    return text.rstrip().rsplit("\n", 1)[-1].strip()
