"""The head of a text: the lines before it begins - edit line, headline, subtitle, bylines, labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from harvester.config.patterns import regex
from harvester.news.credits import read_signature
from harvester.news.dateline import read_dateline
from harvester.news.lines import is_marginal, is_titular, is_wordy, read_edit_line
from harvester.news.margin import read_margin
from harvester.news.model import Credit, EditLine
from harvester.news.names import is_name
from harvester.news.words import forms

_SUBTITLE = regex(r"\s*(?:—{1,4}|--|─{1,3}|―{1,2})\s*(?P<words>[^\s—].*?)\s*")
_LONGEST_SUBTITLE = 50
_LONGEST_HEADLINE = 100
_LONGEST_SIGNATURE = 20
_MARKS = frozenset("□■●○◎⊙◆◇⊕◉☉")
#: What a line after a dash says if it is not a subtitle: whose words come before it.
_ATTRIBUTION = regex(
    r"(?:摘自|引自|[转轉]自|[选選]自|出自|《)|.{0,6}(?:[语語]|[说說]|曰)$"
    r"|(?:[题題][记記]|[编編]者按|本[报報刊网網].{0,6}|.{0,6}[编編][辑輯]部|第[一二三四五六七八九十百\d]+[章节節回集篇部])$"
    r"|[\u4e00-\u9fff]{2,4}(?:日[报報]|晚[报報]|晨[报報]|[时時][报報]|商[报報]|都市[报報]|青年[报報]|周刊|[杂雜][志誌]|[论論][坛壇]|[网網])$"
)
#: ——鲁迅《故乡》
_AUTHOR = regex(r"(?P<name>[^《]{2,6}?)(?:《[^《》]+》)?")
_TAG = regex(r"^(?:\s*(?:【[^】]{1,20}】|\[[^\]]{1,20}\]|〔[^〕]{1,20}〕))+")
#: 老街改造今天开工(组图), 老街改造今天开工_江滨晚报
_REMARK = regex(r"\s*[（(](?:[组組多高]?[图圖]片?|[图圖]文|[视視][频頻]|附[图圖表]|[转轉][载載贴貼帖]?)[）)]\s*$")
_SITE = regex(r"\s*[_|｜-]\s*[\u4e00-\u9fffA-Za-z0-9]{2,12}$")
_NO_WORDS = regex(r"[\W_]+")
#: What people who pass a text on say before it.
_CHAT = regex(forms("chat"))
#: 老街改造今天开工(2010-04-14 09:31:33)
_STAMPED = regex(
    r"\s{0,3}[（(\[【]?\s{0,3}(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?[\s\d:：]*[)）\]】]?\s*$"
)
#: Forums cut titles at 80 bytes: a headline that begins with a title of at least this many characters is the title.
_LEAST_OF_CUT_TITLE = 12


@dataclass(slots=True)
class Head:
    """What the head says; ``end`` is the number of its lines.

    >>> read_head("老桥通车", ["老桥通车", "今天上午，老桥重新通车。"])
    Head(edit_line=None, headline='老桥通车', subtitle=None, signed=(), end=1)
    """

    edit_line: EditLine | None = None
    headline: str | None = None
    subtitle: str | None = None
    signed: tuple[Credit, ...] = ()
    end: int = 0


def read_head(title: str, paragraphs: Sequence[str]) -> Head:
    """Read the lines before the text of ``paragraphs``; ``title`` is the thread's.

    >>> head = read_head("老桥通车", ["老桥通车", "——三年之后", "今天上午，老桥重新通车。"])
    >>> head.headline, head.subtitle, head.end
    ('老桥通车', '——三年之后', 2)
    """
    head = Head()
    if paragraphs:
        head.edit_line = read_edit_line(paragraphs[0])
    head.end = _skip(paragraphs, 1 if head.edit_line else 0)
    _read_headline(head, title, paragraphs)
    if head.end < len(paragraphs):
        head.subtitle = subtitle_in(paragraphs[head.end])
        head.end += head.subtitle is not None
    head.end = _skip(paragraphs, head.end)
    _read_signature(head, paragraphs)
    return head


def _read_signature(head: Head, paragraphs: Sequence[str]) -> None:
    """The writer's name, on the line below the headline: ``◎林晓舟``."""
    line = paragraphs[head.end] if head.end < len(paragraphs) else ""
    if head.headline is None and line[:1] not in _MARKS:
        return
    others = sum(paragraph.startswith(line[:1]) for paragraph in paragraphs) if line[:1] in _MARKS else 1
    if len(line) <= _LONGEST_SIGNATURE and others == 1:  # a mark that other lines have too is one of headings
        head.signed = read_signature(line)
        head.end = _skip(paragraphs, head.end + bool(head.signed))


