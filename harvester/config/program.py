"""What the user called the program, for messages that say what to type; and what it tells the shell."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path

#: The console command's name.
OWN = "harvester"
#: Scrapy's own commands that are of use to who harvests.
SCRAPYS = ("settings", "shell")


def program() -> str:
    """``harvester``, or ``scrapy`` where the project's commands are run by that."""
    return OWN if Path(sys.argv[0]).name == OWN else "scrapy"


@contextmanager
def while_read() -> Iterator[None]:
    """End what is inside quietly where the reader of standard output has enough of it (``head``): no failure.

    Nothing more may be written there, not even at exit.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class ExitCode(IntEnum):
    """What a command tells the shell; docs/messages.md says when, of each command. 3 and above are of few commands."""

    DONE = 0
    NOT_STARTED = 1
    FAILED = 1  # of commands that have nothing to start: what they were asked for could not be done
    USAGE = 2
    FAILURES = 3
    BARRED = 4
    LOCKED = 5
    INTERRUPTED = 130
