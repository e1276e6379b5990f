"""The progress of a session, on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from harvester.bulk.stream import Piece, Source
from harvester.disk.files import check_input

#: Seconds between two updates of the display.
INTERVAL = 0.1


@contextmanager
def progress(console: Console, sources: Sequence[Source], *, shown: bool) -> Iterator[Callable[[Piece], None]]:
    """A progress display while the block runs; yields a function to call with each repaired piece.

    It counts bytes as they are on disk, so that the size of compressed files is known; a pipe
    has none.

    >>> with progress(Console(), [], shown=False) as advance:
    ...     advance(None)
    """
    if not shown:
        yield lambda _piece: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    # Drawn by `advance`, not by a thread of its own: processes are forked meanwhile (see stream.processes).
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True, auto_refresh=False) as display:
        sizes = [check_input(source.name) for source in sources]
        task = display.add_task("", total=sum(sizes) if all(sizes) else None)
        ended = 0
        drawn = 0.0

        def advance(piece: Piece) -> None:
            nonlocal ended, drawn
            position = piece.source.position()
            display.update(task, description=piece.source.name, completed=ended + position)
            ended += position if piece.last else 0
            if monotonic() - drawn > INTERVAL:
                display.refresh()
                drawn = monotonic()

        yield advance
