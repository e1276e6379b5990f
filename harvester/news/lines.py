"""What kind of line a paragraph is: text, or one of the short lines around it and between."""

from __future__ import annotations

from functools import lru_cache

from harvester.config.patterns import regex
from harvester.news.margin import read_margin, split_margin
from harvester.news.model import EditLine
from harvester.news.promotion import is_caption

#: Headlines and headings are shorter.
LONGEST_HEADING = 50

_EDIT_LINE = regex(
    r"\s*(?:\[(?:i=s\])?\s*)?本帖最[后後]由\s*(?P<by>\S.{0,40}?)\s*[于於]\s*(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*[编編][辑輯]"
)
_ENDS_SENTENCE = regex(r"[。！？!?；;：:…，,、.][”’」』）)\]】]*$")
_BODY_END = regex(r"[。！？!?；;：:…][”’」』）)\]】》]*$|[”’」』）)](?:1\d{6})?$")
#: Lines of lists, tables and addresses look like headings but are not.
_NO_HEADING = regex(
    r"\t|[。；;={}<>]|\([\"']|https?://|www\.|@|^[（(〔【\[][^）)〕】\]]*[）)〕】\]]$|^(?:附[：:件表图圖]|注[：:]|表\s?[一二三四五六七八九\d]|\d{1,2}[:：]\d{2})"
    r"|^[\-*·•]\s|^——|\s\d[\d.,]*\s?\S{0,2}$"
)
_HAN = regex(r"[\u4e00-\u9fff]")


def read_edit_line(line: str) -> EditLine | None:
    """The forum's edit line that ``line`` begins with; ``None`` where there is none, or its day does not exist.

    >>> read_edit_line("本帖最后由 江滨 于 2021-12-17 09:56 编辑")
    EditLine(by='江滨', at='2021-12-17T09:56:00')
    """
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
    """Whether ``paragraph`` is running text: long, or one that ends as a sentence does.

    >>> is_body("今天上午，老桥重新通车，岸边站满了街坊。")
    True
    """
    if len(paragraph) > 160:
        return True
    if len(paragraph) < 12 or is_marginal(paragraph) or (len(paragraph) <= 60 and is_caption(paragraph)):
        return False
    return len(paragraph) > 70 or bool(_BODY_END.search(paragraph)) or _is_body_with_margin(paragraph)


def _is_body_with_margin(paragraph: str) -> bool:
    body, margin = split_margin(paragraph)
    return margin is not None and len(body) >= 12


@lru_cache(maxsize=4096)  # each line is asked about several times
def is_marginal(paragraph: str) -> bool:
    """Whether ``paragraph`` is about the text: a byline, labels, a stamp, a page turn, promotion, the edit line.

    >>> is_marginal("来源：江滨日报")
    True
    """
    return len(paragraph) <= 160 and bool(read_margin(paragraph) or read_edit_line(paragraph))


def is_titular(paragraph: str) -> bool:
    """Whether ``paragraph`` looks like a headline or heading: short, made of words, not a sentence.

    >>> is_titular("老桥今天通车")
    True
    """
    return is_wordy(paragraph) and not _ENDS_SENTENCE.search(paragraph)


@lru_cache(maxsize=1024)
def is_wordy(paragraph: str) -> bool:
    """Like :func:`is_titular`, whatever its end: headings may be questions.

    >>> is_wordy("老桥什么时候通车？")
    True
    """
    return (
        len(paragraph) <= LONGEST_HEADING
        and len(_HAN.findall(paragraph)) >= max(2, 0.4 * len(paragraph))
        and not _NO_HEADING.search(paragraph)
        and not is_caption(paragraph)
        and not is_marginal(paragraph)
    )
