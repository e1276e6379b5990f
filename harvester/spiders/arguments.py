"""The arguments of a crawl (``-a NAME=VALUE``), checked before anything is asked for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_EXAMPLE = "scrapy crawl discuz -a url=https://bbs.example.com/forum-2-1.html"
_REPLIES = ("none", "all")


class ArgumentError(ValueError):
    """An argument that the spider can't work with; the message says in one line what to do."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a crawl is asked to do.

    ``url``: a forum's, board's or thread's address; ``replies``: ``all`` to harvest them too;
    ``zone``: the forum's time zone, empty for the setting ``HARVESTER_ZONE``.
    """

    url: str
    replies: str = "none"
    zone: str = ""

    @classmethod
    def parse(cls, given: dict[str, str]) -> Self:
        """The checked arguments. ``_job`` is what scrapyd adds to every run.

        Raises :class:`ArgumentError` where one is missing, unknown or wrong.
        """
        known = {field.name for field in fields(cls)}
        unknown = sorted(given.keys() - known - {"_job"})
        if unknown:
            raise ArgumentError(f"unknown argument {unknown[0]!r}: there are {', '.join(sorted(known))}")
        arguments = cls(**{"url": ""} | {name: value for name, value in given.items() if name in known})
        arguments._check()
        return arguments

    def _check(self) -> None:
        if not self.url:
            raise ArgumentError(f"give the forum's address, for instance: {_EXAMPLE}")
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ArgumentError(f"url={self.url} is no address of a forum; it begins with http:// or https://")
        if self.replies not in _REPLIES:
            raise ArgumentError(f"replies={self.replies}: give {' or '.join(_REPLIES)}")
        if self.zone:
            zone(self.zone)


def zone(name: str) -> ZoneInfo:
    """The time zone called ``name``. Raises :class:`ArgumentError` where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ArgumentError(f"zone={name}: no such time zone; one is Asia/Shanghai") from error
