"""The lines of an output file compared with what the store knows about them, whoever touched the file.

A line is recognised by its content, its thread and its revision, not by its place. So the store can be made
to agree whatever was done to a file: a line that the store does not know is *adopted*, one in another place is
followed there, an edited one stays as it is now. A latest line that is no longer there was removed or lost; the
caller decides which.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any

from harvester.disk.lines import bare
from harvester.items import Article
from harvester.news.serial import turn_of
from harvester.site_folder import articles
from harvester.site_folder.ledger import Reread
from harvester.site_folder.purging import threads_in
from harvester.store.interface import StoreError
from harvester.store.records import GONE, HARVESTED, REMOVED, WANTED, File, Known, Place
from harvester.store.sqlite import Store
from harvester.visits.digest import field_hashes, line_hash, text_hash
from harvester.visits.schedule import next_try, next_visit

#: Zero bytes that no editor writes in any encoding: what a power cut leaves of a file.
_HOLE = bytes(16)
ARTICLE = "article"
#: What every reader of articles takes for granted.
_NEEDED = {each.name for each in fields(Article) if each.default is MISSING and each.default_factory is MISSING}
_NEEDED |= {"repairs"}
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Missing:
    """Threads whose latest lines are no longer in a file: those within it, and those after the last that still is."""

    within: list[int]
    behind: list[int]


@dataclass(frozen=True, slots=True)
class Strange:
    """A line that is not an article: ``tids`` are the threads that it names, as far as it can be read.

    ``after`` is where the last known line before it ended according to the store; ``parses``: it is a JSON object.
    """

    start: int
    raw: bytes
    tids: frozenset[int]
    after: int
    parses: bool


@dataclass(slots=True)
class Found:
    """What the lines of a file are.

    ``length``, ``lines``: bytes and number of whole lines, including a missing last line break; ``unended``: it is
    missing. ``torn``: bytes after them. ``holes``: where lines begin and end that a power cut filled with zeros. Which
    lines count as ``adopted``: not known to the store; ``edited``: with another content than before; ``put_in``: known,
    but not from this file; ``twice``: after another line of the same revision. ``strange``: those that are
    not articles; ``buried``: of articles that were removed for good. ``moved``: some are in another place than before.
    """

    length: int = 0
    lines: int = 0
    unended: bool = False
    torn: int = 0
    holes: list[tuple[int, int]] = field(default_factory=list)
    adopted: int = 0
    edited: int = 0
    put_in: int = 0
    twice: int = 0
    strange: list[Strange] = field(default_factory=list)
    buried: int = 0
    moved: bool = False


class Comparison:
    """Reads a file's lines once; ``recheck`` as in :func:`~harvester.visits.schedule.next_visit`.

    It keeps two numbers in memory for each thread whose latest line is there.
    """

    def __init__(self, store: Store, file: File, recheck: tuple[int, ...]) -> None:
        self.store = store
        self.file = file
        self.recheck = recheck
        self.found = Found()
        self.reread = Reread(store.commits(file))
        self._ends: dict[int, int] = {}  # where the latest lines end now
        self._hashes: dict[int, bytes] = {}  # of those that were edited
        self._last = 0  # where the last of them ended, according to the store
        self._after = 0  # where the one that was read last ended, according to the store

    def read(self, stream: Iterable[bytes]) -> Found:
        """Read the file. Raises :class:`StoreError` where it was saved in an encoding that we can't read."""
        found = self.found
        for raw in stream:
            if not found.length and raw.startswith(_UTF_16):
                raise StoreError(f"{self.file.name} was saved as UTF-16: save it as UTF-8, and run again")
            ended = raw.endswith(b"\n")
            if not ended and not _is_object(raw):
                found.torn = len(raw)
                break
            found.unended = not ended
            found.length += len(raw) + found.unended
            found.lines += 1
            self.reread.add(raw if ended else raw + b"\n", found.length)
            if bare(raw):
                self._line(raw)
        return found

    def missing(self) -> Missing:
        """The threads whose latest lines were not found."""
        gone = [(tid, end) for tid, end in self.store.standing(self.file) if tid not in self._ends]
        within = [tid for tid, end in gone if end <= self._last]
        return Missing(within, [tid for tid, end in gone if end > self._last])

    def broken(self) -> list[Strange]:
        """The lines that were articles: those that can't be parsed, and those that name a thread whose line is gone."""
        missing = self.missing()
        gone = {*missing.within, *missing.behind}
        return [each for each in self.found.strange if not each.parses or each.tids & gone]

    def threads_of(self, broken: list[Strange]) -> set[int]:
        """The threads whose latest lines are broken: those that the lines name, or whose places they are in."""
        missing = self.missing()
        gone = {*missing.within, *missing.behind}
        found: set[int] = set()
        for each in broken:
            named_ones = each.tids & gone
            found |= named_ones or self._between(each.after, gone)
        return found

    def _between(self, after: int, gone: set[int]) -> set[int]:
        """The threads of ``gone`` whose lines were after ``after`` and before the next line that is still there."""
        standing = sorted((end, tid) for tid, end in self.store.standing(self.file) if end > after)
        return {tid for _, tid in takewhile(lambda place: place[1] in gone, standing)}

    def settle(self) -> None:
        """Tell the store where the lines are now."""
        for tid, end in self.store.standing(self.file):
            if self._ends.get(tid, end) != end:
                self.store.stand(tid, self._ends[tid])
        for tid, hashed in self._hashes.items():
            self.store.keep_line_hash(tid, hashed)

    def _line(self, raw: bytes) -> None:
        try:
            line = named(raw)
            revision = line["revision"]
            hashes = _checked(line)
            known = self.store.thread(line["tid"]) or Known(line["tid"])
            if known.state == REMOVED:
                self.found.buried += 1
            elif line.get("kind") == GONE:
                self._gone(known, line)
            elif revision > known.revision:
                self._adopt(known, line, hashes, raw)
            elif revision == known.revision:
                self._known(known, hashes, raw)
            elif self._is_latest(known):  # not the revision that was written there
                self._strange(raw)
        except (ValueError, LookupError, TypeError, AttributeError, OverflowError):
            self._strange(raw)

    def _strange(self, raw: bytes) -> None:
        """A whole line that means nothing to us: it stays, unless it is a hole that was never committed."""
        if _HOLE in raw and self.found.length > self.file.committed:
            self.found.holes.append((self.found.length - len(raw), self.found.length - 1))
        else:
            tids = threads_in(raw)
            start = self.found.length - len(raw) - self.found.unended
            self.found.strange.append(Strange(start, raw, tids, self._after, _is_object(raw)))

    def _is_latest(self, known: Known) -> bool:
        """Whether the current line is in the place of a thread's latest one."""
        place = self.store.place(known.tid)
        return (place.file, place.end) == (self.file.id, self.found.length)

    def _gone(self, known: Known, line: dict[str, Any]) -> None:
        said = _seconds(line["harvested"])
        if line["revision"] >= known.revision and (known.visited is None or said > known.visited):
            known = replace(known, visited=said, revision=line["revision"], reason=None, refused=1, together=None)
            self.store.put(replace(known, state=GONE, next_visit=next_try(1, said, alike=False)))
            self.found.adopted += 1

    def _adopt(self, known: Known, line: dict[str, Any], hashes: bytes, raw: bytes) -> None:
        """Note about a line what the run that wrote it would have noted."""
        visited = _seconds(line["harvested"])
        published = _seconds(line["published"]) if line["published"] else None
        turn = turn_of(known.tid, line["title"], line["text"], line["published"])
        adopted = replace(
            known,
            fid=known.fid or line["board"]["fid"],
            state=HARVESTED,
            reason=None,
            visited=visited,
            next_visit=next_visit(published, visited, self.recheck),
            refused=0,
            together=None,
            revision=line["revision"],
            text_hash=text_hash(line["text"]),
            field_hashes=hashes,
        )
        self._put(adopted, raw)
        self.store.keep_turn(known.tid, turn)
        self.found.adopted += 1

    def _known(self, known: Known, hashes: bytes, raw: bytes) -> None:
        """A line that the store knows; an edited one does not say what the page said."""
        end = self.found.length
        if known.tid in self._ends:
            self.found.twice += 1
            self._ends[known.tid] = end
            return
        place = self.store.place(known.tid)
        if place.file == self.file.id and place.end is not None:
            self._ends[known.tid] = end
            self._last, self._after = max(self._last, place.end), place.end
            self.found.moved = self.found.moved or place.end != end
            self._read_edit(known, place, hashes, raw)
        else:
            lost = place.file is None and known.state == WANTED
            self._put(replace(known, state=HARVESTED if lost else known.state), raw)
            self.found.put_in += 1

    def _read_edit(self, known: Known, place: Place, hashes: bytes, raw: bytes) -> None:
        hashed = line_hash(raw)
        if hashed == place.hash:
            return
        self._hashes[known.tid] = hashed
        before = known.field_hashes or b""
        if place.hash or hashes[: len(before)] != before:
            self.found.edited += 1

    def _put(self, known: Known, raw: bytes) -> None:
        end = self.found.length
        self.store.put(known, Place(self.file.id, end, line_hash(raw)))
        self._ends[known.tid] = end


