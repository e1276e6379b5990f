"""Lines moved from a database into closed, immutable files, and files written anew without what was removed.

The order, for each file: the manifest says that it is about to be written; it is written, read back and compared; then
one transaction lets the manifest have it and the rows go. So a kill at any instant leaves a line in one of the two
places, and a file that nobody knows of nowhere: what was not finished is removed by whoever comes next.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import chain, takewhile
from uuid import uuid4

from harvester.depot import places
from harvester.depot.contents import Contents, FileLine
from harvester.depot.formats import FORMATS, Format, format_of
from harvester.store.interface import StoreError
from harvester.store.postgres import curation, lines, manifest, runs, sites
from harvester.store.postgres.lines import LineRow, SiteDay
from harvester.store.postgres.manifest import SealedFile
from harvester.store.postgres.session import Session, session

logger = logging.getLogger(__name__)

#: A transaction that began before midnight may end after it: a day is over an hour later.
_SLACK = timedelta(hours=1)
#: What stands in the place of a name that is told of each step: tests end the process there.
Step = Callable[[str], object]


@dataclass(slots=True)
class Sealed:
    """What was done: files made of rows, their lines, and files written anew; ``failed``: why some were not."""

    files: int = 0
    lines: int = 0
    rewritten: int = 0
    failed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Depot:
    """Where files go, how large one becomes (bytes of lines; 0: a day is one), and who is told of each step.

    ``notices_days``: days for which notices are kept; 0: for ever. ``format``: of the files that are written.
    """

    address: str
    most: int = 0
    notices_days: int = 0
    step: Step = lambda _: None
    format: Format = FORMATS["jsonl"]


def seal_now(
    database: str,
    depot: Depot,
    names: Collection[str] | None = None,
    *,
    removed_before: datetime | None = None,
) -> Sealed:
    """Make files of all lines whose day is over, of some sites or of all; and finish what was left unfinished.

    ``removed_before``: articles that were removed before that leave their files now; ``None``: all of them. Several at
    once share the sites. Raises :class:`~harvester.store.interface.StoreError` where the database fails.
    """
    limit = (datetime.now(UTC) - _SLACK).replace(hour=0, minute=0, second=0, microsecond=0)
    done = Sealed()
    with session(database) as db:
        for site in manifest.unsettled(db):
            _alone(db, site, lambda site=site: _clear(db, site), done)  # type: ignore[misc]  # mypy and defaults
        for each in lines.days_before(db, limit, names):
            _alone(db, each.site, lambda each=each: _seal_day(db, depot, each, done), done)  # type: ignore[misc]
        for site in curation.unpurged(db, removed_before):
            _alone(db, site, lambda site=site: _purge(db, depot, site, done), done)  # type: ignore[misc]
        if depot.notices_days:
            lines.forget_notices(db, depot.notices_days)
        runs.forget(db)
    return done


def remove_all(db: Session, site: int) -> int | None:
    """Remove all files of a site; returns their number, or ``None`` if another session is at work on them.

    Raises :class:`OSError` if one cannot be removed; the next call, or the next seal, goes on.
    """
    if not manifest.lock(db, site):
        return None
    try:
        count = manifest.doom(db, site)
        _clear(db, site)
    finally:
        manifest.unlock(db, site)
    return count


def _alone(db: Session, site: int, work: Callable[[], object], done: Sealed) -> None:
    """Do something to a site's files that one session at a time may do; what fails is this site's alone."""
    if not manifest.lock(db, site):
        return
    try:
        work()
    except (OSError, StoreError) as error:
        done.failed.append(str(error))
        logger.warning("files are not sealed, the lines stay where they are: %s", error)
    finally:
        manifest.unlock(db, site)


def _clear(db: Session, site: int) -> None:
    """Remove files that were not finished, or that others have taken the place of."""
    for file in [*manifest.files(db, site, "writing"), *manifest.files(db, site, "doomed")]:
        places.remove(file.url)
        manifest.forget(db, file)


def _seal_day(db: Session, depot: Depot, of: SiteDay, done: Sealed) -> None:
    after = 0
    while True:
        file = _of_rows(db, depot, of, after)
        if file is None:
            return
        written, contents = file
        depot.step("checked")
        if not manifest.seal(db, written, first=contents.first, last=contents.last):
            raise StoreError(f"{of.name}: lines of {of.day} were removed meanwhile: the next time will do")
        depot.step("sealed")
        done.files += 1
        done.lines += written.lines
        after = contents.last


def _of_rows(db: Session, depot: Depot, of: SiteDay, after: int) -> tuple[SealedFile, Contents] | None:
    """The next file of a day's rows, written and checked; ``None``: there are no more."""
    rows = lines.lines(db, of.site, day=of.day, after=after)
    first = next(rows, None)
    if first is None:
        return None
    until = _Until(depot.most)
    wanted = (_file_line(row) for row in takewhile(until.takes, chain([first], rows)))
    return _written(
        db, depot, of.name, SealedFile(0, of.site, of.day, manifest.next_part(db, of.site, of.day), ""), wanted
    )


