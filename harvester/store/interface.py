"""What a site's store is: the rules that hold for every backend, and are tested for each.

A run has one store for its site. What it finds out is *noted* at once, without waiting; :meth:`Store.commit`, which
is awaited, makes it last. These rules hold:

- **A visit is whole.** All that was noted before a commit lasts together or not at all: the state of a thread, its
  lines, the notices of its pages. So code that notes things that belong together must not await in between. A line
  that the store names exists. If lines are kept in files, a crash may leave lines that the store does not know: they
  are *adopted* when it is opened next, never written twice. If notices are kept in a file, they may be there before
  the commit. A store may commit earlier than it is told to, wherever it is awaited.
- **In order.** What was noted is visible in this store before it is committed. When a commit returns, all that was
  noted before it began lasts; what is noted during it is part of it or of the next one.
- **After** ``kill -9`` the store is as the last commit left it, plus what was adopted.
- **One run.** Nobody else writes to the site meanwhile. Either a second run does not get the store
  (:class:`~harvester.disk.lock.LockedError`), or it takes the site away from the first, whose next commit raises
  :class:`FencedError` and writes nothing.
- **Nothing blocks.** What may have to wait for a database is awaited. The rest uses what is *loaded*: everything
  about a site except its threads and halves of articles, which :meth:`Store.load`, :meth:`Store.load_turns` and
  :meth:`Store.wanted` load. A thread stays loaded until :data:`REACH` others were loaded after it. Using one that is
  not loaded is an error of the caller, and may raise :class:`LookupError`.

Every method may raise :class:`StoreError`. All times are seconds since 1970 in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from harvester.disk.database import DamagedError, StoreError
from harvester.news.serial import Turn
from harvester.store.records import Kept, Known, SourceChoice, Stretch, Wanted

__all__ = [
    "BATCH",
    "REACH",
    "DamagedError",
    "FencedError",
    "Line",
    "Reading",
    "Store",
    "StoreError",
    "UnreachableError",
]

#: A line of the output, or a notice, as JSON values.
Line = Mapping[str, Any]

#: A thread stays loaded until this many others were loaded after it: some megabytes.
REACH = 10_000
#: Threads that :meth:`Store.wanted` returns at once.
BATCH = 200


class FencedError(StoreError):
    """Another run has taken the site since: nothing that was noted is written, and the crawl ends."""


class BehindError(FencedError):
    """The database lost the run's last commits, as after a failover: nothing more is written, and the crawl ends."""


class UnreachableError(StoreError):
    """The database did not answer within the time that a crawl waits."""


class Reading(Protocol):
    """A store opened only for reading, while a run may be at work."""

    @property
    def articles(self) -> int:
        """The number of threads that gave an article."""

    def counts(self) -> dict[str, int]:
        """The number of threads in each state."""

    def gone(self) -> set[int]:
        """The threads that no longer exist."""

    def visits(self, until: int) -> tuple[int, int | None]:
        """The number of threads whose next visit is due by ``until``, and the time of the very next one."""


