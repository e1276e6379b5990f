"""The arguments of a crawl (``-a NAME=VALUE``), checked before anything is asked for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from harvester.config.program import program
from harvester.forum.authority import flaw, names_user, shown
from harvester.forum.clock import SiteZone
from harvester.visits.frontier import Scope

_EXAMPLE = "crawl discuz -a url=https://bbs.example.com/forum-2-1.html"
_ACCOUNTS = "accounts are given by HARVESTER_USER_... (docs/sites.md)"
_REPLIES = ("none", "all")
_SOURCES = ("auto", "thread", "archiver")
_SWITCH = ("0", "1")


class ArgumentError(ValueError):
    """An argument that the spider can't work with; the message says in one line what to do."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a crawl is asked to do.

    ``url``: a forum's, board's or thread's address; ``replies``: ``all`` to harvest them too;
    ``zone``: the forum's time zone, empty for the setting ``HARVESTER_ZONE``; ``since``: a day, to leave out
    threads posted before it; ``full``: ``1`` to visit every thread, known or not; ``max_threads``: so many threads
    and no more, empty for all; ``source``: which pages threads are read off (see :mod:`harvester.spiders.source`).
    """

    url: str
    replies: str = "none"
    zone: str = ""
    since: str = ""
    full: str = "0"
    max_threads: str = ""
    source: str = "auto"

    @classmethod
    def parse(cls, given: dict[str, str]) -> Self:
        """The checked arguments. ``_job`` is what scrapyd adds to every run.

        Raises :class:`ArgumentError` where one is missing, unknown or wrong.
        """
        known = {field.name for field in fields(cls)}
        unknown = sorted(given.keys() - known - {"_job"})
        if unknown:
            raise ArgumentError(f"unknown argument {unknown[0]!r}: there are {', '.join(sorted(known | {'site'}))}")
        arguments = cls(**{"url": ""} | {name: value for name, value in given.items() if name in known})
        arguments._check()
        return arguments

    def _check(self) -> None:
        if not self.url:
            raise ArgumentError(f"give the forum's address, for instance: {program()} {_EXAMPLE}")
        if names_user(self.url):
            raise ArgumentError(f"url= names a user before the host: leave that out; {_ACCOUNTS}")
        if flaw(self.url):
            address = shown(self.url)
            raise ArgumentError(f"url={address} is no address of a forum: http:// or https://, and a host")
        if self.replies not in _REPLIES:
            raise ArgumentError(f"replies={self.replies}: give {' or '.join(_REPLIES)}")
        if self.source not in _SOURCES:
            raise ArgumentError(f"source={self.source}: give {', '.join(_SOURCES[:-1])} or {_SOURCES[-1]}")
        if self.full not in _SWITCH:
            raise ArgumentError(f"full={self.full}: give 1 or 0")
        if self.max_threads and not (self.max_threads.isdecimal() and int(self.max_threads)):
            raise ArgumentError(f"max_threads={self.max_threads}: give a number of threads, such as 100")
        self.scope(zone(self.zone or "UTC"))

    def scope(self, forum_zone: ZoneInfo) -> Scope:
        """What the run is to visit; ``forum_zone`` is what days are in. Raises :class:`ArgumentError` for no day."""
        try:
            since = datetime.fromisoformat(self.since).replace(tzinfo=forum_zone) if self.since else None
        except ValueError as error:
            raise ArgumentError(f"since={self.since}: give a day such as 2026-01-31") from error
        return Scope(
            full=self.full == "1",
            since=int(since.timestamp()) if since else 0,
            replies=self.replies == "all",
            most=int(self.max_threads) if self.max_threads else None,
        )


def zone(name: str) -> ZoneInfo:
    """The time zone called ``name``. Raises :class:`ArgumentError` where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ArgumentError(f"zone={name}: no such time zone; one is Asia/Shanghai") from error


def site_zone(argument: str, settings: BaseSettings) -> SiteZone:
    """The zone of one crawl: by ``-a zone=``, else by the setting; what pages say counts where the user set neither.

    Raises :class:`ArgumentError` where there is no zone of that name.
    """
    key = zone(argument or settings["HARVESTER_ZONE"]).key
    priority = settings.getpriority("HARVESTER_ZONE") or 0
    return SiteZone.of(key, named=bool(argument) or priority > SETTINGS_PRIORITIES["project"])
