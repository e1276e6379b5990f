"""Each new article of a site given to somebody, at least once: what was given, and what is still to be given.

What was given is kept in the site's folder, in ``hook.json``: a time, before which nothing waits, and what was given of
what was harvested since. So a line that was moved, edited or packed meanwhile is neither missed nor given again, and
the file stays small.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from harvester.disk.files import WholeFile
from harvester.feed.delivery import DeliveryError, RefusedError, Target, identity_of
from harvester.site_folder import articles
from harvester.site_folder.articles import Line
from harvester.site_folder.packing import READ_ERRORS

logger = logging.getLogger(__name__)

#: The file in the site's folder.
NAME = "hook.json"
#: Failures in a row after which the other side is down, and left alone for a while.
_DOWN = 3
#: Seconds between two looks at what is new, at first and at most, where the other side is down.
_PAUSE, _LONGEST_PAUSE = 5.0, 300.0
#: What could not be handed over for so long is given up, and said.
_GIVEN_UP = timedelta(days=7)
#: Articles after which it is noted what was given, at the latest: at most this many are given again after a kill.
_NOTED = 20


@dataclass(slots=True)
class Cursor:
    """``since``: nothing that was harvested before waits; ``given``: what was given of what was harvested since."""

    path: Path
    since: str
    given: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, folder: Path, began: datetime) -> Self:
        """The cursor of a site: what is kept in its folder, otherwise one that waits for what is harvested from now on.

        A file that is damaged is put aside, and said: what was given since then is given again, not missed.
        """
        path = folder / NAME
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            return cls(path, datetime.fromisoformat(kept["since"]).isoformat(), {str(each) for each in kept["given"]})
        except FileNotFoundError:
            return cls(path, _text(began))
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            since = began - _GIVEN_UP
            logger.warning("%s can't be read (%s): articles since %s are given again", path, error, _text(since))
            return cls(path, _text(since))

    def save(self) -> None:
        """Write it, whole or not at all. Raises :class:`OSError`."""
        file = WholeFile(self.path)
        try:
            file.write(json.dumps({"since": self.since, "given": sorted(self.given)}, ensure_ascii=False).encode())
            file.commit()
        except BaseException:
            file.discard()
            raise

    def waiting(self, folder: Path, read: dict[str, int]) -> Iterator[Line]:
        """The articles that were not given yet, in the order of their writing.

        ``read`` says how far files were read before, in bytes, and is brought up to date. A line that is not JSON is
        passed over: the next run puts it aside. Raises as reading files does.
        """
        for path in articles.files(folder):
            if articles.name_of(path).day < self.since[:10]:
                continue
            with articles.opened(path) as stream:
                stream.seek(read.get(path.name, 0))
                for raw in stream:
                    if not raw.endswith(b"\n"):  # a run is writing it
                        break
                    read[path.name] = read.get(path.name, 0) + len(raw)
                    line = _article(raw)
                    if line and line["harvested"] >= self.since and identity_of(line) not in self.given:
                        yield line


@dataclass(slots=True)
class Counts:
    """What became of the articles: ``left`` are those that could not be handed over yet."""

    given: int = 0
    refused: int = 0
    left: int = 0


class Hook:
    """Gives the new articles of a site to ``target``, in a thread of its own, so that no crawl waits for it."""

    def __init__(self, folder: Path, target: Target, began: datetime) -> None:
        self.folder = folder
        self.target = target
        self.counts = Counts()
        self._began = began
        self._cursor = Cursor.of(folder, began)
        self._read: dict[str, int] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="hook", daemon=True)

    def start(self) -> None:
        """Begin to look for new articles."""
        self._thread.start()

    def finish(self, patience: float) -> Counts:
        """Give what is left, for at most ``seconds`` where the other side is down. Blocks: call it in a thread."""
        self._over.set()
        if self._thread.ident:
            self._thread.join()
        self._read.clear()  # somebody may have touched what was read
        until = time.monotonic() + patience
        pause = 1.0
        while not self.sweep(lambda: time.monotonic() > until) and time.monotonic() + pause < until:
            time.sleep(pause)
            pause *= 2
        return self.counts

    def sweep(self, stopped: Callable[[], bool]) -> bool:
        """Give all that waits, once; whether nothing is left."""
        failures = 0
        self.counts.left = 0
        read = dict(self._read)
        try:
            for number, line in enumerate(self._cursor.waiting(self.folder, read), 1):
                if failures >= _DOWN or stopped():
                    self.counts.left += 1
                    continue
                failures = 0 if self._give(line) else failures + 1
                if number % _NOTED == 0:
                    self._cursor.save()
            if not self.counts.left:
                self._read = read
                self._forget()
            self._cursor.save()
        except READ_ERRORS as error:
            logger.warning("The hook can't go on for now: %s", error)
            return False
        return not self.counts.left

    def _forget(self) -> None:
        """Nothing waits: what was harvested before this run is of no interest any longer."""
        began = _text(self._began)
        if self._cursor.since < began:
            given = {identity_of(line) for line in Cursor(self._cursor.path, began).waiting(self.folder, {})}
            self._cursor.since, self._cursor.given = began, self._cursor.given & given

    def _give(self, line: Line) -> bool:
        """Hand one over; whether the other side is up."""
        identity = identity_of(line)
        try:
            self.target.give(line, identity)
            self.counts.given += 1
        except RefusedError as error:
            logger.warning("The hook refused %s: %s", identity, error)
            self.counts.refused += 1
        except DeliveryError as error:
            if datetime.fromisoformat(line["harvested"]) > self._began - _GIVEN_UP:
                logger.info("The hook could not be given %s: %s", identity, error)
                self.counts.left += 1
                return False
            logger.warning(
                "The hook could not be given %s for %d days, and is given up: %s", identity, _GIVEN_UP.days, error
            )
            self.counts.refused += 1
        self._cursor.given.add(identity)
        return True

    def _work(self) -> None:
        """Look for new articles until the run is over."""
        pause = _PAUSE
        while not self._over.wait(pause):
            done = self.sweep(self._over.is_set)
            pause = _PAUSE if done else min(2 * pause, _LONGEST_PAUSE)


def _article(raw: bytes) -> Line | None:
    """The article of a line; ``None``: it is none."""
    try:
        line = articles.parsed(raw)
    except ValueError:
        return None
    return line if line.get("kind") == "article" else None


def _text(time: datetime) -> str:
    """A time as lines have it: ISO 8601 in UTC, to the second."""
    return time.astimezone(UTC).isoformat(timespec="seconds")
