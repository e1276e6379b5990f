"""A forum's RSS: of a board its new threads, of a thread its last replies, in full and without noise (8.x)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from email.utils import parsedate_to_datetime

from harvester.config.patterns import regex
from harvester.forum.model import Member, Message, Post
from harvester.forum.page import Page
from harvester.phpwind.addresses import parse
from harvester.phpwind.message import read_message

_ITEM = regex(r"<item>(.*?)</item>", re.DOTALL)
_FIELD = regex(r"<(title|description|link|author|pubDate)>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</\1>", re.DOTALL)
#: An author is written as an address with the name behind it.
_AUTHOR = regex(r"\(([^()]{1,80})\)\s*$")


def is_feed(page: Page) -> bool:
    """Whether a page is a feed."""
    return "<rss" in page.text[:300] and "<channel>" in page.text


def read_replies(page: Page, zone: tzinfo) -> tuple[Post, ...]:
    """The replies that the feed of a thread has, oldest first: up to 200. Their floors are not known.

    >>> from zoneinfo import ZoneInfo
    >>> item = "<item><description>Yes.</description><link>job.php?action=topost&amp;tid=7&amp;pid=12</link></item>"
    >>> read_replies(Page(f"<rss><channel>{item}</channel></rss>", "http://h/rss.php?tid=7"), ZoneInfo("UTC"))[0].pid
    12
    """
    return tuple(reversed(list(_replies(page, zone)))) if is_feed(page) else ()


def _replies(page: Page, zone: tzinfo) -> Iterator[Post]:
    for item in _ITEM.finditer(page.text):
        fields = dict(_FIELD.findall(item[1]))
        named = parse(fields.get("link", ""))
        if named is None or named.kind != "post" or named.pid is None:
            continue
        author = _AUTHOR.search(fields.get("author", ""))
        yield Post(
            pid=named.pid,
            floor=None,
            author=Member(author[1]) if author else None,
            published=_time(fields.get("pubDate", ""), zone),
            message=_message(fields.get("description", ""), page, zone),
        )


def _message(html: str, page: Page, zone: tzinfo) -> Message:
    body = Page(f"<div id='read_0'>{html}</div>", page.url).ids["read_0"]
    return read_message(body, page, zone)


def _time(text: str, zone: tzinfo) -> datetime | None:
    try:
        return parsedate_to_datetime(text.strip()).astimezone(zone)
    except (ValueError, OverflowError):
        return None
