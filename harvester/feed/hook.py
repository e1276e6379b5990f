"""Gives each new article of a site to somebody, at least once.

:mod:`harvester.feed.cursor` remembers what was given.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from harvester.config import saying
from harvester.feed.cursor import GIVEN_UP, Cursor, Waiting, text_of
from harvester.feed.delivery import DeliveryError, RefusedError, Target
from harvester.site_folder.packing import READ_ERRORS

logger = logging.getLogger(__name__)

#: After this many failures in a row the other side counts as down, and is left alone for a while.
_DOWN = 3
#: Seconds between two looks for new articles, and the most while the other side is down.
_PAUSE, _LONGEST_PAUSE = 5.0, 300.0
#: What was given is saved at least after this many articles: at most this many are given again after a kill.
_NOTED = 20


@dataclass(slots=True)
class Counts:
    """How many articles were given and refused; ``left``: how many could not be handed over yet."""

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
        """Begin to look for new articles; they count from now on, even if this run is killed."""
        try:
            self._cursor.save()
        except OSError as error:
            logger.warning("The hook can't save what it gave: %s", error)
        self._thread.start()

    def finish(self, patience: float) -> Counts:
        """Give what is left, for at most ``patience`` seconds if the other side is down. Blocks: use a thread."""
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
        """Give everything that is waiting, once; returns whether nothing is left."""
        failures = 0
        self.counts.left = 0
        read = dict(self._read)
        try:
            for number, waiting in enumerate(self._cursor.waiting(self.folder, read), 1):
                if failures >= _DOWN or stopped():
                    self.counts.left += 1
                    continue
                failures = 0 if self._give(waiting) else failures + 1
                if number % _NOTED == 0:
                    self._cursor.save()
            if not self.counts.left:
                self._read = read
                self._forget()
            self._cursor.save()
        except READ_ERRORS as error:
            logger.warning("The hook can't continue for now: %s", error)
            return False
        return not self.counts.left

    def _forget(self) -> None:
        """Nothing is waiting: forget what was harvested before this run."""
        began = text_of(self._began)
        if self._cursor.since < began:
            given = {each.identity for each in Cursor(self._cursor.path, began).waiting(self.folder, {})}
            self._cursor.since, self._cursor.given = began, self._cursor.given & given

    def _give(self, waiting: Waiting) -> bool:
        """Hand one over; returns whether the other side is up."""
        identity = waiting.identity
        try:
            self.target.give(waiting.line, identity)
            self.counts.given += 1
        except RefusedError as error:
            logger.warning("The hook refused %s: %s", identity, saying.line(str(error)))
            self.counts.refused += 1
        except DeliveryError as error:
            if datetime.fromisoformat(waiting.at) > self._began - GIVEN_UP:
                logger.info("The hook could not be given %s: %s", identity, saying.line(str(error)))
                self.counts.left += 1
                return False
            said = saying.line(str(error))
            logger.warning(
                "The hook could not be given %s for %d days, and is given up: %s", identity, GIVEN_UP.days, said
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
