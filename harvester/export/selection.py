"""Which lines of harvests are exported: the latest revision of each article, or of a selection of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from harvester.export.filter import Filter
from harvester.schema.checking import misfit
from harvester.site_folder import articles
from harvester.site_folder.articles import Line
from harvester.site_folder.corrections import latest
from harvester.site_folder.folder import has_store, reading


@dataclass(frozen=True, slots=True)
class Selection:
    """The first days, such as ``2026-01-31`` or ``""``, of the articles; ``gone``: also those that are gone."""

    since: str = ""
    harvested_since: str = ""
    gone: bool = False
    filter: Filter = field(default_factory=Filter)

    def takes(self, line: Line) -> bool:
        """Whether a line is from the days that are requested, in the forum's zone and in UTC.

        A line without a time of posting is taken, as by ``scrapy crawl -a since=``.
        """
        posted, harvested = line.get("published"), line.get("harvested")
        in_time = (not posted or str(posted)[:10] >= self.since) and str(harvested or "")[:10] >= self.harvested_since
        return in_time and self.filter.takes(line)

    def lines(self, folder: Path) -> Iterator[Line]:
        """The lines of a site that are exported, in the order in which they were written.

        Raises :class:`OSError` or :class:`ValueError` where a file can't be read,
        :class:`~harvester.store.interface.StoreError` where the store can't.
        """
        left_out = set() if self.gone else gone(folder)
        for line in latest(folder):
            if line["tid"] not in left_out and self.takes(line):
                yield line


def gone(folder: Path) -> set[int]:
    """The threads of a site that are gone, according to the store or, without one, to lines of kind ``gone``.

    Raises as :meth:`Selection.lines` does.
    """
    if has_store(folder):
        with reading(folder) as store:
            return store.gone()
    lines = (line for file in articles.files(folder) for line in articles.lines_of(file))
    last = {line["tid"]: line["kind"] for line in lines if line.get("kind") in ("article", "gone")}
    return {tid for tid, kind in last.items() if kind == "gone"}


@contextmanager
def misfits_named(sites: Sequence[Path]) -> Iterator[None]:
    """What fails inside because of a line that no program can read, as a :class:`ValueError` with the line's place.

    Lines are only looked at again when something has failed: good ones cost nothing.
    """
    try:
        yield
    except (LookupError, TypeError, AttributeError, OverflowError, ValueError) as error:
        if said := _first_misfit(sites):
            raise ValueError(said) from error
        raise


def _first_misfit(sites: Sequence[Path]) -> str | None:
    with suppress(OSError, ValueError):  # said already, with its place
        for path in (path for site in sites for path in articles.files(site)):
            for number, line in articles.numbered(path):
                if line.get("kind") == "gone" and type(line.get("tid")) is not int:
                    return f"{path}, line {number}: tid must be integer"
                if line.get("kind") == "article" and (said := misfit(line)):
                    return f"{path}, line {number}: {said}"
    return None
