"""The progress of a reading, on standard error: a bar on a terminal, otherwise a line per minute."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

from harvester.archive.run import Told
from harvester.config.saying import line, to_stderr

#: Seconds between two drawings, and between two lines.
_DRAWN, _SAID = 0.2, 60.0


@contextmanager
def shown(*, quiet: bool) -> Iterator[Told]:
    """Show the progress of a reading while the block runs."""
    if quiet:
        yield Told()
    elif sys.stderr.isatty():
        console = Console(stderr=True, highlight=False, emoji=False, markup=False)
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        # Drawn when there is progress, not by a thread, because processes are forked meanwhile.
        with Progress(*columns, console=console, transient=True, auto_refresh=False) as display:
            yield _Bar(display)
    else:
        yield _Lines()


class _Bar(Told):
    """A bar for each pass."""

    def __init__(self, display: Progress) -> None:
        self._display = display
        self._task: TaskID | None = None
        self._drawn = 0.0

    def began(self, what: str, total: int) -> None:
        if self._task is not None:
            self._display.remove_task(self._task)
        self._task = self._display.add_task(what, total=total)

    def went_on(self, by: int) -> None:
        if self._task is not None:
            self._display.advance(self._task, by)
        if monotonic() - self._drawn > _DRAWN:
            self._drawn = monotonic()
            self._display.refresh()

    def failed(self, message: str) -> None:
        self._display.console.print(line(message), soft_wrap=True)


class _Lines(Told):
    """A line from time to time."""

    def __init__(self) -> None:
        self._what, self._total, self._at, self._said = "", 0, 0, monotonic()

    def began(self, what: str, total: int) -> None:
        self._what, self._total, self._at = what, total, 0

    def went_on(self, by: int) -> None:
        self._at += by
        if monotonic() - self._said > _SAID and self._total:
            self._said = monotonic()
            to_stderr(f"{self._what}: {self._at / self._total:.0%} done")

    def failed(self, message: str) -> None:
        to_stderr(line(message))
