"""The name under which the program was called, for messages that say what to type; and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path

#: The console command's name.
OWN = "harvester"
#: Scrapy's own commands that are useful with a harvest.
SCRAPYS = ("settings", "shell")


def program() -> str:
    """``harvester``, or ``scrapy`` if the project's commands are run through it."""
    return OWN if Path(sys.argv[0]).name == OWN else "scrapy"


@contextmanager
def while_read() -> Iterator[None]:
    """End the block quietly if the reader of standard output (``head``) closes it: that is not a failure.

    Standard output is then redirected, so that nothing fails when the program exits.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class ExitCode(IntEnum):
    """Exit codes; docs/messages.md explains them for each command. Only a few commands use 3 and above."""

    DONE = 0
    NOT_STARTED = 1
    FAILED = 1  # the same for commands that do not start anything: the request could not be fulfilled
    USAGE = 2
    FAILURES = 3
    BARRED = 4
    LOCKED = 5
    INTERRUPTED = 130
