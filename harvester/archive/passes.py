"""The two passes over an archive: reading each shard by itself, then joining each part of the forums."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from harvester.archive.found import Found, FoundPage, FoundRow
from harvester.archive.halves import link
from harvester.archive.judging import without_contradictions
from harvester.archive.lines import Line
from harvester.archive.options import ReadOptions
from harvester.archive.planning import Part
from harvester.archive.reading import Reader
from harvester.archive.records import NOTHING, Position, Skipped, records_of
from harvester.archive.shards import Shard
from harvester.archive.sites import SiteFacts, Sites
from harvester.archive.spill import Spilled, SpillWriter
from harvester.archive.threads import Thread, versions
from harvester.text import Profile

logger = logging.getLogger(__name__)

T = TypeVar("T")

#: Records after which progress is reported.
_SAID_EVERY = 200


def read_shard(
    shard: Shard,
    path: Path,
    options: ReadOptions,
    known: Mapping[str, SiteFacts],
    said: Callable[[int], None],
    about: Mapping[str, Any],
) -> Counter[str]:
    """Read a shard, and write what was found to ``path``; returns the counts.

    ``said`` is called with the number of bytes read since its last call. ``about`` is kept in the file. Raises
    :class:`OSError` if ``path`` cannot be written; a shard that cannot be read any further is counted.
    """
    reader = Reader(
        shard.shown,
        Sites(known, options.reading.zone.key, named=options.zone_named),
        Counter(),
        options.reading.charset,
    )
    writer = SpillWriter(path)
    try:
        _read(shard, reader, writer, said)
        facts = {key: asdict(held.facts()) for key, held in reader.sites.held.items()}
        writer.finish({**about, "shard": shard.shown, "size": shard.size, "counts": reader.counts, "sites": facts})
    except BaseException:
        writer.discard()
        raise
    return reader.counts


def _read(shard: Shard, reader: Reader, writer: SpillWriter, said: Callable[[int], None]) -> None:
    position, before = Position(), 0
    records = records_of(shard, position)
    number, holds_some = 0, False
    while True:
        try:
            record = next(records, None)
        except (OSError, EOFError, ValueError) as error:
            reader.counts["shards not read to their end"] += 1
            logger.warning("%s can't be read any further: %s", shard.shown, error)
            break
        if record is None:
            break
        holds_some |= not (isinstance(record, Skipped) and record.why in NOTHING)
        for found in reader.read(record):
            writer.add(found)
        number += 1
        if number % _SAID_EVERY == 0 and position.bytes > before:
            said(position.bytes - before)
            before = position.bytes
    if number and not holds_some:
        reader.counts["shards that could not be read"] += 1
        logger.warning("%s: nothing in it could be read", shard.shown)
    said(shard.size - before)


def join_part(
    part: Part, paths: Iterable[Path], options: ReadOptions, facts: Mapping[str, SiteFacts]
) -> tuple[list[str], Counter[str]]:
    """Join the pages of a part of the forums, and write its lines; returns the files' names and the counts.

    Raises :class:`OSError`, or :class:`ValueError` for a damaged file of what was found.
    """
    counts = Counter[str]()
    return options.layout.write(part_lines(part, paths, options, facts, counts), part.number), counts


def part_lines(
    part: Part, paths: Iterable[Path], options: ReadOptions, facts: Mapping[str, SiteFacts], counts: Counter[str]
) -> Iterator[Line]:
    """The lines of a part of the forums. Raises as :func:`join_part` does."""
    named: set[str] = set()
    for key, threads in sorted(_gathered(part, paths).items()):
        lines = site_lines(list(threads.values()), facts[key], options, counts)
        own = {line["id"] for line in lines}
        # A host that had one engine, then another: their threads have the same numbers, and their lines the same ids.
        counts["articles with another forum's id"] += len(own & named)
        named |= own
        yield from lines


def _gathered(part: Part, paths: Iterable[Path]) -> dict[str, dict[int, Thread]]:
    """The threads of a part, by forum and number."""
    buckets = part.buckets()
    spilled = (Spilled(path) for path in paths)
    return gathered(each for file in spilled for bucket in buckets for each in file.found(bucket, part.has))


def gathered(found: Iterable[Found]) -> dict[str, dict[int, Thread]]:
    """The threads in what was found, by forum and number."""
    sites: defaultdict[str, dict[int, Thread]] = defaultdict(dict)
    for each in found:
        thread = sites[each.site].setdefault(each.tid, Thread(each.tid))
        if isinstance(each, FoundPage):
            thread.pages.append(each)
        elif isinstance(each, FoundRow):
            thread.rows.append(each)
    return sites


def site_lines(threads: Sequence[Thread], facts: SiteFacts, options: ReadOptions, counts: Counter[str]) -> list[Line]:
    """The lines of a forum's threads, in the order of their numbers. An error of ours costs only one thread."""
    site = facts.site()
    threads = sorted(threads, key=lambda each: each.tid)
    for thread in threads:
        # If there are several captures of one second, the one under the page's own address counts.
        own = {page.page: site.thread_url(thread.tid, page.page) for page in thread.pages}
        thread.pages.sort(key=lambda each: (each.date, each.place.url == own[each.page], each.place))
        thread.rows.sort(key=lambda each: each.date)
    _tried(lambda: without_contradictions(threads, counts), facts.base, counts)
    joined = (
        _tried(partial(versions, each, site, options.joining, counts), f"thread {each.tid}", counts) for each in threads
    )
    found = [made for made in joined if made]
    _tried(lambda: link(made[-1].item for made in found), facts.base, counts)
    finishing = options.finishing
    profile = Profile.from_json(facts.profile) if facts.profile else finishing.repair.profile
    if options.learned and not facts.profile:
        profile = _tried(lambda: finishing.profile_of([made[-1].item for made in found]), facts.base, counts) or profile
    lines = (_tried(partial(finishing.lines, made, profile, counts), made[-1].item.id, counts) for made in found)
    return [line for made in lines for line in made or ()]


def _tried(work: Callable[[], T], what: str, counts: Counter[str]) -> T | None:
    """The result of ``work``; ``None`` if an error of ours occurs in it, which is counted and logged."""
    try:
        return work()
    except Exception:
        counts["errors"] += 1
        logger.exception("%s could not be joined", what)
        return None