def named(raw: bytes) -> articles.Line:
    """The line, which names a thread and a revision. Raises :class:`ValueError` where it does not."""
    line = articles.parsed(raw)
    if not (isinstance(line.get("tid"), int) and isinstance(line.get("revision"), int)):
        raise ValueError("no thread or revision")  # noqa: TRY004 - bad data, not a bad call
    return line


def _checked(line: articles.Line) -> bytes:
    """The hashes of an article's fields; of a thread that is gone, none.

    Raises :class:`ValueError`, LookupError or TypeError where the line is not what readers of articles take it for.
    """
    kind = line["kind"]
    if kind not in (ARTICLE, GONE) or line["revision"] < 1 or line["id"] != f"{line['site']}:{line['tid']}":
        raise ValueError("not a line of a thread")
    if kind == GONE:
        return b""
    if lacking := _NEEDED - line.keys():
        raise ValueError(f"no {min(lacking)}")
    hashes = field_hashes(line)
    if not (isinstance(line["text"], str) and isinstance(line["title"], str)):
        raise ValueError("no text")  # noqa: TRY004 - bad data, not a bad call
    return hashes


def _is_object(raw: bytes) -> bool:
    try:
        return bool(articles.parsed(raw))
    except ValueError:
        return False


def _seconds(time: str) -> int:
    return int(datetime.fromisoformat(time).astimezone(UTC).timestamp())
