"""The live lines of all crawls of a process, below the lines of the log."""

from __future__ import annotations

import atexit
import io
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from rich.console import Console
from rich.live import Live
from rich.text import Text

#: Sites that get a line each, so that the log stays visible; the others are counted in one more line.
MOST_LINES = 5


class Above(io.TextIOBase):
    """Replaces standard error while there are live lines: text written to it appears above them, unchanged."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def write(self, text: str, /) -> int:
        """Print ``text``, never wrapped: an address must stay whole."""
        self.console.print(text, end="", soft_wrap=True, markup=False, highlight=False, emoji=False)
        return len(text)


@dataclass(slots=True)
class _Shared:
    """The display's state, one for the whole process."""

    sites: dict[str, Callable[[], str]] = field(default_factory=dict)
    live: Live | None = None
    handlers: list[tuple[logging.StreamHandler[io.TextIOBase], io.TextIOBase]] = field(default_factory=list)


_shared = _Shared()


def join(console: Console, site: str, line: Callable[[], str]) -> None:
    """Show a line for ``site`` from now on; ``line`` returns its text."""
    _shared.sites[site] = line
    if _shared.live is None:
        _begin(console)
    draw()


def leave(site: str) -> None:
    """Remove the line for ``site``; after the last one the terminal is as it was."""
    _shared.sites.pop(site, None)
    if _shared.sites:
        draw()
    else:
        end()


def draw() -> None:
    """Draw the lines again."""
    if _shared.live is not None:
        _shared.live.update(_lines(), refresh=True)


def end() -> None:
    """Remove the lines, and give the log its stream back; may be called more than once."""
    live, _shared.live = _shared.live, None
    if live is not None:
        live.update(Text(), refresh=True)
        live.stop()
    for handler, stream in _shared.handlers:
        handler.setStream(stream)
    _shared.handlers.clear()


def _begin(console: Console) -> None:
    # The crawls' event loop draws it, not a thread of Rich's.
    _shared.live = Live(console=console, auto_refresh=False, transient=True, redirect_stdout=False)
    for handler in logging.root.handlers:
        if isinstance(handler, logging.StreamHandler) and not isinstance(handler, logging.FileHandler):
            _shared.handlers.append((handler, handler.stream))
            handler.setStream(Above(console))
    _shared.live.start()
    atexit.register(end)  # after a second Ctrl-C, no crawl calls leave()


def _lines() -> Text:
    shown = [f"{site}: {line()}" for site, line in list(_shared.sites.items())[:MOST_LINES]]
    more = len(_shared.sites) - len(shown)
    shown += [f"and {more} more sites"] if more else []
    return Text("\n".join(shown), style="bold", no_wrap=True, overflow="ellipsis")