def _written(
    db: Session, depot: Depot, name: str, file: SealedFile, wanted: Iterable[FileLine]
) -> tuple[SealedFile, Contents]:
    """A file written at an address of its own, and checked."""
    stem = f"{name}-{file.day}-{file.part}-{uuid4().hex[:12]}"
    url = places.joined(depot.address, name, stem + depot.format.ending)
    number = manifest.begin(db, file.site, file.day, file.part, url)
    depot.step("noted")
    contents = Contents()
    places.write(url, depot.format.packed(wanted, contents))
    depot.step("written")
    _check(url, contents)
    done = replace(
        file,
        id=number,
        url=url,
        lines=contents.lines,
        bytes=contents.size,
        sha256=contents.sha256,
        tids=contents.tids,
        frames=contents.frames,
    )
    return done, contents


def _check(url: str, contents: Contents) -> None:
    """Raise :class:`OSError` where a file is not what was written."""
    data = places.read(url)
    if hashlib.sha256(data).hexdigest() == contents.sha256:
        lines = hashlib.sha256()
        for line in format_of(url).unpacked(data):
            lines.update(line)
        if lines.hexdigest() == contents.sha256_of_lines:
            return
    raise OSError(f"{url} does not say what was written to it: it is removed, and written anew")


def _file_line(row: LineRow) -> FileLine:
    return FileLine(row.raw, row.tid if row.kind == "article" else -row.tid, row.number)


class _Until:
    """Takes lines until a file is full: the line that fills it is its last."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0

    def takes(self, row: LineRow) -> bool:
        """Whether a line is of this file."""
        full = 0 < self.most <= self.size
        self.size += len(row.raw) + 1
        return not full


# --- removed articles -----------------------------------------------------------------


def _purge(db: Session, depot: Depot, site: int, done: Sealed) -> None:
    """Write files anew without the lines of removed threads, and note of these that nothing is left of them."""
    name = sites.name_of(db, site)
    removed = curation.buried(db, site, unpurged=True)
    for old in manifest.files(db, site):
        if removed.isdisjoint(map(abs, old.tids)):
            continue
        new = _without(db, depot, name, old, removed)
        depot.step("rewritten")
        manifest.replace(db, old, new)
        depot.step("replaced")
        done.rewritten += 1
    _clear(db, site)
    curation.purged(db, site, removed)


def _without(db: Session, depot: Depot, name: str, old: SealedFile, removed: Collection[int]) -> SealedFile | None:
    """A file without the lines of removed threads; ``None``: nothing is left of it."""
    lines = (FileLine(raw.rstrip(b"\n"), tid) for raw, tid in _lines_of(old) if abs(tid) not in removed)
    first = next(lines, None)
    if first is None:
        return None
    file = SealedFile(0, old.site, old.day, old.part, "")
    return _written(db, depot, name, file, chain([first], lines))[0]


def _lines_of(file: SealedFile) -> Iterator[tuple[bytes, int]]:
    """The lines of a file with their threads. Raises :class:`OSError` where it is not what the manifest says."""
    data = places.read(file.url)
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise OSError(f"{file.url} is not the file that was sealed: bring it back from a backup")
    yield from zip(format_of(file.url).unpacked(data), file.tids, strict=True)
