"""The table of threads: the loaded rows, and the statements that read and write them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from harvester.store.interface import REACH
from harvester.store.postgres.texts import maybe_given_back, maybe_kept
from harvester.store.records import Known, Mark

#: Columns of the table that hold a :class:`Known`, after the site and the thread.
COLUMNS = (
    "fid", "replies", "last_reply", "last_poster", "state", "reason", "visited", "next_visit", "revision",
    "text_hash", "field_hashes", "refused", "together", "said", "flags", "also",
)  # fmt: skip
_SETS = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS)
_MARKS = ", ".join(["%s"] * (len(COLUMNS) + 2))

#: Puts the record of a thread, unless somebody removed it while the crawl was at work.
_PUT = (
    f"INSERT INTO harvester.thread (site, tid, {', '.join(COLUMNS)}) VALUES ({_MARKS}) "
    f"ON CONFLICT (site, tid) DO UPDATE SET {_SETS}"
)
_NOT_REMOVED = " WHERE thread.state <> 'removed'"
PUT = f"{_PUT}{_NOT_REMOVED}"
#: The same with an article, whose line is in the output from now on.
PUT_LINE = f"{_PUT}, standing = 'yes'{_NOT_REMOVED}"
#: Loads threads.
REACHED = (
    f"SELECT asked.tid, wanted.row, plain.mark, {', '.join(f'thread.{name}' for name in COLUMNS)}, "
    "thread.revision > 0 AND thread.standing = 'lost' FROM unnest(%s::bigint[]) AS asked (tid) "
    "LEFT JOIN harvester.thread ON thread.site = %s AND thread.tid = asked.tid "
    "LEFT JOIN harvester.wanted ON wanted.site = thread.site AND wanted.tid = asked.tid "
    "LEFT JOIN harvester.plain ON plain.site = %s AND plain.tid = asked.tid"
)


@dataclass(slots=True)
class Entry:
    """A loaded thread. ``noted``: the version of the notes that last changed it; 0: none did."""

    known: Known | None = None
    row: str | None = None
    mark: bytes | None = None
    noted: int = 0


class Reach:
    """The threads that were loaded last. Those with notes that are not committed yet are never dropped."""

    def __init__(self) -> None:
        self._entries: OrderedDict[int, Entry] = OrderedDict()
        self._lasting = 0  # notes up to this version last

    def __getitem__(self, tid: int) -> Entry:
        """The entry of a thread. Raises :class:`LookupError` if it is not loaded."""
        return self._entries[tid]

    def missing(self, tids: Iterable[int]) -> list[int]:
        """Those of ``tids`` that are not loaded; the others now count as loaded last."""
        asked = dict.fromkeys(tids)
        for tid in asked:
            if tid in self._entries:
                self._entries.move_to_end(tid)
        return [tid for tid in asked if tid not in self._entries]

    def bring(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add rows of :data:`REACHED`; threads that are loaded already stay as they are."""
        for tid, row, mark, *values in rows:
            if tid not in self._entries:
                self._entries[tid] = Entry(known_of(tid, *values), row, mark)
        while len(self._entries) > REACH + len(rows):
            oldest, entry = next(iter(self._entries.items()))
            if entry.noted > self._lasting:
                break
            del self._entries[oldest]

    def bring_again(self, rows: Iterable[tuple[Any, ...]], version: int) -> None:
        """Update rows that statements up to ``version`` of the notes changed, except those changed by later notes."""
        for tid, row, mark, *values in rows:
            known = self._entries.get(tid)
            if known is not None and known.noted <= version:
                self._entries[tid] = Entry(known_of(tid, *values), row, mark)

    def within(self, tids: Iterable[int]) -> list[int]:
        """Those of ``tids`` that are loaded."""
        return [tid for tid in tids if tid in self._entries]

    def lasts(self, version: int) -> None:
        """Note that the notes up to a version are committed."""
        self._lasting = version


def values_of(site: int, known: Known) -> tuple[Any, ...]:
    """The values for :data:`PUT`."""
    mark = known.mark or Mark()
    rest = [getattr(known, name) for name in COLUMNS[4:]]
    return site, known.tid, known.fid, mark.replies, mark.last_reply, maybe_kept(mark.last_poster), *rest


def known_of(tid: int, fid: Any, replies: Any, last: Any, poster: Any, state: Any, *rest: Any) -> Known | None:  # noqa: ANN401 - columns
    """The record in the columns of a thread; ``None`` if there is no such row."""
    if state is None:
        return None
    mark = Mark(replies, last, maybe_given_back(poster))
    known = Known(tid, fid, None if mark == Mark() else mark, state, *rest)
    return replace(known, lost=True) if known.lost else known
