"""The console command ``harvester``: Scrapy's, with the project's settings, from any folder, without a scrapy.cfg."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from harvester import __version__
from harvester.config.program import OWN, ExitCode
from harvester.config.saying import give_streams, to_stdout

SETTINGS = "harvester.settings"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command that the arguments name; ends with :class:`SystemExit`, whose code is the command's.

    The settings are ``harvester.settings`` unless ``SCRAPY_SETTINGS_MODULE`` names others; a scrapy.cfg that lies
    about is not looked for.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", SETTINGS)
    sys.argv[0] = OWN
    give_streams()
    if given in (["--version"], ["version"]):  # Scrapy's own command would name Scrapy's version alone
        to_stdout(f"{OWN} {__version__}")
        sys.exit(ExitCode.DONE)
    gc.disable()  # while modules are loaded: they stay, and looking through them takes a tenth of a command's start
    from harvester.commands import console  # noqa: PLC0415 - loads Scrapy

    console.run(given)


if __name__ == "__main__":
    main()
