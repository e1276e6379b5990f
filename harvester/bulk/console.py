"""The console that explanations and tables go to."""

from __future__ import annotations

import os

from rich.console import Console


class PlainConsole(Console):
    """Rich's, which reads nothing into texts. That its reader has enough of it (``head``) is no failure.

    ``only``: it is all that a command writes: it may end then. Otherwise the command goes on, and says no more.

    >>> PlainConsole().print("[b] stays as it is")
    [b] stays as it is
    """

    def __init__(self, *, stderr: bool = False, only: bool = False) -> None:
        super().__init__(stderr=stderr, highlight=False, emoji=False, markup=False)
        self._only = only

    def on_broken_pipe(self) -> None:
        """End the command, by :class:`BrokenPipeError`, or go on. Rich's own ends the program with a failure."""
        if self._only:
            raise BrokenPipeError
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())
