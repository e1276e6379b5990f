"""A site's folder while a run holds it: the lock, the store and the output, kept in step.

    harvest/SITE/
      articles-2026-01-31.jsonl         the articles written on a day (UTC), one a line
      articles-2026-01-31-2.jsonl       more of that day; closed files may be packed (.gz, .zst)
      media/ab/ab12….jpg                pictures and attached files, if they are downloaded
      index.json                        what the files held at the end of the last run
      notices-20260131T120000Z.ndjson   a run's pages that were not articles
      runs.ndjson                       the runs, one a line
      store.sqlite                      what was harvested, and when to look again
      store.sum                         the store's hash, while no run is at work
      lock                              held while a run is at work

A line reaches the disk first; then the store says so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from harvester.disk.lines import LineFile
from harvester.disk.lock import SiteLock
from harvester.site_folder import checksum, index_file, notices, packing, parts
from harvester.site_folder.agreement import Agreement
from harvester.site_folder.articles import ending_at
from harvester.site_folder.ledger import Chain, resumed
from harvester.site_folder.options import Rules
from harvester.site_folder.recovery import recover, set_aside
from harvester.store.interface import DamagedError, Line, Reading
from harvester.store.records import Commit, File, Known, Place
from harvester.store.sqlite import FILE, Store
from harvester.visits import digest

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a site's folder is kept.

    ``rules`` as in :mod:`harvester.site_folder.agreement`; ``file_size``: the bytes of a full file (0: never full);
    ``packed``: what is added to the names of closed files when they are packed (see
    :mod:`harvester.site_folder.packing`), ``""``: they are not; ``notices_days``: see
    :func:`harvester.site_folder.notices.tidy`.
    """

    rules: Rules = field(default_factory=Rules)
    file_size: int = 0
    packed: str = ""
    notices_days: int = 0


@dataclass(slots=True)
class _Output:
    """The output file in use: open, and as the store knows it."""

    day: str
    lines: LineFile
    file: File
    chain: Chain
    series: int


def utc() -> datetime:
    """The time now."""
    return datetime.now(UTC)


def reading(folder: Path) -> AbstractContextManager[Reading]:
    """The store of the site in ``folder``, for reading while a run may be at work there.

    Raises :class:`~harvester.store.interface.StoreError` where it is not there, damaged, or can't be read.
    """
    return Store.reading(folder / FILE)


def has_store(folder: Path) -> bool:
    """Whether there is a store in ``folder``."""
    return (folder / FILE).exists()


def remove_empty(folder: Path) -> None:
    """Remove the folder of a site from which nothing was harvested, if it has only what every run writes."""
    for pattern in ("store.sqlite*", "store.sum", "index.json", "runs.ndjson", "notices-*.ndjson", "lock"):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)
    with suppress(OSError):  # it has other files
        folder.rmdir()


