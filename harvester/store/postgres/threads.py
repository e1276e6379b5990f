"""The table of threads: a thread's row in reach, and the statements that read and write it."""

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

#: Puts what is known of a thread: not of one that a person removed while the crawl was at work.
_PUT = (
    f"INSERT INTO harvester.thread (site, tid, {', '.join(COLUMNS)}) VALUES ({_MARKS}) "
    f"ON CONFLICT (site, tid) DO UPDATE SET {_SETS}"
)
_NOT_REMOVED = " WHERE thread.state <> 'removed'"
PUT = f"{_PUT}{_NOT_REMOVED}"
#: The same with an article, whose line stands from now on.
PUT_LINE = f"{_PUT}, standing = 'yes'{_NOT_REMOVED}"
#: What is in reach of threads.
REACHED = (
    f"SELECT asked.tid, wanted.row, plain.mark, {', '.join(f'thread.{name}' for name in COLUMNS)}, "
    "thread.revision > 0 AND thread.standing = 'lost' FROM unnest(%s::bigint[]) AS asked (tid) "
    "LEFT JOIN harvester.thread ON thread.site = %s AND thread.tid = asked.tid "
    "LEFT JOIN harvester.wanted ON wanted.site = thread.site AND wanted.tid = asked.tid "
    "LEFT JOIN harvester.plain ON plain.site = %s AND plain.tid = asked.tid"
)


@dataclass(slots=True)
class Entry:
    """What is in reach of a thread. ``noted``: the version of the notes in which it was changed last; 0: never."""

    known: Known | None = None
    row: str | None = None
    mark: bytes | None = None
    noted: int = 0


class Reach:
    """The threads that were brought in reach last. Those that are noted and do not last yet are never let go."""

    def __init__(self) -> None:
        self._entries: OrderedDict[int, Entry] = OrderedDict()
        self._lasting = 0  # notes up to this version last

    def __getitem__(self, tid: int) -> Entry:
        """Raises :class:`LookupError` where nobody brought the thread in reach."""
        return self._entries[tid]

    def missing(self, tids: Iterable[int]) -> list[int]:
        """Those that are to be brought in reach; the others stay there for longer."""
        asked = dict.fromkeys(tids)
        for tid in asked:
            if tid in self._entries:
                self._entries.move_to_end(tid)
        return [tid for tid in asked if tid not in self._entries]

    def bring(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Take in rows of :data:`REACHED`; what is in reach already stays as it is."""
        for tid, row, mark, *values in rows:
            if tid not in self._entries:
                self._entries[tid] = Entry(known_of(tid, *values), row, mark)
        while len(self._entries) > REACH + len(rows):
            oldest, entry = next(iter(self._entries.items()))
            if entry.noted > self._lasting:
                break
            del self._entries[oldest]

    def bring_again(self, rows: Iterable[tuple[Any, ...]], version: int) -> None:
        """Take in rows that statements up to ``version`` of the notes changed; what was noted since counts."""
        for tid, row, mark, *values in rows:
            known = self._entries.get(tid)
            if known is not None and known.noted <= version:
                self._entries[tid] = Entry(known_of(tid, *values), row, mark)

    def within(self, tids: Iterable[int]) -> list[int]:
        """Those of them that are in reach."""
        return [tid for tid in tids if tid in self._entries]

    def lasts(self, version: int) -> None:
        """Note that what was noted up to a version lasts."""
        self._lasting = version


def values_of(site: int, known: Known) -> tuple[Any, ...]:
    """What :data:`PUT` takes."""
    mark = known.mark or Mark()
    rest = [getattr(known, name) for name in COLUMNS[4:]]
    return site, known.tid, known.fid, mark.replies, mark.last_reply, maybe_kept(mark.last_poster), *rest


def known_of(tid: int, fid: Any, replies: Any, last: Any, poster: Any, state: Any, *rest: Any) -> Known | None:  # noqa: ANN401 - columns
    """What the columns of a thread say; ``None``: there is no such row."""
    if state is None:
        return None
    mark = Mark(replies, last, maybe_given_back(poster))
    known = Known(tid, fid, None if mark == Mark() else mark, state, *rest)
    return replace(known, lost=True) if known.lost else known
