"""What a store of a site is, whatever keeps it: what must hold of every backend, and is tested of each.

A run has one store of its site. What it finds out is *noted* at once and without waiting; :meth:`Store.commit`, which
is awaited, makes it last. These rules hold:

- **A visit is whole.** Everything that was noted before a commit is made to last together or not at all: the state of a
  thread, its lines, the notices of its pages. So who notes what belongs together awaits nothing in between. A line of
  which the store speaks is there. Where lines stand in files, a crash may leave lines of which it does not speak: they
  are *adopted* when the store is opened next, never written twice. Where notices stand in a file, they may be there
  before the commit.
  A store may commit earlier than it is told to, wherever it is awaited.
- **In order.** What was noted is seen by whoever asks this store, before it is committed. When a commit returns, all
  that was noted before it began lasts; what is noted while it is under way is a part of it or of the next one.
- **After** ``kill -9`` the store is as the last commit left it, and what was adopted.
- **One run.** Nobody else writes to the site meanwhile. Either a second run is refused the store
  (:class:`~harvester.disk.lock.LockedError`), or it takes the site away from the first, whose next commit raises
  :class:`FencedError`, and nothing of that commit lasts.
- **Nothing blocks.** What may have to wait for a database is awaited. The rest answers out of what is *in reach*: all
  of a site but its threads and halves of articles, which are brought there by :meth:`Store.load`,
  :meth:`Store.load_turns` and :meth:`Store.wanted`. A thread stays in reach until :data:`REACH` others were brought
  there after it. To ask or to note something of one that is not is a mistake, and may raise :class:`LookupError`.

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

#: A line of the output, or a notice: what JSON can say.
Line = Mapping[str, Any]

#: Threads brought in reach stay there until this many others were.
REACH = 10_000
#: Threads that :meth:`Store.wanted` gives at once.
BATCH = 200


class FencedError(StoreError):
    """Somebody else has taken the site since: nothing that was noted lasts, and the crawl of it ends."""


class UnreachableError(StoreError):
    """The database did not answer for as long as the crawl waits."""


class Reading(Protocol):
    """A store to be looked at only, while a run may be at work."""

    @property
    def articles(self) -> int:
        """How many threads gave an article."""

    def counts(self) -> dict[str, int]:
        """How many threads are in which state."""

    def gone(self) -> set[int]:
        """The threads that are no longer there."""

    def visits(self, until: int) -> tuple[int, int | None]:
        """How many threads' next visits are due by ``until``, and when the very next one is."""


