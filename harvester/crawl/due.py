"""Sites that are due: a schedule on one machine, by the sites file and the record of each site's runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scrapy.settings import BaseSettings

from harvester.config.declaring import options_of
from harvester.crawl.options import PlaceOptions, TogetherOptions
from harvester.disk.names import site_folder
from harvester.engines import table
from harvester.runs.records import alive, at_work, records
from harvester.sites.entry import SiteEntry

#: Cron starts a run some seconds late, and not always the same: without slack, an hourly run might find nothing due.
_SLACK = timedelta(minutes=2)


def due(entries: Iterable[SiteEntry], settings: BaseSettings, now: datetime) -> list[SiteEntry]:
    """Those of ``entries`` whose last run began at least ``every`` ago, the longest ago first.

    A site that was never harvested is due; one that a run is at work on is not. Killed runs do not count.
    """
    found: list[tuple[datetime, SiteEntry]] = []
    for entry in entries:
        own = settings.copy()
        entry.apply(own)
        name = str(entry.arguments().get("formerly") or entry.address)
        folder = site_folder(options_of(PlaceOptions, own).folder, table.site_name(name))
        last = _last(folder)
        if not _at_work(folder) and last + options_of(TogetherOptions, own).every <= now + _SLACK:
            found.append((last, entry))
    return [entry for _, entry in sorted(found, key=lambda each: each[0])]


def _last(folder: Path) -> datetime:
    """When the last run that ended began; the earliest possible time if there was none."""
    began = [record["began"] for record in records(folder) if record.get("ended")]
    return datetime.fromisoformat(began[-1]) if began else datetime.min.replace(tzinfo=UTC)


def _at_work(folder: Path) -> bool:
    begun = at_work(folder)
    return begun is not None and alive(begun)
