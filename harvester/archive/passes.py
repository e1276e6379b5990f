"""The two passes over an archive: reading each shard by itself, then joining each part of the forums."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from harvester.archive.captures import Captures, Thread
from harvester.archive.found import Found, FoundPage, FoundRow, FoundUnread
from harvester.archive.halves import link
from harvester.archive.judging import Judge
from harvester.archive.later import Later
from harvester.archive.lines import Line
from harvester.archive.options import ReadOptions
from harvester.archive.planning import Part
from harvester.archive.reading import Reader
from harvester.archive.records import NOTHING, Position, Skipped, records_of
from harvester.archive.shards import Shard
from harvester.archive.sites import SiteFacts, Sites
from harvester.archive.spill import Spilled, SpillError, SpillWriter
from harvester.archive.threads import Version, versions
from harvester.forum.site import Site
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
        elif isinstance(each, FoundUnread):
            thread.unread.append(each)
    return sites


def site_lines(threads: Sequence[Thread], facts: SiteFacts, options: ReadOptions, counts: Counter[str]) -> list[Line]:
    """The lines of a forum's threads, in the order of their numbers. An error of ours costs only one thread."""
    site = facts.site()
    threads = sorted(threads, key=lambda each: each.tid)
    for thread in threads:
        thread.rows.sort(key=lambda each: each.date)
    later = Later(facts, options, counts)
    found = [made for made in _versions(threads, site, later, options, counts) if made]
    _tried(lambda: link(made[-1].item for made in found), facts.base, counts)
    finishing = options.finishing
    profile = Profile.from_json(facts.profile) if facts.profile else finishing.repair.profile
    if options.learned and not facts.profile:
        profile = _tried(lambda: finishing.profile_of([made[-1].item for made in found]), facts.base, counts) or profile
    lines = (_tried(partial(finishing.lines, made, profile, counts), made[-1].item.id, counts) for made in found)
    return [line for made in lines for line in made or ()]


def _versions(
    threads: Sequence[Thread], site: Site, later: Later, options: ReadOptions, counts: Counter[str]
) -> Iterator[list[Version] | None]:
    """The versions of each thread's article."""
    for thread in threads:
        # The latest first page of each thread is needed; all of them together show which signs hold for the forum.
        _tried(partial(next, Captures(thread, site, later.page).firsts(), None), f"thread {thread.tid}", counts)
    judge = Judge(threads, counts)
    judge.sift(threads)

    def read(unread: FoundUnread) -> FoundPage | None:
        page = later.page(unread)
        return page if page is not None and judge.keeps(page) else None

    for thread in threads:
        yield _tried(partial(versions, thread, site, options.joining, counts, read), f"thread {thread.tid}", counts)
        counts["pages not needed"] += len(thread.unread)


def _tried(work: Callable[[], T], what: str, counts: Counter[str]) -> T | None:
    """The result of ``work``; ``None`` if an error of ours occurs in it, which is counted and logged."""
    try:
        return work()
    except (OSError, SpillError):  # what was found cannot be read
        raise
    except Exception:
        counts["errors"] += 1
        logger.exception("%s could not be joined", what)
        return None
