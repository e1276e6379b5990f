"""Reading a shard or some records without an output folder, for programs that have their own output.

Pages of a thread are joined if they are in the same shard, or among the same records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from harvester.archive.lines import Line
from harvester.archive.options import ReadOptions
from harvester.archive.output import Layout
from harvester.archive.passes import gathered, part_lines, read_shard, site_lines
from harvester.archive.planning import parts
from harvester.archive.reading import Reader
from harvester.archive.records import Record, Skipped
from harvester.archive.shards import Shard
from harvester.archive.sites import SiteFacts, Sites
from harvester.archive.spill import Spilled


def options_for(settings: Mapping[str, Any] | None = None, *, replies: bool = False) -> ReadOptions:
    """Options without an output folder; ``settings``: those of a crawl that are not at their defaults, by name."""
    settings = settings or {}
    return ReadOptions(Layout(Path()), settings, replies=replies, zone_named="HARVESTER_ZONE" in settings)


def shard_lines(
    shard: Shard, options: ReadOptions, counts: Counter[str], known: Mapping[str, SiteFacts] | None = None
) -> Iterator[Line]:
    """The lines of one shard, in constant memory: what is found is kept on disk, in a temporary folder.

    Raises :class:`OSError` if there is no room for it.
    """
    with TemporaryDirectory(prefix="harvester-read-") as folder:
        path = Path(folder) / "found.pages"
        counts.update(read_shard(shard, path, options, known or {}, lambda _size: None, {}))
        spilled = Spilled(path)
        facts = {key: SiteFacts.of(value) for key, value in spilled.about["sites"].items()}
        for part in parts(spilled.sizes, {}):
            yield from part_lines(part, [path], options, facts | dict(known or {}), counts)


def record_lines(
    records: Iterable[Record | Skipped],
    options: ReadOptions,
    counts: Counter[str],
    known: Mapping[str, SiteFacts] | None = None,
    *,
    named: str = "",
) -> Iterator[Line]:
    """The lines of some records, which are held in memory. ``named``: the value of ``warc.file`` in the lines."""
    reading = options.reading
    sites = Sites(known or {}, reading.zone.key, named=options.zone_named)
    reader = Reader(named, sites, counts, reading.charset)
    threads = gathered(each for record in records for each in reader.read(record))
    for key, found in sorted(threads.items()):
        yield from site_lines(list(found.values()), sites.held[key].facts(), options, counts)
