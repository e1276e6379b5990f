"""The settings of a crawl (``-s NAME=VALUE``), checked before anything is asked for."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from scrapy.settings import BaseSettings

from harvester import settings as defaults
from harvester.crawl.arguments import ArgumentError, zone
from harvester.extensions.keeper import options as keeper_options
from harvester.extensions.progress import options as progress_options
from harvester.login.cookies import read_cookies
from harvester.middlewares.headers import headers_of, proxies_of
from harvester.pipelines.convert import converters
from harvester.pipelines.mask import kinds as mask_kinds
from harvester.pipelines.media import check as check_media
from harvester.pipelines.normalise import steps as normalise_steps
from harvester.pipelines.repair import known_damage
from harvester.pipelines.repair import options as repair_options
from harvester.runs.ending import check_metrics
from harvester.text.encodings.labels import codec_of
from harvester.visits.hours import Hours

#: The names of our own settings.
KNOWN = sorted(name for name in vars(defaults) if name.startswith("HARVESTER_"))
WHOLE_NUMBERS = (
    "HARVESTER_COMMIT_EVERY",
    "HARVESTER_DAILY_REQUESTS",
    "HARVESTER_FLOOD_RETRIES",
    "HARVESTER_MEDIA_MAXSIZE",
    "HARVESTER_MOST_FAILURES",
    "HARVESTER_SITES_AT_ONCE",
    "HARVESTER_WARC_SIZE",
)
SECONDS = (
    "DOWNLOAD_DELAY",
    "HARVESTER_FLOOD_DELAY",
    "HARVESTER_LONGEST_WAIT",
    "HARVESTER_PROGRESS_INTERVAL",
    "HARVESTER_SLOWEST",
)
SWITCHES = (
    "HARVESTER_DUPLICATES",
    "HARVESTER_KEEP_ORIGINAL",
    "HARVESTER_QUIET",
    "HARVESTER_REPAIR",
    "HARVESTER_VISIT_ON_REPLY",
    "HARVESTER_WARC",
    "HARVESTER_WRITE_GONE",
)


def check(settings: BaseSettings) -> None:
    """Raise :class:`ArgumentError` where a crawl can't work with ``settings``; its one line says what to do."""
    _check_names(settings)
    for names, fits, says in (
        (WHOLE_NUMBERS, _is_whole, "give a whole number"),
        (SECONDS, _is_seconds, "give a number of seconds"),
        (SWITCHES, _is_switch, "give 1 or 0"),
    ):
        for name in names:
            if not fits(settings, name):
                raise ArgumentError(f"{name}={settings[name]}: {says}")
    try:
        keeper_options(settings)
        progress_options(settings)
        repair_options(settings)
        check_media(settings)
        known_damage(settings)
        headers_of(settings)
        proxies_of(settings)
        boards_of(settings)
        if settings["HARVESTER_COOKIES"]:
            read_cookies(Path(settings["HARVESTER_COOKIES"]))
        for read in (converters, mask_kinds, normalise_steps):
            read(settings)
        check_metrics(settings.get("HARVESTER_METRICS", ""))
        Hours.parse(settings.get("HARVESTER_HOURS", ""))
    except ValueError as error:
        raise ArgumentError(str(error)) from error
    zone(settings["HARVESTER_ZONE"])
    if settings["HARVESTER_CHARSET"] and codec_of(settings["HARVESTER_CHARSET"]) is None:
        raise ArgumentError(f"HARVESTER_CHARSET={settings['HARVESTER_CHARSET']}: no such encoding; one is gbk")


def introduce(settings: BaseSettings) -> None:
    """Add the contact to the user agent."""
    if contact := settings["HARVESTER_CONTACT"]:
        settings.set("USER_AGENT", f"{settings['USER_AGENT']} {contact}", priority="spider")


def boards_of(settings: BaseSettings) -> frozenset[int]:
    """The boards to harvest; none: all of them. Raises :class:`ValueError` where one is no number."""
    words = [str(word).strip() for word in settings.getlist("HARVESTER_BOARDS")]
    if not all(word.isdecimal() and int(word) for word in words if word):
        raise ValueError(f"HARVESTER_BOARDS={','.join(words)}: give numbers of boards, such as 2,36")
    return frozenset(int(word) for word in words if word)


def _check_names(settings: BaseSettings) -> None:
    """A misspelt setting would be without effect, and nobody would see it."""
    for name in sorted(map(str, settings)):
        if name.startswith("HARVESTER_") and name not in KNOWN:
            near = get_close_matches(name, KNOWN, n=1) or KNOWN
            raise ArgumentError(f"no such setting: {name}; there is {', '.join(near)}")


def _is_whole(settings: BaseSettings, name: str) -> bool:
    return str(settings.get(name, 0)).isdecimal()


def _is_seconds(settings: BaseSettings, name: str) -> bool:
    try:
        return settings.getfloat(name) >= 0
    except ValueError:
        return False


def _is_switch(settings: BaseSettings, name: str) -> bool:
    try:
        settings.getbool(name)
    except ValueError:
        return False
    return True