class Store(Protocol):
    """The store of a run. Its backend opens it, and first puts right what a crash or a person left.

    ``messages``: what was put right, one line for the user each. ``where``: where lines go. ``notices``: where
    notices went, for people; ``None`` if there were none.
    """

    messages: list[str]

    @property
    def where(self) -> str:
        """Where the last line went, or where the first will go."""

    @property
    def notices(self) -> str | None:
        """Where the run's notices went; ``None`` if there were none."""

    # --- making it last ---------------------------------------------------------------

    async def commit(self, now: int) -> None:
        """Write everything that was noted. May raise :class:`OSError` too."""

    async def finish(self, now: int) -> None:
        """Commit for the last time, and tidy up. Raises as :meth:`commit` does; other failures are logged."""

    async def leave(self) -> None:
        """Release the site; what was not committed is dropped."""

    def set_aside(self, error: Exception) -> str | None:
        """Move a damaged store out of the way if ``error`` says it is damaged; returns its new place, or ``None``."""

    # --- reach ------------------------------------------------------------------------

    async def load(self, tids: Iterable[int]) -> None:
        """Load threads, known or not: their states, rows and marks."""

    async def load_turns(self, about: int, within: int) -> None:
        """Load what :meth:`turns` will return, and those threads."""

    # --- threads ----------------------------------------------------------------------

    def thread(self, tid: int) -> Known | None:
        """The record of a thread; ``None`` if nothing is known of it."""

    def put(self, known: Known) -> None:
        """Note the record of a thread; with an article, its visit is settled, and the row that named it is dropped."""

    def settle(self, known: Known, line: Line) -> None:
        """Note the result of a visit: the thread's new record, and the line for it.

        The line becomes the latest of its article. May raise :class:`OSError` too.
        """

    def want(self, known: Known, row: str | None) -> None:
        """Put a thread on the list of those to be visited; ``row`` is the list row that names it, as JSON.

        Without one, the row that is kept stays. A thread that failed goes to the end of the list, so that failing
        threads do not hold up the rest.
        """

    def row(self, tid: int) -> str | None:
        """The list row that named a thread without an article yet, as JSON."""

    async def line(self, tid: int) -> dict[str, Any] | None:
        """The latest line of a thread; ``None`` if there is none, or it can no longer be read."""

    async def wanted(self, fid: int | None = None, after: int = 0) -> list[Wanted]:
        """The next :data:`BATCH` threads that are to be visited, in order; they are loaded.

        ``fid``: only those of one board. ``after``: only those with a higher number.
        """

    async def due(self, now: int, fid: int | None = None) -> list[int]:
        """The threads (of a board) whose next visit is due, or whose last visit is in the future: a clock was wrong."""

    async def harvested(self, fid: int) -> list[int]:
        """The threads known to be in a board that have an article."""

    async def alike(self, at: int, piece: bytes, fid: int | None = None) -> list[int]:
        """The threads (of a board) with an article whose ``field_hashes`` have ``piece`` at byte ``at``."""

    async def left(self, fid: int | None = None) -> int:
        """The number of threads (of a board) that are to be visited."""

    async def states(self) -> dict[str, int]:
        """The number of threads in each state."""

    async def fruitful(self) -> bool:
        """Whether any thread gave an article."""

    # --- threads that were refused together --------------------------------------------

    async def bind(self, tids: Iterable[int]) -> None:
        """Note that threads were refused together; none of them is due again before :meth:`look_at` says so."""

    async def unplanned(self, most: int) -> list[tuple[int, str, int]]:
        """The groups of threads refused together without a planned look.

        For each: its number, the reason, and how many looks found that so far, at ``most`` threads in each look.
        """

    async def look_at(self, together: int, at: int, most: int) -> None:
        """Plan a look at ``most`` threads of a group: those looked at least often, spread over all numbers."""

    def release(self, together: int, most: int) -> None:
        """Have ``most`` threads of a group visited, those looked at least often first; they stay in the group.

        A backend may do so with the next commit.
        """

    # --- boards, addresses, endings of pages -------------------------------------------

    def stretches(self, fid: int, since: int = 0) -> list[Stretch]:
        """The known stretches of a board's list that include all threads posted at or after ``since``."""

    def keep(self, fid: int, stretches: Iterable[Stretch], since: int = 0) -> None:
        """Note the known stretches of a board's list; they replace those kept for this ``since``."""

    def forms(self) -> dict[str, str]:
        """How the forum writes its addresses: templates by kind of page."""

    def keep_form(self, kind: str, template: str) -> None:
        """Note how the forum writes addresses of a kind."""

    def endings(self) -> dict[str, int]:
        """What the site's pages stop in, by kind."""

    def keep_ending(self, kind: str, stop: int) -> None:
        """Note what the site's pages of a kind stop in."""

    def signs(self) -> dict[tuple[str, str], Kept]:
        """How far the site's pages agree with each sign, by kind of page and name of the sign."""

    def keep_sign(self, kind: str, name: str, kept: Kept) -> None:
        """Note how far the site's pages of a kind agree with a sign."""

    # --- sources ----------------------------------------------------------------------

    def choice(self) -> SourceChoice | None:
        """The result of the last look at the site's sources; ``None`` if there was none."""

    def keep_choice(self, choice: SourceChoice) -> None:
        """Note the result of a look at the site's sources."""

    def mark(self, tid: int) -> bytes | None:
        """The mark of a thread in the cheaper source; ``None`` if that does not show all of it."""

    def keep_mark(self, tid: int, mark: bytes | None) -> None:
        """Note the mark of a thread in the cheaper source; ``None``: that does not show all of it."""

    # --- halves of articles -----------------------------------------------------------

    def turns(self, about: int, within: int) -> list[Turn]:
        """The threads that continue on, or from, another page, posted within ``within`` seconds of ``about``."""

    def keep_turn(self, tid: int, turn: Turn | None) -> None:
        """Note that a thread continues on, or from, another page; ``None``: it does neither."""

    # --- what else is kept of a run -----------------------------------------------------

    def note(self, notice: Line) -> None:
        """Note a page that was not what was requested. May raise :class:`OSError` too."""

    async def medium(self, key: str) -> tuple[str, str] | None:
        """Where a downloaded file is, below the site's folder, and its SHA-256; ``None`` if it is not known."""

    def keep_medium(self, key: str, file: str, sha256: str) -> None:
        """Note where a downloaded file is."""

    def requests(self, day: str) -> int:
        """The number of requests noted for a day (``2026-01-31``)."""

    def keep_requests(self, day: str, requests: int) -> None:
        """Note the number of requests made on a day."""

    async def visit_as(self, name: str, reasons: Iterable[str]) -> int:
        """Note who visits; returns how many threads are to be visited again because of that.

        For another visitor than before, these are the threads that were barred for one of ``reasons``; every list is
        also read again, since it may show more.
        """
