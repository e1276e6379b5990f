"""What the user called the program, for messages that begin with it or say what to type."""

from __future__ import annotations

import sys
from pathlib import Path

#: The console command's name.
OWN = "harvester"


def program() -> str:
    """``harvester``, or ``scrapy`` where the project's commands are run by that."""
    return OWN if Path(sys.argv[0]).name == OWN else "scrapy"
