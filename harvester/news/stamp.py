"""Stamps: lines that are an outlet, a date, a time, a page, an address, or several of these.

``2010年09月25日14:17  北京晚报``, ``《光明日报》（ 2023年05月09日 16版）``, ``【2010/07/17 世界日報】@ http://udn.com/``.
A stamp is read from left to right as a row of tokens with marks and blanks between them; a line is one as a whole or
not at all. What a site prints next to it (``发表评论``, ``查看: 1``) belongs to it and is ignored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from harvester.config.patterns import regex
from harvester.news.outlets import KNOWN, NAMED, bare
from harvester.news.words import forms, words

_BETWEEN = regex(r"[\s\"“”,，、;；|｜丨/／╱()（）\[\]【】〔〕［］<>@:：·•‧\-—_]*")
#: What a site prints around a text for its visitors.
FURNITURE = forms("furniture")
_TOKENS = tuple(
    (name, regex(form))
    for name, form in (
        ("url", r"https?://[!-~]+|www\.[!-~]+"),
        ("date", forms("days")),
        ("bare", r"\d{1,2}\s?月\s?\d{1,2}\s?[日号號]"),
        (
            "time",
            r"\d{1,2}\s?[:：]\s?\d{2}(?:\s?[:：]\s?\d{2})?\s*(?:[apAP]\.?[mM]\.?)?|\d{1,2}[时時点點](?:\d{1,2}分)?",
        ),
        ("weekday", r"星期[一二三四五六日天]|[周週][一二三四五六日](?![\u4e00-\u9fff])|[礼禮]拜[一二三四五六日天]"),
        ("page", forms("pages")),
        ("furniture", FURNITURE),
        (
            "outlet",
            rf"(?![转轉摘原据據载載见見刊来來选選引])[\u4e00-\u9fff]{{0,6}}《[^《》]{{2,20}}》|(?:{NAMED}|{KNOWN})(?=$|[^\u4e00-\u9fffA-Za-z])",
        ),
    )
)
_DATED = regex(r"(?:19|20)\d\d\s?[年\-/.]\s?\d{1,2}\s?[月\-/.]\s?\d{1,2}|民[国國]\s?\d{2,3}\s?年")
_PORTALS = frozenset(words("portals"))
_HINT = regex(r"\d{4}|\d版|版[)）]?$|https?:|www\.|民[国國]")
_LONGEST = 120
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(slots=True)
class Stamp:
    """What a stamp says about when and where a text was printed.

    ``via`` is who passed the text on, if a portal's name or address stands next to the outlet's.
    ``end`` is where the stamp ends. ``printed`` is the day in ISO 8601; ``dated``: it has any date or time.

    >>> read_stamp("《江滨日报》（2023年05月09日 16版）").dated
    True
    """

    outlet: str | None = None
    printed: str | None = None
    page: str | None = None
    via: str | None = None
    url: str | None = None
    dated: bool = False
    end: int = 0


def read_stamp(line: str) -> Stamp | None:
    """The stamp that ``line`` is; ``None`` where it is anything else. A name alone is not a stamp.

    >>> stamp = read_stamp("《江滨日报》（2023年05月09日 16版）")
    >>> stamp.outlet, stamp.printed, stamp.page
    ('江滨日报', '2023-05-09', '16版')
    """
    line = line.translate(_FULL_WIDTH)
    if len(line) > _LONGEST or not _HINT.search(line):
        return None
    stamp = scan(line)
    page = stamp.page and (stamp.outlet or "版" in stamp.page)
    return stamp if stamp.end == len(line) and (stamp.dated or page) else None


def stamp_before(text: str) -> Stamp | None:
    """The stamp at the beginning of ``text``, followed by a blank or a bracket; ``None`` where there is none.

    >>> stamp_before("2010年5月8日 江滨晚报 林晓舟").outlet
    '江滨晚报'
    """
    if not _HINT.search(text[:40]):
        return None
    stamp = scan(text[:_LONGEST])
    return stamp if stamp.printed and text[stamp.end - 1 : stamp.end] in " 　\t)）】]〕@" else None


def stamp_within(value: str) -> Stamp | None:
    """The date and the page at the end of a label's ``value``; ``None`` where there are none, or it is an address.

    >>> stamp_within("江滨晚报 2010-05-08").printed
    '2010-05-08'
    """
    match = None if "://" in value else _DATED.search(value)
    if not match:
        return None
    stamp = scan(value[match.start() :])
    stamp.outlet = None
    return stamp if stamp.printed else None


def scan(text: str) -> Stamp:
    """The tokens at the beginning of ``text``, up to what is not one; their ``end`` is 0 where there are none.

    >>> scan("2010-05-08 14:17 今天上午").printed
    '2010-05-08'
    """
    stamp = Stamp()
    while True:
        at = _skip(text, stamp.end)
        found = next(
            ((name, match) for name, pattern in _TOKENS if (match := pattern.match(text, at)) and match[0]), None
        )
        if found is None:
            stamp.end = at
            return stamp
        _take(stamp, *found)
        stamp.end = found[1].end()


def _skip(text: str, at: int) -> int:
    match = _BETWEEN.match(text, at)
    return match.end() if match else at


def _take(stamp: Stamp, name: str, match: re.Match[str]) -> None:
    if name == "date":
        stamp.printed, stamp.dated = stamp.printed or _day(match), True
    elif name in ("time", "bare"):
        stamp.dated = True
    elif name == "page":
        stamp.page = stamp.page or "".join(
            re.split(r"[：:·]|\s(?=[\u4e00-\u9fff]{2})", match[0])[0].split()
        )  # A05版：城事
    elif name == "url":
        _take_address(stamp, match[0])
    elif name == "outlet":
        _take_outlet(stamp, bare(match[0]).strip())


def _take_address(stamp: Stamp, address: str) -> None:
    if re.fullmatch(r"(?:https?://)?[^/]+/?", address):  # a portal's front page
        stamp.via = stamp.via or address
    else:
        stamp.url = stamp.url or address


def _take_outlet(stamp: Stamp, outlet: str) -> None:
    if stamp.outlet is None:
        stamp.outlet = outlet
    elif stamp.outlet in _PORTALS and outlet not in _PORTALS:
        stamp.outlet, stamp.via = outlet, stamp.outlet
    elif outlet in _PORTALS:
        stamp.via = stamp.via or outlet


def _day(match: re.Match[str]) -> str | None:
    if match["minguo"]:
        year, month, day = 1911 + int(match["minguo"]), int(match["m"]), int(match["d"])
    else:
        year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # the 31st of June
        return None
