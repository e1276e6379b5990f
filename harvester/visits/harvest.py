"""What a run makes of a site's articles and notices: revisions, threads given up or tried again, and when.

It decides what becomes of a thread, and notes that in the site's store (:mod:`harvester.store.interface`). Once a
thread is loaded, noting does not wait for anything. :meth:`Harvest.flush` is awaited when all of a page or an article
was noted, and commits it.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from harvester.forum.notices import kinds
from harvester.items import Article, Gone, to_dict
from harvester.news.serial import Turn
from harvester.store.interface import Store
from harvester.store.records import BARRED, FAILED, GONE, HARVESTED, LEFT, REMOVED, Known, Medium
from harvester.visits import digest
from harvester.visits.links import lines_of, made_anew
from harvester.visits.schedule import are_alike, next_try, next_visit

#: What robots.txt says today is never the thread's own state; each run reads it anyway, so asking again is free.
ROBOTS = "robots"
#: Reasons for which a thread counts as gone.
_VANISHED = kinds(lambda kind: kind.vanished)
#: How many of the threads that were refused together are requested again: one alone may have been deleted
#: since. Chosen, not measured.
_PROBES = 3
#: How many more of them are visited for each that can be read: a state that is over is noticed quickly, and one
#: thread that was opened alone costs little. Chosen, not measured.
_RELEASED = 4


@dataclass(frozen=True, slots=True)
class Options:
    """What the user may choose here.

    ``recheck`` as in :func:`~harvester.visits.schedule.next_visit`; ``every``: threads between two commits;
    ``write_gone``: a line for each thread that is gone.
    """

    recheck: tuple[int, ...] = ()
    every: int = 1
    write_gone: bool = False


class Harvest:
    """What a run knows about a site, and what it notes."""

    def __init__(self, store: Store, options: Options, clock: Callable[[], datetime]) -> None:
        self.store = store
        self.options = options
        self.clock = clock
        self._began = self.now
        self._waiting = 0
        self._failed: set[int] = set()
        self._seen: dict[int, bytes | None] = {}
        self._turns: dict[int, Turn | None] = {}
        self._joins: dict[int, Callable[[Article], None]] = {}
        self._refused: defaultdict[tuple[int | None, str], list[int]] = defaultdict(list)
        self._read: Counter[int | None] = Counter()
        self._requests: dict[str, int] = {}
        self.released: set[int | None] = set()  # boards that may have threads to visit that were refused before

    @property
    def now(self) -> int:
        """Seconds since 1970 in UTC."""
        return int(self.clock().timestamp())

    # --- one article ------------------------------------------------------------------

    def is_removed(self, tid: int) -> bool:
        """Whether somebody removed a thread's article for good."""
        return self._known(tid).state == REMOVED

    def revise(self, item: Article) -> bool:
        """Set the revision of ``item``; returns whether it is to be written.

        A line that was lost is written again under the revision that it had. A thread that is back after a line said
        that it was gone gets a new revision in which nothing changed.
        """
        known = self.store.thread(item.tid)
        if known is not None and known.state == REMOVED:
            return False
        if known is None or not known.revision:
            return True
        if (join := self._joins.pop(item.tid, None)) is not None:
            join(item)
        line = to_dict(item)
        item.changed = digest.changed(known.field_hashes or b"", digest.field_hashes(line)) or None
        if self.options.write_gone and known.reason in _VANISHED:
            item.changed = item.changed or []  # the last line says that it is gone
        item.revision = known.revision + (item.changed is not None)
        if item.changed is not None and known.text_hash:
            item.previous_hash = known.text_hash.hex()
        return item.changed is not None or known.lost

    def complete(self, tid: int, join: Callable[[Article], None]) -> None:
        """Have ``join`` add to a thread's next article those parts of its last line that were not read again."""
        self._joins[tid] = join

    async def whole_line(self, tid: int) -> dict[str, Any] | None:
        """The last line of a thread, if its replies are as they were read: not edited, and with no page missing."""
        known, line = self.store.thread(tid), await self.store.line(tid)
        if known is None or line is None or known.lost or known.reason or line.get("replies") is None:
            return None
        return line if digest.has_field(known.field_hashes or b"", line, "replies") else None

    def unchanged(self, item: Article) -> None:
        """Note a visit that found nothing new."""
        self._settle(self._visited(item))

    def saw(self, tid: int, mark: bytes | None) -> None:
        """Keep the mark of a thread in a cheaper source, once its visit is settled: never before its line."""
        self._seen[tid] = mark

    def turned(self, tid: int, turn: Turn | None) -> None:
        """Keep that a thread is one part of a longer article, once its visit is settled."""
        self._turns[tid] = turn

    def still(self, tid: int, published: datetime | None) -> bool:
        """Note that another look found a thread unchanged; returns ``False`` where no further look is planned."""
        known = self._known(tid)
        following = next_visit(_seconds(published), self.now, self.options.recheck)
        if following is not None:
            self._read[known.fid] += 1
            self._settle(replace(known, visited=self.now, next_visit=following))
        return following is not None

    async def write(self, item: Article) -> int:
        """Note ``item`` with its line. Raises :class:`OSError` or StoreError where that fails.

        If ``item`` names a thread whose line does not name it back, that line is written again as a new revision.
        Returns how many lines were.
        """
        others = await lines_of(item, self.store)
        await self.load([item.tid])
        line = to_dict(item)
        text_hash, field_hashes = digest.text_hash(item.text), digest.field_hashes(line)
        known = replace(self._visited(item), revision=item.revision, text_hash=text_hash, field_hashes=field_hashes)
        self._settle(known, line)
        linked = 0
        for name, other in others.items():
            if again := made_anew(other, name, item, self.store.thread(other["tid"])):
                self._settle(*again)
                linked += 1
        return linked

    # --- threads without one ------------------------------------------------------------

    def bar(self, tid: int, reason: str) -> None:
        """Note that this visit found no article that a guest may read."""
        self._settle(self._refuse(self._known(tid), BARRED, reason))

    def lose(self, tid: int, reason: str, line: Gone, *, listed: bool = False) -> None:
        """Note that a thread is gone. If its article was written before, ``line`` says so, where the user wants that.

        ``listed``: a list that this run read names it all the same. A thread that no list names is requested again when
        a list does.
        """
        known = self._known(tid)
        known = known if listed else replace(known, mark=None)
        said = None
        if self.options.write_gone and known.revision and known.state != GONE:
            line.revision = known.revision
            said = to_dict(line)
        self._settle(self._refuse(known, GONE, reason), said)

    def drop(self, tid: int, reason: str) -> None:
        """Note that the run did not want a thread's article, unless its visit is settled otherwise."""
        known = self._known(tid)
        if known.visited is None or known.visited < self._began:
            state = HARVESTED if known.revision else BARRED
            known = replace(known, state=state, reason=reason, refused=0, together=None)
            self._settle(replace(known, visited=self.now, next_visit=None))

    def fail(self, tid: int, reason: str) -> None:
        """Note that a thread could not be fetched: the next run tries again."""
        self._failed.add(tid)
        before = self._known(tid)
        if before.state == REMOVED:
            return
        known = replace(before, state=FAILED, reason=reason, visited=self.now)
        self.store.want(known, None)
        self._reopen(before, known)
        self._waiting += 1

    # --- files and requests -------------------------------------------------------------

    async def medium(self, key: str) -> Medium | None:
        """What is known of a file that was downloaded before; the caller checks whether it is still there."""
        known = await self.store.medium(key)
        return Medium(*known) if known else None

    def keep_medium(self, key: str, medium: Medium) -> None:
        """Note a downloaded file."""
        self.store.keep_medium(key, medium.file, medium.sha256)

    def requests(self, day: str) -> int:
        """How many requests were made on a day (``2026-01-31``)."""
        return self._requests[day] if day in self._requests else self.store.requests(day)

    def count_request(self, day: str) -> None:
        """Count a request made on a day; kept with the next commit."""
        self._requests[day] = self.requests(day) + 1

    # --- making it last -----------------------------------------------------------------

    async def load(self, tids: Iterable[int]) -> None:
        """Load threads from the store."""
        await self.store.load(tids)

    async def flush(self) -> None:
        """Commit once as many threads were noted as the user wants in one commit. Raises as :meth:`commit` does."""
        if self._waiting >= self.options.every:
            await self.commit()

    async def commit(self) -> None:
        """Commit what was noted. Raises :class:`OSError` or StoreError where that fails."""
        self._note_requests()
        self._waiting = 0
        await self.store.commit(self.now)

    async def finish(self) -> None:
        """Plan the next looks, and commit for the last time. Raises as :meth:`commit` does."""
        await self._plan()
        self._note_requests()
        await self.store.finish(self.now)

    async def leave(self) -> None:
        """Release the site; the next run puts right what was not committed."""
        await self.store.leave()

    def set_aside(self, error: Exception) -> str | None:
        """Move a damaged store out of the way, so that the next run makes a new one; returns where it is now."""
        return self.store.set_aside(error)

    # --- inside -----------------------------------------------------------------------

    def _known(self, tid: int) -> Known:
        return self.store.thread(tid) or Known(tid)

    def _visited(self, item: Article) -> Known:
        known = self._known(item.tid)
        published = _seconds(datetime.fromisoformat(item.published)) if item.published else None
        board = item.board.fid
        left = known.also is not None and known.also in (board, LEFT)  # the thread has moved to another list
        fid = board or known.fid if left else known.fid or board
        self._read[known.fid or fid] += 1
        return replace(
            known,
            fid=fid,
            also=None if left else known.also,
            state=FAILED if item.tid in self._failed else HARVESTED,  # failed: a part of it is missing
            reason=None,
            visited=self.now,
            next_visit=next_visit(published, self.now, self.options.recheck),
            refused=0,
            together=None,
        )

    def _refuse(self, known: Known, state: str, reason: str) -> Known:
        """``known`` after a refusal: when the thread is requested again, and how often it was refused in a row."""
        same = known.reason == reason
        refused = known.refused + 1 if same else 1
        together = known.together if same else None
        following = None if together is not None else next_try(refused, self.now, alike=False)
        if together is None:
            self._refused[known.fid, reason].append(known.tid)
        return replace(
            known,
            state=state,
            reason=reason,
            visited=self.now,
            next_visit=following,
            refused=refused,
            together=together,
        )

    def _reopen(self, before: Known, known: Known) -> None:
        """Have the threads visited that were refused together with one that no longer is.

        A few for each thread that can be read: if the state is over, that soon covers all of them, and if one thread
        alone was opened, it stays at a few. If robots.txt allows them again, all are visited.
        """
        if before.together is None:
            return
        allowed = before.reason == ROBOTS and known.reason != ROBOTS
        most = sys.maxsize if allowed else _RELEASED if known.refused == 0 else 0
        if most:
            self.store.release(before.together, most)
            self.released.add(before.fid)

    def _note_requests(self) -> None:
        for day, requests in self._requests.items():
            self.store.keep_requests(day, requests)
        self._requests.clear()

    async def _plan(self) -> None:
        """Plan when to look again at threads that were refused for one reason: a few stand for all of them."""
        for (fid, reason), tids in self._refused.items():
            if reason == ROBOTS or are_alike(len(tids), self._read[fid]):
                await self.store.bind(tids)
        self._refused.clear()
        for together, reason, looks in await self.store.unplanned(_PROBES):
            at = self.now if reason == ROBOTS else next_try(looks, self.now, alike=True)
            await self.store.look_at(together, at, _PROBES)

    def _settle(self, known: Known, line: dict[str, Any] | None = None) -> None:
        before = self._known(known.tid)
        if before.state == REMOVED:  # whatever its page says
            return
        if line is None:
            self.store.put(known)
        else:
            self.store.settle(known, line)
        self._reopen(before, known)
        if known.tid in self._seen:
            self.store.keep_mark(known.tid, self._seen.pop(known.tid))
        if known.tid in self._turns:
            self.store.keep_turn(known.tid, self._turns.pop(known.tid))
        self._waiting += 1


def _seconds(time: datetime | None) -> int | None:
    return int(time.timestamp()) if time else None
