"""The folder of the harvest, for commands that look at it."""

from __future__ import annotations

import sys
from pathlib import Path

from scrapy.settings import BaseSettings

from harvester.config.declaring import ConfigurationError, options_of
from harvester.config.program import ExitCode, program
from harvester.crawl.options import Place
from harvester.crawl.settings import check_names


def base_folder(settings: BaseSettings | None, command: str) -> Path:
    """What ``HARVESTER_DIR`` names. Ends the program with a line where it, or a setting's name, is wrong."""
    try:
        check_names(settings or BaseSettings())
        return options_of(Place, settings or {}).folder
    except ConfigurationError as error:
        sys.stderr.write(f"{program()} {command}: {error}\n")
        sys.exit(ExitCode.USAGE)
