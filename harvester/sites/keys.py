"""The keys of a site's entry: what each takes, and which argument or setting of the crawl it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

#: A key's value, made what the crawl takes; the folder is that of the sites file. ``None``: it is of the wrong kind.
Reader = Callable[[Any, Path], Any]


@dataclass(frozen=True, slots=True)
class Key:
    """``name`` is that of an argument, or of a setting where it is in capitals; ``takes`` is for people."""

    name: str
    read: Reader
    takes: str

    @property
    def is_setting(self) -> bool:
        """Whether it is a setting."""
        return self.name.isupper()


def _text(value: Any, _: Path) -> str | None:  # noqa: ANN401 - whatever TOML holds
    return value if isinstance(value, str) and value.strip() else None


def _day(value: Any, _: Path) -> str | None:  # noqa: ANN401 - as above
    return value.isoformat() if isinstance(value, date) else _text(value, _)


def _count(value: Any, _: Path) -> str | None:  # noqa: ANN401 - as above
    return str(value) if _is_whole(value) and value > 0 else None


def _seconds(value: Any, _: Path) -> float | None:  # noqa: ANN401 - as above
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 else None


def _file(value: Any, folder: Path) -> str | None:  # noqa: ANN401 - as above
    return str(folder / Path(value).expanduser()) if isinstance(value, str) and value.strip() else None


def _numbers(value: Any, _: Path) -> list[int] | None:  # noqa: ANN401 - as above
    return value if isinstance(value, list) and value and all(_is_whole(each) and each > 0 for each in value) else None


def _texts(value: Any, _: Path) -> list[str] | None:  # noqa: ANN401 - as above
    given = [value] if isinstance(value, str) else value
    return given if isinstance(given, list) and given and all(isinstance(each, str) for each in given) else None


def _headers(value: Any, _: Path) -> dict[str, str] | None:  # noqa: ANN401 - as above
    return value if isinstance(value, dict) and all(isinstance(each, str) for each in value.values()) else None


def _setting(value: Any, _: Path) -> Any:  # noqa: ANN401 - as above
    given = value if isinstance(value, list) else [value]
    return value if all(isinstance(each, str | int | float) for each in given) else None


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


KEYS: Mapping[str, Key] = {
    "address": Key("url", _text, "the forum's address, such as https://bbs.example.com/"),
    "boards": Key("HARVESTER_BOARDS", _numbers, "numbers of boards, such as [2, 36]"),
    "charset": Key("HARVESTER_CHARSET", _text, "an encoding, such as gbk"),
    "cookies": Key("HARVESTER_COOKIES", _file, "a file of cookies in Netscape's format"),
    "delay": Key("DOWNLOAD_DELAY", _seconds, "seconds between two requests, above 0"),
    "engine": Key("engine", _text, "the forum's engine, such as discuz"),
    "headers": Key("HARVESTER_HEADERS", _headers, 'headers and their values, such as { "Accept-Language" = "zh-TW" }'),
    "max_threads": Key("max_threads", _count, "a number of threads, such as 100"),
    "noise": Key("HARVESTER_NOISE", _texts, "strings that the site puts at the ends of lines"),
    "proxies": Key("HARVESTER_PROXIES", _texts, 'addresses such as ["http://127.0.0.1:3128"]'),
    "proxy": Key("HARVESTER_PROXIES", _texts, 'an address such as "http://127.0.0.1:3128"'),
    "repair_profile": Key("HARVESTER_REPAIR_PROFILE", _file, "a file with what is known of the site's damage"),
    "replies": Key("replies", _text, "none or all"),
    "since": Key("since", _day, "a day such as 2026-01-31"),
    "source": Key("source", _text, "auto, thread, or the name of a cheaper source, such as archiver"),
    "zone": Key("HARVESTER_ZONE", _text, "a time zone such as Asia/Shanghai"),
}

#: Settings that are the whole run's, not a site's.
OF_THE_RUN = frozenset({"HARVESTER_SITES", "HARVESTER_SITES_AT_ONCE"})


def key_of(name: str, known: frozenset[str]) -> Key | None:
    """The key called ``name``, which may be one of the settings ``known``; ``None`` where there is none."""
    if name in known - OF_THE_RUN:
        return Key(name, _setting, "a text, a number, true or false, or a list of them")
    return KEYS.get(name)
