"""The options of handing on new articles: the feed and the hook, which are in a room above this one."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from harvester.config.declaring import Key, setting
from harvester.config.forms import seconds, table, text, whole
from harvester.crawl.options import sendable


def _hook(given: str) -> str:
    if given.startswith(("http:", "https:")):
        parts = urlsplit(given)
        if not parts.hostname or parts.username is not None:
            raise ValueError(
                "give an address such as https://host/path; a user and password go into HARVESTER_HOOK_HEADERS"
            )
    elif given and not shlex.split(given):
        raise ValueError("give a command, or an address that begins with http:// or https://")
    return given


@dataclass(frozen=True, slots=True)
class HandingOn:
    """Handing on new articles."""

    section: ClassVar[str] = "Handing on"

    feed: str = setting(
        "HARVESTER_FEED",
        "",
        text("the name of a file, such as feed.xml", str),
        "A file for the newest articles as an Atom feed, written at the end of each run; in the site's folder, unless "
        "the name has a folder; empty: none.",
        Key("feed"),
    )
    feed_size: int = setting("HARVESTER_FEED_SIZE", 50, whole(least=1), "Number of articles in that feed.")
    hook: str = setting(
        "HARVESTER_HOOK",
        "",
        text("a command, or an address that begins with http:// or https://", _hook, secret=True),
        "A command, or an HTTP address, that gets each new article after it was written, at least once; empty: "
        "none. See docs/feed.md.",
        Key("hook"),
    )
    hook_headers: dict[str, str] = setting(
        "HARVESTER_HOOK_HEADERS",
        {},
        table("headers of requests to the hook, by name, as JSON", sendable),
        "Headers of the requests to the hook's address, such as Authorization.",
    )
    patience: float = setting(
        "HARVESTER_HOOK_PATIENCE",
        60.0,
        seconds(most=3600),
        "Seconds that the end of a run waits for a hook that is down. The next run gives it what is left.",
    )