def subtitle_in(line: str) -> str | None:
    """``line``, where it is a subtitle: a dash, and words that are neither a sentence nor an attribution.

    >>> subtitle_in("——三年之后"), subtitle_in("——摘自《江滨》")
    ('——三年之后', None)
    """
    match = _SUBTITLE.fullmatch(line) if len(line) <= _LONGEST_SUBTITLE else None
    if not match or _attributes(match["words"]) or not is_titular(match["words"]):
        return None
    return line.strip()


def _attributes(words: str) -> bool:
    author = _AUTHOR.fullmatch(words)
    return bool(_ATTRIBUTION.match(words) or (author and is_name(author["name"])))


def _skip(paragraphs: Sequence[str], at: int) -> int:
    while at < len(paragraphs) and is_marginal(paragraphs[at]):
        at += 1
    return at


def _read_headline(head: Head, title: str, paragraphs: Sequence[str]) -> None:
    """The title where the first lines repeat it; otherwise one or two lines that the next line proves a headline."""
    lines = list(paragraphs[head.end : head.end + 3])
    for first, last in ((0, 1), (0, 2), (1, 2), (1, 3)):
        if last <= len(lines) and _is_title(lines[first:last], title):
            whole = "".join(lines[first:last])
            _set_headline(head, [whole] if whole in title else lines[first:last], last)
            return
    for count in (1, 2):
        if count < len(lines) and all(map(_is_headline, lines[:count])) and _proves(lines[count]):
            _set_headline(head, _without_kicker(lines[:count], title), count)
            return


def _without_kicker(lines: list[str], title: str) -> list[str]:
    """The headline of two lines, without the kicker above it where the thread's title is about the second alone."""
    if len(lines) == 2 and _pairs(lines[1]) & _pairs(title) and not _pairs(lines[0]) & _pairs(title):
        return lines[1:]
    return lines


def _pairs(words: str) -> set[str]:
    plain = _words(words)
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def _set_headline(head: Head, lines: list[str], used: int) -> None:
    head.headline = " ".join(_STAMPED.sub("", line.strip()) for line in lines)
    head.end += used


def _is_headline(line: str) -> bool:
    asks = line[-1:] in "？?！!" and is_wordy(line)
    return (is_titular(line) or asks) and not read_dateline(line) and not _CHAT.search(line)


def _proves(line: str) -> bool:
    """Whether only the head of an article has such a line: a subtitle, a byline, a dateline, a stamp, a source."""
    margin = read_margin(line)
    return bool(subtitle_in(line) or read_dateline(line) or (margin and margin.proves))


def _is_title(lines: Sequence[str], title: str) -> bool:
    """Whether ``lines`` are the title, apart from tags in brackets and what the forum cut off."""
    if sum(map(len, lines)) > _LONGEST_HEADLINE or any(subtitle_in(line) for line in lines):
        return False
    lines = [_STAMPED.sub("", line) for line in lines]
    said, wanted = _words("".join(lines)), _words(title)
    if not said or not wanted:
        return False
    plain = _words(_REMARK.sub("", _SITE.sub("", _TAG.sub("", title))))
    main = _words(re.split(r"——|──|--", title)[0])
    untagged = _words(_REMARK.sub("", _TAG.sub("", "".join(lines))))
    whole = {wanted, plain, untagged}
    cut = len(wanted) >= _LEAST_OF_CUT_TITLE and said.startswith(wanted)
    return untagged == plain or said in (wanted, plain, main) or (wanted in whole and untagged == plain) or cut


def _words(line: str) -> str:
    return _NO_WORDS.sub("", line)
