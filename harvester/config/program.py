"""What the user called the program, for messages that say what to type; and what it tells the shell."""

from __future__ import annotations

import sys
from enum import IntEnum
from pathlib import Path

#: The console command's name.
OWN = "harvester"


def program() -> str:
    """``harvester``, or ``scrapy`` where the project's commands are run by that."""
    return OWN if Path(sys.argv[0]).name == OWN else "scrapy"


class ExitCode(IntEnum):
    """What ``scrapy crawl`` tells the shell."""

    DONE = 0
    NOT_STARTED = 1
    USAGE = 2
    FAILURES = 3
    BARRED = 4
    LOCKED = 5
    INTERRUPTED = 130
