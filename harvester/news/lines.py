"""What kind of line a paragraph is: text, or one of the short lines around and between."""

from __future__ import annotations

import re
from functools import lru_cache

from harvester.news.credits import read_credits
from harvester.news.labels import read_labels
from harvester.news.model import EditLine
from harvester.news.turns import is_turn

#: Headlines and headings are shorter.
LONGEST_HEADING = 50

_EDIT_LINE = re.compile(
    r"\s*本帖最[后後]由\s*(?P<by>\S.{0,40}?)\s*[于於]\s*(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*[编編][辑輯]"
)
_ENDS_SENTENCE = re.compile(r"[。！？!?；;：:…，,、.][”’」』）)\]】]*$")
_BODY_END = re.compile(r"[。！？!?；;：:…][”’」』）)\]】》]*$|[”’」』）)](?:1\d{6})?$")
_TIME = re.compile(r"\d{4}[\d\s\-/.:：年月日时時分秒]+")
#: Lines of lists, tables, captions and addresses look like headings and are none.
_NO_HEADING = re.compile(
    r"\t|[。；;={}<>]|\([\"']|https?://|www\.|@|^[（(〔【\[][^）)〕】\]]*[）)〕】\]]$|^(?:图|圖|上图|下图|左图|右图|资料图|▲|△|↑|↓|附[：:件]|注[：:])"
    r"|[摄攝][）)]?$|供[图圖]$|^[\-*·•]\s|^——|\s\d[\d.,]*\s?\S{0,2}$"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")


def read_edit_line(line: str) -> EditLine | None:
    """The forum's edit line, where ``line`` begins with it; ``None`` where it does not, or names no day that exists."""
    match = _EDIT_LINE.match(line)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(match[name] or 0) for name in _PARTS)
    edit = EditLine(match["by"], f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    try:
        _ = edit.day
    except ValueError:
        return None
    return edit if hour < 24 and minute < 60 and second < 60 else None


_PARTS = ("year", "month", "day", "hour", "minute", "second")


def is_body(paragraph: str) -> bool:
    """Whether ``paragraph`` is running text: long, or a sentence to its end."""
    return len(paragraph) > 70 or (
        len(paragraph) >= 12 and bool(_BODY_END.search(paragraph)) and not is_marginal(paragraph)
    )


@lru_cache(maxsize=1024)  # each line is asked about several times
def is_marginal(paragraph: str) -> bool:
    """Whether ``paragraph`` is about the text: a byline, labels, a time, a page turn, the edit line."""
    return len(paragraph) <= 120 and bool(
        is_turn(paragraph)
        or _TIME.fullmatch(paragraph)
        or read_labels(paragraph)
        or read_credits(_inside(paragraph))
        or read_edit_line(paragraph)
    )


def is_titular(paragraph: str) -> bool:
    """Whether ``paragraph`` looks like a headline or heading: short, of words, no sentence."""
    return (
        len(paragraph) <= LONGEST_HEADING
        and len(_HAN.findall(paragraph)) >= max(2, 0.4 * len(paragraph))
        and not _ENDS_SENTENCE.search(paragraph)
        and not _NO_HEADING.search(paragraph)
        and not is_marginal(paragraph)
    )


def _inside(paragraph: str) -> str:
    return paragraph.strip().strip("（()）〔〕【】[]")
