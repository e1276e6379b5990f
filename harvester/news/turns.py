"""Page turns of the print edition: ``（下转第二版）`` and ``（上接第一版）``.

They mark a break on the page. Where a post has lost it, other text follows the marker
on the same line; :func:`lost_breaks` gives the marker its own paragraph again.
"""

from __future__ import annotations

from dataclasses import dataclass

from harvester.config.patterns import regex

#: The kind of repair that gives a marker a paragraph of its own again.
KIND = "page-turn"

#: Blanks within a marker are few; unlimited ones next to each other would be tried in every combination.
_NUMBER = r"[A-Za-zＡ-Ｚ]?\s{0,3}-?\s{0,3}[0-9０-９〇零○一二三四五六七八九十]{1,3}"
_PAGE = rf"(?:第?\s{{0,3}}(?:[叠疊][一二三四]\s{{0,3}})?{_NUMBER}|[头頭封][二三底版]?)"
_UNIT = r"[版叠疊页頁]"
#: 第2版, A3頁; A02 and 05 alone, after 下转 and 上接.
_PAGES = rf"{_PAGE}(?:\s{{0,3}}[、，,至\-—]\s{{0,3}}{_PAGE})*\s{{0,3}}{_UNIT}"
_BARE_PAGE = r"(?:[A-Z]\s?\d{1,2}|0\d)"
_TURNS = r"(?:下|上|[紧緊]|[转轉])\s{0,3}[转轉接]"
_WHERE = r"(?:本[报報]|[今昨][日天])?\s{0,3}"
_INSIDE = (
    rf"(?:未完[，,、\s]{{0,3}})?文?\s{{0,3}}(?:{_TURNS}|[转轉]|接|[续續])\s{{0,3}}{_WHERE}(?:{_PAGES}|头版|頭版)(?:[^（()）\n]{{0,8}})?"
    rf"|{_TURNS}\s{{0,3}}{_WHERE}{_BARE_PAGE}"
)
_TURN = regex(rf"[（(【〔\[［〖]\s{{0,3}}(?:{_INSIDE})\s{{0,3}}[）)】〕\]］〗]")
_ARROWS = r"[▶►>＞→▼▽↓◀◄<＜←☞]"
_BARE = regex(rf"(?:{_ARROWS}|\s)*(?:下|上|[紧緊])\s{{0,3}}[转轉接]\s{{0,3}}{_WHERE}{_PAGES}(?:{_ARROWS}|\s)*")
_LEAD = " （([【〔［〖文"
_OPENING = "“‘「『《〈"
_CLOSING = "”’」』》〉"


@dataclass(frozen=True, slots=True)
class Break:
    """A span to replace with ``after``, so that a marker gets a paragraph of its own.

    >>> [(each.start, each.before) for each in lost_breaks("老桥（下转第二版）今天通车。")]
    [(2, '（下转第二版）')]
    """

    start: int
    before: str
    after: str


def page_turns(text: str) -> tuple[str, ...]:
    """The markers of ``text``, in order, verbatim.

    >>> page_turns("老桥重新通车。（下转第二版）")
    ('（下转第二版）',)
    """
    found = [(match.start(), match[0]) for match in _TURN.finditer(text)]
    at = 0
    for line in text.split("\n"):
        if len(line) <= 30 and _BARE.fullmatch(line):
            found.append((at, line.strip()))
        at += len(line) + 1
    return tuple(marker for _, marker in sorted(found))


def is_turn(paragraph: str) -> bool:
    """Whether ``paragraph`` is a marker and nothing else.

    >>> is_turn("（下转第二版）")
    True
    """
    line = paragraph.strip()
    return len(line) <= 30 and bool(_TURN.fullmatch(line) or _BARE.fullmatch(line))


def turns_at_end(text: str) -> bool:
    """Whether ``text`` ends by turning to a page.

    >>> turns_at_end("老桥重新通车。（下转第二版）")
    True
    """
    end = text.rstrip().rsplit("\n", 1)[-1].strip()[-30:]
    turns = page_turns(end)
    return bool(turns) and end.endswith(turns[-1]) and not turns[-1].lstrip(_LEAD).startswith("上")


def comes_from_page(text: str) -> bool:
    """Whether ``text`` begins by coming from a page.

    >>> comes_from_page("（上接第一版）岸边站满了街坊。")
    True
    """
    beginning = text.lstrip()[:30].split("\n")[0]
    turns = page_turns(beginning)
    return bool(turns) and beginning.startswith(turns[0]) and turns[0].lstrip(_LEAD)[0] in "上紧緊接续續"


def lost_breaks(text: str) -> list[Break]:
    """The breaks to restore: around each marker that other text follows on its line.

    Blanks between the marker and its neighbours are dropped. A quoted marker (``“（下转第二版）”``) is
    being talked about, and one at the end of its paragraph is where it belongs: both stay.

    >>> [lost.after.strip() for lost in lost_breaks("老桥（下转第二版）今天通车。")]
    ['（下转第二版）']
    """
    found = []
    last = 0
    for match in _TURN.finditer(text):
        start, end = match.span()
        while start > last and text[start - 1] in " \t　\xa0":
            start -= 1
        while end < len(text) and text[end] in " \t　\xa0":
            end += 1
        ahead, behind = text[start - 1 : start], text[end : end + 1]
        if not behind or behind == "\n" or (ahead and ahead in _OPENING) or text[match.end()] in _CLOSING:
            continue
        lead = "" if start == 0 or ahead == "\n" or start == last else "\n"
        found.append(Break(start, text[start:end], f"{lead}{match[0]}\n"))
        last = end
    return found
