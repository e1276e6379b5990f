"""The options of a crawl's parts that do not belong to a lower room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from harvester.config.declaring import Key, setting
from harvester.config.forms import Form, choice, seconds, switch, table, text, whole, words
from harvester.forum.hosts import hosts_of
from harvester.forum.kept import KEPT
from harvester.forum.skin import Skin, skin_of
from harvester.visits.schedule import intervals

#: Headers that have a setting of their own.
_ELSEWHERE = {"cookie": "HARVESTER_COOKIES", "user-agent": "USER_AGENT, or HARVESTER_CONTACT"}


def zone_of(name: str) -> ZoneInfo:
    """The time zone called ``name``. Raises :class:`ValueError` where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("no such time zone; one is Asia/Shanghai") from error


def _folder(name: str) -> Path:
    if not name.strip():
        raise ValueError("give the name of a folder")
    return Path(name)


def _charset(name: str) -> str | None:
    from harvester.text.encodings.labels import codec_of  # noqa: PLC0415 - loads the text engine

    if name and codec_of(name) is None:
        raise ValueError("no such encoding; one is gbk")
    return name or None


def sendable(given: dict[str, str]) -> dict[str, str]:
    """``given``, if all of them are headers that can be sent. Raises :class:`ValueError` for others."""
    for name, value in given.items():
        if not name.isascii() or not name.replace("-", "").isalnum() or {"\r", "\n", "\0"} & set(value):
            raise ValueError(f"{name!r} is not a header that can be sent")
    return given


def _kept(given: list[str]) -> frozenset[str]:
    if unknown := sorted(set(given) - KEPT.keys()):
        raise ValueError(f"{unknown[0]!r} is none of {', '.join(KEPT)}")
    return frozenset(given)


def _headers(given: dict[str, str]) -> dict[str, str]:
    for name in given:
        if name.lower() in _ELSEWHERE:
            raise ValueError(f"{name} is set by {_ELSEWHERE[name.lower()]}")
    return sendable(given)


def _proxies(given: list[str] | str) -> tuple[str, ...]:
    proxies = (given,) if isinstance(given, str) else tuple(given)
    for number, proxy in enumerate(proxies, 1):
        try:
            parts = urlsplit(proxy)
            fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            fits = False
        if not fits:
            raise ValueError(f"number {number} is not an address such as http://127.0.0.1:3128")
    return proxies


@dataclass(frozen=True, slots=True)
class PlaceOptions:
    """Where a harvest is."""

    section: ClassVar[str] = "What is written, and where"

    folder: Path = setting(
        "HARVESTER_DIR",
        "harvest",
        text("the name of a folder", _folder),
        "Folder of the harvest; each site has a folder of its own below it.",
    )


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How a forum's pages are read."""

    section: ClassVar[str] = "The forum"

    zone: ZoneInfo = setting(
        "HARVESTER_ZONE",
        "Asia/Shanghai",
        text("a time zone such as Asia/Shanghai", zone_of),
        "Zone of a forum's times, unless `-a zone=` names another. Where it is set nowhere, the offset at the foot of "
        "a page (`GMT+9`) counts before it; Discuz's own default is China's.",
        Key("zone"),
    )
    layout: Skin | None = setting(
        "HARVESTER_LAYOUT",
        {},
        table('selectors by name, such as { rows = "div.item" }', skin_of),
        "Selectors of a skin of its own, laid over a layout that is known (docs/layouts.md): base, rows, title, "
        "author, time, replies, post, body, pager. As JSON; in the sites file, a table.",
        Key("layout"),
    )
    hosts: tuple[str, ...] = setting(
        "HARVESTER_HOSTS",
        "",
        words("hosts, such as bbs.example.com or bbs.example.com:8080, or *", hosts_of),
        "Further hosts of the forum, separated by commas: a host, or a host and its port. By default requests go only "
        "to the host of the forum's address, with or without `www.`; if its pages lead to a host that is named here, "
        "the crawl continues there. *: any host of the same domain.",
        Key("hosts", 'hosts such as ["bbs.example.com"]'),
    )
    charset: str | None = setting(
        "HARVESTER_CHARSET",
        "",
        text("an encoding, such as gbk", _charset),
        "The encoding of a forum's pages, such as gbk, instead of what they declare and what their bytes show.",
        Key("charset"),
    )
    keep: frozenset[str] = setting(
        "HARVESTER_KEEP",
        "",
        words(f"words of {', '.join(KEPT)}", _kept),
        "What else of a post is kept, as words separated by commas: "
        + "; ".join(f"`{word}`: {said}" for word, said in KEPT.items())
        + ".",
        Key("keep"),
    )


