"""How fast a site is asked, and the limits that spare it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from harvester.config.declaring import setting
from harvester.config.forms import seconds, text, whole
from harvester.visits.hours import Hours


@dataclass(frozen=True, slots=True)
class PaceOptions:
    """How fast requests are made, and how long a site is waited for."""

    section: ClassVar[str] = "Manners"

    flood_delay: float = setting(
        "HARVESTER_FLOOD_DELAY",
        5.0,
        seconds(),
        "Seconds between two requests after a forum's flood-limit page; twice as many after the next one.",
    )
    flood_retries: int = setting(
        "HARVESTER_FLOOD_RETRIES",
        5,
        whole(most=1000),
        "How often a page is requested again after a flood-limit or reload page.",
    )
    slowest: float = setting(
        "HARVESTER_SLOWEST",
        60.0,
        seconds(),
        "Seconds between two requests that a flood limit, 429 or 503 can slow a site down to.",
    )
    longest_wait: float = setting(
        "HARVESTER_LONGEST_WAIT",
        900.0,
        seconds(),
        "Seconds that a forum can ask to wait for (Retry-After, Crawl-delay); asked for more, the run stops.",
    )
    turns: Path | None = setting(
        "HARVESTER_TURNS",
        "",
        text("the name of a folder", lambda name: Path(name) if name.strip() else None),
        "Folder of the files by which all crawls of a machine take turns at a server, whichever of its sites they "
        "crawl; empty: harvester-turns in the system's folder for temporary files, for all users.",
        of_run=True,
    )


@dataclass(frozen=True, slots=True)
class LimitOptions:
    """Limits that spare a site."""

    section: ClassVar[str] = "Manners"

    most_failures: int = setting(
        "HARVESTER_MOST_FAILURES",
        10,
        whole(),
        "The run stops after this many pages in a row that could not be fetched or read, after all retries: the "
        "network or the forum is down, or it shows something else instead of its pages. 0: never.",
    )
    daily_requests: int = setting(
        "HARVESTER_DAILY_REQUESTS",
        0,
        whole(),
        "Requests to a site in a day of its zone, including robots.txt and retries; 0: no limit.",
    )
    hours: Hours | None = setting(
        "HARVESTER_HOURS",
        "",
        text("hours such as 22-06 or 22:30-06:15", Hours.parse),
        "Hours of the day, in the site's zone, in which it may be crawled, such as 22-06; empty: all.",
    )