class Store(Protocol):
    """The store of a run. It is opened by its backend, which brings it in order first.

    ``messages``: what was put right then, a line for the user each. ``where``: where lines go, ``notices``: where
    notices went, for people; ``None``: there were none.
    """

    messages: list[str]

    @property
    def where(self) -> str:
        """Where the last line went; before there was one, where the next will go."""

    @property
    def notices(self) -> str | None:
        """Where the run's notices went; ``None``: there were none."""

    # --- making it last ---------------------------------------------------------------

    async def commit(self, now: int) -> None:
        """Make everything last that was noted. May raise :class:`OSError` too."""

    async def finish(self, now: int) -> None:
        """Commit for the last time, and tidy up. Raises as :meth:`commit` does; what else fails is logged."""

    async def leave(self) -> None:
        """Let go of the site; what was not committed is dropped."""

    def set_aside(self, error: Exception) -> str | None:
        """Put what is damaged out of the way of the next run, where ``error`` says that; returns where it is now."""

    # --- reach ------------------------------------------------------------------------

    async def load(self, tids: Iterable[int]) -> None:
        """Bring threads in reach, known or not: their states, rows and marks."""

    async def load_turns(self, about: int, within: int) -> None:
        """Bring in reach what :meth:`turns` is to say, and those threads."""

    # --- threads ----------------------------------------------------------------------

    def thread(self, tid: int) -> Known | None:
        """What is known of a thread; ``None``: nothing."""

    def put(self, known: Known) -> None:
        """Note what is known of a thread; with an article, its visit is settled, and the row that named it goes."""

    def settle(self, known: Known, line: Line) -> None:
        """Note what a visit came to: what is known of the thread from now on, and the line that says so.

        The line of an article is its latest from now on. May raise :class:`OSError` too.
        """

    def want(self, known: Known, row: str | None) -> None:
        """Put a thread on the list of those to be visited; ``row`` is the list row that names it, as JSON.

        Without one, the row that is kept stays. A thread that failed goes to the end of the list: others that fail,
        too, must not keep the rest back.
        """

    def row(self, tid: int) -> str | None:
        """The list row that named a thread that has no article yet, as JSON."""

    async def line(self, tid: int) -> dict[str, Any] | None:
        """The latest line of a thread; ``None`` where there is none, or it can no longer be read."""

    async def wanted(self, fid: int | None = None, after: int = 0) -> list[Wanted]:
        """The next :data:`BATCH` threads that are to be visited, in order, and brings them in reach.

        ``fid``: of one board; ``after``: those whose number is higher than that.
        """

    async def due(self, now: int, fid: int | None = None) -> list[int]:
        """The threads (of a board) whose next visit is due, or lies in the future: a clock was wrong."""

    async def harvested(self, fid: int) -> list[int]:
        """The threads of a board that have an article, as far as is known."""

    async def alike(self, at: int, piece: bytes, fid: int | None = None) -> list[int]:
        """The threads (of a board) with an article whose ``field_hashes`` have ``piece`` at byte ``at``."""

    async def left(self, fid: int | None = None) -> int:
        """How many threads (of a board) are to be visited."""

    async def states(self) -> dict[str, int]:
        """How many threads are in which state."""

    async def fruitful(self) -> bool:
        """Whether any thread gave an article."""

    # --- threads that were refused alike -----------------------------------------------

    async def bind(self, tids: Iterable[int]) -> None:
        """Note that some threads were refused alike; none of them is to be looked at before :meth:`look_at` says so."""

    async def unplanned(self, most: int) -> list[tuple[int, str, int]]:
        """The threads that were refused alike and of which none is planned to be looked at.

        Their number, the reason, and how often that was found, where each look was at ``most`` threads or at all.
        """

    async def look_at(self, together: int, at: int, most: int) -> None:
        """Plan to look at a few threads that were refused alike: those that were looked at least often, all over."""

    def release(self, together: int, most: int) -> None:
        """Put some threads that were refused alike on the list of those to be visited: by the next commit, if not now.

        They go on belonging together, and those come first that were looked at least often.
        """

    # --- boards, addresses, endings of pages -------------------------------------------

    def stretches(self, fid: int, since: int = 0) -> list[Stretch]:
        """The known stretches of a board's list that leave out no thread posted at or after ``since``."""

    def keep(self, fid: int, stretches: Iterable[Stretch], since: int = 0) -> None:
        """Note the known stretches of a board's list, in place of those that were kept for this ``since``."""

    def forms(self) -> dict[str, str]:
        """How the forum writes its addresses: templates by the kind of what they name."""

    def keep_form(self, kind: str, template: str) -> None:
        """Note how the forum writes addresses of a kind."""

    def endings(self) -> dict[str, int]:
        """What the site's pages stop in, by kind."""

    def keep_ending(self, kind: str, stop: int) -> None:
        """Note what the site's pages of a kind stop in."""

    def signs(self) -> dict[tuple[str, str], Kept]:
        """How the site's pages of a kind keep each sign, by kind and name of the sign."""

    def keep_sign(self, kind: str, name: str, kept: Kept) -> None:
        """Note how the site's pages of a kind keep a sign."""

    # --- sources ----------------------------------------------------------------------

    def choice(self) -> SourceChoice | None:
        """What the last look at the site's sources found; ``None``: there was none."""

    def keep_choice(self, choice: SourceChoice) -> None:
        """Note what a look at the site's sources found."""

    def mark(self, tid: int) -> bytes | None:
        """The mark of what the cheaper source shows of a thread; ``None`` where it does not show all."""

    def keep_mark(self, tid: int, mark: bytes | None) -> None:
        """Note the mark of what the cheaper source shows of a thread; ``None``: it does not show all."""

    # --- halves of articles -----------------------------------------------------------

    def turns(self, about: int, within: int) -> list[Turn]:
        """The threads that turn to a page or come from one, posted within ``within`` seconds of ``about``."""

    def keep_turn(self, tid: int, turn: Turn | None) -> None:
        """Note that a thread turns to a page or comes from one; ``None``: it does neither."""

    # --- what else is kept of a run -----------------------------------------------------

    def note(self, notice: Line) -> None:
        """Note a page that was not what was asked for. May raise :class:`OSError` too."""

    async def medium(self, key: str) -> tuple[str, str] | None:
        """Where a downloaded file is, below the site's folder, and its SHA-256; ``None`` where it is not known."""

    def keep_medium(self, key: str, file: str, sha256: str) -> None:
        """Note where a downloaded file is."""

    def requests(self, day: str) -> int:
        """How many requests were made on a day (``2026-01-31``), as far as that was noted."""

    def keep_requests(self, day: str, requests: int) -> None:
        """Note how many requests were made on a day."""

    async def visit_as(self, name: str, reasons: Iterable[str]) -> int:
        """Note who visits; returns how many threads are to be visited again for it.

        Where it is another one than before, those are the threads that were barred for one of ``reasons``, and
        every list is walked anew: it may show more.
        """
