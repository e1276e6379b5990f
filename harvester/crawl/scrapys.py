"""Scrapy's own settings: those that a user changed are checked, as far as their defaults show what they can be."""

from __future__ import annotations

import codecs
import logging
import re
import warnings
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings, default_settings
from scrapy.utils.misc import load_object, walk_modules_iter

from harvester.config.declaring import ConfigurationError, Declared, Key, shown
from harvester.config.forms import Form, from_json, numbers, seconds, switch, text, whole, words
from harvester.crawl.spelling import KNOWN_TO_SCRAPY

#: Numbers that may be below 0.
_SIGNED = ("DEPTH_PRIORITY", "REDIRECT_PRIORITY_ADJUST", "RETRY_PRIORITY_ADJUST")
#: The dotted name of a part.
_DOTTED = re.compile(r"(?:scrapy|twisted)(?:\.\w+){2,}")
_CODES = ("HTTPCACHE_IGNORE_HTTP_CODES", "HTTPERROR_ALLOWED_CODES", "RETRY_HTTP_CODES")
#: The only reactor that runs coroutines of asyncio.
REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
_LEVELS = ("CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG", "NOTSET")


def _log_file(name: str) -> str:
    """A file that can be written; checked here because Scrapy would fail on it with a traceback."""
    try:
        if name:
            Path(name).open("a", encoding="utf-8").close()
    except OSError as error:
        raise ValueError(error.strerror or str(error)) from error
    return name


def _level(given: str | int) -> str | int:
    if isinstance(given, str) and given.upper() not in _LEVELS:
        raise ValueError(f"give one of {', '.join(_LEVELS)}")
    return given


def _format(given: str) -> str:
    logging.Formatter(given)
    return given


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name if name else name
    except LookupError as error:
        raise ValueError("no such encoding; one is utf-8") from error


def _on(given: bool) -> bool:  # noqa: FBT001 - as a form reads it
    if not given:
        raise ValueError("give 1: without a reactor nothing is downloaded")
    return given


def _reactor(name: str | None) -> str:
    if name != REACTOR:
        raise ValueError(f"the harvester's parts need {REACTOR}: leave the setting out")
    return name


def _modules(names: list[str]) -> list[str]:
    for name in names:
        try:
            _walk(name)
        except Exception as error:  # whatever a module may raise when it is loaded
            raise ValueError(f"{shown(name)} can't be loaded: {error}") from error
    return names


@cache
def _walk(name: str) -> None:
    """Load a module and those in it, once for all crawls of a process. Raises whatever one of them may raise."""
    list(walk_modules_iter(name))


@cache
def _loaded(name: str) -> object:
    """The object of a dotted name, found once for all crawls of a process. Raises as a module may."""
    return load_object(name)


def _part(name: object) -> object:
    """An object, or the dotted name of one that exists."""
    try:
        return _loaded(name) if isinstance(name, str) else name
    except Exception as error:  # whatever a module may raise when it is loaded
        raise ValueError(f"{shown(name)} can't be loaded: {error}") from error


def _parts(given: dict[Any, Any]) -> dict[Any, Any]:
    """A table; if it holds parts with their order, each of them must exist."""
    for name, order in given.items():
        if isinstance(name, str) and "." in name and isinstance(order, int):
            _part(name)
    return given


#: Forms of settings whose defaults do not show enough.
FORMS: dict[str, Form[Any]] = {
    "CONCURRENT_ITEMS": whole(least=1),
    "CONCURRENT_REQUESTS": whole(least=1),
    "CONCURRENT_REQUESTS_PER_DOMAIN": whole(least=1),
    "DOWNLOAD_DELAY": seconds(),
    "DOWNLOAD_TIMEOUT": seconds(above=0),
    "LOG_FILE": text("the name of a file", _log_file),
    "LOG_LEVEL": Form(str | int, f"one of {', '.join(_LEVELS)}", _level),
    "LOG_FORMAT": text("a format of Python's logging", _format),
    "RETRY_TIMES": whole(most=1000),
    "TWISTED_REACTOR": Form(str | None, REACTOR, _reactor),
    "TWISTED_REACTOR_ENABLED": Form(bool, "1: without a reactor nothing is downloaded", _on, switch().plain),
    "SPIDER_MODULES": words("names of modules", _modules),
    **dict.fromkeys(("FEED_EXPORT_ENCODING", "LOG_ENCODING"), text("an encoding, such as utf-8", _encoding)),
    **dict.fromkeys(_SIGNED, whole(least=-1000, most=1000)),
    **dict.fromkeys(_CODES, numbers("statuses of HTTP, such as 500,503")),
    "TELNETCONSOLE_ENABLED": switch(),
    **dict.fromkeys(("CLOSESPIDER_TIMEOUT_NO_ITEM", "DNS_TIMEOUT", "HTTPCACHE_EXPIRATION_SECS"), seconds()),
}

_PART = Form(Any, "the dotted name of a part", _part)
_PARTS = Form(dict[Any, Any], "a table as JSON", _parts, from_json)
#: Forms of the others, by the type of the default; ``bool`` comes first because it is an ``int``.
_BY_DEFAULT: dict[type, Form[Any]] = {
    bool: switch(),
    int: whole(),
    float: seconds(),
    dict: _PARTS,
}

#: Scrapy's extensions that have a switch, and take a tenth of a second to load: they bring servers of their own.
_SWITCHED = {
    "REMOTE_CONTROL_ENABLED": "scrapy.extensions.remote_control.RemoteControl",
    "TELNETCONSOLE_ENABLED": "scrapy.extensions.telnet.TelnetConsole",
}

#: Scrapy's settings that an entry of the sites file may have. The default is in the project's settings.
FOR_SITES = (
    Declared(
        "DOWNLOAD_DELAY",
        None,
        seconds(),
        "Seconds between two requests to the site.",
        (Key("delay", "seconds between two requests, above 0", seconds(above=0)),),
    ),
)


def check(settings: BaseSettings) -> None:
    """Raise :class:`ConfigurationError` for a value of a Scrapy setting that cannot work."""
    changed = (name for name in settings if (settings.getpriority(name) or 0) >= SETTINGS_PRIORITIES["project"])
    for name in sorted(KNOWN_TO_SCRAPY.intersection(changed)):
        value, form = settings[name], _form(name)
        if form is None or value is None:
            continue
        try:
            form.value(value)
        except ValueError as error:
            said = name if isinstance(value, Mapping) else f"{name}={shown(value)}"
            raise ConfigurationError(f"{said}: {shown(str(error), 300)}") from error


def leave_out(settings: BaseSettings) -> None:
    """Leave out extensions that are off: Scrapy would load them, only to be told by them that they are off.

    It loads those that ``EXTENSIONS`` switches off as well, so they are taken out of its own list.
    """
    off = {part for name, part in _SWITCHED.items() if not settings.getbool(name)}
    others = {part: order for part, order in settings.getdict("EXTENSIONS_BASE").items() if part not in off}
    settings.set("EXTENSIONS_BASE", others, priority="spider")


@cache
def _form(name: str) -> Form[Any] | None:
    """The form of a setting, by its default; ``None`` if that does not show it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as above
        default = getattr(default_settings, name)
    if name in FORMS:
        return FORMS[name]
    for kind, form in _BY_DEFAULT.items():
        if isinstance(default, kind):
            return form
    return _PART if isinstance(default, str) and _DOTTED.fullmatch(default) else None