class FolderStore(Store):
    """A store whose lines are in files next to it (see :mod:`harvester.store.interface`).

    :meth:`take` opens it.
    """

    messages: list[str]
    _folder: Path
    _layout: Layout
    _clock: Clock
    _lock: SiteLock
    _began: datetime
    _output: _Output | None = None
    _notices: LineFile | None = None

    @classmethod
    def take(cls, folder: Path, layout: Layout, clock: Clock = utc) -> Self:
        """Take the site's folder and put right what an earlier run left; ``messages`` say what that was.

        Raises :class:`~harvester.disk.lock.LockedError` where another run is at work there,
        :class:`~harvester.store.interface.StoreError` or :class:`OSError` where it can't be worked in.
        """
        folder.mkdir(parents=True, exist_ok=True)
        lock = SiteLock(folder / "lock")
        try:
            store, messages = recover(folder, layout.rules, clock(), cls)
            store._folder, store._layout, store._clock, store._lock = folder, layout, clock, lock  # noqa: SLF001 - its own
            store._began = clock()  # noqa: SLF001 - as above
            store.messages = messages + store._pack()  # noqa: SLF001 - as above
            store.messages += notices.tidy(folder, layout.notices_days, layout.packed, store._began)  # noqa: SLF001 - as above
        except BaseException:
            lock.close()
            raise
        return store

    # --- making it last ---------------------------------------------------------------

    async def commit(self, now: int) -> None:
        """Write the output to the disk, then the store."""
        self._save_all(now)

    def _save_all(self, now: int) -> None:
        if self._output is not None:
            self._output.lines.sync()
            lines = self._output.lines
            committed = replace(self._output.file, committed=lines.length, lines=lines.total, modified=lines.modified)
            if committed != self._output.file:
                self.extend(committed)
                hashed = self._output.chain.link()
                self.keep_commit(committed, Commit(self._output.series, committed.committed, hashed))
                self._output.file = committed
        self.save(now)

    async def finish(self, now: int) -> None:
        """Commit, pack what is closed, and bring the index up to date."""
        self._save_all(now)
        if self._output is not None:
            self.end_commit(self._output.file)
            self.save(now)
        for message in self._pack():
            logger.warning(message)
        try:
            index_file.update(self._folder, self._clock())
        except (*packing.READ_ERRORS, ValueError) as error:
            logger.warning("%s could not be brought up to date: %s", self._folder / index_file.NAME, error)

    async def leave(self) -> None:
        """Release the site; the next run puts right what was not committed."""
        self.let_go()

    def let_go(self) -> None:
        """The same without waiting, for commands, which have no event loop."""
        if self._output is not None:
            self._output.lines.close()
        if self._notices is not None:
            self._notices.close()
        self.close()
        try:
            checksum.leave(self.path)
        except OSError as error:
            logger.warning("%s could not be written: %s", self.path.with_name(checksum.NAME), error)
        self._lock.close()

    def set_aside(self, error: Exception) -> str | None:
        """Move a damaged store out of the way of the next run, which rebuilds it."""
        return str(set_aside(self.path, self._clock())) if isinstance(error, DamagedError) else None

    # --- lines ------------------------------------------------------------------------

    @property
    def where(self) -> str:
        """The file that the last article went to, or that will take the first one."""
        return str(self._output.lines.path if self._output else self._current)

    def settle(self, known: Known, line: Line) -> None:
        """Append the line to the output, and note its place with ``known``."""
        output = self._open()
        raw = output.lines.write(line)
        output.chain.add(raw)
        is_article = line["kind"] == "article"
        self.put(known, Place(output.file.id, output.lines.length, digest.line_hash(raw)) if is_article else None)

    async def line(self, tid: int) -> dict[str, Any] | None:
        """The latest line of a thread; ``None`` where its file is packed or moved away."""
        place = self.place(tid)
        name = next((file.name for file in self.files() if file.id == place.file), None)
        line = ending_at(self._folder / name, place.end or 0) if name else None
        fits = line is not None and (line.get("kind"), line.get("tid")) == ("article", tid)
        return line if fits else None

    @property
    def _current(self) -> Path:
        return parts.current(self._folder, self._day, self._layout.file_size)

    @property
    def _day(self) -> str:
        return f"{self._clock():%Y-%m-%d}"

    @property
    def _now(self) -> int:
        return int(self._clock().timestamp())

    def _open(self) -> _Output:
        """The file that takes a line: a new one if the day is over or the file is full."""
        if self._output is not None and (self._output.day != self._day or self._full(self._output.lines.length)):
            self._save_all(self._now)
            self._output.lines.close()
            self._output = None
            for message in self._pack():
                logger.warning(message)
        if self._output is None:
            path = self._current
            agreement = Agreement(self, self._folder, self.file(path.name), self._layout.rules, self._now)
            for message in agreement.messages():  # somebody touched it since the run began
                logger.warning(message)
            lines = LineFile(path, agreement.file.lines)
            chain = resumed(self, agreement.file, path)
            last = self.last_commit(agreement.file)
            self._output = _Output(self._day, lines, agreement.file, chain, last.series if last else 1)
        return self._output

    def _full(self, length: int) -> bool:
        return 0 < self._layout.file_size <= length

    def _pack(self) -> list[str]:
        """Pack the closed files if that is requested; returns a line for the user about each that can't be packed."""
        if not self._layout.packed:
            return []
        open_file = self._current.name
        return list(packing.pack(self, self._folder, self._layout.packed, open_file=open_file, now=self._now))

    # --- notices ----------------------------------------------------------------------

    @property
    def notices(self) -> str | None:
        """The file with the run's notices."""
        return str(self._notices.path) if self._notices else None

    def note(self, notice: Line) -> None:
        """Append a notice to the run's file.

        Its name ends in ``.ndjson``, so that ``*.jsonl`` in a harvest are only articles.
        """
        if self._notices is None:
            self._notices = LineFile.new(self._folder, notices.stem(self._began), ".ndjson")
        self._notices.write(notice)