@dataclass(frozen=True, slots=True)
class SendingOptions:
    """What is sent to a forum."""

    section: ClassVar[str] = "The forum"

    headers: dict[str, str] = setting(
        "HARVESTER_HEADERS",
        {},
        table('headers as JSON, such as {"Accept-Language": "zh-TW"}', _headers),
        'Headers to send to the forum with each request, as JSON: {"Accept-Language": "zh-TW"}.',
        Key("headers", 'headers and their values, such as { "Accept-Language" = "zh-TW" }'),
    )
    proxies: tuple[str, ...] = setting(
        "HARVESTER_PROXIES",
        [],
        words("addresses such as http://127.0.0.1:3128", _proxies, secret=True),
        "Proxies to send requests through, in turn; empty: those of the environment (http_proxy), or none.",
        Key("proxies", 'addresses such as ["http://127.0.0.1:3128"]'),
        Key("proxy", 'an address such as "http://127.0.0.1:3128"', Form(str, "", _proxies, secret=True)),
    )
    old_tls: bool = setting(
        "HARVESTER_OLD_TLS",
        False,  # noqa: FBT003 - a default as the others
        switch(),
        "Allow servers without TLS 1.2, or with keys that are too short. What is sent and received can then be read "
        "and changed on the way, so do not log in over it. Best set for one site, in its entry.",
        Key("old_tls"),
    )
    contact: str = setting(
        "HARVESTER_CONTACT",
        "",
        text("an e-mail or web address, in one line", str),
        "A way to reach whoever runs the crawl (an e-mail or web address), added to the user agent so that a forum's "
        "owner can write to them before blocking them.",
    )


@dataclass(frozen=True, slots=True)
class ShowingOptions:
    """What is shown while a run is at work."""

    section: ClassVar[str] = "Reporting"

    progress: str = setting(
        "HARVESTER_PROGRESS",
        "auto",
        choice({"auto": "auto", "lines": "lines", "off": "off"}),
        "How a run shows its progress: auto for live lines on a terminal and lines of the log elsewhere, lines for the "
        "log only, or off.",
    )
    interval: float = setting(
        "HARVESTER_PROGRESS_INTERVAL", 60.0, seconds(), "Seconds between two such lines of the log; 0: none."
    )
    quiet: bool = setting(
        "HARVESTER_QUIET",
        default=False,
        form=switch(),
        reason="For cron, which mails whatever is printed: print nothing if all is well (exit code 0), otherwise "
        "warnings, errors and the summary. LOG_FILE is written in any case.",
    )


@lru_cache  # thousands of sites have one of a few
def _interval(given: str) -> timedelta:
    seconds = intervals(given)
    if len(seconds) > 1:
        raise ValueError("give one interval")
    return timedelta(seconds=sum(seconds))


@dataclass(frozen=True, slots=True)
class TogetherOptions:
    """Several sites in one run."""

    section: ClassVar[str] = "The forum"

    at_once: int = setting(
        "HARVESTER_SITES_AT_ONCE",
        16,
        whole(least=1),
        "How many sites of a run are harvested at the same time: each has open files and a parser at work.",
        of_run=True,
    )
    every: timedelta = setting(
        "HARVESTER_EVERY",
        "",
        text("an interval such as 6h or 1d", _interval),
        "For `-a site=due`: how long after its last run began a site is due again; empty: at once.",
        Key("every"),
    )
