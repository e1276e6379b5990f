"""The arguments of a crawl (``-a NAME=VALUE``), checked before any request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from harvester.config.declaring import REQUIRED, ConfigurationError, Key, argument, declarations, options_of
from harvester.config.declaring import shown as said
from harvester.config.forms import Form, choice, maybe_whole, switch, text
from harvester.config.program import program
from harvester.crawl.configuration import SETTINGS
from harvester.crawl.options import zone_of
from harvester.crawl.scrapys import FOR_SITES
from harvester.crawl.spelling import KNOWN_TO_SCRAPY, near
from harvester.engines import table
from harvester.forum.authority import flaw, names_user, shown
from harvester.visits.digest import lacking
from harvester.visits.frontier import Scope

#: The old name of the argument ``address``, which still works.
ALIAS = "url"
_EXAMPLE = "crawl forum -a address=https://bbs.example.com/forum-2-1.html"
_ACCOUNTS = "accounts are given by HARVESTER_USER_... (docs/sites.md)"
_DAY = "a day such as 2026-01-31"


def _address(given: str) -> str:
    if not given.strip():
        raise ConfigurationError(f"give the forum's address, for instance: {program()} {_EXAMPLE}")
    if names_user(given):
        raise ConfigurationError(f"address= names a user before the host: leave that out; {_ACCOUNTS}")
    if flaw(given):
        raise ConfigurationError(
            f"address={said(shown(given))} is not an address of a forum: http:// or https://, and a host"
            + _scheme(given)
        )
    return given


def _scheme(given: str) -> str:
    """A hint for an address where only the scheme is missing."""
    lacks = "://" not in given and "." in given and not flaw(f"https://{given}")
    return f"; did you mean https://{shown(given)}?" if lacks else ""


def _formerly(given: str) -> str:
    """The name of the site that had this address; empty if none is given."""
    if not given:
        return ""
    try:
        address = _address(given)
    except ConfigurationError as error:
        raise ConfigurationError(f"formerly: {error}") from error
    return table.site_name(address)


def _zone(name: str) -> ZoneInfo | None:
    return zone_of(name) if name else None


def _since(given: str) -> datetime | None:
    """The start of the day, without a zone. Raises :class:`ValueError` if it is not a day from 1970 on."""
    try:
        since = datetime.fromisoformat(given).replace(tzinfo=None) if given else None
    except ValueError as error:
        raise ValueError(f"give {_DAY}") from error
    if since is not None and not 1970 <= since.year < 9999:
        raise ValueError(f"give {_DAY}")
    return since


def _day(given: str | date) -> datetime | None:
    return _since(given if isinstance(given, str) else given.isoformat())


def _names(given: str) -> frozenset[str]:
    return frozenset(name for each in given.split(",") if (name := each.strip()))


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a crawl is asked to do; ``zone``: ``None`` for the setting ``HARVESTER_ZONE``."""

    section: ClassVar[str] = "Arguments of a crawl"

    address: str = argument(
        "address",
        REQUIRED,
        text("the forum's address, such as https://bbs.example.com/", _address, secret=True),
        "A forum's, board's or thread's address.",
        Key("address"),
    )
    replies: str = argument(
        "replies",
        "none",
        choice({"none": "none", "all": "all"}),
        "`all`: keep the replies too, and visit a thread for a new one.",
        Key("replies"),
    )
    quotations: str = argument(
        "quotations",
        "keep",
        choice({"keep": "keep", "drop": "drop"}),
        "`drop`: keep replies without their quotations of other posts; `quotes` has the numbers of these posts.",
        Key("quotations"),
    )
    formerly: str = argument(
        "formerly",
        "",
        text("the address that the forum had before, such as https://old.example.com/", _formerly, secret=True),
        "The address that the forum had before it moved: its harvest continues in the old folder, under the old name.",
        Key("formerly"),
    )
    missing: str = argument(
        "missing",
        "",
        choice({"": "", "replies": "replies"}),
        "`replies`: visit also the threads whose articles have no replies, from runs that did not keep them; implies "
        "`replies=all`.",
    )
    zone: ZoneInfo | None = argument(
        "zone",
        "",
        text("a time zone such as Asia/Shanghai", _zone),
        "The forum's time zone; empty: the setting HARVESTER_ZONE.",
    )
    since: datetime | None = argument(
        "since",
        "",
        text(_DAY, _since),
        "A day, to leave out threads posted before it; empty: all threads.",
        Key("since", form=Form(str | date | datetime, _DAY, _day)),
    )
    authors: frozenset[str] = argument(
        "author",
        "",
        text("names of members, with commas between them", _names),
        "Names of members, separated by commas, to visit only their threads; empty: everyone's.",
        Key("author"),
    )
    full: bool = argument("full", "0", switch(), "`1`: visit every thread, known or not.")
    max_threads: int | None = argument(
        "max_threads",
        "",
        maybe_whole("a number of threads, such as 100"),
        "At most this many threads; empty: all.",
        Key("max_threads"),
    )
    source: str = argument(
        "source",
        "auto",
        choice({name: name for name in ("auto", "thread", *table.sources())}),
        "Which pages threads are read off (docs/sources.md).",
        Key("source"),
    )
    engine: str = argument(
        "engine",
        "",
        choice({name: name for name in ("", *table.engines())}),
        "The forum's software; empty: as its first page shows.",
        Key("engine"),
    )

    @classmethod
    def parse(cls, given: Mapping[str, Any]) -> Self:
        """The checked arguments. ``_job`` is what scrapyd adds to every run.

        Raises :class:`ConfigurationError` where one is missing, unknown or wrong.
        """
        given = named(given)
        for name in sorted(given.keys() - NAMES - {"_job"}):
            raise ConfigurationError(unknown_argument(name, given[name]))
        parsed = options_of(cls, {"address": "", **given})
        return replace(parsed, replies="all") if parsed.missing == "replies" else parsed

    def scope(self, forum_zone: ZoneInfo) -> Scope:
        """What the run is to visit; ``forum_zone`` is the zone of days."""
        since = self.since.replace(tzinfo=forum_zone).astimezone(UTC) if self.since else None
        return Scope(
            full=self.full,
            since=int(since.timestamp()) if since else 0,
            replies=self.replies == "all",
            most=self.max_threads,
            lacking=lacking(self.missing) if self.missing else None,
            authors=frozenset(name.casefold() for name in self.authors),
        )


@dataclass(frozen=True, slots=True)
class Which:
    """Arguments that choose the crawls, and that a crawler does not get."""

    section: ClassVar[str] = "Arguments of a crawl"

    site: str = argument(
        "site",
        "",
        text("names of sites", str),
        "Sites of the sites file, separated by commas; `all`; or `due`: those whose `every` is over.",
    )


@dataclass(frozen=True, slots=True)
class ReplayArguments:
    """Further arguments of `scrapy crawl replay`."""

    section: ClassVar[str] = "Arguments of a crawl"

    warc: str = argument(
        "warc", "", text("WARC files or folders", str), "For `replay`: WARC files or folders, separated by commas."
    )


#: The arguments of a crawler, and all that a command line can have.
NAMES = frozenset(each.name for each in declarations(Arguments))
ARGUMENTS = tuple(each for options in (Arguments, Which, ReplayArguments) for each in declarations(options))


def named(given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with ``url`` renamed to ``address``. Raises :class:`ConfigurationError` if both differ."""
    arguments = dict(given)
    if ALIAS in arguments:
        address = arguments.pop(ALIAS)
        if arguments.setdefault("address", address) != address:
            other = arguments["address"]
            raise ConfigurationError(
                f"address={said(shown(str(other)))} and {ALIAS}={said(shown(str(address)))}: give one of the two"
            )
    return arguments


def unknown_argument(name: str, value: object) -> str:
    """The message for an argument that does not exist."""
    known = sorted(each.name for each in ARGUMENTS)
    if setting := _setting_meant(name):
        secret = any(each.form.secret for each in SETTINGS if each.name == setting)
        meant = f"it is a setting; did you mean -s {setting}={'...' if secret else said(shown(str(value)))}?"
    elif (near_name := near(name, known, ())) and near_name != name:
        meant = f"did you mean {near_name}?"
    else:
        meant = f"there are {', '.join(known)}"
    return f"unknown argument {said(name)!r}: {meant}"


def _setting_meant(name: str) -> str | None:
    """The setting that an argument's name is: its own name, misspelt or not, or its key in the sites file."""
    if name.isupper():
        return near(name, [each.name for each in SETTINGS], KNOWN_TO_SCRAPY)
    return next((each.name for each in (*SETTINGS, *FOR_SITES) if name in (key.name for key in each.keys)), None)
